package present_test

import (
	"strings"
	"testing"
	"time"

	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/study/studytest"
)

// Each mode is offered once, by a key and a word that no other has.
func TestEveryModeIsOffered(t *testing.T) {
	seen := map[string]bool{}
	for n, m := range present.PracticeModes {
		if m.Is == "" || m.Label == "" || m.Does == "" || seen[m.Key] || seen[m.Word] || present.ModeOf(m.Is) != m {
			t.Errorf("%+v is offered in place %d", m, n)
		}
		seen[m.Key], seen[m.Word] = true, true
		if !strings.Contains(present.WaysToPractise(), m.Key+" ") {
			t.Errorf("%s is not said", m.Key)
		}
	}
	for _, taken := range []string{"t", "c", "w", "n", "u", "s", "b"} { // what the home of the dialogue has beside them
		if seen[taken] || len(seen) != 2*len(present.PracticeModes) {
			t.Errorf("%q is taken, or %v are not all", taken, seen)
		}
	}
}

// What a walk says before a step is seen never gives the step away, a guided one but for its
// hint; none of it, and nothing at its end, says that somebody is competent.
func TestAWalkGivesNoStepAway(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	pages := studytest.All(t)
	s, hints, seconds := study.New(pages, nil, nil), 0, 0
	for _, p := range pages {
		for _, mode := range []study.Mode{study.Guided, study.Memory} {
			w := s.Walk(p, mode, now)
			for place, _, more := w.At(); more; place, _, more = w.At() {
				words := present.Do(place.Step)
				for _, line := range present.WalkAt(w) {
					if strings.Contains(line, words) && !strings.HasPrefix(line, "Before it: ") {
						t.Errorf("%s %s: %q gives step %d away", p.Meta.ID, mode, line, place.Number)
					}
					if strings.Contains(line, "Only if you come to this step a second time") {
						seconds++
					}
					if strings.HasPrefix(line, "Only if this is") { // of which nothing is seen
						t.Errorf("%s %s, step %d: %q", p.Meta.ID, mode, place.Number, line)
					}
					hinted := strings.HasPrefix(line, "Hint: ")
					if hinted {
						hints++
					}
					if mode == study.Memory && (hinted || strings.HasPrefix(line, "Section: ")) {
						t.Errorf("%s %s: %q", p.Meta.ID, mode, line)
					}
				}
				seen := strings.Join(present.SayLines(present.WalkSeen(w, place)), "\n")
				if !strings.Contains(seen, words) || place.Critical != strings.Contains(seen, "CRITICAL. "+words) {
					t.Errorf("%s %s: step %d is seen as %q", p.Meta.ID, mode, place.Number, seen)
				}
				w = w.Said(true, now.Add(time.Minute))
			}
			if end := strings.Join(present.WalkEnds(w), " "); strings.Contains(end, "competent") || !strings.Contains(end, "That was the whole page.") {
				t.Errorf("%s %s ends with %q", p.Meta.ID, mode, end)
			}
		}
	}
	if hints < 700 || seconds == 0 {
		t.Errorf("only %d hints, %d steps that are done a second time: the test shows nothing", hints, seconds)
	}
}

func TestTheEndOfAStationIsSaid(t *testing.T) {
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	pages := studytest.Shipped(t, nil, "SOP-IC-001")
	w := study.New(pages, nil, nil).Walk(pages[0], study.Exam, now)
	all := func(right bool) study.Walk {
		w := w
		for _, _, more := w.At(); more; _, _, more = w.At() {
			w = w.Said(right, now.Add(90*time.Second))
		}
		return w
	}
	for want, w := range map[string]study.Walk{
		"The station is passed: no critical step was missed, and it was within its time.": all(true),
		"The station has ended: a critical step was missed. It is not passed.":            all(false),
		"The time is over. The station is not passed.":                                    w.Looked(now.Add(time.Hour)),
		"You stopped. What was not come to counts for nothing.":                           w.Stop(now),
	} {
		if got := strings.Join(present.WalkEnds(w), " "); !strings.HasPrefix(got, want) || strings.Contains(got, "competent") {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := strings.Join(present.WalkEnds(all(true)), " "); !strings.Contains(got, "15 of 15 steps answered, 5 of 5 critical steps. It took 1 min 30 s.") {
		t.Errorf("%q", got)
	}
	if got := present.WalkNumber(w, now.Add(58*time.Second)); got != "Step 1 of 15, 7:02 left" {
		t.Errorf("%q", got)
	}
	sheet := present.MarkingSheet(all(false))
	if line := sheet[0].Lines[0]; line.State != "MISSED" || line.Flag != "CRITICAL" || line.Ended != present.Caution {
		t.Errorf("%+v", line)
	}
}

// On the marking sheet a question says what was so in it: of one step the same is asked of
// several values.
func TestTheMarkingSheetSaysWhatWasSo(t *testing.T) {
	now, given := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC), 0
	for _, page := range studytest.All(t) {
		w := study.New([]study.Page{page}, nil, nil).Walk(page, study.Exam, now)
		for i := range w.Places {
			w.Places[i].Mark = study.Missed
		}
		var said []string
		for _, line := range present.MarkingSheet(w)[0].Lines {
			said = append(said, line.Text)
		}
		all := strings.Join(said, "\n")
		for _, p := range w.Places {
			if p.Ask == nil {
				continue
			}
			for _, g := range p.Ask.Given {
				text := present.Sentence(present.Plain(g))
				if strings.HasPrefix(g, "Step: ") || strings.HasPrefix(g, "Next: ") {
					continue
				}
				if given++; !strings.Contains(all, text+" ") {
					t.Errorf("%s, step %d: %q is not said", page.Meta.ID, p.Number, text)
				}
			}
		}
	}
	if given < 50 {
		t.Errorf("only %d things are so: the test shows nothing", given)
	}
}

// The bar is as long as what is recalled, and says it in figures.
func TestWhatIsRecalledIsABar(t *testing.T) {
	for want, p := range map[string]study.Progress{
		"9 of 10 critical steps":               {Critical: 10, Recalled: 9},
		"0 of 1 critical step":                 {Critical: 1},
		"no critical step, 1 of 2 steps begun": {Begun: 1, Items: 2},
	} {
		full, words := present.RecallBar(p, 20)
		if words != want || p.Critical > 0 && full != 20*p.Recalled/p.Critical {
			t.Errorf("%+v: %d, %q", p, full, words)
		}
	}
}
