package recall

import (
	"math/big"
	"slices"

	"soprun/sop"
)

// figures are the numbers that a field may be stated to have: in the middle of its limits,
// beyond each, and at and beside each figure that a condition tests.
func (s sheet) figures(f sop.Field) (out []value) {
	one := big.NewRat(1, 1)
	add := func(r *big.Rat) {
		d, err := sop.Rounded(r, f.Places)
		v := value{d.String(), f.Accepted.Place(d) != 0}
		if err == nil && f.Possible.Place(d) == 0 && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	beside := func(d sop.Decimal, by *big.Rat) { add(new(big.Rat).Add(d.Rat(), by)) }
	if low, high := f.Accepted.Low, f.Accepted.High; low != nil && high != nil {
		add(new(big.Rat).Mul(new(big.Rat).Add(low.Rat(), high.Rat()), big.NewRat(1, 2)))
	}
	if low := f.Accepted.Low; low != nil {
		beside(*low, one)
	}
	if high := f.Accepted.High; high != nil {
		beside(*high, new(big.Rat))
		beside(*high, one)
		beside(*high, ulp(f.Places))
	}
	if low := f.Accepted.Low; low != nil {
		beside(*low, new(big.Rat))
		beside(*low, big.NewRat(-1, 1))
		beside(*low, new(big.Rat).Neg(ulp(f.Places)))
	}
	for _, d := range s.tested(f.Name) {
		beside(d, new(big.Rat))
		beside(d, ulp(f.Places))
		beside(d, new(big.Rat).Neg(ulp(f.Places)))
	}
	return out
}

// ulp is one of the last place that a figure is written with.
func ulp(places int) *big.Rat {
	return new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
}

// tested returns the figures that conditions of the page compare a field with.
func (s sheet) tested(name string) (out []sop.Decimal) {
	for i := range s.steps {
		for _, c := range s.conditions(i) {
			for _, t := range c.Terms {
				if d, err := sop.ParseDecimal(t.Value); t.Name == name && err == nil {
					out = append(out, d)
				}
			}
		}
	}
	return out
}
