package procedure

import (
	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// adopting is the form that sets the values which the page leaves to the
// department: one line a value.
type adopting struct {
	form   kit.Form
	values []present.ToSet
	busy   bool // the page is on its way to the disk
}

func (adopting) flow() {}

type (
	// askedToAdopt is the result of asking whether the page can be adopted.
	askedToAdopt struct {
		id  string
		err error
	}
	// adopted is the result of writing the adopted page.
	adopted struct {
		id, file string
		err      error
	}
)

// hasValuesToSet reports whether the page can be adopted with a form.
func (m Model) hasValuesToSet() bool { return m.page.State == model.PageLocal }

// askToAdopt asks the workplace whether there is a folder to adopt into.
func (m Model) askToAdopt() tea.Cmd {
	bench, id := m.bench, m.id
	return func() tea.Msg { return askedToAdopt{id, bench.CanAdopt(id)} }
}

// openAdoption opens the form, or says why there is none.
func (m Model) openAdoption(msg askedToAdopt) Model {
	if msg.id != m.id || m.flow != nil || !m.hasValuesToSet() {
		return m
	}
	m.notice = ""
	if msg.err != nil {
		m.notice = kit.Sentence(msg.err.Error())
		return m
	}
	f := adopting{values: present.LocalValues(m.page.Procedure)}
	for _, v := range f.values {
		f.form.Inputs = append(f.form.Inputs, kit.NewInput(v.Label, v.Hint()))
	}
	m.flow = f
	return m
}

// settings are the values that were typed in the first n lines.
func (f adopting) settings(n int) (out []page.Setting) {
	for i, v := range f.values[:n] {
		if value := f.form.Value(i); value != "" {
			out = append(out, page.Setting{Step: v.Step, What: v.What, Value: value})
		}
	}
	return out
}

// wrong says what is wrong with what was typed up to the active line, "" for
// nothing; the page with these values has to lint as it did. A later line is
// judged when it is left: a fault in it must not hold the hand on another one.
func (f adopting) wrong(text []byte) string {
	_, err := page.Set(text, page.Options{Standard: standard.ST0218()}, f.settings(f.form.At+1)...)
	if err != nil {
		return kit.Sentence(err.Error())
	}
	return ""
}

// adopt gives the form a key or a paste and does what it asks for.
func (m Model) adopt(f adopting, msg tea.Msg) (kit.Screen, tea.Cmd) {
	if f.busy {
		return m, nil
	}
	key, isKey := msg.(tea.KeyPressMsg)
	act, known := f.keys().Match(key.String())
	switch {
	case !isKey || !known:
		f.form = f.form.Update(msg)
	case act == kit.FormCancel:
		m.flow = nil
		return m, nil
	case act == kit.FormPrevious:
		f.form = f.form.Move(-1)
		f.form.Error = ""
	default:
		return m.adoptNext(f)
	}
	m.flow = f
	return m, nil
}

func (f adopting) keys() kit.Keymap { return f.form.Keys("adopt") }

// adoptNext checks the line and goes to the next; behind the last the page is
// written.
func (m Model) adoptNext(f adopting) (kit.Screen, tea.Cmd) {
	f.form.Error = f.wrong(m.page.Text)
	for i := 0; i <= f.form.At && f.form.Error == ""; i++ {
		if f.form.Value(i) == "" {
			f.form.At = i
			f.form.Error = "Write the value here, like " + f.values[i].Like + "."
		}
	}
	last := f.form.Last()
	if f.form.Error == "" && !last {
		f.form = f.form.Move(1)
	}
	if f.form.Error != "" || !last {
		m.flow = f
		return m, nil
	}
	f.busy = true
	m.flow = f
	bench, id, settings := m.bench, m.id, f.settings(len(f.values))
	return m, func() tea.Msg {
		file, err := bench.Adopt(id, settings)
		return adopted{id, file, err}
	}
}

// adopted says where the page is now, and reads it from there.
func (m Model) adopted(env kit.Env, msg adopted) (kit.Screen, tea.Cmd) {
	f, waiting := m.flow.(adopting)
	if !waiting || msg.id != m.id {
		return m, nil
	}
	if msg.err != nil {
		f.busy, f.form.Error = false, kit.Sentence(msg.err.Error())
		m.flow = f
		return m, nil
	}
	m.flow, m.notice = nil, "Adopted as "+msg.file+" in the department's folder. Read it; then a supervisor can approve it."
	m.page.Text = nil // the next one is ours, and no surprise
	return m, m.Init(env)
}

// lines draws the form and returns the lines that must stay visible.
func (f adopting) lines(env kit.Env) (lines []kit.Line, from, to int) {
	var v kit.View
	v.AddText(env.Width, 2, kit.L(kit.Strong, "Adopt this page: set the values of your department"))
	v.Add(nil)
	form, focus := f.form.Lines(env.TextWidth())
	from = len(v.Body) + focus
	v.Add(form...)
	to = min(from+1, len(v.Body)-1)
	if f.form.Error != "" {
		to = len(v.Body) - 1
	}
	if f.busy {
		v.Add(kit.L(kit.Dim, "  Writing ..."))
	}
	return v.Body, from, to
}
