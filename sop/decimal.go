package sop

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
)

// Decimal is an exact decimal number that keeps the decimals it was written
// with: 7.40 stays 7.40 and equals 7.4. The zero Decimal is 0.
type Decimal struct {
	unscaled big.Int
	places   int
}

// maxDigits bounds a decimal, so that no input costs memory out of proportion.
const maxDigits = 40

// ErrDecimal is returned when a text is not one plain decimal number.
var ErrDecimal = errors.New("not a decimal number")

// ParseDecimal reads a plain decimal: an optional sign, digits, and at most
// one comma or point between digits. "7,5" and "7.5" both read as 7.5. Anything
// that could be read in two ways ("1,234", "1 234", "1e3", ".5") is refused.
func ParseDecimal(s string) (Decimal, error) {
	body := strings.ReplaceAll(s, "\u2212", "-")
	sign := ""
	if body != "" && (body[0] == '-' || body[0] == '+') {
		sign, body = body[:1], body[1:]
	}
	whole, frac, dotted := strings.Cut(strings.Replace(body, ",", ".", 1), ".")
	if !digits(whole) || (dotted && !digits(frac)) {
		return Decimal{}, fmt.Errorf("%q is %w, write it like 7.5", s, ErrDecimal)
	}
	if len(frac) == 3 && strings.Contains(body, ",") {
		return Decimal{}, fmt.Errorf("%q is %w, use a point for decimals and nothing between thousands", s, ErrDecimal)
	}
	if len(whole)+len(frac) > maxDigits {
		return Decimal{}, fmt.Errorf("a number of %d digits is %w that is read, at most %d are", len(whole)+len(frac), ErrDecimal, maxDigits)
	}
	var d Decimal
	d.unscaled.SetString(whole+frac, 10)
	if sign == "-" {
		d.unscaled.Neg(&d.unscaled)
	}
	d.places = len(frac)
	return d, nil
}

// MustDecimal is ParseDecimal for text known to be a decimal; it panics when
// it is not.
func MustDecimal(s string) Decimal {
	d, err := ParseDecimal(s)
	if err != nil {
		panic(err)
	}
	return d
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Places returns how many decimals the number was written with.
func (d Decimal) Places() int { return d.places }

// Cmp compares two decimals by value: -1, 0 or +1.
func (d Decimal) Cmp(e Decimal) int {
	a, b := d.scaled(max(d.places, e.places)), e.scaled(max(d.places, e.places))
	return a.Cmp(b)
}

// Rat returns the number as an exact fraction.
func (d Decimal) Rat() *big.Rat {
	return new(big.Rat).SetFrac(&d.unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.places)), nil))
}

// Rounded returns a fraction as a decimal of so many places, halves away from zero. An
// error wraps ErrDecimal: it has more digits than are kept.
func Rounded(r *big.Rat, places int) (Decimal, error) { return ParseDecimal(r.FloatString(places)) }

// Near reports whether two decimals differ by at most a tolerance; without one
// they have to be the same number.
func (d Decimal) Near(e Decimal, tolerance *Decimal) bool {
	if tolerance == nil {
		return d.Cmp(e) == 0
	}
	places := max(d.places, e.places, tolerance.places)
	diff := new(big.Int).Sub(d.scaled(places), e.scaled(places))
	return diff.CmpAbs(tolerance.scaled(places)) <= 0
}

// scaled returns the number times ten to the power of places.
func (d Decimal) scaled(places int) *big.Int {
	f := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places-d.places)), nil)
	return f.Mul(f, &d.unscaled)
}

// String writes the number with a point and the decimals it was read with.
func (d Decimal) String() string {
	digits := new(big.Int).Abs(&d.unscaled).String()
	if pad := d.places + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	out := digits
	if d.places > 0 {
		cut := len(digits) - d.places
		out = digits[:cut] + "." + digits[cut:]
	}
	if d.unscaled.Sign() < 0 {
		return "-" + out
	}
	return out
}
