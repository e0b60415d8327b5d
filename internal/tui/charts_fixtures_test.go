package tui_test

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"soprun/internal/model"
	"soprun/internal/tuitest"
	"soprun/sop"
	"soprun/sop/run"
)

// Numbers are what the page of the tests asks for.
func (b *fakeBench) Numbers(id string) (model.Numbers, error) {
	return model.Numbers{SOP: id, Title: b.proc.Meta.Title, Scheduled: true, Fields: []model.NumberField{
		{Name: "strength", Label: "Strength made up", Unit: "ppm"}, {Name: "now", Label: "Fridge, now", Unit: "°C"}, {Name: "glucose", Label: "Glucose", Unit: "mmol/L"},
	}}, nil
}

// Readings are those of two fridges on most days of two months, with one that was too warm, and
// a row of them that crept up.
func (b *fakeBench) Readings(_ context.Context, id, field string) (model.Readings, error) {
	out := model.Readings{SOP: id, Title: b.proc.Meta.Title, Field: model.NumberField{Name: field, Label: "Fridge, now", Unit: "°C"}, Places: 1}
	switch field {
	case "glucose":
		return b.controls(out), nil
	case "strength":
		return out, nil
	}
	low, high := sop.MustDecimal("2.0"), sop.MustDecimal("8.0")
	day := time.Date(2026, 9, 28, 8, 58, 0, 0, time.UTC)
	for i := range 55 {
		for _, item := range []string{"F-12", "F-11"} {
			text := fmt.Sprintf("%d.%d", 4+(i*7+len(item))%10/5, (i*7)%5*2)
			if i > 36 && i < 46 {
				text = fmt.Sprintf("5.%d", 2+i%3*2)
			}
			r := model.Reading{Entry: int64(100 + i), At: day.AddDate(0, 0, i), Version: "2.0", Step: "read", Item: item, Accepted: sop.Range{Low: &low, High: &high}, Person: khan}
			if i > 33 {
				r.Version = "2.1"
			}
			if i == 48 && item == "F-12" {
				text, r.Mark = "8.6", "ABOVE 8.0 °C"
			}
			if r.Text, r.Number = text, sop.MustDecimal(text); i != 20 {
				out.All = append(out.All, r)
			}
		}
	}
	out.Items = []string{"F-11", "F-12"}
	return out, nil
}

// controls are those of two lots, with some that rules reject and one to look at.
func (b *fakeBench) controls(out model.Readings) model.Readings {
	out.Field.Label, out.Field.Unit = "Glucose", "mmol/L"
	odd := map[int]string{20: "5.41", 43: "5.67", 44: "5.66", 48: "5.90"}
	for i := range 52 {
		c := model.Control{Name: "Glucose", Lot: "4417", Target: sop.MustDecimal("5.0"), SD: sop.MustDecimal("0.20")}
		text := fmt.Sprintf("%d.%02d", 4+(i*7)%10/5, (i*7)%5*5)
		if text[0] == '4' {
			text = fmt.Sprintf("4.%02d", 75+(i*7)%5*5)
		}
		if i > 30 {
			c.Lot, c.Target, c.SD = "4503", sop.MustDecimal("5.2"), sop.MustDecimal("0.22")
			text = fmt.Sprintf("5.%02d", (i*11)%45)
		}
		if far := odd[i]; far != "" {
			text = far
		}
		out.All = append(out.All, model.Reading{
			Entry: int64(100 + i), At: time.Date(2026, 10, 1, 8, 58, 0, 0, time.UTC).AddDate(0, 0, i), Version: "2.1", Step: "measure", Text: text, Number: sop.MustDecimal(text), Control: &c, Person: khan,
		})
	}
	return out
}

// Slots are those of a month, of which some were late, missed or not required.
func (b *fakeBench) Slots(id string, since, until time.Time) (out []model.Slot, err error) {
	for day := since; day.Before(until); day = day.AddDate(0, 0, 1) {
		for i, item := range []string{"F-11", "F-12"} {
			s := model.Slot{SOP: id, Title: "Fridge check", Item: item, Name: day.Format(time.DateOnly), Due: day.Add(9 * time.Hour), State: "done", Done: 40}
			switch n := day.Day(); {
			case n > 22:
				s.State, s.Done = "upcoming", 0
			case n > 11 && n < 15 && i == 0:
				s.State, s.Done = "missed", 0
			case n == 5:
				s.State, s.Late = "done late", 20*time.Minute
			case n > 17 && n < 21 && i == 1:
				s.State, s.Done, s.Waiver = "not required", 0, "out of service"
			}
			out = append(out, s)
		}
	}
	return out, nil
}

// exceptional leaves records in which not all went as the page says.
func exceptional(b *fakeBench) {
	for i := range 9 {
		c := model.Completion{Entry: int64(40 + i), At: b.now, Person: khan, SOP: "SOP-CEN-014", Title: b.proc.Meta.Title}
		add := func(kind run.ExceptionKind, step, text string) {
			c.Exceptions = append(c.Exceptions, run.Exception{Kind: kind, Step: step, Text: text})
		}
		add(run.IsDeviation, "read", "Highest 8.6 °C ABOVE 8.0 °C")
		if i%2 == 0 {
			add(run.IsLate, "contact", "entered later")
		}
		if i > 6 {
			add(run.IsDeviation, "weigh", "Spread 3.4 mg ABOVE 3.0 mg")
		}
		b.signed = append(b.signed, c)
	}
}

// charted opens a chart of the first page, by its number among those that there are.
func charted(number string, keys ...string) func(*fakeBench, tea.Model) tea.Model {
	return func(_ *fakeBench, m tea.Model) tea.Model {
		return tuitest.Press(tuitest.Press(m, "ctrl+g", number), keys...)
	}
}

// inLetters is on a terminal that shows no colours.
func inLetters(m tea.Model) tea.Model {
	return tuitest.Send(m, tea.ColorProfileMsg{Profile: colorprofile.ASCII})
}
