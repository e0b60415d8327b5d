package present

import (
	"strconv"
	"strings"
	"time"

	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// About explains a step in full: what to do, its alerts, what it asks for with
// the limits, what holds for it, its timers, and what it rests on.
func About(work session.Work, s run.Step, now time.Time) []CardLine {
	out := []CardLine{{Label: "Step " + strconv.Itoa(s.Number), Text: Do(s.Step)}}
	add := func(label, text string, warn bool) {
		out = append(out, CardLine{Label: label, Text: text, Warn: warn})
	}
	for _, para := range strings.Split(s.More, "\n\n") {
		if strings.TrimSpace(para) != "" {
			add("", Plain(para), false)
		}
	}
	if s.Critical {
		add("CRITICAL", "It is closed with its own key, y, and never with enter.", true)
	}
	for _, a := range s.Alerts {
		add(string(a.Kind), Plain(a.Text), a.Kind.MustAcknowledge())
	}
	for _, f := range s.Fields {
		label := "Asks for"
		if f.Calc != nil {
			label = "Computes"
		}
		add(label, asksFor(work.Run.Procedure(), f), false)
		if f.Or != nil {
			add("If not", Sentence(IfNot(work.Run.Procedure(), s.Step, f.Or)), true)
		}
	}
	for _, why := range Conditions(work, s, session.AskClose) {
		add("Holds", why, false)
	}
	for _, t := range work.Run.Timers() {
		if t.Step == s.ID && t.Item == s.Item {
			add("Timer", Timer(work.Run, t)+", "+Left(t, now), t.Kind != run.WaitTimer && t.Over(now))
		}
	}
	for _, g := range Grounds(work.Run.Procedure(), s.Step) {
		add(g.Key, g.Text, false)
	}
	return out
}

// takesIn words what a field takes with its unit, which stands right behind its figures.
func takesIn(f sop.Field) string {
	takes, unit := Takes(f), Unit(f)
	figures := f.Accepted.String()
	switch {
	case unit == "" || takes == "":
		return takes + unit
	case figures != "" && strings.HasPrefix(takes, figures):
		return figures + " " + unit + takes[len(figures):]
	default:
		return takes + ", in " + unit
	}
}

// asksFor words one field with everything that holds for its values.
func asksFor(p *sop.Procedure, f sop.Field) string {
	text := Label(f) + ": " + takesIn(f)
	if f.Calc != nil {
		text += ": " + Formula(p, f)
	}
	if possible := f.Possible.String(); f.Type == sop.Number && possible != "" {
		text += ", possible " + possible
	}
	if f.Repeat > 1 {
		text += ", " + Number(f.Repeat, "time")
	}
	if f.Tolerance != nil {
		text += ", a second reading within " + f.Tolerance.String()
	}
	if len(f.Expect) > 0 {
		text += ", " + f.Expected() + " is expected"
	}
	if f.Optional {
		text += ", optional"
	}
	return text
}
