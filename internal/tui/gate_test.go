package tui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"soprun/internal/model"
	"soprun/internal/tui"
	"soprun/internal/tuitest"
	"soprun/sop"
)

// line is a terminal in front of the program: what comes over it, and when.
type line struct {
	b    *fakeBench
	m    tea.Model
	left []tea.Msg // what waits for a pause
}

// on puts a line in front of a program that runs already; from here on its clock
// moves only with the keys.
func on(b *fakeBench, m tea.Model) *line {
	l := &line{b: b, m: m}
	b.frozen, b.waiting = true, &l.left
	b.now = b.now.Add(time.Second)
	return l
}

// key sends a key so long after the one before.
func (l *line) key(gap time.Duration, msg tea.KeyPressMsg) {
	if gap >= 60*time.Millisecond {
		l.settle()
	}
	l.b.now = l.b.now.Add(gap)
	l.m = tuitest.Send(l.m, msg)
}

// settle delivers what waited for a pause.
func (l *line) settle() {
	for len(l.left) > 0 {
		left := l.left
		l.left = nil
		for _, msg := range left {
			l.m = tuitest.Send(l.m, msg)
		}
	}
}

// pause lets time go by.
func (l *line) pause() {
	l.b.now = l.b.now.Add(200 * time.Millisecond)
	l.settle()
}

// burst sends a text as a scanner does; CR, LF, tab and GS are the keys that a
// terminal makes of them.
func (l *line) burst(gap time.Duration, text string) *line {
	for _, r := range text {
		l.key(gap, keyOf(r))
	}
	l.pause()
	return l
}

func keyOf(r rune) tea.KeyPressMsg {
	switch r {
	case '\r':
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case '\t':
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case '\n':
		return tea.KeyPressMsg{Code: 'j', Mod: tea.ModCtrl}
	case '\x1d':
		return tea.KeyPressMsg{Code: ']', Mod: tea.ModCtrl}
	default:
		return tea.KeyPressMsg{Code: r, Text: string(r)}
	}
}

const fast = 5 * time.Millisecond // between two characters of a scanner

func TestH40AScanIsNoCommandWhereNothingAsksForOne(t *testing.T) {
	const said = "That was a scan; nothing asks for one here."
	for _, text := range []string{
		"5012345678900\r", "scan of a label\r", "yyyyyy1\r", "lyb17y\r", "\rCEN-0014\r", "CEN-0014\r\n", "]C1CEN-0014\r", "123456",
	} {
		b := newBench(t)
		l := on(b, tuitest.Press(b.start(80, 24), "enter", "enter", "1", "a")) // y closes step 1, s stops the run
		before := len(b.runs["r-01JD01"])
		l.burst(fast, text).burst(fast, text)
		shows(t, l.m, "1 of 6", said)
		hides(t, l.m, "Why does the run stop")
		if len(b.runs["r-01JD01"]) != before {
			t.Errorf("%q did something: %v", text, b.runs["r-01JD01"][before:])
		}
		l.key(time.Second, keyOf('y'))
		l.pause()
		shows(t, l.m, "2 of 6")
		hides(t, l.m, said)
	}
}

func TestH40AScanFillsTheFieldThatAsksForOne(t *testing.T) {
	for _, text := range []string{"CEN-0014\r", "CEN-0014", "\rCEN-0014\r", "CEN-0014\r\n", "CEN-0014\t", "]C1CEN-0014\r", "CEN-0014\rCEN-0014\r"} {
		b := newBench(t)
		l := on(b, toStep2(b.start(80, 24)))
		l.burst(fast, text)
		shows(t, l.m, "CEN-0014", "Room", "2 of 6") // the next field of the same step
		hides(t, l.m, "does not fit")
		if events := b.runs["r-01JD01"]; events[len(events)-1].Value != "CEN-0014" {
			t.Errorf("%q: %+v", text, events[len(events)-1])
		}
	}
}

func TestH40ARefusedScanIsFollowedByAnother(t *testing.T) {
	b := newBench(t)
	l := on(b, toStep2(b.start(80, 24)))
	l.burst(fast, "NOPE33\r\n")
	shows(t, l.m, "does not fit")
	l.burst(fast, "CEN-0014\r\n")
	shows(t, l.m, "CEN-0014", "Room")
	hides(t, l.m, "NOPE33CEN")
}

func TestTwoLabelsAtOnceFillNothing(t *testing.T) {
	b := newBench(t)
	l := on(b, toStep2(b.start(80, 24)))
	l.burst(fast, "CEN-0014\rCEN-0015\r")
	shows(t, l.m, "Several labels came at once. Scan one.")
	hides(t, l.m, "CEN-001", "Room [")
}

func TestAScanIsTakenOutOfAFieldThatWantsAnotherValue(t *testing.T) {
	b := newBench(t)
	l := on(b, toStep3(b.start(80, 24))) // it asks for a date
	l.burst(fast, "5012345678900\r")
	shows(t, l.m, "3 of 6", "That was a scan; nothing asks for one here.")
	hides(t, l.m, "5012345678900")
}

// A field that may stay empty is no other than one that may not: a date that came as a scan
// does is taken out of both, however soon it comes behind the enter before it.
func TestAScanIsTakenOutOfAFieldThatMayStayEmptyToo(t *testing.T) {
	for _, optional := range []bool{false, true} {
		for _, text := range []string{"2027-03-02\r", "2027-03-02", "2 Mar 2027\r"} {
			for _, behind := range []time.Duration{fast, 45 * time.Millisecond, 55 * time.Millisecond, 65 * time.Millisecond, time.Second} {
				b := newBench(t)
				b.proc.Sections[1].Steps[1].Fields[0].Optional = optional
				l := on(b, answer(toStep2(b.start(80, 24)), "CEN-0012"))
				l.key(time.Second, keyOf('\r')) // the room may stay empty
				l.key(time.Second, keyOf('\r')) // the step is done
				l.key(behind, keyOf(rune(text[0])))
				l.burst(fast, text[1:])
				if n := strings.Count(tuitest.Frame(l.m, 80, 24), "2027"); n > 0 {
					t.Errorf("%q, optional %t, %v behind an enter, was kept:\n%s", text, optional, behind, tuitest.Frame(l.m, 80, 24))
				}
			}
		}
	}
}

func TestWordsKeepWhatWasPastedWithoutBracketsAndNotItsEnter(t *testing.T) {
	b := newBench(t)
	l := on(b, tuitest.Press(toStep3(b.start(80, 24)), "esc", "n"))
	l.burst(fast, "the lid is jammed\r")
	shows(t, l.m, "Why was step 3 not done?", "the lid is jammed", "Press enter if it is right.")
	l.burst(time.Second, "\r")
	hides(t, l.m, "Why was step 3 not done?")
}

// As a paste with brackets does: the words of two lines are not one word.
func TestWordsOfTwoLinesThatArePastedWithoutBracketsStayApart(t *testing.T) {
	for text, want := range map[string]string{
		"the lid is jammed\rand hot\r": "the lid is jammed and hot", "hot\r\nthe lid is jammed": "hot the lid is jammed",
		"the lid is\r\n\r\njammed": "the lid is jammed", "the lid\tis\rjammed": "the lid is jammed",
	} {
		b := newBench(t)
		l := on(b, tuitest.Press(toStep3(b.start(80, 24)), "esc", "n"))
		l.burst(fast, text)
		shows(t, l.m, want, "Press enter if it is right.")
		l.burst(time.Second, "\r")
		if e := b.runs["r-01JD01"]; !slices.ContainsFunc(e, func(e sop.Event) bool { return e.Reason == want }) {
			t.Errorf("%q is recorded as %+v", text, e[len(e)-1])
		}
	}
	b := newBench(t)
	l := on(b, tuitest.Press(toStep3(b.start(80, 24)), "esc", "n"))
	for _, r := range "the lid is jammed\rand h" {
		l.key(fast, keyOf(r))
	}
	l.b.now = l.b.now.Add(time.Second) // the pause is noticed late
	l.m = tuitest.Send(l.m, keyOf('o'))
	l.burst(time.Second, "t")
	shows(t, l.m, "the lid is jammed and hot")
}

// Who scans a second label looks for that, and not for both in one word.
func TestASecondScanTakesThePlaceOfTheFirstWhereSomethingIsLookedFor(t *testing.T) {
	b := newBench(t)
	l := on(b, b.start(80, 24))
	l.burst(time.Second, "new ")
	first := func(text string) {
		l.key(time.Second, keyOf(rune(text[0])))
		l.burst(5*time.Millisecond, text[1:])
	}
	first("CEN-0012\r")
	shows(t, l.m, "new CEN-0012")
	first("CEN-0047\r")
	shows(t, l.m, "new CEN-0047")
	if strings.Contains(flat(frame(l.m)), "CEN-0012") {
		t.Error("the first scan stands there still")
	}
	l.key(time.Second, tea.KeyPressMsg{Code: tea.KeyBackspace})
	first("-B\r")
	first("123456\r")
	shows(t, l.m, "new CEN-004-B123456")

	l.key(time.Second, keyOf('q')) // typed and taken back again and again, and faster than by hand
	for i := range 19 {
		l.key(5*time.Millisecond, []tea.KeyPressMsg{{Code: tea.KeyBackspace}, keyOf('q')}[i%2])
	}
	l.pause()
	shows(t, l.m, "new CEN-004-B123456_")
}

// What was typed and left is forgotten, with what was said of it.
func TestAHintOnAPassphraseGoesWithIt(t *testing.T) {
	b := newBench(t)
	b.idleAfter = 10 * time.Minute
	l := on(b, toEnd(b.start(80, 24)))
	l.key(time.Second, keyOf('c'))
	l.burst(5*time.Millisecond, "orrecthorse")
	shows(t, l.m, "That came as a scan does", "••••")
	b.now = b.now.Add(11 * time.Minute)
	l.m = tuitest.Send(l.m, tui.Ticked())
	if text := flat(frame(l.m)); strings.Contains(text, "••••") || strings.Contains(text, "That came as a scan") {
		t.Errorf("it says\n%s", text)
	}
}

func TestAHeldLetterScrollsAListAsItsArrowDoes(t *testing.T) {
	for _, c := range []tea.KeyPressMsg{keyOf('j'), {Code: tea.KeyDown}} {
		b := newBench(t)
		for i := range 8 {
			b.slots = append(b.slots, model.Slot{SOP: b.proc.Meta.ID, Title: fmt.Sprintf("Check %d", i+1), Name: fmt.Sprintf("2026-11-1%d", i), State: "missed", Due: b.now.AddDate(0, 0, i-9)})
		}
		l := on(b, tuitest.Press(b.start(80, 24), "ctrl+l", "u"))
		shows(t, l.m, "▸ MISSED Fri 13 Nov")
		l.key(time.Second, c)
		for i := range 20 {
			gap := 30 * time.Millisecond
			if i == 0 {
				gap = 400 * time.Millisecond
			}
			l.key(gap, c)
		}
		l.pause()
		shows(t, l.m, "▸ MISSED Fri 20 Nov")
	}
}

func TestH4AHeldKeyIsNoPressOfItsOwn(t *testing.T) {
	for name, repeats := range map[string]bool{"the terminal says so": true, "the gate sees it": false} {
		b := newBench(t)
		b.proc.Sections[1].Steps[0].Fields, b.proc.Sections[1].Steps[1].Fields = nil, nil
		l := on(b, toStep3(b.start(80, 24)))
		l.key(time.Second, keyOf('\r'))
		l.pause()
		shows(t, l.m, "4 of 6")
		for i := range 60 {
			k := keyOf('\r')
			k.IsRepeat = repeats
			gap := 30 * time.Millisecond
			if repeats {
				gap = 100 * time.Millisecond // a slow repeat stands alone
			} else if i == 0 {
				gap = 30 * time.Millisecond
			}
			l.key(gap, k)
		}
		l.pause()
		if shows(t, l.m, "4 of 6"); t.Failed() {
			t.Fatalf("%s: a held enter closed a step", name)
		}
	}
}

func TestAPassphraseWaitsForAPauseAndSaysSo(t *testing.T) {
	b := newBench(t)
	m := answer(answer(toStep3(b.start(80, 24)), "2 Mar 2027"), "10000")
	l := on(b, tuitest.Press(m, "enter", "2", "enter", "y"))
	l.key(time.Second, keyOf('\r')) // closes the last step
	l.pause()
	shows(t, l.m, "Passphrase of a.khan")
	for range 3 { // typed on without looking up
		l.burst(90*time.Millisecond, "correct")
		shows(t, l.m, "Not taken. Pause, then type it.")
		hides(t, l.m, "•")
	}
	l.b.now = l.b.now.Add(time.Second)
	l.burst(90*time.Millisecond, "correct horse\r")
	if len(b.signed) != 1 {
		t.Errorf("it is not signed:\n%s", frame(l.m))
	}
}

// What an honest typist types arrives, however fast, and what only a burst types
// does nothing: on every surface, with whatever else comes over the line.
func TestNoStormOfKeysDoesWhatNobodyPressed(t *testing.T) {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789 -?/"
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t)
		i := rapid.IntRange(0, len(surfaces)-1).Draw(rt, "surface")
		s := surfaces[i]
		m := s.at(b, b.start(80, 24))
		before, signed, people, state := events(b), b.passes, len(b.people), b.state
		l := on(b, m)
		for range rapid.IntRange(1, 6).Draw(rt, "bursts") {
			gap := time.Duration(rapid.IntRange(0, 39).Draw(rt, "gap")) * time.Millisecond
			text := rapid.StringOfN(rapid.RuneFrom([]rune(letters+letters+"\r\n\t\x1d")), 7, 30, -1).Filter(varied).Draw(rt, "text")
			l.burst(gap, text)
		}
		if events(b) != before || b.passes != signed || len(b.people) != people || b.state != state {
			rt.Fatalf("%s: something happened that nobody pressed:\n%s", s.name, frame(l.m))
		}
	})
}

// varied reports whether a text is one that a scanner types: six characters and more.
func varied(s string) bool {
	const control = "\r\n\t\x1d"
	letters := len(s)
	for _, r := range control {
		letters -= strings.Count(s, string(r))
	}
	return strings.Trim(s, s[:1]) != "" && letters >= 6
}

func events(b *fakeBench) (n int) {
	for _, e := range b.runs {
		n += len(e)
	}
	return n
}

func TestAFastTypistLosesNoCharacter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b := newBench(t)
		l := on(b, tuitest.Press(toStep3(b.start(140, 40)), "esc", "n"))
		typed := "wet" + rapid.StringOfN(rapid.RuneFrom([]rune("abcdefgh ")), 1, 40, -1).Draw(rt, "words")
		for _, r := range typed {
			l.key(time.Duration(rapid.IntRange(1, 300).Draw(rt, "gap"))*time.Millisecond, keyOf(r))
		}
		l.pause()
		if !strings.Contains(tuitest.Frame(l.m, 140, 40), strings.TrimRight(typed, " ")) {
			rt.Fatalf("%q is not on the screen:\n%s", typed, tuitest.Frame(l.m, 140, 40))
		}
		l.key(time.Second, keyOf('\r'))
		l.pause()
		all := b.runs["r-01JD01"]
		if want := strings.Join(strings.Fields(typed), " "); want != "" && !slices.ContainsFunc(all, func(e sop.Event) bool { return strings.Join(strings.Fields(e.Reason), " ") == want }) {
			rt.Fatalf("%q is not recorded: %+v", typed, all[len(all)-1])
		}
	})
}

// Who types on without a pause answers one field after the other, and never acts.
func TestEnterWithinFastTypingEndsItsField(t *testing.T) {
	for _, gap := range []time.Duration{25 * time.Millisecond, 50 * time.Millisecond, 70 * time.Millisecond} {
		b := newBench(t)
		l := on(b, toStep2(b.start(80, 24)))
		for _, r := range "CEN-0012" {
			l.key(70*time.Millisecond, keyOf(r))
		}
		l.key(gap, keyOf('\r'))
		l.key(gap, keyOf('b')) // of the room, which is asked next
		l.key(gap, keyOf('4'))
		l.pause()
		shows(t, l.m, "Asset label", "CEN-0012", "Room", "b4")
		if events := b.runs["r-01JD01"]; events[len(events)-1].Value != "CEN-0012" {
			t.Errorf("after %v: %+v", gap, events[len(events)-1])
		}
	}
}

func TestWhatIsTypedBehindTheLastWordsIsNoCommand(t *testing.T) {
	b := newBench(t)
	l := on(b, notDone(b.start(80, 24)))
	l.key(time.Second, keyOf('\r')) // to the question
	l.key(time.Second, keyOf('w'))
	for _, r := range "et\r" {
		l.key(70*time.Millisecond, keyOf(r))
	}
	for _, r := range "e\r" { // e looks through the steps, enter goes on to the signature
		l.key(30*time.Millisecond, keyOf(r))
	}
	l.pause()
	shows(t, l.m, "wet", "Nothing is open.", "Too fast for key presses: nothing was taken.")
	hides(t, l.m, "Passphrase")
}

// A passphrase that was typed and not sent is not kept for whoever comes by next.
func TestAPassphraseThatWasTypedAndLeftIsForgotten(t *testing.T) {
	for _, name := range []string{"sign-off", "take-over"} {
		m, b := reached(t, named(t, name), 80, 24)
		m = tuitest.Send(m, tea.PasteMsg{Content: "maple kettle orbit"})
		shows(t, m, "••••••••••••••••••")
		b.now = b.now.Add(9 * time.Minute)
		m = tuitest.Send(m, tui.Ticked())
		shows(t, m, "••••••••••••••••••")
		b.now = b.now.Add(time.Minute)
		m = tuitest.Send(m, tui.Ticked())
		if frame := tuitest.Frame(m, 80, 24); strings.Contains(frame, "••") {
			t.Errorf("%s: it stands there ten minutes later:\n%s", name, frame)
		}
	}
}
