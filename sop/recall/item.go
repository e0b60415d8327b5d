package recall

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
)

// Item is what is remembered: one step of a page, asked in as many ways as it has faces.
type Item struct {
	Page, Step string
	Critical   bool
	Named      bool // a question of the knowledge check names it
	Faces      []Face
	// Answer stays the same while what has to be remembered does: it is the sum of limits,
	// times, people, consequences and of what stands before and behind the step. Other words
	// for the same leave it as it is.
	Answer string
}

// Items returns the steps of a page that can be asked about, in page order, each with every
// face that the page allows. A step of which nothing can be asked has no item: it is only
// walked. A page with errors in its conditions has none.
func Items(p *sop.Procedure) []Item {
	s := sheetOf(p)
	if !s.runs() {
		return nil
	}
	var out []Item
	for i, st := range s.steps {
		it := s.item(st)
		it.Faces = slices.Concat(s.next(i), s.order(i), s.gaps(i), s.whys(i), s.faults(i), s.whatIfs(i), s.hazards(i), s.whos(i))
		if len(it.Faces) > 0 {
			it.Answer = s.answer(i)
			out = append(out, it)
		}
	}
	return out
}

func (s sheet) item(st place) Item {
	named := slices.ContainsFunc(s.Questions, func(q sop.Question) bool { return slices.Contains(q.Steps, st.ID) })
	return Item{Page: s.Meta.ID, Step: st.ID, Critical: st.Critical, Named: named}
}

// Few returns the critical steps of a page that can be asked in fewer ways than Ways; their
// faces have no wrong answers. It makes no more of them than it takes to tell, the dearest
// last: every page that is opened is looked at.
func Few(p *sop.Procedure) []Item {
	s := sheetOf(p)
	if s.counted = true; !s.runs() {
		return nil
	}
	dearestLast := []func(sheet, int) []Face{sheet.whys, sheet.gaps, sheet.hazards, sheet.whos, sheet.whatIfs, sheet.next, sheet.faults, sheet.order}
	var out []Item
	for i, st := range s.steps {
		if it := s.item(st); st.Critical && !slices.ContainsFunc(dearestLast, func(faces func(sheet, int) []Face) bool {
			it.Faces = append(it.Faces, faces(s, i)...)
			return it.Ways() >= Ways
		}) {
			out = append(out, it)
		}
	}
	return out
}

// Kinds returns the kinds of face that an item has, in the order of Kinds.
func (it Item) Kinds() []Kind {
	var out []Kind
	for _, k := range Kinds {
		if slices.ContainsFunc(it.Faces, func(f Face) bool { return f.Kind == k }) {
			out = append(out, k)
		}
	}
	return out
}

// Ways is how many faces a critical step needs that are not of one kind.
const Ways = 3

// Ways counts in how many ways an item can be asked: its kinds of face, where each question
// of the knowledge check counts, since each asks something else. A step that none names is
// counted as if one did: that one is missing is another matter.
func (it Item) Ways() int {
	questions := 0
	for _, f := range it.Faces {
		if f.Kind == Why {
			questions++
		}
	}
	if !it.Named {
		return len(it.Kinds()) + 1
	}
	return len(it.Kinds()) + max(0, questions-1)
}

// answer is the sum of what has to be remembered of a step.
func (s sheet) answer(i int) string {
	st := s.steps[i]
	var all strings.Builder
	say := func(parts ...any) { fmt.Fprintf(&all, "%q\n", fmt.Sprint(parts...)) }
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(s.steps) {
			say(k-i, s.steps[k].ID, s.steps[k].section == st.section)
		}
	}
	for _, c := range s.conditions(i) {
		say(c)
	}
	say(st.ID, st.Critical, st.AnyOrder, st.Always, st.Verify, st.Hold, st.Do, st.DoOr, len(st.Alerts))
	if st.Wait != nil {
		say(st.Wait, st.WaitBefore)
	}
	if st.Within != nil {
		say(st.Within.Time, st.Within.Of)
	}
	for _, f := range st.Fields {
		say(f.Name, f.Type, f.Unit, f.Limits(), f.Expect, f.Days, f.Or, f.Calc)
		for _, name := range s.ColumnsOf(f) {
			t, _, _ := s.Column(name)
			say(t.Rows)
		}
	}
	for _, q := range s.Questions {
		for _, o := range q.Options {
			if o.Right && slices.Contains(q.Steps, st.ID) {
				say(plain(o.Text))
			}
		}
	}
	sum := sha256.Sum256([]byte(all.String()))
	return hex.EncodeToString(sum[:8])
}
