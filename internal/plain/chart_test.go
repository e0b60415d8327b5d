package plain_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/sop"
)

// readings are a log in which a field was read twelve times for each of two fridges.
type readings struct{ now time.Time }

func (r readings) Numbers(id string) (model.Numbers, error) {
	return model.Numbers{SOP: id, Title: "Fridge check", Fields: []model.NumberField{{Name: "now", Label: "Now", Unit: "°C"}}}, nil
}

func (r readings) Readings(_ context.Context, id, field string) (model.Readings, error) {
	out := model.Readings{SOP: id, Title: "Fridge check", Field: model.NumberField{Name: field, Label: "Now", Unit: "°C"}, Places: 1, Items: []string{"F-11", "F-12"}}
	for i := range 12 {
		for _, item := range out.Items {
			text := fmt.Sprintf("%d.4", 4+i%2)
			out.All = append(out.All, model.Reading{Entry: int64(40 + i), At: r.now.AddDate(0, 0, i-12), Version: "2.1", Item: item, Text: text, Number: sop.MustDecimal(text), Person: khan})
		}
	}
	out.All[22].Mark = "ABOVE 5.0 °C"
	return out, nil
}

func (r readings) Slots(string, time.Time, time.Time) ([]model.Slot, error) { return nil, nil }

func TestAChartIsSaidInWordsWithItsReadings(t *testing.T) {
	p := open(t)
	p.with = func(cfg *plain.Config) { cfg.Sources.Charts = readings{opening().Add(time.Hour)} }
	p.says([]string{"1", "g", "now", "m", "m", "i", "e", "l", "w", "13", "0", "b", "2", "1", "b", "b", "b", "q"},
		"1. now: Now, °C.", "2. exceptions: How often",
		"F-11, Now, °C, 10 Nov to 22 Nov 2026, every reading, v2.1.", "12 readings.", "1 out, 21 Nov 5.4.", "12 readings in all, 20 make a mean.", "1 of 2 items.",
		"12. 21 Nov 2026", "5.4 °C ABOVE 5.0 °C; A. Khan, entry 51.", "2 more: type m.",
		"1. 10 Nov 2026", "There are no more.",
		"F-12, Now, °C,", "2 of 2 items.",
		"There is no reading from 10 Oct to 22 Oct 2026.",
		"F-12, Now, °C, 10 Nov to 22 Nov 2026",
		"never an exception.", "There is no such number here.",
		"Exceptions by step, 1 Sep to 22 Nov 2026, 0 in 0 runs.", "No run was signed from", "There is no such number here.",
	)
}

func TestAReportOnAChartIsWrittenInTheDialogue(t *testing.T) {
	p, written := open(t), printer{}
	p.with = func(cfg *plain.Config) {
		cfg.Sources.Charts, cfg.Sources.Printer = readings{opening().Add(time.Hour)}, written
	}
	p.says([]string{"1", "g", "now", "i", "report", "2026-13", "2026-11", "month.pdf", "report", ".skip", "all.csv", "b", "b", "b", "q"},
		"F-12, Now, °C,", "A report is a copy to be printed", "Month, like 2026-03", `"2026-13" is no month`, "month.pdf holds 2 of 3 records in the log.", "all.csv holds 2 of 3 records in the log.")
	if got := written["month.pdf"]; got.Asset != "F-12" || got.Month.Format("2006-01") != "2026-11" {
		t.Errorf("%+v", got)
	}
	if got := written["all.csv"]; got.Asset != "F-12" || !got.Month.IsZero() || got.Field != "now" {
		t.Errorf("%+v", got)
	}
}

// What was signed just now is a reading of the chart, and its number opens the record.
func TestANumberOpensTheRecordOfAReading(t *testing.T) {
	p := open(t)
	p.says(all(steps, signed, []string{"g", "1", "1", "b", "b", "b", "b", "1", "g", "strength", "b", "b", "b", "q"}),
		"Signed.", "Strength, ppm", "1 reading.", "1. 22 Nov 2026", "10000 ppm", "entry ", "number to open", "Exceptions:", "Type s to start", "Strength, ppm", "10000 ppm", "Goodbye.")
}
