package sop

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Calc is a calculation as a page writes it, "mean(mass) * z" or "opened + 28 days": a
// sign between two calculations, a function of one, a name, a number or a length of
// time. Exactly one of Op, In, Name, Number and Age is set.
type Calc struct {
	Op          CalcOp // of Left and Right
	Left, Right *Calc

	Func CalcFunc // of In; "" for brackets alone
	In   *Calc

	Name   string // a field of the page
	Number *Decimal
	Age    *Period
}

// CalcOp is a sign between two calculations.
type CalcOp string

// The signs. A page writes each with a space on both sides, so that "now-again" is a name.
const (
	Plus    CalcOp = "+"
	Minus   CalcOp = "-"
	Times   CalcOp = "*"
	Divided CalcOp = "/"
)

// CalcFunc is what is taken of the readings of a field.
type CalcFunc string

// The functions. All but Abs make one figure of several.
const (
	Mean  CalcFunc = "mean"
	SD    CalcFunc = "sd" // of a sample: over n - 1
	CV    CalcFunc = "cv" // the sd in percent of the mean
	Min   CalcFunc = "min"
	Max   CalcFunc = "max"
	Sum   CalcFunc = "sum"
	Count CalcFunc = "count"
	Span  CalcFunc = "range" // highest less lowest
	Abs   CalcFunc = "abs"   // of each
)

// CalcFuncs lists every function.
var CalcFuncs = []CalcFunc{Mean, SD, CV, Min, Max, Sum, Count, Span, Abs}

// ErrCalc is returned when a text is no calculation.
var ErrCalc = errors.New("not a calculation")

// What bounds a calculation, so that it can be checked by eye.
const (
	maxCalc     = 200 // bytes
	maxBrackets = 5   // one in the other
)

// ParseCalc reads a calculation. An error wraps ErrCalc and says where it stops making
// sense.
func ParseCalc(text string) (*Calc, error) {
	if len(text) > maxCalc {
		return nil, fmt.Errorf("%w that can be checked by eye: more than %d letters; compute a part of it in a field before", ErrCalc, maxCalc)
	}
	r := &calcReader{rest: text}
	c, err := r.calc()
	if err == nil && strings.HasPrefix(r.rest, ")") {
		err = fmt.Errorf("%w: a bracket is closed that was not opened", ErrCalc)
	} else if err == nil && r.rest != "" {
		err = fmt.Errorf("%q is %w: a sign, + - * or /, has a space on both sides", r.rest, ErrCalc)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// calcReader reads a calculation from its beginning on.
type calcReader struct {
	rest  string
	depth int // brackets that are open
}

func (r *calcReader) calc() (*Calc, error) { return r.row(r.term, Plus, Minus) }
func (r *calcReader) term() (*Calc, error) { return r.row(r.factor, Times, Divided) }

// row reads parts with signs between them; the first two go together first.
func (r *calcReader) row(part func() (*Calc, error), signs ...CalcOp) (*Calc, error) {
	left, err := part()
	for err == nil {
		i := slices.IndexFunc(signs, func(op CalcOp) bool { return strings.HasPrefix(r.rest, " "+string(op)+" ") })
		if i < 0 {
			return left, nil
		}
		r.rest = r.rest[len(" + "):]
		var right *Calc
		right, err = part()
		left = &Calc{Op: signs[i], Left: left, Right: right}
	}
	return nil, err
}

var (
	calcAge    = regexp.MustCompile(`^[0-9]+ (?:day|week|month|year)s?\b`)
	calcNumber = regexp.MustCompile(`^-?[0-9]+(?:\.[0-9]+)?`)
	calcName   = regexp.MustCompile(`^[a-z][a-z0-9-]*`)
)

func (r *calcReader) factor() (*Calc, error) {
	take := func(form *regexp.Regexp) string {
		found := form.FindString(r.rest)
		r.rest = r.rest[len(found):]
		return found
	}
	if age := take(calcAge); age != "" {
		period, err := ParsePeriod(age)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCalc, err)
		}
		return &Calc{Age: &period}, nil
	}
	if number := take(calcNumber); number != "" {
		d, err := ParseDecimal(number)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCalc, err)
		}
		return &Calc{Number: &d}, nil
	}
	name := take(calcName)
	switch {
	case strings.HasPrefix(r.rest, "("):
		return r.brackets(CalcFunc(name))
	case name == "":
		return nil, fmt.Errorf("%q is %w: a name, a number or a bracket comes here", r.rest, ErrCalc)
	default:
		return &Calc{Name: name}, nil
	}
}

// brackets reads a calculation in brackets, with the function before them.
func (r *calcReader) brackets(of CalcFunc) (*Calc, error) {
	if of != "" && !slices.Contains(CalcFuncs, of) {
		words := make([]string, len(CalcFuncs))
		for i, f := range CalcFuncs {
			words[i] = string(f)
		}
		return nil, fmt.Errorf("%q is %w: before a bracket comes one of %s", of, ErrCalc, strings.Join(words, ", "))
	}
	if r.depth++; r.depth > maxBrackets {
		return nil, fmt.Errorf("%w that can be checked by eye: more than %d brackets one in the other; compute a part of it in a field before", ErrCalc, maxBrackets)
	}
	r.rest = r.rest[1:]
	in, err := r.calc()
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(r.rest, ")") {
		return nil, fmt.Errorf("%w: a bracket stays open", ErrCalc)
	}
	r.rest, r.depth = r.rest[1:], r.depth-1
	return &Calc{Func: of, In: in}, nil
}

// String writes the calculation as a page does.
func (c *Calc) String() string {
	switch {
	case c == nil:
		return ""
	case c.Op != "":
		return c.Left.String() + " " + string(c.Op) + " " + c.Right.String()
	case c.In != nil:
		return string(c.Func) + "(" + c.In.String() + ")"
	case c.Number != nil:
		return c.Number.String()
	case c.Age != nil:
		return c.Age.String()
	default:
		return c.Name
	}
}

// calcSigns are the signs as people write them.
var calcSigns = map[CalcOp]string{Plus: " + ", Minus: " − ", Times: " × ", Divided: " ÷ "}

// Words writes the calculation for people, each name as the function words it: "mean of
// 4 readings × 1.0029".
func (c *Calc) Words(name func(string) string) string {
	switch {
	case c == nil:
		return ""
	case c.Op != "":
		return c.Left.Words(name) + calcSigns[c.Op] + c.Right.Words(name)
	case c.In != nil && c.Func != "" && c.In.Op == "" && c.In.In == nil:
		return string(c.Func) + " of " + c.In.Words(name)
	case c.In != nil && c.Func != "":
		return string(c.Func) + " of (" + c.In.Words(name) + ")"
	case c.In != nil:
		return "(" + c.In.Words(name) + ")"
	case c.Name != "":
		return name(c.Name)
	default:
		return c.String()
	}
}

// Names returns the names of the fields that the calculation reads, each once, in the
// order in which it names them.
func (c *Calc) Names() []string {
	switch {
	case c == nil:
		return nil
	case c.Op != "":
		out := c.Left.Names()
		for _, name := range c.Right.Names() {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
		return out
	case c.In != nil:
		return c.In.Names()
	case c.Name != "":
		return []string{c.Name}
	default:
		return nil
	}
}
