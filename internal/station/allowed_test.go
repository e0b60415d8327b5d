package station_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/run"
)

// needy is the page with something that it needs.
func needy() string {
	return strings.Replace(pageText, "sign: performer\n", "sign: performer\nneeds: [centrifuge training]\n", 1)
}

// refused starts a run that has to be refused, with some words.
func (b *bench) refused(text, want string) {
	b.t.Helper()
	if _, err := b.StartRun(worker, read(b.t, text)); !errors.Is(err, station.ErrRules) || !strings.Contains(err.Error(), want) {
		b.t.Errorf("%v, want %q", err, want)
	}
}

func TestTheRulesOfTheSiteLetNobodyStartWhatTheyBlock(t *testing.T) {
	b := newBench(t)
	text := strings.Replace(needy(), "version: 2.1", "version: 2.2", 1)
	b.approved(text)
	b.fits(text)
	b.sign(b.Prepare(boss, model.SetRules{Rules: model.Rules{BlockNeeds: true, BlockLapsed: true, BlockPastReview: true}, Reason: "agreed"}))
	b.refused(text, "needs centrifuge training, and Kim Oh was not assessed")
	expires := b.now.AddDate(0, 0, 30).Format("2006-01-02")
	b.sign(b.Prepare(boss, model.Assess{Person: worker, SOP: "SOP-CEN-014", Outcome: "competent", Method: "observed", Expires: expires}))
	b.fits(text)
	b.now = b.now.AddDate(0, 0, 31)
	b.refused(text, "Kim Oh is not competent in SOP-CEN-014 by their last assessment")
	b.sign(b.Prepare(boss, model.SetRules{Rules: model.Rules{BlockPastReview: true}, Reason: "agreed again"}))
	b.fits(text)
	b.now = b.now.AddDate(3, 0, 0)
	b.refused(text, "was to be reviewed by 2028-11-22")
}

// fits starts a run that has to be allowed.
func (b *bench) fits(text string) {
	b.t.Helper()
	if _, err := b.StartRun(worker, read(b.t, text)); err != nil {
		b.t.Error(err)
	}
}

// Where the site only warns, the record says what it warns of.
func TestARecordSaysThatItsPerformerWasNotAssessed(t *testing.T) {
	b := newBench(t)
	unfit := func(entry int64) string {
		t.Helper()
		rec, err := b.Record(entry)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(rec.Unfit, " ")
	}
	before := b.perform(worker)
	b.sign(b.Prepare(boss, model.SetRules{Reason: "only warned"}))
	if got := unfit(b.perform(worker)); got != "" {
		t.Errorf("nobody was assessed and nothing is needed, and it says %q", got)
	}
	b.sign(b.Prepare(boss, model.Assess{Person: worker, SOP: "SOP-CEN-014", Outcome: "not yet", Method: "questions"}))
	if got := unfit(b.perform(worker)); !strings.Contains(got, "Kim Oh was not competent in it by their last assessment") {
		t.Errorf("it says %q", got)
	}
	b.sign(b.Prepare(boss, model.Assess{Person: worker, SOP: "SOP-CEN-014", Outcome: "competent", Method: "observed"}))
	if got := unfit(b.perform(worker)) + unfit(before); got != "" {
		t.Errorf("who is competent, and what was before the rules, says %q", got)
	}
}

// notYet assesses people as not yet competent.
func (b *bench) notYet(people ...string) {
	b.t.Helper()
	for _, p := range people {
		b.sign(b.Prepare(admin, model.Assess{Person: p, SOP: "SOP-CEN-014", Outcome: "not yet", Method: "questions"}))
	}
}

// Who was handed a run at its first step would carry out all of it.
func TestWhatTheRulesBlockIsNotTakenOverBeforeAStepIsDone(t *testing.T) {
	b := newBench(t)
	b.sign(b.Prepare(boss, model.SetRules{Rules: model.Rules{BlockLapsed: true}, Reason: "agreed on"}))
	b.notYet(worker, boss)
	refused := func(name, person string, a run.TakeOver) {
		t.Helper()
		if _, err := b.draft(name, person, a); !errors.Is(err, station.ErrRules) || !strings.Contains(err.Error(), "take over a run of it in which no step is done") {
			t.Errorf("%s takes it over: %v", person, err)
		}
	}
	name := b.startOf(together, admin)
	b.do(name, admin, run.Begin{})
	refused(name, boss, run.TakeOver{As: sop.BySupervisor, Reason: "Ann was called away"})
	b.act(name, admin, run.Offer{Note: "the rotor still turns"})
	for n := range b.walk(name).Items() {
		b.do(name, worker, run.OpenItem{Item: n + 1})
	}
	refused(name, worker, run.TakeOver{})
	b.do(name, admin, run.Withdraw{}, run.Complete{})
	b.handOver(name, admin, worker) // half of a procedure is worse than the rest of it by somebody whom the record names
	stopped := b.startOf(together, admin)
	b.do(stopped, admin, run.Begin{}, run.Stop{Reason: "no rotor here"})
	b.act(stopped, boss, run.TakeOver{As: sop.BySupervisor, Reason: "Ann was called away"})
}

// Of a run that changed hands the record says it of each, not of who signed it alone.
func TestARecordSaysOfEachWhoPerformedItThatTheyWereNotAssessed(t *testing.T) {
	b := newBench(t)
	b.sign(b.Prepare(boss, model.SetRules{Reason: "only warned"}))
	b.notYet(worker, boss)
	for _, c := range []struct {
		from, to string
		want     []string
	}{
		{worker, admin, []string{"Kim Oh was not competent in it by their last assessment when it was begun."}},
		{admin, boss, []string{"Bo Ray was not competent in it by their last assessment when they took it over."}},
	} {
		name := b.work(c.from)
		b.handOver(name, c.from, c.to)
		if rec, err := b.Record(b.sign(b.prepare(name, c.to))); err != nil || !slices.Equal(rec.Unfit, c.want) {
			t.Errorf("%s to %s: it says %q (%v), want %q", c.from, c.to, rec.Unfit, err, c.want)
		}
	}
}
