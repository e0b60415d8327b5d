package station_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/sop/run"
)

// charted says each reading of a field in a line.
func (b *bench) charted(id, field string) (model.Readings, []string) {
	b.t.Helper()
	all, err := b.Readings(b.t.Context(), id, field)
	if err != nil {
		b.t.Fatal(err)
	}
	var lines []string
	for _, r := range all.All {
		line := strings.Join(strings.Fields(fmt.Sprintf("%d v%s %s %s [%s] %s %s", r.Entry, r.Version, r.Item, r.Text, r.Accepted, r.Mark, r.Person.Name)), " ")
		lines = append(lines, line+map[bool]string{true: " amended"}[r.Amended]+map[bool]string{true: " DISPUTED"}[r.Disputed]+strings.Repeat(" again", r.Redone))
	}
	return all, lines
}

// The readings of a field go on over the versions of its page, each beside the limits of the one
// by which it was read.
func TestReadingsGoOnOverTheVersionsOfAPage(t *testing.T) {
	b := newBench(t)
	first := fridgePage("1.0", "daily by 09:00", "F-11, F-12")
	b.approved(first)
	one := b.fridgesChecked(first, []string{"F-12", "F-11"})
	second := strings.Replace(fridgePage("1.1", "daily by 09:00", "F-11, F-12"), "2.0 to 8.0", "2.0 to 4.5", 1)
	b.now = b.now.Add(24 * time.Hour)
	b.approved(second)
	two := b.fridgesChecked(second, []string{"F-11", "F-12"})
	b.startOf(second, worker)
	all, lines := b.charted("SOP-EQ-900", "t")
	want := []string{
		fmt.Sprintf("%d v1.0 F-12 4.0 [2.0 to 8.0] Kim Oh", one), fmt.Sprintf("%d v1.0 F-11 4.0 [2.0 to 8.0] Kim Oh", one),
		fmt.Sprintf("%d v1.1 F-11 4.0 [2.0 to 4.5] Kim Oh", two), fmt.Sprintf("%d v1.1 F-12 4.0 [2.0 to 4.5] Kim Oh", two),
	}
	if !slices.Equal(lines, want) {
		t.Errorf("readings\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if !slices.Equal(all.Items, []string{"F-11", "F-12"}) || all.Open != 1 || all.Places != 1 || all.Field.Unit != "°C" || all.Title != "Fridge check" {
		t.Errorf("of %+v", all)
	}
}

// What was amended is charted as it stands, and what a suspect key signed says so.
func TestReadingsAreAsTheyStandAndDisputesShow(t *testing.T) {
	b := newBench(t)
	first, second, third := b.perform(worker), b.perform(worker), b.perform(boss)
	b.sign(b.Prepare(boss, misread(first, "9.0")))
	b.sign(b.Prepare(admin, model.Revoke{Person: worker, Reason: "the note with it was found", Suspect: true, From: second}))
	_, lines := b.charted("SOP-CEN-014", "t")
	want := []string{
		fmt.Sprintf("%d v2.1 9.0 [2.0 to 8.0] ABOVE 8.0 Kim Oh amended", first), fmt.Sprintf("%d v2.1 5.0 [2.0 to 8.0] Kim Oh DISPUTED", second),
		fmt.Sprintf("%d v2.1 5.0 [2.0 to 8.0] Bo Ray", third),
	}
	if !slices.Equal(lines, want) {
		t.Errorf("readings\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}

// scanned is a page that scans what it reads, and a unit that a version may change.
func scanned(version, unit string) string {
	text := textOf(version, "S26", `1. Scan the fridge. `+"`#which, S26`"+`
   - Fridge: `+"`unit: scan F-##`"+`
2. Read the display. `+"`#read, S26`"+`
   - Temperature: `+"`t: number "+unit+", 2.0 to 80.0`"+`
   - Ice: `+"`ice: choice, none | some, any`"+`
`)
	return strings.NewReplacer("SOP-CEN-014", "SOP-EQ-901", "Daily centrifuge check", "One fridge").Replace(text)
}

// scannedRun performs the page for a fridge.
func (b *bench) scannedRun(text, fridge, reading string) int64 {
	b.t.Helper()
	name := b.startOf(text, worker)
	b.do(name, worker, run.Begin{}, run.Record{Field: "unit", Text: fridge}, run.Complete{}, run.Record{Field: "t", Text: reading}, run.Record{Field: "ice", Text: "none"}, run.Complete{})
	if _, fast := b.walk(name).Unexplained(); fast {
		b.do(name, worker, run.ExplainPace{Text: "read from the screen"})
	}
	return b.sign(b.prepare(name, worker))
}

// One that is read for what was scanned before is told apart by that; readings in another unit
// are counted, and not mixed with the others.
func TestReadingsAreOfWhatWasScannedAndInOneUnit(t *testing.T) {
	b := newBench(t)
	old := scanned("1.0", "°F")
	b.approved(old)
	b.scannedRun(old, "F-11", "40.0")
	b.now = b.now.Add(24 * time.Hour)
	now := scanned("1.1", "°C")
	b.approved(now)
	b.scannedRun(now, "F-12", "4.0")
	b.scannedRun(now, "F-11", "5.0")
	all, lines := b.charted("SOP-EQ-901", "t")
	if all.OtherUnits != 1 || !slices.Equal(all.Items, []string{"F-11", "F-12"}) || len(lines) != 2 || !strings.Contains(lines[0], "F-12 4.0") || !strings.Contains(lines[1], "F-11 5.0") {
		t.Errorf("%+v\n%s", all, strings.Join(lines, "\n"))
	}
}

func TestAFieldThatCannotBeChartedSaysWhichCan(t *testing.T) {
	b := newBench(t)
	page := fridgePage("1.0", "daily by 09:00", "F-11, F-12")
	b.approved(page)
	for _, c := range []struct{ id, field, want string }{
		{"SOP-EQ-900", "unit", `SOP-EQ-900 has no number "unit"; its numbers are t`},
		{"SOP-NO-001", "t", "no version of SOP-NO-001 was ever approved here"},
	} {
		if _, err := b.Readings(b.t.Context(), c.id, c.field); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %s: %v, want %q", c.field, c.id, err, c.want)
		}
	}
	n, err := b.Numbers("SOP-EQ-900")
	if err != nil || !n.Scheduled || len(n.Fields) != 1 || n.Fields[0].Label != "Temperature" {
		t.Errorf("numbers %+v, %v", n, err)
	}
	if all, lines := b.charted("SOP-EQ-900", "t"); len(lines) != 0 || len(all.Items) != 0 {
		t.Errorf("%+v", all)
	}
}

// controlPage asks for two levels of control, each measured by the lot that was chosen.
func controlPage() string {
	text := `| Lot ` + "`lot`" + ` | Target ` + "`target`" + ` | SD ` + "`sd`" + ` | Target of two ` + "`target-two`" + ` | SD of two ` + "`sd-two`" + ` |
| --- | --- | --- | --- | --- |
| 4417 | 5.0 | 0.20 | 9.0 | 0.40 |
| 4503 | 5.2 | 0.22 | 9.1 | 0.41 |

1. Take the vials. ` + "`#vials, S26`" + `
   - Lot: ` + "`lot: choice, of the table`" + `
2. Measure both. ` + "`#measure, S26`" + `
   - Level 1: ` + "`one: number mmol/L, control target sd`" + `
   - Level 2: ` + "`two: number mmol/L, control target-two sd-two`" + `
`
	return strings.NewReplacer("SOP-CEN-014", "SOP-POC-031", "Daily centrifuge check", "Control").Replace(textOf("1.0", "S26", text))
}

// A chart of one level has the other one of its run beside it, each by the target of its lot.
func TestControlsAreReadWithTheTargetsOfTheirLot(t *testing.T) {
	b := newBench(t)
	page := controlPage()
	b.approved(page)
	control := func(lot, one, two string) int64 {
		return b.measured(page, lot, one, two)
	}
	first, second := control("4417", "5.41", "9.79"), control("4503", "5.21", "9.10")
	all, lines := b.charted("SOP-POC-031", "two")
	want := []string{
		fmt.Sprintf("%d v1.0 5.41 [4.40 to 5.60] Kim Oh", first), fmt.Sprintf("%d v1.0 9.79 [7.80 to 10.20] Kim Oh", first),
		fmt.Sprintf("%d v1.0 5.21 [4.54 to 5.86] Kim Oh", second), fmt.Sprintf("%d v1.0 9.10 [7.87 to 10.33] Kim Oh", second),
	}
	if !slices.Equal(lines, want) {
		t.Errorf("controls\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	for i, want := range []string{"Level 1 4417 5.0 0.20", "Level 2 4417 9.0 0.40", "Level 1 4503 5.2 0.22", "Level 2 4503 9.1 0.41"} {
		if c := all.All[i].Control; c == nil || fmt.Sprint(c.Name, " ", c.Lot, " ", c.Target, " ", c.SD) != want {
			t.Errorf("control %d is measured by %+v, want %s", i, c, want)
		}
	}
	if all.Together {
		t.Error("nothing is done for each item")
	}
}

// A control that was rejected and done again stays in the chart, by the target of the vial that it
// was measured from, and a trace finds it.
func TestAControlThatWasDoneAgainIsKeptAsItWasMeasured(t *testing.T) {
	b := newBench(t)
	page := strings.NewReplacer("sd-two`\n", "sd-two, or redo #vials 3 times then end`\n").Replace(controlPage())
	b.approved(page)
	name := b.startOf(page, worker)
	b.do(name, worker, run.Begin{})
	for _, round := range [][3]string{{"4417", "5.40", "10.81"}, {"4417", "5.10", "10.40"}, {"4503", "5.21", "9.10"}} {
		b.do(name, worker, run.Record{Field: "lot", Text: round[0]}, run.Complete{}, run.Record{Field: "one", Text: round[1]}, run.Record{Field: "two", Text: round[2]}, run.Confirm{})
	}
	if _, fast := b.walk(name).Unexplained(); fast {
		b.do(name, worker, run.ExplainPace{Text: "read from the screen"})
	}
	entry := b.sign(b.prepare(name, worker))
	all, lines := b.charted("SOP-POC-031", "two")
	want := []string{
		fmt.Sprintf("%d v1.0 5.40 [4.40 to 5.60] Kim Oh again again", entry), fmt.Sprintf("%d v1.0 10.81 [7.80 to 10.20] ABOVE 10.20 Kim Oh again again", entry),
		fmt.Sprintf("%d v1.0 5.10 [4.40 to 5.60] Kim Oh again", entry), fmt.Sprintf("%d v1.0 10.40 [7.80 to 10.20] ABOVE 10.20 Kim Oh again", entry),
		fmt.Sprintf("%d v1.0 5.21 [4.54 to 5.86] Kim Oh", entry), fmt.Sprintf("%d v1.0 9.10 [7.87 to 10.33] Kim Oh", entry),
	}
	if !slices.Equal(lines, want) {
		t.Errorf("controls\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if first, last := all.All[0].Control, all.All[4].Control; first == nil || last == nil || first.Lot != "4417" || last.Lot != "4503" {
		t.Errorf("measured by %+v and %+v", first, last)
	}
	part, err := b.TraceFrom(t.Context(), model.Query{Words: "two > 10.5"}, model.From{})
	if err != nil || len(part.Rows) != 1 {
		t.Fatalf("found %+v, %v", part, err)
	}
	if v := part.Rows[0].Values[0]; v.Text != "10.81" || v.Redone != 2 || v.Mark != "ABOVE 10.20" || !v.Sought {
		t.Errorf("found %+v", v)
	}
}

// What is read again of another thing leaves the first reading with what it was of.
func TestAReadingThatWasDoneAgainIsOfWhatWasScannedThen(t *testing.T) {
	b := newBench(t)
	page := strings.Replace(scanned("1.0", "°C"), "2.0 to 80.0", "2.0 to 8.0, or redo #which", 1)
	b.approved(page)
	name := b.startOf(page, worker)
	b.do(name, worker, run.Begin{})
	for _, round := range [][2]string{{"F-11", "9.0"}, {"F-12", "4.0"}} {
		b.do(name, worker, run.Record{Field: "unit", Text: round[0]}, run.Complete{}, run.Record{Field: "t", Text: round[1]}, run.Record{Field: "ice", Text: "none"}, run.Confirm{})
	}
	if _, fast := b.walk(name).Unexplained(); fast {
		b.do(name, worker, run.ExplainPace{Text: "read from the screen"})
	}
	entry := b.sign(b.prepare(name, worker))
	_, lines := b.charted("SOP-EQ-901", "t")
	want := []string{fmt.Sprintf("%d v1.0 F-11 9.0 [2.0 to 8.0] ABOVE 8.0 Kim Oh again", entry), fmt.Sprintf("%d v1.0 F-12 4.0 [2.0 to 8.0] Kim Oh", entry)}
	if !slices.Equal(lines, want) {
		t.Errorf("readings\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
}
