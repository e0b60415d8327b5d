package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/run"
)

// elsewhere returns a run as it stands after somebody at another terminal acted on it.
func elsewhere(t *testing.T, who string, actions ...run.Action) model.LoadedRun {
	t.Helper()
	r, err := run.New(twoSteps())
	if err != nil {
		t.Fatal(err)
	}
	var all []sop.Event
	for _, a := range append([]run.Action{run.Begin{}}, actions...) {
		events, err := r.Do(a, who, noon)
		if err != nil {
			t.Fatal(err)
		}
		if r, err = r.After(events...); err != nil {
			t.Fatal(err)
		}
		all = append(all, events...)
	}
	out := loaded(all)
	out.Person = model.Person{ID: who, Name: who, Roles: []sop.Role{sop.Assistant}}
	return out
}

// A step that is done at two terminals at once is done once, and whoever was second reads
// where the run stands before they go on.
func TestAnActOnARunThatWentOnElsewhereIsNotDoneAndTheRunIsShownAsItStands(t *testing.T) {
	s, _ := one(t, working(t), session.Act{Do: run.Complete{}, At: noon})
	s, effect := one(t, s, session.Appended{Run: "r-1", Err: model.RunMoved{}})
	if look, ok := effect.(session.LookAgain); !ok || look.Run != "r-1" || look.Has != 1 {
		t.Fatalf("it asks for %#v", effect)
	}
	s = none(t, s, session.Looked{Run: elsewhere(t, khan.ID, run.Complete{}), Open: true})
	w := work(t, s)
	if w.Run.Steps()[0].State != run.Done || w.Run.Steps()[1].State != run.Current {
		t.Errorf("steps are %s and %s", w.Run.Steps()[0].State, w.Run.Steps()[1].State)
	}
	if !w.Card || !strings.Contains(w.Notice, "not done") || !strings.Contains(w.Notice, "another terminal") {
		t.Errorf("card %t, notice %q", w.Card, w.Notice)
	}
	s = none(t, s, session.Act{Do: run.Confirm{}, At: noon})
	if w := work(t, s); w.Run.Steps()[1].State != run.Current {
		t.Error("a step was closed over the card")
	}
}

func TestARunThatIsAsItWasStaysAsItIs(t *testing.T) {
	s, effect := one(t, working(t), session.Look{})
	if look, ok := effect.(session.LookAgain); !ok || look.Has != 1 {
		t.Fatalf("it asks for %#v", effect)
	}
	if w := work(t, none(t, s, session.Looked{})); w.Card || w.Notice != "" {
		t.Errorf("card %t, notice %q", w.Card, w.Notice)
	}
	s, _ = one(t, s, session.Act{Do: run.Complete{}, At: noon})
	none(t, s, session.Look{}) // what is on its way tells it too
}

// Whoever stands at the run here comes to a sign-off that they did not bring about.
func TestARunThatWasStoppedElsewhereSaysSoAtItsSignOff(t *testing.T) {
	s, _ := one(t, working(t), session.Look{})
	s = none(t, s, session.Looked{Run: elsewhere(t, "b.oh", run.Stop{Reason: "fire alarm"}), Open: true})
	s, _ = one(t, s, session.Prepare{})
	if w := work(t, s); w.Run.Stopped() == nil || !strings.Contains(w.Notice, "at another terminal") {
		t.Errorf("stopped %v, notice %q", w.Run.Stopped(), w.Notice)
	}
}

func TestWhatIsNobodysWorkElsewhereAsksForNoCard(t *testing.T) {
	news := elsewhere(t, khan.ID)
	news.Events = append(news.Events, sop.Event{Kind: sop.ClockDoubted, Step: "one", Value: "60000", At: noon})
	s, _ := one(t, working(t), session.Look{})
	w := work(t, none(t, s, session.Looked{Run: news, Open: true}))
	if w.Card || w.Run.Events() != 2 || w.Notice == "" {
		t.Errorf("card %t, %d events, notice %q", w.Card, w.Run.Events(), w.Notice)
	}
}

func TestARunThatWasTakenOverElsewhereIsThatPersonsHere(t *testing.T) {
	s, _ := one(t, working(t), session.Look{})
	w := work(t, none(t, s, session.Looked{Run: elsewhere(t, "b.oh", run.Complete{}), Open: true}))
	if w.Person.ID != "b.oh" || !w.Card {
		t.Errorf("it is %s's, card %t", w.Person.ID, w.Card)
	}
}

func TestARunThatWasSignedElsewhereEndsHere(t *testing.T) {
	s, _ := one(t, working(t), session.Look{})
	s, effect := one(t, s, session.Looked{Run: model.LoadedRun{OpenRun: model.OpenRun{ID: "r-1"}}})
	report, ok := effect.(session.Report)
	if _, working := s.Work(); working || !ok || !strings.Contains(report.Err.Error(), "another terminal") {
		t.Errorf("working %t, %#v", working, effect)
	}
}

// A rehearsal that ends elsewhere left no record, and does not say so.
func TestPracticeThatWasEndedElsewhereIsNotSaidToBeARecord(t *testing.T) {
	s, _ := one(t, session.Session{}, session.Start{SOP: "SOP-T-001", Person: khan, Practice: true})
	begun := loaded(nil)
	begun.Practice = true
	s, _ = one(t, s, session.Opened{Run: begun, At: noon})
	s = none(t, s, session.Appended{Run: "r-1"})
	s, _ = one(t, s, session.Look{})
	_, effect := one(t, s, session.Looked{Run: model.LoadedRun{OpenRun: model.OpenRun{ID: "r-1"}}})
	if said := effect.(session.Report).Err.Error(); strings.Contains(said, "in the log") || !strings.Contains(said, "nothing of it is a record") {
		t.Error(said)
	}
}

// That the clock was set forward is noted as soon as it is seen, before anybody is asked about it.
func TestAClockThatWasMovedIsNotedWhenTheRunIsLookedAt(t *testing.T) {
	s, effect := one(t, working(t), session.Look{Clock: true})
	if look, ok := effect.(session.LookAgain); !ok || !look.Clock {
		t.Fatalf("it asks for %#v", effect)
	}
	same := elsewhere(t, khan.ID)
	same.Moved = 5 * time.Hour
	_, effect = one(t, s, session.Looked{Run: same, Open: true, At: noon})
	if a, ok := effect.(session.Append); !ok || len(a.Events) == 0 || a.Events[0].Kind != sop.ClockDoubted {
		t.Errorf("it asks for %#v", effect)
	}
}

func TestARunThatCannotBeReadAgainStaysAndSaysWhy(t *testing.T) {
	s, _ := one(t, working(t), session.Look{})
	s = none(t, s, session.Looked{Run: loaded(nil), Open: true, Err: errors.New("the disk is gone")})
	if w := work(t, s); w.Notice != "the disk is gone" || w.Run.Events() != 1 {
		t.Errorf("notice %q, %d events", w.Notice, w.Run.Events())
	}
	s, effect := one(t, s, session.Looked{Run: loaded([]sop.Event{{Kind: "no such thing"}}), Open: true})
	if report, ok := effect.(session.Report); !ok || !strings.Contains(report.Err.Error(), "r-1") || work(t, s).Run.Events() != 1 {
		t.Errorf("%#v", effect)
	}
}

// The sentence of a completion or a release is fixed for the run that was shown.
func TestASentenceIsNotFixedForARunThatWentOn(t *testing.T) {
	s := working(t)
	s, _ = one(t, s, session.Act{Do: run.Complete{}, At: noon})
	s = none(t, s, session.Appended{Run: "r-1"})
	s, _ = one(t, s, session.Act{Do: run.Confirm{}, At: noon})
	s = none(t, s, session.Appended{Run: "r-1"})
	s, effect := one(t, s, session.Prepare{})
	if act := effect.(session.PrepareAct).Act.(model.SignOff); act.After != work(t, s).Run.Events() || act.After == 0 {
		t.Fatalf("it is for %d events of %d", act.After, work(t, s).Run.Events())
	}
	s, effect = one(t, s, session.Prepared{Run: "r-1", Err: model.RunMoved{}})
	if _, ok := effect.(session.LookAgain); !ok || work(t, s).Draft() != nil || work(t, s).Drafting() {
		t.Errorf("%#v", effect)
	}
}

// Whoever answers the card at one terminal does nothing that the other has to answer again.
func TestAnAnsweredCardAsksForNoneElsewhere(t *testing.T) {
	s, _ := one(t, working(t), session.Look{})
	s = none(t, s, session.Looked{Run: elsewhere(t, khan.ID, run.Complete{}), Open: true})
	s, _ = one(t, s, session.Act{Do: run.Resume{}, At: noon})
	s = none(t, s, session.Appended{Run: "r-1"})
	if w := work(t, s); w.Card {
		t.Fatal("the card stays")
	}
	here := elsewhere(t, khan.ID, run.Complete{})
	for range 2 {
		here.Events = append(here.Events, sop.Event{Kind: sop.RunResumed, At: noon, Person: khan.ID})
	}
	s, _ = one(t, s, session.Look{})
	if w := work(t, none(t, s, session.Looked{Run: here, Open: true})); w.Card || w.Run.Events() != len(here.Events) {
		t.Errorf("card %t, %d events", w.Card, w.Run.Events())
	}
}

// A passphrase that is typed is not lost to what is nobody's work: the sentence is fixed again
// for the run as it stands.
func TestASentenceIsFixedAgainWhereNothingWasDoneElsewhere(t *testing.T) {
	s := working(t)
	for _, a := range []run.Action{run.Complete{}, run.Confirm{}} {
		s, _ = one(t, s, session.Act{Do: a, At: noon})
		s = none(t, s, session.Appended{Run: "r-1"})
	}
	s, _ = one(t, s, session.Prepare{})
	s = none(t, s, session.Prepared{Run: "r-1", Draft: model.Draft{Run: "r-1", Statement: "the first"}})
	moved := elsewhere(t, khan.ID, run.Complete{}, run.Confirm{})
	moved.Events = append(moved.Events, sop.Event{Kind: sop.ClockDoubted, Step: "two", Value: "60000", At: noon})
	s, _ = one(t, s, session.Look{})
	s, effect := one(t, s, session.Looked{Run: moved, Open: true})
	if act, ok := effect.(session.PrepareAct); !ok || act.Act.(model.SignOff).After != len(moved.Events) {
		t.Fatalf("%#v", effect)
	}
	if w := work(t, s); w.Draft() == nil {
		t.Error("the sentence is gone meanwhile")
	}
	s = none(t, s, session.Prepared{Run: "r-1", Draft: model.Draft{Run: "r-1", Statement: "the second"}})
	if w := work(t, s); w.Draft() == nil || w.Draft().Statement != "the second" {
		t.Errorf("the sentence is %+v", w.Draft())
	}
}

// A signature that is refused because the run went on meanwhile leaves what was typed where nobody
// else did anything: it is pressed once more, under the sentence as it stands.
func TestWhatWasTypedHoldsAfterARefusalWhereNothingWasDoneElsewhere(t *testing.T) {
	closed := []run.Action{run.Complete{}, run.Confirm{}}
	doubted := elsewhere(t, khan.ID, closed...)
	doubted.Events = append(doubted.Events, sop.Event{Kind: sop.ClockDoubted, Step: "two", Value: "60000", At: noon})
	for name, c := range map[string]struct {
		news  session.Looked
		holds bool
	}{
		"time went by":          {session.Looked{Run: doubted, Open: true}, true},
		"no event came":         {session.Looked{}, true},
		"somebody took it over": {session.Looked{Run: elsewhere(t, "b.oh", closed...), Open: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := working(t)
			for _, a := range closed {
				s, _ = one(t, s, session.Act{Do: a, At: noon})
				s = none(t, s, session.Appended{Run: "r-1"})
			}
			s, _ = one(t, s, session.Prepare{})
			s = none(t, s, session.Prepared{Run: "r-1", Draft: model.Draft{Run: "r-1", Statement: "the first"}})
			s, _ = one(t, s, session.Sign{})
			s, effect := one(t, s, session.Signed{Run: "r-1", Err: fmt.Errorf("no longer that: %w", model.RunMoved{})})
			if _, looks := effect.(session.LookAgain); !looks || !work(t, s).Holds() || !strings.HasPrefix(work(t, s).Notice, "not signed: this run went on") {
				t.Fatalf("%#v, %q", effect, work(t, s).Notice)
			}
			next, effects := s.Do(c.news)
			w := work(t, next)
			if w.Holds() != c.holds || c.holds != (len(effects) == 1) || !strings.HasPrefix(w.Notice, "not signed: ") {
				t.Fatalf("it holds: %t, and then %#v, %q", w.Holds(), effects, w.Notice)
			}
			if !c.holds {
				return
			}
			next = none(t, next, session.Prepared{Run: "r-1", Draft: model.Draft{Run: "r-1", Statement: "the second"}})
			next, _ = one(t, next, session.Sign{})
			if next, _ = one(t, next, session.Signed{Run: "r-1", Err: errors.New("wrong passphrase")}); work(t, next).Holds() {
				t.Error("a wrong one holds")
			}
		})
	}
}
