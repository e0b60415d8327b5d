package tui_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"

	"soprun/internal/effects"
	"soprun/internal/tui"
	"soprun/internal/tuitest"
)

// firstFrame is what a terminal answers behind the first frame, and behind all that was typed before.
var firstFrame = uv.PrimaryDeviceAttributesEvent{62, 22}

const notTaken = "What was typed before this was shown was not taken."

// early is a terminal at whose program keys arrive before it said that it has the first frame.
func early(b *fakeBench) *line {
	l := &line{b: b}
	b.frozen, b.waiting = true, &l.left
	m, _ := tui.New(tui.Config{
		Sources: b.sources(), Perform: effects.Runners{Live: b, Practice: &fakePractice{b}, Now: b.clock}.Perform, Now: b.clock, After: b.after,
	}).Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	l.m = tuitest.Drain(m, m.Init())
	return l
}

// types sends keys so far apart, and lets nothing be answered between them.
func (l *line) types(gap time.Duration, text string) {
	for _, r := range text {
		l.b.now = l.b.now.Add(gap)
		l.m = tuitest.Send(l.m, keyOf(r))
	}
}

func TestWhatIsTypedBeforeTheFirstFrameFillsNothing(t *testing.T) {
	for name, seen := range map[string]func(*line){
		"a terminal that answers":      func(l *line) { l.m = tuitest.Send(l.m, firstFrame) },
		"a terminal that answers none": func(l *line) { l.pause() },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.setUp = false
			l := early(b)
			l.types(time.Millisecond, "reset")
			l.m = tuitest.Send(l.m, tea.PasteMsg{Content: "make"})
			shows(t, l.m, "Set up this station", notTaken)
			hides(t, l.m, "reset", "make")
			seen(l)
			l.types(100*time.Millisecond, "St Mary")
			shows(t, l.m, "St Mary")
			hides(t, l.m, notTaken)
		})
	}
}

// The answer comes in the middle of what a scanner types: the rest is no text either.
func TestWhatBeganBeforeTheFirstFrameIsDroppedToItsEnd(t *testing.T) {
	b := newBench(t)
	b.setUp = false
	l := early(b)
	l.types(fast, "CEN-0")
	l.m = tuitest.Send(l.m, firstFrame)
	l.types(fast, "014\r")
	hides(t, l.m, "014")
	l.pause()
	l.types(100*time.Millisecond, "St Mary")
	shows(t, l.m, "St Mary")
	hides(t, l.m, "014")
}

func TestAKeyBeforeTheFirstFrameOpensAndEndsNothing(t *testing.T) {
	l := early(newBench(t))
	before := tuitest.Frame(l.m, 80, 24)
	l.types(100*time.Millisecond, "\r?y")
	if after := tuitest.Frame(l.m, 80, 24); strings.TrimSpace(after) == "" || !strings.Contains(after, notTaken) || !strings.Contains(after, strings.Split(before, "\n")[0]) {
		t.Errorf("the screen was left:\n%s", after)
	}
	l.m = tuitest.Send(l.m, firstFrame)
	l.pause()
	l.key(time.Second, tuitest.Key("f1"))
	l.pause()
	shows(t, l.m, "leave soprun")

	o := tui.NewOpening(time.Now)
	if _, cmd := o.Update(tuitest.Key("q")); cmd != nil {
		t.Error("q left a log that is opened, before anything was seen")
	}
	s := tui.NewStations(tui.Choosing{Rows: many(2), Seeks: true})
	for _, key := range []string{"enter", "q", "r"} {
		if _, cmd := s.Update(tuitest.Key(key)); cmd != nil {
			t.Errorf("%s left the stations before anything was seen", key)
		}
	}
}

func TestCtrlCLeavesBeforeTheFirstFrameToo(t *testing.T) {
	for name, m := range map[string]tea.Model{
		"stations": tui.NewStations(tui.Choosing{Rows: many(2)}), "opening": tui.NewOpening(time.Now),
	} {
		if _, cmd := m.Update(tuitest.Key("ctrl+c")); cmd == nil {
			t.Errorf("%s: ctrl+c leaves nothing", name)
		}
	}
	l := early(newBench(t))
	l.m, _ = l.m.Update(tuitest.Key("ctrl+c"))
	left := l.left
	l.left = nil
	if !slices.ContainsFunc(left, func(msg tea.Msg) bool {
		_, cmd := l.m.Update(msg)
		return slices.ContainsFunc(asked(cmd), func(msg tea.Msg) bool { return msg == tea.QuitMsg{} })
	}) {
		t.Error("ctrl+c leaves no first screen")
	}
}

// asked are the messages of a command.
func asked(cmd tea.Cmd) (out []tea.Msg) {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	if batch, is := msg.(tea.BatchMsg); is {
		for _, c := range batch {
			out = append(out, asked(c)...)
		}
		return out
	}
	return append(out, msg)
}
