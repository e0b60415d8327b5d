package run_test

import (
	"slices"
	"testing"

	"soprun/sop"
	"soprun/sop/run"
)

// told is a page with prose at every place between its steps. Its second section
// counts where the first step says so, and has a step that never does.
func told() *sop.Procedure {
	ask := []sop.Field{{Name: "more", Label: "More", Type: sop.YesNo}}
	return &sop.Procedure{
		Intro: "intro",
		Sections: []sop.Section{
			{Title: "One", Intro: "one", More: "end of one", Steps: []sop.Step{{ID: "a", Number: 1, Text: "A.", Fields: ask}, {ID: "b", Number: 2, Before: "before b", Text: "B."}}},
			{Title: "Empty", Intro: "only to read"},
			{Title: "Two", Intro: "two", More: "end of two", If: when("more", sop.Equal, "yes"), Steps: []sop.Step{
				{ID: "c", Number: 3, Before: "before c", Text: "C.", If: when("more", sop.Equal, "no")}, {ID: "d", Number: 4, Before: "before d", Text: "D."},
			}},
			{Title: "Three", Intro: "three", More: "end of three", Steps: []sop.Step{
				{ID: "e", Number: 5, Before: "before e", Text: "E.", If: when("more", sop.Equal, "never")}, {ID: "f", Number: 6, Before: "before f", Text: "F."},
			}},
			{Title: "Last", More: "the very last"},
		},
	}
}

func textsOf(list []run.Prose) (out []string) {
	for _, p := range list {
		if p.Title != "" {
			out = append(out, "# "+p.Title)
		}
		if p.Text != "" {
			out = append(out, p.Text)
		}
	}
	return out
}

func TestAllThatThePageSaysBetweenTheStepsIsSaidOnceInItsOrder(t *testing.T) {
	for answer, want := range map[string]map[string][]string{
		"yes": {
			"a": {"intro", "one"}, "b": {"before b"}, "d": {"end of one", "# Empty", "only to read", "two", "before c", "before d"},
			"f": {"end of two", "three", "before e", "before f"}, "": {"end of three", "# Last", "the very last"},
		},
		"no": {
			"a": {"intro", "one"}, "b": {"before b"}, "f": {"end of one", "# Empty", "only to read", "three", "before e", "before f"},
			"": {"end of three", "# Last", "the very last"},
		},
	} {
		w := begin(t, told())
		for range 10 {
			s, open := w.run.Current()
			if !open {
				break
			}
			if got := textsOf(w.run.ProseBefore(s)); !slices.Equal(got, want[s.ID]) {
				t.Errorf("%s, before %s: %q, want %q", answer, s.ID, got, want[s.ID])
			}
			if s.ID == "a" {
				w.do(run.Record{Field: "more", Text: answer})
			}
			w.do(run.Complete{})
		}
		if got := textsOf(w.run.ProseAfter()); !slices.Equal(got, want[""]) {
			t.Errorf("%s, at the end: %q, want %q", answer, got, want[""])
		}
	}
}

func TestWhatFollowsASectionsConditionIsMarked(t *testing.T) {
	w := begin(t, told())
	w.do(run.Record{Field: "more", Text: "yes"}, run.Complete{}, run.Complete{})
	s, _ := w.run.Current()
	for _, p := range w.run.ProseBefore(s) {
		if p.AfterIf != (p.Text == "two") {
			t.Errorf("%+v", p)
		}
	}
}
