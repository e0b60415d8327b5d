package page

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/recall"
)

// askable warns about critical steps that cannot be asked in as many ways as somebody needs
// who has to remember them, and says which question would be one more. A page that has
// errors is not asked about.
func (r *reading) askable() {
	if HasErrors(r.notes.list) {
		return
	}
	few := map[string]recall.Item{}
	for _, it := range recall.Few(r.proc) {
		few[it.Step] = it
	}
	for i, p := range r.steps {
		it, is := few[r.at(i).ID]
		if !is {
			continue
		}
		question := "a question"
		if more := recall.Ways - it.Ways(); more > 1 {
			question = fmt.Sprintf("%d questions, one", more)
		}
		r.notes.add(codeFewWays, p.item.Pos(), "step %d is critical and can be asked in %d of %d ways%s: write %s on %s",
			r.at(i).Number, it.Ways(), recall.Ways, namedKinds(it), question, r.questionFor(i, it))
	}
}

// namedKinds lists the kinds of face that an item has.
func namedKinds(it recall.Item) string {
	var words []string
	for _, k := range it.Kinds() {
		words = append(words, string(k))
	}
	if !it.Named {
		words = append(words, "why, once it is asked")
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// questionFor says what a question could ask about a step that nothing else asks.
func (r *reading) questionFor(i int, it recall.Item) string {
	st := r.at(i)
	has := func(k recall.Kind) bool { return slices.Contains(it.Kinds(), k) }
	judged := slices.IndexFunc(st.Fields, func(f sop.Field) bool { return f.Limited() })
	switch {
	case judged >= 0 && !has(recall.WhatIf):
		return fmt.Sprintf("what is done when %q is not right", shortened(st.Fields[judged].Label))
	case (st.If != nil || r.proc.Sections[r.steps[i].section].If != nil) && !has(recall.WhatIf):
		return "when it is done and when it is not"
	case !has(recall.Next):
		return "what is done before it, and what after"
	default:
		return "what goes wrong when it is left out"
	}
}

// shortened leaves a label as long as a message can have it.
func shortened(label string) string {
	const most = 40
	if runes := []rune(label); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return label
}
