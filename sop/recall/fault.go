package recall

import (
	"math/big"
	"slices"
	"strings"

	"soprun/sop"
)

// How many lines stand around one that is not as on the page.
const (
	leastLines = 3
	mostLines  = 7
)

// faults show lines of a page with one thing changed: a limit, a time, what is expected, two
// steps swapped, one left out. No word of an instruction is changed, and nothing is moved
// that may swap.
func (s sheet) faults(i int) (out []Face) {
	now, row, ok := s.branch(i, leastLines)
	if !ok {
		return nil
	}
	base := s.face(i, Fault, "")
	base.How, base.Given = Point, s.given(i, now)
	base.Asked = "One of these lines is not as on the page. Which?"
	out = append(out, s.swapped(base, row, i)...)
	out = append(out, s.leftOut(base, row, i)...)
	var lines []Line
	for _, k := range row {
		lines = append(lines, s.lines(k)...)
	}
	for n, l := range lines {
		if l.Step != s.steps[i].ID {
			continue
		}
		for _, c := range s.changed(i, l) {
			out = append(out, base.pointed(lines, n, c)...)
		}
	}
	return out
}

// change is a line as it is not on the page.
type change struct{ of, text string }

// pointed is the face of one line that was changed.
func (f Face) pointed(lines []Line, n int, c change) []Face {
	places := make([]int, len(lines))
	for k := range places {
		places[k] = k
	}
	f.Of, f.See = c.of, lines[n].Text
	for _, k := range around(places, n, mostLines) {
		l := lines[k]
		if k == n {
			l.Text, l.Right = c.text, true
		} else if Same(l.Text, c.text) {
			return nil
		}
		f.Lines = append(f.Lines, l)
	}
	if len(f.Lines) < leastLines || Same(lines[n].Text, c.text) {
		return nil
	}
	return []Face{f}
}

// lines writes a step and what it asks, one line each.
func (s sheet) lines(i int) []Line {
	st := s.steps[i]
	out := []Line{{Text: s.words(i) + s.times(i), Step: st.ID}}
	for _, f := range st.Fields {
		if limits := bounds(f); limits != "" {
			out = append(out, Line{Text: oneLine(f.Label) + ": " + limits, Step: st.ID})
		}
	}
	return out
}

// times writes the wait and the window of a step that stand on the page.
func (s sheet) times(i int) (out string) {
	st := s.steps[i]
	if st.Wait != nil && st.Wait.D > 0 {
		out += " Wait " + st.Wait.String() + "."
	}
	if st.Within != nil && st.Within.Time.D > 0 {
		since, _ := s.Step(st.Within.Of)
		out += " Within " + st.Within.Time.String() + " after: " + capital(since.Text)
	}
	return out
}

// bounds writes what is right of a field, "" where the page itself does not say it.
func bounds(f sop.Field) string {
	switch {
	case f.Local != "" || !f.From.None():
		return ""
	case !f.Accepted.Open():
		return f.Accepted.String() + unitBehind(f)
	case len(f.Expect) > 0:
		return "expect " + f.Expected()
	default:
		return f.Days.String()
	}
}

// changed returns how a line of a step may be wrong. A time that its words say too is left as it
// is: two times in one line would be seen without the page.
func (s sheet) changed(i int, l Line) (out []change) {
	st := s.steps[i]
	text := s.words(i)
	if l.Text == text+s.times(i) {
		if st.Wait != nil && st.Wait.D > 0 && !mentions(text, st.Wait.String()) {
			other := s.otherTime(*st.Wait)
			out = append(out, change{":wait", text + strings.Replace(s.times(i), "Wait "+st.Wait.String(), "Wait "+other.String(), 1)})
		}
		if st.Within != nil && st.Within.Time.D > 0 && !mentions(text, st.Within.Time.String()) {
			other := s.otherTime(st.Within.Time)
			out = append(out, change{":within", text + strings.Replace(s.times(i), "Within "+st.Within.Time.String(), "Within "+other.String(), 1)})
		}
		return out
	}
	for _, f := range st.Fields {
		if b := bounds(f); b != "" && l.Text == oneLine(f.Label)+": "+b {
			if other, ok := s.otherBounds(f); ok {
				out = append(out, change{f.Name, oneLine(f.Label) + ": " + other})
			}
		}
	}
	return out
}

// otherTime returns another time of the page, or twice the one that is given.
func (s sheet) otherTime(d sop.Duration) sop.Duration {
	for _, st := range s.steps {
		for _, other := range []*sop.Duration{st.Wait, window(st.Step)} {
			if other != nil && other.D > 0 && other.D != d.D {
				return *other
			}
		}
	}
	return sop.Duration{D: 2 * d.D}
}

func window(st sop.Step) *sop.Duration {
	if st.Within == nil {
		return nil
	}
	return &st.Within.Time
}

// otherBounds writes what is not right of a field, and false where all would be.
func (s sheet) otherBounds(f sop.Field) (string, bool) {
	if len(f.Expect) > 0 {
		all := f.Answers()
		i := slices.IndexFunc(all, func(w string) bool { return !slices.Contains(f.Expect, w) })
		if i < 0 {
			return "", false
		}
		return "expect " + all[i], true
	}
	if f.Accepted.Open() {
		if f.Days.Age.N == 0 {
			return "", false
		}
		f.Days.Age.N *= 2
		return f.Days.String(), true
	}
	f.Accepted = s.otherRange(f)
	return bounds(f), true
}

// otherRange moves one end of a range: to that of another field of the page in the same unit,
// or else so far that it is another figure and yet could be one.
func (s sheet) otherRange(f sop.Field) sop.Range {
	end, limits := &f.Accepted.High, func(r sop.Range) *sop.Decimal { return r.High }
	if f.Accepted.High == nil {
		end, limits = &f.Accepted.Low, func(r sop.Range) *sop.Decimal { return r.Low }
	}
	now := **end
	for _, st := range s.steps {
		for _, other := range st.Fields {
			if x := limits(other.Accepted); other.Unit == f.Unit && x != nil && x.Cmp(now) != 0 && (f.Accepted.Low == nil || end == &f.Accepted.Low || x.Cmp(*f.Accepted.Low) > 0) {
				*end = x
				return f.Accepted
			}
		}
	}
	if moved, err := sop.Rounded(new(big.Rat).Add(now.Rat(), apart(now)), now.Places()); err == nil {
		*end = &moved
	}
	return f.Accepted
}

// apart is how far a limit is moved: by ten, or by as much as its first digit counts where it
// is from 100 on or below 1; by one from zero, which is mostly a count of what is missing.
func apart(limit sop.Decimal) *big.Rat {
	by, ten := big.NewRat(10, 1), big.NewRat(10, 1)
	size := new(big.Rat).Abs(limit.Rat())
	switch {
	case size.Sign() == 0:
		return big.NewRat(1, 1)
	case size.Cmp(big.NewRat(1, 1)) < 0:
		for by.Cmp(size) > 0 {
			by.Quo(by, ten)
		}
	default:
		for size.Cmp(new(big.Rat).Mul(by, ten)) >= 0 {
			by.Mul(by, ten)
		}
	}
	return by
}

// What is wrong with some steps, as Face.Of has it.
const (
	Swapped = ":swapped" // two stand the wrong way round: See has both, in their order, one a line
	LeftOut = ":missing" // one is missing: See has it
)

// swapped shows steps with step i and the one before it the wrong way round; the first of
// them with the one behind it.
func (s sheet) swapped(f Face, row []int, i int) []Face {
	second := max(1, slices.Index(row, i))
	if second >= len(row) || s.mayswap(row[second-1], row[second]) || s.alike(row) {
		return nil
	}
	a, b := row[second-1], row[second]
	f.Of, f.See = Swapped, s.words(a)+"\n"+s.words(b)
	for _, k := range around(row, i, mostLines) {
		shown := k
		switch k {
		case a:
			shown = b
		case b:
			shown = a
		}
		f.Lines = append(f.Lines, Line{Text: s.words(shown), Step: s.steps[shown].ID, Right: shown != k})
	}
	f.Asked = "Two of these steps stand the wrong way round. Point at one of them."
	if len(f.Lines) < leastLines {
		return nil
	}
	return []Face{f}
}

// mayswap reports whether two steps may be done in either order.
func (s sheet) mayswap(a, b int) bool {
	from, to := s.block(a)
	return from <= b && b <= to
}

// leftOut shows steps without step i, where it is critical; the one before it is pointed at.
func (s sheet) leftOut(f Face, row []int, i int) []Face {
	at := slices.Index(row, i)
	if !s.steps[i].Critical || at < 1 || at+1 >= len(row) || s.mayswap(row[at-1], i) || s.mayswap(i, row[at+1]) {
		return nil
	}
	f.Of, f.See = LeftOut, s.words(i)
	f.Asked = "One step is missing. Point at the one behind which it belongs."
	for _, k := range around(row, i, mostLines) {
		if k != i {
			f.Lines = append(f.Lines, Line{Text: s.words(k), Step: s.steps[k].ID, Right: k == row[at-1]})
		}
	}
	if len(f.Lines) < leastLines || s.alike(row) {
		return nil
	}
	return []Face{f}
}
