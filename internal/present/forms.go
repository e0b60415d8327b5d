package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/run"
)

var (
	askPerson = Ask{
		Name: "person", Label: "Short name", Help: "Whom it is about, like a.khan.", Check: enrolled,
		Start: func(c Case, _ Answers) string { return c.About },
	}
	askReason = Ask{Name: "reason", Label: "Why", Help: "It stands in the record. Ten letters or more.", Check: tenLetters}
	askNote   = Ask{Name: "comment", Label: "Comment", Help: "What you looked at or found.", Kind: Optional}
)

// PeopleForms are the acts about people and what they may do, each a signed sentence.
var PeopleForms = []Form{
	{
		Name: "roles", Key: "r", Does: "change somebody's roles", Done: always("The roles are changed from this entry on."),
		Asks: []Ask{askPerson, Ask{Name: "roles", Label: "Roles", Help: "All that they are to hold.", Start: rolesNow}.severalOf(roleRows()...), askReason, signedAs(sop.Administrator)},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.Assign{Person: in["person"], Roles: rolesOf(in["roles"]), Reason: in["reason"]}, nil
		},
	},
	{
		Name: "unlock", Key: "u", Does: "unlock a key", Done: always("The key can be tried again."),
		Asks: []Ask{askPerson, askReason, signedAs(sop.Supervisor)},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.Unlock{Person: in["person"], Reason: in["reason"]}, nil
		},
	},
	{
		Name: "revoke", Key: "x", Does: "revoke a key", Done: always("The key signs nothing from this entry on. A new key gives its person their hand back."),
		Asks: []Ask{askPerson, askReason, {
			Name: "suspect-from", Label: "Suspect from", Kind: Optional, Check: anEntry,
			Help: "Number of the first entry that may not be theirs: it and what follows is shown as disputed.", Empty: "for none",
		}, {
			Name: "key", Label: "Key", Kind: Optional,
			Help: "Fingerprint of a key that was replaced already.", Empty: "for the one that they have",
		}, signedAs(sop.Administrator)},
		Act: revoke,
	},
	{
		Name: "access", Key: "v", Does: "review who has access", Done: always("That you looked at who has access is in the record."), Access: true,
		Asks: []Ask{askNote, signedAs(sop.Administrator)},
		Act: func(c Case, in Answers) (model.Act, error) {
			return model.ReviewAccess{Shown: c.Shown, Comment: in["comment"]}, nil
		},
	},
	{
		Name: "assess", Key: "a", Does: "assess somebody's competence", Tells: "assess somebody's competence; by questions or a portfolio as not yet", Done: always("The assessment is in the record."),
		Purpose: "Assess somebody's competence. Only who watched a run says competent: by questions or a portfolio the outcome is not yet, and what comes next. " +
			"A right answer to a question is recorded as evidence of its code (soprun people evidence record), and counts in the portfolio.",
		Asks: []Ask{
			askPerson,
			{Name: "sop", Label: "Procedure", Help: "Its id, like SOP-IC-001, in the version that is in force.", Check: approved},
			Ask{Name: "method", Label: "Method", Help: "Only observed can end in competent."}.oneOf(methods...),
			Ask{Name: "outcome", Label: "Outcome", Help: "Not yet where nobody watched.", Check: outcomeBy, Left: outcomesLeft}.oneOf(outcomes...),
			{Name: "run", Label: "Run", Help: "The run that was watched.", Kind: Optional},
			Ask{Name: "independence", Label: "Help it took", Help: "Of a run that you watched, as was said before it.", Kind: Optional}.oneOf(sop.Independences...),
			{Name: "expires", Label: "Expires", Help: "A day, like 2027-11-22.", Kind: Optional, Check: aDay},
			askNote,
			{Name: "next", Label: "Next", Help: "What they do next.", Kind: Optional},
			signedAs(sop.Supervisor),
		},
		Act: assess,
	},
	retiring,
}

// rolesNow are those that the person who was named before holds.
func rolesNow(c Case, in Answers) string {
	var now []string
	for _, p := range c.People {
		for _, r := range p.Roles {
			if p.ID == in["person"] {
				now = append(now, string(r))
			}
		}
	}
	return strings.Join(now, ", ")
}

// outcomes are what an assessment can come to.
var outcomes = []string{"competent", "not yet"}

// outcomesLeft are those that a method can have: no record says that somebody is competent whom
// nobody watched.
func outcomesLeft(before Answers) []string {
	if method := strings.ToLower(before["method"]); method != "" && method != "observed" {
		return outcomes[1:]
	}
	return outcomes
}

// outcomeBy says which outcome a method can have.
func outcomeBy(_ Names, before Answers, text string) error {
	if err := oneWord(outcomes...)(nil, before, text); err != nil {
		return err
	}
	if method := strings.ToLower(before["method"]); strings.EqualFold(text, "competent") && method != "observed" {
		return fmt.Errorf("by %s nobody is found competent, only in a run that was watched: say not yet here, and record what was answered right as evidence of its code", method)
	}
	return nil
}

// retiring takes an approved version out of force.
var retiring = Form{
	Name: "retire", Key: "t", Does: "retire an approved version", Done: always("No version is in force until another is approved. Open runs go on."),
	Asks: []Ask{
		{Name: "sop", Label: "Procedure", Help: "Its id, like SOP-IC-001.", Check: approved, Start: func(c Case, _ Answers) string { return c.Approval.SOP }},
		{Name: "version", Label: "Version", Help: "The version that is in force.", Start: func(c Case, _ Answers) string { return c.Approval.Version }},
		askReason,
		signedAs(sop.Supervisor),
	},
	Act: func(_ Case, in Answers) (model.Act, error) {
		return model.Retire{SOP: in["sop"], Version: in["version"], Reason: in["reason"]}, nil
	},
}

func revoke(_ Case, in Answers) (model.Act, error) {
	act := model.Revoke{Person: in["person"], Reason: in["reason"], Key: in["key"]}
	if in["suspect-from"] == "" {
		return act, nil
	}
	n, err := entryOf(in["suspect-from"])
	act.Suspect, act.From = true, n
	return act, err
}

func assess(_ Case, in Answers) (model.Act, error) {
	act := model.Assess{
		Person: in["person"], SOP: in["sop"], Outcome: strings.ToLower(in["outcome"]), Method: strings.ToLower(in["method"]),
		Run: in["run"], Independence: strings.ToLower(in["independence"]), Expires: in["expires"], Comment: in["comment"], Next: in["next"],
	}
	if act.Expires == "" {
		return act, nil
	}
	return act, checkDay(act.Expires)
}

// LogForms are the acts about the log itself: those that are signed, and those that write
// a file.
var LogForms = slices.Concat(signedLogForms, fileForms)

var signedLogForms = []Form{
	{
		Name: "close", Key: "c", Does: "close the log for ever", Done: always("The log is closed. soprun continue opens the next one, which names this one's end."),
		Asks: []Ask{askReason, signedAs(sop.Administrator)},
		Act:  func(_ Case, in Answers) (model.Act, error) { return model.CloseLog{Reason: in["reason"]}, nil },
	},
	disposing, confirming,
}

// disposing and confirming are the two hands of a disposal.
var (
	disposing = Form{
		Name: "dispose", Key: "d", Does: "dispose of what was kept for long enough",
		Done: always("Nothing is destroyed yet: a supervisor or another administrator confirms it first."),
		Asks: []Ask{{Name: "before", Label: "Before", Help: "A day, like 2026-11-22: runs that were completed before it, and reviewed.", Check: aDay}, askReason, signedAs(sop.Administrator)},
		Act: func(_ Case, in Answers) (model.Act, error) {
			return model.Dispose{Before: in["before"], Reason: in["reason"]}, checkDay(in["before"])
		},
	}
	confirming = Form{
		Name: "confirm", Key: "f", Does: "confirm a disposal", Tells: "confirm a disposal as the second person",
		Done: always("It is gone for every rule, and is destroyed in the file when soprun starts next. The tree still verifies."),
		Asks: []Ask{{Name: "entry", Label: "Entry", Help: "Number of the entry in which somebody else disposed of it.", Check: anEntry, Start: func(c Case, _ Answers) string { return c.Disposal }}, signedAs(sop.Supervisor)},
		Act: func(_ Case, in Answers) (model.Act, error) {
			n, err := entryOf(in["entry"])
			return model.Confirm{Entry: n}, err
		},
	}
)

// RecordForms are the acts about the record of a case. One that Picks wants the case
// with a value first.
func RecordForms(c Case) []Form {
	return []Form{countersigning(c), watching, sendingBack, answering(c), amending(c), reportRecord}
}

// CountersignForm is the name of the form with which a supervisor countersigns.
const CountersignForm = "countersign"

// countersigning says that a supervisor looked at a record. Where there are exceptions its comment is needed.
func countersigning(c Case) Form {
	comment := Ask{
		Name: "comment", Label: "Comment", Help: "What you looked at or found.", Empty: "only where there are no exceptions", Kind: Optional,
		Prompt: "Comment: what you looked at or found", More: "It stands in the record beside your name. With exceptions it is needed: " + AskRemark,
	}
	if c.Record.Wrong() {
		comment.Kind, comment.Help = Typed, "What you found: there are exceptions."
		comment.Prompt += ", as there are exceptions"
	}
	return Form{
		Name: CountersignForm, Key: "c", Does: "countersign", Done: always("Countersigned."), Undone: "Nothing was countersigned.",
		For: func(c Case) bool { return c.Record.SentBack == nil },
		Asks: []Ask{
			{
				Name: Signer, Label: "Supervisor", Help: "Short name of who countersigns: never who performed it.", Check: inRole(sop.Supervisor),
				Prompt: "Short name of the supervisor who countersigns", More: "Never who performed it.",
				Start: func(c Case, _ Answers) string {
					var performed []string
					for _, one := range c.Each() {
						performed = append(performed, one.Record.Person.ID)
					}
					return model.Only(sop.Supervisor, c.People, performed...)
				},
			},
			comment,
		},
		Act: func(c Case, in Answers) (model.Act, error) {
			said := cmp.Or(c.Said, Remark(in["comment"]))
			if said == "" && c.Record.Wrong() {
				return nil, errRemark()
			}
			return model.Countersign{Entry: c.Record.Entry, Changed: c.Record.Changed(), Comment: said}, nil
		},
	}
}

// amending lets the value of a case say something else.
func amending(c Case) Form {
	v := c.Value
	of := NamedValue(v)
	help := "Type what is right, as you would in the run."
	if of.Text != "" { // it is not known yet to whoever asks a command what it takes
		help = fmt.Sprintf("In step %s it is %s now. Type what is right.", Which(of.Number, of.Named), of.Text)
	}
	if v.Field.Answers() != nil {
		help = fmt.Sprintf("In step %s it is %s now. Choose what is right by its number, or type it.", Which(of.Number, of.Named), of.Text)
	}
	return Form{
		Name: "amend", Key: "a", Does: "amend a value", Picks: true, Undone: "Nothing was amended.", First: 1,
		Done: always("Amended. Both values stay, and it waits for a countersignature."),
		Asks: []Ask{
			{
				Name: Signer, Label: "Who amends it", Help: "Short name of who carried it out, or of a supervisor.", Check: enrolled,
				Prompt: "Short name of who amends it: who carried it out, or a supervisor", More: "Both values stay in the record.",
				Start: func(c Case, _ Answers) string { return c.Record.Person.ID },
			},
			{
				Name: "value", Label: of.Label, Help: help, Kind: Value, Field: v.Field, Rows: v.Field.Answers(),
				Prompt: strings.TrimSpace(of.Label + " is " + of.Text + ". What is right? " + Typeable(v.Field)), More: "Type it as you would in the run: " + Takes(v.Field) + ".",
				Check: among(v.Field),
			},
			{Name: "reason", Label: "Why", Help: "In ten letters or more. Both values stay in the record.", Prompt: "Why, in ten letters or more", More: "It stands in the record with both values.", Check: tenLetters},
		},
		Act: func(c Case, in Answers) (model.Act, error) {
			return model.Amend{
				Entry: c.Record.Entry, Step: v.Step.ID, Item: v.Step.Item, Field: v.Field.Name, Index: max(1, v.Value.Index), Text: in["value"], Reason: in["reason"],
			}, nil
		},
	}
}

// among says what a value has to be one of; of one that is no answer of a few, the record says it.
func among(f sop.Field) func(Names, Answers, string) error {
	if f.Answers() == nil {
		return nil
	}
	return func(_ Names, _ Answers, text string) error { return run.Readable(f, text, time.Time{}) }
}
