package station

import (
	"errors"
	"fmt"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

// Errors that callers branch on.
var (
	// ErrNotSetUp is returned when the directory holds no log yet.
	ErrNotSetUp = errors.New("this station is not set up")
	// ErrIsSetUp is returned by SetUp when the directory holds a log.
	ErrIsSetUp = errors.New("this station is set up already")
	// ErrUnknown is returned for a person, run, entry or text that the log does not have.
	ErrUnknown = errors.New("not in the log")
	// ErrNotApproved is returned when a procedure has no version in force, or another text.
	ErrNotApproved = errors.New("not the approved version")
	// ErrNotReady is returned when a page cannot be approved as it is.
	ErrNotReady = errors.New("not ready for approval")
	// ErrRevoked is returned for a person whose key was revoked: an administrator
	// gives them another with RotateKey.
	ErrRevoked = errors.New("the key was revoked and there is no other yet")
	// ErrClosed is returned when something is to be recorded in a log that was closed.
	ErrClosed = errors.New("this log was closed: a new station goes on from it")
	// ErrRules is returned for what the rules of a page, a run or the site do not allow
	// now. Nothing was recorded.
	ErrRules = errors.New("the rules do not allow this")
	// ErrDraft is returned when a draft can no longer be signed: prepare it again.
	ErrDraft = errors.New("what was shown is no longer what would be signed")
)

// ElsewhereError is returned for an act while the path of the log leads to another file
// than the one that is open, or to none. Nothing was recorded.
type ElsewhereError struct{ Path string }

// Error says so, and what to do.
func (e *ElsewhereError) Error() string {
	return fmt.Sprintf("%q is no longer the file that was opened: it was moved, removed or put back meanwhile, and nothing was recorded; leave soprun, see what became of the folder, and start it again", e.Path)
}

// MissingError is returned for a folder whose log is gone, while its checkpoints are there.
type MissingError struct{ Path string }

// Error says so, and what to do.
func (e *MissingError) Error() string {
	return fmt.Sprintf("%q is missing, and its checkpoints are still beside it: it was moved or removed; put it back, or restore the last backup into another folder; for a new station name an empty folder", e.Path)
}

// ofKind is one of the errors above in words of its own, which say all: "the slot is
// explained already", and not which of them it is.
type ofKind struct {
	error
	kind error
}

func (e *ofKind) Is(target error) bool { return target == e.kind }

// Unwrap returns what its words wrap.
func (e *ofKind) Unwrap() error { return errors.Unwrap(e.error) }

// refuse makes an error of a kind, in words of its own.
func refuse(kind error, format string, args ...any) error {
	return &ofKind{fmt.Errorf(format, args...), kind}
}

// NobodyError is returned for a short name that nobody has here.
type NobodyError struct {
	Person string
	meant  string // the end of the sentence: whom it is near to, "" for nobody
}

// Error says so, and who may have been meant.
func (e *NobodyError) Error() string {
	if e.meant == "" && sop.MaySecret(e.Person) {
		return "nobody with that short name is enrolled here"
	}
	return fmt.Sprintf("nobody with the short name %q is enrolled here%s", e.Person, e.meant)
}

// Is makes it one of what the log does not have.
func (e *NobodyError) Is(target error) bool { return target == ErrUnknown }

// NoCompletionError is returned for an entry that is none where a completion is meant.
type NoCompletionError struct{ Entry int64 }

// Error says so.
func (e *NoCompletionError) Error() string {
	return fmt.Sprintf("entry %d is of another kind: it is no completion", e.Entry)
}

// Is makes it one of what the log does not have.
func (e *NoCompletionError) Is(target error) bool { return target == ErrUnknown }

// ClockError is returned for events of a run during which the clock of the
// machine was moved, unless the first of them is the doubt that says so. Nothing
// of them was recorded: run.DoubtClock by the same time makes that event.
type ClockError struct {
	By time.Duration // forward when positive
}

// Error says which way the clock was moved and what follows.
func (e *ClockError) Error() string {
	return fmt.Sprintf("the clock of this machine was set %s; timers of this run are marked", run.MovedBy(e.By))
}

// ControlsError is returned for events that judge a control with other earlier values than
// the log has now. Nothing of them was recorded: a run that is told of these makes the events.
type ControlsError struct{ Measured []sop.Measured }

// Error says so.
func (*ControlsError) Error() string {
	return "the log has other controls to judge this one with: a run was completed meanwhile"
}

// WaitError is returned while a key waits after wrong passphrases.
type WaitError struct {
	Person string
	Wait   time.Duration // 0 when only a supervisor can unlock the key
}

// PassphraseError is returned for a wrong passphrase. The failure is in the log.
type PassphraseError struct {
	Person   string
	Failures int           // in a row
	Wait     time.Duration // until the next try
	Locked   bool          // only a supervisor can unlock the key now
}

// Error says how long to wait.
func (e *WaitError) Error() string {
	if e.Wait == 0 {
		return fmt.Sprintf("the key of %q is locked after too many wrong passphrases: a supervisor has to unlock it", e.Person)
	}
	return fmt.Sprintf("too many wrong passphrases: wait %s before the next try", inSeconds(e.Wait))
}

// Error says what happens next.
func (e *PassphraseError) Error() string {
	text := fmt.Sprintf("that is not the passphrase of %q (%d in a row)", e.Person, e.Failures)
	switch {
	case e.Locked:
		return text + ": the key is locked now, a supervisor has to unlock it"
	case e.Wait > 0:
		return text + ": wait " + inSeconds(e.Wait) + " before the next try"
	default:
		return text
	}
}

func inSeconds(d time.Duration) string {
	return (d + time.Second - 1).Truncate(time.Second).String()
}
