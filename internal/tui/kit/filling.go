package kit

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/present"
)

// Filling is a form that is filled in on a screen, until it was signed or left. The
// screen that holds one gives it every key, paste and result.
type Filling struct {
	Form present.Form
	desk present.Desk
	c    present.Case
	sign Signature       // of a form with an act; of another only its lines are used
	in   present.Answers // as they were when they were handed in
	what present.Batch   // that is signed, once its sentences are fixed
	id   *int            // tells its results from those of one that was left
	// Shown is what has to be seen before it is filled in.
	Shown []present.Line
}

type (
	// drafted is the result of fixing a sentence.
	drafted struct {
		id   *int
		what present.Batch
		err  error
	}
	// handedIn is the result of a signature, or of making a key.
	handedIn struct {
		id   *int
		said string
		left present.Batch // that was not signed
		err  error
	}
)

// Fill begins to fill in a form.
func Fill(f present.Form, c present.Case, desk present.Desk) Filling {
	c = f.Suited(c)
	out := Filling{Form: f, c: c, desk: desk, id: new(int)}
	for _, a := range f.Asks {
		switch a.Kind {
		case present.Secret:
			out.sign.Form.Inputs = append(out.sign.Form.Inputs, NewSecret(a.Label, a.Help))
		case present.NewSecret:
			again := "The same passphrase once more."
			if a.Help == "" {
				again = "The new passphrase once more."
			}
			out.sign.Form.Inputs = append(out.sign.Form.Inputs, NewSecret(a.Label, present.SecretPurpose(a.Help, c.Words)), NewSecret("Again", again))
		default:
			in := NewInput(a.Label, a.Hint()).With(a.Begin(c, nil))
			in.Rows, in.Several, in.Anew, in.begun = a.Offers(nil), a.Several, a.Anew, a.Begin(c, nil)
			out.sign.Form.Inputs = append(out.sign.Form.Inputs, in)
		}
	}
	if f.Shown != nil {
		out.Shown = f.Shown(c)
	}
	out.sign.Form.At = f.First
	return out
}

// ask returns the ask of an input, and whether it is the first of its inputs.
func (f Filling) ask(input int) (ask present.Ask, first bool) {
	at := 0
	for _, a := range f.Form.Asks {
		if at == input {
			return a, true
		}
		if at++; a.Kind == present.NewSecret {
			if at == input {
				return a, false
			}
			at++
		}
	}
	return present.Ask{}, false
}

// chosen returns the input of a passphrase that is chosen, -1 for none.
func (f Filling) chosen() int {
	for i := range f.sign.Form.Inputs {
		if a, first := f.ask(i); a.Kind == present.NewSecret && first {
			return i
		}
	}
	return -1
}

// answers returns what was typed, by the names of the asks.
func (f Filling) answers() (present.Answers, present.Secrets) {
	in, secrets := present.Answers{}, present.Secrets{}
	for i := range f.sign.Form.Inputs {
		switch a, first := f.ask(i); {
		case !first:
		case a.Kind == present.Secret || a.Kind == present.NewSecret:
			secrets[a.Name] = []byte(f.sign.Form.Value(i))
		default:
			in[a.Name] = f.sign.Form.Value(i)
		}
	}
	return in, secrets
}

// Keys returns the key table of the line that is filled in.
func (f Filling) Keys() Keymap {
	if f.Form.Do != nil {
		return f.sign.Form.Keys(f.Form.Submit)
	}
	return f.sign.Keys()
}

// Field returns what is typed into.
func (f Filling) Field() Field { return f.sign.Form.Field() }

// Busy reports whether it was handed in, and nothing is known of it yet.
func (f Filling) Busy() bool { return f.sign.Busy }

// Drafted reports whether the sentence stands there and waits for the passphrase.
func (f Filling) Drafted() bool { return f.sign.Drafts != nil }

// Unsigned names the rows that it is about and nobody has signed for yet.
func (f Filling) Unsigned() []string { return f.what.Unsigned() }

// Heading is what stands above it.
func (f Filling) Heading() string { return f.Form.Heading(f.c) }

// Update takes a key, a paste or a result. It returns nil once the form was signed,
// with what is said then, or left, with nothing.
func (f Filling) Update(msg tea.Msg) (next *Filling, said string, cmd tea.Cmd) {
	switch msg := msg.(type) {
	case drafted:
		if msg.id == f.id {
			f.what, f.sign = msg.what, f.sign.Drafted(msg.what.Drafts, msg.err)
		}
	case handedIn:
		if msg.id != f.id {
			break
		}
		if msg.err == nil {
			return nil, msg.said, nil
		}
		f.what = msg.left
		f.sign = f.refused(msg.err)
	case tea.KeyPressMsg, tea.PasteMsg:
		take := f.typed
		if f.Drafted() {
			take = f.signing
		}
		kept, keep, cmd := take(msg)
		if !keep { // of several some may be signed
			return nil, f.what.Left(), nil
		}
		return &kept, "", cmd
	}
	return &f, "", nil
}

// refused says why nothing was done. The passphrase of who signs is asked for again, or
// the new one where nobody else signs; other lines stay.
func (f Filling) refused(err error) Signature {
	if f.Form.Do == nil {
		f.sign.Drafts = f.what.Drafts
		return f.sign.Failed(err)
	}
	wrong, signs := Sentence(err.Error()), -1
	for i := range f.sign.Form.Inputs {
		if a, _ := f.ask(i); a.Kind == present.Secret {
			signs = i
		}
	}
	f.sign.Busy, f.sign.Form.Error = false, wrong
	switch pass := f.chosen(); {
	case signs >= 0:
		f.sign.Form = f.sign.Form.Clear(signs, wrong)
	case pass >= 0:
		f.sign.Form = f.sign.Form.Clear(pass+1, wrong).Clear(pass, wrong)
	}
	return f.sign
}

// signing takes the passphrase under the sentence. It is not kept once it was left.
func (f Filling) signing(msg tea.Msg) (next Filling, keep bool, cmd tea.Cmd) {
	sign, want := f.sign.Update(msg)
	f.sign = sign
	switch want {
	case WantCancel:
		return f, false, nil
	case WantSign:
		what, desk, id, pass := f.what, f.desk, f.id, sign.Passphrase()
		return f, true, func() tea.Msg {
			left, said, err := what.Sign(desk, pass)
			return handedIn{id, said, left, err}
		}
	}
	return f, true, nil
}

// typed fills in the lines. It is not kept once it was left.
func (f Filling) typed(msg tea.Msg) (next Filling, keep bool, cmd tea.Cmd) {
	if f.sign.Busy {
		return f, true, nil
	}
	key, isKey := msg.(tea.KeyPressMsg)
	act, known := f.Keys().Match(key.String())
	switch {
	case !isKey || !known:
		f.sign.Form = f.sign.Form.Update(msg)
	case act == FormCancel:
		return f, false, nil
	case act == FormPrevious:
		f.sign.Form = f.sign.Form.Move(-1)
		f.sign.Form.Error = ""
	default:
		f, cmd = f.next(key.String() == "enter")
	}
	return f, true, cmd
}

// judged says what is wrong with the line that is filled in; enter says too that there is
// nothing, and a passphrase is never passed over: it would be typed, in the clear, into a
// later line.
func (f Filling) judged(enter bool) (Form, bool) {
	form := f.sign.Form
	ask, first := f.ask(form.At)
	if !first {
		ask.Check = nil // what was typed once is judged, and this has to be the same
	}
	missing, empty := form.Empty()
	needed := ask.Kind != present.Optional && !f.moot() && (enter || form.Inputs[form.At].Secret)
	if err := ask.Judge(f.desk, f.before(ask), form.Value(form.At)); err != nil && (!empty || needed) {
		if form.Error = Sentence(err.Error()); ask.Kind == present.NewSecret { // nobody sees what to add to it
			form = form.Clear(form.At+1, form.Error).Clear(form.At, form.Error)
		}
		return form, false
	}
	if empty && needed {
		return missing, false
	}
	return form, true
}

// next leaves a line, which is judged first, and at the last one hands the form in, in
// which no line may be wrong: then its sentence is fixed, or it is done.
func (f Filling) next(enter bool) (Filling, tea.Cmd) {
	form, ok := f.judged(enter) // else it is refused after two passphrases
	if !ok || !form.Last() {
		if f.sign.Form = form; ok {
			f.sign.Form = f.begun(form.Move(1))
			for f.moot() && !f.sign.Form.Last() {
				f.sign.Form = f.begun(f.sign.Form.Move(1))
			}
		}
		return f, nil
	}
	for f.sign.Form.At = range form.Inputs {
		if wrong, ok := f.judged(true); !ok {
			f.sign.Form = wrong
			return f, nil
		}
	}
	if pass := f.chosen(); pass >= 0 && form.Value(pass) != form.Value(pass+1) {
		const differ = "The two passphrases differ. Type both again."
		f.sign.Form = form.Clear(pass+1, differ).Clear(pass, differ)
		return f, nil
	}
	in, secrets := f.answers()
	f.in = in
	hand, c, desk, id := f.Form, f.c, f.desk, f.id
	if hand.Do == nil {
		return f, func() tea.Msg {
			what, err := hand.Prepare(desk, c, in)
			return drafted{id, what, err}
		}
	}
	f.sign.Busy = true
	return f, func() tea.Msg {
		said, err := hand.HandIn(c, desk, in, secrets)
		return handedIn{id, said, present.Batch{}, err}
	}
}

// moot reports whether nothing is asked in the line that is filled in, and nothing stands in it:
// what was typed before it leaves nothing to ask.
func (f Filling) moot() bool {
	form := f.sign.Form
	ask, first := f.ask(form.At)
	return first && ask.Moot != nil && form.Value(form.At) == "" && ask.Moot(f.before(ask))
}

// before returns what was typed before an ask.
func (f Filling) before(ask present.Ask) present.Answers {
	all, _ := f.answers()
	before := present.Answers{}
	for _, a := range f.Form.Asks {
		if a.Name == ask.Name {
			break
		}
		before[a.Name] = all[a.Name]
	}
	return before
}

// begun offers and fills in what the line can hold and suggests that is reached, by what was typed
// before it.
func (f Filling) begun(form Form) Form {
	a, first := f.ask(form.At)
	if !first {
		return form
	}
	in, _ := f.answers()
	form.Inputs = append([]Input(nil), form.Inputs...)
	at := &form.Inputs[form.At]
	if at.Rows = a.Offers(in); form.Value(form.At) == "" || form.Value(form.At) == at.begun {
		*at = at.With(a.Begin(f.c, in)) // what follows from an answer before it follows from another one anew
		at.begun = form.Value(form.At)
	}
	return form
}

// signedLines draws a form that ends in a sentence, with what it is for until that stands there.
func (f Filling) signedLines(env Env) (lines []Line, from, to int) {
	lines, from, to = f.sign.Lines(env)
	if f.Form.Purpose == "" || f.Drafted() {
		return lines, from, to
	}
	var v View
	v.AddText(env.Width, 2, L(Text, f.Form.Purpose))
	v.Add(nil)
	n := len(v.Body)
	return append(v.Body, lines...), from + n, to + n
}

// Lines draws the form and returns the lines that must stay visible.
func (f Filling) Lines(env Env) (lines []Line, from, to int) {
	var v View
	if f.Form.Do == nil {
		return f.signedLines(env)
	}
	v.AddText(env.Width, 2, L(Text, strings.TrimSpace(f.Form.Purpose+" "+f.Form.Signing)))
	if f.Form.Signs != "" {
		v.AddText(env.Width, 4, L(Dim, f.Form.Signs))
	}
	v.Add(nil)
	form, focus := f.sign.Form.Lines(env.TextWidth())
	from = len(v.Body) + focus
	v.Add(form...)
	to = f.sign.Form.last(from, len(v.Body), env)
	if f.sign.Busy {
		v.Add(nil, L(Dim, "  "+f.Form.Busy))
	}
	return v.Body, from, to
}
