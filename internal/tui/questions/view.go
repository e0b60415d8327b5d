package questions

import (
	"fmt"
	"strconv"

	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tui/kit"
	"soprun/sop/recall"
)

// View draws who is asked for, what is left of today, or the question.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, "Practise"), Banner: present.NoRecord}
	if m.sat != nil {
		v.Right = kit.L(kit.Dim, m.sat.Person())
	}
	if w := m.doing.walk; w.Mode != "" && w.End == study.Under {
		v.Left = kit.L(kit.Strong, present.WalkNumber(w, env.Now)) // how much time is left stays in sight
	}
	if m.notice != nil {
		v.AddText(env.Width, 2, m.notice)
		v.Add(nil)
	}
	switch {
	case m.err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, kit.Sentence(m.err.Error())))
	case m.form != nil:
		m.addForm(&v, env)
	case m.doing.find != nil:
		m.doing.find.add(&v, env)
	case m.doing.asking != nil:
		m.doing.asking.add(&v, env)
	case m.doing.walk.Mode != "":
		m.addWalk(&v, env)
	case m.doing.read != nil:
		m.addRead(&v, env)
	case m.doing.again != nil:
		m.addAgain(&v, env)
	case m.sat != nil:
		m.addHome(&v, env)
	}
	return v
}

func (m Model) addForm(v *kit.View, env kit.Env) {
	lines, focus := m.form.Lines(env.TextWidth())
	v.Focus, v.FocusEnd = len(v.Body)+focus, len(v.Body)+focus
	v.Add(lines...)
	switch {
	case m.fills != sits:
		return
	case m.busy:
		v.Add(nil)
		v.AddText(env.Width, 2, kit.L(kit.Dim, present.PagesRead(m.src.far.Of())))
		return
	}
	v.Add(nil)
	for _, o := range m.owners {
		text := o.Person
		if o.Sealed {
			text += "  sealed by a PIN"
		}
		v.AddText(env.Width, 4, kit.L(kit.Dim, text))
	}
}

// add draws a question: what is so, what is asked, what there is to choose from, and, once it
// is answered, what is right.
func (a *asking) add(v *kit.View, env kit.Env) {
	text := func(indent int, role kit.Role, md string) {
		for _, line := range present.Prose(md) {
			v.AddText(env.Width, indent, kit.L(role, line))
		}
	}
	text(2, kit.Dim, present.Asking(a.Question))
	for _, given := range a.Given {
		text(2, kit.Text, given)
	}
	v.Add(nil)
	v.Keep[0] = len(v.Body)
	text(2, kit.Strong, a.Asked)
	v.Keep[1] = len(v.Body) // what is asked stays in sight over many lines
	a.addLines(v, env)
	for n, typed := range a.typed {
		v.AddText(env.Width, 4, kit.L(kit.Typed, fmt.Sprintf("%d  %s", n+1, typed)))
	}
	if a.types() {
		label := kit.L(kit.Dim, fmt.Sprintf("    %d  ", len(a.typed)+1))
		v.Add(append(label, a.input.Spans(true, env.TextWidth()-label.Width())...))
	}
	v.Add(nil)
	v.Focus = len(v.Body)
	a.addEnd(v, env, text)
	v.FocusEnd = len(v.Body) - 1
}

// addLines draws what there is to choose from, with what was chosen marked.
func (a *asking) addLines(v *kit.View, env kit.Env) {
	for n, line := range a.Shown() {
		mark, role := strconv.Itoa(n+1), kit.Text
		for at, place := range a.places {
			if place != n {
				continue
			}
			role = kit.Accent
			if a.How == recall.Sort {
				mark += " is " + strconv.Itoa(at+1)
			}
		}
		add(v, env, mark, role, line)
	}
}

// add draws a line behind its number.
func add(v *kit.View, env kit.Env, mark string, role kit.Role, line string) {
	hang := 4 + len(mark) + 2
	v.Add(kit.Wrap(kit.Line{{Role: kit.Strong, Text: "    " + mark}, {Role: role, Text: "  " + present.Plain(line)}}, env.TextWidth(), hang)...)
}

// addEnd says what is wanted now, or what is right.
func (a *asking) addEnd(v *kit.View, env kit.Env, text func(int, kit.Role, string)) {
	switch {
	case a.stage == replying && a.sure == 0:
		v.AddText(env.Width, 2, kit.L(kit.Accent, "How sure are you of your answer? Say that first."))
		return
	case a.stage == replying:
		v.AddText(env.Width, 2, kit.L(kit.Dim, "You said: "+present.Sureness[a.sure-1].Word+"."))
		if a.How == recall.Recall {
			v.AddText(env.Width, 2, kit.L(kit.Accent, "Say it to yourself."))
		}
		return
	case a.stage == owning:
		text(2, kit.Text, a.See)
		v.AddText(env.Width, 2, kit.L(kit.Accent, "Was it what you said?"))
		return
	}
	v.At = len(v.Body)
	if len(a.places) == 1 {
		text(2, kit.Text, a.Because(a.places[0]))
	}
	if a.right {
		v.AddText(env.Width, 2, kit.L(kit.Good, "Right."))
	} else {
		v.AddText(env.Width, 2, kit.L(kit.Caution, "Not right. What is right:"))
		a.addRight(v, env, text)
	}
	v.AddText(env.Width, 2, kit.L(kit.Dim, present.PageSays(a.Question)))
}

// addRight draws the right answer: of what is sorted, line by line.
func (a *asking) addRight(v *kit.View, env kit.Env, text func(int, kit.Role, string)) {
	if a.How != recall.Sort {
		text(4, kit.Text, present.Solution(a.Question))
		return
	}
	for n, line := range a.Lines {
		add(v, env, strconv.Itoa(n+1), kit.Text, line.Text)
	}
}
