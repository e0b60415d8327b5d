package study_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"soprun/internal/answers"
	"soprun/internal/spaced"
	"soprun/internal/study"
	"soprun/internal/study/studytest"
	"soprun/sop/recall"
)

var monday = time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)

const (
	fridge = "SOP-EQ-014"
	hands  = "SOP-IC-001"
)

// played is a student with all of their answers.
type played struct {
	*study.Student
	all []answers.Answer
	now time.Time
}

// day answers all that is asked in a day, each as right says of its number, and returns what
// was asked.
func (p *played) day(t *testing.T, right func(n int, q study.Question) bool) (asked []study.Question) {
	t.Helper()
	for {
		q, more := p.Next(p.now)
		if !more {
			return asked
		}
		p.now = p.now.Add(10 * time.Second)
		p.all = append(p.all, p.Answered(q, p.now, right(len(asked), q), spaced.Sure, 10*time.Second))
		if asked = append(asked, q); len(asked) > 100 {
			t.Fatal("the day does not end")
		}
	}
}

func always(int, study.Question) bool { return true }

func TestADayBeginsFewAndEndsWhenAllWasRight(t *testing.T) {
	p := &played{Student: study.New(studytest.Shipped(t, nil, fridge, hands), nil, nil), now: monday}
	before := p.Today(p.now)
	asked := p.day(t, always)
	if before.Questions == 0 || len(asked) < before.Questions {
		t.Errorf("%d were asked, said were %+v", len(asked), before)
	}
	seen := map[string]bool{}
	for n, q := range asked {
		if !q.New || seen[q.Step] || n > 0 && q.Critical && !asked[n-1].Critical {
			t.Errorf("%s is asked: %+v", q.Step, q)
		}
		seen[q.Step] = true
	}
	if after := p.Today(p.now); after != (study.Day{}) {
		t.Errorf("left is %+v", after)
	}
	again := 0
	for day := range 7 {
		p.now = monday.AddDate(0, 0, day+1)
		for _, q := range p.day(t, always) {
			if seen[q.Step] {
				again++
			}
		}
	}
	if again < len(asked) {
		t.Errorf("within a week %d of %d were asked again", again, len(asked))
	}
}

// What is wrong is asked again at the end of the day, until it is right.
func TestWhatIsWrongIsAskedAgainTheSameDay(t *testing.T) {
	p := &played{Student: study.New(studytest.Shipped(t, nil, fridge), nil, nil), now: monday}
	asked := p.day(t, func(n int, _ study.Question) bool { return n > 1 })
	if n := len(asked); n < 4 || asked[n-2].Step != asked[0].Step || asked[n-1].Step != asked[1].Step || asked[n-1].New {
		t.Errorf("%d were asked, the last of %s", n, asked[n-1].Step)
	}
}

// What is asked follows from the answers alone: in the middle of a day too.
func TestAStartGoesOnWhereItWas(t *testing.T) {
	pages := studytest.Shipped(t, nil, fridge, hands)
	p := &played{Student: study.New(pages, nil, nil), now: monday}
	for day := range 6 {
		p.day(t, func(n int, _ study.Question) bool {
			again := study.New(pages, nil, p.all)
			if want, got := p.Today(p.now), again.Today(p.now); want != got {
				t.Fatalf("after %d answers it is %+v, was %+v", len(p.all), got, want)
			}
			want, _ := p.Next(p.now)
			if got, _ := again.Next(p.now); !reflect.DeepEqual(want, got) {
				t.Fatalf("after %d answers %+v is asked, was %+v", len(p.all), got, want)
			}
			return n%3 != 0
		})
		p.now = monday.AddDate(0, 0, day+1)
	}
	if len(p.all) < 30 {
		t.Errorf("%d were answered", len(p.all))
	}
}

func TestEachTimeAnItemIsAskedInAnotherWay(t *testing.T) {
	p := &played{Student: study.New(studytest.Shipped(t, nil, fridge), nil, nil), now: monday}
	ways := map[string]map[string]bool{}
	for range 60 {
		for _, q := range p.day(t, always) {
			if ways[q.Step] == nil {
				ways[q.Step] = map[string]bool{}
			}
			ways[q.Step][q.Key()] = true
		}
		p.now = p.now.AddDate(0, 0, 1)
	}
	most := 0
	for _, keys := range ways {
		most = max(most, len(keys))
	}
	if most < 3 {
		t.Errorf("an item was asked in %d ways at most: %v", most, ways)
	}
}

// Another limit has a step begin anew; other words leave it as it is.
func TestOnlyWhatHasAnotherAnswerBeginsAnew(t *testing.T) {
	p := &played{Student: study.New(studytest.Shipped(t, nil, fridge), nil, nil), now: monday}
	for range 3 {
		p.day(t, always)
		p.now = p.now.AddDate(0, 0, 1)
	}
	begun := func(change func(string) string) int {
		all := study.New(studytest.Shipped(t, change, fridge), nil, p.all).Progress(p.now)
		if len(all) != 1 {
			t.Fatalf("%+v", all)
		}
		return all[0].Begun
	}
	same, words, limit := begun(nil), begun(strings.NewReplacer("door shut", "door closed").Replace), begun(strings.NewReplacer("2.0 to 8.0", "3.0 to 7.0").Replace)
	if same < 4 || words != same || limit >= same || limit == 0 {
		t.Errorf("%d are begun, with other words %d, with another limit %d", same, words, limit)
	}
}

func TestProgressCountsWhatIsRecalledAndNeverSaysCompetent(t *testing.T) {
	p := &played{Student: study.New(studytest.Shipped(t, nil, fridge, hands), nil, nil), now: monday}
	if got := p.Progress(p.now); len(got) != 0 {
		t.Errorf("before any answer it is %+v", got)
	}
	p.day(t, func(n int, _ study.Question) bool { return n != 0 })
	got := p.Progress(p.now)
	if len(got) == 0 || got[0].Recalled == 0 || got[0].Begun != got[0].Recalled+1 {
		t.Fatalf("%+v", got)
	}
	recalled := 0
	for _, page := range got {
		recalled += page.Recalled
	}
	p.now = p.now.AddDate(0, 3, 0)
	later := 0
	for _, page := range p.Progress(p.now) {
		later += page.Recalled
	}
	if later >= recalled {
		t.Errorf("%d are recalled, three months later %d", recalled, later)
	}
}

func TestWhatWasSureAndWrongIsCountedUntilItIsRight(t *testing.T) {
	s := study.New(studytest.Shipped(t, nil, fridge), nil, nil)
	q, _ := s.Next(monday)
	s.Answered(q, monday, false, spaced.Sure, time.Second)
	if got := s.Progress(monday); got[0].SureWrong != 1 {
		t.Errorf("%+v", got)
	}
	s.Answered(q, monday, false, spaced.Guess, time.Second)
	if got := s.Progress(monday); got[0].SureWrong != 0 {
		t.Errorf("of a guess that was wrong it is %+v", got)
	}
}

// No day is longer than ten minutes, however much is due.
func TestADayHasTenMinutes(t *testing.T) {
	p := &played{Student: study.New(studytest.Shipped(t, nil, fridge, hands, "SOP-IC-004", "SOP-EQ-011"), nil, nil), now: monday}
	slow := 0
	for day := range 20 {
		for {
			q, more := p.Next(p.now)
			if !more {
				break
			}
			p.now = p.now.Add(50 * time.Second)
			p.Answered(q, p.now, true, spaced.Sure, 50*time.Second)
		}
		if took := p.now.Sub(monday.AddDate(0, 0, day)); took > spaced.Budget+50*time.Second {
			t.Fatalf("day %d took %s", day, took)
		} else if took > 5*time.Minute {
			slow++
		}
		p.now = monday.AddDate(0, 0, day+1)
	}
	if slow == 0 {
		t.Error("no day was long: the test shows nothing")
	}
}

func TestTheQuestionsOfAPageAreAllOfItsItems(t *testing.T) {
	pages := studytest.Shipped(t, nil, fridge, hands)
	got := study.New(pages, nil, nil).OfPage(hands)
	if want := len(recall.Items(pages[1].Procedure)); len(got) != want || want == 0 {
		t.Errorf("%d questions, want %d", len(got), want)
	}
	for _, q := range got {
		if q.Page != hands || q.Title == "" || q.Text == "" || len(q.Places) != max(len(q.Options), len(q.Lines)) {
			t.Errorf("%+v", q)
		}
	}
}

// Answers to pages that are gone, or to steps that are, change nothing.
func TestAnswersToWhatIsGoneTellNothing(t *testing.T) {
	s := study.New(studytest.Shipped(t, nil, fridge), nil, []answers.Answer{{At: monday, SOP: "SOP-X-001", Step: "now"}, {At: monday, SOP: fridge, Step: "gone"}})
	if got := s.Progress(monday); len(got) != 0 {
		t.Errorf("%s", fmt.Sprint(got))
	}
}
