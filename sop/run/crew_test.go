package run_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/sop"
	"soprun/sop/run"
)

func contains(s, words string) bool { return strings.Contains(s, words) }

// checking is a run whose readings of step "check" are recorded.
func checking(t *testing.T) *walk {
	w := begin(t, everything(t)).reach("check")
	return w.do(run.Record{Field: "temp", Text: "5.0"}, run.Record{Field: "alarm", Text: "off"})
}

// H26: the second person is another person; the domain refuses the same one.
func TestH26NobodyChecksTheirOwnStep(t *testing.T) {
	w := checking(t)
	w.refuses(run.NeedsSecond, run.Complete{})
	w.refuses(run.SamePerson, run.Check{As: sop.BySecondPerson})
	w.refuses(run.SamePerson, run.CheckValue{Field: "temp", Text: "5.0"})
	w.as(osei, run.CheckValue{Field: "temp", Text: "5.1"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"})
	w.refusesTo(osei, run.WrongRole, run.Check{As: sop.BySupervisor})
	w.as(osei, run.Check{As: sop.BySecondPerson})
	w.refusesTo(osei, run.AlreadyRecorded, run.Check{As: sop.BySecondPerson})
	w.do(run.Complete{})
	w.at("speed")
}

func TestH26WhoBeganAStepDoesNotCheckItAfterAHandOver(t *testing.T) {
	w := checking(t).do(run.Offer{Note: "called away"})
	for n, _ := w.run.Unopened(osei); n > 0; n, _ = w.run.Unopened(osei) {
		w.as(osei, run.OpenItem{Item: n})
	}
	w.as(osei, run.TakeOver{})
	w.refusesTo(khan, run.SamePerson, run.CheckValue{Field: "temp", Text: "5.0"})
	w.refuses(run.SamePerson, run.CheckValue{Field: "temp", Text: "5.0"})
	w.as(lead, run.CheckValue{Field: "temp", Text: "5.0"})
}

// H27: the second person reads for themself; a difference is settled, and both stay.
func TestH26WhoDidAnyOfAStepDoesNotCheckItAfterTwoHandOvers(t *testing.T) {
	take := func(w *walk, from, by string) {
		w.as(from, run.Offer{Note: "called away"})
		for n, _ := w.run.Unopened(by); n > 0; n, _ = w.run.Unopened(by) {
			w.as(by, run.OpenItem{Item: n})
		}
		w.as(by, run.TakeOver{})
	}
	w := checking(t)
	s, _ := w.run.Current()
	field := s.Fields[0].Name
	take(w, khan, osei)
	w.as(osei, run.Correct{Step: s.ID, Field: field, Text: "4.9", Reason: "read it at eye level"})
	take(w, osei, lead)
	w.as(lead, run.Correct{Step: s.ID, Field: field, Text: "5.0", Reason: "read it once more"}) // what osei said is no value any more
	w.refusesTo(osei, run.SamePerson, run.CheckValue{Field: field, Text: "5.0"})
	w.refusesTo(khan, run.SamePerson, run.CheckValue{Field: field, Text: "5.0"})
}

func TestH27ADifferenceIsSettledAndBothValuesStay(t *testing.T) {
	w := checking(t)
	w.refusesTo(osei, run.NeedsValue, run.Check{As: sop.BySecondPerson})
	w.as(osei, run.CheckValue{Field: "temp", Text: "5.3"})
	w.refuses(run.NeedsValue, run.Settle{Field: "temp", Text: "5.3", Reason: "read again"}) // not all is read
	w.as(osei, run.CheckValue{Field: "alarm", Text: "sounding"})
	w.refusesTo(osei, run.NeedsSettling, run.Check{As: sop.BySecondPerson})
	s, _ := w.run.Current()
	if diffs := s.Differences(); len(diffs) != 2 || diffs[0].First != "5.0" || diffs[0].Second != "5.3" {
		t.Fatalf("differences = %+v", diffs)
	}
	w.refuses(run.NeedsReason, run.Settle{Field: "temp", Text: "5.3"})
	w.do(run.Settle{Field: "temp", Text: "5.3", Reason: "read at eye level"}, run.Settle{Field: "alarm", Text: "off", Reason: "it was the one next to it"})
	w.as(osei, run.Check{As: sop.BySecondPerson}).do(run.Complete{})
	done := w.step("check")
	if v := done.ValuesOf("temp")[0]; v.Text != "5.3" || done.Others.Settled[0].First != "5.0" || done.Others.Settled[0].Second != "5.3" {
		t.Errorf("kept %+v, %+v", v, done.Others.Settled)
	}
	w.has(run.IsSettled, "read as 5.0 °C and as 5.3 °C, settled as 5.3 °C")
	w.has(run.IsSettled, "it was the one next to it")
}

// What a second person signs of their readings is what was settled about these, and not about
// what they read before a correction or in an earlier round.
func TestH27ASettledDifferenceIsSaidOfItsOwnReadingsOnly(t *testing.T) {
	w := checking(t)
	says := func(want string) {
		t.Helper()
		w.as(osei, run.Check{As: sop.BySecondPerson})
		if got := w.events[len(w.events)-1].Value; got != want {
			t.Errorf("signed as %q, want %q", got, want)
		}
	}
	w.as(osei, run.CheckValue{Field: "temp", Text: "5.6"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"})
	w.do(run.Settle{Field: "temp", Text: "5.3", Reason: "read at eye level"})
	says("Temperature 5.6 °C, settled as 5.3 °C; Alarm off")
	w.do(run.Correct{Step: "check", Field: "temp", Text: "5.6", Reason: "misread"})
	w.as(osei, run.CheckValue{Field: "temp", Text: "5.6"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"})
	says("Temperature 5.6 °C; Alarm off")
	w.do(run.Complete{}, run.Redo{Reason: "the door was open"})
	w.do(run.Record{Field: "temp", Text: "5.6"}, run.Record{Field: "alarm", Text: "off"})
	w.as(osei, run.CheckValue{Field: "temp", Text: "5.6"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"})
	says("Temperature 5.6 °C; Alarm off")
	s := w.step("check")
	if before, now := s.SettledIn(0), s.SettledIn(s.Opened); len(before) != 1 || len(now) != 0 {
		t.Errorf("settled before %+v and now %+v", before, now)
	}
	w.has(run.IsSettled, "read as 5.0 °C and as 5.6 °C, settled as 5.3 °C") // it stays an exception
}

func TestH27ReadingsWithinTheToleranceAgree(t *testing.T) {
	w := checking(t).as(osei, run.CheckValue{Field: "temp", Text: "5.2"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"})
	w.as(osei, run.Check{As: sop.BySecondPerson})
	e := w.events[len(w.events)-1]
	if e.Value != "Temperature 5.2 °C; Alarm off" || e.Mark != "second person" {
		t.Errorf("signed as %+v", e)
	}
}

func TestACorrectionAfterTheCheckAsksForItAgain(t *testing.T) {
	w := checking(t).as(osei, run.CheckValue{Field: "temp", Text: "5.0"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"}).as(osei, run.Check{As: sop.BySecondPerson})
	w.do(run.Correct{Step: "check", Field: "temp", Text: "6.0", Reason: "misread"})
	w.refuses(run.NeedsSecond, run.Complete{})
	w.as(osei, run.CheckValue{Field: "temp", Text: "6.0"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"}).as(osei, run.Check{As: sop.BySecondPerson})
	w.do(run.Complete{}, run.Correct{Step: "check", Field: "temp", Text: "6.1", Reason: "misread again"})
	w.at("check") // closed, it holds the run until it is checked again
	w.refuses(run.NeedsSecond, run.Complete{})
	w.refuses(run.NeedsSecond, run.MarkNotDone{Reason: "nobody is here"})
	if need, who := w.run.Needs(w.now); need != run.NeedCheck || who != sop.BySecondPerson {
		t.Errorf("it needs %q, %q", need, who)
	}
	w.as(osei, run.CheckValue{Field: "temp", Text: "6.6"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"})
	w.refusesTo(osei, run.NeedsSettling, run.Check{As: sop.BySecondPerson})
	w.do(run.Settle{Field: "temp", Text: "6.1", Reason: "looked together"}).as(osei, run.Check{As: sop.BySecondPerson})
	if due := w.run.Due(w.now); due != nil {
		w.do(due)
	}
	if s, _ := w.run.Current(); s.ID == "check" {
		t.Error("it still holds the run")
	}
	w.finish()
	if retraced, err := start(t, everything(t)).Retrace(w.events...); err != nil || retraced.SignOff() != nil {
		t.Errorf("%v, %v", err, retraced.SignOff())
	}
}

func TestACorrectionOfACheckedValueOfAStoppedRunIsADeviation(t *testing.T) {
	w := checking(t).as(osei, run.CheckValue{Field: "temp", Text: "5.0"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"}).as(osei, run.Check{As: sop.BySecondPerson})
	w.do(run.Complete{}, run.Stop{Reason: "fire alarm"}, run.Correct{Step: "check", Field: "temp", Text: "6.1", Reason: "misread again"})
	w.has(run.IsDeviation, "Temperature was corrected after step 10 was checked")
}

func TestAValueRecordedAfterTheCheckAsksForItAgain(t *testing.T) {
	w := checking(t).as(osei, run.CheckValue{Field: "temp", Text: "5.0"}).as(osei, run.CheckValue{Field: "alarm", Text: "off"}).as(osei, run.Check{As: sop.BySecondPerson})
	w.do(run.Record{Field: "remark", Text: "frost on the door"})
	w.refuses(run.NeedsSecond, run.Complete{})
	w.as(osei, run.Check{As: sop.BySecondPerson}).do(run.Complete{})
}

func TestAnAbandonedRunIsNotHandedOverAnyMore(t *testing.T) {
	w := begin(t, everything(t)).reach("record").do(run.Offer{Note: "lunch"}).as(lead, run.Decide{Decision: sop.Abandon, Reason: "nobody came for it"})
	if w.run.Offer() != nil || w.run.SignOff() != nil {
		t.Errorf("offer %v, sign-off %v", w.run.Offer(), w.run.SignOff())
	}
	w.refusesTo(osei, run.NotYours, run.TakeOver{})
}

// H27: which types those are stands in the table of field types.
func TestH27ASecondPersonReadsWhatTheTableSays(t *testing.T) {
	read := map[sop.Second]int{}
	for _, typ := range sop.FieldTypes {
		s := run.Step{Step: sop.Step{Fields: []sop.Field{{Name: "it", Type: typ}}}, Values: []run.Value{{Field: "it", Index: 1, Text: "5"}}}
		_, _, asked := s.ToCheck(osei)
		if second := typ.Facts().Second; asked != (second == sop.ReadBlind) {
			t.Errorf("a %s field, which is %s: asked is %v", typ, second, asked)
		}
		read[typ.Facts().Second]++
	}
	if read[sop.ReadBlind] == 0 || read[sop.LookedAt] == 0 {
		t.Errorf("%v", read)
	}
}

func TestAnotherSecondPersonReadsEverythingAgain(t *testing.T) {
	w := checking(t).as(osei, run.CheckValue{Field: "temp", Text: "5.0"}).as(lead, run.CheckValue{Field: "temp", Text: "5.0"})
	w.refusesTo(osei, run.NeedsValue, run.Check{As: sop.BySecondPerson})
	w.as(lead, run.CheckValue{Field: "alarm", Text: "off"}).as(lead, run.Check{As: sop.BySecondPerson})
}

// H29: a hold stops the run until that role releases it.
func TestH29AHoldIsReleasedByItsRoleOrNotAtAll(t *testing.T) {
	w := begin(t, everything(t)).reach("record")
	w.do(run.Record{Field: "asset", Text: "CEN-0001"}, run.Record{Field: "expiry", Text: "2027-03-02"}, run.Record{Field: "spill", Text: "bowl"}, run.Complete{})
	w.reach("lead")
	for _, a := range []run.Action{run.Complete{}, run.DoneEarlier{At: w.now, Reason: "busy"}} {
		w.refuses(run.NeedsRelease, a)
	}
	if need, who := w.run.Needs(w.now); need != run.NeedRelease || who != sop.BySupervisor {
		t.Errorf("it needs %q of %q", need, who)
	}
	w.refuses(run.SamePerson, run.Release{As: sop.BySupervisor})
	w.refusesTo(osei, run.WrongRole, run.Release{As: sop.BySecondPerson})
	w.as(lead, run.Release{As: sop.BySupervisor, Note: "seen"}).do(run.Complete{})
	w.at("contact")
}

// A step that is left out holds the run no less: whoever releases it knows that.
func TestH29LeavingAHoldPointOutIsNoWayRound(t *testing.T) {
	for _, a := range []run.Action{run.MarkNotApplicable{Reason: "nobody here"}, run.MarkNotDone{Reason: "nobody here"}} {
		w := begin(t, everything(t)).reach("record")
		w.do(run.Record{Field: "asset", Text: "CEN-0001"}, run.Record{Field: "expiry", Text: "2027-03-02"}, run.Record{Field: "spill", Text: "bowl"}, run.Complete{})
		w.reach("lead").do(a)
		w.at("lead")
		for _, other := range []run.Action{run.Complete{}, run.Redo{Reason: "a slip"}, run.MarkNotDone{Reason: "busy"}, run.StartWait{}} {
			w.refuses(run.NeedsRelease, other)
		}
		if need, who := w.run.Needs(w.now); need != run.NeedRelease || who != sop.BySupervisor {
			t.Errorf("it needs %q of %q", need, who)
		}
		w.as(lead, run.Release{As: sop.BySupervisor, Note: "seen"})
		w.at("contact")
	}
}

// Whoever started a run may be gone before anything of it was done: it would stay open for good.
func TestASupervisorTakesOverARunInWhichNothingWasDone(t *testing.T) {
	w := begin(t, everything(t))
	if w.run.Events() != 0 {
		t.Fatal("something was done")
	}
	w.refusesTo(lead, run.NotBegun, run.Decide{Decision: sop.Abandon, Reason: "called away to the ward"})
	w.refusesTo(osei, run.NotYours, run.TakeOver{})
	w.refusesTo(lead, run.NeedsReason, run.TakeOver{As: sop.BySupervisor, Reason: "gone"})
	w.as(lead, run.TakeOver{As: sop.BySupervisor, Reason: "A. Khan was taken ill"}).crash()
	w.refusesTo(khan, run.NotYours, run.Acknowledge{})
	if got := w.run.Performers(); len(got) != 1 || got[0] != lead || w.run.Takeovers()[0].From != "" {
		t.Errorf("it was performed by %q, taken over: %+v", got, w.run.Takeovers())
	}
	w.reach("record").do(run.Record{Field: "asset", Text: "CEN-0001"}).finish()
	w.has(run.IsTakenOver, "taken ill")
}

// H39: both sign, the incoming opens each open item, and each step belongs to
// whoever was acting then.
func TestH39AHandOverIsTakenWithEachOpenItemRead(t *testing.T) {
	w := begin(t, everything(t)).reach("contact")
	w.do(run.StartWait{})
	w.refuses(run.NeedsReason, run.Offer{})
	w.refusesTo(osei, run.NotYours, run.TakeOver{})
	w.do(run.Offer{Note: "bowl is wet since 14:03"})
	w.refuses(run.HandedOver, run.Confirm{})
	w.refusesTo(osei, run.NeedsItems, run.TakeOver{})
	items := w.run.Items()
	if len(items) != 2 || !contains(items[0], "bowl is wet since 14:03") || !contains(items[1], "timer of step 7") {
		t.Fatalf("items = %q", items)
	}
	w.as(osei, run.OpenItem{Item: 1})
	w.refusesTo(osei, run.NeedsItems, run.TakeOver{})
	w.refuses(run.SamePerson, run.OpenItem{Item: 2})
	w.as(osei, run.OpenItem{Item: 2}).crash().as(osei, run.TakeOver{})
	w.refusesTo(khan, run.NotYours, run.Confirm{})
	w.now = w.now.Add(10 * time.Minute)
	w.do(run.Confirm{})
	if w.step("isolate").Closed.Person != khan || w.step("contact").Closed.Person != osei {
		t.Error("a step belongs to who was acting")
	}
	if got := w.run.Performers(); len(got) != 2 || got[0] != khan || got[1] != osei {
		t.Errorf("performers = %q", got)
	}
}

func TestAnOfferCanBeTakenBackByWhoMadeIt(t *testing.T) {
	w := begin(t, everything(t)).reach("record").do(run.Offer{Note: "lunch"})
	w.refusesTo(osei, run.NotYours, run.Withdraw{})
	w.do(run.Withdraw{}, run.Record{Field: "asset", Text: "CEN-0001"})
	w.refuses(run.NoSuchThing, run.Withdraw{})
}

func TestOnlyASupervisorTakesARunThatNobodyHandedOver(t *testing.T) {
	w := begin(t, everything(t)).reach("record")
	w.refusesTo(lead, run.NeedsReason, run.TakeOver{As: sop.BySupervisor, Reason: "gone"})
	w.as(lead, run.TakeOver{As: sop.BySupervisor, Reason: "A. Khan was taken ill"})
	w.do(run.Record{Field: "asset", Text: "CEN-0001"}).finish()
	w.has(run.IsTakenOver, "taken ill")
}

// H27: what comes next is not worked out from a value that is still to be read blind, also where
// a closed step is read again because its value was corrected.
func TestWhatIsNextTellsNoValueThatIsStillToBeReadBlind(t *testing.T) {
	page := func() *sop.Procedure {
		high := sop.MustDecimal("8.0")
		return &sop.Procedure{Meta: sop.Meta{ID: "SOP-X-001", Title: "Read", Version: "1.0"}, Sections: []sop.Section{{Title: "Read", Steps: []sop.Step{
			{ID: "read", Number: 1, Text: "Read it.", Verify: sop.BySecondPerson, Fields: []sop.Field{{Name: "temp", Label: "Temperature", Type: sop.Number, Places: 1, Accepted: sop.Range{High: &high}}}},
			{ID: "warm", Number: 2, Text: "Move it.", If: &sop.Condition{Terms: []sop.Term{{Name: "temp", Op: sop.OutOfLimits}}}},
			{ID: "last", Number: 3, Text: "Shut it."},
		}}}}
	}
	next := func(w *walk) string {
		s, _ := w.run.Next()
		return s.ID
	}
	for _, first := range []string{"5.0", "9.6"} {
		w := begin(t, page()).do(run.Record{Field: "temp", Text: first})
		if got := next(w); got != "warm" {
			t.Errorf("of %s it is %q", first, got)
		}
	}
	w := begin(t, page()).do(run.Record{Field: "temp", Text: "5.0"})
	w.as(osei, run.CheckValue{Field: "temp", Text: "5.0"}).as(osei, run.Check{As: sop.BySecondPerson})
	if got := next(w); got != "last" {
		t.Errorf("once it is checked it is %q", got)
	}
	w.do(run.Complete{}, run.Correct{Step: "read", Field: "temp", Text: "5.1", Reason: "misread it"}).at("read")
	s := w.step("read")
	if past := w.run.Past(); next(w) != "warm" || !w.run.Unread(s) || len(past) != 1 || past[0].ID != "read" {
		t.Errorf("read again: next %q, past %+v", next(w), past)
	}
	w.as(osei, run.CheckValue{Field: "temp", Text: "5.1"}).as(osei, run.Check{As: sop.BySecondPerson})
	if past := w.run.Past(); w.run.Unread(w.step("read")) || len(past) != 2 {
		t.Errorf("once it is checked: past %+v", past)
	}
}

// Whoever looks at what is open may be called to read a step for themself (H27).
func TestAnOpenItemTellsNoValueThatIsStillToBeReadBlind(t *testing.T) {
	high := sop.MustDecimal("8.0")
	page := &sop.Procedure{Meta: sop.Meta{ID: "SOP-X-001", Title: "Read", Version: "1.0"}, Sections: []sop.Section{{Title: "Read", Steps: []sop.Step{
		{ID: "dirty", Number: 1, Text: "Look at the lid.", Fields: []sop.Field{{Name: "lid", Label: "Lid", Type: sop.Choice, Choices: []string{"clean", "dirty"}, Expect: []string{"clean"}}}},
		{ID: "read", Number: 2, Text: "Read it.", Verify: sop.BySecondPerson, Fields: []sop.Field{{Name: "temp", Label: "Temperature", Type: sop.Number, Places: 1, Accepted: sop.Range{High: &high}}}},
	}}}}
	for _, typed := range []string{"5.0", "9.6"} {
		w := begin(t, page).do(run.Record{Field: "lid", Text: "dirty"}, run.ActOn{Deviation: 1, Text: "told the lead"}, run.Complete{})
		w.do(run.Record{Field: "temp", Text: typed}, run.Offer{Note: "called away"})
		want := []string{"Note: called away", "Whether step 2 has a deviation is hidden until it is checked", "Step 2 needs the check of a second person"}
		if got := w.run.Items(); !slices.Equal(got, want) {
			t.Errorf("of %s: %q", typed, got)
		}
		if note, read := w.run.ItemStep(1), w.run.ItemStep(2); note.ID != "" || read.ID != "read" {
			t.Errorf("they are about the steps %q and %q", note.ID, read.ID)
		}
	}
}
