package page

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"soprun/sop"
)

// Change is one difference between two versions of a page.
type Change struct {
	Kind ChangeKind
	Step string // id of the step concerned, "" for the page
	What string // what changed: "wait", a field's name, a front matter key
	Old  string // "" for something added
	New  string // "" for something removed
}

// ChangeKind groups changes; the greater the harm of missing one, the lower.
type ChangeKind int

// The kinds of change in the order in which Diff returns them.
const (
	LimitChange    ChangeKind = iota // accepted and possible ranges, expected answers, what follows
	TimeChange                       // wait, within, complete-within
	CriticalChange                   // the critical tag
	StepChange                       // a step added, removed or moved
	ControlChange                    // second person, hold, conditions, how a step may be skipped
	FieldChange                      // inputs added, removed or asked in another way
	AlertChange
	TextChange // instructions and prose
	LearningChange
	DocumentChange // front matter
)

// String writes the change on one line.
func (c Change) String() string {
	where := ""
	if c.Step != "" {
		where = "#" + c.Step + ": "
	}
	switch {
	case c.Old == "":
		return fmt.Sprintf("%s%s: added %s", where, c.What, c.New)
	case c.New == "":
		return fmt.Sprintf("%s%s: removed %s", where, c.What, c.Old)
	default:
		return fmt.Sprintf("%s%s: %s, was %s", where, c.What, c.New, c.Old)
	}
}

// Diff lists what changed from one version of a page to the next: changed
// limits, times and critical tags first, then by step. Steps are matched by id.
func Diff(old, current *sop.Procedure) []Change {
	out := append(compare("", pageFacts(old), pageFacts(current)), tableChanges(old, current)...)
	out = append(out, listChanges(old.Meta, current.Meta)...)
	before, after := stepsOf(old), stepsOf(current)
	for _, s := range before {
		t, kept := find(after, s.step.ID)
		if !kept {
			out = append(out, Change{Kind: StepChange, Step: s.step.ID, What: "step", Old: s.step.Text})
		}
		out = append(out, compare(s.step.ID, s.facts(), t.facts())...)
	}
	for _, t := range after {
		if _, kept := find(before, t.step.ID); !kept {
			out = append(out, Change{Kind: StepChange, Step: t.step.ID, What: "step", New: t.step.Text})
			out = append(out, compare(t.step.ID, nil, t.facts())...)
		}
	}
	out = append(out, moves(before, after)...)
	out = append(out, writtenInFigures(old, current)...)
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Compare(a.Kind, b.Kind) })
	return out
}

// fact is one thing that a page says, in words that can be compared.
type fact struct {
	kind        ChangeKind
	what, value string
}

// key tells facts apart; n counts facts of the same name on one side.
type key struct {
	kind ChangeKind
	what string
	n    int
}

func keyed(facts []fact) (map[key]string, []key) {
	values, keys := map[key]string{}, []key{}
	for _, f := range facts {
		k := key{f.kind, f.what, 0}
		for _, taken := values[k]; taken; _, taken = values[k] {
			k.n++
		}
		values[k] = f.value
		keys = append(keys, k)
	}
	return values, keys
}

// compare returns the facts that differ. A fact that is missing on one side is
// added or removed there.
func compare(step string, before, after []fact) []Change {
	old, keys := keyed(before)
	current, more := keyed(after)
	for _, k := range more {
		if _, ok := old[k]; !ok {
			keys = append(keys, k)
		}
	}
	var out []Change
	for _, k := range keys {
		if old[k] != current[k] {
			out = append(out, Change{Kind: k.kind, Step: step, What: k.what, Old: old[k], New: current[k]})
		}
	}
	return out
}

// placedIn is a step with the section that it is in.
type placedIn struct {
	section sop.Section
	step    sop.Step
}

func stepsOf(p *sop.Procedure) []placedIn {
	var out []placedIn
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			out = append(out, placedIn{s, st})
		}
	}
	return out
}

func find(steps []placedIn, id string) (placedIn, bool) {
	i := slices.IndexFunc(steps, func(s placedIn) bool { return s.step.ID == id })
	if i < 0 {
		return placedIn{}, false
	}
	return steps[i], true
}

// facts lists what a step says. A step without an id says nothing: it is the
// one that find did not find.
func (p placedIn) facts() []fact {
	st := p.step
	if st.ID == "" {
		return nil
	}
	out := []fact{
		{CriticalChange, "critical", flag(st.Critical)},
		{ControlChange, "verify", string(st.Verify)},
		{ControlChange, "hold", string(st.Hold)},
		{ControlChange, "n/a: ok", flag(st.NAOk)},
		{ControlChange, "any order", flag(st.AnyOrder)},
		{ControlChange, "do", st.Do},
		{LimitChange, "do or", st.DoOr.String()},
		{CriticalChange, "always", flag(st.Always)},
		{ControlChange, "condition", conditionText(st.If)},
		{ControlChange, "section condition", conditionText(p.section.If)},
		{ControlChange, "section do-confirm", flag(p.section.DoConfirm)},
		{ControlChange, "section each", p.section.Each.String()},
		{AlertChange, "alerts", alertText(st.Alerts)},
		{TextChange, "section", p.section.Title},
		{TextChange, "text", st.Text},
		{TextChange, "text under the step", picturesSaid(st.More)},
		{TextChange, "text before the step", proseOf(st.Before)},
		{DocumentChange, "step codes", join(st.Codes)},
	}
	if st.Wait != nil {
		wait := st.Wait.String()
		if st.WaitBefore != "" {
			wait += " before #" + st.WaitBefore
		}
		out = append(out, fact{TimeChange, "wait", wait})
	}
	if st.Within != nil {
		out = append(out, fact{TimeChange, "within", st.Within.Time.String() + " of #" + st.Within.Of})
	}
	for _, f := range st.Fields {
		out = append(out, fact{LimitChange, f.Name + " limits", limitText(f)}, fact{FieldChange, f.Name, fieldText(f)})
	}
	return out
}

func flag(on bool) string {
	if on {
		return "yes"
	}
	return ""
}

func conditionText(c *sop.Condition) string {
	if c == nil {
		return ""
	}
	return c.String()
}

func alertText(alerts []sop.Alert) string {
	lines := make([]string, len(alerts))
	for i, a := range alerts {
		lines[i] = string(a.Kind) + " " + a.Text
	}
	return strings.Join(lines, "\n")
}

func join[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, w := range list {
		words[i] = string(w)
	}
	return strings.Join(words, ", ")
}

// limitText writes what makes a field's value a deviation or impossible.
func limitText(f sop.Field) string {
	var out []string
	add := func(when bool, text string) {
		if when {
			out = append(out, text)
		}
	}
	add(f.Calc != nil, "= "+f.Calc.String())
	add(f.Limits() != "", f.Limits()+" "+f.Unit)
	add(f.Rounding() != "", f.Rounding())
	add(!f.Possible.Open(), "possible "+f.Possible.String()+" "+f.Unit)
	if f.Tolerance != nil {
		add(true, "tolerance "+f.Tolerance.String()+" "+f.Unit)
	}
	add(f.Local != "", fmt.Sprintf("local %q", f.Local))
	add(len(f.Expect) > 0, "expect "+strings.Join(f.Expect, " | "))
	add(f.Days.Test != "", f.Days.String())
	add(f.Or != nil, "or "+f.Or.String())
	return strings.Join(out, ", ")
}

// fieldText writes how a field asks for its value.
func fieldText(f sop.Field) string {
	out := []string{f.Label, strings.TrimSpace(string(f.Type) + " " + f.Unit + f.Pattern)}
	if f.GS1 != "" {
		out = append(out, "gs1 "+string(f.GS1))
	}
	if f.OfTable {
		out = append(out, ofTable)
	} else if len(f.Choices) > 0 {
		out = append(out, strings.Join(f.Choices, " | "))
	}
	if f.Any {
		out = append(out, "any")
	}
	if f.Repeat > 1 {
		out = append(out, sop.Counted(f.Repeat, "time", "times"))
	}
	if f.Optional {
		out = append(out, "optional")
	}
	return strings.Join(out, ", ")
}

// pageFacts lists what a page says beside its steps.
func pageFacts(p *sop.Procedure) []fact {
	m := p.Meta
	out := []fact{
		{DocumentChange, "id", m.ID},
		{DocumentChange, "title", m.Title},
		{DocumentChange, "version", m.Version},
		{DocumentChange, "status", string(m.Status)},
		{DocumentChange, "owner", m.Owner},
		{DocumentChange, "review-every", m.ReviewEvery.String()},
		{DocumentChange, "standard", m.Standard},
		{DocumentChange, "codes", join(m.Codes)},
		{ControlChange, "mode", string(m.Mode)},
		{ControlChange, "sign", join(m.Sign)},
		{ControlChange, "needs", join(m.Needs)},
		{ControlChange, "schedule", m.Schedule.String()},
		{DocumentChange, "change", m.Change},
		{DocumentChange, "area", m.Area},
		{DocumentChange, "supersedes", m.Supersedes},
		{DocumentChange, "lang", m.Lang},
		{DocumentChange, "roles", join(m.Roles)},
		{DocumentChange, "equipment", join(m.Equipment)},
		{TextChange, "introduction", proseOf(p.Intro)},
		{LearningChange, "text above the questions", p.CheckIntro},
	}
	if m.CompleteWithin != nil {
		out = append(out, fact{TimeChange, "complete-within", m.CompleteWithin.String()})
	}
	for _, s := range p.Sections {
		out = append(out, fact{TextChange, "section " + s.Title, strings.TrimSpace(proseOf(s.Intro) + "\n\n" + proseOf(s.More))})
	}
	out = append(out, figureFacts(p)...)
	for _, q := range p.Questions {
		out = append(out, fact{LearningChange, "question " + q.Text, questionText(q)})
	}
	return out
}

func questionText(q sop.Question) string {
	out := []string{"#" + strings.Join(q.Steps, " #") + " " + join(q.Codes), q.Answer}
	for _, o := range q.Options {
		box := "[ ] "
		if o.Right {
			box = "[x] "
		}
		out = append(out, strings.TrimSpace(box+o.Text+" "+o.Why))
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// moves lists the steps that are on both pages but not in the same order: the
// fewest that explain the difference.
func moves(before, after []placedIn) []Change {
	stay := longestCommon(before, after)
	var out []Change
	for i, s := range after {
		old := slices.IndexFunc(before, func(b placedIn) bool { return b.step.ID == s.step.ID })
		if old >= 0 && !stay[s.step.ID] {
			out = append(out, Change{
				Kind: StepChange, Step: s.step.ID, What: "place",
				Old: "step " + strconv.Itoa(old+1), New: "step " + strconv.Itoa(i+1),
			})
		}
	}
	return out
}

// longestCommon returns the ids of a longest common subsequence.
func longestCommon(a, b []placedIn) map[string]bool {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].step.ID == b[j].step.ID {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	out := map[string]bool{}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].step.ID == b[j].step.ID:
			out[a[i].step.ID] = true
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
