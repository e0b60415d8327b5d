package sop

import (
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Unknown is the value of a computed field that could not be computed.
const Unknown = "unknown"

// What a calculation cannot do.
var (
	errZero     = errors.New("division by zero")
	errOne      = errors.New("an sd needs two readings")
	errKind     = errors.New("days and numbers do not mix")
	errUneven   = errors.New("the readings are not as many as the others")
	errSeveral  = errors.New("it comes to several figures")
	errTooLarge = errors.New("the figure is too large")
)

// Compute returns the value of a computed field, rounded to its places, halves away from
// zero: of gives the values of a field of the page as they are recorded, in the order of
// its readings. An error says why it cannot be computed: what of returned, or a short
// reason in words for people.
func (f Field) Compute(of func(name string) ([]string, error)) (string, error) {
	got, err := f.Calc.figure(of)
	switch {
	case err != nil:
		return "", err
	case f.Type == Date && !got.day.IsZero():
		if y := got.day.Year(); y < 1 || y > 9999 {
			return "", errTooLarge
		}
		return got.day.Format(time.DateOnly), nil
	case f.Type == Date || got.numbers == nil:
		return "", errKind
	case len(got.numbers) != 1:
		return "", errSeveral
	}
	d, err := Rounded(got.numbers[0], f.Places)
	if err != nil {
		return "", errTooLarge
	}
	return d.String(), nil
}

// figure is what a calculation comes to: a number of each reading, a day, or a length of
// time.
type figure struct {
	numbers []*big.Rat
	day     time.Time
	age     *Period
}

func number(r *big.Rat) figure { return figure{numbers: []*big.Rat{r}} }

func (c *Calc) figure(of func(string) ([]string, error)) (figure, error) {
	switch {
	case c.Op != "":
		left, err := c.Left.figure(of)
		if err != nil {
			return figure{}, err
		}
		right, err := c.Right.figure(of)
		if err != nil {
			return figure{}, err
		}
		return c.Op.of(left, right)
	case c.In != nil:
		in, err := c.In.figure(of)
		if err != nil || c.Func == "" {
			return in, err
		}
		return c.Func.of(in)
	case c.Number != nil:
		return number(c.Number.Rat()), nil
	case c.Age != nil:
		return figure{age: c.Age}, nil
	}
	texts, err := of(c.Name)
	if err != nil {
		return figure{}, err
	}
	return recorded(texts)
}

// recorded reads the values of a field.
func recorded(texts []string) (figure, error) {
	var out figure
	for _, text := range texts {
		if day, err := time.Parse(time.DateOnly, text); err == nil && len(texts) == 1 {
			return figure{day: day}, nil
		}
		d, err := ParseDecimal(text)
		if err != nil {
			return figure{}, fmt.Errorf("%q is no number", text)
		}
		out.numbers = append(out.numbers, d.Rat())
	}
	return out, nil
}

// of computes one figure from two: a day and a length of time, or numbers, where one
// number goes with each of several.
func (op CalcOp) of(a, b figure) (figure, error) {
	switch {
	case !a.day.IsZero() && b.age != nil && op == Plus:
		return figure{day: b.age.From(a.day)}, nil
	case !a.day.IsZero() && b.age != nil && op == Minus:
		return figure{day: b.age.Before(a.day)}, nil
	case len(a.numbers) == 0 || len(b.numbers) == 0:
		return figure{}, errKind
	case len(a.numbers) != len(b.numbers) && min(len(a.numbers), len(b.numbers)) > 1:
		return figure{}, errUneven
	}
	var out figure
	for i := range max(len(a.numbers), len(b.numbers)) {
		x, y := a.numbers[min(i, len(a.numbers)-1)], b.numbers[min(i, len(b.numbers)-1)]
		z := new(big.Rat)
		switch op {
		case Plus:
			z.Add(x, y)
		case Minus:
			z.Sub(x, y)
		case Times:
			z.Mul(x, y)
		case Divided:
			if y.Sign() == 0 {
				return figure{}, errZero
			}
			z.Quo(x, y)
		}
		out.numbers = append(out.numbers, z)
	}
	return out, nil
}

// of computes a function of the readings.
func (f CalcFunc) of(in figure) (figure, error) {
	if len(in.numbers) == 0 {
		return figure{}, errKind
	}
	sum, low, high := new(big.Rat), in.numbers[0], in.numbers[0]
	for _, x := range in.numbers {
		sum.Add(sum, x)
		if x.Cmp(low) < 0 {
			low = x
		}
		if x.Cmp(high) > 0 {
			high = x
		}
	}
	n := big.NewRat(int64(len(in.numbers)), 1)
	mean := new(big.Rat).Quo(sum, n)
	switch f {
	case Mean:
		return number(mean), nil
	case Min:
		return number(low), nil
	case Max:
		return number(high), nil
	case Sum:
		return number(sum), nil
	case Count:
		return number(n), nil
	case Span:
		return number(new(big.Rat).Sub(high, low)), nil
	case SD, CV:
		return f.spread(in.numbers, mean)
	default:
		return in.abs(), nil
	}
}

func (f figure) abs() figure {
	var out figure
	for _, x := range f.numbers {
		out.numbers = append(out.numbers, new(big.Rat).Abs(x))
	}
	return out
}

// spread computes the standard deviation of a sample, or what it is in percent of the mean.
func (f CalcFunc) spread(xs []*big.Rat, mean *big.Rat) (figure, error) {
	if len(xs) < 2 {
		return figure{}, errOne
	}
	squares := new(big.Rat)
	for _, x := range xs {
		d := new(big.Rat).Sub(x, mean)
		squares.Add(squares, d.Mul(d, d))
	}
	sd := root(squares.Quo(squares, big.NewRat(int64(len(xs)-1), 1)))
	switch {
	case f == SD:
		return number(sd), nil
	case mean.Sign() == 0:
		return figure{}, errZero
	default:
		return number(sd.Mul(sd, big.NewRat(100, 1)).Quo(sd, mean)), nil
	}
}

// rootPlaces is how many decimals a square root is computed to.
const rootPlaces = 20

// root returns the square root of x, rounded to rootPlaces.
func root(x *big.Rat) *big.Rat {
	scale := new(big.Int).Exp(big.NewInt(10), big.NewInt(rootPlaces), nil)
	n := new(big.Int).Mul(scale, scale)
	n.Mul(n, big.NewInt(4)).Mul(n, x.Num()).Quo(n, x.Denom()) // of twice the root, so that a half shows
	n.Sqrt(n).Add(n, big.NewInt(1)).Rsh(n, 1)
	return new(big.Rat).SetFrac(n, scale)
}
