package run

import (
	"math/big"

	"soprun/sop"
)

// Stats is what repeated readings of a number come to.
type Stats struct {
	N          int
	Mean       string // with one decimal more than the readings
	Spread     string // highest less lowest, with the readings' decimals
	Low, High  string
	Incomplete bool // more readings are to be taken
}

// StatsOf returns the mean and the spread of a field's readings, and false
// while there are fewer than two or when they are no numbers.
func StatsOf(f sop.Field, values []Value) (Stats, bool) {
	if f.Type != sop.Number || len(values) < 2 {
		return Stats{}, false
	}
	sum, places := new(big.Rat), 0
	var low, high sop.Decimal
	for i, v := range values {
		d, err := sop.ParseDecimal(v.Text)
		if err != nil {
			return Stats{}, false
		}
		if i == 0 || d.Cmp(low) < 0 {
			low = d
		}
		if i == 0 || d.Cmp(high) > 0 {
			high = d
		}
		places = max(places, d.Places())
		sum.Add(sum, d.Rat())
	}
	mean := sum.Quo(sum, big.NewRat(int64(len(values)), 1))
	spread := new(big.Rat).Sub(high.Rat(), low.Rat())
	return Stats{
		N: len(values), Mean: mean.FloatString(places + 1), Spread: spread.FloatString(places),
		Low: low.String(), High: high.String(), Incomplete: len(values) < f.Repeat,
	}, true
}
