package signoff_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/internal/tui/signoff"
	"soprun/sop"
	"soprun/sop/run"
)

const statement = "I, A. Khan, performed SOP-X-001 version 2.1."

// cupboard is a page of two readings, two plain steps and one that counts only
// for a warm cupboard.
func cupboard() *sop.Procedure {
	low, high := sop.MustDecimal("2.0"), sop.MustDecimal("8.0")
	reading := func(name, label string) []sop.Field {
		return []sop.Field{{Name: name, Label: label, Type: sop.Number, Unit: "°C", Places: 1, Accepted: sop.Range{Low: &low, High: &high}}}
	}
	return &sop.Procedure{
		Meta: sop.Meta{ID: "SOP-X-001", Title: "Look at a cupboard", Version: "2.1"},
		Sections: []sop.Section{{Title: "Look", Steps: []sop.Step{
			{ID: "upper", Number: 1, Text: "Read the upper display.", Fields: reading("upper", "Upper")},
			{ID: "lower", Number: 2, Text: "Read the lower display.", Fields: reading("lower", "Lower")},
			{ID: "wipe", Number: 3, Text: "Wipe it."},
			{ID: "shut", Number: 4, Text: "Shut it."},
			{ID: "call", Number: 5, Text: "Call.", If: &sop.Condition{Join: sop.And, Terms: []sop.Term{{Name: "upper", Op: sop.Greater, Value: "8"}}}},
		}}},
	}
}

// desk signs in memory, and fails when it is told to.
type desk struct {
	practice   bool
	meanwhile  model.Meanwhile
	acts       []run.Action // what was done before the screen opened
	prepareErr error        // what every preparation answers
	signErr    error        // what the next signature answers
	passes     []string     // the passphrases that were given
	prepared   int
	looked     session.Looked // what is found when the run is looked at again
}

func (k *desk) perform(e session.Effect) session.Action {
	switch e := e.(type) {
	case session.Append:
		return session.Appended{Run: e.Run}
	case session.PrepareAct:
		k.prepared++
		return session.Prepared{Run: e.Run, Draft: model.Draft{Run: e.Run, Person: e.Person, Statement: statement}, Err: k.prepareErr}
	case session.LookAgain:
		return k.looked
	case session.SignDraft:
		k.passes = append(k.passes, string(e.Passphrase))
		err := k.signErr
		k.signErr = nil
		return session.Signed{Run: e.Run, Entry: 12, Err: err}
	default:
		return nil
	}
}

// again is the run in which some acts were done.
func again(t *testing.T, acts []run.Action) model.LoadedRun {
	t.Helper()
	r, err := run.New(cupboard())
	if err != nil {
		t.Fatal(err)
	}
	var events []sop.Event
	for i, a := range append([]run.Action{run.Begin{}}, acts...) {
		more, err := r.Do(a, "a.khan", kittest.Now.Add(time.Duration(i)*time.Second-time.Hour))
		if err != nil {
			t.Fatalf("%#v: %v", a, err)
		}
		if r, err = r.After(more...); err != nil {
			t.Fatal(err)
		}
		events = append(events, more...)
	}
	return model.LoadedRun{
		OpenRun:   model.OpenRun{ID: "r-01", Person: model.Person{ID: "a.khan", Name: "A. Khan"}},
		Procedure: r.Procedure(), Events: events,
	}
}

// open shows the sign-off of a run in which some acts were done.
func open(t *testing.T, k *desk) *kittest.Driver {
	t.Helper()
	loaded := again(t, k.acts)
	loaded.Practice, loaded.Meanwhile = k.practice, k.meanwhile
	d := &kittest.Driver{T: t, Screen: signoff.New(), Perform: k.perform}
	d.Env = kit.Env{Width: 80, Height: 24, Now: kittest.Now}
	d.Env.Session, _ = session.Session{}.Do(session.Resume{Run: "r-01", Practice: k.practice})
	d.Env.Session, _ = d.Env.Session.Do(session.Opened{Run: loaded, At: kittest.Now})
	return d.Run(d.Screen.Init(d.Env))
}

// readings are the first two steps, done with these values; what is above the
// limits gets its action at once, as a run asks for it.
func readings(upper, lower string) []run.Action {
	var out []run.Action
	for i, text := range []string{upper, lower} {
		out = append(out, run.Record{Field: []string{"upper", "lower"}[i], Text: text})
		if text > "8.0" {
			out = append(out, run.ActOn{Deviation: 1, Text: "moved it"})
		}
		out = append(out, run.Complete{})
	}
	return out
}

// done are the acts of a run that ended with every step closed.
func done(upper, lower string) []run.Action {
	return append(readings(upper, lower), run.Complete{}, run.Complete{})
}

func corrected(field, text string) run.Action {
	return run.Correct{Step: field, Field: field, Index: 1, Text: text, Reason: "misread it"}
}

// twoOpen are the acts of a run that ended with two deviations of which nobody
// said yet what was done about them.
func twoOpen() []run.Action {
	return append(readings("5.0", "5.0"), run.MarkNotDone{Reason: "no cloth"}, run.Complete{}, corrected("lower", "9.5"))
}

// acted returns what was done about each deviation, "" for nothing.
func acted(d *kittest.Driver) []string {
	var out []string
	work, _ := d.Env.Session.Work()
	for _, dev := range work.Run.Deviations() {
		if dev.Action == nil {
			out = append(out, "")
		} else {
			out = append(out, dev.Action.Reason)
		}
	}
	return out
}

func TestTheSentenceIsShownBeforeAPassphraseIsAsked(t *testing.T) {
	k := &desk{acts: done("5.0", "5.0")}
	d := open(t, k)
	d.Shows("You sign this sentence:", statement, "Passphrase of a.khan")
	if all := d.All(); strings.Index(all, statement) > strings.Index(all, "Passphrase") {
		t.Errorf("the passphrase is asked first:\n%s", all)
	}
	d.Type("correct horse").Hides("correct horse").Shows(strings.Repeat("•", 13))
	d.Press("enter")
	if !slices.Equal(k.passes, []string{"correct horse"}) {
		t.Errorf("signed with %q", k.passes)
	}
	if _, working := d.Env.Session.Work(); working {
		t.Error("the signed run is still in progress")
	}
}

func TestNothingIsSignedWithoutASentence(t *testing.T) {
	k := &desk{acts: done("5.0", "5.0"), prepareErr: errors.New("the log is read-only")}
	d := open(t, k)
	d.Shows("The log is read-only.").Hides("Passphrase", statement)
	if d.Answer("correct horse"); len(k.passes) != 0 {
		t.Errorf("signed with %q what nobody saw", k.passes)
	}
}

// answer opens the question about the exception that is marked and answers it.
func answer(d *kittest.Driver, texts ...string) *kittest.Driver {
	d.T.Helper()
	for _, text := range texts {
		d.Press("enter").Answer(text)
	}
	return d
}

func TestOpenDeviationsAreAskedOneAfterTheOther(t *testing.T) {
	k := &desk{acts: twoOpen()}
	d := open(t, k)
	for i, action := range []string{"told the lead", "moved the stock"} {
		d.Shows("still open.").Hides("What was done about it?").Press("enter")
		if n := strings.Count(d.All(), "What was done about it?"); n != 1 {
			t.Fatalf("%d deviations are asked about at once:\n%s", n, d.All())
		}
		d.Hides("Passphrase", statement)
		if k.prepared > 0 {
			t.Fatal("a sentence was drafted before every deviation had its action")
		}
		d.Answer(action)
		if got := acted(d); got[i] != action || (i == 0 && got[1] != "") {
			t.Errorf("actions are %q", got)
		}
		d.Shows(action)
	}
	d.Shows("Nothing is open.").Hides("What was done about it?", "Passphrase", statement).Press("enter")
	d.Shows(statement, "Passphrase of a.khan")
	if k.prepared != 1 {
		t.Errorf("%d sentences were drafted", k.prepared)
	}
}

// Whoever comes from the last step expects the passphrase: no question takes it.
func TestWhatIsTypedBeforeAQuestionIsOpenedGoesNowhere(t *testing.T) {
	d := open(t, &desk{acts: twoOpen()})
	before := d.All()
	d.Type("violin solo nights").Send(tea.PasteMsg{Content: "correct horse battery"})
	if d.All() != before {
		t.Errorf("it went somewhere:\n%s", d.All())
	}
	d.Press("enter").Hides("horse").Type("told").Shows("told").Press("esc").Hides("told")
	if d.Backs != 0 || acted(d)[0] != "" {
		t.Errorf("esc left the list or kept the words: %d, %q", d.Backs, acted(d))
	}
	if kind := d.Screen.Field(d.Env).Kind; kind != kit.NoField {
		t.Errorf("the list has a field of kind %d in focus", kind)
	}
}

func TestADeviationIsNotPassedWithoutAWord(t *testing.T) {
	for _, text := range []string{"", "   "} {
		d := open(t, &desk{acts: twoOpen()})
		answer(d, text)
		work, _ := d.Env.Session.Work()
		if got := acted(d); got[0] != "" || work.Notice == "" {
			t.Errorf("after %q: actions %q, notice %q", text, got, work.Notice)
		}
		d.Under("What was done about it?", kit.Sentence(work.Notice)).Hides("Passphrase")
		d.Answer("told the lead").Hides(kit.Sentence(work.Notice))
		if got := acted(d); strings.TrimSpace(got[0]) != "told the lead" {
			t.Errorf("after %q and words: actions %q", text, got)
		}
	}
}

func TestYesIsNoActionAtTheSignOff(t *testing.T) {
	for text, want := range map[string]string{"ok": `"ok" tells nothing of it`, "Yes.": `"Yes." tells nothing of it`, "n/a": `"n/a" is no word`} {
		d := open(t, &desk{acts: twoOpen()})
		answer(d, text).Under("What was done about it?", want).Hides("Passphrase")
		if got := acted(d); got[0] != "" {
			t.Errorf("after %q: actions %q", text, got)
		}
		for range len(text) {
			d.Press("backspace")
		}
		d.Hides(want).Answer("told the lead")
		if got := acted(d); got[0] != "told the lead" {
			t.Errorf("after %q and words: actions %q", text, got)
		}
	}
}

func TestAWrongPassphraseIsTypedAgainAndNothingElse(t *testing.T) {
	k := &desk{acts: twoOpen(), signErr: errors.New("wrong passphrase")}
	d := answer(open(t, k), "told the lead", "moved the stock").Press("enter")
	d.Answer("correct hose").Under("Passphrase of a.khan", "Wrong passphrase.").Shows(statement, "told the lead", "moved the stock").Hides("•")
	if d.Backs != 0 || len(d.Went) != 0 {
		t.Errorf("went %+v, back %d times", d.Went, d.Backs)
	}
	d.Type("correct horse").Shows(strings.Repeat("•", 13)).Hides("Wrong passphrase.").Press("enter")
	if !slices.Equal(k.passes, []string{"correct hose", "correct horse"}) {
		t.Errorf("signed with %q", k.passes)
	}
	if k.prepared != 2 {
		t.Errorf("%d sentences were drafted: after a while the first is too old to be signed", k.prepared)
	}
}

// What is wrong with what stood there is not said of what is typed next.
func TestANoticeGoesWithTheNextKey(t *testing.T) {
	k := &desk{acts: done("5.0", "5.0"), signErr: errors.New("no passphrase was typed")}
	d := open(t, k).Press("enter").Shows("No passphrase was typed.")
	d.Type("c").Hides("No passphrase was typed.").Shows(statement, "•")
	k.signErr = errors.New("no passphrase was typed")
	d.Press("backspace", "enter").Shows("No passphrase was typed.").Send(tea.PasteMsg{Content: "correct horse"}).Hides("No passphrase was typed.")
	if d.Press("enter"); !slices.Equal(k.passes, []string{"", "", "correct horse"}) {
		t.Errorf("signed with %q", k.passes)
	}
}

func TestPracticeAsksForNoPassphrase(t *testing.T) {
	k := &desk{acts: done("5.0", "5.0"), practice: true}
	d := open(t, k)
	d.Shows("Practice ends here. Nothing of it is in the log, and nothing is signed.").Hides("Passphrase", statement, "You sign")
	d.Shows("end practice").Type("correct horse").Hides("•").Press("enter") // out of habit
	if _, working := d.Env.Session.Work(); working || !slices.Equal(k.passes, []string{""}) {
		t.Errorf("practice goes on: %v, passphrases %q", working, k.passes)
	}
}

func TestEscGoesBackAndLeavesTheRunAsItIs(t *testing.T) {
	for name, acts := range map[string][]run.Action{"an action is asked": twoOpen(), "a passphrase is asked": done("5.0", "5.0")} {
		k := &desk{acts: acts}
		d := open(t, k).Type("words")
		asked, prepared := len(d.Asked), k.prepared
		if d.Press("esc"); d.Backs != 1 || len(d.Asked) != asked || k.prepared != prepared || len(k.passes) != 0 {
			t.Errorf("while %s: back %d times, asked %v", name, d.Backs, d.Asked)
		}
	}
}

func TestASignatureOnItsWayIsNotAskedForTwice(t *testing.T) {
	k := &desk{acts: done("5.0", "5.0")}
	d := open(t, k).Type("correct horse")
	asked := len(d.Asked)
	d.Hold = true
	d.Press("enter").Shows("Signing ...")
	d.Press("enter", "enter", "enter")
	if len(d.Asked) != asked+1 || d.Held() != 1 || len(k.passes) != 1 {
		t.Errorf("asked %v, signed with %q", d.Asked[asked:], k.passes)
	}
	backs := d.Backs
	if d.Press("esc"); d.Backs != backs {
		t.Error("esc left a screen whose signature is on its way")
	}
	if d.Release(); len(k.passes) != 1 {
		t.Errorf("signed with %q", k.passes)
	}
}

func TestTheCountsAreWordedWithoutWhatIsZero(t *testing.T) {
	stop := run.Stop{Reason: "fire alarm"}
	notDone, notApplicable := run.MarkNotDone{Reason: "no cloth"}, run.MarkNotApplicable{Reason: "no cloth"}
	for want, acts := range map[string][]run.Action{
		"Complete    4 done    1 not required":                                              done("5.0", "5.0"),
		"Complete    5 done    1 deviation":                                                 append(done("9.0", "5.0"), run.Complete{}),
		"Complete    4 done    1 not required    1 correction":                              append(done("5.0", "5.0"), corrected("upper", "6.0")),
		"Complete    4 done    1 not required    2 corrections":                             append(done("5.0", "5.0"), corrected("upper", "6.0"), corrected("lower", "7.0")),
		"Complete    3 done    1 not required    1 not applicable":                          append(readings("5.0", "5.0"), notApplicable, run.Complete{}),
		"Complete except 1    3 done    1 not required    1 not done    1 deviation":        append(readings("5.0", "5.0"), notDone, run.Complete{}),
		"Complete except 2    2 done    1 not required    2 not done    2 deviations":       append(readings("5.0", "5.0"), notDone, notDone),
		"Stopped    5 not finished":                                                         {stop},
		"Stopped    2 done    3 not finished":                                               append(readings("5.0", "5.0"), stop),
		"Stopped    2 done    1 not done    2 not finished    2 deviations    1 correction": append(readings("5.0", "5.0"), notDone, corrected("lower", "9.5"), stop),
	} {
		counts, _, _ := strings.Cut(open(t, &desk{acts: acts}).All(), "\n\n")
		if kittest.Flat(counts) != kittest.Flat(want) {
			t.Errorf("the counts read\n%q, want\n%q", counts, want)
		}
	}
	open(t, &desk{acts: []run.Action{stop}}).Shows("Stopped by A. Khan at ", ": fire alarm.")
	open(t, &desk{acts: done("5.0", "5.0")}).Shows("No exceptions.").Hides("EXCEPTIONS", "Stopped")
}

func TestAPassphraseCanBePasted(t *testing.T) {
	k := &desk{acts: done("5.0", "5.0")}
	open(t, k).Send(tea.PasteMsg{Content: "correct horse nine"}).Hides("correct horse").Press("enter")
	if !slices.Equal(k.passes, []string{"correct horse nine"}) {
		t.Errorf("signed with %q", k.passes)
	}
	d := open(t, &desk{acts: twoOpen()}).Press("enter").Send(tea.PasteMsg{Content: "told the lead"}).Press("enter")
	if got := acted(d); got[0] != "told the lead" {
		t.Errorf("actions are %q", got)
	}
}

func TestTheKeysOfTheSignOffAllLead(t *testing.T) {
	for _, k := range []*desk{{acts: twoOpen()}, {acts: done("5.0", "5.0")}, {acts: done("5.0", "5.0"), practice: true}} {
		open(t, k).KeysLead()
	}
	answer(open(t, &desk{acts: twoOpen()}), "told the lead", "moved the stock").KeysLead()
	open(t, &desk{acts: twoOpen()}).Press("enter").KeysLead()
}

func TestAllStepsAndValuesAreLookedThroughBesideTheirLimitsBeforeTheSignature(t *testing.T) {
	acts := slices.Concat(readings("9.1", "5.0"), []run.Action{run.MarkNotApplicable{Reason: "no cloth"}, run.Complete{}})
	d := open(t, &desk{acts: append(acts, run.Complete{})})
	d.Press("ctrl+e").Shows("STEPS AND VALUES", "Read the upper display.", "Upper 9.1 °C limits 2.0 to 8.0 ABOVE 8.0 °C", "Lower 5.0 °C limits 2.0 to 8.0", "Wipe it.", "not applicable").Hides("Passphrase", "You sign")
	if d.Screen.Field(d.Env).Typing() {
		t.Error("something can be typed while one looks")
	}
	d.Type("xyz").Press("esc").Shows("You sign this sentence:").Hides("STEPS AND VALUES")
	k := &desk{acts: append(acts, run.Complete{})}
	d = open(t, k).Type("here").Press("ctrl+e").Press("e").Type("e")
	if d.Press("enter"); len(k.passes) != 1 || k.passes[0] != "heree" {
		t.Errorf("the passphrase was %q: a look must neither take a letter nor add one", k.passes)
	}
}

func TestTheListOfExceptionsLeadsToTheStepsWithOneLetter(t *testing.T) {
	k := &desk{acts: readings("5.0", "5.0")}
	k.acts = append(k.acts, run.MarkNotDone{Reason: "no cloth"}, run.Complete{})
	open(t, k).Shows("EXCEPTIONS").Press("e").Shows("STEPS AND VALUES", "not required", "“Upper” was 5.0 °C.").Press("e").Shows("EXCEPTIONS").Hides("STEPS AND VALUES")
}

func TestTheLastWordsOfThePageStandAboveTheSignature(t *testing.T) {
	p := cupboard()
	p.Sections[0].More = "Lock the *room*:\n\n- key one\n- key two"
	r, err := run.New(p)
	if err != nil {
		t.Fatal(err)
	}
	var events []sop.Event
	for i, a := range append(append([]run.Action{run.Begin{}}, readings("5.0", "5.0")...), run.Complete{}, run.Complete{}) {
		more, err := r.Do(a, "a.khan", kittest.Now.Add(time.Duration(i)*time.Minute-time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if r, err = r.After(more...); err != nil {
			t.Fatal(err)
		}
		events = append(events, more...)
	}
	d := &kittest.Driver{T: t, Screen: signoff.New(), Perform: (&desk{}).perform}
	d.Env = kit.Env{Width: 80, Height: 30, Now: kittest.Now}
	d.Env.Session, _ = session.Session{}.Do(session.Resume{Run: "r-01"})
	d.Env.Session, _ = d.Env.Session.Do(session.Opened{At: kittest.Now, Run: model.LoadedRun{
		OpenRun: model.OpenRun{ID: "r-01", Person: model.Person{ID: "a.khan", Name: "A. Khan"}}, Procedure: p, Events: events,
	}})
	d.Run(d.Screen.Init(d.Env)).Shows("Lock the room: - key one - key two Complete", "Passphrase of a.khan")
}

// Whoever signs knows that the text which they worked by is not in force any more.
func TestTheSignOffSaysWhatBecameOfItsVersion(t *testing.T) {
	for _, c := range []struct {
		meanwhile model.Meanwhile
		want      string
	}{
		{model.Meanwhile{Newer: "2.2"}, "Version 2.2 took effect meanwhile. This run goes on with the text that it began with."},
		{model.Meanwhile{Newer: "2.2", Retired: &model.Retirement{By: model.Person{Name: "J. Bell"}, Reason: "the lid can fall"}}, "Version 2.2 took effect meanwhile and was retired, by J. Bell: The lid can fall. No version is in force."},
	} {
		d := open(t, &desk{acts: done("5.0", "5.0"), meanwhile: c.meanwhile})
		d.Shows(c.want)
	}
}

// Nobody signs that there was no exception while the record will name one.
func TestTheSignOffSaysWhatItWasDoneWithThatIsOutOfService(t *testing.T) {
	d := open(t, &desk{acts: done("5.0", "5.0")}).Shows("No exceptions.")
	d.Env.Station.Out = []model.Asset{{ID: "5.0", Reason: "it is dented", By: model.Person{Name: "J. Bell"}, At: kittest.Now}, {ID: "F-12", Reason: "it is sold", At: kittest.Now}}
	d.Shows("EXCEPTIONS", "5.0 is OUT OF SERVICE since", "by J. Bell: it is dented.", "Passphrase of a.khan").Hides("No exceptions.", "F-12")
}

// Where the signature came a moment too late, and nobody did anything else, enter is pressed once
// more; what somebody did meanwhile is read before anything is typed again.
func TestAPassphraseThatCameTooLateIsKeptWhereNothingWasDoneElsewhere(t *testing.T) {
	k := &desk{acts: done("5.0", "5.0"), signErr: model.RunMoved{}}
	d := open(t, k).Type("maple").Press("enter").Shows("Not signed: this run went on at another terminal meanwhile", statement, "•••••")
	if d.Press("enter"); !slices.Equal(k.passes, []string{"maple", "maple"}) {
		t.Errorf("signed with %q", k.passes)
	}
	k = &desk{acts: done("5.0", "5.0")}
	d = open(t, k)
	k.signErr, k.looked = model.RunMoved{}, session.Looked{Run: again(t, append(done("5.0", "5.0"), run.Correct{Step: "upper", Field: "upper", Text: "6.0", Reason: "misread it"})), Open: true}
	d.Type("maple").Press("enter").Shows("Not signed: this run went on at another terminal meanwhile").Hides("•••••", statement)
	if len(k.passes) != 1 {
		t.Errorf("signed with %q", k.passes)
	}
}
