// Package questions is the home of practice: who practises, what is asked today, the ways to
// practise a page, and what is recalled. It asks one question after the other, and walks step
// by step through a page. Nothing of it is a record.
package questions

import (
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/answers"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/recall"
)

// Model is the screen.
type Model struct {
	src    sources
	opens  opens
	owners []answers.Owner
	form   *kit.Form      // nil where nothing is filled in
	fills  fills          // what it is for
	sat    *study.Sitting // nil until somebody sat down; commands alone change it
	day    day            // as it stood after the last answer
	home   home
	doing  doing // what is done; the zero one at home
	busy   bool  // an answer, or a PIN, is on its way to the disk
	notice kit.Line
	err    error
}

// sources is where answers are, and rehearsals; nil for nowhere.
type sources struct {
	present.Study
	far        *kit.Progress // how far the pages are read for who sits down
	rehearsals present.Rehearsals
}

// home is where the cursor is among what can be done, and when its person last pressed a key.
type home struct {
	kit.List
	touched time.Time
}

// opens is what the screen was opened for.
type opens struct {
	page string     // the id of the page that is practised, "" for one that is still to be chosen
	mode study.Mode // that is begun at once, "" for none
}

// day is what is left of a day, and what is recalled.
type day struct {
	left    study.Day
	recalls []study.Progress
	ask     *study.Question // what is asked next of today; nil for nothing
	// unfinished are the rehearsals that can be gone on with; trouble is why they are not known.
	unfinished []model.OpenRun
	trouble    error
}

// doing is what somebody does here.
type doing struct {
	asking *asking          // nil between questions
	of     *sop.Procedure   // the page of which all questions are asked; nil where it is those of today
	left   []study.Question // that are left of it
	find   *finding         // which page is looked for; nil for none
	read   *study.Page      // that is read; nil for none
	walk   study.Walk       // with no mode where none is walked
	seen   bool             // the step of the walk is seen, and its person says whether it was theirs
	again  *model.OpenRun   // a rehearsal that is unfinished, of which somebody says what becomes of it; nil for none
}

// fills is what a form is for.
type fills int

const (
	sits    fills = iota // who practises, and their PIN
	seals                // a new PIN
	unseals              // their PIN, which is removed
	shares               // a file for their answers
)

// asking is a question while it is asked.
type asking struct {
	study.Question
	begun  time.Time
	sure   int       // place in the list of how sure somebody is, and 1; 0 before that is said
	places []int     // what was chosen, or sorted so far, as it is shown
	typed  []string  // what was typed into the gaps so far
	input  kit.Input // the gap that is typed into
	stage  stage
	right  bool
}

// stage is how far a question is.
type stage int

const (
	replying stage = iota
	owning         // the answer is seen, and its person says whether it was theirs
	judged
)

// New returns the screen; where a page is named, that is the one that is practised.
func New(src present.Study, page string) Model {
	form := kit.Form{Inputs: []kit.Input{kit.NewInput("Who practises", "Your short name. The answers are kept under it.")}}
	m := Model{src: sources{Study: src, far: &kit.Progress{}}, opens: opens{page: page}, form: &form}
	if page != "" {
		m.home.At = rowOf(study.Questions)
	}
	return m
}

// Keeping returns the screen with the rehearsals that were begun.
func (m Model) Keeping(r present.Rehearsals) Model {
	m.src.rehearsals = r
	return m
}

// In returns the screen with a mode that is begun as soon as somebody sat down.
func (m Model) In(mode study.Mode) Model {
	m.opens.mode = mode
	if mode != "" {
		m.home.At = rowOf(mode)
	}
	return m
}

type (
	// known is the result of reading who has practised here.
	known struct {
		owners []answers.Owner
		day    *day // nil where nobody sat down
		err    error
	}
	// ended is the result of ending a rehearsal, and whether one begins anew.
	ended struct {
		day   day
		of    model.OpenRun
		begin bool
		err   error
	}
	// sat is the result of sitting down.
	sat struct {
		sitting *study.Sitting
		day     day
		err     error
	}
	// kept is the result of keeping an answer, of sealing, or of sharing.
	kept struct {
		day  day
		said string // what was done, "" for an answer
		err  error
	}
)

// Init reads who has practised here.
func (m Model) Init(kit.Env) tea.Cmd {
	src, s := m.src, m.sat
	return func() tea.Msg {
		owners, err := src.Owners()
		if s == nil {
			return known{owners: owners, err: err}
		}
		d := src.dayOf(s)
		return known{owners, &d, err}
	}
}

func (src sources) dayOf(s *study.Sitting) (d day) {
	if src.rehearsals != nil {
		d.unfinished, d.trouble = src.rehearsals.Unfinished(s.Person())
	}
	d.left, d.recalls = s.Left(), s.Recalls()
	if q, more := s.Ask(); more {
		d.ask = &q
	}
	return d
}

// Field returns what is typed into.
func (m Model) Field(kit.Env) kit.Field {
	switch {
	case m.form != nil:
		return m.form.Field()
	case m.doing.find != nil:
		return kit.Field{Kind: kit.FindField, Name: "find"}
	case m.doing.asking != nil && m.doing.asking.types():
		return kit.Field{Kind: kit.TextField, Name: "gap"}
	}
	return kit.Field{}
}

// types reports whether a gap is typed into.
func (a *asking) types() bool { return a.stage == replying && a.sure > 0 && a.How == recall.Type }

// Update takes a key, a paste or a result.
func (m Model) Update(env kit.Env, msg tea.Msg) (kit.Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case known: // as it is opened, and come back to
		m.owners, m.err, m.home.touched = msg.owners, msg.err, env.Now
		if msg.day != nil {
			m = m.on(*msg.day)
		}
		return m, nil
	case ended:
		return m.ended(msg)
	case sat:
		return m.came(env, msg)
	case kept:
		return m.kept(env, msg), nil
	case kit.Ticked:
		if m.left(env) {
			return m.forgot(env)
		}
		return m.looked(env), nil
	case kit.Click:
		m.home.touched = env.Now
		return m.clicked(env, msg.Row)
	case tea.KeyPressMsg:
		m.home.touched = env.Now
		if act, ok := m.Keys(env).Match(msg.String()); ok {
			return m.act(env, act)
		}
		return m.typed(msg), nil
	case tea.PasteMsg:
		return m.typed(msg), nil
	case kit.Scan:
		if m.doing.find != nil {
			return m.typed(msg), nil
		}
	}
	return m, nil
}

// typed gives a key, a paste or a scan to what is typed into.
func (m Model) typed(msg tea.Msg) Model {
	switch {
	case m.busy:
	case m.form != nil:
		next := m.form.Update(msg)
		m.form = &next
	case m.doing.find != nil:
		next := m.doing.find.typed(msg)
		m.doing.find = &next
	case m.doing.asking != nil && m.doing.asking.types():
		next := *m.doing.asking
		next.input = next.input.Update(msg)
		m.doing.asking = &next
	}
	return m
}

// came sits down, or asks for a PIN.
func (m Model) came(env kit.Env, msg sat) (kit.Screen, tea.Cmd) {
	m.busy = false
	form := *m.form
	switch {
	case errors.Is(msg.err, answers.ErrSealed) && len(form.Inputs) == 1:
		form.Inputs = append(slices.Clone(form.Inputs), kit.NewSecret("PIN", "It seals these answers."))
		form.At = 1
		m.form = &form
	case msg.err != nil:
		form.Error = kit.Sentence(msg.err.Error())
		if errors.Is(msg.err, answers.ErrPIN) {
			form.Error += " " + present.Forgotten
		}
		m.form = &form
	default:
		m.form, m.sat = nil, msg.sitting
		m = m.on(msg.day)
		if aside := m.sat.Aside(); aside != "" {
			m.notice = kit.L(kit.Caution, "The answers that were here cannot be read. They are put aside as "+aside+".")
		}
		if _, ok := m.sat.Page(m.opens.page); m.opens.page != "" && !ok {
			m.notice = kit.L(kit.Caution, m.opens.page+" is not among the pages that can be practised.")
		}
		if m.opens.mode != "" {
			return m.begin(env, m.rows()[m.home.At])
		}
	}
	return m, nil
}

// kept goes on after an answer, or a PIN, is on the disk.
func (m Model) kept(env kit.Env, msg kept) Model {
	m.busy = false
	if msg.err != nil && m.form != nil {
		form := *m.form
		form.Error = kit.Sentence(msg.err.Error())
		m.form = &form
		return m
	}
	m.form, m.notice = nil, nil
	m = m.on(msg.day)
	switch asked := m.doing.asking; {
	case msg.err != nil:
		m.doing, m.notice = doing{}, kit.L(kit.Danger, kit.Sentence(msg.err.Error()))
	case msg.said != "":
		m.notice = kit.L(kit.Good, msg.said)
	case asked != nil && m.walking(): // what was right is told at its end
		m.doing.walk = m.doing.walk.Said(asked.right, env.Now)
		return m.next(env)
	}
	return m
}

// submit hands in the form.
func (m Model) submit() (kit.Screen, tea.Cmd) {
	m.busy = true
	switch m.fills {
	case seals:
		return m.seal()
	case unseals:
		return m.unseal()
	case shares:
		return m.share()
	}
	src, who, pin := m.src, m.form.Value(0), ""
	if len(m.form.Inputs) > 1 {
		pin = m.form.Value(1)
	}
	return m, func() tea.Msg {
		s, err := src.Sit(who, pin, src.far.Set)
		if err != nil {
			return sat{err: err}
		}
		return sat{s, src.dayOf(s), nil}
	}
}

func (m Model) seal() (kit.Screen, tea.Cmd) {
	n, s, src := len(m.form.Inputs), m.sat, m.src
	before, pin, again := m.form.Value(0), m.form.Value(n-2), m.form.Value(n-1) // without one before, the first is the new one
	if pin != again {
		form := *m.form
		form.Error = "They are not the same."
		m.form, m.busy = &form, false
		return m, nil
	}
	return m, func() tea.Msg {
		err := s.Seal(before, pin)
		return kept{src.dayOf(s), present.SealedNow, err}
	}
}

func (m Model) unseal() (kit.Screen, tea.Cmd) {
	pin, s, src := m.form.Value(0), m.sat, m.src
	return m, func() tea.Msg {
		err := s.Unseal(pin)
		return kept{src.dayOf(s), present.UnsealedNow, err}
	}
}

func (m Model) share() (kit.Screen, tea.Cmd) {
	path, s, src := m.form.Value(0), m.sat, m.src
	return m, func() tea.Msg {
		err := s.Share(path)
		return kept{src.dayOf(s), present.Shared, err}
	}
}

// judge says whether an answer is right, or shows it where only its person can say.
func (m Model) judge(env kit.Env) (kit.Screen, tea.Cmd) {
	next := *m.doing.asking
	right, told := next.Judge(next.places, next.typed)
	m.doing.asking = &next
	if !told {
		next.stage = owning
		return m, nil
	}
	return m.keep(env, right)
}

// keep keeps the answer.
func (m Model) keep(env kit.Env, right bool) (kit.Screen, tea.Cmd) {
	next := *m.doing.asking
	next.right, next.stage = right, judged
	m.doing.asking, m.busy = &next, true
	s, src, took := m.sat, m.src, env.Now.Sub(next.begun)
	return m, func() tea.Msg {
		err := s.Keep(next.Question, right, present.Sureness[next.sure-1].Is, took)
		return kept{src.dayOf(s), "", err}
	}
}
