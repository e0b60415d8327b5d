package listing_test

import (
	"errors"
	"strings"
	"testing"

	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
)

// rare are so many completions, of which every hundredth has another title.
func rare(n int) *fakeBench {
	b := &fakeBench{rows: completions(n), look: 100}
	for i := range b.rows {
		if b.rows[i].Entry = int64(n - i); i%100 == 99 {
			b.rows[i].Title = "Broken tube"
		}
	}
	return b
}

func TestTheLogSaysHowManyCompletionsThereAre(t *testing.T) {
	for n, want := range map[int]string{1: "Log 1 completion not", 2: "Log 2 completions", 1_234: "Log 1,234 completions"} {
		d := open(t, rare(n)).Shows(want)
		d.Press("/").Type("page").Hides(want)
		d.Press("esc", "c").Hides(want)
	}
	open(t, &fakeBench{}).Hides("completions")
}

// What is said while it is looked for rare words, on small terminals too.
func TestARareWordIsLookedForStepByStep(t *testing.T) {
	d := open(t, rare(1_200)).Press("/").Type("broken ")
	d.Hold = true
	d.Type("t")
	for range 2 {
		parts := d.Drop()
		if d.Hold = true; len(parts) != 1 {
			t.Fatalf("%d parts are on their way", len(parts))
		}
		d.Send(parts[0])
	}
	for size, frame := range map[string]string{"60x16": d.FrameAt(60, 16), "80x24": d.FrameAt(80, 24)} {
		if !strings.Contains(frame, "Filter  broken t") || !strings.Contains(frame, "2 found in 200 of 1,200") {
			t.Errorf("at %s it does not say how far it is:\n%s", size, frame)
		}
	}
}

func TestRareWordsAreFoundToTheEndOfTheLog(t *testing.T) {
	b := rare(1_200)
	d := open(t, b).Press("/").Type("broken tube")
	d.Shows("12 found", "Broken tube").Hides("found in", "Page number")
	d.Press("enter", "end", "enter")
	if got := entryOf(d.Went[len(d.Went)-1]); got != 1 {
		t.Errorf("the oldest is %d", got)
	}
	for size, frame := range map[string]string{"60x16": d.FrameAt(60, 16), "80x24": d.FrameAt(80, 24)} {
		if !strings.Contains(frame, "12 found") || !strings.Contains(frame, "▸") {
			t.Errorf("at %s:\n%s", size, frame)
		}
	}
	d.Press("/").Type(" zzz").Shows("No completion has these words.", "0 found")
}

func TestALongLogIsReadNoFurtherThanItIsLookedAt(t *testing.T) {
	b := rare(5_000)
	d := open(t, b).Shows("Log 5,000 completions")
	if n := len(b.asked); n > 2 {
		t.Errorf("%d parts were read for one screen", n)
	}
	d.Press("/").Type("page").Shows("found in ", " of 5,000")
	d.Press("esc")
	for range 100 {
		d.Press("pgdown")
	}
	d.Press("enter")
	if got := entryOf(d.Went[0]); got != 5_000-1_600 {
		t.Errorf("a hundred pages down is %d", got)
	}
	before := len(b.asked)
	d.Press("end", "enter").Press("pgup", "enter").Press("home", "enter")
	if entryOf(d.Went[1]) != 1 || entryOf(d.Went[2]) != 17 || entryOf(d.Went[3]) != 5_000 {
		t.Errorf("went %+v", d.Went)
	}
	if n := len(b.asked) - before; n > 10 {
		t.Errorf("%d parts were read for the ends", n)
	}
}

func TestTheNextLetterEndsTheSearchForTheOnesBefore(t *testing.T) {
	b := rare(1_200)
	d := open(t, b).Press("/")
	d.Hold = true
	before := len(b.asked)
	d.Type("br")
	if len(b.asked) != before+2 || b.asked[before].Err() == nil || b.asked[before+1].Err() != nil {
		t.Errorf("%d parts were asked for", len(b.asked)-before)
	}
	if d.Press("esc", "esc"); b.asked[before+1].Err() == nil {
		t.Error("the search goes on when all is shown")
	}
	if last := b.asked[len(b.asked)-1]; last.Err() == nil {
		t.Error("the search goes on when the log was left")
	}
}

func TestALogThatWasComeBackToIsWhereItWas(t *testing.T) {
	b := rare(1_200)
	d := open(t, b).Press("/").Type("page").Press("enter")
	for range 30 {
		d.Press("pgdown")
	}
	d.Press("enter")
	b.rows[100].Title = "Page that was read again"
	d.Run(d.Screen.Init(d.Env)).Press("enter")
	if d.Went[0] != d.Went[1] {
		t.Errorf("went to %+v, and again to %+v", d.Went[0], d.Went[1])
	}
	b.err = errors.New("the disk is gone")
	d.Run(d.Screen.Init(d.Env)).Shows("The log cannot be read: the disk is gone").Press("enter", "down")
	if len(d.Went) != 2 {
		t.Error("a row of a log that cannot be read is opened")
	}
	b.err = nil
	d.Run(d.Screen.Init(d.Env)).Hides("cannot be read").Shows("Page number")
}

func TestAClickAndTheWheelReadOn(t *testing.T) {
	b := rare(1_200)
	d := kittest.Open(t, log(t, b, true))
	d.Shows("1,200 found")
	for range 40 {
		d.Send(kit.Wheel{By: 10})
	}
	if d.Press("enter"); entryOf(d.Went[0]) != 1_200-400 {
		t.Errorf("the wheel led to %+v", d.Went[0])
	}
}

func TestNothingIsSaidOfALogBeforeItWasRead(t *testing.T) {
	b := rare(1_200)
	d := open(t, b)
	for _, screen := range []kit.Screen{log(t, b, false), log(t, b, true)} {
		d.Screen = screen
		d.Hides("found", "completions", "Nothing has been signed", "Every record")
	}
	d = open(t, b).Press("/").Type("zz")
	d.Hold = true
	d.Type("z").Shows("looking ...").Hides("found", "No completion has these words")
	part := d.Drop()[0]
	d.Hold = true
	d.Send(part).Shows("0 found in 100 of 1,200").Hides("No completion has these words")
	d.Release().Shows("No completion has these words", "0 found")
	asked := len(b.asked)
	if d.Press("left", "right"); len(b.asked) != asked {
		t.Error("a filter that stays the same is looked for again")
	}
}

// Who leaves while a letter is still looked for finds on the way back what its filter asks for.
func TestWhatIsLookedForIsFoundOnTheWayBack(t *testing.T) {
	d := open(t, rare(1_200)).Press("/").Type("page number 10")
	d.Hold = true
	d.Type("0").Shows("looking ...", "Page number 101").Press("enter", "enter")
	if len(d.Went) != 1 {
		t.Fatalf("went to %+v", d.Went)
	}
	d.Drop()
	d.Hold = false
	d.Run(d.Screen.Init(d.Env)).Shows("Page number 100").Hides("Page number 101", "looking")
}
