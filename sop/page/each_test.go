package page_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
)

// round is a page with a section that is done once for each item of a list.
var round = strings.Replace(bench, "sign: performer\n", "sign: performer\nlists:\n  fridges: [FR-001, FR-002]\n", 1) + `1. Warm it up. ` + "`#warm`" + `

## Each fridge ` + "`each: unit of fridges`" + `

2. Identify it. ` + "`#identify`" + `
   - Fridge: ` + "`unit: scan FR-###`" + `
3. Read it. ` + "`#read, do: SOP-TST-002 or end item`" + `
   - Now: ` + "`now: number mK, at most 8.0, or redo 1 time then end run`" + `
`

const theList = "fridges: [FR-001, FR-002]"

func TestASectionIsDoneOnceForEachItemOfItsList(t *testing.T) {
	p := parsed(t, round)
	s := p.Sections[1]
	if s.Title != "Each fridge" || !reflect.DeepEqual(s.Each, &sop.Each{Field: "unit", List: "fridges"}) || p.Sections[0].Each != nil {
		t.Errorf("section %+v", s)
	}
	l, ok := p.Meta.List("fridges")
	if !ok || !slices.Equal(l.Items, []string{"FR-001", "FR-002"}) || l.Local != "" || l.Pos != (sop.Pos{Line: 13, Column: 3}) {
		t.Errorf("list %+v", l)
	}
	st := s.Steps[1]
	if st.DoOr.Scope != sop.EndItem || st.Fields[0].Or.Then.Scope != sop.EndsRun {
		t.Errorf("ends %v and %v", st.DoOr, st.Fields[0].Or)
	}
}

func TestItemsAreReadAsTheyAreWrittenInEveryFormOfYAML(t *testing.T) {
	for text, want := range map[string]sop.List{
		"{racks: [1.0, 007, yes, 'a, b', \"c: d\"]}": {Items: []string{"1.0", "007", "yes", "a, b", "c: d"}},
		"\n  racks:\n    - Left\n    - Right hand":   {Items: []string{"Left", "Right hand"}},
		"{racks: local}":                                  {Local: "your own list"},
		"{racks: local \"the door\"}":                     {Local: "the door"},
		"\n  racks: local \"the door, left\"":             {Local: "the door, left"},
		"{racks: 'local \"the door, don''t ask\"'}":       {Local: "the door, don't ask"},
		`{racks: "local \"the door, left\""}`:             {Local: "the door, left"},
		"\n  racks: local \"the door, left\" # a comment": {Local: "the door, left"},
	} {
		src := strings.Replace(bench, "sign: performer\n", "sign: performer\nlists: "+text+"\n", 1) + "## Each rack `each: rack of racks`\n\n1. Identify it. `#identify`\n   - Rack: `rack: text`\n"
		p := parsed(t, src)
		l, _ := p.Meta.List("racks")
		if !slices.Equal(l.Items, want.Items) || l.Local != want.Local {
			t.Errorf("%s: %+v", text, l)
		}
		formatted, err := page.Format([]byte(src))
		if err != nil || string(formatted) != src {
			t.Errorf("%s: formatting changes it, %v:\n%s", text, err, formatted)
		}
		if l.Local == "" {
			continue
		}
		set, err := page.Set([]byte(src), linted, page.Setting{What: "racks", Value: "Left, Dr. No's\nnull, a: b,,"})
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if l, _ = parsed(t, string(set)).Meta.List("racks"); !slices.Equal(l.Items, []string{"Left", "Dr. No's", "null", "a: b"}) || l.Local != "" {
			t.Errorf("%s: set, it is %+v in\n%s", text, l, set)
		}
	}
}

func TestAListThatMakesThePageInvalidIsRefusedWithWhatIsWrong(t *testing.T) {
	src := strings.Replace(round, theList, `fridges: local "the door"`, 1)
	for value, says := range map[string]string{
		"": "at least one item", " , ": "at least one item", "FR-001, FR-001": "stands here twice", "FR-001, FR-12": `"FR-12" of the list "fridges" cannot be entered`,
		"FR-001, \u202e": "cannot be shown", strings.Repeat("x", 101): "longer than 100 bytes", "FR-001]": "cannot be entered",
	} {
		got, err := page.Set([]byte(src), linted, page.Setting{What: "fridges", Value: value})
		if err == nil || got != nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", value, err, says)
		}
	}
	_, err := page.Set([]byte(src), linted, page.Setting{Step: "read", What: "wait", Value: "1 min"})
	if err == nil || !strings.Contains(err.Error(), "it has fridges") {
		t.Errorf("another value: %v", err)
	}
}

func TestDiffNamesEachItemAndEveryChangeOfASectionForEach(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     []string
	}{
		{theList, "fridges: [FR-001, FR-003, FR-002]", []string{"list fridges: added FR-003"}},
		{theList, "fridges: [FR-002]", []string{"list fridges: removed FR-001"}},
		{theList, "fridges: [FR-002, FR-001]", []string{"order of list fridges: FR-002, FR-001, was FR-001, FR-002"}},
		{theList, `fridges: local "door"`, []string{`list fridges: added local "door"`, "list fridges: removed FR-001", "list fridges: removed FR-002"}},
		{"unit of fridges", "unit", []string{"#identify: section each: unit, was unit of fridges", "#read: section each: unit, was unit of fridges"}},
		{"or end item", "or end run", []string{"#read: do or: end run, was end item"}},
		{"then end run", "then end item", []string{"#read: now limits: at most 8.0 mK, or redo 1 time then end item, was at most 8.0 mK, or redo 1 time then end run"}},
	} {
		if strings.Count(round, c.old) != 1 {
			t.Fatalf("%q stands %d times", c.old, strings.Count(round, c.old))
		}
		before, _ := page.Parse([]byte(round))
		after, _ := page.Parse([]byte(strings.Replace(round, c.old, c.new, 1)))
		var got []string
		for _, change := range page.Diff(before, after) {
			if got = append(got, change.String()); change.Kind > page.ControlChange {
				t.Errorf("%s is not among the dangerous", change)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.new, got, c.want)
		}
	}
	plain := strings.Replace(strings.Replace(round, " `each: unit of fridges`", "", 1), "lists:\n  "+theList+"\n", "", 1)
	before, _ := page.Parse([]byte(plain))
	after, _ := page.Parse([]byte(round))
	for _, want := range []string{"#identify: section each: added unit of fridges", "list fridges: added FR-001"} {
		if !slices.ContainsFunc(page.Diff(before, after), func(c page.Change) bool { return c.String() == want }) {
			t.Errorf("%q is not among %v", want, page.Diff(before, after))
		}
	}
}
