package plain_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"soprun/internal/effects"
	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tuitest"
)

// watched gives one answer a read, as a terminal does, and notes what is stored
// when an answer is asked for. Times go by between two answers.
type watched struct {
	p       *place
	answers []string
	stored  []kept
}

// kept is what a place has stored.
type kept struct {
	entries   int64
	completed int
	people    int
	open      int
}

func keptAt(p *place) kept {
	p.t.Helper()
	if !p.IsSetUp() {
		return kept{}
	}
	people, err := p.People()
	runs, errRuns := p.OpenRuns()
	if err := errors.Join(err, errRuns); err != nil {
		p.t.Fatal(err)
	}
	return kept{p.Here().Entries, len(completions(p)), len(people), len(runs)}
}

func (w *watched) Read(b []byte) (int, error) {
	w.stored = append(w.stored, keptAt(w.p))
	for len(w.answers) > 0 {
		passed, isTime := timesIn(w.answers[:1])[0].(time.Duration)
		if !isTime {
			break
		}
		w.p.now, w.answers = w.p.now.Add(passed), w.answers[1:]
		w.stored = append(w.stored, keptAt(w.p))
	}
	if len(w.answers) == 0 {
		return 0, io.EOF
	}
	n := copy(b, w.answers[0]+"\n")
	w.answers = w.answers[1:]
	return n, nil
}

// scripts walk every prompt that the program has.
var scripts = map[string]struct {
	at      func(testing.TB) *place
	answers []string
}{
	"first set-up": {empty, all(opens, []string{"q"})},
	"approval":     {open, []string{"2", "r", "a", bell.ID, phrase(bell), "b", "q"}},
	"enrolment":    {open, all(enrols, []string{"violet harbour nine kettles", "violet harbour nine kettles", phrase(bell), "b", "q"})},
	"main job":     {open, whole},
	"deviations":   {open, all(toDeviations, []string{"told the lead"}, signed, leaves)},
	"not applied":  {open, all(toRun, step1, []string{".x", "one bench", ".c", "1", "x", ".stop", "fire alarm"}, signed, leaves)},
	"practice":     {open, all([]string{"2", "p"}, step1, step2, step3, step4, step6, step7, []string{"end", "q"})},
	"hand-over": {open, all(toCrew, []string{
		"h", "keep it wet", "sign", phrase(khan), "j.bell", "a", "sign", phrase(bell), "yes", "i", "2", ".skip", "yes", "s", "fire alarm", "sign", phrase(bell), "b", "q",
	})},
	"wait, check and hold": {open, all(crewDone, []string{
		"<1m>", "5.0", "j.bell", "5.9", "5.0", "looked again together", "sign", phrase(bell), "d", "j.bell", "all clean", "sign", phrase(bell), "<1m>", "d", "sign", phrase(khan), "b", "q",
	})},
	"overdue":       {open, all(toCrew, []string{"<5h>", "d", "j.bell", "continue", "delivery came late", "sign", phrase(bell), "s", "fire alarm", "sign", phrase(khan), "b", "q"})},
	"log and finds": {open, []string{"l", "v", "words", "b", "hands", "?", "q"}},
}

func TestTheEndOfTheInputSignsNothingAndLosesNothingAtAnyPrompt(t *testing.T) {
	seen := map[string]bool{}
	for name, script := range scripts {
		full := &watched{p: script.at(t), answers: script.answers}
		if out, err := full.p.talkTo(context.Background(), full); err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		for cut := range script.answers {
			key := fmt.Sprint(full.stored[0], script.answers[:cut])
			if seen[key] {
				continue // another script begins like this
			}
			seen[key] = true
			p := script.at(t)
			short := &watched{p: p, answers: script.answers[:cut]}
			out, err := p.talkTo(context.Background(), short)
			if got := keptAt(p); got != full.stored[cut] {
				t.Errorf("%s, cut after %q: %+v is stored, %+v was when it was asked\n%s", name, script.answers[:cut], got, full.stored[cut], out)
			}
			idle := strings.HasSuffix(out, "Goodbye.\n")
			if idle != (err == nil) || err != nil && !errors.Is(err, plain.ErrUnfinished) {
				t.Errorf("%s, cut after %q: %v\n%s", name, script.answers[:cut], err, out)
			}
			if walking := full.stored[cut].open > 0; walking && (idle || !strings.Contains(out, "is put away ")) {
				t.Errorf("%s, cut after %q: the run is not said to be put away\n%s", name, script.answers[:cut], out)
			}
		}
	}
}

func TestALineThatIsCutOffIsNoAnswer(t *testing.T) {
	p := open(t)
	out, err := p.talkTo(context.Background(), strings.NewReader(strings.Join(all(toRun, []string{"a", "a", "yes"}), "\n"))) // no end of the last line
	if !errors.Is(err, plain.ErrUnfinished) {
		t.Errorf("%v:\n%s", err, out)
	}
	inOrder(t, out, "Type the whole word yes", "is put away at step 1 of 7. It goes on there the next time. Nothing was signed.")
}

func TestASignalIsLikeTheEndOfTheInput(t *testing.T) {
	p := open(t)
	in, keyboard := io.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	said := make(chan struct{})
	p.with = func(cfg *plain.Config) {
		cfg.Out = &waiter{Writer: cfg.Out, text: "Type the whole word yes", found: said}
	}
	ended := make(chan error, 1)
	go func() {
		_, err := p.talkTo(ctx, in)
		ended <- err
	}()
	if _, err := io.WriteString(keyboard, strings.Join(all(toRun, []string{"a", "a", ""}), "\n")); err != nil {
		t.Fatal(err)
	}
	<-said
	stop()
	if err := <-ended; !errors.Is(err, plain.ErrUnfinished) {
		t.Errorf("a signal ended the dialogue with %v", err)
	}
	if got := keptAt(p); got.open != 1 || got.completed != 0 {
		t.Errorf("%+v is stored", got)
	}
	_ = keyboard.Close() // nobody reads it any more
}

// waiter says when a text has been written.
type waiter struct {
	io.Writer
	text  string
	seen  string
	found chan struct{}
}

func (w *waiter) Write(b []byte) (int, error) {
	if w.seen += string(b); w.text != "" && strings.Contains(w.seen, w.text) {
		close(w.found)
		w.text = ""
	}
	return w.Writer.Write(b)
}

func TestNothingIsAskedWhereNothingCanBeSaid(t *testing.T) {
	p := open(t)
	broken := errors.New("the pipe is broken")
	p.with = func(cfg *plain.Config) { cfg.Out = failing{broken} }
	if _, err := p.talk(whole...); !errors.Is(err, broken) {
		t.Errorf("the dialogue ended with %v", err)
	}
	if got := keptAt(p); got.completed != 0 || got.open != 0 {
		t.Errorf("%+v is stored", got)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestTheDialogueDoesNotDependOnHowTheInputArrives(t *testing.T) {
	text := strings.Join(whole, "\r\n") + "\r\n"
	for name, in := range map[string]io.Reader{
		"one byte at a time": iotest.OneByteReader(strings.NewReader(text)), "with an error": iotest.DataErrReader(strings.NewReader(text)),
	} {
		p := open(t)
		if out, err := p.talkTo(context.Background(), in); err != nil || len(completions(p)) != 1 {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestALineWithoutAnEndTakesNoMemoryAndIsRefused(t *testing.T) {
	p := open(t)
	endless := strings.Repeat("x", 1<<20)
	p.says(all(toRun, step1, []string{"CEN-0012", endless, "Lab 2"}, []string{"q", "q"}), "letters are too many, at most 500 are kept", "Recorded. Room: Lab 2.")
}

func TestWhatIsTypedIsHiddenBeforeAPassphraseIsAskedForAndShownAfter(t *testing.T) {
	p := open(t)
	var order strings.Builder
	p.with = func(cfg *plain.Config) {
		cfg.Out = io.MultiWriter(cfg.Out, &order)
		cfg.Echo = false
		cfg.Hide = func() (func() error, error) {
			order.WriteString("(hidden)")
			return func() error { order.WriteString("(shown)"); return nil }, nil
		}
	}
	p.says(whole, "Countersigned.")
	inOrder(t, order.String(), "(hidden)Passphrase of a.khan, or an empty line to sign nothing: (shown)\nSigned.", "(hidden)Passphrase of j.bell, or an empty line to sign nothing: (shown)\nCountersigned.")
}

func TestAPassphraseThatWouldBeSeenIsNotAskedFor(t *testing.T) {
	p := open(t)
	cannot := errors.New("it cannot be hidden")
	p.with = func(cfg *plain.Config) { cfg.Hide = func() (func() error, error) { return nil, cannot } }
	out, err := p.talk(whole...)
	if !errors.Is(err, cannot) || len(completions(p)) != 0 {
		t.Errorf("%v:\n%s", err, out)
	}
	lacks(t, out, "Passphrase of")
}

func TestWhatWasLeftGoesOnAndIsSigned(t *testing.T) {
	p := open(t)
	parts := [][]string{toRun, step1, step2, step3, step4, step6, step7}
	for i, part := range parts {
		if i > 0 {
			part = all([]string{"1", "yes"}, part)
		}
		if out, err := p.talk(part...); !errors.Is(err, plain.ErrUnfinished) {
			t.Fatalf("part %d: %v\n%s", i, err, out)
		}
		p.now = p.now.Add(10 * time.Minute)
	}
	p.says(all([]string{"1"}, signed, leaves), "to sign", "Signed.")
}

func TestAPageCanBeOpenedAtOnce(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) { cfg.Open = "SOP-IC-001" }
	p.says([]string{"b", "q"}, "Clean your hands. SOP-IC-001 version 2.1.", "Type r to read", "Library.")
}

func TestWhatCannotBeStoredIsSaidAndNotDone(t *testing.T) {
	p := open(t)
	full := &fullDisk{place: p}
	p.with = func(cfg *plain.Config) {
		cfg.Sources, cfg.Perform = sourcesOf(full), effects.Runners{Live: full, Now: p.clock}.Perform
	}
	out := p.says(all(toRun, []string{"a", "a", "yes", "yes"}, away), "Not stored, so not done: the disk is full.", "Type the whole word yes", "Step 1 done")
	if strings.Count(out, "Step 1 done") != 1 {
		t.Error(out)
	}
}

// fullDisk refuses to store the first step that is done.
type fullDisk struct {
	*place
	refused bool
}

func (f *fullDisk) Append(a session.Append) error {
	if a.Events[0].Kind == "step.done" && !f.refused {
		f.refused = true
		return errors.New("the disk is full")
	}
	return f.place.Append(a)
}

func TestADemoSaysThatItIsOne(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) { cfg.Sources.Station = madeUp{p} }
	p.says([]string{"1", "b", "q"}, "DEMO - MADE-UP DEPARTMENT\nsoprun.", "DEMO - MADE-UP DEPARTMENT\nLibrary.", "DEMO - MADE-UP DEPARTMENT\nClean a centrifuge.")
}

type madeUp struct{ present.Station }

func (m madeUp) Here() model.Station {
	s := m.Station.Here()
	s.Demo = true
	return s
}

func TestLinesAreWrappedOnATerminalAndLoseNoWord(t *testing.T) {
	words := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	whole := open(t).says([]string{"2", "r", "b", "q"}, "That is the whole page.")
	for _, width := range []int{20, 76} {
		p := open(t)
		p.with = func(cfg *plain.Config) { cfg.Width = width }
		out := p.says([]string{"2", "r", "b", "q"})
		if words(out) != words(whole) {
			t.Errorf("at %d columns words are lost:\n%s", width, out)
		}
		for _, line := range strings.Split(out, "\n") {
			text, _, _ := strings.Cut(line, ": ") // an answer stands behind its prompt
			if len([]rune(text)) > width+1 && strings.Contains(text, " ") {
				t.Errorf("at %d columns a line is %d wide: %q", width, len([]rune(line)), line)
			}
		}
	}
}

func TestALineThatIsWrappedKeepsANumberWithItsUnit(t *testing.T) {
	p := open(t)
	p.says(all(toCrew, []string{"q", "q"}), "Wait at least 10 min.")
	for width := 20; width < 60; width++ {
		p.with = func(cfg *plain.Config) { cfg.Width = width }
		if out := p.says([]string{"1", "yes", "q", "q"}, "10 min"); regexp.MustCompile(`[0-9]\nmin`).MatchString(out) {
			t.Errorf("at %d columns:\n%s", width, out)
		}
	}
}

// evilBench has hostile text wherever a page or a person can bring one in.
type evilBench struct {
	*place
	evil string
}

func (e evilBench) spoil(r model.LoadedRun, err error) (model.LoadedRun, error) {
	if err != nil {
		return r, err
	}
	r.Person.Name += e.evil
	r.Procedure.Meta.Title += e.evil
	for i := range r.Procedure.Sections {
		s := &r.Procedure.Sections[i]
		s.Title, s.Intro = s.Title+e.evil, s.Intro+e.evil
		for j := range s.Steps {
			s.Steps[j].Text += e.evil
			s.Steps[j].More += e.evil
			for k := range s.Steps[j].Alerts {
				s.Steps[j].Alerts[k].Text += e.evil
			}
			for k := range s.Steps[j].Fields {
				s.Steps[j].Fields[k].Label += e.evil
			}
		}
	}
	return r, nil
}

func (e evilBench) StartRun(sop string, by model.Person) (model.LoadedRun, error) {
	return e.spoil(e.place.StartRun(sop, by))
}

func (e evilBench) ReadPages(progress func(done, total int64)) ([]model.PageRow, error) {
	rows, err := e.place.ReadPages(progress)
	for i := range rows {
		rows[i].Title, rows[i].Group = rows[i].Title+e.evil, rows[i].Group+e.evil
	}
	return rows, err
}

func (e evilBench) Page(id string) (model.Page, error) {
	p, err := e.place.Page(id)
	p.Text = append(p.Text, []byte("\n\n"+e.evil+"\n\n```\n"+e.evil+"\n```\n")...)
	p.Title += e.evil
	return p, err
}

func (e evilBench) Record(entry int64) (model.Record, error) {
	r, err := e.place.Record(entry)
	r.Title, r.Statement, r.Signature = r.Title+e.evil, r.Statement+e.evil, e.evil
	return r, err
}

func (e evilBench) Here() model.Station {
	s := e.place.Here()
	s.Name, s.Site = s.Name+e.evil, s.Site+e.evil
	return s
}

func TestNothingHostileAndNoBorderIsEverSaid(t *testing.T) {
	for _, evil := range append([]string{"┌─┐│ box ▌", "═║"}, tuitest.Hostile...) {
		p := open(t)
		p.with = func(cfg *plain.Config) {
			cfg.Sources, cfg.Perform = sourcesOf(evilBench{p, evil}), effects.Runners{Live: evilBench{p, evil}, Practice: p.practice, Now: p.clock}.Perform
		}
		out, _ := p.talk(all([]string{evil, "1", "r", "s", "a.khan", evil}, step1, []string{evil, "CEN-0012", evil, "d"}, step3, step4, step6, step7, []string{"?"}, signed,
			[]string{"r", "c", bell.ID, evil, phrase(bell), "b", "l", evil, "b", "e", "b", "q"})...)
		if bad := tuitest.Unsafe(out); len(bad) > 0 {
			t.Errorf("%q brings %q into what is said", evil, bad)
		}
		for _, r := range out {
			if r == 0x1b || r >= 0x2500 && r <= 0x259f || strings.ContainsRune("▸•…", r) {
				t.Errorf("%q brings %q into what is said", evil, r)
			}
		}
		inOrder(t, out, "Step 1", "Sign-off.", "Signed.", "Entry 2")
	}
}

func FuzzAnyLineIsSafeToSay(f *testing.F) {
	for _, evil := range tuitest.Hostile {
		f.Add(evil)
	}
	f.Fuzz(func(t *testing.T, line string) {
		p := open(t)
		out, _ := p.talk(all(toRun, step1, []string{"CEN-0012", line})...)
		if bad := tuitest.Unsafe(out); len(bad) > 0 {
			t.Fatalf("%q is said of %q", bad, line)
		}
		if got := len(completions(p)); got != 0 {
			t.Fatalf("%q signed %d runs", line, got)
		}
	})
}

func TestAClosedInputEndsAtOnce(t *testing.T) {
	p := open(t)
	if out, err := p.talkTo(context.Background(), nil); err != nil || !strings.HasSuffix(out, "to quit: \nGoodbye.\n") {
		t.Errorf("%v:\n%s", err, out)
	}
	if out, err := empty(t).talkTo(context.Background(), iotest.ErrReader(os.ErrClosed)); !errors.Is(err, plain.ErrUnfinished) || !strings.Contains(out, "The set-up is not finished. Nothing was kept or signed.") {
		t.Errorf("%v:\n%s", err, out)
	}
}

func TestWhatWasLeftOutIsSaidInTheLogAndTheRecord(t *testing.T) {
	p := open(t)
	p.says(all(toShelves, []string{".l", "1", "it is full", ".l", "1", "it is full too", "sign", phrase(khan), "b", "b", "q"}), "Complete, 2 items left out.", "0 steps done, 2 items left out.")
	p.says([]string{"l", "1", "b", "b", "q"}, "2 left out", "0 steps done, 2 items left out.", "S-1 was left out: it is full.", "None was done: every item was left out.")
}
