package present_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"soprun/internal/chart"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
)

// drawAim is what a frame leaves for a chart once its readings were read.
const drawAim = 4 * time.Millisecond

// BenchmarkChart judges and draws a year of one reading a day, for one of five items, beside the
// aim.
func BenchmarkChart(b *testing.B) {
	c := &charts{readings: model.Readings{SOP: "SOP-EQ-014", Field: model.NumberField{Name: "now", Label: "Now", Unit: "°C"}, Places: 1}}
	for day := range 365 {
		for item := range 5 {
			text := fmt.Sprintf("%d.%d", 4+(day+item)%3, day*7%10)
			c.readings.All = append(c.readings.All, model.Reading{
				Entry: int64(day), At: chartNow.AddDate(0, 0, day-364), Version: "1.0", Item: fmt.Sprintf("F-%d", item), Text: text,
				Number: sop.MustDecimal(text), Accepted: sop.Range{Low: &low, High: &high},
			})
		}
	}
	for item := range 5 {
		c.readings.Items = append(c.readings.Items, fmt.Sprintf("F-%d", item))
	}
	of := present.ChartOf{SOP: "SOP-EQ-014", Field: "now", Item: "F-3", Since: chartNow.AddDate(-1, 0, 0).Truncate(24 * time.Hour)}
	var took []time.Duration
	for b.Loop() {
		begin := time.Now()
		got, err := present.Sources{Charts: c}.Chart(b.Context(), of, chartNow)
		if err == nil {
			_, err = got.Draw(chart.Size{Width: 78, Height: 16}, chart.Style{Width: present.Width}, 364)
		}
		if err != nil || len(got.Rows) != 365 {
			b.Fatal(len(got.Rows), err)
		}
		took = append(took, time.Since(begin))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms/median")
	b.ReportMetric(float64(drawAim.Milliseconds()), "ms/aim")
}
