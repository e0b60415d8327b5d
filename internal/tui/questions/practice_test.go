package questions_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/answers"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/study"
	"soprun/internal/study/studytest"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/questions"
)

// of is a desk at which one page is practised.
func of(t *testing.T, p study.Page) study.Desk {
	t.Helper()
	now := func() time.Time { return kittest.Now }
	return study.Desk{
		Books: answers.Folder{Dir: filepath.Join(t.TempDir(), "answers"), Now: now}, Now: now,
		Pages: func(string, func(int64, int64)) ([]study.Page, error) { return []study.Page{p}, nil },
	}
}

// begun is a page that somebody practises in a mode.
func begun(t *testing.T, at study.Desk, page string, mode study.Mode) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, questions.New(at, page).In(mode)).Answer("l.green")
}

// small returns what is seen on a small terminal, which says that it is no record.
func small(t *testing.T, d *kittest.Driver) string {
	t.Helper()
	frame := d.FrameAt(60, 16)
	if !strings.Contains(frame, present.NoRecord) {
		t.Fatalf("it does not say that it is no record:\n%s", frame)
	}
	return kittest.Flat(frame)
}

// Every shipped page is walked on a small terminal to its end, a third of them in each mode that
// walks: each step is asked for in sight, and seen only behind the key that shows it.
func TestEveryShippedPageIsWalkedToItsEnd(t *testing.T) {
	modes := []study.Mode{study.Guided, study.Memory, study.Exam}
	for n, p := range studytest.All(t) {
		for _, mode := range modes[n%len(modes):][:1] {
			at := of(t, p)
			s, err := at.Sit("l.green", "", silent)
			if err != nil {
				t.Fatal(err)
			}
			d := begun(t, at, p.Meta.ID, mode)
			for _, place := range s.Walk(p, mode, kittest.Now).Places {
				if place.Ask != nil {
					if frame := small(t, d); !strings.Contains(frame, "How sure are you") {
						t.Fatalf("%s %s, step %d: it is not asked:\n%s", p.Meta.ID, mode, place.Number, d.All())
					}
					reply(d, *place.Ask, true)
					continue
				}
				words := kittest.Flat(present.Do(place.Step))
				if frame := small(t, d); !strings.Contains(frame, "What comes ") || !strings.Contains(frame, "Say it to yourself.") {
					t.Fatalf("%s %s, step %d: it is not asked for:\n%s", p.Meta.ID, mode, place.Number, d.FrameAt(60, 16))
				}
				if strings.Contains(kittest.Flat(d.All()), fmt.Sprintf("%d. %s", place.Number, words)) {
					t.Errorf("%s %s, step %d is seen before it is said:\n%s", p.Meta.ID, mode, place.Number, d.All())
				}
				d.Press("enter")
				if small(t, d); !strings.Contains(kittest.Flat(d.All()), words) {
					t.Errorf("%s %s, step %d is not seen:\n%s", p.Meta.ID, mode, place.Number, d.All())
				}
				d.Press("y")
			}
			small(t, d)
			d.Shows(fmt.Sprintf("%d of %s", p.StepCount(), present.Number(p.StepCount(), "step"))).Hides("MISSED", "not come to", "competent")
			if d.Press("enter"); !strings.Contains(small(t, d), "TODAY") {
				t.Errorf("%s %s does not end at home:\n%s", p.Meta.ID, mode, d.All())
			}
			kept := 0
			if again, err := at.Sit("l.green", "", silent); err == nil {
				for _, r := range again.Recalls() {
					kept += r.Begun
				}
			}
			if (kept > 0) != (mode == study.Exam) {
				t.Errorf("%s %s: %d answers are kept", p.Meta.ID, mode, kept)
			}
		}
	}
}

// A walk that keeps nothing still says which steps were not said; who stops sees how far they
// came.
func TestAWalkSaysWhatWasMissed(t *testing.T) {
	d := begun(t, desk(t, fridge), fridge, study.Guided)
	d.Shows("Step 1 of 15", "Hint: it begins “Scan the ...”", "it asks for 1 value").KeysLead()
	d.Press("space").Shows("Was it what you said?").KeysLead()
	d.Press("n", "enter", "y", "esc").Shows("You stopped.", "1 of 15 steps said", "WHAT YOU SAID", "MISSED", "right", "not come to").KeysLead()
	d.Press("q").Shows("▸ Walk through a page")
	d = begun(t, desk(t, fridge), fridge, study.Memory).Hides("Hint:", "Section:")
	d.Press("enter", "y").Shows("Before it: 1. Scan the fridge.", "Step 2 of 15").Hides("Hint:", "Section:")
}

// A station says nothing of what was right before its end, ends at a critical error, and says
// there what would have been right.
func TestAStationEndsAtACriticalErrorAndShowsTheMarkingSheet(t *testing.T) {
	const hands = "SOP-IC-001"
	at := desk(t, hands)
	s, err := at.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	p, _ := s.Page(hands)
	places := s.Walk(p, study.Exam, kittest.Now).Places
	if !places[0].Critical || places[1].Critical || places[0].Ask == nil || places[1].Ask == nil {
		t.Fatal("the page has changed: its first step is critical and its second is not, and both are asked")
	}
	d := begun(t, at, hands, study.Exam)
	reply(d, *places[0].Ask, false)
	d.Shows("The station has ended: a critical step was missed. It is not passed.", "MARKING SHEET", "MISSED CRITICAL", "Right: "+present.Plain(places[0].Ask.See))
	d = begun(t, at, hands, study.Exam)
	again, err := at.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	places = again.Walk(p, study.Exam, kittest.Now).Places
	reply(d, *places[0].Ask, true)
	reply(d.Hides("Right."), *places[1].Ask, false)
	d.Shows("Step 3 of 15").Hides("Not right").Press("esc").Shows("You stopped.", "1 of 15 steps answered, 1 of 5 critical steps.", "MISSED")
}

// The clock ends a station in the middle of a question, and says how much is left until then.
func TestTheClockEndsAStation(t *testing.T) {
	d := begun(t, desk(t, "SOP-IC-001"), "SOP-IC-001", study.Exam).Shows("Step 1 of 15, 8:00 left")
	d.Env.Now = d.Env.Now.Add(7*time.Minute + 59*time.Second)
	d.Send(kit.Ticked{}).Shows("Step 1 of 15, 0:01 left")
	d.Env.Now = d.Env.Now.Add(time.Second)
	d.Send(kit.Ticked{}).Shows("The time is over. The station is not passed.", "MARKING SHEET", "not come to").Press("esc").Shows("TODAY")
	begun(t, desk(t, fridge), fridge, study.Guided).Send(kit.Ticked{}).Shows("Step 1 of 15")
}

// A page is found by words of its title or its id, by keys and by the mouse.
func TestThePageThatIsPractisedIsFound(t *testing.T) {
	d := open(t, desk(t, fridge, "SOP-IC-001", "SOP-IC-004"), "l.green").Press("down", "down", "enter").Shows("Walk through a page: of which page?", "SOP-IC-004", "SOP-EQ-014")
	d.KeysLead("up", "k", "j")
	d.Type("ic-0").Hides("SOP-EQ-014").Press("down", "enter").Shows("Step 1 of", "Walk through a page.").Press("esc", "enter").Shows("▸ Walk through a page")
	d.Press("enter").Type("nothing like it").Shows("No page has nothing like it in its id or title.").Press("enter").Shows("of which page?").Press("esc").Shows("TODAY")
	d.Press("enter").Send(kit.Click{Row: 1}).Send(kit.Click{Row: 1}).Shows("Step 1 of")
	if d.Screen.Field(d.Env).Typing() {
		t.Error("it is still typed into what is looked for")
	}
}

func TestAPageIsReadAndItsQuestionsFollow(t *testing.T) {
	d := begun(t, desk(t, fridge), fridge, study.Read).Shows("Have ready", "The page as it runs", "CRITICAL", present.ReadToEnd)
	d.KeysLead()
	d.Press("enter").Shows("How sure are you of your answer?").Press("esc").Shows("TODAY")
	begun(t, desk(t, fridge), fridge, study.Read).Press("q").Shows("TODAY")
}

// A rehearsal is a run of the practice file, by nobody: the session is asked for it.
func TestARehearsalIsARunOfPractice(t *testing.T) {
	d := begun(t, desk(t, fridge), fridge, study.Rehearsal)
	if want := (session.Start{SOP: fridge, Person: model.Person{ID: "l.green"}, Practice: true}); len(d.Asked) != 1 || fmt.Sprint(d.Asked[0]) != fmt.Sprint(want) {
		t.Errorf("asked %#v", d.Asked)
	}
	d.Shows("TODAY") // to which it comes back
}

// What is asked today, and what is recalled, is shown to nobody who has not chosen their name,
// and to nobody else.
func TestNothingOfSomebodyIsShownToAnother(t *testing.T) {
	at := desk(t, fridge, "SOP-CO-037")
	d := open(t, at, "l.green").Shows("TODAY", "question")
	s, err := at.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := s.Ask()
	reply(d.Press("enter"), q, false)
	d.Press("esc").Shows("WHAT YOU RECALL", "sure and wrong: 1", "░", "of 8 critical steps")
	open(t, at).Shows("l.green").Hides("TODAY", "question", "minute", "RECALL", "wrong")
	other := open(t, at, "s.ali").Shows("s.ali", "TODAY").Hides("RECALL", "wrong:", "l.green")
	if left := s.Left(); strings.Contains(other.All(), fmt.Sprintf("%d questions", left.Questions-1)) {
		t.Errorf("what is left of another's day is shown:\n%s", other.All())
	}
	if d = open(t, at, "l.green").Press("n").Answer("4711", "4711"); d.T.Failed() {
		t.FailNow()
	}
	open(t, at, "l.green").Hides("TODAY", "RECALL").Shows("PIN")
}

// Whoever comes to a terminal that was left sees nothing of who sat there; a page that is read
// stays, and so does what somebody comes back to.
func TestATerminalThatWasLeftForgetsWhoSatThere(t *testing.T) {
	left := func(d *kittest.Driver, by time.Duration) *kittest.Driver {
		d.Env.Now = d.Env.Now.Add(by)
		return d.Send(kit.Ticked{})
	}
	at := desk(t, fridge)
	d := left(open(t, at, "l.green"), 9*time.Minute).Shows("TODAY").Press("down")
	left(d, 9*time.Minute).Shows("TODAY")
	left(d, time.Minute).Hides("TODAY", "question").Shows("No key was pressed for 10 min.", "Who practises", "l.green").Answer("s.ali").Shows("TODAY", "s.ali")
	left(begun(t, at, fridge, study.Memory), time.Hour).Hides("Step 1").Shows("Who practises")
	left(begun(t, at, fridge, study.Read), time.Hour).Shows("Have ready")
	d = open(t, at, "l.green")
	d.Env.Now = d.Env.Now.Add(time.Hour) // of a rehearsal
	d.Run(d.Screen.Init(d.Env)).Send(kit.Ticked{}).Shows("TODAY")
}

// The home says what is recalled, and has nothing of a game.
func TestTheHomeHasNoStreakNoPointsAndNoRanking(t *testing.T) {
	d := open(t, desk(t, fridge), "l.green")
	d.KeysLead("up", "k")
	for _, frame := range []string{d.FrameAt(60, 16), d.FrameAt(80, 24), d.FrameAt(140, 40)} {
		for _, word := range []string{"streak", "point", "score", "rank", "level", "best", "competent"} {
			if strings.Contains(strings.ToLower(frame), word) {
				t.Errorf("it says %q:\n%s", word, frame)
			}
		}
	}
	d.Press("down", "j", "up").Shows("▸ Read a page").Send(kit.Click{Row: 0}).Shows("▸ Today's questions").Send(kit.Click{Row: 0}).Shows("How sure are you")
}
