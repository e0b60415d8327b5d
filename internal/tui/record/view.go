package record

import (
	"fmt"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/words"
	"soprun/sop/run"
)

// View draws the record in full; what is in progress stands first.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, fmt.Sprintf("Entry %d", m.entry)), Right: kit.L(kit.Dim, env.Station.Name)}
	switch {
	case m.err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, "This record cannot be read: "+m.err.Error()))
		return v
	case !m.loaded:
		return v
	}
	rec := m.record
	v.Left = append(v.Left, kit.Span{Role: kit.Text, Text: "   " + rec.Title})
	v.Right = kit.L(kit.Dim, rec.SOP+" v"+rec.Version+"   "+rec.Completion.Run)
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Good, m.notice))
		v.Add(nil)
	}
	if m.sign != nil {
		lines, from, to := m.sign.Lines(env)
		v.Focus, v.FocusEnd = len(v.Body)+from, len(v.Body)+to
		v.Add(lines...)
		v.Add(nil)
	}
	if m.amend != nil && m.sign == nil {
		m.addValues(&v, env)
		return v
	}
	v.Add(kit.L(kit.Dim, "  SIGNED"))
	v.AddText(env.Width, 4, kit.L(kit.Text, rec.Statement))
	if rec.Signature == "" {
		v.AddText(env.Width, 4, kit.L(kit.Good, "The signature was checked just now and holds."))
	} else {
		v.AddText(env.Width, 4, kit.L(kit.Danger, "THE SIGNATURE DOES NOT HOLD: "+rec.Signature+". Run soprun verify and tell the quality lead."))
	}
	teller := words.Teller{Names: rec.Names, Zone: env.Now.Location()}
	if rec.Disputed {
		v.AddText(env.Width, 4, kit.L(kit.Danger, words.Disputed))
	}
	if late := words.PastReview(rec.PastReview); late != "" {
		v.AddText(env.Width, 4, kit.L(kit.Caution, late))
	}
	if story := teller.Run(rec.Run); len(story) > 1 {
		v.Add(nil, kit.L(kit.Dim, "  PERFORMED"))
		for _, line := range story {
			v.AddText(env.Width, 4, kit.L(kit.Text, line))
		}
	}
	addReviews(&v, env, rec)
	addExceptions(&v, env, rec)
	addSteps(&v, env, rec, teller)
	addCodes(&v, env, rec)
	return v
}

func addReviews(v *kit.View, env kit.Env, rec session.Record) {
	v.Add(nil, kit.L(kit.Dim, "  COUNTERSIGNED"))
	switch {
	case len(rec.Reviews) == 0:
		v.AddText(env.Width, 4, kit.L(kit.Caution, "Not yet: to review."))
	case !rec.Reviewed():
		v.AddText(env.Width, 4, kit.L(kit.Caution, "Not since it was amended: to review."))
	}
	for _, r := range rec.Reviews {
		review := fmt.Sprintf("%s (%s), %s, entry %d", r.By.Name, r.By.ID, r.At.In(env.Now.Location()).Format("2 Jan 2006 15:04"), r.Entry)
		if r.Comment != "" {
			review += ": " + r.Comment
		}
		role := kit.Good
		if !r.Stands {
			review, role = review+". Amended since", kit.Dim
		}
		v.AddText(env.Width, 4, kit.L(role, review))
	}
}

func addExceptions(v *kit.View, env kit.Env, rec session.Record) {
	v.Add(nil, kit.L(kit.Dim, "  EXCEPTIONS"))
	switch {
	case rec.Summary.Reason != "":
		v.AddText(env.Width, 4, kit.L(kit.Caution, "Stopped: "+rec.Summary.Reason))
	case len(rec.Summary.Exceptions) == 0:
		v.AddText(env.Width, 4, kit.L(kit.Good, "None."))
	}
	for _, e := range rec.Summary.Exceptions {
		text := kit.Line{{Role: kit.Dim, Text: "    " + kit.PadLeft(fmt.Sprint(e.Number), 2) + "  "}, {Role: kit.Caution, Text: e.Text}}
		v.Add(kit.Wrap(text, env.TextWidth(), 8)...)
		if e.Action != "" {
			v.Add(kit.Wrap(kit.L(kit.Dim, "        "+e.Action), env.TextWidth(), 8)...)
		}
	}
}

func addSteps(v *kit.View, env kit.Env, rec session.Record, teller words.Teller) {
	v.Add(nil, kit.L(kit.Dim, "  STEPS"))
	for _, s := range rec.Run.Steps() {
		right := stateWords(s, env)
		if s.State == run.Done && len(rec.Run.Takeovers()) > 0 {
			right = append(kit.L(kit.Dim, rec.Names[s.Closed.Person]+"  "), right...)
		}
		left := append(kit.Line{{Role: kit.Dim, Text: "    " + kit.PadLeft(fmt.Sprint(s.Number), 2) + "  "}}, kit.Instruction(s.Step, kit.Text)...)
		lines := kit.Wrap(left, env.TextWidth()-right.Width()-2, 8)
		lines[0] = kit.Columns(lines[0], right, env.TextWidth())
		v.Add(lines...)
		for _, val := range rec.ValuesOf(s) {
			v.Add(valueLines(teller, val, env.TextWidth())...)
		}
		for _, line := range teller.Step(rec.Run, s) {
			v.Add(kit.Wrap(kit.L(kit.Dim, "        "+line), env.TextWidth(), 10)...)
		}
	}
}

// stateWords says when a step was done, or how else it ended. What a stopped run
// left open was not reached.
func stateWords(s run.Step, env kit.Env) kit.Line {
	switch s.State {
	case run.Done:
		return kit.L(kit.Dim, s.Closed.Done().In(env.Now.Location()).Format("15:04"))
	case run.ToDo, run.Current:
		return kit.L(kit.Caution, "not reached")
	default:
		return kit.L(kit.Dim, string(s.State))
	}
}

func valueLines(teller words.Teller, val session.Standing, width int) []kit.Line {
	standing, amended := teller.Value(val)
	line := kit.Line{{Role: kit.Dim, Text: "        " + words.Label(val.Field) + "  "}, {Role: kit.Strong, Text: standing}}
	if mark := val.Mark(); mark != "" {
		line = append(line, kit.Span{Role: kit.Caution, Text: "  " + mark})
	}
	for _, old := range val.Value.Old {
		line = append(line, kit.Span{Role: kit.Dim, Text: fmt.Sprintf("  corrected, was %s: %s", words.Reading(val.Field, old.Text), old.By.Reason)})
	}
	lines := kit.Wrap(line, width, 10)
	for _, text := range amended {
		lines = append(lines, kit.Wrap(kit.L(kit.Caution, "          "+text), width, 12)...)
	}
	return lines
}

func addCodes(v *kit.View, env kit.Env, rec session.Record) {
	v.Add(nil, kit.L(kit.Dim, "  SHOWS"))
	for _, c := range words.Codes(rec.Codes) {
		line := kit.Line{{Role: kit.Accent, Text: "    " + kit.Pad(string(c.Code), 5)}, {Role: kit.Text, Text: c.Text}}
		v.Add(kit.Wrap(line, env.TextWidth(), 9)...)
	}
	if len(rec.Codes) == 0 {
		v.AddText(env.Width, 4, kit.L(kit.Dim, "No code: no step that carries one was done."))
	}
}
