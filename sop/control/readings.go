package control

import (
	"math/big"
	"slices"

	"soprun/sop"
)

// First is how many readings say what those that follow are judged by.
const First = 20

// Baseline is what readings were at first: their mean, and the natural limits around it,
// three standard deviations away. The deviation is estimated by the mean moving range over
// d2 of two, 1.128, as for charts of individuals.
type Baseline struct{ Mean, MovingRange, Low, High *big.Rat }

// perDeviation is d2 of two: the range of two figures that one deviation leads to on average.
var perDeviation = big.NewRat(1128, 1000)

// BaselineOf returns the baseline of some readings, the oldest first; false for fewer than
// two, which have no range.
func BaselineOf(readings []sop.Decimal) (b Baseline, ok bool) {
	n := int64(len(readings))
	if n < 2 {
		return b, false
	}
	sum, ranges := new(big.Rat), new(big.Rat)
	for i, r := range readings {
		sum.Add(sum, r.Rat())
		if i > 0 {
			by := new(big.Rat).Sub(r.Rat(), readings[i-1].Rat())
			ranges.Add(ranges, by.Abs(by))
		}
	}
	b.Mean = sum.Quo(sum, big.NewRat(n, 1))
	b.MovingRange = ranges.Quo(ranges, big.NewRat(n-1, 1))
	three := new(big.Rat).Mul(b.MovingRange, big.NewRat(3, 1))
	three.Quo(three, perDeviation)
	b.Low, b.High = new(big.Rat).Sub(b.Mean, three), new(big.Rat).Add(b.Mean, three)
	return b, true
}

// Signal is what readings show that makes somebody look: a remark, never an exception.
type Signal string

// The signals (Nelson, J Qual Technol 16:237, 1984, tests 1 to 3).
const (
	Beyond  Signal = "beyond" // one outside the natural limits of the baseline
	Side    Signal = "side"   // nine running or more on one side of its mean; one on the mean ends a row
	Rising  Signal = "rising" // six running or more, each above the last
	Falling Signal = "falling"
)

// How many readings running make a signal.
const (
	onOneSide = 9
	inOneWay  = 6
)

// Remark is a signal over readings From to To, by their places, both in it.
type Remark struct {
	Signal   Signal
	From, To int
	Above    bool // of Beyond and Side: above; else below
}

// Remarks returns the signals of readings, the oldest first, by where they begin. Without a
// baseline only rows that rise or fall are one.
func Remarks(readings []sop.Decimal, by *Baseline) (out []Remark) {
	if by != nil {
		out = by.remarks(readings)
	}
	steps := make([]int, max(0, len(readings)-1))
	for i := range steps {
		steps[i] = readings[i+1].Cmp(readings[i])
	}
	for from, to := range stretches(steps) { // n steps are between n + 1 readings
		if n := to - from + 2; steps[from] != 0 && n >= inOneWay {
			out = append(out, Remark{map[int]Signal{1: Rising, -1: Falling}[steps[from]], from, to + 1, false})
		}
	}
	slices.SortStableFunc(out, func(a, b Remark) int { return a.From - b.From })
	return out
}

// remarks are those that a baseline leads to.
func (b *Baseline) remarks(readings []sop.Decimal) (out []Remark) {
	sides := make([]int, len(readings))
	for i, r := range readings {
		x := r.Rat()
		sides[i] = x.Cmp(b.Mean)
		if above := x.Cmp(b.High) > 0; above || x.Cmp(b.Low) < 0 {
			out = append(out, Remark{Beyond, i, i, above})
		}
	}
	for from, to := range stretches(sides) {
		if sides[from] != 0 && to-from+1 >= onOneSide {
			out = append(out, Remark{Side, from, to, sides[from] > 0})
		}
	}
	return out
}

// stretches yields the first and the last place of each stretch of equal numbers.
func stretches(of []int) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		for from := 0; from < len(of); {
			to := from
			for to+1 < len(of) && of[to+1] == of[from] {
				to++
			}
			if !yield(from, to) {
				return
			}
			from = to + 1
		}
	}
}
