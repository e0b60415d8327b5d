package effects_test

import (
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/answers"
	"soprun/internal/model"
	"soprun/internal/spaced"
	"soprun/internal/study"
)

// asked are the pages of which somebody is asked today, or of any.
func asked(t *testing.T, desk study.Desk, person string, daily bool) (out []string) {
	t.Helper()
	pages, err := desk.Pages(person, silent)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages {
		if p.Daily || !daily {
			out = append(out, p.Meta.ID)
		}
	}
	return out
}

// By the day somebody is asked what they are assigned, else what is in force; when they ask
// for it, any page that can be read.
func TestWhoPractisesIsAskedWhatTheyAreMeantToKnow(t *testing.T) {
	other := strings.NewReplacer("SOP-FRI-001", "SOP-FRI-002", "Check a fridge", "Check a freezer").Replace(pageText)
	broken := strings.NewReplacer("SOP-FRI-001", "SOP-FRI-003", "#read, S16", "#look, S16").Replace(pageText)
	p := open(t, fstest.MapFS{"fridge.md": file(pageText), "freezer.md": file(other), "broken.md": file(broken)})
	desk := p.Study(answers.Folder{Dir: filepath.Join(p.dir, "answers"), Now: p.clock}, p.clock)
	if all, daily := asked(t, desk, oh.ID, false), asked(t, desk, oh.ID, true); len(all) != 2 || len(daily) != 1 || daily[0] != pageID {
		t.Errorf("asked are %q, by the day %q", all, daily)
	}
	draft, err := p.station.Prepare(ray.ID, model.GiveDuty{Person: ray.ID, SOP: pageID, Reason: "begins in December"})
	if err == nil {
		_, err = p.station.Sign(draft, phrase(ray))
	}
	if err != nil {
		t.Fatal(err)
	}
	if daily := asked(t, desk, ray.ID, true); len(daily) != 1 || daily[0] != pageID {
		t.Errorf("who is assigned one is asked %q", daily)
	}
}

// Nothing is planned on a weekend, on a bank holiday of the site, or on a day that was declared
// closed; a bank holiday that was declared open is a day like others.
func TestNothingIsPlannedOnADayOnWhichTheDepartmentIsClosed(t *testing.T) {
	p := open(t, fstest.MapFS{"fridge.md": file(pageText)})
	for _, act := range []model.Act{
		model.SetRules{Rules: model.Rules{Nation: "england"}, Reason: "we are in Leeds"},
		model.Declare{First: "2027-02-03", Last: "2027-02-04", Reason: "the floor is laid"},
		model.Declare{First: "2027-05-03", Open: true, Reason: "we catch up"},
	} {
		draft, err := p.station.Prepare(ray.ID, act)
		if err == nil {
			_, err = p.station.Sign(draft, phrase(ray))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	closed, err := p.Study(answers.Folder{Dir: filepath.Join(p.dir, "answers"), Now: p.clock}, p.clock).Closed()
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[string]bool{
		"2027-02-02": false, "2027-02-03": true, "2027-02-04": true, "2027-02-05": false, "2027-02-06": true, "2027-02-07": true, "2027-02-08": false,
		"2027-03-26": true, "2027-05-03": false, "2027-12-27": true,
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 { // as it is found, and as it is known
			if got := closed(spaced.DayOf(at)); got != want {
				t.Errorf("%s is closed: %v", day, got)
			}
		}
	}
}

func TestAPageIsAskedUpToTheDayBeforeItsReview(t *testing.T) {
	p := open(t, fstest.MapFS{"fridge.md": file(pageText)})
	pages, err := p.Study(answers.Folder{Dir: filepath.Join(p.dir, "answers"), Now: p.clock}, p.clock).Pages(oh.ID, silent)
	if err != nil || len(pages) != 1 {
		t.Fatal(pages, err)
	}
	a, ok := p.station.Approval(pageID)
	if !ok || a.ReviewBy == "" || (pages[0].Until+1).String() != a.ReviewBy {
		t.Errorf("it is asked up to %s, and reviewed by %s", pages[0].Until, a.ReviewBy)
	}
}
