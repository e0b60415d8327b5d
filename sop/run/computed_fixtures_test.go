package run_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/sop"
)

// figure is a number that a person reads.
func figure(name string, times int) sop.Field {
	return sop.Field{Name: name, Label: name, Type: sop.Number, Unit: "mg", Repeat: times}
}

// formula is a number that is computed.
func formula(t testing.TB, name, calc string, accepted sop.Range, or *sop.Consequence) sop.Field {
	t.Helper()
	c, err := sop.ParseCalc(calc)
	if err != nil {
		t.Fatal(err)
	}
	f := sop.Field{Name: name, Label: name, Type: sop.Number, Unit: "µL", Repeat: 1, Calc: c, Places: 2, Accepted: accepted, Or: or}
	if accepted.Low != nil {
		f.Places = accepted.Low.Places()
	}
	return f
}

// pipette is a calibration: three weighings make a mean, which has limits.
func pipette(t testing.TB, or *sop.Consequence) *sop.Procedure {
	t.Helper()
	return pageOf(
		sop.Step{ID: "air", Fields: []sop.Field{figure("z", 1)}},
		sop.Step{ID: "weigh", Fields: []sop.Field{
			figure("mass", 3),
			formula(t, "mean", "mean(mass) * z", limits("9.90", "10.10"), or),
			formula(t, "cv", "cv(mass)", sop.Range{}, nil),
		}},
		sop.Step{ID: "judge", If: when("mean", sop.OutOfLimits, "")},
		sop.Step{ID: "report", Fields: []sop.Field{formula(t, "error", "mean - 10", limits("-0.05", "0.05"), nil)}},
		sop.Step{ID: "file"},
	)
}

// ratio is one of the figures divided by another, with a place and limits.
func ratio(t *rapid.T, name string, figures []string, or *sop.Consequence) sop.Field {
	of := func(label string) *sop.Calc { return &sop.Calc{Name: rapid.SampledFrom(figures).Draw(t, label)} }
	return sop.Field{
		Name: name, Label: name, Type: sop.Number, Unit: "1", Repeat: 1, Places: 1, Accepted: limits("0.5", "1.5"), Or: or,
		Calc: &sop.Calc{Op: sop.Divided, Left: of("over"), Right: of("under")},
	}
}

// answers are what can be entered in a field of a page that is drawn, and right is one that
// is never wrong by itself.
func answers(f sop.Field) []string {
	switch {
	case f.OfTable:
		return f.Choices
	case f.GS1 == sop.GS1Lot:
		return []string{codesOf[0].text, codesOf[1].text, codesOf[1].text, codesOf[2].text, "LOT7"}
	case f.GS1 == sop.GS1Expiry:
		return []string{codesOf[0].text, codesOf[1].text, "2027-05-31", "2026-01-31"}
	case f.Type == sop.Number:
		return []string{"0", "1", "3"}
	}
	return []string{"good", "bad", "bad"}
}

func right(f sop.Field) string {
	switch {
	case f.OfTable:
		return f.Choices[0]
	case f.GS1 == sop.GS1Lot:
		return codesOf[0].text
	case f.GS1 == sop.GS1Expiry:
		return "2027-05-31"
	case f.Type == sop.Number:
		return "1"
	default:
		return "good"
	}
}

// figures holds every computed value against what it is computed from, in tenths.
func (c *contract) figures() {
	for _, s := range c.steps {
		for _, f := range s.Fields {
			has := s.known[f.Name]
			if f.Calc == nil || has == "" || s.end == sop.StepNotRequired {
				continue
			}
			over, overAt := c.tenths(s, f.Calc.Left.Name)
			under, underAt := c.tenths(s, f.Calc.Right.Name)
			want, bad := sop.Unknown, true
			switch {
			case overAt == isOpen || underAt == isOpen:
				continue // it stays as it is until they are known again
			case overAt == isThere && underAt == isThere && under != 0:
				n := (20*over + under) / (2 * under)
				want, bad = fmt.Sprintf("%d.%d", n/10, n%10), n < 5 || n > 15
			}
			if has != want || s.bad[f.Name] != bad {
				c.broken("%s is %s, out of limits %v; want %s", f.Name, has, s.bad[f.Name], want)
			}
		}
	}
}

// Whether a figure is recorded.
const (
	isThere = "there"
	isOpen  = "open"
	isGone  = "gone"
)

func (c *contract) tenths(by *saidOf, name string) (n int, at string) {
	for _, s := range c.steps {
		for _, f := range s.Fields {
			if f.Name != name || !speaksOf(by, s) {
				continue
			}
			switch text := s.known[name]; {
			case text == "" && s.end == "":
				return 0, isOpen
			case text == "" || text == sop.Unknown, f.Calc != nil && s.end == sop.StepNotRequired:
				return 0, isGone
			default:
				whole, tenth, _ := strings.Cut(text+".0", ".")
				n, _ := strconv.Atoi(whole + tenth[:1])
				return n, isThere
			}
		}
	}
	return 0, isGone
}

// isComputed reports whether an event is of a computed value.
func (c *contract) isComputed(e sop.Event) bool {
	for _, s := range c.steps {
		for _, f := range s.Fields {
			if s.ID == e.Step && f.Name == e.Field {
				return f.Calc != nil
			}
		}
	}
	return false
}
