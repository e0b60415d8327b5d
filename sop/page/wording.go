package page

import (
	"bytes"
	"strconv"
	"strings"

	"soprun/sop"
)

// The lengths above which people skip or reject a checklist (rules H30, H31).
const (
	maxSectionSteps = 9
	maxPageSteps    = 40
	maxStepWords    = 30
)

// vague are words that tell nobody when the step is done.
var vague = lazily(`(?i)\b(check|ensure|make sure|appropriate(?:ly)?|as required|if necessary|as needed)\b`)

// namedStep is prose that names a step by its number.
var namedStep = lazily(`(?i)\bstep ([0-9]{1,3})\b`)

// wording warns about length and about words without a measure.
func (r *reading) wording() {
	for _, s := range r.proc.Sections {
		if len(s.Steps) > maxSectionSteps {
			r.noteAt(s.Pos, codeLongSection, "this section has %d steps: split it, people keep track of %d at most", len(s.Steps), maxSectionSteps)
		}
	}
	switch n := len(r.steps); {
	case n > maxPageSteps:
		r.notes.add(codeLongPage, r.steps[maxPageSteps].item.Pos(), "the page has %d steps: split it, people reject a list of more than %d", n, maxPageSteps)
	case n > maxSectionSteps && r.proc.Meta.Mode == sop.DoConfirm:
		r.notes.add(codeLongConfirm, r.steps[maxSectionSteps].item.Pos(), "the page has %d steps: do-confirm is for a short closing list, use read-do", n)
	}
	for i, p := range r.steps {
		st := r.at(i)
		if n := len(strings.Fields(st.Text)); n > maxStepWords {
			r.notes.add(codeLongStep, p.text[0], "step %d has %d words: one action a step, at most %d words", st.Number, n, maxStepWords)
		}
		if !measured(st) {
			for _, m := range vague().FindAllIndex(r.src.text[p.text[0]:p.text[1]], -1) {
				at := p.text[0] + m[0]
				r.notes.add(codeVague, at, "%q leaves open when the step is done: say what to look for, or ask for a value", r.src.text[at:p.text[0]+m[1]])
			}
		}
	}
}

// noteAt is notes.add for a place that is known by line and column.
func (r *reading) noteAt(pos sop.Pos, code, format string, args ...any) {
	r.notes.add(code, r.src.lines[pos.Line-1]+pos.Column-1, format, args...)
}

// noteHint is noteAt with a hint.
func (r *reading) noteHint(pos sop.Pos, hint, code, format string, args ...any) {
	r.notes.suggest(hint, code, r.src.lines[pos.Line-1]+pos.Column-1, format, args...)
}

// measured reports whether a step says when it is done: it asks for a value or
// names a figure.
func measured(st *sop.Step) bool {
	return len(st.Fields) > 0 || st.Wait != nil || st.Within != nil || strings.ContainsAny(st.Text, "0123456789")
}

// movedSteps warns about prose that names a step by a number that is no step's,
// or that was another step's in the approved version.
func (r *reading) movedSteps(old *sop.Procedure) {
	front := frontMatterEnd(r.src.text)
	if !bytes.Contains(bytes.ToLower(r.src.text[front:]), []byte("tep ")) {
		return // looking for that costs a twentieth of the pattern, whose s has a third form
	}
	for _, m := range namedStep().FindAllSubmatchIndex(r.src.text[front:], -1) {
		n, _ := strconv.Atoi(string(r.src.text[front+m[2] : front+m[3]])) // at most three digits
		if n < 1 || n > len(r.steps) {
			r.notes.add(codeMovedStep, front+m[0], "the page has no step %d: name the step by what it does", n)
			continue
		}
		was := stepNumbered(old, n)
		if was == nil || was.ID == r.at(n-1).ID {
			continue
		}
		if now, ok := r.proc.Step(was.ID); ok {
			r.notes.suggest("step "+strconv.Itoa(now.Number), codeMovedStep, front+m[0],
				"step %d of version %s, #%s, is step %d now", n, old.Meta.Version, was.ID, now.Number)
		} else {
			r.notes.add(codeMovedStep, front+m[0], "step %d of version %s, #%s, is no longer on the page", n, old.Meta.Version, was.ID)
		}
	}
}

func stepNumbered(p *sop.Procedure, n int) *sop.Step {
	if p == nil {
		return nil
	}
	for i := range p.Sections {
		for j := range p.Sections[i].Steps {
			if p.Sections[i].Steps[j].Number == n {
				return &p.Sections[i].Steps[j]
			}
		}
	}
	return nil
}
