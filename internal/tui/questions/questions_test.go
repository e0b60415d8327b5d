package questions_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/answers"
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/study/studytest"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/questions"
	"soprun/sop/recall"
)

// desk is a place where some shipped pages are practised.
func desk(t *testing.T, ids ...string) study.Desk {
	t.Helper()
	now := func() time.Time { return kittest.Now }
	return study.Desk{
		Books: answers.Folder{Dir: filepath.Join(t.TempDir(), "answers"), Now: now}, Now: now,
		Pages: func(string, func(int64, int64)) ([]study.Page, error) { return studytest.Shipped(t, nil, ids...), nil },
	}
}

const fridge = "SOP-EQ-014"

// open opens the screen, and sits somebody down where a name is given.
func open(t *testing.T, d study.Desk, lines ...string) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, questions.New(d, "")).Answer(lines...)
}

func TestANameThatNobodyHasIsSaidBeforeAnswersBeginUnderIt(t *testing.T) {
	of := desk(t, fridge)
	of.Enrolled = func(person string) error {
		if person == "l.green" {
			return nil
		}
		return errors.New("nobody is " + person)
	}
	open(t, of, "l.gren").Shows("Nobody is l.gren. What is answered now begins anew, under that name.", "No PIN seals")
	open(t, of, "l.green").Shows("No PIN seals").Hides("begins anew")
}

// keys are what is pressed to answer a question, behind how sure somebody is.
func keys(q study.Question, right bool) (out []string) {
	if q.How == recall.Recall {
		return []string{"enter", map[bool]string{true: "y", false: "n"}[right]}
	}
	places, _ := studytest.Reply(q, right)
	for _, place := range places {
		out = append(out, fmt.Sprint(place+1))
	}
	return out
}

// reply answers a question.
func reply(d *kittest.Driver, q study.Question, right bool) {
	_, typed := studytest.Reply(q, right)
	d.Press("s").Press(keys(q, right)...).Answer(typed...)
}

// Every question of some days is asked and judged as it was answered, of every kind that the
// page has. Each frame says that it is no record, and shows on a small terminal too what is
// asked, and what is said of the answer.
func TestEveryQuestionOfADayIsAskedAndKept(t *testing.T) {
	hows, long := map[recall.How]bool{}, 0
	for _, id := range []string{fridge, "SOP-CO-037"} {
		long += played(t, desk(t, id), hows)
	}
	if len(hows) < 4 || long == 0 {
		t.Errorf("%v were asked, %d of them long: the test shows nothing", hows, long)
	}
}

// played answers what is asked on some days, and returns how many questions had no room.
func played(t *testing.T, of study.Desk, hows map[recall.How]bool) (long int) {
	t.Helper()
	now, n := kittest.Now, 0
	of.Now = func() time.Time { return now }
	for day := range 14 {
		now = kittest.Now.AddDate(0, 0, day)
		d := open(t, of, "l.green")
		s, err := of.Sit("l.green", "", silent)
		if err != nil {
			t.Fatal(err)
		}
		if _, more := s.Ask(); !more {
			continue
		}
		d.Shows("question", "No PIN seals these answers").Press("enter")
		for {
			q, more := s.Ask()
			if !more {
				break
			}
			right := n%4 != 3 && (hows[q.How] || n%2 == 0) // of each way to answer, one that is wrong too
			d.Shows("How sure are you of your answer? Say that first.", "PRACTICE - NOT A RECORD").KeysLead()
			small := d.FrameAt(60, 16)
			inSight(t, small, present.Plain(q.Asked), "How sure are you of your answer? Say that first.")
			long += strings.Count(small, "page up")
			hows[q.How] = true
			said := map[bool]string{true: "Right.", false: "Not right. What is right:"}[right]
			if reply(d, q, right); q.How == recall.Recall {
				said = ""
			}
			d.Shows(said, "The page says, line")
			inSight(t, d.FrameAt(60, 16), present.Plain(q.Asked), said)
			s.Answered(q, now, right, 3, 0)
			d.Press("enter")
			n++
		}
		d.Shows("Nothing is left to ask today", "WHAT YOU RECALL", " critical step").Press("enter").Shows("Nothing is left to ask today.")
		if again, err := of.Sit("l.green", "", silent); err != nil || fmt.Sprint(again.Recalls()) != fmt.Sprint(s.Recalls()) {
			t.Fatalf("kept is %v, answered was %v (%v)", again.Recalls(), s.Recalls(), err)
		}
	}
	if n < 20 {
		t.Errorf("%d were asked", n)
	}
	return long
}

// inSight fails unless a frame shows texts, whatever lines they are broken into.
func inSight(t *testing.T, frame string, texts ...string) {
	t.Helper()
	shown := strings.Join(strings.Fields(frame), " ")
	for _, text := range texts {
		if !strings.Contains(shown, strings.Join(strings.Fields(text), " ")) {
			t.Errorf("%q is not in sight:\n%s", text, frame)
		}
	}
}

// All questions of a page are asked where one is named, whatever is asked today.
func TestAllQuestionsOfAPageAreAsked(t *testing.T) {
	of := desk(t, fridge, "SOP-CO-037")
	s, err := of.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	all := s.OfPage(fridge)
	d := kittest.Open(t, questions.New(of, fridge)).Answer("l.green").Shows("PAGE   Check the temperature of the medicine", "▸ Questions of a page").Press("enter")
	for _, q := range all {
		reply(d.Shows("How sure are you"), q, true)
		d.Press("enter")
	}
	d.Shows("That was all of Check the temperature of the medicine and reagent fridges.", "8 of 8 critical steps")
	kittest.Open(t, questions.New(of, "SOP-NO-000")).Answer("l.green").Shows("SOP-NO-000 is not among the pages that can be practised.")
}

func TestWhoStopsKeepsWhatWasAnswered(t *testing.T) {
	of := desk(t, fridge)
	d := open(t, of, "l.green").Press("enter", "esc").Shows("question")
	s, err := of.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := s.Ask()
	reply(d.Press("enter"), q, true)
	d.Press("esc").Shows("WHAT YOU RECALL").Press("esc")
	if d.Backs != 1 {
		t.Error("esc does not leave")
	}
	if again, err := of.Sit("l.green", "", silent); err != nil || len(again.Recalls()) != 1 {
		t.Errorf("%v, %v", again.Recalls(), err)
	}
}

func TestALineThatWasSortedIsTakenBack(t *testing.T) {
	of := desk(t, fridge)
	now := kittest.Now
	of.Now = func() time.Time { return now }
	for range 30 {
		d := open(t, of, "l.green")
		s, err := of.Sit("l.green", "", silent)
		if err != nil {
			t.Fatal(err)
		}
		for q, more := s.Ask(); more; q, more = s.Ask() {
			if q.How == recall.Sort {
				d.Press("enter", "s", "2").Shows("2 is 1").Press("backspace").Hides("2 is 1").Press(keys(q, true)...).Shows("Right.")
				return
			}
			reply(d.Press("enter"), q, true)
			s.Answered(q, now, true, 3, 0)
		}
		now = now.AddDate(0, 0, 1)
	}
	t.Error("nothing is sorted on this page")
}

func TestAPINIsAskedForAndNeverShown(t *testing.T) {
	of := desk(t, fridge)
	d := open(t, of, "l.green").Press("n").Answer("4711", "4712").Shows("They are not the same.").Press("esc")
	d.Press("n").Answer("47").Shows("A PIN has at least four characters.").Answer("4711", "4711").Shows("Your answers are sealed.").Hides("No PIN seals")
	open(t, of).Shows("l.green sealed by a PIN").Answer("l.green").Type("4710").Hides("4710").Press("enter").Shows("that is not the PIN.", "--begin-anew")
	d = open(t, of).Answer("l.green", "4711").Shows("question").Press("u").Answer("4710").Hides("4710").Shows("That is not the PIN.").Press("esc", "u").Answer("4711").Shows("No PIN seals your answers any more.")
	d.Press("u").Hides("Your PIN").Press("q")
	if d.Backs != 1 {
		t.Error("q does not leave")
	}
}

// An empty line removes no PIN, and sets none: what to do instead is said.
func TestAPINIsOnlyRemovedWhereSomebodyAsksForIt(t *testing.T) {
	of := desk(t, fridge)
	d := open(t, of, "l.green")
	d.KeysLead("up", "k", "j")
	d.Press("n", "enter").Shows("Nothing was typed. A PIN has at least four characters. To have none, go back.").Hides("any more").Press("esc")
	d.Press("n").Answer("4711", "4711").Shows("Your answers are sealed.")
	d.KeysLead("up", "k", "j")
	d.Press("n", "enter").Shows("▸ New PIN").Press("enter").Shows("To have none, go back and take u, remove the PIN.").Hides("any more").Press("esc")
	d.Press("n").Answer("4710", "0815", "0815").Shows("That is not the PIN.").Press("esc", "n").Answer("4711", "0815", "0815").Shows("Your answers are sealed.")
	d.Press("u", "enter").Shows("Your PIN is still empty.").Press("esc").Hides("any more")
	if _, err := of.Sit("l.green", "", silent); !errors.Is(err, answers.ErrSealed) {
		t.Errorf("it is not sealed any more: %v", err)
	}
}

func TestAnswersAreSharedAsAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine")
	d := open(t, desk(t, fridge), "l.green").Press("s", "enter").Shows("New file is still empty.").Answer(file).Shows("it says that they are no record")
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "NOT A RECORD") {
		t.Errorf("%s, %v", text, err)
	}
	d.Press("s").Answer(file).Shows("exists").Press("esc").Hides("New file")
}

func TestNobodySitsDownWithoutAName(t *testing.T) {
	d := open(t, desk(t, fridge)).Press("enter").Shows("Who practises is still empty.").Press("esc")
	if d.Backs != 1 {
		t.Error("esc does not leave")
	}
	if d.Send(kit.Changed{}); d.Screen.Field(d.Env).Kind != kit.TextField {
		t.Error("no name can be typed")
	}
}

// broken is a desk that cannot be read.
type broken struct{ err error }

func (b broken) Owners() ([]answers.Owner, error) { return nil, b.err }

func (b broken) Sit(string, string, func(int64, int64)) (*study.Sitting, error) { return nil, b.err }

func TestAnswersThatCannotBeReadOrKeptAreSaid(t *testing.T) {
	kittest.Open(t, questions.New(broken{errors.New("the folder is locked")}, "")).Shows("The folder is locked.")
	of := desk(t, fridge)
	d := open(t, of, "l.green")
	s, err := of.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := s.Ask()
	if err := os.RemoveAll(of.Books.Dir); err != nil {
		t.Fatal(err)
	}
	reply(d.Press("enter"), q, true)
	d.Shows("The answer was not kept").Hides("WHAT YOU RECALL")
	damaged := desk(t, fridge)
	if _, err := damaged.Sit("l.green", "", silent); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(damaged.Books.Dir, "*.answers"))
	if err != nil || len(files) != 1 || os.WriteFile(files[0], []byte("nothing\n"), 0o600) != nil {
		t.Fatal(files, err)
	}
	open(t, damaged, "l.green").Shows("They are put aside as")
}

func silent(int64, int64) {}
