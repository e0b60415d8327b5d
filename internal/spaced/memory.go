package spaced

import (
	"math"

	"github.com/open-spaced-repetition/go-fsrs/v3"
)

const (
	retention    = 0.9 // how likely an item is to be recalled when it is asked again
	longest      = 90  // days until it is
	leastPercent = 10  // of the factor, in hundredths
	mostPercent  = 150
	fitsEvery    = 50 // answers, and from how many on
	certainly    = 1e-6
)

// Confidence is what somebody said of their answer before they saw whether it was right.
type Confidence int

// The confidences.
const (
	Guess Confidence = iota + 1
	ThinkSo
	Sure
)

// Answer is one answer to one question.
type Answer struct {
	Item    string
	On      Day
	Right   bool
	Sure    Confidence
	Seconds float64 // that it took
}

// held reports whether the item was remembered: a guess that was right was not.
func (a Answer) held() bool { return a.Right && a.Sure != Guess }

// Memory is what is thought to be remembered of an item.
type Memory struct {
	Stability  float64 // days after which it is recalled nine times in ten, by FSRS
	Difficulty float64 // 1 to 10, by FSRS
	Last, Due  Day     // when it was asked last, and is asked again
	Days       int     // on which it was asked
	Lapses     int     // days on which it was not remembered any more
	Early      bool    // it was not due when it was asked last
}

// parameters are those of FSRS. It keeps a seed in them, so that each call has its own.
func parameters() *fsrs.FSRS {
	p := fsrs.DefaultParam()
	p.RequestRetention, p.MaximumInterval, p.EnableShortTerm, p.EnableFuzz = retention, longest, false, false
	return fsrs.NewFSRS(p)
}

func (m Memory) card() fsrs.Card {
	c := fsrs.NewCard()
	if m.Days > 0 {
		c.Stability, c.Difficulty, c.State, c.LastReview = m.Stability, m.Difficulty, fsrs.Review, m.Last.noon()
		c.Reps, c.Lapses, c.Due = uint64(m.Days), uint64(m.Lapses), m.Due.noon()
	}
	return c
}

// Recall is how likely the item is remembered on a day, from 0 to 1, by somebody with a
// factor; 0 for one that was never asked.
func (m Memory) Recall(on Day, factor float64) float64 {
	return m.recall(parameters(), on, factor)
}

func (m Memory) recall(by *fsrs.FSRS, on Day, factor float64) float64 {
	c := m.card()
	c.Stability *= factor
	return by.GetRetrievability(c, on.noon())
}

// next returns the memory after an answer, and the interval that FSRS would have until it is
// asked again, in days. Only the first answer of a day tells anything of what is remembered:
// another changes nothing.
func (m Memory) next(a Answer) (Memory, int) {
	if m.Days > 0 && a.On <= m.Last {
		return m, int(m.Due - m.Last)
	}
	grade := fsrs.Again // of Hard, which passes, people make no use that could be counted on
	if a.held() {
		grade = fsrs.Good
	}
	c := parameters().Next(m.card(), a.On.noon(), grade).Card
	if m.Days > 0 && !a.held() {
		m.Lapses++
	}
	m.Early = m.Days > 0 && a.On < m.Due
	m.Stability, m.Difficulty, m.Last, m.Days = c.Stability, c.Difficulty, a.On, m.Days+1
	return m, int(c.ScheduledDays)
}

// interval is when an item is asked again, in days: as FSRS says, for somebody with a factor,
// and within what is kept to here. FSRS itself goes beyond its maximum by a day or two.
func interval(days int, factor float64) int {
	return min(max(int(math.Round(float64(days)*factor)), 1), longest)
}

// tested is an answer that tells how well the estimate was.
type tested struct {
	before Memory
	on     Day
	held   bool
}

// likelihood is the logarithm of how likely the answers are of somebody with a factor.
func likelihood(all []tested, factor float64) (sum float64) {
	by := parameters()
	for _, t := range all {
		p := min(max(t.before.recall(by, t.on, factor), certainly), 1-certainly)
		if !t.held {
			p = 1 - p
		}
		sum += math.Log(p)
	}
	return sum
}

// fit returns the factor that makes the answers likeliest, 1 where there are too few.
func fit(all []tested) float64 {
	if len(all) < fitsEvery {
		return 1
	}
	// It has one summit: in large steps, and then in small ones near the best.
	best, most := 0, math.Inf(-1)
	look := func(from, to, step int) {
		for n := max(from, leastPercent); n <= min(to, mostPercent); n += step {
			if sum := likelihood(all, float64(n)/100); sum > most {
				best, most = n, sum
			}
		}
	}
	look(leastPercent, mostPercent, 10)
	look(best-9, best+9, 1)
	return float64(best) / 100
}
