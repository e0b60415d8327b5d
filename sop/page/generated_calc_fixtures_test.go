package page_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"soprun/sop"
)

// anyCalc draws a calculation of one number from fields, as a page can have it: what a
// sign goes with first is what the format says.
func anyCalc(t *rapid.T, fields []sop.Field, deep int) *sop.Calc {
	return anyRow(t, []sop.CalcOp{sop.Plus, sop.Minus}, func() *sop.Calc {
		return anyRow(t, []sop.CalcOp{sop.Times, sop.Divided}, func() *sop.Calc { return anyFactor(t, fields, deep) })
	})
}

func anyRow(t *rapid.T, signs []sop.CalcOp, part func() *sop.Calc) *sop.Calc {
	out := part()
	for range rapid.IntRange(0, 1).Draw(t, "signs") {
		out = &sop.Calc{Op: rapid.SampledFrom(signs).Draw(t, "sign"), Left: out, Right: part()}
	}
	return out
}

func anyFactor(t *rapid.T, fields []sop.Field, deep int) *sop.Calc {
	switch roll := rapid.IntRange(0, 5).Draw(t, "factor"); {
	case roll == 0 || len(fields) == 0:
		d := sop.MustDecimal(rapid.SampledFrom([]string{"1", "0.5", "-2", "100.25"}).Draw(t, "number"))
		return &sop.Calc{Number: &d}
	case roll == 1 && deep > 0:
		of := rapid.SampledFrom([]sop.CalcFunc{"", sop.Abs, sop.Max}).Draw(t, "of one")
		return &sop.Calc{Func: of, In: anyCalc(t, fields, deep-1)}
	default:
		f := rapid.SampledFrom(fields).Draw(t, "reads")
		name := &sop.Calc{Name: f.Name}
		if f.Repeat <= 1 {
			return name
		}
		return &sop.Calc{Func: rapid.SampledFrom(sop.CalcFuncs[:len(sop.CalcFuncs)-1]).Draw(t, "of several"), In: name}
	}
}

// anyComputed draws a field that is computed from others, with the words that a page
// writes for it.
func anyComputed(t *rapid.T, name string, figures, days []sop.Field) (sop.Field, string) {
	f := sop.Field{Name: name, Label: "Value of " + name, Repeat: 1}
	if len(days) > 0 && rapid.Bool().Draw(t, "of a day") {
		age := sop.Period{N: rapid.IntRange(1, 40).Draw(t, "n"), Unit: rapid.SampledFrom([]string{"day", "week", "month", "year"}).Draw(t, "unit")}
		f.Type = sop.Date
		f.Calc = &sop.Calc{
			Op:   rapid.SampledFrom([]sop.CalcOp{sop.Plus, sop.Minus}).Draw(t, "ahead"),
			Left: &sop.Calc{Name: rapid.SampledFrom(days).Draw(t, "day").Name}, Right: &sop.Calc{Age: &age},
		}
		return f, "date = " + f.Calc.String()
	}
	f.Type, f.Unit, f.Calc = sop.Number, "mg", anyCalc(t, figures, 2)
	if len(f.Calc.String()) > 200 { // longer ones are refused
		f.Calc = anyFactor(t, figures, 0)
	}
	words := []string{"number mg = " + f.Calc.String()}
	if rapid.Bool().Draw(t, "limited") {
		high := sop.MustDecimal("8.0")
		f.Accepted, f.Places = sop.Range{High: &high}, 1
		words = append(words, "at most 8.0")
		f.Or = anyConsequence(t, func(format string, args ...any) { words = append(words, fmt.Sprintf(format, args...)) })
	} else {
		f.Places = rapid.IntRange(0, 9).Draw(t, "places")
		words = append(words, fmt.Sprintf("%d places", f.Places))
	}
	return f, strings.Join(words, ", ")
}

// figures returns the fields up to the step that is drawn that can be computed with.
func (g *generated) figures(now sop.Step) (numbers, days []sop.Field) {
	add := func(st sop.Step) {
		for _, f := range st.Fields {
			switch {
			case f.Optional:
			case f.Type == sop.Number:
				numbers = append(numbers, f)
			case f.Type == sop.Date && f.Repeat <= 1:
				days = append(days, f)
			}
		}
	}
	for i, section := range g.want {
		if section.Each != nil && i < len(g.want)-1 {
			continue // its values are one of each item
		}
		for _, st := range section.Steps {
			if !st.AnyOrder || !now.AnyOrder {
				add(st)
			}
		}
	}
	add(now)
	if g.table != nil {
		numbers = append(numbers, sop.Field{Name: "factor", Type: sop.Number, Repeat: 1})
	}
	return numbers, days
}
