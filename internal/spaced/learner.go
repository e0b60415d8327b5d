package spaced

import (
	"math"
	"slices"
)

// How long an answer takes before the person's own answers say it, to an item that is known
// and to one that is new, and how many of them do.
const (
	firstSeconds = 12
	newSeconds   = 25
	timedBy      = 20
)

// Item is what can be learned.
type Item struct {
	Name     string
	Page     string // whose it is: several are asked mixed
	Critical bool
	// Until is the day by which it is asked at the latest, the day before its page is
	// reviewed or something expires; 0 for none.
	Until Day
}

// Learner is one person: what they are thought to remember, by their answers. The zero
// Learner has answered nothing.
type Learner struct {
	Closed func(Day) bool // on which nothing is planned; nil for none

	factor  float64 // 0 for 1
	memory  map[string]Memory
	seconds []float64 // of the last answers
	tested  []tested
	load    map[Day]int // items that are due
}

// Factor is how much longer, or shorter, than most this person remembers. It is 1 until
// fifty of their answers say it.
func (l *Learner) Factor() float64 {
	if l.factor == 0 {
		return 1
	}
	return l.factor
}

// Memory returns what is thought to be remembered of an item, a zero one of one that was
// never asked.
func (l *Learner) Memory(item string) Memory { return l.memory[item] }

// Recall is how likely an item is remembered on a day.
func (l *Learner) Recall(item string, on Day) float64 { return l.memory[item].Recall(on, l.Factor()) }

// Seconds is how long an answer takes this person, the median of their last ones.
func (l *Learner) Seconds() float64 {
	if len(l.seconds) == 0 {
		return firstSeconds
	}
	all := slices.Sorted(slices.Values(l.seconds))
	return (all[(len(all)-1)/2] + all[len(all)/2]) / 2
}

// Add takes an answer to an item. Answers come in the order of their days.
func (l *Learner) Add(i Item, a Answer) {
	if l.memory == nil {
		l.memory, l.load = map[string]Memory{}, map[Day]int{}
	}
	before := l.memory[i.Name]
	after, days := before.next(a)
	if before.Days > 0 {
		if a.Seconds > 0 { // of what is new it takes longer
			l.seconds = append(l.seconds, a.Seconds)
			l.seconds = l.seconds[max(0, len(l.seconds)-timedBy):]
		}
		if after.Days == before.Days {
			return
		}
		if l.tested = append(l.tested, tested{before, a.On, a.held()}); len(l.tested)%fitsEvery == 0 {
			l.factor = fit(l.tested)
		}
		l.load[before.Due]--
	}
	after.Due = l.day(a.On, interval(days, l.Factor()), i.Until)
	l.load[after.Due]++
	l.memory[i.Name] = after
}

// Forget has an item begin anew: its answer is another one since a version of its page.
func (l *Learner) Forget(item string) {
	if m, known := l.memory[item]; known {
		l.load[m.Due]--
		delete(l.memory, item)
	}
}

// spread is how far from its day an item may be asked, in days.
func spread(days int) int {
	out := 1.0
	for _, part := range []struct{ from, to, share float64 }{{2.5, 7, 0.15}, {7, 20, 0.1}, {20, math.Inf(1), 0.05}} {
		out += part.share * max(min(float64(days), part.to)-part.from, 0)
	}
	return int(out)
}

// day is when an item is asked again: of the days near its interval the one on which least
// is due, that is not closed, and not behind its last one.
func (l *Learner) day(on Day, days int, until Day) Day {
	best, found := on+Day(days), false
	least, last := max(days-spread(days), 1), min(days+spread(days), longest)
	if days <= 2 { // what was just learned is not put off
		least, last = days, days
	}
	near := func(d Day) int { return max(int(d-on)-days, days-int(d-on)) }
	for d := on + Day(least); d <= on+Day(last); d++ {
		switch {
		case until > on && d > until || l.Closed != nil && l.Closed(d):
		case !found, l.load[d] < l.load[best], l.load[d] == l.load[best] && near(d) < near(best):
			best, found = d, true
		}
	}
	if !found {
		best = l.open(on, best, until)
	}
	return best
}

// open is the open day that is nearest behind one, or before it where none is up to the last
// day. Where all are closed it is that day.
func (l *Learner) open(on, from, until Day) Day {
	last := from + longest
	if until > on {
		from, last = min(from, until), until
	}
	if l.Closed == nil {
		return from
	}
	for d := from; d <= last; d++ {
		if !l.Closed(d) {
			return d
		}
	}
	for d := from; d > on; d-- {
		if !l.Closed(d) {
			return d
		}
	}
	return from
}
