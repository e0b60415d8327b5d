package bench_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// curve is a measure at three sizes.
type curve struct {
	Work   string     `json:"work"`
	Unit   string     `json:"unit"`
	Sizes  [3]int     `json:"completions"`
	Took   [3]float64 `json:"took"`
	Rows   [3]float64 `json:"rows,omitzero"`    // that were shown
	May    string     `json:"may"`              // how it may grow
	Power  float64    `json:"power"`            // of the size with which it grows from the second to the last
	Defect string     `json:"defect,omitempty"` // what is wrong with that, "" for nothing
}

// What is told from the noise of a machine that others use: where the log is ten times as long,
// what a person waits for may double for each row that it shows, and all else may grow half as
// fast again as n log n. What counts is the last ten times: before, a page of rows may not be full.
const (
	stillPower  = 0.3 // 10^0.3 = 2
	linearSlack = 1.5
)

// unnoticed is below what nobody waits for, by unit: what grows from there is told in a larger log.
var unnoticed = map[string]float64{"ms": 1, "µs": 1000}

// growth measures at a hundredth and a tenth of a size, which was measured already.
func growth(t *testing.T, last []row, w *world) (all []curve) {
	worlds := []*world{newWorld(t, max(10, w.completions/100)), newWorld(t, max(10, w.completions/10))}
	for i, m := range measures() {
		if m.grows == not || last[i].Ours <= 0 || strings.HasPrefix(last[i].Met, "skipped") {
			continue
		}
		c := curve{Work: m.work, Unit: m.unit, Sizes: [3]int{worlds[0].completions, worlds[1].completions, w.completions}}
		for j, r := range []row{m.row(worlds[0]), m.row(worlds[1]), last[i]} {
			c.Took[j], c.Rows[j] = r.Ours, r.Rows
		}
		c.judge(m.grows)
		all = append(all, c)
	}
	return all
}

// judge says whether a measure grows as it may. What was not measured at a small size is told by
// nothing.
func (c *curve) judge(may grows) {
	c.May = map[grows]string{still: "not at all", linear: "n log n"}[may]
	if c.Took[1] <= 0 || c.Took[2] <= 0 {
		return
	}
	if least := unnoticed[c.Unit]; may == still && c.Took[2] < least {
		return
	}
	by, times := float64(c.Sizes[2])/float64(c.Sizes[1]), c.Took[2]/c.Took[1]
	c.Power = math.Log(times) / math.Log(by)
	logs := math.Log(float64(c.Sizes[2])) / math.Log(float64(c.Sizes[1]))
	switch {
	case may == still && c.Power-math.Log(c.moreRows())/math.Log(by) > stillPower:
		c.Defect = fmt.Sprintf("DEFECT: %.1f times as much in a log %.0f times as long, where a person waits", times, by)
	case may == linear && times > linearSlack*by*logs:
		c.Defect = fmt.Sprintf("DEFECT: %.1f times as much in a log %.0f times as long, worse than n log n", times, by)
	}
}

// moreRows is by how many times the rows that are shown are more in the longest log than in the one
// before, 1 where nothing lists any.
func (c *curve) moreRows() float64 {
	if c.Rows[1] <= 0 {
		return 1
	}
	return max(1, c.Rows[2]/c.Rows[1])
}

// drawnCurves is how all of them grow, with a bar a size.
func drawnCurves(all []curve) string {
	if len(all) == 0 {
		return ""
	}
	cells := [][]string{{"how it grows", "", "", "", "power", "may grow", "from 1 to 10 to 100", ""}}
	for i, n := range all[0].Sizes {
		cells[0][1+i] = fmt.Sprint(n)
	}
	for _, c := range all {
		line := []string{c.Work}
		for _, took := range c.Took {
			line = append(line, short(took)+" "+c.Unit)
		}
		cells = append(cells, append(line, fmt.Sprintf("%.2f", c.Power), c.May, plotted(c.Took), c.said()))
	}
	return "\n" + aligned(cells)
}

// said is what there is to say of how it grows.
func (c *curve) said() string {
	if more := c.moreRows(); c.Defect == "" && more >= 1.5 {
		return fmt.Sprintf("%.1f times as many rows", more)
	}
	return c.Defect
}

// widest is how many cells the longest bar of a plot has.
const widest = 8

// plotted draws three bars beside each other; each doubling of the smallest is a cell.
func plotted(took [3]float64) string {
	least := math.Inf(1)
	for _, x := range took {
		if x > 0 {
			least = min(least, x)
		}
	}
	var bars []string
	for _, x := range took {
		n := 0
		if x > 0 {
			n = min(widest, 1+int(math.Round(math.Log2(x/least))))
		}
		bars = append(bars, strings.Repeat("█", n)+strings.Repeat("·", widest-n))
	}
	return strings.Join(bars, " ")
}
