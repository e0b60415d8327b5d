package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/gowebpki/jcs"
	"golang.org/x/mod/sumdb/tlog"
)

// MaxPayload is the most bytes that a payload may have. One of up to 2,600
// bytes is kept in a single page of the store.
const MaxPayload = 8192

// Entry is what one entry of a log says. Its encoding is the payload.
type Entry struct {
	App       string    `json:"app"` // version of the program
	At        Time      `json:"at"`
	Body      Body      `json:"body"`
	Clock     Clock     `json:"clock"`
	Log       string    `json:"log"` // the log's origin
	Meaning   string    `json:"meaning,omitempty"`
	Nonce     string    `json:"nonce"`
	Person    string    `json:"person,omitempty"`
	Prev      *TreeHead `json:"prev,omitempty"` // what the signer saw of the log
	Role      Role      `json:"role,omitempty"`
	Statement string    `json:"statement,omitempty"` // the sentence that the signer saw
	Type      Kind      `json:"type"`
	V         string    `json:"v"`
}

// TreeHead is the size of a log and the root of its tree.
type TreeHead struct {
	Root tlog.Hash `json:"root"`
	Size int64     `json:"size"`
}

// The ways in which a payload is not one.
var (
	// ErrForm is returned when a payload is not in the one canonical form.
	ErrForm = errors.New("payload is not in canonical form")
	// ErrSchema is returned when a payload's members are not those of its type.
	ErrSchema = errors.New("payload does not have the form of its type")
)

// Encode returns the entry's payload. It refuses an entry that Decode would
// refuse, so that nothing unreadable is ever signed.
func Encode(e *Entry) ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSchema, err)
	}
	payload, err := canonical(e)
	if err != nil {
		return nil, err
	}
	if len(payload) > MaxPayload {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are allowed", ErrSchema, len(payload), MaxPayload)
	}
	if err := plainJSON(payload); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSchema, err)
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
	again, err := canonical(e)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, payload) {
		return nil, blame(payload, errors.New("a member is unknown, empty or written in another way"))
	}
	if err := plainJSON(payload); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSchema, err)
	}
	return e, nil
}

// Read reads a payload that was verified before, when it was appended: it
// does not insist on the canonical form, and is a few times faster.
func Read(payload []byte) (*Entry, error) { return decode(payload) }

// decode reads a payload into its type without insisting on its form.
func decode(payload []byte) (*Entry, error) {
	row, ok := kinds[peekType(payload)]
	if !ok {
		return nil, errors.New("its type is not one of this format")
	}
	e := &Entry{Body: row.body()} // Unmarshal fills the body that is there
	if err := json.Unmarshal(payload, e); err != nil {
		return nil, err
	}
	return e, e.check()
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

// canonical returns the RFC 8785 form of v, whose types list their members in
// canonical order. It escapes nothing that a payload may hold.
func canonical(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// isCanonical asks the standard's own implementation.
func isCanonical(payload []byte) bool {
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
	if e.Meaning != row.meaning {
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
