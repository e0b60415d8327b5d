package run

import (
	"slices"
	"strings"
)

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
	if from >= 0 && r.steps[from].Section == s.Section && r.steps[from].nth != s.nth { // the next item
		first := r.onPage(r.begin(s.Section))
		return r.proseOf(s.Section, first, first-1, r.onPage(to))
	}
	return r.between(r.onPage(from), r.onPage(to))
}

// onPage returns which step of the page one of the run is, from 0: -1 before the first,
// and as many as there are behind the last.
func (r Run) onPage(i int) (at int) {
	if i < 0 {
		return -1
	}
	for section, n := range r.copies {
		size := len(r.proc.Sections[section].Steps)
		if i < n*size {
			return at + i%size
		}
		i, at = i-n*size, at+size
	}
	return at
}

// ProseAfter returns what the page says after the last step that was asked for.
func (r Run) ProseAfter() []Prose {
	from := len(r.steps) - 1
	for from >= 0 && r.steps[from].State == NotRequired {
		from--
	}
	return r.between(r.onPage(from), r.onPage(len(r.steps)))
}

// Opens reports whether a step is the first of its section that is asked for.
func (r Run) Opens(s Step) bool {
	for i := r.index(s.ID, s.Item) - 1; i >= 0 && r.steps[i].Section == s.Section && r.steps[i].Item == s.Item; i-- {
		if r.steps[i].State != NotRequired {
			return false
		}
	}
	return true
}

// between returns the prose between two steps of the page.
func (r Run) between(from, to int) (out []Prose) {
	if from < 0 {
		out = append(out, Prose{Text: r.proc.Intro})
	}
	first := 0
	for i, section := range r.proc.Sections {
		out = append(out, r.proseOf(i, first, from, to)...)
		first += len(section.Steps)
	}
	return slices.DeleteFunc(out, Prose.empty)
}

func (p Prose) empty() bool { return p.Title == "" && strings.TrimSpace(p.Text) == "" }

// endedBefore reports whether the run ended before any step of a section was asked for.
func (r Run) endedBefore(section int) bool {
	return r.ended != nil && len(r.proc.Sections[section].Steps) > 0 && !slices.ContainsFunc(r.steps, func(s Step) bool {
		return s.Section == section && s.State != NotRequired
	})
}

// proseOf returns the prose of one section, whose first step is that one of the page.
func (r Run) proseOf(i, first, from, to int) (out []Prose) {
	section := r.proc.Sections[i]
	end := first + len(section.Steps)
	if r.judge(Step{}, section.If) == isFalse || r.endedBefore(i) {
		return nil
	}
	if first-1 >= from && first <= to {
		p := Prose{Title: section.Title, Text: section.Intro, AfterIf: section.If != nil}
		if to < end {
			p.Title = "" // the frame has it
		}
		out = append(out, p)
	}
	for i := max(first, from+1); i < min(end, to+1); i++ {
		out = append(out, Prose{Text: section.Steps[i-first].Before})
	}
	if end-1 >= from && end <= to {
		out = append(out, Prose{Text: section.More})
	}
	return slices.DeleteFunc(out, Prose.empty)
}
