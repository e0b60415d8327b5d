package page

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/sop"
)

// Standard is what linting asks of an occupational standard.
type Standard interface {
	Name() string // as a page's front matter writes it
	Known(code sop.Code) bool
	Nearest(code sop.Code) (sop.Code, bool)
}

// Options says what a page is linted against. The zero Options lints the page
// by itself.
type Options struct {
	Standard Standard // nil skips the checks against the standard
	// Approved is the version of this page that is approved now, nil for none.
	// Version and SHA256 are compared; its steps, if it has any, show which
	// numbers have moved.
	Approved *sop.Procedure
	// ErrorsOnly leaves out which critical steps can be asked in too few ways: that takes a third
	// of the time, and only warns.
	ErrorsOnly bool
	// Figures reads the file of a figure by its path, which is from the folder of the page. nil
	// leaves the files out: nobody can see then what they show.
	Figures func(path string) ([]byte, error)
}

// Lint reads a page and returns everything that is wrong or looks wrong with
// it, by place. No findings means that the page is ready for approval as far as
// a machine can tell.
func Lint(src []byte, opts Options) []Finding {
	_, findings := Read(src, opts)
	return findings
}

// Read is Parse and Lint in one pass: the procedure as Parse returns it, with
// the findings of Lint.
func Read(src []byte, opts Options) (*sop.Procedure, []Finding) {
	r := read(src)
	if r.proc == nil {
		return nil, r.notes.sorted()
	}
	r.standard(opts.Standard)
	r.approved(opts.Approved)
	r.impossibleDates()
	r.vanishing()
	r.files(opts.Figures)
	r.wording()
	r.movedSteps(opts.Approved)
	r.safety()
	r.unusedColumns()
	r.noNames()
	r.linksToItself()
	r.waitingItems()
	r.unjudged()
	r.windowsInRedos()
	r.oneLocal()
	r.nearMisses()
	r.nearFields()
	r.constantConditions()
	r.units()
	r.regexps()
	r.patients()
	if !opts.ErrorsOnly {
		r.askable()
	}
	return r.proc, r.notes.sorted()
}

// standard checks the page's codes against the standard.
func (r *reading) standard(s Standard) {
	if s == nil {
		return
	}
	if named := r.proc.Meta.Standard; named != "" && named != s.Name() {
		r.notes.suggest(s.Name(), codeStandard, 0, "the page is written for %q; the codes here are those of %q", named, s.Name())
		return
	}
	for _, c := range r.codes {
		if !s.Known(c.code) {
			near, _ := s.Nearest(c.code)
			r.notes.suggest(string(near), codeUnknownCode, c.at, "%s has no code %s", s.Name(), c.code)
		}
	}
}

// impossibleDates notes conditions on dates that can never be what they seem to
// ask. A text that was approved before this was known is still read, so only
// Lint looks for them.
func (r *reading) impossibleDates() {
	dates := map[string]bool{}
	for i := range r.steps {
		for _, f := range r.at(i).Fields {
			dates[f.Name] = f.Type == sop.Date
		}
	}
	for _, c := range r.conds {
		for i, t := range c.cond.Terms {
			if dates[t.Name] && t.Value == "today" {
				r.notes.add(codeToday, c.terms[i], "%q is compared with the word today, not with the day: give the field \"from today\" or \"at most 28 days ago\" and test \"%s out of limits\"", t.Name, t.Name)
			}
		}
	}
}

// linksToItself notes a step that has this very page done.
func (r *reading) linksToItself() {
	for i, p := range r.steps {
		if id := r.at(i).Do; id != "" && id == r.proc.Meta.ID {
			r.notes.add(codeItself, p.tag.span.start, "%q is this page: it would never end; name another, or write the steps out", "do: "+id)
		}
	}
}

// approved compares the page with its approved version.
func (r *reading) approved(old *sop.Procedure) {
	if old == nil || old.Meta.ID != "" && old.Meta.ID != r.proc.Meta.ID {
		return
	}
	if old.SHA256 != r.proc.SHA256 && compareVersions(r.proc.Meta.Version, old.Meta.Version) <= 0 {
		r.notes.add(codeVersion, 0, "the text differs from approved version %s: raise the version above it, here it is %q", old.Meta.Version, r.proc.Meta.Version)
	}
}

// compareVersions orders versions such as 2.9 and 2.10 by their numbers.
func compareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		if c := cmp.Compare(part0(as, i), part0(bs, i)); c != 0 {
			return c
		}
	}
	return 0
}

func part0(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, err := strconv.Atoi(parts[i])
	if err != nil {
		return 0
	}
	return n
}

// safety warns about what makes a procedure unsafe to run though it is well
// formed.
func (r *reading) safety() {
	asked := map[string]bool{}
	for _, q := range r.proc.Questions {
		for _, id := range q.Steps {
			asked[id] = true
		}
	}
	verify := 0
	for i, p := range r.steps {
		st := r.at(i)
		if st.Critical && !closesLoop(st) && !r.proc.Sections[p.section].DoConfirm {
			r.notes.add(codeOpenLoop, p.item.Pos(), "step %d is critical but only ticked: ask for a value, a scan or a second person, or make it wait", st.Number)
		}
		if st.Critical && !asked[st.ID] {
			r.notes.add(codeNoLearning, p.item.Pos(), "step %d is critical but no question of the knowledge check is about it", st.Number)
		}
		if st.Verify != "" {
			if verify++; verify == maxVerify+1 {
				r.notes.add(codeManyVerify, p.item.Pos(), "this is the %dth second-person check: keep them for the %d steps where an error does most harm", verify, maxVerify)
			}
		}
		r.windowTooShort(i)
	}
	r.limitTooShort()
}

// maxVerify is how many second-person checks a page may have: more, and people
// stop looking (rule H28).
const maxVerify = 3

// closesLoop reports whether something other than a tick shows that the step
// was done.
func closesLoop(st *sop.Step) bool {
	required := slices.ContainsFunc(st.Fields, func(f sop.Field) bool { return !f.Optional })
	return required || st.Wait != nil || st.Within != nil || st.Verify != "" || st.Hold != "" || st.Do != ""
}

// windowTooShort warns when a step must be done before the waits that come
// between can be over. The window counts from when its step was done, after that
// step's own wait, until this one is done, after its own. Times that stand in a table
// are taken row by row.
func (r *reading) windowTooShort(i int) {
	w := r.at(i).Within
	if w == nil {
		return
	}
	from := slices.IndexFunc(r.steps, func(p *placedStep) bool { return r.proc.Sections[p.section].Steps[p.index].ID == w.Of })
	if from < 0 || from >= i {
		return
	}
	tag := r.steps[i].tag
	at := tag.span.at(tag.within.at)
	tables := append([]sop.Table{{Rows: []sop.Row{{}}}}, r.proc.Tables...) // at first what the page itself says
	for _, t := range tables {
		for _, row := range t.Rows {
			window, waits := timeIn(t, row, w.Time), r.waits(from, i, t, row)
			if window == 0 || waits == 0 || window > waits {
				continue
			}
			with := ""
			if row.Name != "" {
				with = fmt.Sprintf("with %q ", row.Name)
			}
			r.notes.add(codeShortWithin, at, "%swithin %s of #%s cannot be kept: from when that is done, the steps up to this one wait %s%s", with, sop.Duration{D: window}, w.Of, sop.Duration{D: waits}, r.inTurn(t, row))
			return
		}
	}
}

// waits is how long the steps behind one, up to another, wait in a run with a row of a table. A
// section that is done for each item of a list waits for each, and one that the other is in for all
// items before the last.
func (r *reading) waits(from, to int, t sop.Table, row sop.Row) (sum time.Duration) {
	begun, ends := r.steps[from].section, r.steps[to].section
	for j := from + 1; j <= to; j++ {
		in, st := r.steps[j].section, r.at(j)
		if st.Wait == nil || j != to && (st.WaitBefore != "" || !r.always(j)) {
			continue
		}
		times := 1
		if in != begun && in != ends {
			times = r.rounds(in)
		}
		sum += time.Duration(times) * timeIn(t, row, *st.Wait)
	}
	if before := r.rounds(ends) - 1; ends != begun && before > 0 {
		one, beside := r.waitsOf(ends, t, row)
		sum += time.Duration(before) * max(one, beside)
	}
	return sum
}

// rounds is how often a section is done at least: once for each item of its list.
func (r *reading) rounds(section int) int {
	each := r.proc.Sections[section].Each
	if each == nil {
		return 1
	}
	l, _ := r.proc.Meta.List(each.List)
	return max(1, len(l.Items))
}

// inTurn says of waits that there are some for each of several items.
func (r *reading) inTurn(t sop.Table, row sop.Row) string {
	for s := range r.proc.Sections {
		if one, beside := r.waitsOf(s, t, row); r.rounds(s) > 1 && max(one, beside) > 0 {
			return ", item after item"
		}
	}
	return ""
}

// waitsOf is how long the steps of a section wait that come in every run, in one round of it: one
// after the other, and the longest that goes on during other steps.
func (r *reading) waitsOf(section int, t sop.Table, row sop.Row) (sum, beside time.Duration) {
	for i, placed := range r.steps {
		st := r.at(i)
		switch {
		case placed.section != section || st.Wait == nil || !r.always(i):
		case st.WaitBefore == "":
			sum += timeIn(t, row, *st.Wait)
		default:
			beside = max(beside, timeIn(t, row, *st.Wait))
		}
	}
	return sum, beside
}

// runWaits is how long every run waits, whoever does it. What goes on during other steps counts only
// where it is longer than all the rest: of the round of an item, or of the run.
func (r *reading) runWaits(t sop.Table, row sop.Row) time.Duration {
	var sum, beside time.Duration
	for s, section := range r.proc.Sections {
		one, aside := r.waitsOf(s, t, row)
		if section.Each == nil {
			sum, beside = sum+one, max(beside, aside)
		} else {
			sum += time.Duration(r.rounds(s)) * max(one, aside)
		}
	}
	return max(sum, beside)
}

// limitTooShort warns when a run waits longer than it may take.
func (r *reading) limitTooShort() {
	limit := r.proc.Meta.CompleteWithin
	if limit == nil || limit.D == 0 {
		return
	}
	tables := append([]sop.Table{{Rows: []sop.Row{{}}}}, r.proc.Tables...)
	for _, t := range tables {
		for _, row := range t.Rows {
			waits := r.runWaits(t, row)
			if waits < limit.D {
				continue
			}
			with := ""
			if row.Name != "" {
				with = fmt.Sprintf(" with %q", row.Name)
			}
			r.notes.add(codeShortWithin, r.limit, "complete-within %s cannot be kept%s: the steps of every run wait %s%s", limit, with, sop.Duration{D: waits}, r.inTurn(t, row))
			return
		}
	}
}

// timeIn is a length of time in a row; 0 where the department has still to set it, or it is
// of another table.
func timeIn(t sop.Table, row sop.Row, d sop.Duration) time.Duration {
	if d.Column == "" {
		return d.D
	}
	if c := t.Cell(row, d.Column); c.Time != nil {
		return c.Time.D
	}
	return 0
}

// always reports whether a step comes in every run, between those around it.
func (r *reading) always(i int) bool {
	st := r.at(i)
	return st.If == nil && r.proc.Sections[r.steps[i].section].If == nil && !st.NAOk && !st.AnyOrder
}
