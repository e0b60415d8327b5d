package run

import "strings"

// Prose is what the page says between two steps.
type Prose struct {
	// Title is that of a section of which no step is asked for here, "" for none.
	Title string
	Text  string // markdown, "" for none
	// AfterIf reports that the text follows a section's condition on the page, so
	// that it may go on in lower case.
	AfterIf bool
}

// ProseBefore returns what the page says between the step before that was asked for
// and this one, in the order of the page: the page's introduction before its
// first step, the end of the section before, sections without a step, the
// section's introduction, and the text before the step. What stands before steps
// that were not required stands here too, but for sections whose condition is
// false: nothing that was approved is passed over in silence.
func (r Run) ProseBefore(s Step) []Prose {
	to := r.index(s.ID, s.Item)
	from := to - 1
	for from >= 0 && r.steps[from].State == NotRequired {
		from--
	}
	return r.between(from, to)
}

// ProseAfter returns what the page says after the last step that was asked for.
func (r Run) ProseAfter() []Prose {
	from := len(r.steps) - 1
	for from >= 0 && r.steps[from].State == NotRequired {
		from--
	}
	return r.between(from, len(r.steps))
}

// Opens reports whether a step is the first of its section that is asked for.
func (r Run) Opens(s Step) bool {
	for i := r.index(s.ID, s.Item) - 1; i >= 0 && r.steps[i].Section == s.Section; i-- {
		if r.steps[i].State != NotRequired {
			return false
		}
	}
	return true
}

// between returns the prose between two steps, by their indexes.
func (r Run) between(from, to int) []Prose {
	var out []Prose
	add := func(p Prose) {
		if p.Title != "" || strings.TrimSpace(p.Text) != "" {
			out = append(out, p)
		}
	}
	if from < 0 {
		add(Prose{Text: r.proc.Intro})
	}
	begins := 0
	for _, section := range r.proc.Sections {
		first, end := begins, begins+len(section.Steps)
		begins = end
		if r.judge(Step{}, section.If) == isFalse {
			continue
		}
		if first-1 >= from && first <= to {
			p := Prose{Title: section.Title, Text: section.Intro, AfterIf: section.If != nil}
			if to < end {
				p.Title = "" // the frame has it
			}
			add(p)
		}
		for i := max(first, from+1); i < min(end, to+1); i++ {
			add(Prose{Text: section.Steps[i-first].Before})
		}
		if end-1 >= from && end <= to {
			add(Prose{Text: section.More})
		}
	}
	return out
}
