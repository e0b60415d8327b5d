package recall

import "soprun/sop"

// nearby is how many steps away a wrong next step may stand.
const nearby = 5

// next asks which step follows. It is made where exactly one can: the step that is named as
// done, all that may swap with it, and the values that are stated leave no other.
func (s sheet) next(i int) []Face {
	if from, to := s.block(i); from != to {
		return nil
	}
	if i == 0 && len(s.steps) > 1 && len(s.conditions(i)) == 0 {
		f := s.face(i, Next, "")
		f.Asked = "What comes first?"
		return []Face{f.chosen(s.words(i), s.nearWords(i, i, i))}
	}
	for _, how := range standings {
		for before := i - 1; before >= 0 && before >= i-nearby; before-- {
			if f, ok := s.nextAfter(before, i, how); ok {
				return []Face{f}
			}
		}
	}
	return s.nextAfterEnd(i)
}

// nextAfterEnd asks which step follows where a value has ended the run.
func (s sheet) nextAfterEnd(i int) []Face {
	for end := i - 1; end >= 0 && s.steps[i].Always && s.each(end) == s.each(i); end-- {
		for _, field := range s.steps[end].Fields {
			if field.Or == nil || last(field.Or).Does != sop.End {
				continue
			}
			goals := append(s.passed(end+1, i), counts(end), counts(i))
			if now, ok := s.whenEndedAt(end, field.Name, goals...); ok {
				f := s.face(i, Next, "")
				f.Given = append(s.given(i, now), "Done: "+s.words(end))
				f.Asked = "What comes next?"
				return []Face{f.chosen(s.words(i), s.nearWords(i, end, end))}
			}
		}
	}
	return nil
}

// passed are the goals that none of the steps from one up to another counts.
func (s sheet) passed(from, to int) (out []goal) {
	for k := from; k < to; k++ {
		out = append(out, skipped(k))
	}
	return out
}

// nextAfter asks for step i after the step before, with none between them.
func (s sheet) nextAfter(before, i int, how standing) (Face, bool) {
	from, to := s.block(before)
	if to != before {
		return Face{}, false // others of the block may follow
	}
	goals := append(s.passed(to+1, i), counts(i))
	for k := from; k <= to; k++ {
		goals = append(goals, counts(k))
	}
	now, ok := s.when(how, goals...)
	if !ok {
		return Face{}, false
	}
	f := s.face(i, Next, "")
	f.Given, f.Asked = s.given(i, now), "What comes next?"
	if s.each(before) >= 0 && s.each(before) != s.each(i) {
		f.Given = append(f.Given, "No item is left.")
	}
	orderly := true
	for k := from; k <= to; k++ {
		f.Given = append(f.Given, "Done: "+s.words(k))
		orderly = orderly && s.orderly(k)
	}
	if !orderly {
		f.Asked = "All else is in order. What comes next?"
	}
	return f.chosen(s.words(i), s.nearWords(i, from, to)), true
}

// orderly reports whether nothing of a step can be other than it should be.
func (s sheet) orderly(i int) bool {
	st := s.steps[i]
	for _, f := range st.Fields {
		if f.Limited() {
			return false
		}
	}
	return st.Verify == "" && st.Hold == "" && st.Do == "" && st.Within == nil
}

// nearWords are the words of the steps near to step i, but for those from one to another,
// which are done.
func (s sheet) nearWords(i, from, to int) (out []string) {
	for k := max(0, i-nearby); k < len(s.steps) && k <= i+nearby; k++ {
		if k != i && (k < from || k > to) {
			out = append(out, s.words(k))
		}
	}
	return out
}
