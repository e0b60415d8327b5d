package recall

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"soprun/sop"
)

// sheet is a page with its steps in one row.
type sheet struct {
	*sop.Procedure
	steps  []place
	fields map[string]asked
	plain  map[int]string // the words of steps as they are compared, of those that were

	counted bool // faces are made to be counted only
}

// place is a step where it stands.
type place struct {
	sop.Step
	section int
}

// asked is a field with the step that asks it.
type asked struct {
	sop.Field
	at int
}

func sheetOf(p *sop.Procedure) sheet {
	s := sheet{Procedure: p, fields: map[string]asked{}, plain: map[int]string{}}
	for i, section := range p.Sections {
		for _, st := range section.Steps {
			for _, f := range st.Fields {
				s.fields[f.Name] = asked{f, len(s.steps)}
			}
			s.steps = append(s.steps, place{st, i})
		}
	}
	return s
}

// runs reports whether every condition tests what an earlier step asks for. A page of which
// that is not so has errors, and cannot be run.
func (s sheet) runs() bool {
	for i, st := range s.steps {
		for _, c := range s.conditions(i) {
			before := i
			if c == s.Sections[st.section].If {
				before = slices.IndexFunc(s.steps, func(p place) bool { return p.section == st.section })
			}
			for _, t := range c.Terms {
				if f, known := s.fields[t.Name]; t.Name != "" && (!known || f.at >= before) {
					return false
				}
			}
		}
	}
	return true
}

// conditions returns those on which step i hangs: its section's and its own.
func (s sheet) conditions(i int) (out []*sop.Condition) {
	for _, c := range []*sop.Condition{s.Sections[s.steps[i].section].If, s.steps[i].If} {
		if c != nil {
			out = append(out, c)
		}
	}
	return out
}

// block returns the first and the last of the steps that may swap with step i, itself
// among them.
func (s sheet) block(i int) (from, to int) {
	in := func(k int) bool {
		return k >= 0 && k < len(s.steps) && s.steps[k].AnyOrder && s.steps[k].section == s.steps[i].section
	}
	for from, to = i, i; in(i) && in(from-1); {
		from--
	}
	for in(i) && in(to+1) {
		to++
	}
	return from, to
}

// each returns the section that is done once for each item in which a step stands, -1 for
// none.
func (s sheet) each(i int) int {
	if s.Sections[s.steps[i].section].Each == nil {
		return -1
	}
	return s.steps[i].section
}

// words are the instruction of a step, as it stands alone.
func (s sheet) words(i int) string { return capital(s.steps[i].Text) }

// without are the words of a step but for the sentences that tell something, "" where none is
// left.
func (s sheet) without(i int, tells func(string) bool) string {
	var kept []string
	for _, sentence := range strings.SplitAfter(s.words(i), ". ") {
		if !tells(sentence) {
			kept = append(kept, strings.TrimSpace(sentence))
		}
	}
	return strings.Join(kept, " ")
}

// spoken are the words of a step in the form in which they are compared.
func (s sheet) spoken(i int) string {
	if _, known := s.plain[i]; !known {
		s.plain[i] = plain(s.steps[i].Text)
	}
	return s.plain[i]
}

// capital begins a text with a capital letter: on a page it may follow a condition.
func capital(text string) string {
	if text = oneLine(text); text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// face begins a face of a step.
func (s sheet) face(i int, kind Kind, of string) Face {
	return Face{Kind: kind, Page: s.Meta.ID, Step: s.steps[i].ID, Of: of, At: s.steps[i].Pos, counted: s.counted}
}

// given words the values of a situation by the labels of their fields, in page order, as
// step i reads them.
func (s sheet) given(i int, now situation) (out []string) {
	switch {
	case now.how == hasEnded && s.each(i) >= 0:
		out = append(out, "This item has ended.")
	case now.how == hasEnded:
		out = append(out, "The run has ended.")
	case now.how == released:
		out = append(out, "It was held. Whoever decides has said: go on.")
	case now.how == goesOn:
	}
	for _, st := range s.steps {
		for _, f := range st.Fields {
			v, stated := now.values[f.Name]
			if !stated {
				continue
			}
			label := oneLine(f.Label)
			if f.Repeat > 1 || s.Sections[st.section].Each != nil && s.each(i) != st.section {
				label += ", each time"
			}
			out = append(out, label+": "+v.with(f))
		}
	}
	return out
}

// with writes a value with the unit of its field.
func (v value) with(f sop.Field) string {
	if _, err := sop.ParseDecimal(v.text); err != nil {
		return v.text
	}
	return v.text + unitBehind(f)
}

// unitBehind is a field's unit as it stands behind a figure.
func unitBehind(f sop.Field) string {
	if f.Type != sop.Number || f.Unit == "" || f.Unit == "1" {
		return ""
	}
	return " " + f.Unit
}

// live returns the steps of a section that are asked for in a situation, in page order.
func (s sheet) live(section int, now situation) (out []int) {
	for i, st := range s.steps {
		if st.section == section && s.counts(i, now) == yes {
			out = append(out, i)
		}
	}
	return out
}

// around returns up to most of a row, with the one that is named as near to the middle as
// the ends allow.
func around(row []int, i, most int) []int {
	at := slices.Index(row, i)
	if at < 0 {
		return nil
	}
	from := max(0, min(at-most/2, len(row)-most))
	return row[from:min(len(row), from+most)]
}
