package recall

import "slices"

// How many steps are put in order at once.
const (
	leastOrder = 4
	mostOrder  = 7
)

// order asks for the order of steps of a section that come in one run, step i among them.
func (s sheet) order(i int) []Face {
	now, row, ok := s.branch(i, leastOrder)
	row = around(row, i, mostOrder)
	if !ok || len(row) < leastOrder || s.alike(row) {
		return nil
	}
	f := s.face(i, Order, "")
	f.How, f.Given, f.Asked = Sort, s.given(i, now), "In which order are these done?"
	for n, k := range row {
		at := n
		if from, _ := s.block(k); n > 0 && from <= row[n-1] && s.steps[row[n-1]].AnyOrder {
			at = f.Lines[n-1].Place
		}
		f.Lines = append(f.Lines, Line{Text: s.words(k), Step: s.steps[k].ID, Place: at})
		f.See += "\n" + s.words(k)
	}
	if f.See = f.See[1:]; f.Lines[len(row)-1].Place == 0 {
		return nil // any order will do
	}
	return []Face{f}
}

// alike reports whether two of some steps have the same words, so that they cannot be told
// apart.
func (s sheet) alike(row []int) bool {
	for n, k := range row {
		if slices.ContainsFunc(row[:n], func(j int) bool { return s.spoken(j) == s.spoken(k) }) {
			return true
		}
	}
	return false
}

// branch returns a situation in which step i counts, and all steps of its section that count
// in it: at least so many, where values can be stated of which they come.
func (s sheet) branch(i, least int) (now situation, row []int, ok bool) {
	goals := []goal{counts(i)}
	if now, ok = s.whenever(goals...); !ok {
		return now, nil, false
	}
	section := s.steps[i].section
	row = s.live(section, now)
	for k := range s.steps {
		if len(row) >= least {
			break
		}
		if s.steps[k].section != section || slices.Contains(row, k) {
			continue
		}
		if more, can := s.when(now.how, append(slices.Clone(goals), counts(k))...); can {
			goals, now = append(goals, counts(k)), more
			row = s.live(section, now)
		}
	}
	return now, row, slices.Contains(row, i)
}
