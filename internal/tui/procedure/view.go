package procedure

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/standard"
)

// View draws the page with what is in progress docked above its text.
func (m Model) View(env kit.Env) kit.View {
	v := kit.View{Left: kit.L(kit.Strong, m.id), Right: kit.L(kit.Dim, env.Station.Name)}
	switch {
	case m.err != nil:
		v.AddText(env.Width, 2, kit.L(kit.Danger, "This page cannot be opened: "+m.err.Error()))
		return v
	case !m.loaded:
		return v
	}
	v.Left = kit.Line{{Role: kit.Text, Text: m.id + " v" + m.page.Version}, {Role: kit.Dim, Text: "   " + m.page.Group}}
	v.AddText(env.Width, 2, kit.L(kit.Strong, m.page.Title))
	v.AddText(env.Width, 2, m.stateLine())
	v.Add(nil)
	if m.notice != "" {
		v.AddText(env.Width, 2, kit.L(kit.Accent, m.notice))
		v.Add(nil)
	}
	m.addFlow(&v, env)
	for _, l := range m.prose(env.TextWidth() - 2) {
		v.Add(append(kit.Line{{Role: kit.Text, Text: "  "}}, l...))
	}
	return v
}

func (m Model) addFlow(v *kit.View, env kit.Env) {
	at := len(v.Body)
	switch f := m.flow.(type) {
	case choosing:
		lines, focus := f.picker.Lines(env.TextWidth())
		for _, l := range lines {
			v.Add(append(kit.Line{{Role: kit.Text, Text: "  "}}, l...))
		}
		v.Focus, v.FocusEnd = at+focus, at+focus+1
	case approving:
		lines, from, to := f.sign.Lines(env)
		v.Add(lines...)
		v.Focus, v.FocusEnd = at+from, at+to
	default:
		return
	}
	v.Add(nil)
}

// stateLine says in words whether the page can be run and who approved it.
func (m Model) stateLine() kit.Line {
	words := "A template, " + string(m.page.State)
	role := kit.Caution
	if a := m.page.Approval; a != nil && m.page.State.Runnable() {
		role = kit.Good
		words = fmt.Sprintf("Approved by %s, effective %s", a.By, day(a.Effective))
		if a.ReviewBy != "" {
			words += ", review by " + day(a.ReviewBy)
		}
		switch m.page.State {
		case session.PageReview:
			role, words = kit.Caution, words+": review overdue"
		case session.PageChanged:
			role, words = kit.Caution, fmt.Sprintf("v%s is approved and runs. The text below is v%s and is not approved yet", a.Version, m.page.Version)
		}
	}
	if m.page.Problem != "" {
		words += ". " + m.page.Problem
	}
	return kit.L(role, words+".")
}

func day(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("2 Jan 2006")
}

// prose lays the overview and the page's text out; what fails to lay out is
// shown as it was written.
func (m Model) prose(width int) []kit.Line {
	md := overview(m.page)
	lines, err := kit.Prose(md, width)
	if err == nil {
		return lines
	}
	for _, row := range strings.Split(md, "\n") {
		lines = append(lines, kit.Wrap(kit.L(kit.Text, row), width, 0)...)
	}
	return lines
}

// overview puts what a person wants to know first before the page's own text.
func overview(p session.Page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## Purpose\n\n%s\n", p.Procedure.Intro)
	if alerts := protective(p.Procedure); len(alerts) > 0 {
		b.WriteString("\n## Protect yourself\n\n")
		for _, a := range alerts {
			fmt.Fprintf(&b, "- %s\n", strings.Join(strings.Fields(a), " "))
		}
	}
	if len(p.Procedure.Meta.Equipment) > 0 {
		fmt.Fprintf(&b, "\n## Have ready\n\n%s\n", strings.Join(p.Procedure.Meta.Equipment, ", "))
	}
	if locals := p.Procedure.Locals(); len(locals) > 0 {
		b.WriteString("\n## Values that the department sets first\n\n")
		for _, l := range locals {
			fmt.Fprintf(&b, "- %s (step `%s`): %s\n", l.What, l.Step, l.Hint)
		}
	}
	fmt.Fprintf(&b, "\n## It shows these codes of %s\n\n", p.Procedure.Meta.Standard)
	std := standard.ST0218()
	for _, c := range p.Codes {
		words, _ := std.Text(c)
		fmt.Fprintf(&b, "- **%s** %s\n", c, words)
	}
	b.WriteString("\n## The page as it runs\n\n")
	b.Write(body(p.Text))
	return b.String()
}

// protective lists the alerts that say what to wear.
func protective(p *sop.Procedure) []string {
	var out []string
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			for _, a := range st.Alerts {
				if a.Kind == sop.Important {
					out = append(out, a.Text)
				}
			}
		}
	}
	return out
}

// body cuts the front matter and the title off a page's text.
func body(text []byte) []byte {
	if rest, ok := bytes.CutPrefix(text, []byte("---\n")); ok {
		if _, after, ok := bytes.Cut(rest, []byte("\n---\n")); ok {
			text = after
		}
	}
	text = bytes.TrimSpace(text)
	if bytes.HasPrefix(text, []byte("# ")) {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return text
}
