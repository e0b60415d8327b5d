package station_test

import (
	"errors"
	"strings"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
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
		return rec.Unfit
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
