package tui_test

import (
	"bytes"
	"flag"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/tuitest"
	"soprun/internal/tuitest/picture"
)

// pictures is where the documents have them from.
const pictures = "../../.github/pictures"

var screen = picture.Picture{Width: 80, Height: 24}

// stills are the pictures of one screen each, by the surface that they show.
var stills = map[string]picture.Picture{
	"library-today": {
		Title: "Today, the first screen of soprun",
		Text: "A terminal of 80 by 24 letters. One fridge check is late by 4 hours and 47 minutes, a weekly eyewash by 6 days. A safety cabinet is due by the end of today. " +
			"A fridge check of Friday was missed and is to be explained. A supervisor has two records to review, one of them with exceptions, a lot that expires within 14 days, and two open incidents. One record was sent back to A. Khan.",
	},
	"checklist-deviation": {
		Title: "A step with a value outside its limits",
		Text: "A terminal of 80 by 24 letters. Step 3 of 6 records the disinfectant. Its expiry is 2 Mar 2027. The strength made up is 9000 ppm where 9500 to 10500 is asked for: " +
			"BELOW 9500 ppm stands beside it, and below it the question: What did you do about it? It stays in the record beside the deviation.",
	},
	"chart": {
		Title: "A chart of a fridge's readings",
		Text: "A terminal of 80 by 24 letters. The readings of fridge F-12 from 1 October to 22 November 2026, with the limits 2.0 and 8.0 °C as dashed lines and the mean at 4.9. " +
			"One reading, on 15 November, stands above the limit: 8.6 °C ABOVE 8.0 °C, by A. Khan, entry 148. Below stand the same findings in words.",
	},
	"record": {
		Title: "A signed record",
		Text: "A terminal of 80 by 24 letters. Entry 40, clean a benchtop centrifuge after a tube breakage: the sentence that A. Khan signed, that the signature holds, that nobody has countersigned yet, " +
			"that there were no exceptions, and each step with the time at which it was done.",
	},
}

// lit is a program on a light terminal, as an emulator says that it is one.
func lit(m tea.Model) tea.Model {
	return tuitest.Send(m, tea.BackgroundColorMsg{Color: color.White})
}

// surface draws a surface on a dark and on a light terminal.
func surface(t *testing.T, name string) picture.Frame {
	t.Helper()
	for i, s := range surfaces {
		if s.name == name {
			return picture.Frame{Dark: open(t, i, screen.Width, screen.Height).View().Content, Light: lit(open(t, i, screen.Width, screen.Height)).View().Content}
		}
	}
	t.Fatalf("there is no surface %q", name)
	return picture.Frame{}
}

// pictured fails unless a picture of the documents is what the program draws now. With
// -update, as make pictures has it, it is written.
func pictured(t *testing.T, name string, now []byte) {
	t.Helper()
	file := filepath.Join(pictures, name)
	if flag.Lookup("update").Value.String() == "true" {
		if err := os.MkdirAll(pictures, 0o755); err != nil { //nolint:gosec // for everybody, as all of the source
			t.Fatal(err)
		}
		if err := os.WriteFile(file, now, 0o644); err != nil { //nolint:gosec // for everybody, as all of the source
			t.Fatal(err)
		}
	}
	was, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(was, now) {
		t.Errorf("%s is not what the program draws now (%v): make pictures writes it; look at it then", file, err)
	}
}

func TestThePicturesOfTheDocumentsAreWhatTheProgramDraws(t *testing.T) {
	for name, p := range stills {
		p.Width, p.Height = screen.Width, screen.Height
		pictured(t, name+".svg", p.Still(surface(t, name)))
	}
	files, err := os.ReadDir(pictures)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(f.Name(), ".svg")
		if _, drawn := stills[name]; !drawn && strings.TrimSuffix(name, ".cast") != "main-job" {
			t.Errorf("nothing draws %s", f.Name())
		}
	}
}

// camera drives the program twice, on a dark and on a light terminal, and keeps what both show.
type camera struct {
	t         *testing.T
	benches   [2]*fakeBench
	terminals [2]tea.Model
	shots     []picture.Shot
	says      string
}

func newCamera(t *testing.T) *camera {
	t.Helper()
	c := &camera{t: t}
	for i := range c.benches {
		c.benches[i] = newBench(t)
		c.benches[i].frozen = true // time goes by as long as a shot stands
		c.terminals[i] = c.benches[i].start(screen.Width, screen.Height)
	}
	c.terminals[1] = lit(c.terminals[1])
	return c
}

// each does something at both terminals, and keeps what they show then for a while.
func (c *camera) each(stands time.Duration, do func(m tea.Model) tea.Model) {
	for i, m := range c.terminals {
		c.terminals[i] = do(m)
	}
	c.shots = append(c.shots, picture.Shot{Frame: picture.Frame{Dark: c.terminals[0].View().Content, Light: c.terminals[1].View().Content}, Says: c.says, For: stands})
	for i := range c.benches {
		c.benches[i].now = c.benches[i].now.Add(stands)
	}
}

func (c *camera) press(key string, stands time.Duration) {
	c.each(stands, func(m tea.Model) tea.Model { return tuitest.Press(m, key) })
}

// types types as somebody does who does not look at the keys.
func (c *camera) types(text string, stands time.Duration) {
	for i, r := range text {
		after := 60 * time.Millisecond
		if i+len(string(r)) == len(text) {
			after = stands
		}
		c.each(after, func(m tea.Model) tea.Model { return tuitest.Type(m, string(r)) })
	}
}

const second = time.Second

// recorded is the main job, from the library to the signed record.
func recorded(t *testing.T) *camera {
	t.Helper()
	c := newCamera(t)
	c.says = "The library. A page runs once a supervisor has approved it."
	c.each(2*second, func(m tea.Model) tea.Model { return m })
	c.says = "Enter opens a page, enter runs it, and whoever performs it says who they are."
	c.press("enter", 2*second)
	c.press("enter", second)
	c.says = "A hazard is read before its step. A critical step has a key of its own, y."
	c.press("1", 2500*time.Millisecond)
	c.press("a", 1500*time.Millisecond)
	c.press("y", second)
	c.says = "A value is the step: there is nothing to tick without it."
	c.types("CEN-0012", 400*time.Millisecond)
	c.press("enter", 400*time.Millisecond)
	c.press("enter", 400*time.Millisecond)
	c.press("enter", 800*time.Millisecond)
	c.types("2 Mar 2027", 300*time.Millisecond)
	c.press("enter", 600*time.Millisecond)
	c.types("9000", 600*time.Millisecond)
	c.says = "Outside its limits: it says so, and asks what was done about it."
	c.press("enter", 2*second)
	c.types("made up a fresh batch", 500*time.Millisecond)
	c.press("enter", second)
	c.says = "What comes next depends on what was found: no glass, no step for glass."
	c.press("enter", 1200*time.Millisecond)
	c.press("2", 500*time.Millisecond)
	c.press("enter", second)
	c.press("y", 500*time.Millisecond)
	c.says = "Every exception is read once more, before the sentence that is signed."
	c.press("enter", 2500*time.Millisecond)
	c.types("correct horse", 500*time.Millisecond)
	c.says = "The signed record. The deviation stays in it, and a supervisor looks next."
	c.press("enter", 3*second)
	return c
}

func TestTheRecordingOfTheMainJobIsWhatTheProgramDraws(t *testing.T) {
	c := recorded(t)
	p := screen
	p.Title = "A procedure, from the library to the signed record"
	p.Text = "A recording of half a minute. Somebody opens a procedure, reads its hazard, confirms a critical step, scans an asset, enters a strength below its limits, " +
		"says what they did about it, ticks what is left, signs with a passphrase and sees the record."
	still := 0
	whole := time.Duration(0)
	for i, shot := range c.shots {
		if whole += shot.For; strings.Contains(flat(ansi.Strip(shot.Dark)), "What did you do about it? _") && still == 0 {
			still = i
		}
	}
	moving := p.Moving(c.shots, still)
	if whole < 20*second || whole > 35*second || len(moving) > 150_000 || still == 0 {
		t.Errorf("it takes %s, has %d bytes and stands still at shot %d", whole, len(moving), still)
	}
	pictured(t, "main-job.svg", moving)
	cast, err := p.Cast(c.shots, c.benches[0].now)
	if err != nil {
		t.Fatal(err)
	}
	pictured(t, "main-job.cast", cast)
}
