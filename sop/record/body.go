package record

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
)

// Genesis opens a log. It is signed by the first administrator, whom it names.
type Genesis struct {
	Continues   *Continues // a closed log; nil for the first
	Declaration string
	Demo        bool   // a log to try things out with
	Key         string // the signer's, "ssh-ed25519 AAAA..."
	Name        string // the signer's, printed
	Roles       []sop.Role
	Site        string
	Station     string
	StationKey  string // C2SP verifier key of the checkpoints
}

// Enrol binds a key to a new person.
type Enrol struct {
	Declaration string
	Key         string
	Name        string
	Person      string
	Proof       string // by the new key, see EnrolmentProof
	Roles       []sop.Role
}

// Assign replaces a person's roles.
type Assign struct {
	Person string
	Reason string
	Roles  []sop.Role
}

// Unlock lets a person try their passphrase again after too many failures.
type Unlock struct {
	Person string
	Reason string
}

// Approve puts one version of a procedure in force.
type Approve struct {
	Effective string   // local day
	Figures   []string `json:",omitempty"` // SHA-256 of the files of its pictures, sorted
	ReviewBy  string   // local day
	SOP       string
	SHA256    string // of the page's text
	Version   string
	Title     string
}

// RunStart is the fact that a person began a procedure.
type RunStart struct {
	Run     string
	SOP     string
	SHA256  string
	Version string
}

// Review countersigns a completion.
type Review struct {
	Comment  string
	Leaf     tlog.Hash // leaf hash of the completion
	Position int64     // of the completion
}

// UnlockFailed is the fact that a passphrase was wrong.
type UnlockFailed struct {
	Count int // failures in a row, this one included
}

// ClockBack is the fact that the clock was set back.
type ClockBack struct {
	Before Time // the latest time in the log
}

// ClockJump is the fact that the clock was moved, by what the time since the
// machine was started says.
type ClockJump struct {
	Before   Time // the latest time in the log
	Expected Time // what the clock should have shown
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

func (b *Genesis) code(f *codec) {
	forOptObject(f, "continues", &b.Continues)
	forText(f, "declaration", &b.Declaration)
	f.optFlag("demo", &b.Demo)
	forText(f, "key", &b.Key)
	forText(f, "name", &b.Name)
	forTexts(f, "roles", &b.Roles)
	forText(f, "site", &b.Site)
	forText(f, "station", &b.Station)
	forText(f, "station_key", &b.StationKey)
}

func (b *Enrol) code(f *codec) {
	forText(f, "declaration", &b.Declaration)
	forText(f, "key", &b.Key)
	forText(f, "name", &b.Name)
	forText(f, "person", &b.Person)
	forText(f, "proof", &b.Proof)
	forTexts(f, "roles", &b.Roles)
}

func (b *Assign) code(f *codec) {
	forText(f, "person", &b.Person)
	forText(f, "reason", &b.Reason)
	forTexts(f, "roles", &b.Roles)
}

func (b *Unlock) code(f *codec) {
	forText(f, "person", &b.Person)
	forText(f, "reason", &b.Reason)
}

func (b *Approve) code(f *codec) {
	forText(f, "effective", &b.Effective)
	forOptTexts(f, "figures", &b.Figures)
	forOptText(f, "review_by", &b.ReviewBy)
	forText(f, "sop", &b.SOP)
	forText(f, "sop_sha256", &b.SHA256)
	forText(f, "sop_version", &b.Version)
	forText(f, "title", &b.Title)
}

func (b *RunStart) code(f *codec) {
	forText(f, "run", &b.Run)
	forText(f, "sop", &b.SOP)
	forText(f, "sop_sha256", &b.SHA256)
	forText(f, "sop_version", &b.Version)
}

func (b *Review) code(f *codec) {
	forOptText(f, "comment", &b.Comment)
	f.hash("leaf", &b.Leaf)
	forNumber(f, "position", &b.Position)
}

func (b *UnlockFailed) code(f *codec) { forNumber(f, "count", &b.Count) }

func (b *ClockBack) code(f *codec) { f.time("before", &b.Before) }

func (b *ClockJump) code(f *codec) {
	f.time("before", &b.Before)
	f.time("expected", &b.Expected)
}

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
	return errors.Join(err, b.checkFigures())
}

// maxFigures is how many pictures an approved page has at most.
const maxFigures = 20

func (b *Approve) checkFigures() error {
	if len(b.Figures) > maxFigures || !slices.IsSorted(b.Figures) || len(slices.Compact(slices.Clone(b.Figures))) != len(b.Figures) {
		return fmt.Errorf("figures: need to be at most %d, sorted and without repeats", maxFigures)
	}
	for _, sum := range b.Figures {
		if err := checkHex("figures", sum, 32); err != nil {
			return err
		}
	}
	return nil
}

// Kept returns the SHA-256 of all that is kept beside the log for it: its text, then the
// files of its pictures.
func (b *Approve) Kept() []string { return append([]string{b.SHA256}, b.Figures...) }

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
	if s != sop.Declaration {
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
