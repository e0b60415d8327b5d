package signoff

import (
	"fmt"
	"strings"

	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop/run"
)

// View draws the exceptions, then what is asked: an action or the signature.
func (m Model) View(env kit.Env) kit.View {
	work, ok := env.Session.Work()
	if !ok {
		return kit.View{}
	}
	p := work.Run.Procedure()
	var v kit.View
	title := kit.Line{{Role: kit.Strong, Text: "Sign off"}, {Role: kit.Text, Text: "   " + p.Meta.Title}}
	v.Head(env, title, kit.L(kit.Dim, p.Meta.ID+" v"+p.Meta.Version), kit.L(kit.Dim, work.ID))
	if m.looking {
		addSteps(&v, env, work)
		return v
	}
	if text := present.Meanwhile(work.Meanwhile); text != "" {
		v.AddText(env.Width, 2, kit.L(kit.Caution, text))
		v.Add(nil)
	}
	addLastWords(&v, env, work)
	sum := work.Run.Summarise()
	v.AddText(env.Width, 2, kit.L(kit.Strong, present.Outcome(sum)))
	v.AddText(env.Width, 2, counts(sum))
	v.Add(nil)
	if who := present.WhoEnded(work, env.Now); who != "" {
		v.AddText(env.Width, 2, kit.L(kit.Caution, who))
		v.Add(nil)
	}
	m.addExceptions(&v, env, work, sum)
	if m.listing {
		m.addWhatNext(&v, env, work)
		return v
	}
	v.Focus = len(v.Body)
	m.addSignature(&v, env, work)
	v.FocusEnd = len(v.Body) - 1
	return v
}

// addSteps draws every step and value, to be looked through before the signature.
func addSteps(v *kit.View, env kit.Env, work session.Work) {
	section := present.StepsAndValues(work, env.Now)
	v.Add(kit.L(kit.Dim, "  "+strings.ToUpper(section.Heading)))
	for _, line := range section.Lines {
		v.AddSaid(env, line)
	}
}

// addLastWords draws what the page says after its last step.
func addLastWords(v *kit.View, env kit.Env, work session.Work) {
	after := present.Around(work.Run.ProseAfter())
	if after == "" {
		return
	}
	for _, l := range kit.Blocks(work.Run.Procedure(), after, env.TextWidth()-2, kit.Text, kit.Strong) {
		v.Add(append(kit.L(kit.Text, "  "), l...))
	}
	v.Add(nil)
}

// counts words how the steps ended, with parts that are 0 left out.
func counts(sum run.Summary) kit.Line {
	var line kit.Line
	for _, c := range present.Counts(sum) {
		role := kit.Text
		if c.Warn {
			role = kit.Caution
		}
		if len(line) > 0 {
			line = append(line, kit.Span{Role: kit.Text, Text: "    "})
		}
		line = append(line, kit.Span{Role: role, Text: strings.ReplaceAll(c.Text, " ", "\u00a0")}) // a count is not broken
	}
	return line
}

func (m Model) addExceptions(v *kit.View, env kit.Env, work session.Work, sum run.Summary) {
	out := present.DoneWithOutOfService(env.Station, work.Run, env.Now)
	if len(sum.Exceptions)+len(out) == 0 {
		v.AddText(env.Width, 2, kit.L(kit.Good, "No exceptions."))
		v.Add(nil)
		return
	}
	v.Add(kit.L(kit.Dim, "  EXCEPTIONS"))
	for _, text := range out {
		v.AddText(env.Width, 8, kit.L(kit.Caution, present.Sentence(text)))
	}
	width := env.TextWidth()
	for _, e := range present.Exceptions(sum) {
		number := kit.Span{Role: kit.Dim, Text: "  " + kit.PadLeft(fmt.Sprint(e.Number), 4) + "  "}
		item := kit.Span{Role: kit.Dim}
		if e.Item != "" {
			item.Text = present.Safe(e.Named) + "  "
		}
		role := kit.Text
		if e.Kind == run.IsDeviation {
			role = kit.Caution
		}
		isAsked := e.Open() && (e.Deviation > 0 && e.Deviation == m.open.deviation || e.Deviation == 0 && e.Step == m.open.fast && e.Item == m.open.item)
		if isAsked {
			number = kit.Span{Role: kit.Accent, Text: "▸ " + kit.PadLeft(fmt.Sprint(e.Number), 4) + "  "}
			v.Focus = len(v.Body)
		}
		v.Add(kit.Wrap(kit.Line{number, item, {Role: role, Text: present.Exception(e, work.Names)}}, width, 8)...)
		if e.Action != "" {
			v.Add(kit.Wrap(kit.L(kit.Dim, "        "+e.Action), width, 8)...)
		}
		if isAsked && m.writing {
			lines, _ := said(m.action, work).Lines(width - 6)
			for _, l := range lines {
				v.Add(append(kit.L(kit.Text, "      "), l...))
			}
			v.FocusEnd = len(v.Body) - 1
		}
	}
	v.Add(nil)
}

// addWhatNext says what enter does about the list: one question after the other, then
// the signature.
func (m Model) addWhatNext(v *kit.View, env kit.Env, work session.Work) {
	switch {
	case m.writing: // what is wrong stands under the line
		return
	case m.open != (asked{}):
		v.AddText(env.Width, 2, kit.L(kit.Text, present.StillOpen(work.Run.Summarise())+" Press enter to answer the one that is marked; then you sign."))
	default:
		v.AddText(env.Width, 2, kit.L(kit.Text, "Nothing is open. Press enter to go on to the signature."))
		v.Focus, v.FocusEnd = len(v.Body)-1, len(v.Body)-1
	}
	m.addNotice(v, env, work)
}

func (m Model) addSignature(v *kit.View, env kit.Env, work session.Work) {
	if work.Practice {
		v.AddText(env.Width, 2, kit.L(kit.Strong, "Practice ends here. Nothing of it is in the log, and nothing is signed."))
		m.addNotice(v, env, work)
		return
	}
	draft := work.Draft()
	if draft == nil {
		m.addNotice(v, env, work)
		return
	}
	v.Add(kit.L(kit.Dim, "  You sign this sentence:"))
	v.AddText(env.Width, 4, kit.L(kit.Text, draft.Statement))
	v.Add(nil)
	pass := m.pass.Inputs[0]
	pass.Label += " of " + work.Person.ID
	lines, _ := said(pass, work).Lines(env.TextWidth())
	v.Add(lines...)
	if work.Signing() {
		v.Add(kit.L(kit.Dim, "  "+present.Signing(env.Station.Checked)))
	}
}

// said is a form of one line, with what was said of it.
func said(in kit.Input, work session.Work) kit.Form {
	f := kit.Form{Inputs: []kit.Input{in}}
	if work.Notice != "" {
		f.Error = kit.Sentence(work.Notice)
	}
	return f
}

func (m Model) addNotice(v *kit.View, env kit.Env, work session.Work) {
	if work.Notice != "" {
		v.Add(nil)
		v.AddText(env.Width, 2, kit.L(kit.Caution, kit.Sentence(work.Notice)))
	}
}
