package present_test

import (
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
)

// optional is each line that may stay empty: of the forms, of a page with a table and of a run.
func optional(t *testing.T) (all []present.Ask) {
	t.Helper()
	table := sop.Table{Field: "wipe", Label: "Wipe", Columns: []sop.Column{{Label: "Time"}}}
	c := present.Case{Page: model.Page{Procedure: &sop.Procedure{Tables: []sop.Table{table}}}}
	for _, f := range append(tabled(), present.PageForms(c)...) {
		for _, a := range f.Asks {
			if a.Kind == present.Optional {
				all = append(all, a)
			}
			if a.Kind != present.Optional && a.Empty != "" {
				t.Errorf("%s %s may not stay empty, and says what for", f.Name, a.Name)
			}
		}
	}
	return all
}

// A line is left empty with enter on a screen, with a word in the dialogue and by leaving out its flag: each says its own.
func TestEachFrontEndSaysHowALineIsLeftEmpty(t *testing.T) {
	asks := optional(t)
	if len(asks) < 30 {
		t.Fatalf("only %d lines may stay empty", len(asks))
	}
	for _, a := range asks {
		for _, word := range []string{"empty", "enter ", "left out", "skip"} {
			if strings.Contains(strings.ToLower(a.Help+a.Prompt+a.More), word) {
				t.Errorf("%s says %q for every front end: %s %s", a.Name, word, a.Help, a.More)
			}
		}
		in := present.Answers{}
		for _, c := range []struct{ front, text, has, not string }{
			{"form", a.Hint(), "empty", "skip"},
			{"question", a.HintAlone(), "Enter leaves it empty", "skip"},
			{"dialogue", strings.ReplaceAll(a.Prompted(present.Case{}, in), "leaves it empty", ""), ".skip", "empty"},
			{"flag", a.Flag(), "", "empty"},
		} {
			if !strings.Contains(strings.ToLower(c.text), strings.ToLower(c.has)) || strings.Contains(c.text, c.not) || a.Empty != "" && !strings.Contains(c.text, a.Empty) {
				t.Errorf("%s, as a %s: %s", a.Name, c.front, c.text)
			}
		}
	}
}

func TestHowALineIsLeftEmptyReadsAsASentence(t *testing.T) {
	for _, c := range []struct {
		ask                           present.Ask
		hint, alone, prompted, asFlag string
	}{
		{
			present.Ask{Label: "Day", Help: "Like 2026-11-22.", Empty: "for today"},
			"Like 2026-11-22; empty for today.", "Like 2026-11-22. Enter leaves it empty for today.", "Day: Like 2026-11-22; .skip for today", "like 2026-11-22; left out for today",
		},
		{
			present.Ask{Label: "Next", Help: "What they do next."},
			"What they do next; may stay empty.", "What they do next. Enter leaves it empty.", "Next: What they do next; .skip leaves it empty", "what they do next",
		},
		{present.Ask{Label: "Why"}, "May stay empty.", "Enter leaves it empty.", "Why: .skip leaves it empty", "may be left out"},
		{present.Ask{Label: "Nation", Empty: "for none"}, "Empty for none.", "Enter leaves it empty for none.", "Nation: .skip for none", "left out for none"},
		{present.Ask{Label: "Nation", Empty: "for none", Holds: true}, "Empty for none.", "Enter leaves it empty for none.", "Nation: .skip for none", `"" for none; left out, it stays as it is`},
		{present.Ask{Label: "Note", Prompt: "A note", Empty: "for none"}, "Empty for none.", "Enter leaves it empty for none.", "A note, or .skip for none", "left out for none"},
	} {
		c.ask.Kind = present.Optional
		for _, s := range [][2]string{{c.ask.Hint(), c.hint}, {c.ask.HintAlone(), c.alone}, {c.ask.Prompted(present.Case{}, nil), c.prompted}, {c.ask.Flag(), c.asFlag}} {
			if s[0] != s[1] {
				t.Errorf("%q, want %q", s[0], s[1])
			}
		}
	}
}
