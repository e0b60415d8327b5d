package session

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
)

// Office is an act about people or pages that needs no run. The table of Offices
// is all that a front end has to know of one: what it asks for, and what is signed.
type Office struct {
	Name string   // one word, as it is typed
	Key  string   // on a screen
	Does string   // what it does, in words
	Done string   // what is said once it is signed
	By   sop.Role // that signs
	Asks []Ask    // in this order; then who signs is asked
	Act  func(in Answers) (model.Act, error)
}

// Ask is one line of an office.
type Ask struct {
	Name     string // as a flag has it
	Label    string
	Help     string
	Optional bool
}

// Answers are the lines that were typed, by name.
type Answers map[string]string

// Desk is where acts are drafted and signed.
type Desk interface {
	// Prepare fixes the sentence of an act, or says why it cannot be signed.
	Prepare(by string, act model.Act) (model.Draft, error)
	// Sign signs what was drafted, with the passphrase, which is wiped.
	Sign(d model.Draft, passphrase []byte) (entry int64, err error)
}

// ShownAccess is the answer that names the list of people that was shown; it is
// never asked for.
const ShownAccess = "shown"

var (
	askPerson = Ask{Name: "person", Label: "Short name", Help: "Whom it is about, like a.khan."}
	askReason = Ask{Name: "reason", Label: "Why", Help: "It stands in the record. Ten letters or more."}
	askNote   = Ask{Name: "comment", Label: "Comment", Help: "What you looked at or found; may stay empty.", Optional: true}
)

// Offices are the acts about people. None of them touches a passphrase: those
// that make a key, enrolling and a new key, are Enrolment and Rotation.
var Offices = []Office{
	{
		Name: "roles", Key: "r", Does: "change somebody's roles", Done: "The roles are changed from this entry on.", By: sop.Administrator,
		Asks: []Ask{askPerson, {Name: "roles", Label: "Roles", Help: "All that they are to hold: assistant, supervisor, trainee, administrator."}, askReason},
		Act: func(in Answers) (model.Act, error) {
			return model.Assign{Person: in["person"], Roles: rolesOf(in["roles"]), Reason: in["reason"]}, nil
		},
	},
	{
		Name: "unlock", Key: "u", Does: "unlock a key", Done: "The key can be tried again.", By: sop.Supervisor,
		Asks: []Ask{askPerson, askReason},
		Act: func(in Answers) (model.Act, error) {
			return model.Unlock{Person: in["person"], Reason: in["reason"]}, nil
		},
	},
	{
		Name: "revoke", Key: "x", Does: "revoke a key", Done: "The key signs nothing from this entry on. A new key gives its person their hand back.", By: sop.Administrator,
		Asks: []Ask{askPerson, askReason, {
			Name: "suspect-from", Label: "Suspect from", Optional: true,
			Help: "Number of the first entry that may not be theirs: it and what follows is shown as disputed. Left out for none.",
		}, {
			Name: "key", Label: "Key", Optional: true,
			Help: "Fingerprint of a key that was replaced already; left out for the one that they have.",
		}},
		Act: func(in Answers) (model.Act, error) {
			act := model.Revoke{Person: in["person"], Reason: in["reason"], Key: in["key"]}
			if typed := in["suspect-from"]; typed != "" {
				n, err := entryOf(typed)
				if err != nil {
					return nil, err
				}
				act.Suspect, act.From = true, n
			}
			return act, nil
		},
	},
	{
		Name: "access", Key: "v", Does: "review who has access", Done: "That you looked at who has access is in the record.", By: sop.Administrator,
		Asks: []Ask{askNote},
		Act: func(in Answers) (model.Act, error) {
			return model.ReviewAccess{Shown: in[ShownAccess], Comment: in["comment"]}, nil
		},
	},
	{
		Name: "assess", Key: "a", Does: "assess somebody's competence", Done: "The assessment is in the record.", By: sop.Supervisor,
		Asks: []Ask{
			askPerson,
			{Name: "sop", Label: "Procedure", Help: "Its id, like SOP-IC-001, in the version that is in force."},
			{Name: "outcome", Label: "Outcome", Help: "competent, or not yet."},
			{Name: "method", Label: "Method", Help: "observed, questions or portfolio. Only who watched says competent."},
			{Name: "run", Label: "Run", Help: "The run that was watched; may stay empty.", Optional: true},
			{Name: "expires", Label: "Expires", Help: "A day, like 2027-11-22; may stay empty.", Optional: true},
			askNote,
		},
		Act: func(in Answers) (model.Act, error) {
			act := model.Assess{
				Person: in["person"], SOP: in["sop"], Outcome: strings.ToLower(in["outcome"]), Method: strings.ToLower(in["method"]),
				Run: in["run"], Expires: in["expires"], Comment: in["comment"],
			}
			if act.Expires == "" {
				return act, nil
			}
			return act, checkDay(act.Expires)
		},
	},
	{
		Name: "retire", Key: "t", Does: "retire an approved version", Done: "No version is in force until another is approved. Open runs go on.", By: sop.Supervisor,
		Asks: []Ask{
			{Name: "sop", Label: "Procedure", Help: "Its id, like SOP-IC-001."},
			{Name: "version", Label: "Version", Help: "The version that is in force."},
			askReason,
		},
		Act: func(in Answers) (model.Act, error) {
			return model.Retire{SOP: in["sop"], Version: in["version"], Reason: in["reason"]}, nil
		},
	},
}

// LogOffices are the acts about the log itself, which come once a year or less: no
// screen has them, the command line and the dialogue do.
var LogOffices = []Office{
	{
		Name: "close", Key: "c", Does: "close the log for ever", Done: "The log is closed. soprun continue opens the next one, which names this one's end.", By: sop.Administrator,
		Asks: []Ask{askReason},
		Act:  func(in Answers) (model.Act, error) { return model.CloseLog{Reason: in["reason"]}, nil },
	},
	{
		Name: "dispose", Key: "d", Does: "dispose of what was kept for long enough", By: sop.Administrator,
		Done: "Nothing is destroyed yet: a supervisor or another administrator confirms it first.",
		Asks: []Ask{{Name: "before", Label: "Before", Help: "A day, like 2026-11-22: runs that were completed before it, and reviewed."}, askReason},
		Act: func(in Answers) (model.Act, error) {
			return model.Dispose{Before: in["before"], Reason: in["reason"]}, checkDay(in["before"])
		},
	},
	{
		Name: "confirm", Key: "f", Does: "confirm a disposal as the second person", By: sop.Supervisor,
		Done: "It is gone for every rule, and is destroyed in the file when soprun starts next. The tree still verifies.",
		Asks: []Ask{{Name: "entry", Label: "Entry", Help: "Number of the entry in which somebody else disposed of it."}},
		Act: func(in Answers) (model.Act, error) {
			n, err := entryOf(in["entry"])
			return model.Confirm{Entry: n}, err
		},
	},
}

// rolesOf reads a list of roles as people type one.
func rolesOf(list string) (out []sop.Role) {
	for _, word := range strings.FieldsFunc(strings.ToLower(list), func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '+' }) {
		out = append(out, sop.Role(word))
	}
	return out
}

// entryOf reads the number of an entry.
func entryOf(typed string) (int64, error) {
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no number of an entry", typed)
	}
	return n, nil
}

// checkDay says how a day is written.
func checkDay(typed string) error {
	if _, err := time.Parse(time.DateOnly, typed); err != nil {
		return fmt.Errorf("%q is no day: write it like 2026-11-22", typed)
	}
	return nil
}

// Prepare drafts an office as it was filled in.
func (o Office) Prepare(desk Desk, by string, in Answers) (model.Draft, error) {
	act, err := o.Act(in)
	if err != nil {
		return model.Draft{}, err
	}
	return desk.Prepare(by, act)
}
