package listing_test

import (
	"testing"

	"soprun/internal/model"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
)

func TestTheLogShowsOnlyWhatIsToCountersign(t *testing.T) {
	rows := completions(3)
	rows[1].Countersigned = []model.Hand{{By: model.Person{Name: "J. Bell"}}}
	d := kittest.Open(t, log(t, &fakeBench{rows: rows}, true))
	d.Shows("TO REVIEW", "2 found", "Page number 000", "Page number 002").Hides("Page number 001").KeysLead("up", "k", "pgup", "home")
	d.Press("esc").Shows("Page number 001").Hides("TO REVIEW")
	d.Press("c").Hides("Page number 001").Press("/").Type("002").Shows("1 found")
	d.Press("enter", "c").Shows("1 found").Hides("Page number 001")
	if d.Backs != 0 {
		t.Error("it was left")
	}
}

func TestALogWithNothingToCountersignSaysSo(t *testing.T) {
	rows := completions(1)
	rows[0].Countersigned = []model.Hand{{By: model.Person{Name: "J. Bell"}}}
	kittest.Open(t, log(t, &fakeBench{rows: rows}, true)).Shows("No record waits for a review.")
}

func TestAClickSelectsARowOfTheLog(t *testing.T) {
	d := open(t, &fakeBench{rows: completions(30)}).Send(kit.Click{Row: 4})
	if len(d.Went) != 0 {
		t.Fatal("one click opens")
	}
	if d.Send(kit.Click{Row: 4}); len(d.Went) != 1 || entryOf(d.Went[0]) != 96 {
		t.Errorf("went %+v", d.Went)
	}
	if d.Send(kit.Wheel{By: 3}).Press("enter"); entryOf(d.Went[1]) != 93 {
		t.Errorf("the wheel led to %+v", d.Went[1])
	}
}
