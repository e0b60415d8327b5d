package session_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

var (
	osei = model.Person{ID: "j.osei", Name: "J. Osei", Roles: []sop.Role{sop.Assistant}}
	lead = model.Person{ID: "s.lead", Name: "S. Lead", Roles: []sop.Role{sop.Supervisor}}
)

// bench keeps runs in memory and answers every effect at once.
type bench struct {
	t     *testing.T
	now   time.Time
	pages map[string]*sop.Procedure
	runs  map[string][]sop.Event
	of    map[string]string // the page of a run
	ended map[string]run.Outcome
	moved time.Duration  // by how much the clock was moved, not noted yet
	found []sop.Measured // controls of runs that were completed meanwhile, not told yet
	s     session.Session
}

// every is a page whose steps wait, ask a second person, hold, and run another page.
func every() *sop.Procedure {
	five := sop.MustDecimal("0.1")
	steps := []sop.Step{
		{ID: "one", Number: 1, Text: "Prepare it all with care and look twice."},
		{ID: "wet", Number: 2, Critical: true, Wait: &sop.Duration{D: 10 * time.Minute}},
		{ID: "rinse", Number: 3, Within: &sop.Within{Time: sop.Duration{D: 20 * time.Minute}, Of: "wet"}},
		{ID: "read", Number: 4, Verify: sop.BySecondPerson, Fields: []sop.Field{{Name: "temp", Label: "Temperature", Type: sop.Number, Unit: "°C", Tolerance: &five}}},
		{ID: "tell", Number: 5, Hold: sop.BySupervisor},
		{ID: "child", Number: 6, Do: "SOP-T-001"},
		{ID: "last", Number: 7},
	}
	return &sop.Procedure{
		Meta:     sop.Meta{ID: "SOP-T-002", Version: "1.0", CompleteWithin: &sop.Duration{D: 5 * time.Hour}},
		Sections: []sop.Section{{Title: "Do", Steps: steps}},
	}
}

func newBench(t *testing.T) *bench {
	return &bench{
		t: t, now: noon, pages: map[string]*sop.Procedure{"SOP-T-001": twoSteps(), "SOP-T-002": every()},
		runs: map[string][]sop.Event{}, of: map[string]string{}, ended: map[string]run.Outcome{},
	}
}

// do takes an action and everything that follows from it.
func (b *bench) do(a session.Action) *bench {
	b.t.Helper()
	next, effects := b.s.Do(a)
	b.s = next
	for _, e := range effects {
		if result := b.perform(e); result != nil {
			b.do(result)
		}
	}
	return b
}

func (b *bench) perform(e session.Effect) session.Action {
	switch e := e.(type) {
	case session.StartRun:
		id := fmt.Sprintf("r-%d", len(b.runs)+1)
		b.runs[id], b.of[id] = nil, e.SOP
		return session.Opened{Run: b.load(id), At: b.now}
	case session.LoadRun:
		return session.Opened{Run: b.load(e.Run), At: b.now}
	case session.Append:
		if by := b.moved; by != 0 {
			if b.moved = 0; e.Events[0].Kind != sop.ClockDoubted {
				return session.Appended{Run: e.Run, Err: model.ClockMoved{By: by}}
			}
		}
		if all := b.found; all != nil {
			b.found = nil
			return session.Appended{Run: e.Run, Err: model.ControlsMoved{Measured: all}}
		}
		b.runs[e.Run] = append(b.runs[e.Run], e.Events...)
		return session.Appended{Run: e.Run}
	case session.PrepareAct:
		act, inRun := e.Act.(model.InRun)
		if !inRun {
			return session.Prepared{Run: e.Run, Draft: model.Draft{Run: e.Run, Person: e.Person, Statement: "I sign."}}
		}
		event := act.Event
		event.At, event.Person = b.now, e.Person.ID
		return session.Prepared{Run: e.Run, Draft: model.Draft{Run: e.Run, Person: e.Person, Statement: "I sign.", Event: &event}}
	case session.SignDraft:
		if string(e.Passphrase) != "right" {
			return session.Signed{Run: e.Run, Err: errors.New("wrong passphrase")}
		}
		if e.Draft.Event != nil {
			b.runs[e.Run] = append(b.runs[e.Run], *e.Draft.Event)
		} else {
			b.ended[e.Run] = run.OutcomeComplete
		}
		return session.Signed{Run: e.Run, Entry: 7}
	case session.FindLinked:
		for id, page := range b.of {
			if page == e.SOP {
				return session.Linked{Run: e.Run, At: b.now, Found: model.LinkedRun{ID: id, Open: b.ended[id] == "", Outcome: b.ended[id]}}
			}
		}
		return session.Linked{Run: e.Run, At: b.now}
	default:
		return nil
	}
}

func (b *bench) load(id string) model.LoadedRun {
	person := khan
	for _, e := range b.runs[id] {
		if e.Kind == sop.HandoverTaken {
			person = map[string]model.Person{osei.ID: osei, lead.ID: lead}[e.Person]
		}
	}
	return model.LoadedRun{OpenRun: model.OpenRun{ID: id, Person: person}, Procedure: b.pages[b.of[id]], Events: b.runs[id], Moved: b.moved}
}

func (b *bench) act(a run.Action) *bench {
	b.t.Helper()
	return b.do(session.Act{Do: a, At: b.now})
}

func (b *bench) signs(by model.Person, a run.Action) *bench {
	b.t.Helper()
	b.do(session.AskSign{Do: a, At: b.now, By: by})
	if w := b.work(); w.Draft() == nil {
		b.t.Fatalf("%#v has no sentence: %s", a, w.Notice)
	}
	return b.do(session.Sign{Passphrase: []byte("right")})
}

func (b *bench) work() session.Work { return work(b.t, b.s) }

// asks fails unless the run asks for this now.
func (b *bench) asks(k session.PromptKind, guest ...model.Person) session.Prompt {
	b.t.Helper()
	asking := session.Asking{At: b.now}
	if len(guest) > 0 {
		asking.Guest = guest[0].ID
	}
	p := b.work().Asks(asking)
	if p.Kind != k || p.Key == "" {
		b.t.Fatalf("the run asks %d (%q), want %d; notice %q", p.Kind, p.Key, k, b.work().Notice)
	}
	return p
}

// at starts the page and walks to a step.
func atStep(t *testing.T, step string) *bench {
	b := newBench(t).do(session.Start{SOP: "SOP-T-002", Person: khan})
	walk := map[string]func(){
		"one":   func() { b.now = b.now.Add(time.Minute); b.act(run.Complete{}) },
		"wet":   func() { b.act(run.StartWait{}); b.now = b.now.Add(10 * time.Minute); b.act(run.Confirm{}) },
		"rinse": func() { b.act(run.Complete{}) },
		"read": func() {
			b.act(run.Record{Field: "temp", Text: "5.0"})
			b.do(session.Act{Do: run.CheckValue{Field: "temp", Text: "5.0"}, At: b.now, By: osei}).signs(osei, run.Check{As: sop.BySecondPerson}).act(run.Complete{})
		},
		"tell": func() { b.signs(lead, run.Release{As: sop.BySupervisor}).act(run.Complete{}) },
	}
	for {
		s, _ := b.work().Run.Current()
		if s.ID == step {
			return b
		}
		walk[s.ID]()
	}
}

// H15, H17: the wait is asked for, then patience, and its end closes nothing.
func TestAWaitIsStartedThenBorneThenConfirmed(t *testing.T) {
	b := atStep(t, "wet")
	b.asks(session.AskWait)
	b.act(run.StartWait{})
	if p := b.asks(session.AskPatience); p.Timer.Left(b.now) != 10*time.Minute {
		t.Errorf("timer = %+v", p.Timer)
	}
	b.now = b.now.Add(10 * time.Minute)
	b.do(session.Tick{At: b.now})
	b.asks(session.AskClose)
}

// H18: time is noted before the act that it came before, and the act follows.
func TestAMissedWindowIsNotedBeforeTheActAndTheActIsNotLost(t *testing.T) {
	b := atStep(t, "rinse")
	b.now = b.now.Add(21 * time.Minute)
	b.act(run.Pause{Reason: "phone"})
	events := b.runs["r-1"]
	if n := len(events); events[n-3].Kind != sop.WindowMissed || events[n-1].Kind != sop.RunPaused {
		t.Errorf("events end with %+v", events[n-3:])
	}
	b.asks(session.AskCard)
	b.act(run.Resume{})
	b.asks(session.AskAction)
}

func TestATickNotesAMissedWindowOnce(t *testing.T) {
	b := atStep(t, "rinse")
	b.now = b.now.Add(21 * time.Minute)
	before := len(b.runs["r-1"])
	b.do(session.Tick{At: b.now}).do(session.Tick{At: b.now.Add(time.Second)})
	if got := len(b.runs["r-1"]) - before; got != 2 {
		t.Errorf("time caused %d events, want the miss and its deviation", got)
	}
}

// An act that met controls of a run that was completed meanwhile is done with them, and says
// nothing of it.
func TestAnActIsDoneAgainWithTheControlsThatWereCompletedMeanwhile(t *testing.T) {
	b := newBench(t)
	b.pages["SOP-T-003"] = assay()
	b.do(session.Start{SOP: "SOP-T-003", Person: khan}).act(run.Record{Field: "lot", Text: "4417"})
	b.found = []sop.Measured{{Earlier: sop.Earlier{Entry: 7, Field: "one", Index: 1, Lot: "4417", Target: "5.0", SD: "0.20", Value: "5.41"}, Step: "measure", Fields: []string{"one"}}}
	b.act(run.Record{Field: "one", Text: "5.42"})
	s, _ := b.work().Run.Current()
	if v := s.ValuesOf("one"); len(v) != 1 || v[0].Mark != "2-2s REJECT with entry 7" || b.work().Notice != "" || b.work().Saving() {
		t.Errorf("measured %+v, notice %q", v, b.work().Notice)
	}
}

// assay is a page that measures a control of a lot.
func assay() *sop.Procedure {
	target, sd := sop.MustDecimal("5.0"), sop.MustDecimal("0.20")
	return &sop.Procedure{
		Meta: sop.Meta{ID: "SOP-T-003", Version: "1.0"},
		Sections: []sop.Section{{Title: "Do", Steps: []sop.Step{{ID: "measure", Number: 1, Fields: []sop.Field{
			{Name: "lot", Label: "Lot", Type: sop.Choice, OfTable: true, Choices: []string{"4417"}},
			{Name: "one", Label: "Level 1", Type: sop.Number, Places: 2, From: sop.Columns{Target: "target", SD: "sd"}},
		}}}}},
		Tables: []sop.Table{{Field: "lot", Columns: []sop.Column{{Name: "target"}, {Name: "sd"}}, Rows: []sop.Row{{Name: "4417", Cells: []sop.Cell{{Figure: &target}, {Figure: &sd}}}}}},
	}
}

// H16: a moved clock is noted, and the act that met it is done after it.
func TestAMovedClockIsNotedAndTheActIsDoneAfterIt(t *testing.T) {
	b := atStep(t, "wet")
	b.act(run.StartWait{})
	b.now, b.moved = b.now.Add(time.Hour), time.Hour
	b.act(run.Confirm{})
	if w := b.work(); w.Refusal == nil || w.Refusal.Code != run.NeedsWait || len(w.Run.Doubts()) != 1 {
		t.Errorf("refusal %v, doubts %v", w.Refusal, w.Run.Doubts())
	}
	b.moved = -30 * time.Minute
	b.act(run.Pause{Reason: "phone"})
	if w := b.work(); w.Run.Paused() == nil || w.Notice == "" {
		t.Errorf("paused %v, notice %q", w.Run.Paused(), w.Notice)
	}
}

func TestARunOpenedAfterTheClockWasMovedNotesItFirst(t *testing.T) {
	b := atStep(t, "wet")
	b.act(run.StartWait{}).do(session.Leave{})
	b.moved = time.Hour
	b.now = b.now.Add(time.Hour)
	b.do(session.Resume{Run: "r-1"})
	if d := b.work().Run.Doubts(); len(d) != 1 || d[0].By != time.Hour {
		t.Errorf("doubts = %+v", d)
	}
}

// H10, H12: whoever comes back confirms what was done last, or does it again.
func TestH12AnIdleBenchAsksWhoIsAtIt(t *testing.T) {
	b := atStep(t, "rinse")
	b.do(session.Idle{})
	b.asks(session.AskCard)
	before := len(b.runs["r-1"])
	if b.act(run.Complete{}); len(b.runs["r-1"]) != before || b.work().Notice == "" {
		t.Error("an act went through although nobody said who they are")
	}
	b.act(run.Resume{})
	b.asks(session.AskClose)
	b.do(session.Leave{}).do(session.Resume{Run: "r-1"})
	b.asks(session.AskCard)
	b.act(run.Redo{Reason: "the rinse was short"})
	b.asks(session.AskWait)
}

// H27: the first value is not part of what the second person is asked.
func TestASecondPersonIsAskedForEverythingAndThenForADifference(t *testing.T) {
	b := atStep(t, "read")
	b.asks(session.AskValue)
	b.act(run.Record{Field: "temp", Text: "5.0"})
	b.asks(session.AskSecond)
	if got := b.work().Could(b.asks(session.AskSecond), []model.Person{khan, osei, lead}); len(got) != 2 || got[0].ID != osei.ID {
		t.Errorf("could check: %v", got)
	}
	b.asks(session.AskReading, osei)
	b.do(session.Act{Do: run.CheckValue{Field: "temp", Text: "5.4"}, At: b.now, By: osei})
	if p := b.asks(session.AskSettle, osei); p.Difference.First != "5.0" || p.Difference.Second != "5.4" {
		t.Errorf("difference = %+v", p.Difference)
	}
	b.act(run.Settle{Field: "temp", Text: "5.4", Reason: "read at eye level"})
	b.asks(session.AskCheck, osei)
	b.do(session.AskSign{Do: run.Check{As: sop.BySecondPerson}, At: b.now, By: osei}).do(session.Sign{Passphrase: []byte("wrong")})
	if w := b.work(); w.Notice != "wrong passphrase" || w.Draft() == nil {
		t.Errorf("notice %q, draft %v", w.Notice, w.Draft())
	}
	b.do(session.Drop{})
	b.asks(session.AskCheck, osei)
	b.signs(osei, run.Check{As: sop.BySecondPerson})
	b.asks(session.AskClose)
}

// Whoever comes to check, at a terminal that is their own, is not asked whether they are
// somebody else. The performer still confirms the step done last before they go on.
func TestAtTheirOwnTerminalTheSecondPersonIsAskedForTheirReading(t *testing.T) {
	b := atStep(t, "read")
	b.act(run.Record{Field: "temp", Text: "5.0"}).do(session.Idle{})
	b.asks(session.AskCard)
	at := func(own model.Person, guest string) session.PromptKind {
		return b.work().Asks(session.Asking{At: b.now, Own: own, Guest: guest}).Kind
	}
	for own, want := range map[string]session.PromptKind{khan.ID: session.AskCard, osei.ID: session.AskSecond, "": session.AskCard} {
		if got := at(model.Person{ID: own, Roles: osei.Roles}, ""); got != want {
			t.Errorf("at the own terminal of %q the run asks %d, want %d", own, got, want)
		}
	}
	if got := at(osei, lead.ID); got != session.AskCard {
		t.Errorf("somebody else who came to that terminal is asked %d, want the card", got)
	}
	if got := at(osei, osei.ID); got != session.AskReading {
		t.Fatalf("who came is asked %d, want their reading", got)
	}
	b.do(session.Act{Do: run.CheckValue{Field: "temp", Text: "5.0"}, At: b.now, By: osei})
	if got := at(osei, osei.ID); got != session.AskCheck {
		t.Fatalf("who has read is asked %d, want to sign", got)
	}
	b.signs(osei, run.Check{As: sop.BySecondPerson})
	if got := at(osei, osei.ID); got != session.AskCard {
		t.Errorf("after the check the run asks %d, want the card of its performer", got)
	}
	if b.act(run.Complete{}); b.work().Notice == "" {
		t.Error("the step was closed by nobody in particular")
	}
}

func TestAtTheirOwnTerminalASupervisorReleasesAndAnAssistantDoesNot(t *testing.T) {
	b := atStep(t, "tell").do(session.Idle{})
	for _, c := range []struct {
		own  model.Person
		want session.PromptKind
	}{{lead, session.AskRelease}, {osei, session.AskCard}, {khan, session.AskCard}} {
		if got := b.work().Asks(session.Asking{At: b.now, Own: c.own}).Kind; got != c.want {
			t.Errorf("at the terminal of %s the run asks %d, want %d", c.own.ID, got, c.want)
		}
	}
}

// H29: a hold asks for its role and for nobody else.
func TestAHoldAsksForASupervisor(t *testing.T) {
	b := atStep(t, "tell")
	p := b.asks(session.AskRelease)
	if got := b.work().Could(p, []model.Person{khan, osei, lead}); len(got) != 1 || got[0].ID != lead.ID {
		t.Errorf("could release: %v", got)
	}
	b.do(session.AskSign{Do: run.Release{As: sop.BySupervisor}, At: b.now, By: khan})
	if w := b.work(); w.Refusal == nil || w.Refusal.Code != run.SamePerson {
		t.Errorf("refusal = %v", w.Refusal)
	}
}

// H39: the run belongs to who took it, and the card is theirs.
func TestAHandOverEndsWithTheCardOfWhoTookOver(t *testing.T) {
	b := atStep(t, "rinse")
	b.signs(khan, run.Offer{Note: "still wet"})
	b.asks(session.AskTaker)
	for b.work().Asks(session.Asking{At: b.now, Guest: osei.ID}).Kind == session.AskItem {
		p := b.asks(session.AskItem, osei)
		b.do(session.Act{Do: run.OpenItem{Item: p.Index}, At: b.now, By: osei})
	}
	b.signs(osei, run.TakeOver{})
	if w := b.work(); w.Person.ID != osei.ID || !w.Card {
		t.Errorf("person %v, card %v", w.Person, w.Card)
	}
	b.act(run.Resume{}).act(run.Complete{})
	if events := b.runs["r-1"]; events[len(events)-1].Person != osei.ID {
		t.Error("the next act is not of who took over")
	}
}

// H14: nobody but a supervisor goes on with a run that is open for too long.
func TestAnOverdueRunAsksForADecision(t *testing.T) {
	b := atStep(t, "tell")
	b.now = b.now.Add(6 * time.Hour)
	b.asks(session.AskDecision)
	b.signs(lead, run.Decide{Decision: sop.Continue, Reason: "the samples are stable"})
	b.asks(session.AskRelease)
}

func TestAStepRunsAnotherProcedureAndComesBack(t *testing.T) {
	b := atStep(t, "child")
	b.asks(session.AskLinked)
	b.do(session.OpenLinked{At: b.now})
	if w := b.work(); w.ID != "r-2" || w.Person.ID != khan.ID {
		t.Fatalf("at run %q of %v", w.ID, w.Person)
	}
	b.act(run.Complete{}).do(session.Leave{}) // called away: the parent finds it again
	b.do(session.Resume{Run: "r-1"}).act(run.Resume{}).do(session.OpenLinked{At: b.now})
	if w := b.work(); w.ID != "r-2" {
		t.Fatalf("at run %q", w.ID)
	}
	b.act(run.Resume{}).act(run.Confirm{}).do(session.Prepare{}).do(session.Sign{Passphrase: []byte("right")})
	if w := b.work(); w.ID != "r-1" || w.Run.Finished() {
		t.Fatalf("after the signature at run %q", w.ID)
	}
	s, _ := b.work().Run.Current()
	if s.Others.Linked != "r-2" {
		t.Errorf("linked %q; notice %q", s.Others.Linked, b.work().Notice)
	}
	b.asks(session.AskClose)
}

func TestADraftIsNotDisturbedByTime(t *testing.T) {
	b := atStep(t, "rinse")
	b.do(session.AskSign{Do: run.Offer{Note: "still wet"}, At: b.now})
	b.now = b.now.Add(time.Hour)
	b.do(session.Tick{At: b.now})
	if b.work().Draft() == nil {
		t.Error("a tick took the sentence away that somebody was about to sign")
	}
}
