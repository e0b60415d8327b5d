package charts_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/charts"
	"soprun/internal/tui/kit"
	"soprun/internal/tui/kittest"
	"soprun/sop"
)

// fakeBench is a log with readings of two fridges.
type fakeBench struct {
	present.Reader
	err   error
	n     int // readings a fridge
	asked []string
}

func (b *fakeBench) Numbers(id string) (model.Numbers, error) {
	return model.Numbers{SOP: id, Title: "Fridge check", Scheduled: true, Fields: []model.NumberField{{Name: "now", Label: "Now", Unit: "°C"}, {Name: "high", Label: "Highest", Unit: "°C"}}}, b.err
}

func (b *fakeBench) Readings(_ context.Context, id, field string) (model.Readings, error) {
	b.asked = append(b.asked, field)
	out := model.Readings{SOP: id, Title: "Fridge check", Field: model.NumberField{Name: field, Label: "Now", Unit: "°C"}, Places: 1, Items: []string{"F-11", "F-12"}}
	for i := range b.n {
		for _, item := range out.Items {
			text := fmt.Sprintf("%d.0", 4+i%2)
			out.All = append(out.All, model.Reading{Entry: int64(100 + i), At: kittest.Now.AddDate(0, 0, i-b.n+1), Version: "1.0", Item: item, Text: text, Number: sop.MustDecimal(text), Person: model.Person{ID: "a.khan", Name: "A. Khan"}})
		}
	}
	return out, b.err
}

func (b *fakeBench) Slots(string, time.Time, time.Time) ([]model.Slot, error) { return nil, b.err }

func (b *fakeBench) CompletionsFrom(context.Context, model.Query, model.From) (model.Part[model.Completion], error) {
	return model.Part[model.Completion]{}, b.err
}

func (b *fakeBench) open(t *testing.T, of present.ChartOf) *kittest.Driver {
	t.Helper()
	return kittest.Open(t, charts.New(present.Sources{Charts: b, Reader: b}, of))
}

var now = present.ChartOf{SOP: "SOP-EQ-014", Field: "now"}

func TestAChartIsChosenAmongThoseOfItsProcedure(t *testing.T) {
	b := &fakeBench{n: 5}
	d := b.open(t, present.ChartOf{SOP: "SOP-EQ-014", Item: "f-12"})
	d.Shows("Chart   SOP-EQ-014", "Which chart?", "1 Now, °C (now)", "2 Highest, °C (high)", "3 How often", "4 What was done")
	d.Press("down", "up", "1").Shows("SOP-EQ-014 now", "F-12", "5 readings", "4.0 °C; A. Khan, entry 104")
	d.Press("o").Shows("Which chart?").Press("4").Shows("SOP-EQ-014 slots", "Nothing was due from 1 Nov to 30 Nov 2026.")
	if d.Press("esc"); d.Backs != 1 {
		t.Errorf("went back %d times", d.Backs)
	}
}

func TestTheCursorStandsOnTheNewestReadingAndOpensItsRecord(t *testing.T) {
	d := (&fakeBench{n: 5}).open(t, now)
	d.Shows("22 Nov 2026", "▴").Press("left").Shows("21 Nov 2026").Press("home").Shows("18 Nov 2026").Press("left").Shows("18 Nov 2026").Press("right", "end").Shows("22 Nov 2026")
	d.Send(kit.Wheel{By: -2}).Shows("20 Nov 2026").Press("enter")
	if len(d.Went) != 1 || d.Went[0] != (kit.Go{To: kit.ToRow, List: "log", Row: "102"}) {
		t.Errorf("went to %+v", d.Went)
	}
	d.Run(d.Screen.Init(d.Env)).Shows("20 Nov 2026") // and back from there
}

func TestMonthsAndItemsAreGoneThrough(t *testing.T) {
	d := (&fakeBench{n: 53}).open(t, now)
	d.Shows("F-11", "1 Oct to 22 Nov 2026").Press("i").Shows("F-12", "1 Oct to 22 Nov 2026").Press("i").Shows("F-11")
	d.Press("[").Shows("1 Sep to 22 Oct 2026", "22 readings")
	d.Press("[").Shows("1 Aug to 22 Sep 2026", "There is no reading from", "The last one was on 22 Nov 2026.").Press("enter", "]", "]").Shows("1 Oct to 22 Nov 2026", "53 readings")
	if len(d.Went) != 0 {
		t.Errorf("an empty chart leads to %+v", d.Went)
	}
}

func TestTheRulesStandInWordsInPlaceOfThePicture(t *testing.T) {
	d := (&fakeBench{n: 5}).open(t, now)
	d.Hides("mean moving range").Press("w").Shows("mean moving range", "never an exception").Press("w").Hides("mean moving range")
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	b := &fakeBench{err: errors.New("the disk is gone")}
	b.open(t, now).Shows("The disk is gone.").Press("left", "enter", "w").Shows("The disk is gone.")
	b.open(t, present.ChartOf{SOP: "SOP-EQ-014"}).Shows("The disk is gone.").Press("1").Shows("The disk is gone.")
}

// A result that comes after another chart was asked for is not shown as that one.
func TestALateResultIsNotShown(t *testing.T) {
	d := (&fakeBench{n: 53}).open(t, now)
	d.Hold = true
	d.Press("i", "[")
	d.Hold = false
	d.Release().Hides("53 readings").Shows("1 Sep to 22 Oct 2026")
}

func TestAPictureThatDoesNotFitIsSaidInWords(t *testing.T) {
	d := (&fakeBench{n: 5}).open(t, now)
	d.Env.Width, d.Env.Height = 40, 10
	d.Shows("5 readings")
	d.Env.Width = 30
	if text := d.Screen.View(d.Env); len(text.Body) == 0 || !strings.Contains(fmt.Sprint(text.Body), "columns") {
		t.Errorf("it is %v", text.Body)
	}
}

func TestAClickChoosesAndASecondOneDraws(t *testing.T) {
	d := (&fakeBench{n: 5}).open(t, present.ChartOf{SOP: "SOP-EQ-014"})
	d.Send(kit.Click{Row: 1}).Shows("Which chart?").Send(kit.Click{Row: 1}).Shows("SOP-EQ-014 high").Send(kit.Click{Row: 0}).Shows("SOP-EQ-014 high")
	d.Send(tea.PasteMsg{Content: "4"}).Shows("SOP-EQ-014 high")
}

// printer keeps what was to be reported by the name of its file.
type printer map[string]model.Wanted

func (p printer) Report(want model.Wanted, file string) (string, error) {
	p[file] = want
	return "2 of 3 records in the log", nil
}

func (p printer) Portfolio(present.Sharing) (string, error) { return "", nil }

func TestAReportIsOnWhatTheChartShows(t *testing.T) {
	b, written := &fakeBench{n: 53}, printer{}
	d := kittest.Open(t, charts.New(present.Sources{Charts: b, Reader: b, Printer: written}, now))
	d.Press("i", "r").Shows("A report is a copy", "Month", "File")
	d.Press("esc").Hides("A report is a copy").Shows("F-12", "53 readings").Press("r")
	d.Type("nov")
	d.Press("enter").Shows(`"nov" is no month`).Press("backspace", "backspace", "backspace")
	d.Type("2026-11")
	d.Press("enter")
	d.Type("a.pdf")
	d.Press("enter").Shows("a.pdf holds 2 of 3 records in the log.", "53 readings")
	if got := written["a.pdf"]; len(written) != 1 || got.Asset != "F-12" || got.Month.Format("2006-01") != "2026-11" || got.Query.SOP != "SOP-EQ-014" {
		t.Errorf("%+v", written)
	}
	d.Press("left").Hides("holds 2 of 3").Press("r", "enter")
	d.Type("a.csv")
	d.Press("enter")
	if got := written["a.csv"]; got.Asset != "F-12" || !got.Month.IsZero() || got.Field != "now" || got.Query.Since.Format(time.DateOnly) != "2026-10-01" {
		t.Errorf("%+v", got)
	}
}

// names knows one fridge.
type names struct{ present.Desk }

func (names) CheckKnown(n model.Named) error {
	if n.ID == "F-12" {
		return nil
	}
	return fmt.Errorf("no record of %s is of an asset %q (did you mean F-12?)", n.Of, n.ID)
}

func TestAnAssetThatNothingNamesIsSaidInTheFormOfAReport(t *testing.T) {
	b, written := &fakeBench{n: 53}, printer{}
	d := kittest.Open(t, charts.New(present.Sources{Charts: b, Reader: b, Printer: written, Desk: names{}}, present.ChartOf{SOP: "SOP-EQ-014", Kind: present.OfSlots}))
	d.Press("r").Type("F-1Z")
	d.Press("enter").Shows(`No record of SOP-EQ-014 is of an asset "F-1Z" (did you mean F-12?).`).Press("backspace")
	d.Type("2")
	d.Press("enter").Hides("did you mean").Press("enter")
	d.Type("slots.csv")
	d.Press("enter").Shows("slots.csv holds")
	if got := written["slots.csv"]; got.Asset != "F-12" {
		t.Errorf("%+v", got)
	}
}

// Where nothing can be written the key is none.
func TestNothingIsReportedWhereNothingCanBe(t *testing.T) {
	(&fakeBench{n: 5}).open(t, now).Press("r").Hides("A report is a copy").Shows("5 readings")
}
