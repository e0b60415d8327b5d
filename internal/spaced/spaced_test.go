package spaced_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/open-spaced-repetition/go-fsrs/v3"

	"soprun/internal/spaced"
)

const monday = spaced.Day(20_787) // 30 November 2026

func held(item string, on spaced.Day) spaced.Answer {
	return spaced.Answer{Item: item, On: on, Right: true, Sure: spaced.Sure, Seconds: 8}
}

// intervals answers an item as soon as it is due, and returns the days between.
func intervals(l *spaced.Learner, i spaced.Item, n int, answer func(on spaced.Day) spaced.Answer) (out []int) {
	on := monday
	for range n {
		l.Add(i, answer(on))
		next := l.Memory(i.Name).Due
		out, on = append(out, int(next-on)), next
	}
	return out
}

// FSRS by itself goes beyond the longest interval that it is given, and would ask after 91 or
// 92 days.
func TestNothingIsPutOffLongerThanItMayBe(t *testing.T) {
	p := fsrs.DefaultParam()
	p.MaximumInterval, p.EnableShortTerm = 90, false
	card, on, beyond := fsrs.NewCard(), monday.Date(), false
	for range 8 {
		card = fsrs.NewFSRS(p).Next(card, on, fsrs.Good).Card
		on, beyond = card.Due, beyond || card.ScheduledDays > 90
	}
	if !beyond {
		t.Error("the library keeps to its maximum: the trap is gone")
	}
	var l spaced.Learner
	got := intervals(&l, spaced.Item{Name: "rinse"}, 8, func(on spaced.Day) spaced.Answer { return held("rinse", on) })
	if slices.Max(got) > 90 || got[len(got)-1] < 80 || !slices.IsSorted(got[:5]) {
		t.Errorf("asked again after %v days", got)
	}
}

// Whole days are counted by the date: at nine, and the next day at ten to nine.
func TestADayIsADateAndNotTwentyFourHours(t *testing.T) {
	zone := time.FixedZone("", 3600)
	first, second := time.Date(2026, 11, 30, 9, 0, 0, 0, zone), time.Date(2026, 12, 1, 8, 50, 0, 0, zone)
	if d := spaced.DayOf(second) - spaced.DayOf(first); d != 1 || spaced.DayOf(first) != monday || monday.String() != "2026-11-30" {
		t.Errorf("%d days from %s to %s", d, spaced.DayOf(first), spaced.DayOf(second))
	}
	if late := time.Date(2026, 11, 30, 23, 30, 0, 0, time.FixedZone("", -5*3600)); spaced.DayOf(late) != monday {
		t.Errorf("late in the west it is %s", spaced.DayOf(late))
	}
	var l spaced.Learner
	l.Add(spaced.Item{Name: "rinse"}, held("rinse", monday))
	l.Add(spaced.Item{Name: "rinse"}, held("rinse", monday+1))
	if m := l.Memory("rinse"); m.Days != 2 || m.Last != monday+1 {
		t.Errorf("two days are %+v", m)
	}
}

func TestAGuessThatWasRightWasNotRemembered(t *testing.T) {
	after := func(a spaced.Answer) spaced.Memory {
		var l spaced.Learner
		l.Add(spaced.Item{Name: "rinse"}, held("rinse", monday))
		a.Item, a.On = "rinse", monday+3
		l.Add(spaced.Item{Name: "rinse"}, a)
		return l.Memory("rinse")
	}
	sure, thought := after(spaced.Answer{Right: true, Sure: spaced.Sure}), after(spaced.Answer{Right: true, Sure: spaced.ThinkSo})
	guess, wrong := after(spaced.Answer{Right: true, Sure: spaced.Guess}), after(spaced.Answer{Sure: spaced.Sure})
	if sure != thought || guess != wrong || sure == wrong || wrong.Lapses != 1 || sure.Lapses != 0 {
		t.Errorf("sure %+v, thought %+v, guess %+v, wrong %+v", sure, thought, guess, wrong)
	}
}

// What was wrong is asked again the same day: that it is right then says nothing of tomorrow.
func TestOnlyTheFirstAnswerOfADayCounts(t *testing.T) {
	var l spaced.Learner
	l.Add(spaced.Item{Name: "rinse"}, spaced.Answer{Item: "rinse", On: monday, Sure: spaced.Sure})
	before := l.Memory("rinse")
	for range 5 {
		l.Add(spaced.Item{Name: "rinse"}, held("rinse", monday))
	}
	if got := l.Memory("rinse"); got != before || l.Seconds() != 8 {
		t.Errorf("it is %+v, was %+v; an answer takes %.0f s", got, before, l.Seconds())
	}
}

func TestAnItemIsAskedBeforeItsPageIsReviewed(t *testing.T) {
	for _, days := range []spaced.Day{1, 2, 5, 20, 60} {
		var l spaced.Learner
		i := spaced.Item{Name: "rinse", Until: monday + days}
		for on := monday; on < monday+days; on = l.Memory("rinse").Due {
			l.Add(i, held("rinse", on))
			if due := l.Memory("rinse").Due; due > i.Until || due <= on {
				t.Fatalf("%d days before: answered on %s, asked again on %s, the last day is %s", days, on, due, i.Until)
			}
		}
	}
}

// Twenty that were learned on one day do not come back on one day, and none on a closed one.
func TestTheLoadIsSpreadOverOpenDays(t *testing.T) {
	weekend := func(d spaced.Day) bool { return (d-monday)%7 >= 5 }
	l := spaced.Learner{Closed: weekend}
	of := map[spaced.Day]int{}
	for round := range 3 {
		of = map[spaced.Day]int{}
		for i := range 20 {
			name := fmt.Sprint(i)
			on := monday
			if round > 0 {
				on = l.Memory(name).Due
			}
			l.Add(spaced.Item{Name: name}, held(name, on))
			of[l.Memory(name).Due]++
		}
	}
	most := 0
	for day, n := range of {
		if most = max(most, n); weekend(day) {
			t.Errorf("%d are due on %s, which is closed", n, day)
		}
	}
	if most > 8 || len(of) < 4 {
		t.Errorf("%d of 20 are due on one day: %v", most, of)
	}
}

// Near to its last day an item is asked on an open day too, before it where none is left up to
// it; only where every day is closed is it asked on one.
func TestWhatHasALastDayIsAskedOnAnOpenDayBeforeIt(t *testing.T) {
	for until := spaced.Day(1); until <= 100; until++ {
		for name, closed := range map[string]func(spaced.Day) bool{
			"weekends":       func(d spaced.Day) bool { return (d-monday)%7 >= 5 },
			"a closed month": func(d spaced.Day) bool { return d > monday+3 && d < monday+33 },
			"all but one":    func(d spaced.Day) bool { return d != monday+1 },
		} {
			l := spaced.Learner{Closed: closed}
			i := spaced.Item{Name: "rinse", Until: monday + until}
			for on, n := monday, 0; on < i.Until && n < 30; n++ {
				l.Add(i, held("rinse", on))
				due := l.Memory("rinse").Due
				if due <= on || due > i.Until {
					t.Fatalf("%s: answered on day %d, asked again on day %d of %d", name, on-monday, due-monday, until)
				}
				for d := on + 1; closed(due) && d <= i.Until; d++ {
					if !closed(d) {
						t.Fatalf("%s: asked on day %d, which is closed; day %d is open, the last is %d", name, due-monday, d-monday, until)
					}
				}
				on = due
			}
		}
	}
}

func TestTheFactorIsOnesOwnFromFiftyAnswersOn(t *testing.T) {
	var l spaced.Learner
	tested := 0
	for day := spaced.Day(0); tested < 120; day++ {
		for i := range 10 {
			name := fmt.Sprint(i)
			m := l.Memory(name)
			if m.Days > 0 && m.Due > monday+day {
				continue
			}
			if tested < 50 && l.Factor() != 1 {
				t.Fatalf("after %d answers it is %.2f", tested, l.Factor())
			}
			a := held(name, monday+day)
			a.Right = tested%2 == 0
			if l.Add(spaced.Item{Name: name}, a); m.Days > 0 {
				tested++
			}
		}
	}
	if f := l.Factor(); f >= 0.7 || f < 0.1 {
		t.Errorf("of somebody who forgets every second one it is %.2f", f)
	}
	var all spaced.Learner
	for i := range 100 {
		name := fmt.Sprint(i)
		intervals(&all, spaced.Item{Name: name}, 4, func(on spaced.Day) spaced.Answer { return held(name, on) })
	}
	if f := all.Factor(); f < 1.45 {
		t.Errorf("of somebody who forgets nothing it is %.2f", f)
	}
}

// said writes a plan.
func said(p spaced.Plan) string {
	names := func(all []spaced.Item) string {
		out := make([]string, len(all))
		for i, item := range all {
			out[i] = item.Name
		}
		return strings.Join(out, " ")
	}
	return fmt.Sprintf("due %s, new %s, mixed %s, waiting %d (%d)", names(p.Due), names(p.New), names(p.Mixed), p.Waiting, p.Critical)
}

// The critical come first, then what is likeliest remembered; what has no room waits, and of
// what is new only one critical item comes before it.
func TestADayHasItsOrderAndItsRoom(t *testing.T) {
	var l spaced.Learner
	items := []spaced.Item{
		{Name: "a", Page: "1"},
		{Name: "b", Page: "1", Critical: true},
		{Name: "c", Page: "2"},
		{Name: "d", Page: "2", Critical: true},
		{Name: "new", Page: "3"},
		{Name: "newer", Page: "3", Critical: true},
		{Name: "newest", Page: "3", Critical: true},
	}
	for n, i := range items[:4] {
		a := held(i.Name, monday+spaced.Day(n/2))
		a.Seconds = 10
		l.Add(i, a)
	}
	for left, want := range map[float64]string{
		600: "due d b c a, new newer newest new, mixed , waiting 0 (0)",
		75:  "due d b c a, new newer, mixed , waiting 0 (0)",
		60:  "due d b, new newer, mixed , waiting 2 (0)",
		24:  "due d b, new , mixed , waiting 2 (0)",
		12:  "due d, new , mixed , waiting 3 (1)",
		0:   "due , new , mixed , waiting 4 (2)",
	} {
		p := l.Today(items, monday+20, left)
		if got := said(p); got != want || p.Seconds > left {
			t.Errorf("in %.0f s: %s, %.0f s; want %s", left, got, p.Seconds, want)
		}
	}
	if got := said(l.Today(items[:4], monday+1, 600)); got != "due , new , mixed , waiting 0 (0)" {
		t.Errorf("on a day on which nothing is due: %s", got)
	}
	if got := said((&spaced.Learner{}).Today(nil, monday, 600)); got != "due , new , mixed , waiting 0 (0)" {
		t.Errorf("without items: %s", got)
	}
}

// Five of three pages, when all is done and nothing is new.
func TestWhatIsMixedIsOfSeveralPages(t *testing.T) {
	var l spaced.Learner
	var items []spaced.Item
	for i := range 12 {
		items = append(items, spaced.Item{Name: fmt.Sprint(i), Page: fmt.Sprint(i % 4)})
		l.Add(items[i], held(fmt.Sprint(i), monday))
		l.Add(items[i], held(fmt.Sprint(i), monday+3))
	}
	p := l.Today(items, monday+5, 600)
	pages := map[string]int{}
	for _, i := range p.Mixed {
		pages[i.Page]++
	}
	if len(p.Mixed) != 5 || len(pages) != 3 {
		t.Errorf("%s", said(p))
	}
	if p := l.Today(items[:2], monday+5, 600); len(p.Mixed) != 0 {
		t.Errorf("of two pages: %s", said(p))
	}
	if p := l.Today(items, monday+3, 600); len(p.Mixed) != 0 {
		t.Errorf("what was asked today is asked again: %s", said(p))
	}
}

func TestWhatHasAnotherAnswerBeginsAnew(t *testing.T) {
	var l spaced.Learner
	l.Add(spaced.Item{Name: "rinse"}, held("rinse", monday))
	l.Forget("rinse")
	l.Forget("never asked")
	if m := l.Memory("rinse"); m.Days != 0 {
		t.Errorf("it is %+v", m)
	}
	if p := l.Today([]spaced.Item{{Name: "rinse"}}, monday+1, 600); said(p) != "due , new rinse, mixed , waiting 0 (0)" {
		t.Errorf("it is not new: %s", said(p))
	}
}

func TestHowLongAnAnswerTakesIsTheMedianOfTheLast(t *testing.T) {
	var l spaced.Learner
	if l.Seconds() != 12 {
		t.Errorf("before any answer it is %.0f s", l.Seconds())
	}
	i := spaced.Item{Name: "rinse"}
	l.Add(i, spaced.Answer{Item: "rinse", On: monday, Right: true, Sure: spaced.Sure, Seconds: 90}) // it was new
	if l.Seconds() != 12 {
		t.Errorf("an answer to what is new counts: %.0f s", l.Seconds())
	}
	for n := range 40 {
		l.Add(i, spaced.Answer{Item: "rinse", On: monday, Right: true, Sure: spaced.Sure, Seconds: float64(n)})
	}
	if l.Seconds() != 29.5 { // of 20 to 39
		t.Errorf("it is %.1f s", l.Seconds())
	}
}
