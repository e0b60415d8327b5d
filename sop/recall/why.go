package recall

import (
	"slices"
	"strconv"
	"strings"

	"soprun/sop"
)

// whys are the questions of the knowledge check that name a step, with their answers as
// written. One without options, or with several right ones, is recalled and then seen.
func (s sheet) whys(i int) (out []Face) {
	for n, q := range s.Questions {
		if !slices.Contains(q.Steps, s.steps[i].ID) {
			continue
		}
		f := s.face(i, Why, strconv.Itoa(n+1))
		f.Asked, f.Codes, f.At = q.Text, q.Codes, q.Pos
		f.How, f.See = Recall, strings.Join(slices.Concat(texts(q.Options, true), nonEmpty(q.Answer)), "\n")
		if right := texts(q.Options, true); !f.counted && len(right) == 1 && distinct(q.Options) {
			f.How, f.Options = Choose, optionsOf(q.Options)
		}
		out = append(out, f)
	}
	return out
}

func nonEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// texts returns the options that are right, or those that are not.
func texts(options []sop.Option, right bool) (out []string) {
	for _, o := range options {
		if o.Right == right {
			out = append(out, o.Text)
		}
	}
	return out
}

// distinct reports whether no two options say the same.
func distinct(options []sop.Option) bool {
	for n, o := range options {
		if slices.ContainsFunc(options[:n], func(x sop.Option) bool { return Same(x.Text, o.Text) }) {
			return false
		}
	}
	return true
}

// optionsOf returns the options of a question, the right one first.
func optionsOf(options []sop.Option) (out []Option) {
	for _, right := range []bool{true, false} {
		for _, o := range options {
			if o.Right == right {
				out = append(out, Option{Text: o.Text, Why: o.Why})
			}
		}
	}
	return out
}
