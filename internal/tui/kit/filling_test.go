package kit_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/internal/tuitest"
	"soprun/sop"
)

// A line of few answers offers them by their digits; words are typed as in any other line.
func TestALineOfFewAnswersOffersThem(t *testing.T) {
	line := func(rows ...string) kit.Form {
		in := kit.NewInput("State", "Choose it.")
		in.Rows = rows
		return kit.Form{Inputs: []kit.Input{in, kit.NewInput("Why", "")}}
	}
	typed := func(f kit.Form, keys ...string) string {
		for _, k := range keys {
			f = f.Update(tuitest.Key(k))
		}
		return f.Value(0)
	}
	state := line("whole", "split", "2nd hand")
	for _, c := range []struct {
		form kit.Form
		keys []string
		want string
	}{
		{line("whole", "split"), []string{"2"}, "split"},
		{line("whole", "split"), []string{"2", "1"}, "whole"},
		{line("whole", "split"), []string{"3"}, "3"},
		{line("whole", "split"), []string{"a", "2"}, "a2"},
		{line("whole", "split"), []string{"1", "backspace"}, "whol"},
		{line("1", "2", "4"), []string{"4"}, "4"}, // what is a number is typed
		{state, []string{"2"}, "2"},
		{line(), []string{"2"}, "2"},
	} {
		if got := typed(c.form, c.keys...); got != c.want {
			t.Errorf("%q: %q makes %q, want %q", c.form.Inputs[0].Rows, c.keys, got, c.want)
		}
	}
	text := func(f kit.Form) (out string) {
		lines, _ := f.Lines(60)
		for _, l := range lines {
			out += strings.TrimSpace(l.String()) + "\n"
		}
		return out
	}
	f := line("whole", "split").Update(tuitest.Key("2"))
	if got := text(f); !strings.Contains(got, "Choose it.\n1 whole\n▸ 2 split\n") {
		t.Errorf("it looks like\n%s", got)
	}
	if got := text(f.Move(1)); strings.Contains(got, "1 whole") {
		t.Errorf("while another line is filled in it looks like\n%s", got)
	}
}

// desk signs everything but once, and keeps what it was given.
type desk struct {
	acts     []model.Act
	by       []string
	passes   []string
	enrolled []model.Enrolment
	refuse   error // what is answered next
	refuseAt int   // what is answered then, from the next on; 0 for the next
}

func (d *desk) answer() error {
	if d.refuseAt--; d.refuseAt > 0 {
		return nil
	}
	err := d.refuse
	d.refuse = nil
	return err
}

func (d *desk) Prepare(by string, act model.Act) (model.Draft, error) {
	d.acts, d.by = append(d.acts, act), append(d.by, by)
	return model.Draft{Person: model.Person{ID: by}, Statement: "I, " + by + ", sign it."}, d.answer()
}

func (d *desk) Sign(_ model.Draft, passphrase []byte) (int64, error) {
	d.passes = append(d.passes, string(passphrase))
	return 7, d.answer()
}

func (d *desk) Enrol(e model.Enrolment) (int64, error) {
	d.enrolled = append(d.enrolled, e)
	return 7, d.answer()
}
func (d *desk) RotateKey(model.Rotation) (int64, error)    { return 7, d.answer() }
func (d *desk) ChangePassphrase(model.NewPassphrase) error { return d.answer() }
func (d *desk) CheckKnown(model.Named) error               { return nil }

func (d *desk) CheckChosen(in model.SetUp) error {
	if string(in.Passphrase) == "short" {
		return errors.New("it has 5 characters")
	}
	if in.PersonID == "j.bell" && in.Passphrase == nil {
		return errors.New("that short name is taken")
	}
	return nil
}

// holder holds a form as a screen does.
type holder struct {
	fill *kit.Filling // nil once it ended
	said string
}

func fill(f present.Form, c present.Case, d *desk) *holder {
	out := kit.Fill(f, c, d)
	return &holder{fill: &out}
}

// give hands it a message and every result.
func (p *holder) give(msg tea.Msg) *holder {
	for msg != nil && p.fill != nil {
		next, said, cmd := p.fill.Update(msg)
		p.fill, p.said, msg = next, said, nil
		if cmd != nil {
			msg = cmd()
		}
	}
	return p
}

// answer gives it lines, each with an enter.
func (p *holder) answer(lines ...string) *holder {
	for _, line := range lines {
		p.typing(line).press("enter")
	}
	return p
}

func (p *holder) typing(text string) *holder {
	for _, r := range text {
		p.give(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return p
}

func (p *holder) press(keys ...string) *holder {
	for _, key := range keys {
		p.give(tuitest.Key(key))
	}
	return p
}

func (p *holder) shown() string {
	lines, _, _ := p.fill.Lines(kit.Env{Width: 80, Height: 24})
	var out []string
	for _, l := range lines {
		out = append(out, l.String())
	}
	return strings.Join(strings.Fields(strings.Join(out, " ")), " ")
}

var retire = present.PeopleForms[5]

func TestAFormIsSignedOverItsSentence(t *testing.T) {
	d := &desk{refuse: errors.New("no such version")}
	p := fill(retire, present.Case{}, d).answer("SOP-A-001", "1.0", "the basin is gone", "j.bell")
	if got := p.shown(); !strings.Contains(got, "No such version.") || !strings.Contains(got, "the basin is gone") {
		t.Errorf("a refusal loses what was typed: %s", got)
	}
	if p.press("enter"); !p.fill.Drafted() || !strings.Contains(p.shown(), "You sign this sentence: I, j.bell, sign it.") {
		t.Fatalf("no sentence: %s", p.shown())
	}
	d.refuse = errors.New("that is not the passphrase")
	if p.answer("wrong"); p.fill == nil || !strings.Contains(p.shown(), "That is not the passphrase.") {
		t.Fatal("a wrong passphrase ends it, or is not said")
	}
	if p.answer("right"); p.fill != nil || p.said != retire.Done(nil) {
		t.Errorf("it ended with %q", p.said)
	}
	want := model.Retire{SOP: "SOP-A-001", Version: "1.0", Reason: "the basin is gone"}
	if !reflect.DeepEqual(d.acts, []model.Act{want, want}) || d.by[1] != "j.bell" || !reflect.DeepEqual(d.passes, []string{"wrong", "right"}) {
		t.Errorf("signed %+v by %q with %q", d.acts, d.by, d.passes)
	}
}

func TestAKeyIsMadeOfAFormWithTwoPassphrases(t *testing.T) {
	d := &desk{}
	c := present.Case{People: []model.Person{{ID: "m.rossi", Roles: []sop.Role{sop.Administrator}}}, Words: "four short words here"}
	p := fill(present.KeyForms[0], c, d)
	if got := p.shown(); !strings.Contains(got, "The new person signs:") || !strings.Contains(got, "nobody else knows my passphrase") {
		t.Errorf("what is signed is not said: %s", got)
	}
	if got := p.answer("J. Bell", "").shown(); !strings.Contains(got, "That short name is taken.") {
		t.Errorf("a taken name is refused only later: %s", got)
	}
	for range "j.bell" {
		p.press("backspace")
	}
	if got := p.answer("j.bell2", "", "").shown(); !strings.Contains(got, "Passphrase is still empty.") || !strings.Contains(got, "four short words here") {
		t.Errorf("an empty passphrase is left: %s", got)
	}
	if got := p.answer("short").shown(); !strings.Contains(got, "It has 5 characters.") || !strings.Contains(got, "▸ Passphrase _") {
		t.Errorf("a passphrase that is refused is asked for once more: %s", got)
	}
	if got := p.answer("violet", "indigo", "", "copper").shown(); !strings.Contains(got, "The two passphrases differ.") {
		t.Errorf("two passphrases that differ: %s", got)
	}
	d.refuse = errors.New("wrong passphrase of the administrator")
	if got := p.answer("violet", "violet", "", "").shown(); !strings.Contains(got, "Wrong passphrase of the administrator.") {
		t.Errorf("a refusal: %s", got)
	}
	if p.answer("copper"); p.fill != nil || p.said != "J. Bell is enrolled and can sign with the passphrase that was just typed." {
		t.Fatalf("it ended with %q", p.said)
	}
	if e := d.enrolled[len(d.enrolled)-1]; e.ID != "j.bell2" || e.By != "m.rossi" || string(e.Passphrase) != "violet" || string(e.ByPass) != "copper" {
		t.Errorf("enrolled %+v", e)
	}
}

func TestAFormThatIsLeftSignsNothingAndTakesNoResultOfAnother(t *testing.T) {
	for _, form := range []present.Form{retire, present.KeyForms[0]} {
		d := &desk{}
		p := fill(form, present.Case{}, d).answer("one")
		if len(p.fill.Keys()) == 0 || !p.fill.Field().Typing() {
			t.Errorf("%s has no keys, or nothing to type into", form.Name)
		}
		if p.press("shift+tab", "esc"); p.fill != nil || p.said != "" || len(d.acts)+len(d.enrolled) != 0 {
			t.Errorf("%s is open still, or was signed: %q", form.Name, p.said)
		}
	}
	d := &desk{}
	p := fill(retire, present.Case{}, d).answer("SOP-A-001", "1.0", "the basin is gone").typing("j.bell")
	_, _, cmd := p.fill.Update(tuitest.Key("enter"))
	if other := fill(retire, present.Case{}, d).give(cmd()); other.fill.Drafted() {
		t.Error("the sentence of a form that was left is shown in the next one")
	}
}

func TestAFormShowsFirstWhatHasToBeSeenAndIsHandedInOnlyWhole(t *testing.T) {
	var did []present.Answers
	refused := errors.New("the disk is full")
	form := present.Form{
		Name: "copy", Does: "copy", Purpose: "Copy it.", Submit: "copy it", Busy: "Copying ...", Done: func(present.Answers) string { return "Copied." },
		Shown: func(present.Case) []present.Line { return []present.Line{{Text: "what is copied"}} },
		Asks: []present.Ask{{Name: "file", Label: "File"}, {Name: "name", Label: "Name", Kind: present.Optional}, {
			Name: "after", Label: "After", Check: func(_ present.Names, before present.Answers, text string) error {
				if text < before["file"] {
					return errors.New("that is before the file")
				}
				return nil
			},
		}},
		Do: func(_ present.Case, _ present.Keys, in present.Answers, _ present.Secrets) (string, error) {
			did = append(did, in)
			err := refused
			refused = nil
			return "", err
		},
	}
	p := fill(form, present.Case{}, &desk{})
	if len(p.fill.Shown) != 1 || p.fill.Shown[0].Text != "what is copied" || p.fill.Busy() {
		t.Errorf("shown is %+v", p.fill.Shown)
	}
	p.press("tab", "tab") // a line can be looked over
	if got := p.answer("b").shown(); !strings.Contains(got, "File is still empty.") || len(did) != 0 {
		t.Fatalf("it was handed in without a file, or does not say so: %s", got)
	}
	if got := p.answer("c", "").press("enter").shown(); !strings.Contains(got, "That is before the file.") {
		t.Errorf("a line is not judged by those before it: %s", got)
	}
	if got := p.press("backspace").answer("d").shown(); !strings.Contains(got, "The disk is full.") || !strings.Contains(got, "After d") {
		t.Errorf("what was typed is gone: %s", got)
	}
	if p.press("enter"); p.fill != nil || p.said != "Copied." {
		t.Errorf("it ended with %q", p.said)
	}
	if want := (present.Answers{"file": "c", "name": "", "after": "d"}); len(did) != 2 || !reflect.DeepEqual(did[1], want) {
		t.Errorf("did %v", did)
	}
}

// Of several that are signed with one passphrase, those that were signed leave the
// screen, and the others can be tried again or left.
func TestAFormAboutSeveralSaysWhichWereSigned(t *testing.T) {
	c := present.Case{Several: []present.Case{{Row: "entry 12"}, {Row: "entry 13"}}}
	begun := func(d *desk) *holder {
		p := fill(retire, c, d).answer("SOP-A-001", "1.0", "the basin is gone", "j.bell")
		if got := p.shown(); !p.fill.Drafted() || strings.Count(got, "I, j.bell, sign it.") != 2 || !strings.Contains(got, "You sign these 2 sentences") {
			t.Fatalf("the sentences: %s", got)
		}
		return p
	}
	d := &desk{}
	p := begun(d)
	if got := p.fill.Heading(); got != "Retire an approved version entries 12, 13" {
		t.Errorf("heading %q", got)
	}
	d.refuseAt, d.refuse = 2, errors.New("the disk is full")
	if got := p.answer("right").shown(); p.fill == nil || strings.Count(got, "I, j.bell, sign it.") != 1 || !strings.Contains(got, "Signed: entry 12. NOT SIGNED: entry 13, because of entry 13: the disk is full.") {
		t.Fatalf("after the second failed: %s", got)
	}
	if p.press("esc"); p.fill != nil || p.said != "Signed: entry 12. NOT SIGNED: entry 13." {
		t.Errorf("left, it says %q", p.said)
	}
	d = &desk{}
	if p = begun(d).answer("right"); p.fill != nil || !strings.HasSuffix(p.said, "Signed: entries 12, 13.") || len(d.passes) != 2 {
		t.Errorf("it ended with %q, signed with %q", p.said, d.passes)
	}
}

// A line is judged when it is left, by those before it, and one that is reached begins with
// what follows from these: in a form that ends in a sentence as in any other.
func TestALineOfASignedFormIsJudgedWhenItIsLeft(t *testing.T) {
	form := present.Form{
		Name: "record", Done: func(present.Answers) string { return "Recorded." },
		Asks: []present.Ask{
			{Name: "code", Label: "Code"},
			{
				Name: "method", Label: "Method", Start: func(_ present.Case, in present.Answers) string {
					return map[string]string{"B1": "employer"}[in["code"]]
				},
				Check: func(_ present.Names, before present.Answers, text string) error {
					if before["code"] == "B1" && text != "employer" {
						return errors.New("behaviour is what an employer saw")
					}
					return nil
				},
			},
			{Name: "note", Label: "Note", Kind: present.Optional},
			{Name: present.Signer, Label: "Supervisor"},
		},
		Act: func(present.Case, present.Answers) (model.Act, error) { return model.Retire{}, nil },
	}
	d := &desk{}
	p := fill(form, present.Case{}, d).answer("B1")
	if got := p.shown(); !strings.Contains(got, "▸ Method employer") {
		t.Errorf("the method does not follow from the code: %s", got)
	}
	if p.press("ctrl+u").answer("question"); !strings.Contains(p.shown(), "Behaviour is what an employer saw.") || !strings.Contains(p.shown(), "▸ Method") {
		t.Errorf("it is not judged: %s", p.shown())
	}
	if p.press("tab"); !strings.Contains(p.shown(), "▸ Method") {
		t.Errorf("tab passes it over: %s", p.shown())
	}
	p.press("ctrl+u").answer("employer", "")
	if p.press("enter"); !strings.Contains(p.shown(), "Supervisor is still empty.") || len(d.acts) != 0 {
		t.Errorf("nobody signs, and it is handed in: %s, %d acts", p.shown(), len(d.acts))
	}
	p.press("up", "up", "ctrl+u").typing("question").press("up", "tab")
	if p.press("tab"); !strings.Contains(p.shown(), "▸ Method") {
		t.Errorf("what was changed is not judged again: %s", p.shown())
	}
	if p.press("ctrl+u").answer("employer", "", "j.bell"); !p.fill.Drafted() || len(d.acts) != 1 {
		t.Errorf("it is not handed in: %s, %d acts", p.shown(), len(d.acts))
	}
}

// Where few answers are possible a digit takes one of those that the lines before it leave, and
// words can be typed as before.
func TestALineOfFewAnswersTakesOneByItsDigit(t *testing.T) {
	form := present.Form{
		Name: "record", Done: func(present.Answers) string { return "Recorded." },
		Asks: []present.Ask{
			{Name: "method", Label: "Method", Rows: []string{"watched", "asked"}},
			{Name: "outcome", Label: "Outcome", Kind: present.Optional, Rows: []string{"fit", "unfit"}, Left: func(in present.Answers) []string {
				if in["method"] == "asked" {
					return []string{"unfit"}
				}
				return []string{"fit", "unfit"}
			}},
			{Name: present.Signer, Label: "Supervisor"},
		},
		Act: func(_ present.Case, in present.Answers) (model.Act, error) {
			return model.Retire{SOP: in["method"], Version: in["outcome"]}, nil
		},
	}
	d := &desk{}
	p := fill(form, present.Case{}, d)
	if got := p.press("1").shown(); !strings.Contains(got, "▸ Method watched_ ▸ 1 watched 2 asked Outcome") {
		t.Errorf("the first line: %s", got)
	}
	for height, want := range map[int]int{24: 2, 7: 1} { // what is offered has to be seen, and the line itself before that
		if _, from, to := p.fill.Lines(kit.Env{Width: 80, Height: height}); to-from != want {
			t.Errorf("on %d lines %d to %d have to be seen", height, from, to)
		}
	}
	if got := p.press("enter").shown(); !strings.Contains(got, "▸ Outcome _ May stay empty. 1 fit 2 unfit Supervisor") {
		t.Errorf("what was watched can be both: %s", got)
	}
	if got := p.press("up", "2", "enter", "1").shown(); !strings.Contains(got, "Method asked ▸ Outcome unfit_ May stay empty. ▸ 1 unfit Supervisor") {
		t.Errorf("what was asked can be one: %s", got)
	}
	p.press("ctrl+u").answer("fit", "j.bell")
	if len(d.acts) != 1 || d.acts[0] != model.Act(model.Retire{SOP: "asked", Version: "fit"}) {
		t.Errorf("signed %+v", d.acts)
	}
}

// Only enter signs: a key that moves to another line does nothing at the passphrase.
func TestNoKeyThatMovesSigns(t *testing.T) {
	d := &desk{}
	p := fill(retire, present.Case{}, d).answer("SOP-A-001", "1.0", "the basin is gone", "j.bell").typing("right")
	if !p.fill.Drafted() {
		t.Fatalf("no sentence: %s", p.shown())
	}
	if p.press("up", "shift+tab", "tab", "down", "left", "home", "pgdown"); p.fill == nil || p.fill.Busy() || len(d.passes) != 0 {
		t.Fatalf("it was signed with %q", d.passes)
	}
	if p.press("end", "enter"); p.fill != nil || len(d.passes) != 1 {
		t.Errorf("enter does not sign: %q", d.passes)
	}
}

// What the answers before it leave nothing to ask is passed over, and needs nothing where it is
// the last line: who leaves a row out has no value for it.
func TestALineThatLeavesNothingToAskIsPassedOverAndNeedsNothing(t *testing.T) {
	out := func(before present.Answers) bool { return before["out"] != "" }
	var got present.Answers
	form := present.Form{
		Name: "adopt", Purpose: "Adopt it",
		Asks: []present.Ask{
			{Name: "out", Label: "Left out", Kind: present.Optional},
			{Name: "first", Label: "First", Moot: out},
			{Name: "second", Label: "Second"},
			{Name: "last", Label: "Last", Moot: out},
		},
		Do: func(_ present.Case, _ present.Keys, in present.Answers, _ present.Secrets) (string, error) {
			got = in
			return "Adopted.", nil
		},
	}
	p := fill(form, present.Case{}, &desk{}).answer("all")
	if !strings.Contains(p.shown(), "▸ Second") {
		t.Fatalf("a line that asks nothing is not passed over: %s", p.shown())
	}
	p.answer("2").answer("")
	if got["second"] != "2" || got["last"] != "" {
		t.Fatalf("it is not handed in: %v, %s", got, p.shown())
	}
	if p = fill(form, present.Case{}, &desk{}).answer("", ""); !strings.Contains(p.shown(), "First is still empty.") {
		t.Errorf("it is not asked for: %s", p.shown())
	}
}

// Under a label that stands above its line the whole of what is said of it is in sight.
func TestWhatIsSaidUnderAStackedLineIsInSight(t *testing.T) {
	form := present.Form{
		Name: "adopt", Purpose: "Adopt it", Do: func(present.Case, present.Keys, present.Answers, present.Secrets) (string, error) { return "", nil },
		Asks: []present.Ask{
			{Name: "a", Label: "Now, before the next call, at most minutes", Kind: present.Optional},
			{Name: "b", Label: "Later, before the next call, at most minutes", Help: "Escalation policy, minutes before the next call. Like 950 or 9.5, or none for no limit."},
		},
	}
	p := fill(form, present.Case{}, &desk{}).answer("").answer("")
	env := kit.Env{Width: 60, Height: 13}
	var v kit.View
	lines, from, to := p.fill.Lines(env)
	v.Add(lines...)
	v.Focus, v.FocusEnd = from, to
	if frame := ansi.Strip(v.Paint(kit.Theme{}, 60, 13, 0)); !strings.Contains(frame, "is still") || !strings.Contains(frame, "no limit") || !strings.Contains(frame, "▸ Later") {
		t.Errorf("what is said is cut:\n%s", frame)
	}
}
