package record

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Genesis opens a log. It is signed by the first administrator, whom it names.
type Genesis struct {
	Continues   *Continues `json:"continues,omitempty"` // a closed log; nil for the first
	Declaration string     `json:"declaration"`
	Demo        bool       `json:"demo,omitempty"` // a log to try things out with
	Key         string     `json:"key"`            // the signer's, "ssh-ed25519 AAAA..."
	Name        string     `json:"name"`           // the signer's, printed
	Roles       []Role     `json:"roles"`
	Site        string     `json:"site"`
	Station     string     `json:"station"`
	StationKey  string     `json:"station_key"` // C2SP verifier key of the checkpoints
}

// Enrol binds a key to a new person.
type Enrol struct {
	Declaration string `json:"declaration"`
	Key         string `json:"key"`
	Name        string `json:"name"`
	Person      string `json:"person"`
	Proof       string `json:"proof"` // by the new key, see EnrolmentProof
	Roles       []Role `json:"roles"`
}

// Assign replaces a person's roles.
type Assign struct {
	Person string `json:"person"`
	Reason string `json:"reason"`
	Roles  []Role `json:"roles"`
}

// Unlock lets a person try their passphrase again after too many failures.
type Unlock struct {
	Person string `json:"person"`
	Reason string `json:"reason"`
}

// Approve puts one version of a procedure in force.
type Approve struct {
	Effective string `json:"effective"`           // local day
	ReviewBy  string `json:"review_by,omitempty"` // local day
	SOP       string `json:"sop"`
	SHA256    string `json:"sop_sha256"` // of the page's text
	Version   string `json:"sop_version"`
	Title     string `json:"title"`
}

// RunStart is the fact that a person began a procedure.
type RunStart struct {
	Run     string `json:"run"`
	SOP     string `json:"sop"`
	SHA256  string `json:"sop_sha256"`
	Version string `json:"sop_version"`
}

// Review countersigns a completion.
type Review struct {
	Comment  string    `json:"comment,omitempty"`
	Leaf     tlog.Hash `json:"leaf"`     // leaf hash of the completion
	Position int64     `json:"position"` // of the completion
}

// UnlockFailed is the fact that a passphrase was wrong.
type UnlockFailed struct {
	Count int `json:"count"` // failures in a row, this one included
}

// ClockBack is the fact that the clock was set back.
type ClockBack struct {
	Before Time `json:"before"` // the latest time in the log
}

// ClockJump is the fact that the clock was moved, by what the time since the
// machine was started says.
type ClockJump struct {
	Before   Time `json:"before"`   // the latest time in the log
	Expected Time `json:"expected"` // what the clock should have shown
}

func (*Genesis) kind() Kind      { return KindGenesis }
func (*Enrol) kind() Kind        { return KindEnrol }
func (*Assign) kind() Kind       { return KindRole }
func (*Unlock) kind() Kind       { return KindUnlock }
func (*Approve) kind() Kind      { return KindApprove }
func (*Review) kind() Kind       { return KindReview }
func (*RunStart) kind() Kind     { return KindRunStart }
func (*UnlockFailed) kind() Kind { return KindUnlockFailed }
func (*ClockBack) kind() Kind    { return KindClockBack }
func (*ClockJump) kind() Kind    { return KindClockJump }

func (b *Genesis) check() error {
	_, keyErr := ParsePublicKey(b.Key)
	_, stationErr := note.NewVerifier(b.StationKey)
	return errors.Join(
		checkDeclaration(b.Declaration), keyErr, stationErr,
		CheckName(b.Name), checkRoles(b.Roles), b.Continues.check(),
		field("site", b.Site, 1, 100), field("station", b.Station, 1, 100),
	)
}

func (b *Enrol) check() error {
	_, keyErr := ParsePublicKey(b.Key)
	return errors.Join(
		checkDeclaration(b.Declaration), keyErr, CheckPersonID(b.Person),
		CheckName(b.Name), checkRoles(b.Roles),
	)
}

func (b *Assign) check() error {
	return errors.Join(CheckPersonID(b.Person), field("reason", b.Reason, 1, 500), checkRoles(b.Roles))
}

func (b *Unlock) check() error {
	return errors.Join(CheckPersonID(b.Person), field("reason", b.Reason, 1, 500))
}

func (b *Approve) check() error {
	err := errors.Join(
		checkDay("effective", b.Effective), checkSOP(b.SOP, b.Version, b.SHA256), field("title", b.Title, 1, 200),
	)
	if strings.Contains(b.Title, `"`) { // it stands between them in the statement
		err = errors.Join(err, fmt.Errorf("title %q: needs to be without quotation marks", b.Title))
	}
	if b.ReviewBy != "" {
		err = errors.Join(err, checkDay("review_by", b.ReviewBy))
	}
	return err
}

func (b *RunStart) check() error {
	return errors.Join(checkRun(b.Run), checkSOP(b.SOP, b.Version, b.SHA256))
}

func (b *Review) check() error {
	if b.Position < 1 {
		return fmt.Errorf("position %d: no completion stands there", b.Position)
	}
	return errors.Join(checkNumber("position", b.Position), field("comment", b.Comment, 0, 500))
}

func (b *UnlockFailed) check() error {
	if b.Count < 1 || b.Count > 1_000_000 {
		return fmt.Errorf("count %d: needs to be at least 1", b.Count)
	}
	return nil
}

func (b *ClockBack) check() error { return nil }

func (b *ClockJump) check() error { return nil }

func checkDeclaration(s string) error {
	if s != Declaration {
		return fmt.Errorf("declaration %q: needs to be the one of this format", s)
	}
	return nil
}

func checkRun(id string) error {
	return match("run id", runID, id, `"r-" and 4 to 40 letters, digits and hyphens`)
}

func checkSOP(id, version, sum string) error {
	return errors.Join(
		match("sop id", sopID, id, "1 to 64 letters, digits, dots, hyphens and underscores"),
		match("sop_version", versionID, version, "1 to 32 letters, digits, dots, hyphens and underscores"), checkHex("sop_sha256", sum, 32),
	)
}

// plainJSON tells whether a canonical payload holds only text that may be
// kept. In canonical JSON every control character is an escape, so that the
// check can be made once over the whole.
func plainJSON(payload []byte) error {
	s := string(payload)
	for i := strings.IndexByte(s, '\\'); i >= 0 && i+1 < len(s); {
		if s[i+1] != '\\' && s[i+1] != '"' {
			return fmt.Errorf("%w: a control character at byte %d", ErrText, i)
		}
		next := strings.IndexByte(s[i+2:], '\\')
		if next < 0 {
			break
		}
		i += 2 + next
	}
	if !utf8.ValidString(s) {
		return fmt.Errorf("%w: it is not valid UTF-8", ErrText)
	}
	return CheckText(s)
}
