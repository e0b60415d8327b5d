package store

import (
	"cmp"
	"math"
	"math/big"
	"strings"

	"soprun/sop"
)

// quantity is the number of a value, or one that values are compared with.
type quantity struct {
	nano  int64        // how many billionths it is at least, or as many as there can be
	more  bool         // it is more than that
	exact *sop.Decimal // in full, of one that has more digits than a value keeps; else nil
}

// nano is how many billionths the last digit of a number stands for, by its places.
var nano = [...]int64{1e9, 1e8, 1e7, 1e6, 1e5, 1e4, 1e3, 100, 10, 1}

// quantityOf reads a number that a value may keep, or not.
func quantityOf(d sop.Decimal) quantity {
	if digits, places, ok := decimal(d.String()); ok {
		return quantity{nano: int64(digits) * nano[places]}
	}
	scaled := d.Rat()
	scaled.Mul(scaled, big.NewRat(nano[0], 1))
	whole, rest := new(big.Int).DivMod(scaled.Num(), scaled.Denom(), new(big.Int)) // of what is below 0, downwards
	q := quantity{nano: whole.Int64(), more: rest.Sign() != 0, exact: &d}
	if !whole.IsInt64() {
		q.nano, q.more = math.MaxInt64, true
		if whole.Sign() < 0 {
			q.nano = math.MinInt64
		}
	}
	return q
}

// quantity returns the number of a value that has one. text reads a text.
func (v *value) quantity(text func(uint32) (string, error)) (quantity, error) {
	if v[20] != longNumber {
		if int(v[20]) >= len(nano) {
			return quantity{}, ErrIndex
		}
		return quantity{nano: int64(v.digits()) * nano[v[20]]}, nil
	}
	said, err := text(v.word())
	if err != nil {
		return quantity{}, err
	}
	d, err := sop.ParseDecimal(said)
	if err != nil {
		return quantity{}, ErrIndex
	}
	return quantityOf(d), nil
}

func (v *value) hasNumber() bool { return v[20] != notANumber && v[20] != ofStep }

// compare compares two numbers by value: -1, 0 or +1.
func (q quantity) compare(to quantity) int {
	switch {
	case q.nano != to.nano:
		return cmp.Compare(q.nano, to.nano)
	case q.more && to.more:
		return q.exact.Cmp(*to.exact)
	case q.more:
		return 1
	case to.more:
		return -1
	default:
		return 0
	}
}

// decimal returns the digits of a number as a value keeps them; not ok for what is none,
// or has too many.
func decimal(text string) (digits int32, places byte, ok bool) {
	d, err := sop.ParseDecimal(text)
	if err != nil || d.Places() > 9 {
		return 0, 0, false
	}
	n := int64(0)
	for _, c := range []byte(d.String()) {
		if c >= '0' && c <= '9' {
			if n = 10*n + int64(c-'0'); n > math.MaxInt32 {
				return 0, 0, false
			}
		}
	}
	if strings.HasPrefix(d.String(), "-") {
		n = -n
	}
	return int32(n), byte(d.Places()), true
}

// inOrder reports whether an order is what a comparison asks for.
func inOrder(op string, order int) bool {
	switch op {
	case "=":
		return order == 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	default:
		return order >= 0
	}
}
