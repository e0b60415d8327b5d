package station_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/run"
)

// together is a page that needs other people.
var together = textOf("2.2", "S26, K7", `1. Clean the bowl. `+"`#clean, S26`"+`
2. Read the chamber. `+"`#temp, verify: second person`"+`
   - Temperature: `+"`t: number °C, 2.0 to 8.0`"+`
3. Spin it empty. `+"`#spin, hold: supervisor, K7`"+`
`)

// startOf approves a page and starts a run of it.
func (b *bench) startOf(text, person string) string {
	b.t.Helper()
	b.now = b.now.Add(time.Minute)
	p := read(b.t, text)
	if a, ok := b.Approval(p.Meta.ID); !ok || a.SHA256 != p.SHA256 {
		b.sign(b.Prepare(boss, model.Approve{Text: []byte(text), Procedure: p}))
	}
	name, err := b.StartRun(person, p)
	if err != nil {
		b.t.Fatal(err)
	}
	return name
}

// draft prepares an action that its person signs.
func (b *bench) draft(name, person string, a run.Action) (model.Draft, error) {
	b.t.Helper()
	b.now = b.now.Add(time.Second)
	events, err := b.walk(name).Do(a, person, b.now)
	if err != nil {
		b.t.Fatal(err)
	}
	if len(events) != 1 {
		b.t.Fatalf("%T causes %d events, a signed action causes one", a, len(events))
	}
	return b.Prepare(person, model.InRun{Run: name, After: b.after(name), Event: events[0]})
}

// act signs an action. What the station keeps of the run with it is what the entries make.
func (b *bench) act(name, person string, a run.Action) int64 {
	b.t.Helper()
	at := b.sign(b.draft(name, person, a))
	if kept, is := b.KeptWalk(name); !is || !reflect.DeepEqual(kept, b.walk(name).Knowing(nil)) {
		b.t.Errorf("after %T the station keeps another run than its entries make, or none (%v)", a, is)
	}
	return at
}

// handOver makes another person carry the run out.
func (b *bench) handOver(name, from, to string) {
	b.t.Helper()
	b.act(name, from, run.Offer{Note: "the rotor still turns"})
	for n := range b.walk(name).Items() {
		b.do(name, to, run.OpenItem{Item: n + 1})
	}
	b.act(name, to, run.TakeOver{})
}

// checked is a run up to the check of its second step.
func (b *bench) checked(person string) string {
	b.t.Helper()
	name := b.startOf(together, person)
	b.do(name, person, run.Begin{}, run.Complete{}, run.Record{Field: "t", Text: "5.0"})
	return name
}

func TestAStepIsCheckedAndAHoldReleasedBySomebodyElseWhoSignsIt(t *testing.T) {
	b := newBench(t)
	name := b.checked(worker)
	b.do(name, boss, run.CheckValue{Field: "t", Text: "5.0"})
	d, err := b.draft(name, boss, run.Check{As: sop.BySecondPerson})
	if err != nil {
		t.Fatal(err)
	}
	want := "I, Bo Ray (bo.ray, supervisor), checked step temp of SOP-CEN-014 v2.2, run " + name +
		", on 22 Nov 2026 at 09:01 (UTC+00:00), as second person. Own readings: Temperature 5.0 °C"
	if d.Statement != want {
		t.Errorf("statement = %q\nwant %q", d.Statement, want)
	}
	check := b.sign(d, nil)
	b.do(name, worker, run.Complete{})
	release := b.act(name, boss, run.Release{As: sop.BySupervisor, Note: "controls are in"})
	b.do(name, worker, run.Complete{})
	b.reopen()
	got, err := b.LoadRun(name)
	if err != nil || got.Person.ID != worker {
		t.Errorf("run = %+v, %v", got, err)
	}
	for at, kind := range map[int64]sop.EventKind{check: sop.StepChecked, release: sop.HoldReleased} {
		raw, err := b.Entry(at)
		if err != nil {
			t.Fatal(err)
		}
		e, err := record.Decode(raw.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if _, event, ok := record.EventOf(e); !ok || event.Kind != kind || event.Person != boss {
			t.Errorf("entry %d is %+v, want the event %q of %s", at, event, kind, boss)
		}
	}
	if !slices.Contains(got.Events, *d.Event) {
		t.Errorf("events = %+v, the draft said %+v", got.Events, d.Event)
	}
	at := b.sign(b.prepare(name, worker))
	b.sign(b.Prepare(boss, model.Countersign{Entry: at, Comment: "seen at the bench"})) // who checked may review
}

func TestWhoPerformsAStepDoesNotSignItsCheck(t *testing.T) {
	b := newBench(t)
	name := b.checked(worker)
	check := sop.Event{Kind: sop.StepChecked, Step: "temp", Mark: string(sop.BySecondPerson)}
	var refusal *run.Refusal
	if _, err := b.Prepare(worker, model.InRun{Run: name, After: b.after(name), Event: check}); !errors.Is(err, station.ErrRules) || !errors.As(err, &refusal) || refusal.Code != run.SamePerson {
		t.Errorf("err = %v, want the rules to refuse it", err)
	}
	check.Value = "Temperature 5.0 °C"
	if _, err := b.Prepare(boss, model.InRun{Run: name, After: b.after(name), Event: check}); !errors.As(err, &refusal) || refusal.Code != run.NeedsValue {
		t.Errorf("own readings that nobody took: %v", err)
	}
	if _, err := b.AppendEvents(name, boss, b.after(name), []sop.Event{check}); err == nil {
		t.Error("a check was recorded without a signature")
	}
	if _, err := b.Prepare(boss, model.InRun{Run: name, After: b.after(name), Event: sop.Event{Kind: sop.StepDone, Step: "temp"}}); !errors.Is(err, station.ErrRules) {
		t.Errorf("a step that is signed by somebody else: %v, want ErrRules", err)
	}
	if _, err := b.Prepare(boss, model.InRun{Run: "r-none", Event: check}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("err = %v, want ErrUnknown", err)
	}
}

func TestAnAssistantReleasesNoHoldOfASupervisor(t *testing.T) {
	b := newBench(t)
	name := b.checked(boss)
	b.do(name, worker, run.CheckValue{Field: "t", Text: "5.0"})
	b.act(name, worker, run.Check{As: sop.BySecondPerson})
	b.do(name, boss, run.Complete{})
	_, err := b.draft(name, worker, run.Release{As: sop.BySupervisor})
	wantFault(t, err, record.FaultRole)
	b.act(name, admin, run.Release{As: sop.BySupervisor})
}

func TestASecondPersonWritesNothingElseIntoARun(t *testing.T) {
	b := newBench(t)
	name := b.checked(worker)
	for _, e := range []sop.Event{
		{Kind: sop.ValueRecorded, Step: "temp", Field: "t", Index: 1, Value: "6.0", Unit: "°C"},
		{Kind: sop.StepDone, Step: "temp"},
		{Kind: sop.StepNotDone, Step: "temp", Reason: "no"},
		{Kind: sop.RunStopped, Step: "temp", Reason: "no"},
		{Kind: sop.HandoverWithdrawn},
		{Kind: sop.ItemOpened, Index: 1, Reason: "x"},
	} {
		if _, err := b.AppendEvents(name, boss, b.after(name), []sop.Event{e}); !errors.Is(err, station.ErrRules) {
			t.Errorf("%s: %v, want ErrRules", e.Kind, err)
		}
	}
	if got, err := b.LoadRun(name); err != nil || len(got.Events) != 4 {
		t.Errorf("run = %+v, %v: something was left", got, err)
	}
}

func TestAnActThatWasShownForAnotherStateOfTheRunIsNotSigned(t *testing.T) {
	b := newBench(t)
	name := b.checked(worker)
	b.do(name, boss, run.CheckValue{Field: "t", Text: "5.0"})
	d, err := b.draft(name, boss, run.Check{As: sop.BySecondPerson})
	if err != nil {
		t.Fatal(err)
	}
	b.do(name, worker, run.Correct{Step: "temp", Field: "t", Text: "5.4", Reason: "misread"})
	if _, err := b.SignWith(d, b.signer(boss)); !errors.Is(err, station.ErrDraft) {
		t.Errorf("err = %v, want ErrDraft", err)
	}
	if d, err = b.draft(name, admin, run.Decide{Decision: sop.Abandon, Reason: "nobody is left"}); err != nil {
		t.Fatal(err)
	}
	b.sign(d, nil)
	if _, err := b.SignWith(d, b.signer(admin)); err == nil {
		t.Error("one act was signed twice")
	}
}

func TestARunThatIsHandedOverIsTheOtherPersonsFromThenOn(t *testing.T) {
	b := newBench(t)
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{}, run.Complete{})
	b.act(name, worker, run.Offer{Note: "the rotor still turns"})
	if got := b.OpenRuns()[0]; got.Need != run.NeedTaker || got.Person.ID != worker {
		t.Errorf("open = %+v", got)
	}
	if _, err := b.AppendEvents(name, worker, b.after(name), []sop.Event{{Kind: sop.StepDone, Step: "spin"}}); !errors.Is(err, station.ErrRules) {
		t.Errorf("a step while it is offered: %v, want ErrRules", err)
	}
	b.do(name, worker, run.Withdraw{})
	b.handOver(name, worker, boss)
	if got := b.OpenRuns()[0]; got.Need == run.NeedTaker || got.Person.ID != boss {
		t.Errorf("open = %+v", got)
	}
	if _, err := b.AppendEvents(name, worker, b.after(name), []sop.Event{{Kind: sop.StepDone, Step: "spin"}}); !errors.Is(err, station.ErrRules) {
		t.Errorf("a step by who handed it over: %v, want ErrRules", err)
	}
	b.do(name, boss, run.Complete{}, run.Complete{}, run.Record{Field: "t", Text: "5.0"}, run.Complete{})
	if _, err := b.prepare(name, worker); !errors.Is(err, station.ErrRules) || !strings.HasSuffix(err.Error(), "was taken over by Bo Ray") {
		t.Errorf("err = %v, want it to name who took the run over", err)
	}
	at := b.sign(b.prepare(name, boss))
	got, err := b.LoadRun(name)
	if err != nil || got.Person.ID != boss {
		t.Errorf("run = %+v, %v", got, err)
	}
	b.sign(b.Prepare(admin, model.Countersign{Entry: at}))
}

func TestWhoHadARunForAWhileDoesNotReviewIt(t *testing.T) {
	b := newBench(t)
	name := b.startOf(pageText, boss)
	b.do(name, boss, run.Begin{}, run.Complete{})
	b.handOver(name, boss, worker)
	b.do(name, worker, run.Complete{}, run.Complete{}, run.Record{Field: "t", Text: "5.0"}, run.Complete{})
	at := b.sign(b.prepare(name, worker))
	_, err := b.Prepare(boss, model.Countersign{Entry: at})
	wantFault(t, err, record.FaultDuties)
	b.reopen() // from the index now
	_, err = b.Prepare(boss, model.Countersign{Entry: at})
	wantFault(t, err, record.FaultDuties)
}

func TestASupervisorTakesOverWhatNobodyOffersAndSaysWhy(t *testing.T) {
	b := newBench(t)
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{})
	if _, err := b.Prepare(boss, model.InRun{Run: name, After: b.after(name), Event: sop.Event{Kind: sop.HandoverTaken, Step: "clean"}}); !errors.Is(err, station.ErrRules) {
		t.Errorf("without an offer: %v, want ErrRules", err)
	}
	d, err := b.draft(name, boss, run.TakeOver{As: sop.BySupervisor, Reason: "Kim was called away"})
	if err != nil || !strings.Contains(d.Statement, "from Kim Oh (kim.oh) on 22 Nov 2026") || !strings.HasSuffix(d.Statement, ". Reason: Kim was called away") {
		t.Fatalf("draft = %+v, %v", d, err)
	}
	b.sign(d, nil)
	b.do(name, boss, run.Complete{}, run.Complete{}, run.Complete{}, run.Record{Field: "t", Text: "5.0"}, run.Complete{})
	got, err := b.Record(b.sign(b.prepare(name, boss)))
	if err != nil || len(got.Exceptions) != 1 || got.Exceptions[0].Kind != record.TakenOver {
		t.Errorf("record = %+v, %v: it does not say that the run was taken over", got, err)
	}
}

func TestAnAbandonedRunIsSignedAsStopped(t *testing.T) {
	b := newBench(t)
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{})
	b.act(name, boss, run.Decide{Decision: sop.Abandon, Reason: "the samples did not keep"})
	got, err := b.Record(b.sign(b.prepare(name, worker)))
	if err != nil || got.Outcome != run.OutcomeStopped || got.Summary.Reason != "the samples did not keep" {
		t.Errorf("record = %+v, %v", got, err)
	}
}

func TestASupervisorSignsAnAbandonedRunWhoseOwnerIsGone(t *testing.T) {
	b := newBench(t)
	name := b.startOf(pageText, worker)
	b.do(name, worker, run.Begin{})
	b.act(name, boss, run.Decide{Decision: sop.Abandon, Reason: "the samples did not keep"})
	b.act(name, boss, run.TakeOver{As: sop.BySupervisor, Reason: "Kim has left for good"})
	got, err := b.Record(b.sign(b.prepare(name, boss)))
	if err != nil || got.Outcome != run.OutcomeStopped || got.Person.ID != boss || len(b.OpenRuns()) != 0 {
		t.Errorf("record = %+v, %v", got, err)
	}
}

// Each exception that a run can have is counted by the log as the page's rules
// count it, else its person could not sign.
func TestARunWithEveryKindOfExceptionCanBeSigned(t *testing.T) {
	b := newBench(t)
	b.ticks()
	name := b.startOf(textOf("2.3", "S26, K7", `1. Clean the bowl. `+"`#clean, wait 5 min, S26`"+`
2. Look at the lid. `+"`#lid, verify: second person`"+`
   - Temperature: `+"`t: number °C, 2.0 to 8.0, possible -40 to 60`"+`
3. Spin it empty. `+"`#spin, within 10 min of #lid, K7`"+`
`), worker)
	b.do(name, worker, run.Begin{}, run.StartWait{}, run.StartWait{Reason: "lid opened"})
	b.now = b.now.Add(10 * time.Minute)
	b.do(name, worker, run.DoneEarlier{At: b.now.Add(-2 * time.Minute), Reason: "no hands free"})
	b.do(name, worker, run.Redo{Reason: "spilt"}, run.StartWait{})
	b.now = b.now.Add(6 * time.Minute)
	b.do(name, worker, run.Complete{}, run.Record{Field: "t", Text: "500"}, run.Record{Field: "t", Text: "5.0"})
	b.do(name, boss, run.CheckValue{Field: "t", Text: "500"}, run.CheckValue{Field: "t", Text: "9.9"})
	b.do(name, worker, run.Settle{Field: "t", Text: "9.9", Reason: "misread"}, run.ActOn{Deviation: 1, Text: "moved it"})
	b.act(name, boss, run.Check{As: sop.BySecondPerson})
	b.moveClock(time.Hour)
	b.doubt(name, worker)
	b.act(name, boss, run.TakeOver{As: sop.BySupervisor, Reason: "Kim was called away"})
	b.do(name, boss, run.Complete{})
	b.now = b.now.Add(time.Hour)
	b.do(name, boss, run.Tick{}, run.ActOn{Deviation: 2, Text: "spun it again"}, run.Complete{})
	if row, ok := b.walk(name).Unexplained(); ok {
		b.do(name, boss, run.ExplainPace{Text: "all at hand"})
		t.Logf("explained %+v", row)
	}
	got, err := b.Record(b.sign(b.prepare(name, boss)))
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, e := range got.Exceptions {
		kinds = append(kinds, string(e.Kind))
	}
	for _, kind := range []string{
		record.Deviation, record.TypedAgain, record.Settled, record.WaitAgain, record.ClockMoved, record.DoneAgain, record.Late, record.TakenOver,
	} {
		if !slices.Contains(kinds, kind) {
			t.Errorf("exceptions %v: %q is not among them", kinds, kind)
		}
	}
}

func TestAStepFindsTheNewestRunOfTheProcedureItNames(t *testing.T) {
	b := newBench(t)
	parent := b.start(boss)
	since := b.now.Add(time.Second)
	if got, err := b.Linked(parent, "SOP-CEN-014", since); err != nil || got != (model.LinkedRun{}) {
		t.Errorf("before any: %+v, %v", got, err)
	}
	first := b.work(boss)
	second := b.start(boss)
	want := model.LinkedRun{ID: second, Open: true}
	if got, err := b.Linked(parent, "SOP-CEN-014", since); err != nil || got != want {
		t.Errorf("linked = %+v, %v; want %+v", got, err, want)
	}
	b.do(second, boss, run.Begin{}, run.Stop{Reason: "fire alarm"})
	b.sign(b.prepare(second, boss))
	b.sign(b.prepare(first, boss)) // signed last, and started first
	want = model.LinkedRun{ID: second, Outcome: run.OutcomeStopped}
	if got, err := b.Linked(parent, "SOP-CEN-014", since); err != nil || got != want {
		t.Errorf("linked = %+v, %v; want %+v", got, err, want)
	}
	for what, got := range map[string]func() (model.LinkedRun, error){
		"of another procedure":  func() (model.LinkedRun, error) { return b.Linked(parent, "SOP-X", since) },
		"since later":           func() (model.LinkedRun, error) { return b.Linked(parent, "SOP-CEN-014", b.now.Add(time.Second)) },
		"of a run that is gone": func() (model.LinkedRun, error) { return b.Linked(first, "SOP-CEN-014", since) },
	} {
		if got, err := got(); err != nil || got != (model.LinkedRun{}) {
			t.Errorf("%s: %+v, %v; want none", what, got, err)
		}
	}
}

// Two people who are at the same page at once each have their own run of what it names.
func TestAStepFindsNoRunThatSomebodyElseBegan(t *testing.T) {
	b := newBench(t)
	mine, theirs := b.start(boss), b.start(worker)
	since := b.now.Add(time.Second)
	open := b.start(worker)
	linked := func(parent string) model.LinkedRun {
		t.Helper()
		got, err := b.Linked(parent, "SOP-CEN-014", since)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got, none := linked(theirs), linked(mine); got.ID != open || none.ID != "" {
		t.Errorf("who began it is given %+v, and somebody else %+v", got, none)
	}
	b.do(open, worker, run.Begin{}, run.Stop{Reason: "fire alarm"})
	b.sign(b.prepare(open, worker))
	if got, none := linked(theirs), linked(mine); got.ID != open || got.Open || none.ID != "" {
		t.Errorf("once it is signed, who began it is given %+v, and somebody else %+v", got, none)
	}
}

func TestNoPatientStandsInAReviewOrAReason(t *testing.T) {
	b := newBench(t)
	at := b.perform(worker)
	const patient = "the sample of 943 476 5919"
	_, review := b.Prepare(boss, model.Countersign{Entry: at, Comment: patient})
	_, assign := act(b.Station, admin, model.Assign{Person: worker, Roles: []sop.Role{sop.Assistant}, Reason: patient})
	_, unlock := act(b.Station, boss, model.Unlock{Person: worker, Reason: patient})
	for what, err := range map[string]error{"review": review, "roles": assign, "unlock": unlock} {
		var refusal *run.Refusal
		if !errors.As(err, &refusal) || refusal.Code != run.PatientData {
			t.Errorf("%s: %v, want it refused as data of a patient", what, err)
		}
	}
}

// Nobody signs without having seen their own last act: of what is signed together each is
// signed over the one before it, with the sentence that was shown.
func TestActsThatWereShownTogetherAreSignedOneOverTheOther(t *testing.T) {
	b := newBench(t)
	var drafts []model.Draft
	for range 2 {
		entry := b.perform(worker)
		drafts = append(drafts, model.Draft{After: entry})
	}
	for i, d := range drafts {
		var err error
		if drafts[i], err = b.Prepare(boss, model.Countersign{Entry: d.After}); err != nil {
			t.Fatal(err)
		}
	}
	first, err := b.Sign(drafts[0], phraseOf(boss))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Sign(drafts[1], phraseOf(boss)); err == nil {
		t.Error("an act is signed over a log without its signer's last one")
	}
	for _, wrong := range []int64{first - 1, first + 1} {
		drafts[1].After = wrong
		if _, err := b.Sign(drafts[1], phraseOf(boss)); !errors.Is(err, station.ErrDraft) {
			t.Errorf("after entry %d: %v", wrong, err)
		}
	}
	drafts[1].After = first
	entry, err := b.Sign(drafts[1], phraseOf(boss))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := b.Entry(entry)
	if err != nil || !strings.Contains(string(raw.Payload), drafts[1].Statement) {
		t.Errorf("%s was signed, %v", raw.Payload, err)
	}
}
