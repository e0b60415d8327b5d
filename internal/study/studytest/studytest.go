// Package studytest has what tests of practising by questions need: shipped pages, and the
// answers to their questions.
package studytest

import (
	"io/fs"
	"path"
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
	err := fs.WalkDir(procedures.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".md" {
			return err
		}
		text, err := fs.ReadFile(procedures.FS, name)
		if err != nil {
			return err
		}
		p, _ := page.Parse(text)
		if p == nil {
			return nil
		}
		at := slices.Index(ids, p.Meta.ID)
		if at < 0 {
			return nil
		}
		if change != nil {
			p, _ = page.Parse([]byte(change(string(text))))
		}
		out[at] = study.Page{Procedure: p, Daily: true}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range out {
		if p.Procedure == nil {
			t.Fatalf("%s is not shipped", ids[i])
		}
	}
	return out
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
	err := fs.WalkDir(procedures.FS, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || path.Ext(name) != ".md" {
			return err
		}
		text, err := fs.ReadFile(procedures.FS, name)
		if err != nil {
			return err
		}
		if p, findings := page.Parse(text); p != nil && p.Meta.ID != "" && !page.HasErrors(findings) {
			out = append(out, study.Page{Procedure: p, Daily: true})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out) < 40 {
		t.Fatalf("only %d pages are shipped", len(out))
	}
	return out
}
