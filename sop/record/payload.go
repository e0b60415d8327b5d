package record

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/gowebpki/jcs"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// MaxPayload is the most bytes that a payload may have. One of up to 2,600
// bytes is kept in a single page of the store.
const MaxPayload = 8192

// Entry is what one entry of a log says. Its encoding is the payload.
type Entry struct {
	App       string // version of the program
	At        Time
	Body      Body
	Clock     Clock
	Log       string // the log's origin
	Meaning   string
	Nonce     string
	Person    string
	Prev      *TreeHead // what the signer saw of the log
	Role      sop.Role
	Statement string // the sentence that the signer saw
	Type      Kind
	V         string
}

// TreeHead is the size of a log and the root of its tree.
type TreeHead struct {
	Root tlog.Hash
	Size int64
}

// The ways in which a payload is not one.
var (
	// ErrForm is returned when a payload is not in the one canonical form.
	ErrForm = errors.New("payload is not in canonical form")
	// ErrSchema is returned when a payload's members are not those of its type.
	ErrSchema = errors.New("payload does not have the form of its type")
	// ErrNewer is returned for a payload of a type that this version does not know.
	ErrNewer = errors.New("it was made by a newer soprun")
)

// Encode returns the entry's payload. It refuses an entry that Decode would
// refuse, so that nothing unreadable is ever signed.
func Encode(e *Entry) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSchema, err)
	}
	payload, err := canonical(e)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSchema, err)
	}
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrSchema, len(payload), MaxPayload)
	}
	if !isCanonical(payload) {
		return nil, ErrForm
	}
	return payload, nil
}

// Decode reads a payload. It accepts exactly what Encode returns.
func Decode(payload []byte) (*Entry, error) {
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrSchema, len(payload), MaxPayload)
	}
	e, err := decode(payload)
	if err != nil {
		return nil, blame(payload, err)
	}
	return e, nil
}

func decode(payload []byte) (*Entry, error) {
	row, ok := kinds[peekType(payload)]
	if !ok {
		return nil, fmt.Errorf("its type %.40q is none of this format: %w", peekType(payload), ErrNewer)
	}
	e := &Entry{Body: row.body()}
	if err := readCanonical(payload, e); err != nil {
		return nil, err
	}
	return e, e.check()
}

func (e *Entry) code(f *codec) {
	forText(f, "app", &e.App)
	f.time("at", &e.At)
	forObject(f, "body", e.Body)
	forObject(f, "clock", &e.Clock)
	forText(f, "log", &e.Log)
	forOptText(f, "meaning", &e.Meaning)
	forText(f, "nonce", &e.Nonce)
	forOptText(f, "person", &e.Person)
	forOptObject(f, "prev", &e.Prev)
	forOptText(f, "role", &e.Role)
	forOptText(f, "statement", &e.Statement)
	forText(f, "type", &e.Type)
	forText(f, "v", &e.V)
}

func (h *TreeHead) code(f *codec) {
	f.hash("root", &h.Root)
	forNumber(f, "size", &h.Size)
}

// peekType finds the type before the payload is read. A quote inside a string
// is escaped, so that what is found is a member; no member after it has members.
func peekType(payload []byte) Kind {
	const member = `"type":"`
	i := bytes.LastIndex(payload, []byte(member))
	if i < 0 {
		return ""
	}
	kind, _, _ := bytes.Cut(payload[i+len(member):], []byte(`"`))
	return Kind(kind)
}

// blame says whether a refused payload is at fault for its spelling or for
// what it holds.
func blame(payload []byte, err error) error {
	if !isCanonical(payload) {
		return ErrForm
	}
	return fmt.Errorf("%w: %w", ErrSchema, err)
}

// isCanonical asks the standard's own implementation about what is not plain at sight.
func isCanonical(payload []byte) bool {
	if isPlain(payload) {
		return true
	}
	again, err := jcs.Transform(payload)
	return err == nil && bytes.Equal(again, payload)
}

func (e *Entry) check() error {
	row, ok := kinds[e.Type]
	if !ok || e.Body == nil || e.Body.kind() != e.Type {
		return fmt.Errorf("type %q: its body is %T", e.Type, e.Body)
	}
	if e.V != Version {
		return fmt.Errorf("v %q: needs to be %q", e.V, Version)
	}
	err := errors.Join(
		field("app", e.App, 1, 64), e.Clock.check(), CheckOrigin(e.Log), checkHex("nonce", e.Nonce, 16), e.Body.check(),
	)
	if row.meaning != "" {
		return errors.Join(err, e.checkAct(row))
	}
	return errors.Join(err, e.checkFact())
}

func (e *Entry) checkAct(row kindRow) error {
	if e.Meaning != row.meaning && (e.Type != KindCompletion || e.Meaning != signedOff) {
		return fmt.Errorf("meaning %q: needs to be %q", e.Meaning, row.meaning)
	}
	if !slices.Contains(row.by, e.Role) {
		return fmt.Errorf("role %q: %s is signed by one of %v", e.Role, e.Type, row.by)
	}
	if e.Prev == nil || e.Statement == "" {
		return errors.New("an act needs prev and statement")
	}
	return errors.Join(checkNumber("prev.size", e.Prev.Size), CheckPersonID(e.Person))
}

func (e *Entry) checkFact() error {
	if e.Meaning != "" || e.Prev != nil || e.Role != "" || e.Statement != "" {
		return errors.New("a fact has no meaning, prev, role or statement")
	}
	if e.Person == "" && slices.Contains(nobodys, e.Type) {
		return nil
	}
	return CheckPersonID(e.Person)
}

// NewEntry returns an entry around a body: its type, meaning and version are
// set, all else is for the caller.
func NewEntry(b Body) *Entry {
	return &Entry{Body: b, Type: b.kind(), Meaning: kinds[b.kind()].meaning, V: Version}
}
