package present_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
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
	wasRead := duty(func(d *model.Duty) { d.Read = &model.Read{Entry: 80, At: listed} })
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
		"read":                           {wasRead, nil},
		"NOT READ by 1 Nov 2026":         {duty(func(d *model.Duty) { d.ReadBy = "2026-11-01" }), nil},
		"not approved":                   {duty(func(d *model.Duty) { d.Version, d.Title = "", "" }), nil},
		"assigned":                       {duty(func(d *model.Duty) { d.SOP, d.Area, d.Version = "", "infection control", "" }), nil},
		"signed off":                     {wasRead, assessed(func(*model.Competence) {})},
		"signed off, due by 23 Nov 2026": {wasRead, assessed(func(c *model.Competence) { c.Expires = tomorrow })},
		"LAPSED":                         {wasRead, assessed(func(c *model.Competence) { c.Holds = false })},
		"not yet":                        {wasRead, assessed(func(c *model.Competence) { c.Holds, c.Outcome = false, "not yet" })},
		"signed off, not read":           {theirs, assessed(func(*model.Competence) {})},
		"signed off, NOT READ":           {duty(func(d *model.Duty) { d.ReadBy = "2026-11-01" }), assessed(func(*model.Competence) {})},
		"LAPSED, not read":               {theirs, assessed(func(c *model.Competence) { c.Holds = false })},
		"not assigned, signed off":       {nil, assessed(func(*model.Competence) {})},
		"not assigned, LAPSED":           {nil, assessed(func(c *model.Competence) { c.Holds = false })},
		"DISPUTED":                       {wasRead, assessed(func(c *model.Competence) { c.Disputed = true })},
	} {
		b := full()
		b.department.Schemes, b.department.Duties, b.members = nil, c.duties, []model.Member{{Person: khan, Competences: c.assessed}, {Person: bell}}
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

// What was watched stands beside what the scheme asks for.
func TestTheMatrixCountsWhatWasWatchedAndBothSigned(t *testing.T) {
	scheme := model.SchemeInForce{SOP: "SOP-X-001", Scheme: model.Scheme{Observations: 3, Assessors: 2}}
	for _, c := range []struct {
		observed   model.Observed
		scheme     model.SchemeInForce
		word       *model.Word
		cell, full string
	}{
		{model.Observed{}, scheme, nil, "not yet, not read, observed 0 of 3", "Observed 0 of 3 without help, by 0 of 2 assessors."},
		{model.Observed{Version: "2.1", Runs: 2, Assessors: 1}, scheme, &model.Word{Agrees: true}, "not yet, not read, observed 2 of 3", "Observed 2 of 3 without help in v2.1, by 1 of 2 assessors."},
		{model.Observed{Runs: 1, Assessors: 1, Waiting: 1}, scheme, nil, "not yet, not read, observed 1 of 3", "1 more to count, with the word of who was watched."},
		{model.Observed{Runs: 3, Assessors: 2}, scheme, &model.Word{}, "not yet, not read, NOT AGREED, observed 3 of 3", "THEY DO NOT AGREE"},
		{model.Observed{Runs: 1, Assessors: 1}, model.SchemeInForce{}, &model.Word{Agrees: true}, "not yet, not read, observed 1", "Observed 1 without help, by 1 assessor."},
		{model.Observed{Runs: 2, Assessors: 1, Disputed: 1}, scheme, nil, "not yet, not read, observed 2 of 3", "by 1 of 2 assessors, 1 of them DISPUTED: signed with a key that was revoked later."},
		{model.Observed{Waiting: 1}, model.SchemeInForce{}, nil, "not yet, not read", "Observed 0 without help, by 0 assessors."},
		{model.Observed{}, model.SchemeInForce{}, nil, "not yet, not read", "It waits for the word of who was assessed"},
	} {
		b := full()
		b.department.Schemes = []model.SchemeInForce{c.scheme}
		if c.observed.SOP = "SOP-X-001"; c.observed == (model.Observed{SOP: "SOP-X-001"}) {
			c.observed = model.Observed{}
		}
		m := model.Member{Person: khan, Competences: []model.Competence{{SOP: "SOP-X-001", Outcome: "not yet", By: bell, Word: c.word}}}
		if c.observed.SOP != "" {
			m.Observed = []model.Observed{c.observed}
		}
		b.members = []model.Member{m}
		l := named(t, "matrix")
		row := rows(t, l, b, "")[0]
		cells := l.Cells(row, listed)
		if got := cells[len(cells)-1].Text; got != c.cell {
			t.Errorf("%q, want %q", got, c.cell)
		}
		o, err := l.Open(b.sources(), row.Name, time.UTC)
		if text := docText(o.Doc); err != nil || !strings.Contains(text, c.full) {
			t.Errorf("%v, %q is not in\n%s", err, c.full, text)
		}
		for column, want := range map[string]any{"observed": c.observed.Runs, "observations": c.scheme.Observations, "assessors": c.observed.Assessors, "assessors_asked": c.scheme.Assessors, "waiting": c.observed.Waiting, "observed_disputed": c.observed.Disputed} {
			if at := slices.Index(l.Columns, column); at < 0 || l.Values(row)[at] != want {
				t.Errorf("the column %s does not say %v", column, want)
			}
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

// Until when competence holds is said as what is to come, and as what was where it holds no more.
func TestWhatEndedIsSaidToHaveEnded(t *testing.T) {
	for holds, want := range map[bool]string{true: "It holds until 19 Dec 2026.", false: "It does not hold any more. It was to hold until 19 Dec 2026."} {
		b := full()
		b.members = []model.Member{{Person: khan, Competences: []model.Competence{{
			Entry: 77, SOP: "SOP-X-001", Version: "2.1", Outcome: "competent", Method: "observed", By: bell, At: listed, Expires: "2026-12-19", Holds: holds,
		}}}}
		l := named(t, "matrix")
		o, err := l.Open(b.sources(), rows(t, l, b, "")[0].Name, time.UTC)
		if text := docText(o.Doc); err != nil || !strings.Contains(strings.ReplaceAll(text, "\n", " "), want) {
			t.Errorf("%q is not in\n%s, %v", want, text, err)
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

// A duty of an area is one for each procedure of it: in the matrix, to be read, on Today and
// where it is opened. What is given by itself too is there once.
func TestADutyOfAnAreaIsOneForEachProcedureOfIt(t *testing.T) {
	b := full()
	area := model.Duty{Entry: 75, Person: khan, Area: "Infection control", ReadBy: "2026-12-01", By: bell, At: listed}
	of := func(id string, read *model.Read) model.Duty {
		d := area
		d.SOP, d.Version, d.Title, d.Read = id, "2.1", "Look at "+id, read
		return d
	}
	area.Of = []model.Duty{of("SOP-X-001", nil), of("SOP-X-002", &model.Read{Entry: 80, At: listed}), of("SOP-X-003", nil)}
	alone := model.Duty{Entry: 73, Person: khan, SOP: "SOP-X-001", Title: "Look at a fridge", Version: "2.1", By: bell, At: listed}
	b.department.Duties = []model.Duty{area, alone}
	names := func(list string) (out []string) {
		for _, row := range rows(t, named(t, list), b, "") {
			out = append(out, row.Name)
		}
		return out
	}
	if got := names("unread"); !slices.Equal(got, []string{"75:SOP-X-003", "73"}) {
		t.Errorf("unread are %q", got)
	}
	o, err := named(t, "unread").Open(b.sources(), "75:SOP-X-003", time.UTC)
	if err != nil || !strings.Contains(docText(o.Doc), "soprun run SOP-X-003") {
		t.Errorf("%v, %s", err, docText(o.Doc))
	}
	if got := strings.Join(names("matrix"), " "); !strings.Contains(got, "SOP-X-003") || strings.Contains(got, "area") {
		t.Errorf("the matrix has %s", got)
	}
	if o, err = named(t, "duties").Open(b.sources(), "75", time.UTC); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Area Infection control.", "SOP-X-002 Look at SOP-X-002, read on 22 Nov 2026 13:47.", "SOP-X-003 Look at SOP-X-003, not read yet: by 1 Dec 2026."} {
		if text := docText(o.Doc); !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	tasks, err := present.Tasks(b)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(tasks, func(task present.Task) bool { return task.Group == present.GroupRead })
	if i < 0 || tasks[i].N != 2 || tasks[i].By != "2026-12-01" {
		t.Errorf("to read are %+v", tasks)
	}
	for hours, want := range map[int]string{0: "2 pages, by 1 Dec 2026", 24 * 10: "2 pages, NOT READ by 1 Dec 2026"} {
		if text, _ := tasks[i].Words(listed.Add(time.Duration(hours) * time.Hour)); text != want {
			t.Errorf("%d hours later it says %q, want %q", hours, text, want)
		}
	}
	// Nobody waits for whose key was revoked: they sign that they read nothing.
	for i := range b.department.Duties {
		b.department.Duties[i].Person.Gone = true
		for j := range b.department.Duties[i].Of {
			b.department.Duties[i].Of[j].Person.Gone = true
		}
	}
	tasks, err = present.Tasks(b)
	if err != nil || slices.ContainsFunc(tasks, func(task present.Task) bool { return task.Group == present.GroupRead }) {
		t.Errorf("of people who left it says %+v, %v", tasks, err)
	}
	area.Of = nil
	b.department.Duties = []model.Duty{area}
	if got := strings.Join(names("matrix"), " "); !strings.Contains(got, "area Infection control") {
		t.Errorf("an area without a procedure is not in the matrix: %s", got)
	}
}
