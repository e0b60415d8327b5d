package present

import (
	"fmt"
	"strings"

	"soprun/sop/run"
)

// Item words for which item a step is done, and which of how many that is: "FR-003" and
// ", 3 of 8"; "" where it is done once, or the item is still to be named.
func Item(r run.Run, s run.Step) (name, of string) {
	each, ok := r.Each(s.Section)
	if !ok || s.Item == "" {
		return "", ""
	}
	name = Safe(s.Named)
	if n := each.Listed; n > 0 {
		of = fmt.Sprintf(", %d of %d", s.Nth(), n)
	}
	return name, of
}

// Items words how far a section is that is done once for each item, before the next one
// is named: "3 of 8 done. Missing: FR-004, FR-007."; none elsewhere.
func Items(r run.Run, s run.Step) (out []string) {
	each, ok := r.Each(s.Section)
	if !ok || !r.ToName(s) {
		return nil
	}
	switch {
	case each.Listed > 0:
		text := fmt.Sprintf("%d of %d done", len(each.Done), each.Listed)
		if len(each.Left) > 0 {
			text += fmt.Sprintf(", %d left out", len(each.Left))
		}
		out = append(out, text+". Missing: "+names(each.Missing)+".")
	case len(each.Done) > 0:
		out = append(out, fmt.Sprintf("%d done: %s. Name the next one, or finish.", len(each.Done), names(each.Done)))
	}
	return out
}

// mostNames is how many names are written out of a long list.
const mostNames = 12

func names(all []string) string {
	shown := make([]string, 0, mostNames)
	for _, name := range all[:min(len(all), mostNames)] {
		shown = append(shown, Safe(name))
	}
	text := strings.Join(shown, ", ")
	if n := len(all) - len(shown); n > 0 {
		text += fmt.Sprintf(" and %d more", n)
	}
	return text
}

// whetherAll asks to be sure: a section that is finished takes no other item.
func whetherAll(m Moment, _ Answers) Ask {
	each, _ := m.Work.Run.Each(m.step().Section)
	label := fmt.Sprintf("Is that all? %d done: %s.", len(each.Done), names(each.Done))
	return Ask{Name: "all", Kind: Choice, Label: label, Prompt: label + " Type 1 to finish, or b to go back", Rows: []string{"Finish: no other one follows"}, Values: []string{"all"}}
}

// missing are the items that can be left out now.
func missing(m Moment) []string {
	if each, ok := m.Work.Run.Each(m.step().Section); ok && m.Work.Run.ToName(m.step()) {
		return each.Missing
	}
	return nil
}

func whichItem(m Moment, _ Answers) Ask {
	a := Ask{Name: "item", Kind: Choice, Label: "Which one is left out?", Prompt: "Which one is left out? Type its number in this list, or b to go back"}
	for _, item := range missing(m) {
		a.Rows, a.Values = append(a.Rows, Safe(item)), append(a.Values, item)
	}
	return a
}

func whyLeftOut(_ Moment, in Answers) Ask {
	label := "Why is " + Safe(in["item"]) + " left out?"
	return Ask{Name: why, Label: label, Prompt: label, More: "It stands in the record."}
}

// endHere words what a release can end.
func endHere(m Moment) string {
	if s := m.step(); s.Item != "" {
		return "End " + Safe(s.Named) + " here"
	}
	return "End the run here"
}
