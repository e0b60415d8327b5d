package run_test

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/sop"
)

// contract is what a page says must not pass, told from the page and the events alone:
// it knows nothing of package run. Each fact of the log is judged when it comes; what it
// asks for has to be there at once, or before anything else goes on.
type contract struct {
	page  *sop.Procedure
	steps []*saidOf // in page order; those of a section for each item, and for the next one
	ended bool
	stop  bool
	left  []string          // items of the list
	names map[string]string // of the items, as they are named now
	over  bool              // the section for each item is finished
	// performer is who performs the run, and offered that it is handed over.
	performer string
	offered   bool
	owed      []string // what the next events have to be
	wrong     string   // the first promise that was broken
}

// saidOf is what the log says of one step.
type saidOf struct {
	sop.Step
	item    string // "" where it is done once, or is for the item that is named next
	section int
	ended   bool            // its item has ended
	by      map[string]bool // who did some of it, in any round
	said
}

type said struct {
	end      sop.EventKind // how it is closed, "" while it is open
	bad      map[string]bool
	known    map[string]string
	left     bool // a person left it out
	opened   int
	released map[sop.Who]bool // since its values were last changed
	toEnd    bool
	waits    time.Time // when its wait began last
	doubted  bool      // it was left out while its condition was unknown
	checked  bool      // by a second person, since its values were last changed
	told     bool      // that a correction makes it count
	touched  bool      // something was done at it since it was opened
	closes   bool      // it was just closed, and what follows is due
	doneAt   time.Time
	missed   bool                   // that it was done too late is said
	fill     map[sop.GS1Part]string // what the code that was scanned says of the other field
}

func newContract(p *sop.Procedure) *contract {
	c := &contract{page: p, names: map[string]string{}}
	for i := range p.Sections {
		c.steps = append(c.steps, c.fresh(i)...)
	}
	return c
}

func nothing(opened int) said {
	return said{bad: map[string]bool{}, known: map[string]string{}, released: map[sop.Who]bool{}, fill: map[sop.GS1Part]string{}, opened: opened}
}

// fresh are the steps of a section before anything is said of them.
func (c *contract) fresh(section int) (out []*saidOf) {
	for _, st := range c.page.Sections[section].Steps {
		out = append(out, &saidOf{Step: st, section: section, by: map[string]bool{}, said: nothing(0)})
	}
	return out
}

func (c *contract) each(s *saidOf) bool { return c.page.Sections[s.section].Each != nil }

func (c *contract) hasEnded(s *saidOf) bool { return s.ended || s.item == "" && c.ended }

// speaksOf reports whether a name in one step means a value of another one.
func speaksOf(s, of *saidOf) bool { return s.section != of.section || s.item == of.item }

func (c *contract) broken(format string, args ...any) {
	if c.wrong == "" {
		c.wrong = fmt.Sprintf(format, args...)
	}
}

func (c *contract) find(id, item string) int {
	return slices.IndexFunc(c.steps, func(s *saidOf) bool { return s.ID == id && s.item == item })
}

// waitsFor reports whether a step is or follows one that the wait of another comes before
// and that is still to be done.
func (c *contract) waitsFor(x, s *saidOf) bool {
	at := c.find(x.WaitBefore, x.item)
	target := c.steps[at]
	return at <= c.find(s.ID, s.item) && target.end == "" && (!c.hasEnded(target) || target.Always)
}

// ors are what the page says of the values of a step, and of the run that it links.
func (s *saidOf) ors() iter.Seq2[string, *sop.Consequence] {
	return func(yield func(string, *sop.Consequence) bool) {
		for _, f := range s.Fields {
			if f.Or != nil && !yield(f.Name, f.Or) {
				return
			}
		}
		if s.DoOr != nil {
			yield(linked, s.DoOr)
		}
	}
}

// linked is the name under which the run is judged that a step links.
const linked = "the linked run"

func (s *saidOf) hasOr() bool {
	for range s.ors() {
		return true
	}
	return false
}

// unchecked reports whether a step was done and nobody has checked what it says now.
func (s *saidOf) unchecked() bool { return s.Verify != "" && s.end == sop.StepDone && !s.checked }

// effect is what a step asks for as it is: "end", "hold" with who, "redo" with its range.
func (c *contract) effect(s *saidOf, left bool) (does sop.Consequent, who sop.Who, from int, ends string) {
	if c.ended || c.stop || c.hasEnded(s) {
		return "", "", 0, ""
	}
	from = len(c.steps)
	for name, or := range s.ors() {
		if !left && !s.bad[name] {
			continue
		}
		if or.Does == sop.Redo {
			switch {
			case s.opened >= or.Times:
				or = or.Then
			case left || s.end != "" && !s.closes:
				if or = or.Then; or.Does != sop.Hold {
					or = &sop.Consequence{Does: sop.Hold, Who: sop.BySupervisor}
				}
			}
		}
		switch {
		case or.Does == sop.End:
			if does = sop.End; ends != "run.end" {
				ends = map[bool]string{true: "each.end", false: "run.end"}[or.Scope == sop.EndItem]
			}
		case or.Does == sop.Hold && does != sop.End:
			if does != sop.Hold {
				who = or.Who
			}
			does = sop.Hold
		case or.Does == sop.Redo && (does == "" || does == sop.Redo):
			does = sop.Redo
			begins := slices.IndexFunc(c.steps, func(x *saidOf) bool {
				return x.item == s.item && (x.ID == or.From || or.From == "" && x.ID == s.ID)
			})
			from = min(from, begins)
		}
	}
	return does, who, from, ends
}

// holder returns a closed step that has to be released before anything goes on.
func (c *contract) holder() string {
	for _, s := range c.steps {
		if s.end == "" || s.end == sop.StepNotRequired || c.ended || c.stop || c.hasEnded(s) {
			continue
		}
		if s.Hold != "" && !s.released[s.Hold] || s.unchecked() {
			return s.ID
		}
		if does, who, _, _ := c.effect(s, s.left); does == sop.Hold && !s.released[who] {
			return s.ID
		}
	}
	return ""
}

// forTheEnd reports whether a step is for a run that has ended.
func (c *contract) forTheEnd(st sop.Step) bool {
	return st.Always && st.If != nil && slices.ContainsFunc(st.If.Terms, func(t sop.Term) bool { return t.Op == sop.HasEnded })
}

// whileHeld is what may be said of a run that waits for a decision.
var whileHeld = []sop.EventKind{
	sop.HoldReleased, sop.CheckRecorded, sop.ValueSettled, sop.StepChecked, sop.ValueCorrected, sop.DeviationOpened, sop.DeviationActioned, sop.RunStopped,
	sop.WindowMissed, sop.HandoverOffered, sop.HandoverWithdrawn, sop.ItemOpened, sop.HandoverTaken,
}

// take judges one event.
func (c *contract) take(e sop.Event) {
	c.takeCrew(e)
	if len(c.owed) > 0 {
		aside := e.Kind == sop.DeviationOpened || e.Kind == sop.DeviationActioned || e.Kind == sop.HandoverOffered || slices.Contains(ofHandover, e.Kind)
		if i := c.find(e.Step, e.Item); i >= 0 && e.Kind == sop.StepReopened {
			aside = aside || c.forTheEnd(c.steps[i].Step)
		}
		if want := string(e.Kind) + " " + e.Step + " " + e.Item; c.owed[0] != want && !aside {
			c.broken("%s where %s is due", want, c.owed[0])
		} else if c.owed[0] == want {
			c.owed = c.owed[1:]
		}
	} else if held := c.holder(); held != "" && !slices.Contains(whileHeld, e.Kind) {
		c.broken("%s of %s while %s holds the run", e.Kind, e.Step, held)
	}
	c.name(e)
	switch e.Kind {
	case sop.RunStopped:
		c.stop = true
	case sop.RunEnded, sop.ItemEnded:
		c.ends(e)
	case sop.ItemsLeft:
		c.left = append(c.left, e.Value)
	case sop.DeviationOpened:
		if name, told := strings.CutPrefix(strings.TrimSuffix(e.Reason, " is on the list, and was not done"), "Unit "); told {
			c.left = append(c.left, name)
		}
	case sop.ItemsDone:
		c.over = true
		c.steps = slices.DeleteFunc(c.steps, func(s *saidOf) bool { return c.each(s) && s.item == "" })
	}
	if i := c.find(e.Step, e.Item); i >= 0 {
		c.takeStep(c.steps[i], e)
		c.nextItem(c.steps[i])
	} else if e.Kind != sop.ItemsDone && e.Step != "" && len(c.steps) > 0 {
		c.broken("%s of %s for %q, which nobody named", e.Kind, e.Step, e.Item)
	}
}

// name names the item that the steps which stand for none are done for.
func (c *contract) name(e sop.Event) {
	if e.Field != "unit" || e.Kind != sop.ValueRecorded && e.Kind != sop.ValueCorrected {
		return
	}
	for item, name := range c.names {
		if name == e.Value && item != e.Item {
			c.broken("%s is done twice", e.Value)
		}
	}
	c.names[e.Item] = e.Value
	if c.find(e.Step, e.Item) >= 0 {
		return
	}
	for _, s := range c.steps {
		if c.each(s) && s.item == "" {
			s.item = e.Item
		}
	}
}

// nextItem adds the steps of the next item once those of the last one are all closed.
func (c *contract) nextItem(s *saidOf) {
	if s.item == "" || s.end == "" || c.over || c.ended {
		return
	}
	last := 0
	for i, x := range c.steps {
		if x.section == s.section {
			if last = i + 1; x.item == "" || x.item == s.item && x.end == "" {
				return
			}
		}
	}
	if last > 0 && c.steps[last-1].item != s.item { // another one follows it already
		return
	}
	c.steps = slices.Insert(c.steps, last, c.fresh(s.section)...)
}

// ends notes the end of the run or of an item.
func (c *contract) ends(e sop.Event) {
	at := c.steps[c.find(e.Step, e.Item)]
	if c.ended || c.hasEnded(at) || c.stop {
		c.broken("an end after another one, or after the stop")
	}
	items := 0
	for _, s := range c.steps {
		open := slices.ContainsFunc(c.steps, func(x *saidOf) bool { return c.each(s) && x.section == s.section && x.item == s.item && x.end == "" })
		mine := c.each(at) && s.item == e.Item && c.each(s)
		if s.item != "" && (mine || open && e.Kind == sop.RunEnded) {
			s.ended = true
		}
		if s.item != "" {
			items++
		}
	}
	if e.Kind == sop.RunEnded {
		if c.ended = true; items > 0 {
			c.steps = slices.DeleteFunc(c.steps, func(s *saidOf) bool { return c.each(s) && s.item == "" })
		}
	}
	for _, s := range c.steps {
		if c.forTheEnd(s.Step) && s.end == sop.StepNotRequired && c.hasEnded(s) && c.verdict(s) == "true" && (s.item != "" || !c.each(s)) {
			c.broken("%s stays passed, although it has ended", s.ID)
		}
	}
}

func (c *contract) takeStep(s *saidOf, e sop.Event) {
	c.takeRow(s, e)
	c.takeTime(s, e)
	c.takeBox(s, e)
	recorded := e.Kind == sop.ValueRecorded && !c.isComputed(e)
	s.touched = s.touched || recorded || slices.Contains([]sop.EventKind{sop.WaitStarted, sop.HoldReleased, sop.CheckRecorded, sop.StepChecked, sop.LinkedDone}, e.Kind)
	owe := func(kind string) { c.owed = append(c.owed, kind+" "+s.ID+" "+s.item) }
	switch e.Kind {
	case sop.DeviationOpened:
		s.told = s.told || strings.HasSuffix(e.Reason, "a correction makes it required")
	case sop.StepStarted:
		for _, x := range c.steps {
			if x == s {
				break
			}
			if x.WaitBefore != "" && x.end == "" && c.waitsFor(x, s) {
				c.broken("%s starts before the wait of %s, which comes before %s, is confirmed", s.ID, x.ID, x.WaitBefore)
			}
		}
	case sop.ValueRecorded, sop.ValueCorrected:
		s.bad[e.Field], s.known[e.Field] = e.Mark != "", e.Value
		clear(s.released)
		s.checked = s.checked && (c.ended || c.hasEnded(s))
		if s.end != "" {
			if does, _, _, ends := c.effect(s, s.left); does == sop.End {
				owe(ends)
			}
		}
	case sop.ValueSettled:
		s.bad[e.Field], s.known[e.Field] = e.Mark != "", e.Value
		clear(s.released)
		if does, _, _, ends := c.effect(s, s.left); s.end != "" && does == sop.End {
			owe(ends)
		}
	case sop.StepChecked:
		s.checked = true
	case sop.LinkedDone:
		s.bad[linked] = e.Mark != "complete"
		clear(s.released)
	case sop.HoldReleased:
		s.released[sop.Who(e.Mark)] = true
		if s.toEnd = s.toEnd || e.Value == sop.EndRun; s.toEnd && s.end != "" && !c.ended && !c.hasEnded(s) {
			owe(atHold(s))
		}
	case sop.StepReopened:
		if c.ended || c.hasEnded(s) {
			c.broken("%s is opened again after the end", s.ID)
		}
		missed := s.missed && c.since(s) != nil // its window goes on, and is missed once
		s.said = nothing(s.opened + 1)
		s.missed = missed
	case sop.StepDone, sop.StepNotDone, sop.StepNotApplicable:
		if c.hasEnded(s) && !s.Always {
			c.broken("%s of %s after the end", e.Kind, s.ID)
		}
		c.closeStep(s, e.Kind, owe)
	case sop.StepNotRequired:
		if !c.hasEnded(s) && c.verdict(s) != "false" {
			c.broken("%s is not required though its condition is %s", s.ID, c.verdict(s))
		}
		s.end = e.Kind
	}
}

// atHold is what ends where somebody ends it at a hold.
func atHold(s *saidOf) string {
	if s.item != "" {
		return "each.end"
	}
	return "run.end"
}

// closeStep notes how a step ends, and what has to follow at once.
func (c *contract) closeStep(s *saidOf, kind sop.EventKind, owe func(string)) {
	if kind == sop.StepNotApplicable && s.Critical && c.verdict(s) != "unknown" {
		c.broken("critical step %s is not applicable", s.ID)
	}
	if s.item == "" && c.each(s) && c.verdict(s) != "unknown" {
		c.broken("%s is closed for no item", s.ID)
	}
	s.end, s.left, s.closes = kind, kind != sop.StepDone, true
	s.doubted = kind == sop.StepNotApplicable && c.verdict(s) == "unknown"
	if s.unchecked() {
		c.broken("%s is done, and nobody checked what it says", s.ID)
	}
	if s.left && s.hasOr() {
		clear(s.released) // nobody released a step that is not done
	}
	does, who, from, ends := c.effect(s, s.left)
	s.closes = false
	switch {
	case does == sop.End:
		owe(ends)
	case s.toEnd && !c.ended && !c.hasEnded(s):
		owe(atHold(s))
	case does == sop.Hold && kind == sop.StepDone && !s.released[who]:
		c.broken("%s is done and nobody released it", s.ID)
	case does == sop.Redo:
		for _, x := range c.steps[from:] {
			if x.item == s.item && (x.end != "" || x.touched) {
				c.owed = append(c.owed, "step.reopen "+x.ID+" "+x.item)
			}
			if x == s {
				break
			}
		}
	}
}

// verdict is what the condition of a step comes to: "true", "false" or "unknown".
func (c *contract) verdict(s *saidOf) string {
	if s.If == nil {
		return "true"
	}
	any := map[string]bool{}
	for _, t := range s.If.Terms {
		any[c.term(s, t)] = true
	}
	switch decides, other := "false", "true"; {
	case s.If.Join == sop.Or && any["true"]:
		return "true"
	case s.If.Join != sop.Or && any[decides]:
		return "false"
	case any["unknown"]:
		return "unknown"
	case s.If.Join == sop.Or:
		return "false"
	default:
		return other
	}
}

func (c *contract) term(by *saidOf, t sop.Term) string {
	is := map[bool]string{true: "true", false: "false"}
	switch t.Op {
	case sop.HasEnded:
		return is[c.hasEnded(by)]
	case sop.IsAgain:
		return is[by.opened > 0]
	}
	out := "false"
	for _, s := range c.steps {
		for _, f := range s.Fields {
			switch {
			case f.Name != t.Name || !speaksOf(by, s):
			case f.Calc != nil && s.end == sop.StepNotRequired:
			case s.known[f.Name] == t.Value, sameFigure(s.known[f.Name], t.Value):
				return "true"
			case s.left || s.known[f.Name] == sop.Unknown:
				out = "unknown"
			}
		}
	}
	return out
}

// sameFigure reports whether two texts are one figure: "1" and "1.0".
func sameFigure(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err == nil && err2 == nil && x == y
}

// end judges a run that can be signed as complete: nothing that must not pass has passed.
func (c *contract) end() {
	if len(c.owed) > 0 {
		c.broken("signed with %q due", c.owed)
	}
	if c.stop {
		return
	}
	if held := c.holder(); held != "" {
		c.broken("signed while %s holds the run", held)
	}
	for _, l := range c.page.Meta.Lists {
		for _, item := range l.Items {
			done := slices.Contains(slices.Collect(maps.Values(c.names)), item)
			if !done && !slices.Contains(c.left, item) && !c.ended && !c.passed() {
				c.broken("%s is missing without a reason", item)
			}
		}
	}
	for _, s := range c.steps {
		if s.end == "" {
			c.broken("signed with %s open", s.ID)
		}
		passed := s.end == sop.StepNotRequired || s.doubted
		if passed && !c.ended && !c.hasEnded(s) && !s.told && c.verdict(s) == "true" {
			c.broken("%s was passed, and counts", s.ID)
		}
		if s.end == sop.StepDone && c.late(s) && !s.missed {
			c.broken("%s was done too late, and nothing says so", s.ID)
		}
		for _, f := range s.Fields {
			if f.Calc != nil && s.end == sop.StepDone && s.known[f.Name] == "" {
				c.broken("%s of %s is done and was not computed", f.Name, s.ID)
			}
		}
		if c.ended || c.hasEnded(s) || s.end == sop.StepNotRequired {
			continue
		}
		for name := range s.ors() {
			if (s.bad[name] || s.left) && len(s.released) == 0 {
				c.broken("%s of %s passed in silence", name, s.ID)
			}
		}
	}
}

// passed reports whether the section for each item was not done at all.
func (c *contract) passed() bool {
	return !c.over && !slices.ContainsFunc(c.steps, func(s *saidOf) bool { return c.each(s) && (s.item != "" || s.end == "") })
}
