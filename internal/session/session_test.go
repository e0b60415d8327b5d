package session_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

var (
	noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	khan = model.Person{ID: "a.khan", Name: "A. Khan"}
)

// twoSteps is a page whose second step is critical.
func twoSteps() *sop.Procedure {
	return &sop.Procedure{
		Meta:     sop.Meta{ID: "SOP-T-001", Version: "1.0"},
		Sections: []sop.Section{{Title: "Do", Steps: []sop.Step{{ID: "one", Number: 1}, {ID: "two", Number: 2, Critical: true}}}},
	}
}

// one takes an action and returns the one effect that it must ask for.
func one(t *testing.T, s session.Session, a session.Action) (session.Session, session.Effect) {
	t.Helper()
	s, effects := s.Do(a)
	if len(effects) != 1 {
		t.Fatalf("%#v asks for %d effects, want 1: %v", a, len(effects), effects)
	}
	return s, effects[0]
}

// none takes an action that must ask for nothing.
func none(t *testing.T, s session.Session, a session.Action) session.Session {
	t.Helper()
	s, effects := s.Do(a)
	if len(effects) != 0 {
		t.Fatalf("%#v asks for %v, want nothing", a, effects)
	}
	return s
}

// working returns a session whose run has begun and is stored.
func working(t *testing.T) session.Session {
	t.Helper()
	s, effect := one(t, session.Session{}, session.Start{SOP: "SOP-T-001", Person: khan})
	if _, ok := effect.(session.StartRun); !ok {
		t.Fatalf("a start asks for %#v", effect)
	}
	s, _ = one(t, s, session.Opened{Run: loaded(nil), At: noon})
	return none(t, s, session.Appended{Run: "r-1"})
}

func loaded(events []sop.Event) model.LoadedRun {
	return model.LoadedRun{OpenRun: model.OpenRun{ID: "r-1", Person: khan}, Procedure: twoSteps(), Events: events}
}

func work(t *testing.T, s session.Session) session.Work {
	t.Helper()
	w, ok := s.Work()
	if !ok {
		t.Fatal("no run is in progress")
	}
	return w
}

func TestAnActIsShownOnlyOnceItIsStored(t *testing.T) {
	s := working(t)
	s, effect := one(t, s, session.Act{Do: run.Complete{}, At: noon})
	if w := work(t, s); !w.Saving() || w.Run.Steps()[0].State != run.Current {
		t.Fatal("the step is shown as done before it is stored")
	}
	if got := effect.(session.Append); got.Run != "r-1" || len(got.Events) != 2 {
		t.Fatalf("effect = %+v, want the step done and the next one started", got)
	}
	s = none(t, s, session.Act{Do: run.Confirm{}, At: noon}) // taken only when the first is stored
	s = none(t, s, session.Appended{Run: "r-1"})
	if w := work(t, s); w.Saving() || w.Run.Steps()[0].State != run.Done {
		t.Fatal("the step is stored and not shown as done")
	}
}

func TestAnActThatWasNotStoredIsNotDone(t *testing.T) {
	s := working(t)
	s, _ = one(t, s, session.Act{Do: run.Complete{}, At: noon})
	s = none(t, s, session.Appended{Run: "r-1", Err: errors.New("no space left")})
	w := work(t, s)
	if w.Run.Steps()[0].State != run.Current || w.Notice != "not stored, so not done: no space left" {
		t.Errorf("state %s, notice %q", w.Run.Steps()[0].State, w.Notice)
	}
	if _, effect := one(t, s, session.Act{Do: run.Complete{}, At: noon}); effect == nil {
		t.Error("the act can be tried again")
	}
}

func TestARefusalIsShownAndAsksForNothing(t *testing.T) {
	s := none(t, working(t), session.Act{Do: run.MarkNotDone{}, At: noon})
	w := work(t, s)
	if w.Notice == "" || w.Refusal == nil || w.Refusal.Code != run.NeedsReason {
		t.Errorf("notice %q, refusal %v", w.Notice, w.Refusal)
	}
}

func TestANoticeGoesOnceItWasHeardAndNothingElseDoes(t *testing.T) {
	s := none(t, working(t), session.Act{Do: run.MarkNotDone{}, At: noon})
	before := work(t, s)
	if w := work(t, none(t, s, session.Heard{})); w.Notice != "" || w.Refusal != before.Refusal || len(w.Run.Steps()) != len(before.Run.Steps()) {
		t.Errorf("notice %q, refusal %v", w.Notice, w.Refusal)
	}
}

func TestResultsOfAnotherRunAreDropped(t *testing.T) {
	s, _ := one(t, working(t), session.Act{Do: run.Complete{}, At: noon})
	s = none(t, s, session.Appended{Run: "r-other"})
	if !work(t, s).Saving() {
		t.Error("the result of another run was taken for this one's")
	}
	s = none(t, s, session.Prepared{Run: "r-other", Draft: model.Draft{Statement: "not mine"}})
	if work(t, s).Draft() != nil {
		t.Error("the draft of another run is offered for signature")
	}
	s = none(t, s, session.Leave{})
	for _, late := range []session.Action{session.Appended{Run: "r-1"}, session.Signed{Run: "r-1"}, session.Opened{Run: loaded(nil)}} {
		if s = none(t, s, late); s != (session.Session{}) {
			t.Errorf("%#v woke a session that was left", late)
		}
	}
}

// Who started it may have gone since: it begins under the name of whoever says that they are there.
func TestARunWithoutEventsBeginsWhenWhoeverOpenedItSaidWhoTheyAre(t *testing.T) {
	s, _ := session.Session{}.Do(session.Resume{Run: "r-1"})
	s = none(t, s, session.Opened{Run: loaded(nil), At: noon})
	if w := work(t, s); !w.Card || w.Asks(session.Asking{At: noon}).Kind != session.AskCard {
		t.Errorf("it is opened without a question: %+v", w.Asks(session.Asking{At: noon}))
	}
	s = none(t, s, session.Act{Do: run.Complete{}, At: noon})
	_, effect := one(t, s, session.Act{Do: run.Resume{}, At: noon})
	if got := effect.(session.Append).Events; len(got) != 1 || got[0].Kind != sop.StepStarted {
		t.Errorf("events = %v: the power went between start and begin", got)
	}
}

// A run that waits at its first warning has no event, and nothing to go on with: the card of
// one that was left idle was never answered.
func TestTheCardIsAnsweredBeforeTheFirstWarningIsAcknowledged(t *testing.T) {
	for name, opens := range map[string]session.Action{"idle": session.Start{SOP: "SOP-X-001", Person: khan}, "opened again": session.Resume{Run: "r-1"}} {
		opened := loaded(nil)
		opened.Procedure.Sections[0].Steps[0].Alerts = []sop.Alert{{Kind: sop.Important, Text: "Keep the door shut."}}
		s, _ := session.Session{}.Do(opens)
		s = none(t, s, session.Opened{Run: opened, At: noon})
		s = none(t, s, session.Idle{})
		if got := work(t, s).Asks(session.Asking{At: noon}).Kind; got != session.AskCard {
			t.Errorf("%s: it asks for %v", name, got)
		}
		s = none(t, s, session.Act{Do: run.Resume{}, At: noon})
		if got := work(t, s); got.Notice != "" || got.Asks(session.Asking{At: noon}).Kind != session.AskAlert {
			t.Errorf("%s: %q, asks for %+v", name, got.Notice, got.Asks(session.Asking{At: noon}))
		}
	}
}

func TestARunWithEventsGoesOnWhereItWas(t *testing.T) {
	s, _ := session.Session{}.Do(session.Resume{Run: "r-1"})
	s = none(t, s, session.Opened{Run: loaded([]sop.Event{
		{Kind: sop.StepStarted, Step: "one"}, {Kind: sop.StepDone, Step: "one"}, {Kind: sop.StepStarted, Step: "two"},
	}), At: noon})
	if step, _ := work(t, s).Run.Current(); step.ID != "two" {
		t.Errorf("the run goes on at %q, want two", step.ID)
	}
}

func TestARunThatCannotBeOpenedIsReported(t *testing.T) {
	for name, opened := range map[string]session.Opened{
		"an error":            {Err: errors.New("no such run")},
		"events of elsewhere": {Run: loaded([]sop.Event{{Kind: sop.StepDone, Step: "two"}})},
	} {
		s, _ := session.Session{}.Do(session.Resume{Run: "r-1"})
		s, effect := one(t, s, opened)
		if report, ok := effect.(session.Report); !ok || report.Err == nil {
			t.Errorf("%s asks for %#v, want a report", name, effect)
		}
		if s.Opening() {
			t.Errorf("%s leaves the session waiting", name)
		}
	}
}

// finished returns a session whose run has every step closed.
func finished(t *testing.T) session.Session {
	t.Helper()
	s := working(t)
	for _, a := range []run.Action{run.Complete{}, run.Confirm{}} {
		s, _ = one(t, s, session.Act{Do: a, At: noon})
		s = none(t, s, session.Appended{Run: "r-1"})
	}
	return s
}

func TestWhatIsSignedIsWhatWasShown(t *testing.T) {
	s, effect := one(t, finished(t), session.Prepare{})
	if got := effect.(session.PrepareAct); got.Act.(model.SignOff).Summary.Counts.Done != 2 {
		t.Fatalf("effect = %+v", got)
	}
	s = none(t, s, session.Sign{Passphrase: []byte("x")}) // nothing was shown yet
	draft := model.Draft{Run: "r-1", Statement: "I, A. Khan, performed it."}
	s = none(t, s, session.Prepared{Run: "r-1", Draft: draft})
	s, effect = one(t, s, session.Sign{Passphrase: []byte("pass")})
	if got := effect.(session.SignDraft); !reflect.DeepEqual(got.Draft, draft) || string(got.Passphrase) != "pass" {
		t.Errorf("effect = %+v", got)
	}
	s = none(t, s, session.Sign{Passphrase: []byte("pass")}) // on its way already
	s, effect = one(t, s, session.Signed{Run: "r-1", Err: errors.New("wrong passphrase")})
	if _, ok := effect.(session.PrepareAct); !ok {
		t.Errorf("after a wrong passphrase the session asks for %#v, want a draft with the time of now", effect)
	}
	s = none(t, s, session.Prepared{Run: "r-1", Draft: draft})
	if w := work(t, s); w.Notice != "wrong passphrase" || w.Draft() == nil || w.Signing() {
		t.Errorf("after a wrong passphrase: %+v", w)
	}
	s, _ = one(t, s, session.Sign{Passphrase: []byte("right")})
	s = none(t, s, session.Signed{Run: "r-1", Entry: 12})
	if _, ok := s.Work(); ok {
		t.Error("a signed run is still in progress")
	}
}

func TestACorrectionAfterTheDraftNeedsANewOne(t *testing.T) {
	s, _ := one(t, finished(t), session.Prepare{})
	s = none(t, s, session.Prepared{Run: "r-1", Draft: model.Draft{Statement: "old"}})
	s = none(t, s, session.Act{Do: run.Correct{}, At: noon})
	none(t, s, session.Sign{Passphrase: []byte("pass")})
}

func TestADraftOfTheRunAsItWasIsNotShown(t *testing.T) {
	s, _ := one(t, finished(t), session.Prepare{})
	s = none(t, s, session.Act{Do: run.Correct{}, At: noon}) // the run went on while the draft was made
	s = none(t, s, session.Prepared{Run: "r-1", Draft: model.Draft{Statement: "old"}})
	if work(t, s).Draft() != nil {
		t.Error("the sentence of an earlier state is offered for signature")
	}
}

func TestOneRunIsOpenedAtATime(t *testing.T) {
	s, _ := one(t, session.Session{}, session.Start{SOP: "SOP-T-001", Person: khan})
	s = none(t, s, session.Start{SOP: "SOP-T-001", Person: khan})
	none(t, s, session.Resume{Run: "r-2"})
	none(t, working(t), session.Resume{Run: "r-2"})
}

func TestAnUnfinishedRunIsNotPrepared(t *testing.T) {
	s := none(t, working(t), session.Prepare{})
	if work(t, s).Notice == "" {
		t.Error("it does not say what is still open")
	}
}

func TestAPreparationThatFailsSaysSo(t *testing.T) {
	s, _ := one(t, finished(t), session.Prepare{})
	s = none(t, s, session.Prepared{Run: "r-1", Err: errors.New("the log is read-only")})
	if w := work(t, s); w.Notice != "the log is read-only" || w.Draft() != nil {
		t.Errorf("notice %q, draft %v", w.Notice, w.Draft())
	}
}

func TestPracticeAsksForPracticeEffectsOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, effects := session.Session{}.Do(session.Start{SOP: "SOP-T-001", Person: model.Nobody, Practice: true})
		practice := loaded(nil)
		practice.Practice, practice.Person = true, model.Nobody
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			for _, e := range effects {
				if !reflect.ValueOf(e).FieldByName("Practice").Bool() {
					t.Fatalf("practice asks for %#v of the log", e)
				}
			}
			a := rapid.SampledFrom([]session.Action{
				session.Opened{Run: practice, At: noon},
				session.Act{Do: run.Complete{}, At: noon},
				session.Act{Do: run.Confirm{}, At: noon},
				session.Appended{Run: "r-1"},
				session.Prepare{},
				session.Prepared{Run: "r-1"},
				session.Sign{},
				session.Signed{Run: "r-1"},
			}).Draw(t, "action")
			s, effects = s.Do(a)
		}
	})
}

func TestEachItemThatWasDoneInHasteIsAskedAboutAnew(t *testing.T) {
	steps := []sop.Step{{ID: "which", Number: 1, Fields: []sop.Field{{Name: "unit", Label: "Fridge", Type: sop.Text}}}}
	for i, id := range []string{"door", "seal", "lamp"} {
		steps = append(steps, sop.Step{ID: id, Number: i + 2, Text: strings.Repeat("Look at it from each side. ", 10)})
	}
	r, err := run.New(&sop.Procedure{Sections: []sop.Section{{Each: &sop.Each{Field: "unit"}, Steps: steps}}})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	do := func(a run.Action) {
		t.Helper()
		events, err := r.Do(a, "a.khan", now)
		if err == nil {
			r, err = r.After(events...)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	do(run.Begin{})
	for _, unit := range []string{"FR-001", "FR-002"} {
		now = now.Add(time.Hour)
		for _, a := range []run.Action{run.Record{Field: "unit", Text: unit}, run.Complete{}, run.Complete{}, run.Complete{}, run.Complete{}} {
			do(a)
		}
	}
	do(run.FinishItems{})
	first := session.Work{Run: r}.Asks(session.Asking{At: now})
	do(run.ExplainPace{Text: "laid out beforehand"})
	second := session.Work{Run: r}.Asks(session.Asking{At: now})
	if first.Kind != session.AskPace || second.Kind != session.AskPace || first.Row.Item == second.Row.Item || first.Key == second.Key {
		t.Errorf("asked first %s about %+v, then %s about %+v", first.Key, first.Row, second.Key, second.Row)
	}
}
