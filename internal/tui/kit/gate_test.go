package kit_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"soprun/internal/tui/kit"
)

// keys plays keys through a gate, each so many milliseconds after the one before;
// where there is room for a pause, it comes. It returns what reached the screen.
type keys struct {
	gate kit.Gate
	now  time.Time
	took []string
	last kit.Paused
}

func (k *keys) press(gap time.Duration, name string, as kit.KeyRole) *keys {
	if gap >= kit.Apart {
		k.pause()
	}
	k.now = k.now.Add(gap)
	if held, behind := k.gate.Overdue(k.now); held != nil {
		k.take(held, behind)
	}
	msg := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
	switch name {
	case "enter":
		msg = tea.KeyPressMsg{Code: tea.KeyEnter}
	case "lf":
		msg = tea.KeyPressMsg{Code: 'j', Mod: tea.ModCtrl}
	case "gs":
		msg = tea.KeyPressMsg{Code: ']', Mod: tea.ModCtrl}
	case "down":
		msg = tea.KeyPressMsg{Code: tea.KeyDown}
	case "backspace":
		msg = tea.KeyPressMsg{Code: tea.KeyBackspace}
	}
	if pass, _ := k.gate.Key(msg, as, k.now); pass {
		k.took = append(k.took, name)
	}
	return k
}

func (k *keys) pause() *keys {
	k.last = k.gate.Pause(k.gate.Gen())
	if k.last.Press != nil {
		k.take(k.last.Press, k.last.Queue)
	}
	return k
}

func (k *keys) take(held *tea.KeyPressMsg, behind []tea.KeyPressMsg) {
	k.took = append(k.took, held.String())
	for _, b := range behind {
		k.took = append(k.took, b.String())
	}
}

// What is taken back at the rate of a scanner is none of what it typed.
func TestAScanHasNothingThatWasTakenBack(t *testing.T) {
	for typed, want := range map[string]string{
		"CEN-00123<":    "CEN-0012",
		"abcdef<<<<<<":  "",
		"abcdef<<<<<<<": "",
		"abcdéf<<":      "abcd",
	} {
		k := &keys{now: time.Unix(0, 0)}
		k.press(time.Second, "x", kit.Types)
		gap := time.Second
		for _, r := range typed {
			name := strings.Replace(string(r), "<", "backspace", 1)
			k.press(gap, name, kit.Types)
			gap = 5 * time.Millisecond
		}
		if k.pause(); strings.Join(k.last.Scan, "\n") != want || k.last.Typed != utf8.RuneCountInString(want) {
			t.Errorf("%s: %q, of which the field has %d", typed, k.last.Scan, k.last.Typed)
		}
	}
}

func TestAKeyThatActsStandsAloneOrIsNone(t *testing.T) {
	for name, c := range map[string]struct {
		gaps []int // milliseconds before each y
		want int   // presses
		lost bool
	}{
		"alone":            {[]int{500}, 1, false},
		"twice, apart":     {[]int{500, 60}, 2, false},
		"held":             {[]int{500, 30, 30, 30}, 0, false}, // nobody is told of a held key
		"held, then again": {[]int{500, 30, 30, 500}, 1, false},
	} {
		k := &keys{now: time.Unix(0, 0)}
		for _, gap := range c.gaps {
			k.press(time.Duration(gap)*time.Millisecond, "y", kit.Acts)
		}
		if k.pause(); len(k.took) != c.want || k.last.Lost != c.lost {
			t.Errorf("%s: %v, lost %v", name, k.took, k.last.Lost)
		}
	}
	k := (&keys{}).press(time.Second, "y", kit.Acts).press(20*time.Millisecond, "n", kit.Acts).pause()
	if len(k.took) != 0 || !k.last.Lost {
		t.Errorf("two keys at once: %v, lost %v", k.took, k.last.Lost)
	}
}

func TestAnArrowIsNeverHeldBack(t *testing.T) {
	k := &keys{}
	for range 5 {
		k.press(10*time.Millisecond, "down", kit.Moves)
	}
	if len(k.took) != 5 {
		t.Errorf("%v", k.took)
	}
	if k.press(10*time.Millisecond, "y", kit.Acts).pause(); slices.Contains(k.took, "y") {
		t.Error("a key right behind another was pressed")
	}
}

// A letter that is bound beside an arrow does what the arrow does, held too.
func TestAHeldLetterMovesAsAnArrowDoes(t *testing.T) {
	k := (&keys{}).press(time.Second, "j", kit.Steps).press(400*time.Millisecond, "j", kit.Steps)
	for range 4 {
		k.press(30*time.Millisecond, "j", kit.Steps)
	}
	if k.pause(); len(k.took) != 5 || k.last.Lost {
		t.Errorf("held, it moved %d times, lost %v", len(k.took), k.last.Lost)
	}
	k = (&keys{}).press(time.Second, "j", kit.Steps)
	for _, name := range []string{"k", "j", "1", "k", "4", "7"} {
		k.press(5*time.Millisecond, name, kit.Steps)
	}
	if k.pause(); len(k.took) != 0 || !slices.Equal(k.last.Scan, []string{"jkj1k47"}) {
		t.Errorf("a scan that holds it: %v, %+v", k.took, k.last)
	}
	g := kit.Gate{}
	if pass, _ := g.Key(tea.KeyPressMsg{Code: 'j', Text: "j", IsRepeat: true}, kit.Steps, time.Unix(9, 0)); !pass {
		t.Error("a repeat that the terminal tells did not move")
	}
}

func TestEnterActsAsItWasTypedUnlessItIsOfABurst(t *testing.T) {
	k := (&keys{}).press(time.Second, "o", kit.Types).press(20*time.Millisecond, "k", kit.Types).press(20*time.Millisecond, "enter", kit.Ends).pause()
	if !slices.Equal(k.took, []string{"o", "k", "enter"}) {
		t.Errorf("fast typing: %v", k.took)
	}
	for _, gap := range []time.Duration{20 * time.Millisecond, 50 * time.Millisecond} {
		k = (&keys{}).press(time.Second, "a", kit.Types).press(gap, "enter", kit.Ends).press(gap, "b", kit.Types).press(gap, "c", kit.Types).pause()
		if !slices.Equal(k.took, []string{"a", "enter", "b", "c"}) {
			t.Errorf("typed on after %v: %v", gap, k.took)
		}
	}
	k = (&keys{}).press(time.Second, "enter", kit.Ends)
	for _, name := range strings.Split("CEN0014", "") {
		k.press(5*time.Millisecond, name, kit.Types)
	}
	if k.press(5*time.Millisecond, "enter", kit.Ends).pause(); len(k.took) != 0 || !slices.Equal(k.last.Scan, []string{"CEN0014"}) || k.last.Typed != 0 || len(k.last.Queue) != 9 {
		t.Errorf("a scanner that begins with enter: %v, %+v", k.took, k.last)
	}
	k = (&keys{}).press(time.Second, "4", kit.Types).press(5*time.Millisecond, "enter", kit.Ends).press(5*time.Millisecond, "lf", kit.Ends).pause()
	if !slices.Equal(k.took, []string{"4", "enter"}) {
		t.Errorf("CR LF: %v", k.took)
	}
}

func TestAScanIsToldLineByLineWithWhatTheFieldHasOfIt(t *testing.T) {
	scan := func(as kit.KeyRole, names ...string) *keys {
		k := (&keys{}).press(time.Second, names[0], as)
		for _, n := range names[1:] {
			role := as
			if n == "enter" && as == kit.Types {
				role = kit.Ends
			}
			k.press(5*time.Millisecond, n, role)
		}
		return k.pause()
	}
	k := scan(kit.Types, "c", "e", "n", "0", "1", "4", "enter")
	if !slices.Equal(k.last.Scan, []string{"cen014"}) || k.last.Typed != 6 || slices.Contains(k.took, "enter") {
		t.Errorf("%+v, took %v", k.last, k.took)
	}
	k = scan(kit.Acts, "c", "e", "n", "0", "1", "4", "enter", "c", "e", "n", "0", "1", "4", "enter")
	if !slices.Equal(k.last.Scan, []string{"cen014"}) || k.last.Typed != 0 || len(k.took) != 0 {
		t.Errorf("twice, where nothing is typed: %+v, took %v", k.last, k.took)
	}
	k = scan(kit.Acts, "0", "1", "2", "3", "4", "5", "gs", "1", "7")
	if !slices.Equal(k.last.Scan, []string{"012345\x1d17"}) {
		t.Errorf("GS1: %+q", k.last.Scan)
	}
	if k = scan(kit.Types, "a", "a", "a", "a", "a", "a", "a", "a"); k.last.Scan != nil {
		t.Errorf("a held letter is a scan: %+v", k.last)
	}
	if k = scan(kit.Types, strings.Split("word", "")...); k.last.Scan != nil {
		t.Errorf("four letters are a scan: %+v", k.last)
	}
}

func TestWhatWaitsIsPressedThoughNobodySaidThatThereWasAPause(t *testing.T) {
	var g kit.Gate
	now := time.Unix(100, 0)
	g.Key(tea.KeyPressMsg{Code: 'y', Text: "y"}, kit.Acts, now)
	if k, _ := g.Overdue(now.Add(kit.Apart / 2)); k != nil {
		t.Error("too early")
	}
	stale := g.Gen()
	if k, _ := g.Overdue(now.Add(kit.Apart)); k == nil || k.String() != "y" {
		t.Errorf("%v", k)
	}
	if out := g.Pause(stale); out.Press != nil {
		t.Error("it was pressed twice")
	}
}

// Letters reach a field whatever the pace, and in their order.
func TestNoLetterIsHeldBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k, want := &keys{}, []string{}
		for range rapid.IntRange(1, 60).Draw(rt, "letters") {
			name := string(rapid.RuneFrom([]rune("abc 123")).Draw(rt, "letter"))
			k.press(time.Duration(rapid.IntRange(0, 200).Draw(rt, "gap"))*time.Millisecond, name, kit.Types)
			want = append(want, name)
		}
		if !slices.Equal(k.took, want) {
			rt.Fatalf("%q, want %q", k.took, want)
		}
	})
}

func TestWhatAScannerTypedIsTakenOutAgainBeforeTheCursor(t *testing.T) {
	in := kit.NewInput("Lot", "").With("ab12cd").Update(tea.KeyPressMsg{Code: tea.KeyLeft}).Update(tea.KeyPressMsg{Code: tea.KeyLeft})
	if got := in.Without(2).Value(); got != "abcd" {
		t.Errorf("%q", got)
	}
	if got := in.Without(99).Value(); got != "cd" {
		t.Errorf("%q", got)
	}
	form := kit.Form{Inputs: []kit.Input{kit.NewInput("Name", ""), kit.NewSecret("Passphrase", "")}}
	if f := form.Field(); f.Kind != kit.TextField || !f.Typing() || f == form.Move(1).Field() || form.Move(1).Field().Kind != kit.SecretField {
		t.Errorf("%+v, %+v", f, form.Move(1).Field())
	}
}

func TestWhyNothingWasTakenStandsWhereTheHintsDo(t *testing.T) {
	v := kit.View{Hints: []kit.Hint{{Key: "enter", Does: "done"}}, Say: "That was a scan; nothing asks for one here."}
	if got := v.Paint(kit.Theme{}, 60, 16, 0); !strings.Contains(got, v.Say) || strings.Contains(got, "done") {
		t.Errorf("%s", got)
	}
}

func TestAListWithNothingChosenChoosesNothingOnEnter(t *testing.T) {
	p := kit.NewPicker("Which?", []string{"a", "b"})
	if _, chosen := p.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); chosen {
		t.Error("enter chose a row that nobody moved to")
	}
	p, _ = p.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	if p, chosen := p.Update(tea.KeyPressMsg{Code: tea.KeyEnter}); !chosen || p.List.At != 0 {
		t.Errorf("%d, %v", p.List.At, chosen)
	}
}
