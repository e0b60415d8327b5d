package study_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/answers"
	"soprun/internal/spaced"
	"soprun/internal/study"
	"soprun/internal/study/studytest"
	"soprun/sop/recall"
)

func desk(t *testing.T) study.Desk {
	t.Helper()
	now := func() time.Time { return monday }
	return study.Desk{
		Books: answers.Folder{Dir: filepath.Join(t.TempDir(), "answers"), Now: now}, Now: now,
		Pages: func(string, func(int64, int64)) ([]study.Page, error) {
			return studytest.Shipped(t, nil, fridge, hands), nil
		},
	}
}

// One person's answers are not another's, and a PIN keeps them.
func TestWhoSitsDownHasTheirOwnAnswers(t *testing.T) {
	d := desk(t)
	s, err := d.Sit(" l.green ", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	left := s.Left()
	q, _ := s.Ask()
	if err := errors.Join(s.Keep(q, true, spaced.Sure, time.Second), s.Seal("", "4711")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Sit("l.green", "", silent); !errors.Is(err, answers.ErrSealed) {
		t.Errorf("without their PIN: %v", err)
	}
	again, err := d.Sit("L.Green", "4711", silent)
	if err != nil || len(again.Recalls()) != 1 || !again.Sealed() || again.Person() != "l.green" || again.Left().Questions != left.Questions-1 {
		t.Errorf("%+v, %v", again, err)
	}
	other, err := d.Sit("s.ali", "", silent)
	if err != nil || len(other.Recalls()) != 0 || other.Left() != left {
		t.Errorf("%+v, %v", other, err)
	}
	file := filepath.Join(t.TempDir(), "shared")
	err = again.Share(file)
	shared, readErr := os.ReadFile(file)
	if err := errors.Join(err, readErr); err != nil || !strings.Contains(string(shared), "NOT A RECORD") || strings.Count(string(shared), "\n") != 2 {
		t.Errorf("%s, %v", shared, err)
	}
	if err := again.Share(file); err == nil {
		t.Error("a file is written over")
	}
	if again.Aside() != "" {
		t.Errorf("its answers are put aside as %s", again.Aside())
	}
	if owners, err := d.Owners(); err != nil || len(owners) != 2 {
		t.Errorf("%v, %v", owners, err)
	}
}

func TestAnAnswerThatIsNotKeptCountsForNothing(t *testing.T) {
	d := desk(t)
	s, err := d.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	q, _ := s.Ask()
	if err := os.RemoveAll(d.Books.Dir); err != nil {
		t.Fatal(err)
	}
	if err := s.Keep(q, true, spaced.Sure, time.Second); err == nil || len(s.Recalls()) != 0 {
		t.Errorf("%v, %+v", err, s.Recalls())
	}
}

func TestADeskWithoutPagesSaysWhy(t *testing.T) {
	d := desk(t)
	d.Pages = func(string, func(int64, int64)) ([]study.Page, error) { return nil, errors.New("the folder is locked") }
	if _, err := d.Sit("l.green", "", silent); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("%v", err)
	}
}

// What is chosen, sorted or pointed at is judged by what was shown.
func TestAnAnswerIsJudgedByWhatWasShown(t *testing.T) {
	s := study.New(studytest.Shipped(t, nil, fridge, hands, "SOP-IC-004", "SOP-EQ-011"), nil, nil)
	tried := map[recall.How]int{}
	for _, id := range []string{fridge, hands, "SOP-IC-004", "SOP-EQ-011"} {
		for _, of := range s.OfPage(id) {
			shown := of.Shown()
			tried[of.How]++
			switch of.How {
			case recall.Choose:
				for n := range shown {
					right, told := of.Judge([]int{n}, nil)
					if want := of.Options[0].Text == shown[n]; right != want || !told {
						t.Errorf("%s: %q is %v", of.Key(), shown[n], right)
					}
					if why := of.Because(n); why != of.Options[of.Places[n]].Why {
						t.Errorf("%s: of %q it says %q", of.Key(), shown[n], why)
					}
				}
			case recall.Sort:
				order, _ := studytest.Reply(of, true)
				if right, told := of.Judge(order, nil); !right || !told {
					t.Errorf("%s: the right order is wrong", of.Key())
				}
			case recall.Type:
				if right, told := of.Judge(nil, of.Blanks); !right || !told {
					t.Errorf("%s: %q is wrong", of.Key(), of.Blanks)
				}
			case recall.Point:
				for n, l := range of.Lines {
					if right, _ := of.Judge([]int{n}, nil); right != l.Right || shown[n] != l.Text {
						t.Errorf("%s: line %d is %v", of.Key(), n, right)
					}
				}
			}
			if of.How == recall.Recall {
				continue
			}
			for _, none := range [][]int{nil, {99}, {-1}, {0, 1}} {
				if right, _ := of.Judge(none, nil); right {
					t.Errorf("%s: %v is right", of.Key(), none)
				}
			}
		}
	}
	if tried[recall.Choose] == 0 || tried[recall.Sort] == 0 {
		t.Errorf("tried were %v: the test shows nothing", tried)
	}
	var q study.Question
	if q.Because(0) != "" || q.Because(-1) != "" {
		t.Error("a question without options says why")
	}
}

// Who works at a terminal elsewhere would name a file of the machine that serves them.
func TestWhoWorksElsewhereSharesIntoNoFileHere(t *testing.T) {
	d := desk(t)
	d.NoFiles = errors.New("files are written at the station")
	s, err := d.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "shared")
	if err := s.Share(file); !errors.Is(err, d.NoFiles) {
		t.Errorf("it says %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is there: %v", err)
	}
}

func silent(int64, int64) {}

// A bench whose clock was a year ahead for a day would ask nothing for a year.
func TestADayUnderAWrongClockDoesNotDecideWhatIsAskedLater(t *testing.T) {
	now := monday
	d := desk(t)
	d.Now = func() time.Time { return now }
	d.Books.Now = d.Now
	asked := func() (n int) {
		t.Helper()
		s, err := d.Sit("l.green", "", silent)
		if err != nil {
			t.Fatal(err)
		}
		for q, more := s.Ask(); more && n < 50; q, more = s.Ask() {
			if err := s.Keep(q, true, spaced.Sure, 10*time.Second); err != nil {
				t.Fatal(err)
			}
			n, now = n+1, now.Add(10*time.Second)
		}
		return n
	}
	first := asked()
	now = monday.AddDate(1, 0, 0)
	ahead := asked()
	now = monday.AddDate(0, 0, 4)
	behind := asked()
	now = monday.AddDate(-1, 0, 0)
	asked()
	now = monday.AddDate(0, 0, 4).Add(time.Hour)
	if first == 0 || ahead < first || behind < first {
		t.Errorf("asked %d, under a clock that is a year ahead %d, and four days later %d", first, ahead, behind)
	}
	if n := asked(); n != 0 {
		t.Errorf("of what was answered that day %d are asked once more, as if forgotten since last year", n)
	}
	s, err := d.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Recalls() {
		if p.Recalled == 0 {
			t.Errorf("of %s nothing is recalled", p.Title)
		}
	}
}
