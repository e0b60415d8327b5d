package recall_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"soprun/procedures"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/recall"
)

// fataler is a test, or a drawn one.
type fataler interface {
	Fatalf(format string, args ...any)
}

// sound fails unless a face can be answered, in one way only, by what it says.
func sound(t fataler, p *sop.Procedure, f recall.Face) {
	if _, known := p.Step(f.Step); !known || f.Page != p.Meta.ID || f.Asked == "" || f.See == "" || !slices.Contains(recall.Kinds, f.Kind) {
		t.Fatalf("%s #%s: %+v", p.Meta.ID, f.Step, f)
	}
	for _, text := range append(append(slices.Clone(f.Given), f.Asked), append(texts(f), wrongs(f)...)...) {
		if strings.TrimSpace(text) == "" || strings.Contains(text, "%!") || strings.Contains(text, `local "`) {
			t.Fatalf("%s says %q", f.Key(), text)
		}
	}
	switch f.How {
	case recall.Choose:
		choosable(t, f)
	case recall.Sort:
		order := f.Arranged(0)
		slices.Sort(order)
		if right, told := f.Judge(recall.Answer{Order: order}); !right || !told || len(f.Lines) < 4 || len(f.Lines) > 7 {
			t.Fatalf("%s: %+v", f.Key(), f.Lines)
		}
		slices.Reverse(order)
		if right, _ := f.Judge(recall.Answer{Order: order}); right {
			t.Fatalf("%s: any order is right: %+v", f.Key(), f.Lines)
		}
	case recall.Type:
		if right, told := f.Judge(recall.Answer{Typed: f.Blanks}); !right || !told || strings.Count(f.Asked, "__") != len(f.Blanks) {
			t.Fatalf("%s: %q %q", f.Key(), f.Asked, f.Blanks)
		}
		for _, want := range f.Blanks {
			if slices.ContainsFunc(strings.Fields(f.Asked), func(w string) bool { return recall.Same(w, want) }) {
				t.Fatalf("%s: %q says the answer, %q", f.Key(), f.Asked, want)
			}
		}
	case recall.Point:
		if n := len(pointed(f)); n < 1 || n > 2 || n == 2 && f.Of != ":swapped" || len(f.Lines) < 3 {
			t.Fatalf("%s: %+v", f.Key(), f.Lines)
		}
	case recall.Recall:
		if len(f.Options)+len(f.Lines)+len(f.Blanks) > 0 {
			t.Fatalf("%s has something to answer with: %+v", f.Key(), f)
		}
	default:
		t.Fatalf("%s is answered by %q", f.Key(), f.How)
	}
}

// choosable fails unless one option of several is right, and no other says the same.
func choosable(t fataler, f recall.Face) {
	if _, person, _ := strings.Cut(f.Options[0].Text, " "); f.Kind == recall.Who && strings.Contains(strings.ToLower(strings.Join(f.Given, " ")), person) {
		t.Fatalf("%s says who it is: %q", f.Key(), f.Given)
	}
	if f.Kind != recall.Why && len(f.Options) != 4 || len(f.Options) < 2 {
		t.Fatalf("%s has the options %q", f.Key(), f.Options)
	}
	for i, o := range f.Options {
		if right, _ := f.Judge(recall.Answer{Option: i}); right != (i == 0) {
			t.Fatalf("%s: %q is right: %v", f.Key(), o.Text, right)
		}
		for _, x := range f.Options[:i] {
			if recall.Same(o.Text, x.Text) {
				t.Fatalf("%s: %q says the same as %q", f.Key(), o.Text, x.Text)
			}
		}
		apart := math.Abs(float64(len([]rune(o.Text)) - len([]rune(f.Options[0].Text))))
		if f.Kind != recall.Why && apart > 0.4*float64(len([]rune(f.Options[0].Text))) {
			t.Fatalf("%s: %q is not of the length of %q", f.Key(), o.Text, f.Options[0].Text)
		}
	}
	if places := f.Arranged(3); len(places) != len(f.Options) || !reflect.DeepEqual(places, f.Arranged(3)) {
		t.Fatalf("%s is arranged as %v", f.Key(), places)
	}
}

func TestEveryFaceOfTheLibraryIsSoundAndTheSameEachTime(t *testing.T) {
	again := library(t)
	for i, p := range library(t) {
		if !reflect.DeepEqual(recall.Items(p), recall.Items(again[i])) {
			t.Errorf("two readings of %s make other faces", p.Meta.ID)
		}
		keys := map[string]bool{}
		for _, it := range recall.Items(p) {
			for _, f := range it.Faces {
				sound(t, p, f)
				if keys[f.Key()] {
					t.Errorf("%s has two faces %q", p.Meta.ID, f.Key())
				}
				keys[f.Key()] = true
			}
		}
	}
}

func TestEveryFaceOfAnyPageIsSoundAndTheSameEachTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPage(t)
		items := recall.Items(p)
		if !reflect.DeepEqual(items, recall.Items(p)) {
			t.Fatalf("two readings of a page make other faces")
		}
		for _, it := range items {
			for _, f := range it.Faces {
				sound(t, p, f)
			}
		}
	})
}

// TestTheLibraryHasFacesOfEveryKind holds how many there are at least, so that none dries up
// unseen.
func TestTheLibraryHasFacesOfEveryKind(t *testing.T) {
	least := map[recall.Kind]int{
		recall.Next: 1000, recall.Order: 800, recall.Gap: 180, recall.Why: 600, recall.Fault: 1500, recall.WhatIf: 1000, recall.Hazard: 80, recall.Who: 350,
	}
	got := map[recall.Kind]int{}
	for _, p := range library(t) {
		for _, it := range recall.Items(p) {
			for _, f := range it.Faces {
				got[f.Kind]++
			}
		}
	}
	for _, k := range recall.Kinds {
		if got[k] < least[k] {
			t.Errorf("%d faces of kind %q, want %d", got[k], k, least[k])
		}
	}
}

// TestNeitherPlaceNorLengthTellsTheRightAnswer counts over the library at which place the
// right answer stands, and how often it is the longest or the shortest: no more often than
// chance would have it in one of a thousand libraries.
func TestNeitherPlaceNorLengthTellsTheRightAnswer(t *testing.T) {
	var places [4]float64
	all, longest, shortest := 0.0, 0.0, 0.0
	for _, p := range library(t) {
		for _, it := range recall.Items(p) {
			for _, f := range it.Faces {
				if f.How != recall.Choose || len(f.Options) != 4 {
					continue
				}
				all++
				places[slices.Index(f.Arranged(int(all)%5), 0)]++
				lengths := []int{}
				for _, o := range f.Options[1:] {
					lengths = append(lengths, len([]rune(o.Text)))
				}
				if own := len([]rune(f.Options[0].Text)); own > slices.Max(lengths) {
					longest++
				} else if own < slices.Min(lengths) {
					shortest++
				}
			}
		}
	}
	chi := 0.0
	for _, n := range places {
		chi += (n - all/4) * (n - all/4) / (all / 4)
	}
	if all < 1500 || chi > 16.27 { // 3 degrees of freedom, 1 in 1000
		t.Errorf("of %.0f right answers %v stand at each place: chi-square %.1f", all, places, chi)
	}
	most := all/4 + 3.1*math.Sqrt(all*3/16)
	if longest > most || shortest > most {
		t.Errorf("of %.0f right answers %.0f are the longest and %.0f the shortest, want at most %.0f", all, longest, shortest, most)
	}
}

func TestAnArrangementHangsOnTheTimesThatAnItemWasMet(t *testing.T) {
	f := one(t, shipped(t, "SOP-EQ-014"), "read", recall.Next, "")
	seen := map[int]bool{}
	for times := range 40 {
		seen[slices.Index(f.Arranged(times), 0)] = true
	}
	if len(seen) != 4 {
		t.Errorf("in 40 times the right answer stood at %d of 4 places", len(seen))
	}
}

// TestNoWordOfThePageIsChanged looks for the instructions that faces show on their page.
func TestNoWordOfThePageIsChanged(t *testing.T) {
	looked := 0
	for _, p := range library(t) {
		var steps []string
		for _, s := range p.Sections {
			for _, st := range s.Steps {
				steps = append(steps, strings.ToLower(strings.Join(strings.Fields(st.Text), " ")))
			}
		}
		for _, it := range recall.Items(p) {
			for _, f := range it.Faces {
				shown := texts(f)
				if f.Kind == recall.Fault && f.Of != ":swapped" && f.Of != ":missing" {
					continue // its lines are those of the values too
				}
				if f.Kind == recall.Next || f.Kind == recall.WhatIf && f.Of == "" {
					shown = append(wrongs(f), f.See)
				}
				for _, text := range shown {
					looked++
					if !slices.Contains(steps, strings.ToLower(text)) {
						t.Errorf("%s %s: %q is not on the page", p.Meta.ID, f.Key(), text)
					}
				}
			}
		}
	}
	if looked < 5000 {
		t.Errorf("%d lines were looked at", looked)
	}
}

func TestTheSameInAnotherSpellingIsTheSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"2", "2.0", true},
		{"2,5", "2.50", true},
		{"10 min", "600 seconds", true},
		{"1 h", "60min", true},
		{"8 °C", "8 degrees C", true},
		{"5 μL", "5 µl", true},
		{"20 %", "20 percent", true},
		{"4 weeks", "28 days", true},
		{"**Stop.**", "stop", true},
		{"1,000 ppm", "1000 ppm", true},
		{"−8.0", "-8", true},
		{"2", "-2", false},
		{"10 min", "10 s", false},
		{"", "", false},
		{"8 °C", "8 K", false},
		{"2.0 to 8.0", "2.0 to 18.0", false},
	} {
		if recall.Same(c.a, c.b) != c.same || recall.Same(c.b, c.a) != c.same {
			t.Errorf("%q and %q: want the same: %v", c.a, c.b, c.same)
		}
	}
}

func TestAnItemStartsAnewWhereItsAnswerChangesAndNotWhereItsWordsDo(t *testing.T) {
	p := shipped(t, "SOP-EQ-014")
	answer := func() string {
		for _, it := range recall.Items(p) {
			if it.Step == "read" {
				return it.Answer
			}
		}
		return ""
	}
	before := answer()
	st := &p.Sections[0].Steps[1]
	st.Text = "Read what the display shows."
	if before == "" || answer() != before {
		t.Error("other words make another answer")
	}
	high := sop.MustDecimal("6.0")
	st.Fields[0].Accepted.High = &high
	if answer() == before {
		t.Error("another limit makes no other answer")
	}
}

// TestEveryCriticalStepOfTheLibraryHasThreeKindsOfFace counts kinds alone: more questions
// make none more.
func TestEveryCriticalStepOfTheLibraryHasThreeKindsOfFace(t *testing.T) {
	critical := 0
	for _, p := range library(t) {
		kinds := map[string][]recall.Kind{}
		for _, it := range recall.Items(p) {
			kinds[it.Step] = it.Kinds()
		}
		for _, s := range p.Sections {
			for _, st := range s.Steps {
				if !st.Critical {
					continue
				}
				critical++
				if len(kinds[st.ID]) < recall.Ways {
					t.Errorf("%s #%s has %v", p.Meta.ID, st.ID, kinds[st.ID])
				}
			}
		}
	}
	if critical < 200 {
		t.Errorf("the library has %d critical steps", critical)
	}
}

// TestAPageThatWasDamagedMakesFacesOrNone reads shipped pages of which lines are missing, are
// there twice or stand elsewhere.
func TestAPageThatWasDamagedMakesFacesOrNone(t *testing.T) {
	shipped, err := procedures.All()
	if err != nil || len(shipped) == 0 {
		t.Fatalf("%d pages (%v)", len(shipped), err)
	}
	read := 0
	rapid.Check(t, func(t *rapid.T) {
		lines := strings.Split(string(rapid.SampledFrom(shipped).Draw(t, "page").Source), "\n")
		for range rapid.IntRange(1, 6).Draw(t, "damages") {
			at := rapid.IntRange(20, len(lines)-1).Draw(t, "at")
			to := rapid.IntRange(20, len(lines)-1).Draw(t, "to")
			lines = rapid.SampledFrom([][]string{
				slices.Delete(slices.Clone(lines), at, at+1), slices.Insert(slices.Clone(lines), to, lines[at]), slices.Replace(slices.Clone(lines), to, to+1, lines[at]),
			}).Draw(t, "lines")
		}
		if p, _ := page.Read([]byte(strings.Join(lines, "\n")), page.Options{}); p != nil {
			read++
			recall.Items(p)
		}
	})
	if read < 20 {
		t.Errorf("%d damaged pages were read", read)
	}
}

// TestTheStepsThatAreAskedInFewWaysAreTheSameHoweverFewFacesAreMade compares Few with all
// faces.
func TestTheStepsThatAreAskedInFewWaysAreTheSameHoweverFewFacesAreMade(t *testing.T) {
	told := 0
	rapid.Check(t, func(t *rapid.T) {
		p := anyPage(t)
		items := map[string]recall.Item{}
		for _, it := range recall.Items(p) {
			items[it.Step] = it
		}
		few := map[string]recall.Item{}
		for _, it := range recall.Few(p) {
			few[it.Step] = it
			told++
		}
		for _, s := range p.Sections {
			for _, st := range s.Steps {
				it, is := few[st.ID]
				if want := st.Critical && items[st.ID].Ways() < recall.Ways; is != want || is && !slices.Equal(it.Kinds(), items[st.ID].Kinds()) {
					t.Fatalf("%s is one of few ways: %v, want %v; %v", st.ID, is, want, items[st.ID].Kinds())
				}
			}
		}
	})
	if told < 10 {
		t.Errorf("%d steps were found", told)
	}
}
