package tui_test

import (
	"image/color"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"pgregory.net/rapid"

	"soprun/internal/effects"
	"soprun/internal/tui"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/run"
)

// named returns the state of that name.
func named(t testing.TB, name string) state {
	t.Helper()
	for _, s := range states {
		if s.name == name {
			return s
		}
	}
	t.Fatalf("no state %q", name)
	return state{}
}

func click(m tea.Model, x, y int) tea.Model {
	return tuitest.Send(m, tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
}

func wheel(m tea.Model, b tea.MouseButton) tea.Model {
	return tuitest.Send(m, tea.MouseWheelMsg{X: 5, Y: 5, Button: b})
}

// lineOf returns the row of the frame that holds a text.
func lineOf(t testing.TB, m tea.Model, text string) int {
	t.Helper()
	for y, row := range strings.Split(frame(m), "\n") {
		if strings.Contains(row, text) {
			return y
		}
	}
	t.Fatalf("no row holds %q:\n%s", text, frame(m))
	return 0
}

func TestAClickSelectsARowAndASecondOneOpensIt(t *testing.T) {
	m := newBench(t).start(80, 24)
	second := lineOf(t, m, "Clean your hands")
	m = click(m, 10, second)
	shows(t, m, "▸ Clean your hands")
	m = click(m, 10, lineOf(t, m, "Clean a benchtop"))
	m = click(m, 10, lineOf(t, m, "Clean a benchtop"))
	shows(t, m, "SOP-CEN-014 v2.1", "Approved by J. Bell")

	m = tuitest.Press(m, "enter")
	m = click(m, 10, lineOf(t, m, "J. Bell  (j.bell)"))
	shows(t, m, "▸ 2 J. Bell")
	m = click(m, 10, lineOf(t, m, "J. Bell  (j.bell)"))
	shows(t, m, "J. Bell 1 of 6")
}

func TestAClickAnswersAQuestionAsEnterDoes(t *testing.T) {
	m := reach(t, named(t, "interruptions"), 80, 24)
	m = click(m, 12, lineOf(t, m, "Urgent sample"))
	shows(t, m, "▸ 3 Urgent sample")
	_, b := reached(t, named(t, "interruptions"), 80, 24)
	b.now = b.now.Add(time.Second)
	shows(t, m, "What interrupts you?")
}

func TestAClickOnARowOfTheLogSelectsIt(t *testing.T) {
	m := answer(toEnd(newBench(t).start(80, 24)), "correct horse")
	m = tuitest.Press(m, "esc", "esc", "ctrl+l")
	m = click(m, 20, lineOf(t, m, "A. Khan"))
	shows(t, m, "Entry 40")
}

func TestTheMouseNeverClosesAcknowledgesOrSigns(t *testing.T) {
	for _, s := range sampled() {
		m, b := reached(t, s, 80, 24)
		b.frozen = false
		id := "r-01JD4F"
		if s.practice {
			id = "p-00001"
		}
		closed := closedSteps(t, b, id)
		for y := range 24 {
			for range 3 {
				m = click(m, 12, y)
			}
			if got := closedSteps(t, b, id); got != closed || len(b.signed) > 0 {
				t.Fatalf("%s: a click on row %d went from %q to %q", s.name, y, closed, got)
			}
		}
	}
}

// closedSteps says which steps are closed, and what was acknowledged or signed.
func closedSteps(t testing.TB, b *fakeBench, id string) string {
	t.Helper()
	var out strings.Builder
	for _, e := range b.runs[id] {
		switch e.Kind {
		case sop.StepDone, sop.StepNotDone, sop.StepNotApplicable, sop.AlertAcknowledged, sop.StepChecked, sop.HoldReleased, sop.HandoverTaken, sop.HandoverOffered, sop.RunStopped:
			out.WriteString(string(e.Kind) + " ")
		}
	}
	return out.String()
}

func TestTheWheelScrollsTheBodyAndALongList(t *testing.T) {
	m := reach(t, named(t, "sign-off"), 60, 16)
	before := tuitest.Frame(m, 60, 16)
	up := wheel(wheel(m, tea.MouseWheelUp), tea.MouseWheelUp)
	if tuitest.Frame(up, 60, 16) == before {
		t.Error("the wheel does not scroll up")
	}
	if down := wheel(wheel(up, tea.MouseWheelDown), tea.MouseWheelDown); tuitest.Frame(down, 60, 16) != before {
		t.Error("the wheel does not scroll back")
	}
	list := newBench(t).start(80, 24)
	shows(t, wheel(list, tea.MouseWheelDown), "▸ Clean your hands")
}

func TestTheMouseCanBeLeftToTheTerminal(t *testing.T) {
	b := newBench(t)
	if got := b.start(80, 24).View().MouseMode; got != tea.MouseModeCellMotion {
		t.Errorf("mouse mode %v", got)
	}
	off := tui.New(tui.Config{Sources: b.sources(), Perform: effects.Runners{Live: b, Practice: &fakePractice{b}, Now: b.clock}.Perform, Now: b.clock, NoMouse: true, Width: 80, Height: 24})
	if got := off.View().MouseMode; got != tea.MouseModeNone {
		t.Errorf("mouse mode %v where it is off", got)
	}
}

func TestHelpExplainsTheStepWithItsCodesInFullWords(t *testing.T) {
	m := tuitest.Press(reach(t, named(t, "wait-begun"), 80, 24), "?")
	all := words(m)
	for _, text := range []string{
		"Step 3 Leave the lid shut so that droplets settle.", "CRITICAL It is closed with its own key, y, and never with enter.",
		"WARNING Hazard: aerosol and infection. Keep the lid shut until the wait is over.", "Wait 30 min, 28:00 left",
		"S26 Apply a range of techniques for infection prevention and control.", "K26 Infection prevention and control requirements relevant to own role.",
		"t start the wait again", "shift and drag selects text", "ctrl+d compact or roomy",
	} {
		if !strings.Contains(all, text) {
			t.Errorf("help lacks %q:\n%s", text, all)
		}
	}
	all = words(tuitest.Press(reach(t, named(t, "date"), 80, 24), "f1"))
	for _, text := range []string{
		"Asks for Strength made up: 9500 to 10500 ppm, possible 0 to 50000", "Asks for Expiry: a date after today", "S15 ",
	} {
		if !strings.Contains(all, text) {
			t.Errorf("help lacks %q:\n%s", text, all)
		}
	}
	all = words(tuitest.Press(reach(t, named(t, "hold"), 80, 24), "?"))
	if want := "Hold: a supervisor releases this before the run goes on."; !strings.Contains(all, want) {
		t.Errorf("help lacks %q", want)
	}
}

func TestHelpListsNothingThatTheStepRefuses(t *testing.T) {
	critical, other := words(tuitest.Press(reach(t, named(t, "critical"), 80, 40), "?")), words(tuitest.Press(reach(t, named(t, "wait-begun"), 80, 40), "?"))
	if !strings.Contains(critical, "n not done") || strings.Contains(critical, "x not applicable") || strings.Contains(critical, "r do the step before again") || !strings.Contains(other, "r do the step before again") {
		t.Errorf("help of the first step, a critical one, and of a later one:\n%s\n%s", critical, other)
	}
}

func TestHelpNamesNothingTwice(t *testing.T) {
	all := words(tuitest.Press(newBench(t).start(80, 40), "f1"))
	for _, does := range []string{"page up", "page down"} {
		if n := strings.Count(all, does); n != 1 {
			t.Errorf("%q stands %d times in the help:\n%s", does, n, all)
		}
	}
}

func TestHelpHidesWhatASecondPersonMustNotSee(t *testing.T) {
	if all := words(tuitest.Press(reach(t, named(t, "blind-reading"), 80, 24), "f1")); strings.Contains(all, "5.0") {
		t.Errorf("help shows the first reading:\n%s", all)
	}
}

func TestDensityFollowsTheHeightAndItsKey(t *testing.T) {
	gaps := func(m tea.Model, height int) int {
		return strings.Count(strings.TrimRight(tuitest.Frame(m, 80, height), "\n"), "\n\n")
	}
	s := named(t, "closed-branch")
	low, mid, high := reach(t, s, 80, 19), reach(t, s, 80, 24), reach(t, s, 80, 40)
	at := func(m tea.Model, height int) int {
		return strings.Index(tuitest.Frame(m, 80, height), "next  ") - strings.Index(tuitest.Frame(m, 80, height), "▸ 12")
	}
	if at(low, 19) >= at(mid, 24) || at(mid, 24) >= at(high, 40) {
		t.Errorf("the step has %d, %d and %d characters of room", at(low, 19), at(mid, 24), at(high, 40))
	}
	if gaps(tuitest.Press(mid, "ctrl+d"), 24) >= gaps(mid, 24) || at(tuitest.Press(mid, "ctrl+d"), 24) != at(low, 19) {
		t.Error("ctrl+d does not make a roomy screen compact")
	}
	if at(tuitest.Press(low, "ctrl+d"), 19) != at(mid, 24) {
		t.Error("ctrl+d does not make a compact screen roomy")
	}
	if frame(tuitest.Press(mid, "ctrl+d", "ctrl+d")) != frame(mid) {
		t.Error("ctrl+d twice does not lead back")
	}
}

func TestNoWordIsLostInAnyDensity(t *testing.T) {
	for _, s := range sampled() {
		m := reach(t, s, 80, 24)
		want := strings.Fields(words(m))
		have := map[string]bool{}
		for _, w := range strings.Fields(words(tuitest.Press(m, "ctrl+d"))) {
			have[w] = true
		}
		for _, w := range want {
			if !have[w] && !strings.ContainsAny(w, "─") && w != "more" && w != "above," && w != "below," && w != "page" && w != "down" && w != "up" {
				t.Errorf("%s: compact loses %q", s.name, w)
			}
		}
	}
}

func TestTheTitleSaysTheStepAndTheWaitLeft(t *testing.T) {
	for name, want := range map[string]string{
		"critical":   "1 of 19: Clean a benchtop centrifuge after a tube breakage - soprun",
		"wait-begun": "28:00 left, 3 of 19: Clean a benchtop centrifuge after a tube breakage - soprun",
		"wait-over":  "over, 3 of 19: Clean a benchtop centrifuge after a tube breakage - soprun",
		"pace":       "to sign: Clean a benchtop centrifuge after a tube breakage - soprun",
	} {
		if got := reach(t, named(t, name), 80, 24).View().WindowTitle; got != want {
			t.Errorf("%s: title %q, want %q", name, got, want)
		}
	}
	if got := newBench(t).start(80, 24).View().WindowTitle; got != "soprun Bench 2" {
		t.Errorf("title %q", got)
	}
}

func TestTheTerminalsProgressFollowsTheWaitThenTheSteps(t *testing.T) {
	for _, c := range []struct {
		name  string
		value int
		state tea.ProgressBarState
	}{
		{"critical", 0, tea.ProgressBarDefault},
		{"wait-begun", 6, tea.ProgressBarDefault},
		{"wait-half", 50, tea.ProgressBarDefault},
		{"wait-over", 100, tea.ProgressBarDefault},
		{"linked", 100 * 16 / 19, tea.ProgressBarDefault},
		{"second-person", 100 * 13 / 19, tea.ProgressBarWarning},
		{"hold", 100 * 17 / 19, tea.ProgressBarWarning},
		{"overdue", 100 * 15 / 19, tea.ProgressBarWarning},
		{"pace", 100, tea.ProgressBarDefault},
	} {
		bar := reach(t, named(t, c.name), 80, 24).View().ProgressBar
		if bar == nil || bar.Value != c.value || bar.State != c.state {
			t.Errorf("%s: progress %+v, want %d in state %v", c.name, bar, c.value, c.state)
		}
	}
	if bar := newBench(t).start(80, 24).View().ProgressBar; bar != nil {
		t.Errorf("the library has progress %+v", bar)
	}
}

// rings counts the bells that a command rings.
func rings(cmd tea.Cmd) int {
	if cmd == nil {
		return 0
	}
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		n := 0
		for _, c := range msg {
			n += rings(c)
		}
		return n
	case tea.RawMsg:
		return strings.Count(msg.Msg.(string), "\a")
	default:
		return 0
	}
}

func TestTheBellRingsOnceWhenAWaitEndsAndTheWordsStandThere(t *testing.T) {
	for _, keyBetween := range []bool{false, true} {
		m, b := reached(t, named(t, "wait-begun"), 80, 24)
		r, err := run.Replay(b.proc, b.runs["r-01JD4F"])
		if err != nil {
			t.Fatal(err)
		}
		s, _ := r.Current()
		timer, _ := r.Wait(s)
		b.now = timer.Ends.Add(-time.Second)
		next, cmd := m.Update(tui.Ticked())
		if rings(cmd) != 0 {
			t.Error("it rings before the wait is over")
		}
		b.now = timer.Ends.Add(100 * time.Millisecond)
		if keyBetween { // a key in the second in which it ends does not swallow it
			next = tuitest.Press(next, "pgdown")
		}
		b.now = timer.Ends.Add(time.Second)
		next, cmd = next.Update(tui.Ticked())
		if n := rings(cmd); n != 1 {
			t.Errorf("it rings %d times, with a key between: %v", n, keyBetween)
		}
		shows(t, next, "over since 14:19:20")
		for range 3 {
			b.now = b.now.Add(time.Second)
			if next, cmd = next.Update(tui.Ticked()); rings(cmd) != 0 {
				t.Error("it rings again")
			}
		}
	}
}

func TestATerminalOfSixteenColoursGetsItsOwnColours(t *testing.T) {
	m := reach(t, named(t, "critical"), 80, 24)
	full := m.View().Content
	m = tuitest.Send(m, tea.ColorProfileMsg{Profile: colorprofile.ANSI})
	basic := m.View().Content
	if !strings.Contains(full, "\x1b[1;38;2;") || strings.Contains(basic, "38;2;") || !strings.Contains(basic, "\x1b[1;93m") {
		t.Errorf("drawn with sixteen colours as %q", basic)
	}
	m = tuitest.Send(m, tea.BackgroundColorMsg{Color: color.White})
	if light := m.View().Content; strings.Contains(light, "\x1b[1;93m") {
		t.Error("yellow is drawn on white")
	}
	m = tuitest.Send(m, tea.ColorProfileMsg{Profile: colorprofile.TrueColor})
	if again := m.View().Content; !strings.Contains(again, "38;2;") {
		t.Error("full colours do not come back")
	}
}

// Not every terminal says what its background is when it is asked; some say it beforehand.
func TestATerminalThatNamesALightBackgroundIsDrawnInDarkColours(t *testing.T) {
	m := reach(t, named(t, "critical"), 80, 24)
	dark := m.View().Content
	light := tuitest.Send(m, tea.BackgroundColorMsg{Color: color.White}).View().Content
	for colours, want := range map[string]string{"": dark, "15;0": dark, "7;default": dark, "15;8": dark, "0;15": light, "0;default;7": light} {
		if got := tuitest.Send(m, tea.EnvMsg{"COLORFGBG=" + colours}).View().Content; got != want {
			t.Errorf("COLORFGBG=%s is drawn as %q", colours, got)
		}
	}
	answered := tuitest.Send(tuitest.Send(m, tea.EnvMsg{"COLORFGBG=0;15"}), tea.BackgroundColorMsg{Color: color.Black})
	if answered.View().Content != dark {
		t.Error("what the terminal answers does not count")
	}
}

func TestTheTerminalMayBeResizedBetweenAnyTwoActs(t *testing.T) {
	names := make([]string, 0, len(surfaces)+len(states))
	for _, s := range surfaces {
		names = append(names, s.name)
	}
	for _, s := range states {
		names = append(names, s.name)
	}
	keys := []string{"enter", "esc", "up", "down", "tab", "pgup", "pgdown", "a", "y", "n", "i", "t", "w", "1", "2", "q", "h", "o", "?", "f1", "ctrl+d", "ctrl+l", "backspace", "5"}
	rapid.Check(t, func(rt *rapid.T) {
		i := rapid.IntRange(0, len(names)-1).Draw(rt, "surface")
		var m tea.Model
		if i < len(surfaces) {
			m = open(t, i, 80, 24)
		} else {
			var b *fakeBench
			m, b = reached(t, states[i-len(surfaces)], 80, 24)
			b.frozen = false
		}
		for range rapid.IntRange(1, 12).Draw(rt, "acts") {
			w, h := rapid.IntRange(1, 250).Draw(rt, "width"), rapid.IntRange(1, 80).Draw(rt, "height")
			m = resize(m, w, h)
			if got := tuitest.Widest(m); got > w {
				rt.Fatalf("%s at %dx%d is %d cells wide", names[i], w, h, got)
			}
			if got := strings.Count(m.View().Content, "\n") + 1; got > h {
				rt.Fatalf("%s at %dx%d is %d lines high", names[i], w, h, got)
			}
			switch rapid.IntRange(0, 3).Draw(rt, "act") {
			case 0:
				m = click(m, rapid.IntRange(0, w).Draw(rt, "x"), rapid.IntRange(0, h).Draw(rt, "y"))
			case 1:
				m = wheel(m, rapid.SampledFrom([]tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}).Draw(rt, "wheel"))
			default:
				m = tuitest.Press(m, rapid.SampledFrom(keys).Draw(rt, "key"))
			}
		}
	})
}
