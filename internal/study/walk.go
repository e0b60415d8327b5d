package study

import (
	"slices"
	"strings"
	"time"

	"soprun/sop"
	"soprun/sop/recall"
)

// Mode is a way to practise a page.
type Mode string

// The modes, from the easiest on.
const (
	Read      Mode = "read"      // the page, and then its questions
	Guided    Mode = "guided"    // its steps are hidden, with a hint each
	Memory    Mode = "memory"    // they are hidden
	Questions Mode = "questions" // one for each step
	Exam      Mode = "station"   // timed, and a critical error ends it
	Rehearsal Mode = "rehearsal" // a whole run, in which time passes faster
)

// perStep is how much time a station has for each step.
const perStep = 30 * time.Second

// Walk is the way of somebody through the steps of a page, in their order: each is said, or
// asked, before it is seen. It holds nothing that is kept. The zero Walk is none.
type Walk struct {
	Mode   Mode
	Of     *sop.Procedure
	Places []Place // one a step
	Begun  time.Time
	Limit  time.Duration // of a station; 0 for none
	Took   time.Duration // once it is over
	End    End
}

// Place is one step on a walk.
type Place struct {
	sop.Step
	Section sop.Section
	Ask     *Question // that a station asks of it; nil where it is said, and judged by its person
	Mark    Mark
}

// Mark is what became of a step.
type Mark int

// The marks.
const (
	Open   Mark = iota // it was not come to
	Right              // it was said, or answered, before it was seen
	Missed             // it was not
)

// End is how a walk ended.
type End int

// The ends.
const (
	Under         End = iota // it goes on
	Through                  // every step was come to
	CriticalError            // a critical step was missed, at a station
	TimeUp
	Stopped
)

// Pages returns the pages that can be practised, those first that are asked by the day.
func (s *Student) Pages() []Page {
	out := slices.Clone(s.pages)
	slices.SortStableFunc(out, func(a, b Page) int { return number(b.Daily) - number(a.Daily) })
	return out
}

func number(is bool) int {
	if is {
		return 1
	}
	return 0
}

// Page returns a page by its id.
func (s *Student) Page(id string) (Page, bool) {
	n := slices.IndexFunc(s.pages, func(p Page) bool { return p.Meta.ID == id })
	if n < 0 {
		return Page{}, false
	}
	return s.pages[n], true
}

// Walk begins a walk of a page. A mode that walks no steps begins none.
func (s *Student) Walk(p Page, mode Mode, now time.Time) Walk {
	w := Walk{Mode: mode, Of: p.Procedure, Begun: now}
	switch mode {
	case Guided, Memory, Exam:
	default:
		return Walk{}
	}
	asked := map[string]bool{}
	for _, section := range p.Sections {
		for _, st := range section.Steps {
			at := Place{Step: st, Section: section}
			if i := s.byName[name(p.Meta.ID, st.ID)]; i != nil && mode == Exam {
				at.Ask = s.told(i, asked)
			}
			w.Places = append(w.Places, at)
		}
	}
	if mode == Exam {
		w.Limit = (perStep*time.Duration(len(w.Places)) + time.Minute - 1).Truncate(time.Minute)
	}
	return w
}

// told is the question about an item that says by itself what is right, and shows none of the
// steps that follow; nil for none. One that is about several steps is asked once.
func (s *Student) told(i *item, asked map[string]bool) *Question {
	only := *i
	only.Faces = slices.DeleteFunc(slices.Clone(i.Faces), func(f recall.Face) bool {
		return f.How == recall.Recall || f.Kind == recall.Fault || f.Kind == recall.Order || asked[told(f)]
	})
	if len(only.Faces) == 0 {
		return nil
	}
	q := s.ask(&only)
	asked[told(q.Face)] = true
	return &q
}

// told is all that a face says before it is answered, and what is right.
func told(f recall.Face) string {
	return strings.Join(append(slices.Clone(f.Given), f.Asked, f.See), "\n")
}

// At is the step that is next, and its number from 0; false where the walk is over.
func (w Walk) At() (p Place, n int, more bool) {
	n = slices.IndexFunc(w.Places, func(p Place) bool { return p.Mark == Open })
	if w.End != Under || n < 0 {
		return Place{}, 0, false
	}
	return w.Places[n], n, true
}

// Left is how much time a station has left, never less than none.
func (w Walk) Left(now time.Time) time.Duration { return max(0, w.Limit-now.Sub(w.Begun)) }

// Looked lets time act: a station ends when its time is over.
func (w Walk) Looked(now time.Time) Walk {
	if w.End == Under && w.Limit > 0 && w.Left(now) == 0 {
		w.End, w.Took = TimeUp, w.Limit
	}
	return w
}

// Said goes on from the step that is next, which was right or not. What is said after the time
// is over counts for nothing.
func (w Walk) Said(right bool, now time.Time) Walk {
	w = w.Looked(now)
	p, n, more := w.At()
	if !more {
		return w
	}
	w.Places = slices.Clone(w.Places)
	w.Places[n].Mark = map[bool]Mark{true: Right, false: Missed}[right]
	switch {
	case w.Mode == Exam && p.Critical && !right:
		w.End = CriticalError
	case n == len(w.Places)-1:
		w.End = Through
	default:
		return w
	}
	w.Took = now.Sub(w.Begun)
	return w
}

// Stop ends a walk where it is.
func (w Walk) Stop(now time.Time) Walk {
	if w.End == Under {
		w.End, w.Took = Stopped, now.Sub(w.Begun)
	}
	return w
}

// Count returns how many steps have a mark, and how many of those are critical.
func (w Walk) Count(m Mark) (all, critical int) {
	for _, p := range w.Places {
		if p.Mark == m {
			all, critical = all+1, critical+number(p.Critical)
		}
	}
	return all, critical
}
