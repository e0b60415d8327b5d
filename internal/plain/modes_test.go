package plain_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/internal/study"
)

const centrifuge = "SOP-CEN-014"

// in returns what is typed to practise the page in a mode.
func in(mode study.Mode) string { return present.ModeOf(mode).Word + " " + centrifuge }

// A page is walked to its end: each step is asked for before it is said, with a hint where the
// walk is guided, and what became of each is said at the end. Nothing of it is kept.
func TestAPageIsWalkedInTheDialogue(t *testing.T) {
	for _, mode := range []study.Mode{study.Guided, study.Memory} {
		p, desk := practising(t)
		s := sat(t, desk, "l.green", "")
		page, _ := s.Page(centrifuge)
		places := s.Walk(page, mode, p.now).Places
		lines := []string{"practise", "l.green", in(mode)}
		for range places {
			lines = append(lines, "", "y")
		}
		lines[len(lines)-1] = "n"
		out := p.says(append(lines, "what", "b", "q"), fmt.Sprintf("Step %d of %d.", len(places), len(places)), "That was the whole page.",
			fmt.Sprintf("%d of %d steps said", len(places)-1, len(places)), "What you said:", "Right.", "MISSED", "Nothing was answered yet.")
		if hints := strings.Count(out, "Hint: it begins "); hints != map[study.Mode]int{study.Guided: len(places)}[mode] {
			t.Errorf("%s: %d hints", mode, hints)
		}
		for n, place := range places {
			asked := strings.Index(out, fmt.Sprintf("Step %d of %d.", n+1, len(places)))
			said := strings.Index(out, fmt.Sprintf("%d. %s", place.Number, strings.TrimSpace(map[bool]string{true: "CRITICAL. "}[place.Critical]+present.Do(place.Step))))
			if asked < 0 || said < asked {
				t.Errorf("%s: step %d is said at %d, asked for at %d", mode, place.Number, said, asked)
			}
		}
	}
}

// A station asks, says nothing of what was right before its end, and keeps the answers; a
// critical error ends it.
func TestAStationInTheDialogueEndsAtACriticalError(t *testing.T) {
	p, desk := practising(t)
	s := sat(t, desk, "l.green", "")
	page, _ := s.Page(centrifuge)
	w := s.Walk(page, study.Exam, p.now)
	lines, asked := []string{"practise", "l.green", in(study.Exam)}, 0
	for w.End == study.Under {
		place, _, _ := w.At()
		right := asked < 2 || !place.Critical
		if place.Ask == nil {
			lines = append(lines, "", map[bool]string{true: "y", false: "n"}[right])
		} else {
			asked++
			lines = append(append(lines, "sure"), reply(*place.Ask, right)...)
		}
		w = w.Said(right, p.now)
	}
	if w.End != study.CriticalError || asked < 2 {
		t.Fatalf("%d are asked, the end is %d: the test shows nothing", asked, w.End)
	}
	out := p.says(append(lines, "b", "q"), "A critical step that you miss ends it.", "left.", "The station has ended: a critical step was missed. It is not passed.", "Marking sheet:", "MISSED", "CRITICAL")
	lacks(t, out[:strings.Index(out, "The station has ended")], "Right.", "Not right.")
	if got := sat(t, desk, "l.green", "").Recalls(); len(got) != 1 || got[0].Begun != asked {
		t.Errorf("%d were asked, kept is %+v", asked, got)
	}
}

// What is answered when the time is over counts for nothing.
func TestAStationInTheDialogueEndsWithItsTime(t *testing.T) {
	p, desk := practising(t)
	set := p.with
	p.with = func(cfg *plain.Config) {
		set(cfg)
		cfg.Now = func() time.Time {
			p.now = p.now.Add(time.Minute)
			return p.now
		}
	}
	s := sat(t, desk, "l.green", "")
	page, _ := s.Page(centrifuge)
	place, _, _ := s.Walk(page, study.Exam, p.now).At()
	if place.Ask == nil {
		t.Fatal("the first step is not asked")
	}
	lines := append([]string{"practise", "l.green", in(study.Exam), "sure"}, reply(*place.Ask, true)...)
	p.says(append(lines, "b", "q"), "You have 4 min.", "Step 1 of 7, ", "The time is over. The station is not passed.", "0 of 7 steps answered", "Marking sheet:", "Not come to.", "Goodbye.")
}

// A page is read out, and its questions follow where somebody wants them; a rehearsal is the run
// of the practice file, and comes back.
func TestAPageIsReadOrRehearsedInTheDialogue(t *testing.T) {
	p, _ := practising(t)
	before := entries(t, p)
	p.says([]string{"practise", "l.green", in(study.Read), "of", "q", in(study.Read), "b", "b", "q"},
		"Protect yourself", "CRITICAL", present.ReadToEnd, "Question 1 of ", present.ReadToEnd, "Practise, l.green.", "Goodbye.")
	p.says([]string{"practise", "l.green", in(study.Rehearsal), "q", "b", "q"}, "performed by Practice.", "Practise, l.green.", "Goodbye.")
	lines := all([]string{"practise", "l.green", in(study.Rehearsal)}, step1, step2, step3, step4, step6, step7,
		[]string{"incident", "the disinfectant was out of date", ".skip", "end", "b", "q"})
	out := p.says(lines, "performed by Practice.", "Nothing of it is in the log, and nothing is signed.", "The practice has ended.", "Practise, l.green.", "Goodbye.")
	inOrder(t, out, "In earnest: Raised.", "The practice has ended.")
	lacks(t, out, "sign off", "Sign off")
	if entries(t, p) != before {
		t.Error("something of it is in the log")
	}
}

// A rehearsal that was left is gone on with, ended, or ended by one that begins anew; a colleague
// sees nothing of it.
func TestARehearsalThatWasLeftIsGoneOnWithOrEnded(t *testing.T) {
	p, _ := practising(t)
	before := entries(t, p)
	left := all([]string{"practise", "l.green", in(study.Rehearsal)}, step1, []string{".q", "b", "q"})
	p.says(left, "c goes on with it.", "Practise, l.green.")
	out := p.says([]string{"practise", "s.ali", "c", "b", "q"}, "No rehearsal of yours is unfinished.")
	lacks(t, out, "Unfinished rehearsal 1")
	p.says([]string{"practise", "l.green", "c", "b", in(study.Rehearsal), "g", "q", "c", "n", "b", "b", "q"},
		"Unfinished rehearsal 1: Clean a centrifuge, step 2 of 7", "is cleared after 7 days.", "A rehearsal of Clean a centrifuge is unfinished: step 2 of 7",
		"A rehearsal of Clean a centrifuge is unfinished", "You go on with the run p-00001", "The rehearsal has ended. Nothing of it is a record.", "The run p-00002 has started")
	p.says(left, "The run p-00003 has started")
	p.says([]string{"practise", "l.green", "c", "e", "c", "b", "q"}, "A rehearsal of Clean a centrifuge is unfinished", "The rehearsal has ended.", "No rehearsal of yours is unfinished.")
	if entries(t, p) != before {
		t.Error("something of it is in the log")
	}
}

// Every block of practice says that it is no record, in each mode, and nothing of somebody is
// said to another.
func TestEveryBlockOfPracticeSaysThatItIsNoRecord(t *testing.T) {
	for _, offered := range present.PracticeModes {
		mode := offered.Is
		p, _ := practising(t)
		lines := []string{"practise", "l.green", in(mode), "q", "b", "q"}
		if mode == study.Read {
			lines = []string{"practise", "l.green", in(mode), "b", "b", "q"}
		}
		out := p.says(lines, "Practise, l.green.", "Practise, l.green.", "Goodbye.")
		inside := out[strings.Index(out, "Practise, l.green."):strings.LastIndex(out, "Practise, l.green.")]
		blocks := strings.Split(inside, "PRACTICE - NOT A RECORD\n")
		for n := 0; n < len(blocks); n += 2 { // between the end of a block and the beginning of the next stands what is asked
			if lines := strings.Split(strings.TrimSpace(blocks[n]), "\n"); len(lines) > 1 {
				t.Errorf("%s: it is not said that this is no record:\n%s", mode, blocks[n])
			}
		}
	}
	p, desk := practising(t)
	q, _ := sat(t, desk, "l.green", "").Ask()
	p.says(append(append([]string{"practise", "l.green", "t", "s"}, reply(q, false)...), "q", "w", "b", "q"), "sure and wrong 1")
	out := p.says([]string{"practise", "s.ali", "w", "b", "q"}, "Practise, s.ali.", "Nothing was answered yet.")
	lacks(t, out, "sure and wrong", "recalls")
}

// slow types lines, each at once or, where a time stands before it, after that.
type slow struct {
	p     *place
	lines []string
}

func (s *slow) Read(b []byte) (int, error) {
	if len(s.lines) == 0 {
		return 0, io.EOF
	}
	line := s.lines[0]
	if after, text, timed := strings.Cut(line, " > "); timed {
		passed, _ := time.ParseDuration(after)
		s.p.now, line = s.p.now.Add(passed), text
	}
	s.lines = s.lines[1:]
	return copy(b, line+"\n"), nil
}

// Whoever comes to a terminal that was left types nothing for who sat there; a page that is
// read, and a rehearsal, are nobody's.
func TestADialogueThatWasLeftForgetsWhoPractised(t *testing.T) {
	const left = "No line was typed for 10 min. Say who practises."
	talk := func(lines ...string) string {
		t.Helper()
		p, _ := practising(t)
		out, err := p.talkTo(t.Context(), &slow{p, lines})
		if err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
		return out
	}
	out := talk("practise", "l.green", "9m > what", "10m > share", "s.ali", "b", "q")
	inOrder(t, out, "Practise, l.green.", "Nothing was answered yet.", left, "Who practises?", "Practise, s.ali.", "Goodbye.")
	lacks(t, out, "Path of a new file")
	for _, lines := range [][]string{
		{ofPage, "1h > sure"}, {ofPage, "sure", "1h > 1"}, {in(study.Memory), "1h > "}, {"pin", "1h > 4711"}, {"pin", "4711", "1h > 4711"}, {"share", "1h > /tmp/x"},
	} {
		out := talk(append(append([]string{"practise", "l.green"}, lines...), "l.green", "b", "q")...)
		inOrder(t, out, left, "No PIN seals these answers", "Goodbye.")
		lacks(t, out, "Written.", "are sealed.", "The page says")
	}
	lacks(t, talk("practise", "l.green", in(study.Read), "1h > of", "q", "b", "q"), left)
	lacks(t, talk("practise", "l.green", in(study.Rehearsal), "1h > q", "b", "q"), left)
}
