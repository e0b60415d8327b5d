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

func TestTheFirstStepOfASectionThatIsAskedForOpensIt(t *testing.T) {
	w := begin(t, told())
	w.do(run.Record{Field: "more", Text: "yes"})
	opens := map[string]bool{"a": true, "d": true, "f": true}
	for range 10 {
		s, open := w.run.Current()
		if !open {
			break
		}
		if w.run.Opens(s) != opens[s.ID] {
			t.Errorf("step %s opens its section: %t", s.ID, w.run.Opens(s))
		}
		w.do(run.Complete{})
	}
}

func TestWhatMadeAConditionTrueIsKnownWithItsValue(t *testing.T) {
	w := begin(t, fridge())
	w.do(run.Complete{}, run.Acknowledge{}, run.Record{Field: "temp", Text: "9.5"}, run.Record{Field: "state", Text: "sounding"})
	met := w.run.Met(run.Step{}, &sop.Condition{Join: sop.Or, Terms: []sop.Term{{Name: "temp", Op: sop.OutOfLimits}, {Name: "state", Op: sop.Equal, Value: "off"}, {Name: "temp", Op: sop.Greater, Value: "9"}}})
	if len(met) != 2 || met[0].Field.Label != "Temperature" || met[0].Value.Text != "9.5" || met[1].Term.Value != "9" {
		t.Errorf("met %+v", met)
	}
	if none := w.run.Met(run.Step{}, nil); none != nil {
		t.Errorf("no condition is met by %+v", none)
	}
}

func TestAReasonIsToldByLabelsAndKeptWithNames(t *testing.T) {
	r := begin(t, fridge()).run
	for reason, want := range map[string]string{
		"state = off":                            "“Alarm” was off",
		"temp in limits, state not recorded":     "“Temperature” was in limits, “Alarm” was not recorded",
		"temp = 5.0, expiry = 2027-03-02":        "“Temperature” was 5.0 °C, “Calibrated until” was 2 Mar 2027",
		"note = warm, and wet, state = sounding": "“Note” was warm, and wet, “Alarm” was sounding",
		"state so far":                           "state so far",
		"nobody = home":                          "nobody = home",
	} {
		if got := r.InWords(reason, func(f sop.Field) string { return f.Label }); got != want {
			t.Errorf("%q: %q, want %q", reason, got, want)
		}
	}
}
