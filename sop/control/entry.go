package control

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// Assay is the controls that belong together: those of one step, as its page has them.
type Assay struct {
	Fields []sop.Field
	// Scanned is the field that says what they were measured on, "" where the item of their
	// section does, or nothing. What was measured on one thing is judged apart.
	Scanned string
	Items   bool // they are asked for once for each item
	// Together says that the items are the controls: they choose the row.
	Together bool
}

// AssayOf returns the controls that one of a page belongs to, and false for a field that is
// none.
func AssayOf(p *sop.Procedure, name string) (out Assay, ok bool) {
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			i := slices.IndexFunc(st.Fields, func(f sop.Field) bool { return f.Name == name && f.Type == sop.Number })
			if i < 0 {
				continue
			}
			f := st.Fields[i]
			for _, beside := range st.Fields {
				if beside.From.Target != "" {
					out.Fields = append(out.Fields, beside)
				}
			}
			table, _, _ := p.Column(f.From.Target)
			out.Items = section.Each != nil
			out.Together = out.Items && section.Each.Field == table.Field
			out.Scanned = ScannedFor(p, name)
			return out, f.From.Target != ""
		}
	}
	return out, false
}

// ScannedFor returns the field that says what a number was read from: the first that takes
// the label of a thing, not of a lot, if the page asks for it before the number or with it.
// It is "" where the number is asked for once for each item.
func ScannedFor(p *sop.Procedure, name string) (scanned string) {
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			for _, f := range st.Fields {
				if scanned == "" && section.Each == nil && f.Type == sop.Scan && f.GS1 == "" {
					scanned = f.Name
				}
			}
			if slices.ContainsFunc(st.Fields, func(f sop.Field) bool { return f.Name == name }) {
				if section.Each != nil {
					return ""
				}
				return scanned
			}
		}
	}
	return ""
}

// Verdict is what the rules say of a control as it stands behind those before it.
type Verdict struct {
	Rules   []Rule         // that it breaks, alone or with others; the gravest first
	Entries []int64        // of the others that are rejected with it, those of earlier runs
	Own     []sop.Measured // likewise, those of its own run
}

// Rejects reports whether a rule rejects the control.
func (v Verdict) Rejects() bool { return slices.ContainsFunc(v.Rules, Rule.Rejects) }

// Judge judges a control as it is entered: behind the values of earlier runs that it is judged
// with and those of its own run before it, as Westgard judges all of them.
func Judge(m sop.Measured, earlier []sop.Earlier, before []sop.Measured) (v Verdict) {
	var all []Control
	var own []sop.Measured // as many as the last of all
	for _, e := range earlier {
		if c, ok := controlOf(e, m.Of, fmt.Sprint(e.Entry, " ", e.Again)); ok {
			all = append(all, c)
		} else {
			return v // which the log does not keep
		}
	}
	for _, b := range append(slices.Clone(before), m) {
		if !b.With(m.Field, m.Unit, m.Of) {
			continue
		}
		if c, ok := controlOf(b.Earlier, m.Of, fmt.Sprint("own ", b.Again)); ok {
			all, own = append(all, c), append(own, b)
		}
	}
	last := len(all) - 1
	for _, f := range Westgard(all) {
		if !slices.Contains(f.Of, last) {
			continue
		}
		if !slices.Contains(v.Rules, f.Rule) {
			v.Rules = append(v.Rules, f.Rule)
		}
		for _, i := range f.Of {
			switch {
			case i == last || !f.Rule.Rejects():
			case i < len(earlier):
				v.Entries = append(v.Entries, earlier[i].Entry)
			default:
				v.Own = append(v.Own, own[i-len(earlier)])
			}
		}
	}
	slices.SortFunc(v.Rules, func(a, b Rule) int { return slices.Index(Rules, a) - slices.Index(Rules, b) })
	slices.Sort(v.Entries)
	v.Entries = slices.Compact(v.Entries)
	return v
}

// controlOf returns a value as the rules read it, and false for one that is no number.
func controlOf(e sop.Earlier, of, run string) (c Control, ok bool) {
	value, err := sop.ParseDecimal(e.Value)
	target, errTarget := sop.ParseDecimal(e.Target)
	sd, errSD := sop.ParseDecimal(e.SD)
	if err != nil || errTarget != nil || errSD != nil {
		return c, false
	}
	z, ok := Z(value, target, sd)
	return Control{Name: sop.RowOf(e.Field, e.Item, of), Run: run, Z: z}, ok
}

// Words names the rules that reject a control, and what they reject with it; own names a
// control of the same run. They are "" where none rejects.
func (v Verdict) Words(own func(sop.Measured) string) string {
	var rules, with []string
	for _, r := range v.Rules {
		if r.Rejects() {
			rules = append(rules, string(r))
		}
	}
	if len(rules) == 0 {
		return ""
	}
	if n := len(v.Entries); n > 0 {
		with = append(with, entriesWords(v.Entries))
	}
	var others []string
	for _, m := range v.Own {
		if name := own(m); !slices.Contains(others, name) {
			others = append(others, name)
		}
	}
	with = append(with, others...)
	words := strings.Join(rules, " ") + " REJECT"
	if len(with) > 0 {
		words += " with " + strings.Join(with, " and ")
	}
	return words
}

// mostNamed is how many entries are named; those are the newest.
const mostNamed = 10

func entriesWords(all []int64) string {
	word := "entries "
	if len(all) == 1 {
		word = "entry "
	}
	more := max(0, len(all)-mostNamed)
	texts := make([]string, 0, mostNamed)
	for _, at := range all[more:] {
		texts = append(texts, fmt.Sprint(at))
	}
	words := word + strings.Join(texts, ", ")
	if more > 0 {
		words += fmt.Sprintf(" and %d before them", more)
	}
	return words
}
