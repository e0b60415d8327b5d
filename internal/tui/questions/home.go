package questions

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tui/kit"
)

// row is something that can be done at home: today's questions, which are of no mode, a mode, or
// a rehearsal that is unfinished.
type row struct {
	mode        study.Mode
	label, does string
	again       *model.OpenRun
}

// ways are the rows that are always there.
func ways() []row {
	out := []row{{label: "Today's questions"}}
	for _, m := range present.PracticeModes {
		out = append(out, row{mode: m.Is, label: m.Label, does: m.Does})
	}
	return out
}

func (m Model) rows() []row {
	out := ways()
	for i, o := range m.day.unfinished {
		out = append(out, row{label: present.Plain(o.Title), again: &m.day.unfinished[i]})
	}
	return out
}

// rowOf is where a mode stands.
func rowOf(mode study.Mode) int {
	return max(0, slices.IndexFunc(ways(), func(r row) bool { return r.mode == mode }))
}

// moved moves the cursor.
func (m Model) moved(by int) Model {
	if m.doing.find != nil {
		next := m.doing.find.move(by)
		m.doing.find = &next
		return m
	}
	m.home.List, m.notice = m.home.Move(by, len(m.rows())), nil
	return m
}

// clicked chooses a row, or begins with it where it was chosen.
func (m Model) clicked(env kit.Env, at int) (kit.Screen, tea.Cmd) {
	again := false
	switch {
	case m.busy || m.form != nil || m.sat == nil:
	case m.doing.find != nil:
		next := *m.doing.find
		if next.list, again = next.list.Clicked(at, len(next.pages)); again {
			return m.chosen(env)
		}
		m.doing.find = &next
	case m.atHome():
		if m.home.List, again = m.home.Clicked(at, len(m.rows())); again {
			return m.begin(env, m.rows()[at])
		}
	}
	return m, nil
}

// atHome reports whether nothing is done.
func (m Model) atHome() bool {
	return m.doing.asking == nil && m.doing.find == nil && m.doing.read == nil && m.doing.walk.Mode == "" && m.doing.again == nil
}

// begin begins what a row says, or asks of which page.
func (m Model) begin(env kit.Env, r row) (kit.Screen, tea.Cmd) {
	m.doing, m.notice = doing{}, nil
	if r.again != nil {
		m.doing.again = r.again
		return m, nil
	}
	if r.mode == "" && m.day.ask == nil {
		m.notice = kit.L(kit.Text, present.DayLeft(m.day.left))
		return m, nil
	}
	if r.mode == "" {
		return m.next(env), nil
	}
	if p, ok := m.sat.Page(m.opens.page); ok {
		return m.beginOf(env, r.mode, p)
	}
	find := newFinding(r.mode, m.sat.Pages())
	m.doing.find = &find
	return m, nil
}

// chosen begins with the page that was found.
func (m Model) chosen(env kit.Env) (kit.Screen, tea.Cmd) {
	p, ok := m.doing.find.page()
	if !ok {
		return m, nil
	}
	return m.beginOf(env, m.doing.find.mode, p)
}

// beginOf begins to practise a page.
func (m Model) beginOf(env kit.Env, mode study.Mode, p study.Page) (kit.Screen, tea.Cmd) {
	m.doing = doing{}
	//exhaustive:enforce
	switch mode {
	case study.Read:
		m.doing.read = &p
		return m, nil
	case study.Guided, study.Memory, study.Exam:
		m.doing.walk = m.sat.Walk(p, mode, env.Now)
	case study.Questions:
		m.doing.of, m.doing.left = p.Procedure, m.sat.OfPage(p.Meta.ID)
		if len(m.doing.left) == 0 {
			m.doing, m.notice = doing{}, kit.L(kit.Caution, present.NoQuestions(p.Procedure))
			return m, nil
		}
	case study.Rehearsal:
		return m.rehearse(p.Meta.ID)
	}
	return m.next(env), nil
}

// next asks what is next, of a walk, of a page or of today.
func (m Model) next(env kit.Env) Model {
	m.notice, m.doing.asking, m.doing.seen = nil, nil, false
	switch {
	case m.doing.walk.Mode != "":
		m.doing.walk = m.doing.walk.Looked(env.Now)
		if p, _, more := m.doing.walk.At(); more && p.Ask != nil {
			m.doing.asking = asked(*p.Ask, env)
		}
	case m.doing.of != nil && len(m.doing.left) > 0:
		m.doing.asking, m.doing.left = asked(m.doing.left[0], env), m.doing.left[1:]
	case m.doing.of != nil:
		m.notice, m.doing = kit.L(kit.Good, present.PageAsked(m.doing.of)), doing{}
	case m.day.ask != nil:
		m.doing.asking = asked(*m.day.ask, env)
	}
	return m
}

func asked(q study.Question, env kit.Env) *asking {
	return &asking{Question: q, begun: env.Now, input: kit.NewInput("", "")}
}

// walking reports whether a walk goes on.
func (m Model) walking() bool { return m.doing.walk.Mode != "" && m.doing.walk.End == study.Under }

// more reports whether a question follows the one that is asked.
func (m Model) more() bool {
	if m.doing.of != nil {
		return len(m.doing.left) > 0
	}
	return m.day.ask != nil
}

// stopped leaves what is done: a walk for its end, all else for home. A question that was not
// answered is asked the next time.
func (m Model) stopped(env kit.Env) Model {
	if m.walking() {
		m.doing.walk, m.doing.asking = m.doing.walk.Stop(env.Now), nil
		return m
	}
	m.doing = doing{}
	return m
}

// left reports whether answers were left open. Somebody who reads presses no key here.
func (m Model) left(env kit.Env) bool {
	return m.sat != nil && !m.busy && m.doing.read == nil && env.Now.Sub(m.home.touched) >= present.LeftAfter
}

// forgot asks anew who practises.
func (m Model) forgot(env kit.Env) (kit.Screen, tea.Cmd) {
	next := New(m.src.Study, m.opens.page).Keeping(m.src.rehearsals)
	next.notice = kit.L(kit.Accent, "No key was pressed for "+present.LeftAlone)
	return next, next.Init(env)
}

// looked lets time act on a station.
func (m Model) looked(env kit.Env) Model {
	if m.busy || !m.walking() {
		return m
	}
	if m.doing.walk = m.doing.walk.Looked(env.Now); !m.walking() {
		m.doing.asking, m.doing.seen = nil, false
	}
	return m
}

// labelled is how wide the labels of the rows are.
const labelled = 22

// addHome says what is left of today, what can be done, and what is recalled of each page.
func (m Model) addHome(v *kit.View, env kit.Env) {
	m.addToday(v, env)
	v.Add(nil)
	rows, always := m.rows(), len(ways())
	for i, r := range rows {
		if i == always {
			m.addUnfinished(v, env)
		}
		role := kit.Text
		if i == m.home.At {
			role = kit.Accent
			v.Focus = len(v.Body)
			if i > 0 {
				v.At = len(v.Body)
			}
		}
		line := kit.Line{{Role: kit.Text, Text: "  "}, kit.Mark(i == m.home.At), {Role: role, Text: kit.Pad(r.label, labelled)}, {Role: kit.Dim, Text: r.does}}
		lines := kit.Wrap(line, env.TextWidth(), 4+labelled)
		if r.again != nil {
			lines = kit.Beside(append(line[:2:2], kit.Span{Role: role, Text: r.label}), kit.L(kit.Dim, present.Rehearsing(*r.again, env.Now)), 6, env.TextWidth())
		}
		v.Target(i, len(lines))
		v.Add(lines...)
		if i == m.home.At {
			v.FocusEnd = len(v.Body) - 1
		}
	}
	if len(rows) == always && m.day.trouble != nil {
		m.addUnfinished(v, env)
	}
	m.addRecalled(v, env)
	if text := present.Stranger(m.sat); text != "" {
		v.Add(nil)
		v.AddText(env.Width, 2, kit.L(kit.Caution, text))
	}
	if !m.sat.Sealed() {
		v.Add(nil)
		v.AddText(env.Width, 2, kit.L(kit.Dim, present.Unsealed))
	}
}

// addToday says what is asked today, and which page is practised.
func (m Model) addToday(v *kit.View, env kit.Env) {
	left := kit.Line{{Role: kit.Dim, Text: "  TODAY  "}, {Role: kit.Text, Text: strings.TrimSuffix(present.DayAsks(m.day.left), ".")}}
	waits := kit.L(kit.Dim, present.DayWaits(m.day.left))
	if waits.Width() > 0 && left.Width()+2+waits.Width() <= env.TextWidth() {
		left = kit.Columns(left, waits, env.TextWidth())
	} else if waits.Width() > 0 {
		left = append(left, append(kit.L(kit.Dim, "; "), waits...)...)
	}
	v.Add(kit.Wrap(left, env.TextWidth(), 9)...)
	if p, ok := m.sat.Page(m.opens.page); ok {
		v.AddText(env.Width, 2, kit.Line{{Role: kit.Dim, Text: "PAGE   "}, {Role: kit.Text, Text: present.Plain(p.Meta.Title)}})
	}
}

// barred is how wide a bar is.
const barred = 20

// addRecalled draws a bar for each page of which something was answered.
func (m Model) addRecalled(v *kit.View, env kit.Env) {
	if len(m.day.recalls) == 0 {
		return
	}
	v.Add(nil)
	head := kit.L(kit.Dim, "  WHAT YOU RECALL")
	if n := present.SureWrong(m.day.recalls); n > 0 {
		head = append(head, kit.Span{Role: kit.Caution, Text: "   sure and wrong: " + present.Thousands(n)})
	}
	v.Add(head)
	titles, words := 0, 0
	for _, p := range m.day.recalls {
		_, text := present.RecallBar(p, barred)
		titles, words = max(titles, kit.Width(present.Plain(p.Title))), max(words, kit.Width(text))
	}
	beside := 4+titles+2+barred+2+words <= env.TextWidth()
	for _, p := range m.day.recalls {
		title, bar := kit.L(kit.Text, "    "+kit.Pad(present.Plain(p.Title), titles)), recallBar(p, env)
		if beside {
			v.Add(append(append(title, kit.Span{Role: kit.Text, Text: "  "}), bar...))
			continue
		}
		v.AddText(env.Width, 4, kit.L(kit.Text, present.Plain(p.Title)))
		v.Add(kit.Wrap(append(kit.L(kit.Text, "      "), bar...), env.TextWidth(), 6)...)
	}
}

// recallBar is the bar of a page, and what it shows in words.
func recallBar(p study.Progress, env kit.Env) kit.Line {
	full, words := present.RecallBar(p, barred)
	marks := [2]string{"█", "░"}
	if env.Theme.Letters {
		marks = [2]string{"#", "."}
	}
	return kit.Line{
		{Role: kit.Accent, Text: strings.Repeat(marks[0], full)},
		{Role: kit.Dim, Text: strings.Repeat(marks[1], barred-full)},
		{Role: kit.Text, Text: "  " + words},
	}
}
