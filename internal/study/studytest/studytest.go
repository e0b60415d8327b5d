// Package studytest has what tests of practising by questions need: shipped pages, and the
// answers to their questions.
package studytest

import (
	"slices"
	"testing"

	"soprun/internal/study"
	"soprun/procedures"
	"soprun/sop/page"
	"soprun/sop/recall"
)

// Shipped returns shipped pages by their ids, each as change makes it; nil for as it is.
func Shipped(t testing.TB, change func(text string) string, ids ...string) []study.Page {
	t.Helper()
	out := make([]study.Page, len(ids))
	for _, p := range All(t) {
		at := slices.Index(ids, p.Meta.ID)
		if at < 0 {
			continue
		}
		if out[at] = p; change != nil {
			changed, _ := page.Parse([]byte(change(sources(t)[p.Meta.ID])))
			out[at].Procedure = changed
		}
	}
	for i, p := range out {
		if p.Procedure == nil {
			t.Fatalf("%s is not shipped", ids[i])
		}
	}
	return out
}

// sources are the texts of the shipped pages, by their ids.
func sources(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	each(t, func(p study.Page, text string) { out[p.Meta.ID] = text })
	return out
}

// each calls f with every shipped page.
func each(t testing.TB, f func(p study.Page, text string)) {
	t.Helper()
	all, err := procedures.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		p, findings := page.Parse(one.Source)
		if p == nil || page.HasErrors(findings) {
			t.Fatalf("%s: %v", one.Path, findings)
		}
		f(study.Page{Procedure: p, Daily: true}, string(one.Source))
	}
}

// Reply answers a question, right or wrong: by places of what is shown, from 0, and by what is
// typed into gaps. Of what is recalled there is neither.
func Reply(q study.Question, right bool) (places []int, typed []string) {
	switch q.How {
	case recall.Choose:
		return []int{slices.IndexFunc(q.Places, func(place int) bool { return (place == 0) == right })}, nil
	case recall.Point:
		return []int{slices.IndexFunc(q.Lines, func(l recall.Line) bool { return l.Right == right })}, nil
	case recall.Sort:
		for n := range q.Places {
			places = append(places, n)
		}
		slices.SortStableFunc(places, func(a, b int) int { return q.Lines[q.Places[a]].Place - q.Lines[q.Places[b]].Place })
		if !right {
			slices.Reverse(places)
		}
	case recall.Type:
		for _, blank := range q.Blanks {
			if !right {
				blank = "no figure"
			}
			typed = append(typed, blank)
		}
	}
	return places, typed
}

// All returns every shipped page.
func All(t testing.TB) (out []study.Page) {
	t.Helper()
	each(t, func(p study.Page, _ string) { out = append(out, p) })
	if len(out) < 40 {
		t.Fatalf("only %d pages are shipped", len(out))
	}
	return out
}
