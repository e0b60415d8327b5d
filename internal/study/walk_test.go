package study_test

import (
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

// station is a walk of hand hygiene as a station, begun on monday.
func station(t *testing.T) study.Walk {
	t.Helper()
	s := study.New(studytest.Shipped(t, nil, hands), nil, nil)
	p, ok := s.Page(hands)
	if !ok {
		t.Fatal("the page is not there")
	}
	return s.Walk(p, study.Exam, monday)
}

// said goes on until the walk is over, with what right says of each step.
func said(w study.Walk, right func(p study.Place) bool) study.Walk {
	for now := w.Begun; ; {
		p, _, more := w.At()
		if !more {
			return w
		}
		now = now.Add(10 * time.Second)
		w = w.Said(right(p), now)
	}
}

// Every step of every shipped page is walked, in the order of the page, in each mode that
// walks; a station asks nothing that only its person could judge, and nothing that shows the
// steps behind it.
func TestEveryShippedPageIsWalkedFromItsFirstStepToItsLast(t *testing.T) {
	pages := studytest.All(t)
	s := study.New(pages, nil, nil)
	asked := 0
	for _, p := range pages {
		for _, mode := range []study.Mode{study.Read, study.Guided, study.Memory, study.Questions, study.Exam, study.Rehearsal} {
			w := s.Walk(p, mode, monday)
			if mode != study.Guided && mode != study.Memory && mode != study.Exam {
				if w.Mode != "" || len(w.Places) > 0 {
					t.Errorf("%s: %s walks", p.Meta.ID, mode)
				}
				continue
			}
			number, once := 0, map[string]bool{}
			end := said(w, func(at study.Place) bool {
				if number++; at.Number != number {
					t.Errorf("%s %s: step %d is the %dth", p.Meta.ID, mode, at.Number, number)
				}
				if q := at.Ask; q != nil {
					asked++
					if key := strings.Join(append(q.Given, q.Asked, q.See), "\n"); once[key] {
						t.Errorf("%s: %q is asked twice", p.Meta.ID, q.Asked)
					} else {
						once[key] = true
					}
					if q.How == recall.Recall || q.Kind == recall.Fault || q.Kind == recall.Order || q.Step != at.ID || mode != study.Exam {
						t.Errorf("%s %s: step %d is asked %s", p.Meta.ID, mode, at.Number, q.Key())
					}
				}
				return true
			})
			right, critical := end.Count(study.Right)
			all := 0
			for _, c := range end.Places {
				if c.Critical {
					all++
				}
			}
			if end.End != study.Through || right != p.StepCount() || critical != all || number != p.StepCount() {
				t.Errorf("%s %s: %d of %d steps, end %d", p.Meta.ID, mode, right, p.StepCount(), end.End)
			}
			if timed := mode == study.Exam; (w.Limit > 0) != timed || timed && w.Limit < time.Duration(p.StepCount())*30*time.Second {
				t.Errorf("%s %s: it has %s", p.Meta.ID, mode, w.Limit)
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d steps are asked: the test shows nothing", asked)
	}
}

func TestACriticalErrorEndsAStationAndNoOtherDoes(t *testing.T) {
	w := station(t)
	end := said(w, func(p study.Place) bool { return p.Critical })
	if missed, critical := end.Count(study.Missed); end.End != study.Through || missed == 0 || critical != 0 {
		t.Errorf("end %d, %d missed, %d of them critical", end.End, missed, critical)
	}
	last := 0
	end = said(w, func(p study.Place) bool {
		last = p.Number
		return !p.Critical || p.Number < 5
	})
	if missed, _ := end.Count(study.Missed); end.End != study.CriticalError || missed != 1 || last != 5 || end.Took == 0 {
		t.Errorf("end %d at step %d, %d missed", end.End, last, missed)
	}
	if again := end.Said(true, monday.Add(time.Minute)); again.End != study.CriticalError {
		t.Error("it goes on behind its end")
	}
	s := study.New(studytest.Shipped(t, nil, hands), nil, nil)
	p, _ := s.Page(hands)
	if end := said(s.Walk(p, study.Guided, monday), func(study.Place) bool { return false }); end.End != study.Through {
		t.Errorf("a guided walk ends as %d", end.End)
	}
}

// The time of a station ends it, whether somebody answers or not; a late answer counts for
// nothing.
func TestTheTimeOfAStationEndsIt(t *testing.T) {
	w := station(t)
	at := monday.Add(w.Limit)
	if got := w.Looked(at.Add(-time.Second)); got.End != study.Under || got.Left(at.Add(-time.Second)) != time.Second {
		t.Errorf("before the time is over: %d", got.End)
	}
	if got := w.Looked(at); got.End != study.TimeUp || got.Took != w.Limit {
		t.Errorf("as it is over: %d, %s", got.End, got.Took)
	}
	late := w.Said(true, at.Add(time.Hour))
	if n, _ := late.Count(study.Right); late.End != study.TimeUp || n != 0 {
		t.Errorf("an answer behind it: %d, %d right", late.End, n)
	}
	if stopped := w.Stop(monday.Add(time.Minute)); stopped.End != study.Stopped || stopped.Looked(at).End != study.Stopped || stopped.Took != time.Minute {
		t.Errorf("stopped is %+v", stopped.End)
	}
	if n, _ := w.Count(study.Open); n != len(w.Places) {
		t.Error("a walk that was ended changes the one before")
	}
}

func TestThePagesOfADayStandFirst(t *testing.T) {
	pages := studytest.Shipped(t, nil, fridge, hands)
	pages[0].Daily = false
	if got := study.New(pages, nil, nil).Pages(); got[0].Meta.ID != hands || got[1].Meta.ID != fridge {
		t.Errorf("%s stands first", got[0].Meta.ID)
	}
}

// What was learned is asked again on the first open day, however many are closed.
func TestNothingThatWasLearnedIsAskedOnAClosedDay(t *testing.T) {
	now := monday
	today := spaced.DayOf(monday)
	d := study.Desk{
		Books: answers.Folder{Dir: filepath.Join(t.TempDir(), "answers"), Now: func() time.Time { return now }}, Now: func() time.Time { return now },
		Pages: func(string, func(int64, int64)) ([]study.Page, error) { return studytest.Shipped(t, nil, fridge), nil },
		Closed: func() (func(spaced.Day) bool, error) {
			return func(on spaced.Day) bool { return on > today && on < today+9 }, nil
		},
	}
	s, err := d.Sit("l.green", "", silent)
	if err != nil {
		t.Fatal(err)
	}
	for q, more := s.Ask(); more; q, more = s.Ask() {
		if err := s.Keep(q, true, spaced.Sure, 10*time.Second); err != nil {
			t.Fatal(err)
		}
	}
	for day := 1; day <= 9; day++ {
		now = monday.AddDate(0, 0, day)
		if s, err = d.Sit("l.green", "", silent); err != nil {
			t.Fatal(err)
		}
		q, more := s.Ask()
		if again := more && !q.New; again != (day == 9) {
			t.Errorf("%d days later it is asked again: %v", day, again)
		}
	}
}
