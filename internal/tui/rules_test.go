package tui_test

import (
	"bytes"
	"fmt"
	"image/color"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	sopwords "soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
	"soprun/sop/run"
)

// runOf returns the run of a bench as it stands on the disk.
func runOf(t testing.TB, b *fakeBench, s state) run.Run {
	t.Helper()
	id := "r-01JD4F"
	if s.practice {
		id = "p-00001"
	}
	r, err := run.Replay(b.proc, b.runs[id])
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// holds reports whether a frame holds a text, over line breaks.
func holds(m tea.Model, width, height int, text string) bool {
	return strings.Contains(flat(tuitest.Frame(m, width, height)), flat(text))
}

// themes are the terminals that colours are drawn for.
var themes = map[string]struct {
	theme   kit.Theme
	profile colorprofile.Profile
}{
	"dark":          {kit.Theme{}, colorprofile.TrueColor},
	"light":         {kit.Theme{Light: true}, colorprofile.TrueColor},
	"sixteen":       {kit.Theme{Basic: true}, colorprofile.ANSI},
	"sixteen light": {kit.Theme{Basic: true, Light: true}, colorprofile.ANSI},
}

// themed tells a model what its terminal is.
func themed(m tea.Model, theme kit.Theme, profile colorprofile.Profile) tea.Model {
	background := color.Color(color.Black)
	if theme.Light {
		background = color.White
	}
	return tuitest.Send(tuitest.Send(m, tea.ColorProfileMsg{Profile: profile}), tea.BackgroundColorMsg{Color: background})
}

func TestEveryStateIsSaidInWordsAndInItsColour(t *testing.T) {
	for _, s := range sampled() {
		m := reach(t, s, 140, 40)
		for name, on := range themes {
			canvas := lipgloss.NewCanvas(140, 40).Compose(lipgloss.NewLayer(themed(m, on.theme, on.profile).View().Content))
			x, y, ok := find(canvas, s.word)
			if !ok {
				t.Fatalf("%s on %s does not say %q:\n%s", s.name, name, s.word, tuitest.Frame(m, 140, 40))
			}
			on.theme.Practice = s.practice
			want := lipgloss.NewCanvas(1, 1).Compose(lipgloss.NewLayer(on.theme.Style(s.role).Render("x"))).CellAt(0, 0).Style
			if got := canvas.CellAt(x, y).Style; fmt.Sprint(got.Fg, got.Attrs, got.Underline) != fmt.Sprint(want.Fg, want.Attrs, want.Underline) {
				t.Errorf("%s on %s: %q is drawn as %v, its role as %v", s.name, name, s.word, got, want)
			}
		}
	}
}

// find returns the cell that a word begins at.
func find(canvas *lipgloss.Canvas, word string) (x, y int, ok bool) {
	for y := range canvas.Height() {
		row, at := "", []int(nil)
		for x := range canvas.Width() {
			if c := canvas.CellAt(x, y); c != nil {
				for range c.Content {
					at = append(at, x)
				}
				row += c.Content
			}
		}
		if i := strings.Index(row, word); i >= 0 {
			return at[len([]rune(row[:i]))], y, true
		}
	}
	return 0, 0, false
}

// colourless draws a model as a terminal under NO_COLOR gets it.
func colourless(t testing.TB, m tea.Model) string {
	t.Helper()
	var out bytes.Buffer
	w := colorprofile.Writer{Forward: &out, Profile: colorprofile.Ascii}
	if _, err := w.WriteString(m.View().Content); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var coloured = regexp.MustCompile(`\x1b\[[0-9;]*(3[0-9]|4[0-9]|9[0-7]|10[0-7])[0-9;]*m`)

func TestH6CriticalAndEveryStateAreSaidWithoutColour(t *testing.T) {
	for _, s := range sampled() {
		m := reach(t, s, 140, 40)
		drawn := colourless(t, m)
		if coloured.MatchString(drawn) {
			t.Errorf("%s has colour under NO_COLOR", s.name)
		}
		plain := lipgloss.NewCanvas(140, 40).Compose(lipgloss.NewLayer(drawn))
		if _, _, ok := find(plain, s.word); !ok {
			t.Errorf("%s does not say %q without colour", s.name, s.word)
		}
		r, onRun := current(t, m, s)
		if !onRun {
			continue
		}
		if _, _, ok := find(plain, "! CRITICAL"); ok != r.Critical {
			t.Errorf("%s: CRITICAL is said: %v, and the step is critical: %v", s.name, ok, r.Critical)
		}
	}
}

// current returns the step that a state's frame is about, and false for the
// sign-off.
func current(t testing.TB, m tea.Model, s state) (run.Step, bool) {
	t.Helper()
	_, b := reached(t, s, 140, 40)
	step, open := runOf(t, b, s).Current()
	return step, open && !strings.Contains(tuitest.Frame(m, 140, 40), "Sign off")
}

func TestH8EveryFrameSaysWhatWhoAndWhere(t *testing.T) {
	for _, s := range sampled() {
		m := reach(t, s, 80, 24)
		_, b := reached(t, s, 80, 24)
		meta := b.proc.Meta
		want := []string{meta.ID, "v" + meta.Version, "r-01JD4F"}
		if s.practice {
			want[2] = "p-00001"
		}
		if step, onRun := current(t, m, s); onRun {
			who := "A. Khan"
			if s.practice {
				who = "Practice"
			}
			want = append(want, who, fmt.Sprintf("%d of %d", step.Number, b.proc.StepCount()), strings.ToUpper(b.proc.Sections[step.Section].Title))
		}
		for _, text := range want {
			if !holds(m, 80, 24, text) {
				t.Errorf("%s does not say %q:\n%s", s.name, text, frame(m))
			}
		}
	}
}

func TestH9TheStepDoneLastAndTheNextStandBesideTheCurrent(t *testing.T) {
	for _, s := range sampled() {
		m, b := reached(t, s, 80, 24)
		if _, onRun := current(t, m, s); !onRun {
			continue
		}
		r := runOf(t, b, s)
		if last, ok := r.LastClosed(); ok && last.State == run.Done {
			who := "A. Khan"
			if s.practice {
				who = "Practice"
			}
			for _, text := range []string{sopwords.Do(last.Step), who, last.Closed.Done().Format("15:04")} {
				if !holds(m, 80, 24, text) {
					t.Errorf("%s does not show %q of the step done last:\n%s", s.name, text, frame(m))
				}
			}
		}
		next, ok := r.Next()
		text := "sign off"
		if ok {
			text = sopwords.Do(next.Step)
		}
		if !holds(m, 80, 24, text) {
			t.Errorf("%s does not show the next step, %q:\n%s", s.name, text, frame(m))
		}
	}
}

func TestH13NothingCoversTheCurrentStep(t *testing.T) {
	for _, s := range sampled() {
		for _, size := range sizes {
			stepIsSeen(t, s, size[0], size[1])
		}
	}
}

// stepIsSeen fails unless the current step's whole instruction is on the frame.
func stepIsSeen(t *testing.T, s state, width, height int) {
	t.Helper()
	m := reach(t, s, width, height)
	if step, onRun := current(t, m, s); onRun && !holds(m, width, height, sopwords.Do(step.Step)) {
		t.Errorf("%s at %dx%d does not show its step:\n%s", s.name, width, height, tuitest.Frame(m, width, height))
	}
}

func TestH12AnIdleScreenAsksWhoItIsAndKeepsTheStepReadable(t *testing.T) {
	for _, size := range sizes {
		stepIsSeen(t, named(t, "idle-warning"), size[0], size[1])
		stepIsSeen(t, named(t, "idle"), size[0], size[1])
	}
	m, b := reached(t, named(t, "idle"), 80, 24)
	b.frozen = false
	shows(t, m, "who is it?", "Wipe the outside and the control panel.", "Are you A. Khan, and is step 9 done?")
	if header := strings.Split(frame(m), "\n")[0]; strings.Contains(header, "A. Khan") {
		t.Errorf("the header still names who was there: %q", header)
	}
	before := len(b.runs["r-01JD4F"])
	m = tuitest.Press(m, "y", "n", "x", "a")
	if len(b.runs["r-01JD4F"]) != before {
		t.Error("a key acted before anybody said who they are")
	}
	shows(t, tuitest.Press(m, "enter"), "A. Khan 12 of 19")
}

func TestH25NoReadingIsFilledInOrShownFromAnEarlierRun(t *testing.T) {
	secret := map[string]string{"asset": "CEN-7777", "lot": "ZZ7777", "lot-expiry": "2029-07-07", "strength": "9777", "temp": "7.7", "speed": "2977"}
	for _, at := range []struct{ step, field string }{{"identify", "asset"}, {"disinfectant", "lot"}, {"damage", "temp"}, {"test-run", "speed"}} {
		s := state{name: at.field, step: at.step}
		b := stateBench(t, s)
		old := &walked{t: t, b: b, id: "r-09", who: khan, every: 20 * time.Second}
		old.run, _ = run.New(b.proc)
		before := answers
		answers = merged(before, secret)
		old.me(run.Begin{}).to("")
		answers = before
		begin(t, b, s)
		b.frozen = false
		m := tuitest.Press(b.start(80, 24), "enter", "enter")
		if s.step == "damage" {
			m = tuitest.Press(m, "1")
		}
		all := words(m) + words(tuitest.Press(m, "f1"))
		for _, v := range secret {
			if strings.Contains(all, v) || strings.Contains(all, sopwords.Day(v)) {
				t.Errorf("at %s the value %s of an earlier run is shown", at.field, v)
			}
		}
		events := len(b.runs["r-01JD4F"])
		if tuitest.Press(m, "enter"); len(b.runs["r-01JD4F"]) != events {
			t.Errorf("at %s enter alone recorded a value", at.field)
		}
	}
}

func merged(a, b map[string]string) map[string]string {
	out := map[string]string{}
	for _, m := range []map[string]string{a, b} {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

func TestH27TheSecondPersonNeverSeesTheFirstReading(t *testing.T) {
	for _, name := range []string{"second-person", "blind-choice", "blind-reading"} {
		m, b := reached(t, named(t, name), 80, 24)
		step, _ := runOf(t, b, named(t, name)).Current()
		if got := step.ValuesOf("temp"); len(got) != 1 || got[0].Text != "5.0" {
			t.Fatalf("%s: the first reading is %v", name, got)
		}
		for _, size := range sizes {
			if all := words(resize(m, size[0], size[1])); strings.Contains(all, "5.0") {
				t.Errorf("%s at %dx%d shows the first reading:\n%s", name, size[0], size[1], all)
			}
		}
	}
	shows(t, reach(t, named(t, "settle"), 80, 24), "read as 5.0 °C and as 6.0 °C", "Both stay in the record.")
}

func TestH21OneScreenListsEveryKindOfException(t *testing.T) {
	m, b := reached(t, named(t, "sign-off"), 80, 24)
	kinds := map[run.ExceptionKind]bool{}
	all := words(m)
	for _, e := range runOf(t, b, named(t, "sign-off")).Summarise().Exceptions {
		kinds[e.Kind] = true
		if !strings.Contains(all, flat(sopwords.Exception(e, nil))) || !strings.Contains(all, flat(e.Action)) {
			t.Errorf("the sign-off does not list %q with %q", e.Text, e.Action)
		}
	}
	for _, k := range []run.ExceptionKind{
		run.IsDeviation, run.IsNotApplicable, run.IsCorrected, run.IsTypedAgain, run.IsLate, run.IsDoneAgain, run.IsWaitAgain,
		run.IsSettled, run.IsClock, run.IsFast, run.IsDecided, run.IsTakenOver,
	} {
		if !kinds[k] {
			t.Errorf("no exception is %q", k)
		}
	}
}
