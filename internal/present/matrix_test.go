package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
)

// How somebody stands to a procedure is said of what counts most: what they were assessed
// in, before what they have read.
func TestTheMatrixSaysHowSomebodyStandsToAProcedure(t *testing.T) {
	duty := func(change func(*model.Duty)) []model.Duty {
		d := model.Duty{Entry: 73, Person: khan, SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", By: bell}
		change(&d)
		return []model.Duty{d}
	}
	theirs := duty(func(*model.Duty) {})
	assessed := func(change func(*model.Competence)) []model.Competence {
		c := model.Competence{SOP: "SOP-X-001", Version: "2.1", Outcome: "competent", Method: "observed", By: bell, At: listed, Holds: true}
		change(&c)
		return []model.Competence{{SOP: "SOP-X-001", Outcome: "not yet"}, c}
	}
	tomorrow := listed.AddDate(0, 0, 1).Format(time.DateOnly)
	for want, c := range map[string]struct {
		duties   []model.Duty
		assessed []model.Competence
	}{
		"not read":                       {theirs, nil},
		"read":                           {duty(func(d *model.Duty) { d.Read = &model.Read{Entry: 80, At: listed} }), nil},
		"NOT READ by 1 Nov 2026":         {duty(func(d *model.Duty) { d.ReadBy = "2026-11-01" }), nil},
		"not approved":                   {duty(func(d *model.Duty) { d.Version, d.Title = "", "" }), nil},
		"assigned":                       {duty(func(d *model.Duty) { d.SOP, d.Area, d.Version = "", "infection control", "" }), nil},
		"signed off":                     {theirs, assessed(func(*model.Competence) {})},
		"signed off, due by 23 Nov 2026": {theirs, assessed(func(c *model.Competence) { c.Expires = tomorrow })},
		"LAPSED":                         {theirs, assessed(func(c *model.Competence) { c.Holds = false })},
		"not yet":                        {theirs, assessed(func(c *model.Competence) { c.Holds, c.Outcome = false, "not yet" })},
		"not assigned, signed off":       {nil, assessed(func(*model.Competence) {})},
		"not assigned, LAPSED":           {nil, assessed(func(c *model.Competence) { c.Holds = false })},
		"DISPUTED":                       {theirs, assessed(func(c *model.Competence) { c.Disputed = true })},
	} {
		b := full()
		b.department.Duties, b.members = c.duties, []model.Member{{Person: khan, Competences: c.assessed}, {Person: bell}}
		l := named(t, "matrix")
		all := rows(t, l, b, "")
		if len(all) != 1 {
			t.Fatalf("%s: %d rows", want, len(all))
		}
		cells := l.Cells(all[0], listed)
		if got := cells[len(cells)-1].Text; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		o, err := l.Open(b.sources(), all[0].Name, time.UTC)
		if text := docText(o.Doc); err != nil || c.assessed == nil != strings.Contains(text, "They were not assessed in it.") || c.duties == nil != strings.Contains(text, "It is no duty of theirs.") {
			t.Errorf("%s: %v\n%s", want, err, text)
		}
	}
}

// How much help it took, by which scheme, and what comes next is said in full, and in columns.
func TestTheMatrixSaysHowSomebodyWasWatched(t *testing.T) {
	b := full()
	b.members = []model.Member{{Person: khan, Competences: []model.Competence{{
		Entry: 77, SOP: "SOP-X-001", Version: "2.1", Outcome: "competent", Method: "observed", Independence: "teaches", Scheme: 76, Next: "the other rotor", By: bell, At: listed, Holds: true,
	}}}}
	l := named(t, "matrix")
	all := rows(t, l, b, "")
	if len(all) != 1 {
		t.Fatalf("%d rows", len(all))
	}
	o, err := l.Open(b.sources(), all[0].Name, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Competent in v2.1 (observed, teaches), by J. Bell", "entry 77, by the scheme in entry 76.", "Next: The other rotor."} {
		if text := docText(o.Doc); !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	for column, want := range map[string]any{"independence": "teaches", "scheme": int64(76), "next": "the other rotor"} {
		at := slices.Index(l.Columns, column)
		if at < 0 || l.Values(all[0])[at] != want {
			t.Errorf("the column %s does not say %v", column, want)
		}
	}
}

func TestOnlyWhatIsToBeReadAndIsNotIsUnread(t *testing.T) {
	b := full()
	d := model.Duty{Entry: 73, Person: khan, SOP: "SOP-X-001", Version: "2.1"}
	read, area, gone := d, d, d
	read.Entry, read.Read = 74, &model.Read{Entry: 80}
	area.Entry, area.SOP, area.Area, area.Version = 75, "", "infection control", ""
	gone.Entry, gone.Version = 76, ""
	b.department.Duties = []model.Duty{d, read, area, gone}
	if all := rows(t, named(t, "unread"), b, ""); len(all) != 1 || all[0].Entry != 73 {
		t.Errorf("unread: %+v", all)
	}
}
