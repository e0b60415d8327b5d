package chart_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/chart"
	"soprun/internal/tuitest"
)

var sizes = []chart.Size{{Width: 58, Height: 9}, {Width: 78, Height: 16}, {Width: 138, Height: 30}}

func TestARunChartShowsLimitsMeanChangesAndWhatIsOut(t *testing.T) {
	got := text(draw(t, fridge(), chart.Size{Width: 78, Height: 16}, chart.Style{}, 49))
	if got != runChart {
		t.Errorf("it is\n%s\nwant\n%s", got, runChart)
	}
	small := text(draw(t, fridge(), sizes[0], chart.Style{ASCII: true}, -1))
	if small != smallRunChart {
		t.Errorf("it is\n%s\nwant\n%s", small, smallRunChart)
	}
}

func TestALeveyJenningsChartShowsWhatLiesBetweenItsLines(t *testing.T) {
	if got := text(draw(t, controls(), chart.Size{Width: 78, Height: 16}, chart.Style{}, -1)); got != leveyJennings {
		t.Errorf("it is\n%s\nwant\n%s", got, leveyJennings)
	}
	if got := text(draw(t, controls(), sizes[0], chart.Style{ASCII: true}, -1)); got != smallLeveyJennings {
		t.Errorf("it is\n%s\nwant\n%s", got, smallLeveyJennings)
	}
}

// The same picture in letters has the same marks in the same cells.
func TestLettersStandWhereMarksStand(t *testing.T) {
	same := strings.NewReplacer("●", "o", "▲", "!", "■", "X", "╌", "-", "·", ".", "┊", "|", "═", "=", "─", "-", "█", "#", "▴", "^")
	for _, s := range []chart.Series{fridge(), controls()} {
		for _, size := range []chart.Size{{Width: 58, Height: 11}, sizes[1], sizes[2]} {
			marks, letters := text(draw(t, s, size, chart.Style{}, 10)), text(draw(t, s, size, chart.Style{ASCII: true}, 10))
			if same.Replace(marks) != letters {
				t.Errorf("%v\n%s\n%s", size, marks, letters)
			}
			if strings.IndexFunc(letters, func(r rune) bool { return r > 0x7e }) >= 0 {
				t.Errorf("it is not all letters and signs:\n%s", letters)
			}
		}
	}
}

func TestWordsOfABarThatAreCutSaySo(t *testing.T) {
	p := chart.Pareto{Bars: []chart.Bar{{Name: "EQ-050 #control-two", What: "days since level 2 was opened above 14 d", Count: 2}}}
	for letters, want := range map[bool]string{false: "was opened…  █", true: "was opene..  #"} {
		d, err := p.Draw(chart.Size{Width: 85, Height: 10}, chart.Style{ASCII: letters}, -1)
		if err != nil || !strings.Contains(text(d), want) {
			t.Errorf("%v\n%s", err, text(d))
		}
	}
}

// rowsOf are the rows of a picture of readings without its axis, by their label.
func rowsOf(d chart.Drawn) []string {
	out := make([]string, len(d.Rows)-1)
	for i := range out {
		out[i] = d.Rows[i].String()
	}
	return out
}

// However many readings there are, and however close to their limits they lie: one that is out
// has a mark of its own beyond the line of the limit, and none that is in has one there.
func TestNothingOutOfLimitsIsEverHiddenOrDrawnWithin(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		days := rapid.IntRange(1, 900).Draw(rt, "days")
		s := chart.Series{From: first, Until: first.AddDate(0, 0, days), Places: 1, Bounds: []chart.Bound{{From: first, Low: 2, High: 8, LowText: "2.0", HighText: "8.0"}}}
		above, below := 0, 0
		for i := range rapid.IntRange(0, 60).Draw(rt, "n") {
			day := rapid.IntRange(0, days-1).Draw(rt, "day")
			tenths := rapid.SampledFrom([]int{20, 21, 50, 79, 80, 81, 95, 19, -40, 400}).Draw(rt, "reading")
			p := chart.Point{At: first.AddDate(0, 0, day).Add(time.Duration(i) * time.Minute), Y: float64(tenths) / 10}
			if p.Y > 8 || p.Y < 2 {
				p.State = chart.IsOut
			}
			s.Points = append(s.Points, p)
		}
		slices.SortFunc(s.Points, func(a, b chart.Point) int { return a.At.Compare(b.At) })
		columns := map[bool]map[int]bool{true: {}, false: {}} // above, below
		for _, p := range s.Points {
			if p.State == chart.IsOut {
				columns[p.Y > 8][int(p.At.Sub(first).Hours()/24)] = true
			}
		}
		above, below = len(columns[true]), len(columns[false])
		size := chart.Size{Width: rapid.IntRange(36, 150).Draw(rt, "width"), Height: rapid.IntRange(7, 40).Draw(rt, "height")}
		d, err := s.Draw(size, chart.Style{ASCII: true}, -1)
		if err != nil {
			rt.Fatal(err)
		}
		if len(d.Rows) > size.Height {
			rt.Fatalf("%d rows in %d", len(d.Rows), size.Height)
		}
		part := 0 // above the upper limit, between the two, below the lower
		for _, row := range rowsOf(d) {
			if len([]rune(row)) > size.Width {
				rt.Fatalf("%q is wider than %d", row, size.Width)
			}
			label, drawn, _ := strings.Cut(strings.TrimLeft(row, " "), " ")
			on := label == "8.0" || label == "2.0"
			switch {
			case label == "8.0":
				part = 1
			case part == 1 && !on && strings.Contains(drawn, "X"):
				rt.Fatalf("out of limits between them:\n%s", text(d))
			case part != 1 && strings.Contains(drawn, "o") && !strings.Contains(drawn, "limit"):
				rt.Fatalf("within the limits beyond them:\n%s", text(d))
			case on && strings.Contains(drawn, "X"):
				rt.Fatalf("on the limit is not out:\n%s", text(d))
			}
			if label == "2.0" {
				part = 2
			}
		}
		// Each column of days has its mark, unless several days share one.
		marks := strings.Count(text(d), "X")
		if days <= 30 && size.Width >= 100 && marks < max(above, below) {
			rt.Fatalf("%d marks for %d days above and %d below:\n%s", marks, above, below, text(d))
		}
		if above+below > 0 && marks == 0 {
			rt.Fatalf("what is out is not drawn:\n%s", text(d))
		}
	})
}

func TestAFoldedPictureSaysHowItIsFolded(t *testing.T) {
	s := fridge()
	if d := draw(t, s, chart.Size{Width: 78, Height: 16}, chart.Style{}, -1); d.Says != "" {
		t.Errorf("eight weeks are not folded: %s", d.Says)
	}
	s.Until = s.From.AddDate(1, 0, 0)
	d := draw(t, s, chart.Size{Width: 78, Height: 16}, chart.Style{}, -1)
	if d.Says != "a column is 7 days and shows its worst reading, and all that are out or to be looked at" {
		t.Errorf("a year: %q", d.Says)
	}
	s.Points = nil
	if d := draw(t, s, chart.Size{Width: 78, Height: 16}, chart.Style{}, -1); d.Says != "" {
		t.Errorf("nothing is folded: %s", d.Says)
	}
}

func TestAColumnShowsItsWorstReading(t *testing.T) {
	s := chart.Series{From: first, Until: first.AddDate(2, 0, 0), Places: 1, Mean: &chart.Level{Y: 5, Text: "mean 5.0"}, Bounds: []chart.Bound{{From: first, Low: 2, High: 8, LowText: "2.0", HighText: "8.0"}}}
	for i, y := range []float64{5.1, 7.4, 4.9, 5.2} {
		s.Points = append(s.Points, chart.Point{At: first.AddDate(0, 0, i), Y: y})
	}
	if got := text(draw(t, s, chart.Size{Width: 78, Height: 16}, chart.Style{ASCII: true}, -1)); strings.Count(got, "o") != 1 || !strings.Contains(got, "7.5 o") {
		t.Errorf("it is\n%s", got)
	}
	if got := text(draw(t, s, chart.Size{Width: 78, Height: 16}, chart.Style{ASCII: true}, 2)); strings.Count(got, "o") != 2 {
		t.Errorf("the one that is selected is not seen:\n%s", got)
	}
}

func TestFewReadingsAreDrawnToo(t *testing.T) {
	size := chart.Size{Width: 78, Height: 16}
	at := func(hours int, y float64) chart.Point {
		return chart.Point{At: first.Add(time.Duration(hours) * time.Hour), Y: y}
	}
	for _, c := range []struct {
		name   string
		points []chart.Point
		bounds []chart.Bound
		marks  int
	}{
		{"none", nil, nil, 0},
		{"none with limits", nil, []chart.Bound{{From: first, Low: 2, High: none, LowText: "2"}}, 0},
		{"one", []chart.Point{at(9, 4.1)}, nil, 1},
		{"all equal", []chart.Point{at(9, 4.1), at(33, 4.1), at(57, 4.1)}, nil, 3},
		{"all zero", []chart.Point{at(9, 0), at(33, 0)}, nil, 2},
		{"very large", []chart.Point{at(9, 4e12), at(33, -4e12)}, nil, 2},
		{"one limit", []chart.Point{at(9, 4.1)}, []chart.Bound{{From: first, Low: none, High: 35, HighText: "35"}}, 1},
		{"the limits are one", []chart.Point{at(9, 4.1)}, []chart.Bound{{From: first, Low: 4.1, High: 4.1, LowText: "4.1", HighText: "4.1"}}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := chart.Series{From: first, Until: first.AddDate(0, 0, 3), Places: 1, Points: c.points, Bounds: c.bounds}
			got := text(draw(t, s, size, chart.Style{ASCII: true}, -1))
			if strings.Count(got, "o") != c.marks || !strings.Contains(got, "1 Feb") || !strings.Contains(got, "3 Feb") {
				t.Errorf("%d marks wanted:\n%s", c.marks, got)
			}
		})
	}
}

func TestWhatDoesNotFitSaysWhatItNeeds(t *testing.T) {
	strip := chart.Strip{From: first, Until: first.AddDate(0, 1, 0), Items: []chart.Item{{Name: "F-11"}}}
	for name, p := range map[string]interface {
		Draw(chart.Size, chart.Style, int) (chart.Drawn, error)
	}{"readings": fridge(), "controls": controls(), "bars": chart.Pareto{Bars: []chart.Bar{{Name: "a", Count: 1}}}, "slots": strip} {
		_, err := p.Draw(chart.Size{Width: 20, Height: 4}, chart.Style{}, -1)
		var small chart.TooSmall
		if !errors.As(err, &small) || !strings.Contains(err.Error(), fmt.Sprintf("it needs %d columns", small.Needs.Width)) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := p.Draw(chart.Size{Width: small.Needs.Width + 10, Height: small.Needs.Height + 4}, chart.Style{}, -1); err != nil {
			t.Errorf("%s: %v, though it has more", name, err)
		}
	}
}

// A day on which the clocks are changed is as wide as any other.
func TestADayIsADayWhenTheClocksChange(t *testing.T) {
	from := time.Date(2026, 3, 27, 0, 0, 0, 0, london)
	s := chart.Series{From: from, Until: from.AddDate(0, 0, 5), Places: 1}
	for day := range 5 {
		s.Points = append(s.Points, chart.Point{At: time.Date(2026, 3, 27+day, 9, 0, 0, 0, london), Y: 5})
	}
	for _, row := range rowsOf(draw(t, s, chart.Size{Width: 78, Height: 10}, chart.Style{ASCII: true}, -1)) {
		var at []int
		for i, r := range row {
			if r == 'o' {
				at = append(at, i)
			}
		}
		for i := 2; i < len(at); i++ {
			if at[i]-at[i-1] != at[1]-at[0] {
				t.Errorf("days lie at %v", at)
			}
		}
	}
}

// Beside a reading that is far out both limits lie on one row: neither is called by the other's
// number, and in a picture one is not written over the other.
func TestLimitsThatLieOnOneRowAreBothTold(t *testing.T) {
	s := chart.Series{From: first, Until: first.AddDate(0, 0, 20), Bounds: []chart.Bound{
		{From: first, Low: 2, LowText: "2", High: 8, HighText: "8"},
	}, Points: []chart.Point{{At: first, Y: 5}, {At: first.AddDate(0, 0, 2), Y: 99999, State: chart.IsOut}}}
	got := text(draw(t, s, chart.Size{Width: 78, Height: 12}, chart.Style{ASCII: true}, -1))
	if strings.Contains(got, "limit ") || !strings.Contains(got, "limits 2 to 8") || !strings.Contains(got, "\n     0 o-") {
		t.Errorf("it is\n%s", got)
	}
	s.Mean = &chart.Level{Y: 5, Text: "mean 5"}
	at := map[string]bool{}
	for _, label := range []string{"limit 8", "mean 5", "limit 2"} {
		y := regexp.MustCompile(`y="([0-9.]+)"[^>]*>` + label + "<").FindStringSubmatch(s.SVG(chart.Told{}, func(int) string { return "" }))
		if y == nil || at[y[1]] {
			t.Fatalf("%s stands at %v, others at %v", label, y, at)
		}
		at[y[1]] = true
	}
}

func TestLimitsThatChangeAreDrawnAsTheyWere(t *testing.T) {
	s := chart.Series{From: first, Until: first.AddDate(0, 0, 40), Places: 0, Bounds: []chart.Bound{
		{From: first, Low: none, High: 8, HighText: "8"}, {From: first.AddDate(0, 0, 20), Low: none, High: 6, HighText: "6"},
	}, Points: []chart.Point{{At: first.AddDate(0, 0, 2), Y: 7}, {At: first.AddDate(0, 0, 30), Y: 7, State: chart.IsOut}}}
	got := text(draw(t, s, chart.Size{Width: 64, Height: 10}, chart.Style{ASCII: true}, -1))
	lines := strings.Split(got, "\n")
	if strings.Count(lines[0], "-") != 20 || !strings.Contains(got, "limit 6") || strings.Contains(got, "limit 8") {
		t.Errorf("it is\n%s", got)
	}
}

func TestBarsAreOfTheirNumberAndOthersSetNoScale(t *testing.T) {
	p := chart.Pareto{Bars: []chart.Bar{
		{Name: "EQ-014 #read", What: "high above 8.0", Count: 26}, {Name: "CEN-014 #contact", What: "window missed", Count: 14}, {Name: "EQ-021 #weigh", What: "spread above 3.0", Count: 9},
	}, Others: chart.Bar{Name: "7 others", Count: 12}}
	if got := text(draw(t, p, chart.Size{Width: 78, Height: 10}, chart.Style{ASCII: true}, 1)); got != pareto {
		t.Errorf("it is\n%s\nwant\n%s", got, pareto)
	}
	if got := text(draw(t, p, chart.Size{Width: 58, Height: 10}, chart.Style{ASCII: true}, -1)); !strings.Contains(got, "  EQ-014 #read  high above 8.0\n    #####") {
		t.Errorf("it is\n%s", got)
	}
	p.Others.Count = 500
	if got := text(draw(t, p, chart.Size{Width: 78, Height: 10}, chart.Style{ASCII: true}, -1)); !strings.Contains(got, "#+") || strings.Count(strings.Split(got, "\n")[0], "#") < 20 {
		t.Errorf("it is\n%s", got)
	}
}

func march() chart.Strip {
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, london)
	s := chart.Strip{From: from, Until: from.AddDate(0, 1, 0)}
	for i, name := range []string{"F-11", "F-12"} {
		item := chart.Item{Name: name}
		for day := range 31 {
			how := chart.WasDone
			switch {
			case i == 0 && day == 4:
				how = chart.WasLate
			case i == 0 && day >= 12 && day < 15:
				how = chart.WasMissed
			case i == 1 && day > 24 && day < 29:
				how = chart.NotRequired
			case day > 28:
				how = chart.NotYet
			}
			item.Slots = append(item.Slots, chart.Slot{Day: from.AddDate(0, 0, day).Add(9 * time.Hour), How: how})
		}
		item.Said = chart.Counts(item.Slots)
		s.Items = append(s.Items, item)
	}
	return s
}

func TestAStripIsADayACell(t *testing.T) {
	if got := text(draw(t, march(), chart.Size{Width: 90, Height: 10}, chart.Style{ASCII: true}, 1)); got != strip {
		t.Errorf("it is\n%s\nwant\n%s", got, strip)
	}
	s := march()
	s.Until = s.Until.AddDate(0, 1, 0)
	s.Items[0].Slots = append(s.Items[0].Slots, chart.Slot{Day: s.From, How: chart.WasMissed}, chart.Slot{Day: s.From.AddDate(0, 1, 2), How: chart.WasLate})
	got := text(draw(t, s, chart.Size{Width: 60, Height: 10}, chart.Style{ASCII: true}, -1))
	if !strings.Contains(got, "Mar 26") || !strings.Contains(got, "Apr 26") || !strings.Contains(got, "    F-11    M...L..") || !strings.Contains(got, "    F-11      L\n") {
		t.Errorf("two months are\n%s", got)
	}
}

// svgs are pictures as files.
func svgs(about chart.Told) map[string]string {
	p := chart.Pareto{Bars: []chart.Bar{{Name: about.Title, What: "a & b", Count: 3}}, Others: chart.Bar{Name: "2 others", Count: 4}}
	s := march()
	s.Items[0].Name = about.Title
	return map[string]string{
		"readings": fridge().SVG(about, func(i int) string { return about.Title + fmt.Sprint(i) }), "bars": p.SVG(about), "slots": s.SVG(about),
		"controls": controls().SVG(about, func(int) string { return about.Description }),
	}
}

func TestAPictureAsAFileIsWellFormedAndRunsNothing(t *testing.T) {
	evil := `<script>alert("1")</script> & 'x' ]]> ` + "\x1b[31m\x00\ufffe"
	for name, svg := range svgs(chart.Told{Title: evil, Description: evil + " described"}) {
		d := xml.NewDecoder(strings.NewReader(svg))
		var elements []string
		said := ""
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			switch token := token.(type) {
			case xml.StartElement:
				elements = append(elements, token.Name.Local)
				for _, a := range token.Attr {
					if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
						t.Errorf("%s has the attribute %s", name, a.Name.Local)
					}
				}
			case xml.CharData:
				said += string(token)
			}
		}
		if slices.Contains(elements, "script") || !slices.Contains(elements, "title") || !slices.Contains(elements, "desc") || !strings.Contains(said, `<script>alert("1")`) {
			t.Errorf("%s is %v and says %q", name, elements, said)
		}
		if strings.ContainsAny(svg, "\x1b\x00") {
			t.Errorf("%s has control characters", name)
		}
	}
	readings := svgs(chart.Told{Title: "F"})["readings"]
	if n := strings.Count(readings, "<circle"); n != 54 || strings.Count(readings, "<rect") != 2 {
		t.Errorf("%d readings within limits are drawn", n)
	}
}

// Pictures as files stand on white, in reports and on paper.
func TestEveryColourOfAPictureAsAFileCanBeReadOnWhite(t *testing.T) {
	colours := map[string]bool{}
	for name, svg := range svgs(chart.Told{Title: "F"}) {
		for _, m := range regexp.MustCompile(`"#([0-9A-Fa-f]{6})"`).FindAllStringSubmatch(svg, -1) {
			if "#"+m[1] == chart.White {
				continue
			}
			colours[m[1]] = true
			v, err := strconv.ParseUint(m[1], 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			part := func(by uint64) uint32 { return uint32(v>>by&0xff) * 0x101 } //nolint:gosec // a part of it
			if ratio := tuitest.Contrast(tuitest.Luminance(part(16), part(8), part(0)), 1); ratio < 4.5 {
				t.Errorf("%s: #%s has %.2f to 1 on white", name, m[1], ratio)
			}
		}
	}
	if len(colours) < 6 {
		t.Errorf("only %d colours are drawn with", len(colours))
	}
}

// Whatever is drawn and wherever, nothing is wider or higher than it has room for.
func TestEveryPictureFitsOrSaysThatItDoesNot(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		size := chart.Size{Width: rapid.IntRange(0, 160).Draw(rt, "width"), Height: rapid.IntRange(0, 50).Draw(rt, "height")}
		s := fridge()
		if rapid.Bool().Draw(rt, "scores") {
			s = controls()
		}
		for i := range s.Points {
			if rapid.IntRange(0, 20).Draw(rt, "odd") == 0 {
				s.Points[i].Y = rapid.Float64Range(-1e6, 1e6).Draw(rt, "y")
			}
		}
		d, err := s.Draw(size, chart.Style{}, rapid.IntRange(-1, 60).Draw(rt, "selected"))
		var small chart.TooSmall
		if err != nil && !errors.As(err, &small) {
			rt.Fatal(err)
		}
		if len(d.Rows) > size.Height {
			rt.Fatalf("%d rows of %d", len(d.Rows), size.Height)
		}
		for _, row := range d.Rows {
			if n := len([]rune(row.String())); n > size.Width {
				rt.Fatalf("%d cells of %d: %q", n, size.Width, row.String())
			}
		}
	})
}
