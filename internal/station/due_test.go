package station_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/record"
	"soprun/sop/run"
)

// fridgePage is due for each of two fridges.
func fridgePage(version, schedule, fridges string) string {
	return `---
id: SOP-EQ-900
title: Fridge check
version: ` + version + `
status: ready
owner: Quality lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S26]
mode: read-do
sign: performer
schedule: ` + schedule + `
lists: {fridges: [` + fridges + `]}
---

# Fridge check

## 1. Each fridge ` + "`each: unit of fridges`" + `

1. Read its name. ` + "`#which, S26`" + `
   - Fridge: ` + "`unit: text`" + `
2. Read the display. ` + "`#read, S26`" + `
   - Temperature: ` + "`t: number °C, 2.0 to 8.0`" + `
`
}

// approved puts a page in force.
func (b *bench) approved(text string) {
	b.t.Helper()
	b.sign(b.Prepare(boss, model.Approve{Text: []byte(text), Procedure: read(b.t, text)}))
}

// fridgesChecked performs the page for some fridges, and leaves others out.
func (b *bench) fridgesChecked(text string, fridges []string, left ...string) int64 {
	b.t.Helper()
	name := b.startOf(text, worker)
	b.do(name, worker, run.Begin{})
	for _, f := range fridges {
		b.do(name, worker, run.Record{Field: "unit", Text: f}, run.Complete{}, run.Record{Field: "t", Text: "4.0"}, run.Complete{})
	}
	for _, f := range left {
		b.do(name, worker, run.LeaveItem{Item: f, Reason: "it defrosts"})
	}
	if _, over := b.walk(name).Current(); over {
		b.do(name, worker, run.FinishItems{})
	}
	for _, d := range b.walk(name).Deviations() {
		b.do(name, worker, run.ActOn{Deviation: d.Number, Text: "told the lead"})
	}
	if _, fast := b.walk(name).Unexplained(); fast {
		b.do(name, worker, run.ExplainPace{Text: "read from the screen"})
	}
	return b.sign(b.prepare(name, worker))
}

// due is what waits, a line each.
func (b *bench) due() string {
	b.t.Helper()
	all, err := b.DueNow()
	if err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, s := range all {
		out = append(out, strings.Join(strings.Fields(fmt.Sprintf("%s %s %s", s.Item, s.Name, s.State)), " "))
	}
	return strings.Join(out, ", ")
}

// Who looks away for long enough is not spared an explanation.
func TestWhatWasMissedLongAgoIsOneSlotThatStaysUntilItIsExplained(t *testing.T) {
	b := newBench(t)
	b.approved(fridgePage("1.0", "daily by 09:00 each unit of fridges", "F-11, F-12"))
	b.at(1, 8, 0)
	day := func(n int) string { return b.now.AddDate(0, 0, n).Format(time.DateOnly) }
	b.at(39, 8, 30)
	long := func() (out []model.Slot) {
		t.Helper()
		all, err := b.DueNow()
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.Name < day(-31) {
				out = append(out, s)
			}
		}
		return out
	}
	for range 2 { // as it is found, and as it was
		if got := long(); len(got) != 2 || got[0].Item != "F-11" || got[0].Name != day(-39) || got[0].More != 7 || got[0].State != "missed" {
			t.Fatalf("after 39 days waits %+v", got)
		}
	}
	b.sign(b.Prepare(worker, model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: day(-39), Last: day(-33), Reason: "the fridge was being moved"}))
	if got := long(); len(got) != 2 || got[1].Name != day(-32) || got[1].Item != "F-11" || got[1].More != 0 {
		t.Errorf("after an explanation waits %+v", got)
	}
	b.sign(b.Prepare(worker, model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: day(-32), Reason: "the fridge was being moved"}))
	if got := long(); len(got) != 1 || got[0].Item != "F-12" {
		t.Errorf("after all are explained waits %+v", got)
	}
}

// at moves the clock to a time of day, some days on.
func (b *bench) at(days, hour, minute int) {
	day := b.now.AddDate(0, 0, days)
	b.now = time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
}

func TestWhatIsDueFollowsFromTheLogAndIsExplainedOnce(t *testing.T) {
	b := newBench(t)
	text := fridgePage("1.0", "daily by 09:00 each unit of fridges", "F-11, F-12")
	b.approved(text)
	if got := b.due(); got != "" {
		t.Errorf("on the day of its approval waits %q", got)
	}
	b.at(1, 8, 0)
	day := b.now.Format(time.DateOnly)
	if got, want := b.due(), "F-11 "+day+" due, F-12 "+day+" due"; got != want {
		t.Errorf("in the morning waits %q, want %q", got, want)
	}
	b.fridgesChecked(text, []string{"F-11"}, "F-12")
	b.at(0, 9, 41)
	if got, want := b.due(), "F-12 "+day+" late"; got != want {
		t.Errorf("after the check of one waits %q, want %q", got, want)
	}
	b.at(3, 0, 30)
	today := b.now.Format(time.DateOnly)
	second, third := b.now.AddDate(0, 0, -2).Format(time.DateOnly), b.now.AddDate(0, 0, -1).Format(time.DateOnly)
	if got := b.due(); !strings.HasPrefix(got, "F-11 "+second+" missed, F-12 "+second+" missed, F-11 "+third+" missed, F-12 "+third+" missed, ") {
		t.Errorf("three days later waits %q: what a run left out with a reason is explained", got)
	}
	for _, c := range []struct {
		act  model.Explain
		want string
	}{
		{model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: day, Reason: "the bench was flooded"}, "the slot " + day + " of SOP-EQ-900 was not missed, it is done"},
		{model.Explain{SOP: "SOP-EQ-900", Item: "F-12", First: day, Reason: "the bench was flooded"}, "the slot " + day + " of SOP-EQ-900 is explained already: it defrosts"},
		{model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: today, Reason: "the bench was flooded"}, "the slot " + today + " of SOP-EQ-900 was not missed, it is due"},
		{model.Explain{SOP: "SOP-EQ-900", Item: "F-99", First: day, Reason: "the bench was flooded"}, "no slot of SOP-EQ-900 for F-99 was missed on " + day},
		{model.Explain{SOP: "SOP-CEN-014", First: day, Reason: "the bench was flooded"}, "SOP-CEN-014 is never due"},
	} {
		if _, err := b.Prepare(worker, c.act); !errors.Is(err, station.ErrRules) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.act, err, c.want)
		}
	}
	if _, err := b.Prepare(worker, model.Explain{SOP: "SOP-EQ-900", Item: "F-12", First: "yesterday", Reason: "the bench was flooded"}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("yesterday is a slot: %v", err)
	}
	b.sign(b.Prepare(worker, model.Explain{SOP: "SOP-EQ-900", Item: "F-12", First: second, Last: third, Reason: "the fridge was being moved"}))
	if got := b.due(); !strings.HasPrefix(got, "F-11 "+second+" missed, F-11 "+third+" missed, F-11 "+today+" due") {
		t.Errorf("after the explanation waits %q", got)
	}
	if _, err := b.Prepare(boss, model.Explain{SOP: "SOP-EQ-900", Item: "F-12", First: third, Reason: "the fridge was being moved"}); !errors.Is(err, station.ErrRules) || !strings.Contains(err.Error(), "explained already") {
		t.Errorf("it was explained again: %v", err)
	}
	b.reopen()
	if got := b.due(); !strings.HasPrefix(got, "F-11 "+second+" missed") {
		t.Errorf("after a start waits %q", got)
	}
}

func TestNothingIsDueOfWhatIsOutOfServiceNorOnClosedDays(t *testing.T) {
	b := newBench(t)
	text := fridgePage("1.0", "weekdays by 09:00 each unit of fridges", "F-11, F-12")
	b.approved(text)
	for b.at(1, 8, 0); b.now.Weekday() != time.Monday; b.at(1, 8, 0) {
	}
	b.sign(b.Prepare(worker, model.Move{Asset: "F-12", Reason: "the door does not close"}))
	tuesday := b.now.AddDate(0, 0, 1).Format(time.DateOnly)
	for _, past := range []model.Declare{{First: b.now.AddDate(0, 0, -1).Format(time.DateOnly)}, {First: "2020-01-01", Last: b.now.AddDate(0, 0, -1).Format(time.DateOnly)}} {
		past.Reason = "the bench was flooded"
		if _, err := b.Prepare(boss, past); !errors.Is(err, station.ErrRules) || !strings.Contains(err.Error(), "explain what was missed") {
			t.Errorf("days that are over are declared closed: %+v, %v", past, err)
		}
	}
	b.sign(b.Prepare(boss, model.Declare{First: b.now.AddDate(0, 0, 2).Format(time.DateOnly), Reason: "the laboratory moves"}))
	b.at(1, 8, 0)
	b.sign(b.Prepare(boss, model.Declare{First: b.now.AddDate(0, 0, 30).Format(time.DateOnly), Last: b.now.AddDate(0, 0, 33).Format(time.DateOnly), Reason: "the laboratory moves again"}))
	later := b.sign(b.Prepare(boss, model.Declare{First: b.now.AddDate(0, 0, 33).Format(time.DateOnly), Open: true, Reason: "a courier comes"}))
	if d, err := b.Department(); err != nil || d.Days[0].Later != nil || d.Days[1].Later == nil || d.Days[1].Later.Entry != later || d.Days[1].Whole() || d.Days[2].Later != nil {
		t.Errorf("which days were declared again: %+v, %v", d.Days, err)
	}
	if got, want := b.due(), "F-11 "+tuesday+" due"; !strings.HasSuffix(got, want) || strings.Contains(got, "F-12 "+tuesday) {
		t.Errorf("on Tuesday waits %q, want %q at its end", got, want)
	}
	b.at(1, 8, 0)
	if got := b.due(); strings.Contains(got, b.now.Format(time.DateOnly)) {
		t.Errorf("on a closed day waits %q", got)
	}
	b.at(1, 8, 0)
	b.sign(b.Prepare(boss, model.Move{Asset: "F-12", In: true, Reason: "the hinge was changed"}))
	if got, want := b.due(), "F-12 "+b.now.Format(time.DateOnly)+" due"; !strings.Contains(got, want) {
		t.Errorf("back in service waits %q, want %q in it", got, want)
	}
}

// What is decided for days to come does not change what was due before.
func TestBankHolidaysHoldFromTheDayOnOnWhichTheyWereSet(t *testing.T) {
	b := newBench(t)
	b.approved(fridgePage("1.0", "weekdays by 09:00 each unit of fridges", "F-11"))
	b.now = time.Date(2026, 12, 28, 8, 0, 0, 0, b.now.Location()) // the substitute of Boxing Day
	if got := b.due(); !strings.HasSuffix(got, "F-11 2026-12-28 due") {
		t.Errorf("without bank holidays waits %q", got)
	}
	b.sign(b.Prepare(boss, model.SetRules{Rules: model.Rules{Nation: "northern-ireland"}, Reason: "agreed"}))
	if got := b.due(); strings.Contains(got, "2026-12-28") || !strings.Contains(got, "2026-12-25") {
		t.Errorf("with bank holidays from that day on waits %q", got)
	}
}

func TestSlotsOfHoursAreExplainedByTheTimeOnTheWall(t *testing.T) {
	b := newBench(t)
	b.approved(fridgePage("1.0", "every 4 h each unit of fridges", "F-11"))
	b.at(1, 13, 0)
	day := b.now.Format(time.DateOnly)
	if got := b.due(); !strings.HasSuffix(got, "F-11 "+day+"T00:00 missed, F-11 "+day+"T04:00 missed, F-11 "+day+"T08:00 missed, F-11 "+day+"T12:00 due") {
		t.Errorf("waits %q", got)
	}
	b.sign(b.Prepare(worker, model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: day + "T04:00", Last: day + "T08:00", Reason: "the bench was flooded"}))
	if got := b.due(); strings.Contains(got, day+"T04:00") || strings.Contains(got, day+"T08:00") {
		t.Errorf("after the explanation waits %q", got)
	}
	if _, err := b.Prepare(worker, model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: day + "T04:00", Reason: "the bench was flooded"}); err == nil {
		t.Error("it was explained again")
	}
}

func TestAMissIsToldOfTheVerifierToo(t *testing.T) {
	b := newBench(t)
	b.approved(fridgePage("1.0", "daily each unit of fridges", "F-11"))
	b.at(3, 8, 0)
	first := b.now.AddDate(0, 0, -2).Format(time.DateOnly)
	at := b.sign(b.Prepare(boss, model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: first, Last: b.now.AddDate(0, 0, -1).Format(time.DateOnly), Reason: "the bench was flooded"}))
	raw, err := b.Entry(at)
	if err != nil {
		t.Fatal(err)
	}
	e, err := record.Decode(raw.Payload)
	if err != nil || e.Body.(*record.Missed).Slots != 2 || !strings.Contains(e.Statement, `explained 2 missed slots of SOP-EQ-900, item "F-11", `+first+" to ") {
		t.Errorf("%+v, %v", e, err)
	}
	b.mustVerify()
}

func TestSlotsThatWereDoneBetweenMissedOnesAreNotExplained(t *testing.T) {
	b := newBench(t)
	text := fridgePage("1.0", "daily each unit of fridges", "F-11")
	b.approved(text)
	b.at(2, 8, 0) // the day before is missed
	first := b.now.AddDate(0, 0, -1).Format(time.DateOnly)
	b.fridgesChecked(text, []string{"F-11"})
	done := b.now.Format(time.DateOnly)
	b.at(2, 8, 0)
	last := b.now.AddDate(0, 0, -1).Format(time.DateOnly)
	if _, err := b.Prepare(boss, model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: first, Last: done, Reason: "the bench was flooded"}); !errors.Is(err, station.ErrRules) {
		t.Errorf("a slot that was done was explained: %v", err)
	}
	d, err := b.Prepare(boss, model.Explain{SOP: "SOP-EQ-900", Item: "F-11", First: first, Last: last, Reason: "the bench was flooded"})
	if err != nil || !strings.Contains(d.Statement, "explained 2 missed slots") {
		t.Errorf("%q, %v", d.Statement, err)
	}
}

func TestARunIsForTheItemsThatItsOwnVersionNames(t *testing.T) {
	b := newBench(t)
	text := fridgePage("1.0", "every 6 months each unit of fridges", "F-11")
	b.approved(text)
	b.fridgesChecked(text, []string{"F-11"})
	renamed := strings.NewReplacer("each: unit of", "each: fridge of", "each unit of", "each fridge of", "`unit: text`", "`fridge: text`").Replace(fridgePage("1.1", "every 6 months each unit of fridges", "F-11"))
	b.approved(renamed)
	b.at(90, 8, 0)
	if got := b.due(); got != "" {
		t.Errorf("after 3 of 6 months waits %q", got)
	}
}

func TestEverySlotOfAProcedureSaysHowItEnded(t *testing.T) {
	b := newBench(t)
	text := fridgePage("1.0", "daily by 09:00 each unit of fridges", "F-11, F-12")
	b.approved(text)
	b.at(1, 8, 0)
	from := b.now
	entry := b.fridgesChecked(text, []string{"F-11"}, "F-12")
	b.at(2, 8, 0)
	all, err := b.Slots("SOP-EQ-900", from, b.now)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range all {
		out = append(out, fmt.Sprintf("%s %d %s %t %s", s.Item, int(s.Due.Sub(from)/(24*time.Hour)), s.State, s.Done == entry, s.Explained))
	}
	if got, want := strings.Join(out, "; "), "F-11 0 done true ; F-12 0 missed false it defrosts; F-11 1 missed false ; F-12 1 missed false ; F-11 2 due false ; F-12 2 due false "; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	if all, err := b.Slots("SOP-CEN-014", from, b.now); err != nil || len(all) != 0 {
		t.Errorf("a page that is never due has %v, %v", all, err)
	}
}

func TestAStationNamesTheHeadOfItsLog(t *testing.T) {
	b := newBench(t)
	before := b.About()
	b.approved(fridgePage("1.0", "daily by 09:00", "F-11"))
	after := b.About()
	if before.Root == after.Root || after.Entries <= before.Entries || len(after.Root) != 44 {
		t.Errorf("%d entries, root %s; then %d, root %s", before.Entries, before.Root, after.Entries, after.Root)
	}
}
