package present_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// kept are the lists of what a department has, and what each of their forms signs.
var kept = map[string]map[string]model.Act{
	"incidents": {"close": model.CloseIncident{Entry: 12, Reference: "W-1", Reason: "learns it"}},
	"notes":     {},
	"due":       {"explain": model.Explain{SOP: "SOP-A-001", First: "2026-12-24", Last: "2027-01-03", Reason: "learns it"}},
	"assets":    {"in": model.Move{Asset: "F-12", In: true, Reason: "learns it"}, "out": model.Move{Asset: "F-12", Reason: "learns it"}},
	"duties": {
		"assign":   model.GiveDuty{Person: "a.khan", SOP: "SOP-A-001", ReadBy: "2026-12-01", Reason: "learns it"},
		"unassign": model.GiveDuty{Person: "a.khan", SOP: "SOP-A-001", Off: true, Reason: "learns it"},
	},
	"terminals": {
		"add":    model.GiveAccess{Key: "ssh-ed25519 AAAA root@bench-3", Name: "bench-3", Person: "a.khan", Reason: "learns it"},
		"remove": model.TakeAccess{Name: "bench-3", Reason: "learns it"},
	},
	"schemes": {
		"set": model.SetScheme{Scheme: model.Scheme{
			Pages: []string{"SOP-A-001", "SOP-A-002"}, Observations: 3, Assessors: 2, Methods: []string{"observed", "questions"}, Months: 24, LeastPieces: 10, MostPieces: 18,
		}, Reason: "learns it"},
	},
	"assessments": {"respond": model.SayAssessed{Entry: 12, Comment: "I was told twice"}},
	"evidence":    {"record": model.RecordEvidence{Person: "a.khan", Code: "K27", Method: "discussion", Asked: "why balance it?", Said: "or it shakes", Day: "2026-11-21"}},
	"statements":  {"make": model.StateOwnWork{Person: "a.khan", First: "2026-12-24", Last: "2027-01-03", Comment: "I was told twice"}},
	"calendar": {
		"declare": model.Declare{First: "2026-12-24", Last: "2027-01-03", Open: true, Reason: "learns it"},
		"rules":   model.SetRules{Rules: model.Rules{BlockLapsed: true, BlockPastReview: true, Nation: "wales"}, Reason: "learns it"},
	},
}

func TestEveryFormOfADepartmentSignsWhatWasFilledIn(t *testing.T) {
	in := present.Answers{
		"key": "ssh-ed25519 AAAA root@bench-3", "name": "bench-3", "code": "k27", "method": "Discussion", "asked": "why balance it?", "said": "or it shakes", "day": "2026-11-21", "entry": "12", "agree": "No", "comment": "I was told twice", "reference": "W-1", "reason": "learns it", "asset": "F-12", "person": "a.khan", "sop": "SOP-A-001", "read-by": "2026-12-01",
		"first": "2026-12-24", "last": "2027-01-03", "state": "Open", "lapsed": "block", "needs": "warn", "past-review": "Block", "nation": "Wales",
		"pages": "SOP-A-001, SOP-A-002", "observations": "3", "assessors": "2", "methods": "Observed questions", "months": "24", "pieces": "10-18", present.Signer: "j.bell",
	}
	for name, want := range kept {
		signed := 0
		for _, f := range named(t, name).Forms {
			if f.Act == nil {
				continue
			}
			signed++
			if act, err := f.Act(present.Case{}, in); err != nil || !reflect.DeepEqual(act, want[f.Name]) {
				t.Errorf("%s: %+v, %v; want %+v", f.Name, act, err, want[f.Name])
			}
		}
		if signed != len(want) {
			t.Errorf("%s has %d forms that are signed, %d are tried", name, signed, len(want))
		}
	}
}

func TestAFormOfADepartmentSaysAtOnceWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ list, form, ask, text, want string }{
		{"schemes", "set", "observations", "none", "is no number from 1 on"},
		{"schemes", "set", "methods", "observed, quiz", "is none of observed"},
		{"schemes", "set", "methods", "questions", "observed is missing"},
		{"schemes", "set", "pieces", "18 to 10", "is not like 10 to 18"},
		{"schemes", "set", "pieces", "many", "is not like 10 to 18"},
		{"assessments", "respond", "agree", "perhaps", "is none of yes, no"},
		{"evidence", "record", "person", "nobody", "nobody here"},
		{"evidence", "record", "code", "K72", "has no code \"K72\""},
		{"evidence", "record", "code", "s27", "S27 is shown by doing"},
		{"evidence", "record", "method", "employer", "is none of question, discussion"},
		{"evidence", "record", "said", "shakes", "has 6 letters: write ten or more"},
		{"evidence", "record", "day", "today", "is no day"},
		{"statements", "make", "person", "nobody", "nobody here"},
		{"statements", "make", "last", "today", "is no day"},
		{"calendar", "declare", "first", "tomorrow", "is no day"},
		{"calendar", "declare", "last", "2026-12-23", "is before the first day, 2026-12-24"},
		{"calendar", "declare", "last", "2027-12-25", "is too long: 366 days at most"},
		{"schemes", "set", "observations", "101", "101 is too many: 100 at most"},
		{"schemes", "set", "assessors", "3", "3 is too many: 2 at most"},
		{"schemes", "set", "months", "121", "121 is too many: 120 at most"},
		{"schemes", "set", "pages", strings.Repeat("SOP-X ", 51), "51 is too many: 50 procedures at most"},
		{"calendar", "declare", "state", "shut", "is none of closed, open"},
		{"calendar", "rules", "lapsed", "perhaps", "is none of warn, block"},
		{"calendar", "rules", "nation", "cornwall", "is none of england"},
		{"terminals", "add", "key", "ssh-ed25519", "the whole line"},
		{"terminals", "add", "key", "-----BEGIN OPENSSH PRIVATE KEY-----", "the whole line"},
		{"terminals", "add", "person", "nobody", "nobody here"},
		{"duties", "assign", "read-by", "soon", "is no day"},
		{"duties", "assign", "person", "nobody", "nobody here"},
		{"duties", "assign", "sop", "SOP-X", "no page SOP-X"},
		{"duties", "assign", "area", "infektion", "no area infektion"},
		{"duties", "unassign", "sop", "SOP-X", "no duty SOP-X of a.khan"},
		{"duties", "unassign", "area", "infektion", "no duty infektion of a.khan"},
		{"schemes", "set", "pages", "SOP-X SOP-Y", "no page SOP-X"},
		{"terminals", "remove", "name", "bench-9", "no terminal bench-9"},
		{"due", "explain", "sop", "SOP-X", "no page SOP-X"},
		{"due", "explain", "first", "monday", "is no slot"},
		{"due", "explain", "last", "2026-13-01", "is no slot"},
		{"notes", "tick", "entry", "the last", "is no number of an entry"},
		{"assessments", "respond", "entry", "-1", "is no number of an entry"},
		{"incidents", "close", "entry", "none", "is no number of an entry"},
		{"assets", "out", "reason", "broken", "has 6 letters: write ten or more"},
		{"due", "explain", "item", "FR-0O1", "no item FR-0O1 of SOP-EQ-014"},
		{"assets", "out", "asset", "FR-0O1", "no asset FR-0O1"},
		{"assets", "out", "asset", "new", "no asset new"},
		{"assets", "in", "asset", "new FR-0O1", "no out new FR-0O1"},
		{"notes", "leave", "by", "nobody", "nobody here"},
		{"notes", "tick", "by", "nobody", "nobody here"},
	} {
		forms := named(t, c.list).Forms
		f := forms[slices.IndexFunc(forms, func(f present.Form) bool { return f.Name == c.form })]
		a := f.Asks[slices.IndexFunc(f.Asks, func(a present.Ask) bool { return a.Name == c.ask })]
		if err := a.Judge(nobodyHere{}, present.Answers{"person": "a.khan", "sop": "SOP-EQ-014", "first": "2026-12-24", "observations": "2"}, c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %s %s %q: %v, want %q", c.list, c.form, c.ask, c.text, err, c.want)
		}
	}
}

func TestAnAssetThatNothingNamesYetIsTakenOutAsNew(t *testing.T) {
	forms := named(t, "assets").Forms
	out := forms[slices.IndexFunc(forms, func(f present.Form) bool { return f.Name == "out" })]
	if err := out.Asks[0].Judge(nobodyHere{}, nil, ""); err != nil {
		t.Errorf("an empty line, which the form tells of, is looked up: %v", err)
	}
	for _, typed := range []string{"new FR-013", "New  FR-013 "} {
		if err := out.Asks[0].Judge(nobodyHere{}, nil, typed); err != nil {
			t.Errorf("%q: %v", typed, err)
		}
		act, err := out.Act(present.Case{}, present.Answers{"asset": typed, "reason": "the door"})
		if move, ok := act.(model.Move); err != nil || !ok || move.Asset != "FR-013" {
			t.Errorf("%q: %+v, %v", typed, act, err)
		}
	}
}

// nobodyHere knows nobody.
type nobodyHere struct{}

func (nobodyHere) CheckChosen(model.SetUp) error { return nil }
func (nobodyHere) CheckKnown(n model.Named) error {
	if n.Kind == model.NamedPerson {
		return errors.New("nobody here")
	}
	return fmt.Errorf("no %s %s%s", n.Kind, n.ID, strings.TrimSuffix(" of "+n.Of, " of "))
}

// pad keeps what is left on it.
type pad struct {
	by, text string
	read     int64
}

func (p *pad) LeaveNote(by, text string) (int64, error) { p.by, p.text = by, text; return 7, nil }
func (p *pad) ReadNote(by string, entry int64) error    { p.by, p.read = by, entry; return nil }

func TestANoteIsLeftAndTickedWithoutAPassphrase(t *testing.T) {
	p, forms := &pad{}, named(t, "notes").Forms
	tick, leave := forms[0], forms[1]
	said, err := leave.HandIn(present.Case{Pad: p}, nil, present.Answers{"by": "a.khan", "text": "rotor 2 squeaks"}, nil)
	if err != nil || p.by != "a.khan" || p.text != "rotor 2 squeaks" || !strings.Contains(said, "ticks it as read") {
		t.Errorf("%+v, %q, %v", p, said, err)
	}
	if _, err = tick.HandIn(present.Case{Pad: p}, nil, present.Answers{"by": "j.bell", "entry": "7"}, nil); err != nil || p.by != "j.bell" || p.read != 7 {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err = tick.HandIn(present.Case{Pad: p}, nil, present.Answers{"by": "j.bell", "entry": "x"}, nil); err == nil {
		t.Error("entry x was ticked")
	}
}

func TestADutyThatWasNotReadInTimeIsSaid(t *testing.T) {
	duty := model.Duty{Entry: 70, Person: khan, SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", ReadBy: "2026-11-30"}
	words := func(change func(*model.Duty), day time.Time) string {
		d := duty
		change(&d)
		b := &log{department: model.Department{Duties: []model.Duty{d}}}
		l := named(t, "duties")
		return l.Says(rows(t, l, b, "")[0], day)
	}
	keep := func(*model.Duty) {}
	for want, got := range map[string]string{
		"to read by 30 Nov 2026":  words(keep, listed),
		"NOT READ by 30 Nov 2026": words(keep, listed.AddDate(0, 0, 9)),
		"not read":                words(func(d *model.Duty) { d.ReadBy = "" }, listed),
		"read 22 Nov 13:47":       words(func(d *model.Duty) { d.Read = &model.Read{Entry: 71, At: listed} }, listed.AddDate(0, 0, 9)),
	} {
		if !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}

func TestTheRulesOfTheSiteAreSaidBesideItsDays(t *testing.T) {
	b := full()
	say, err := named(t, "calendar").Notes(b.sources())
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, s := range say(listed) {
		text.WriteString(s.Text + "\n")
	}
	for _, want := range []string{"block where competence lapsed, warn where a need is not met", "Bank holidays of Scotland.", "Set by J. Bell, 22 Nov 2026 13:47, entry 75: Agreed."} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in\n%s", want, text.String())
		}
	}
}

// Of days that were declared again the later word holds, which is said beside the first.
func TestDaysThatWereDeclaredAgainSaySo(t *testing.T) {
	again := model.Days{Entry: 75, First: "2026-12-28", Last: "2026-12-29", Open: true, Reason: "a courier comes", By: bell, At: listed}
	part, whole := full().department.Days[0], full().department.Days[0]
	whole.First, whole.Last = again.First, again.Last
	for _, c := range []struct {
		days  model.Days
		wants []string
	}{
		{part, []string{"in part replaced by entry 75", "moves to an open day. For 28 Dec 2026 to 29 Dec 2026 the later word holds.", "Entry 75 is later: 28 Dec 2026 to 29 Dec 2026, open."}},
		{whole, []string{", replaced by entry 75", "Nothing any more: for these days the later word holds.", "closed, replaced"}},
	} {
		b := full()
		c.days.Later = &again
		b.department.Days = []model.Days{c.days}
		l := named(t, "calendar")
		row := rows(t, l, b, "")[0]
		o, err := l.Open(b.sources(), row.Name, time.UTC)
		said := docText(o.Doc) + " " + l.Says(row, listed) + " " + l.Prints(row, listed)
		for _, cell := range l.Cells(row, listed) {
			said += " " + cell.Text
		}
		for _, want := range c.wants {
			if err != nil || !strings.Contains(said, want) {
				t.Errorf("%q is not in\n%s, %v", want, said, err)
			}
		}
	}
}
