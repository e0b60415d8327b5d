package procedures_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// The least that the library has: of pages, and of pages that show a duty, a
// skill, a piece of knowledge or a behaviour.
const (
	leastPages  = 54
	leastDuties = 2
	leastSkills = 2
	leastOthers = 1
	leastOfArea = 5
)

// areas are those of healthcare science for which the standard is written. A page
// for everybody is of allAreas, and counts for none of them.
var areas = []string{
	"Life sciences", "Physiological sciences", "Physical sciences", "Clinical engineering", "Clinical bioinformatics",
}

const allAreas = "All areas"

// TestTheLibraryShowsTheWholeStandard counts a duty's pages by the codes that
// the standard prints under it.
func TestTheLibraryShowsTheWholeStandard(t *testing.T) {
	st := standard.ST0218()
	pages, duties := map[sop.Code]int{}, map[int]int{}
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		shown := map[int]bool{}
		for _, code := range proc.Meta.Codes {
			pages[code]++
			for _, d := range st.DutiesOf(code) {
				shown[d.Number] = true
			}
		}
		for d := range shown {
			duties[d]++
		}
	}
	if n := len(all(t)); n < leastPages {
		t.Errorf("the library has %d pages, want %d", n, leastPages)
	}
	for _, d := range st.Duties {
		if duties[d.Number] < leastDuties {
			t.Errorf("duty %d has %d pages, want %d", d.Number, duties[d.Number], leastDuties)
		}
	}
	for _, s := range st.Statements {
		least := leastOthers
		if s.Code[0] == 'S' {
			least = leastSkills
		}
		if pages[s.Code] < least {
			t.Errorf("%s has %d pages, want %d: %s", s.Code, pages[s.Code], least, s.Text)
		}
	}
}

func TestEveryAreaOfHealthcareScienceHasFivePages(t *testing.T) {
	pages := map[string]int{}
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		if proc.Meta.Area == allAreas {
			continue
		}
		for _, area := range strings.Split(proc.Meta.Area, ", ") {
			if !slices.Contains(areas, area) {
				t.Errorf("%s is of the area %q, want %q or some of %q", p.Path, area, allAreas, areas)
			}
			pages[area]++
		}
	}
	for _, area := range areas {
		if pages[area] < leastOfArea {
			t.Errorf("%s has %d pages, want %d", area, pages[area], leastOfArea)
		}
	}
}

// TestSkillsAreShownAndKnowledgeIsAsked keeps doing and knowing apart: a step shows skills,
// and what somebody knows, or how they behave, is told by their answers alone.
func TestSkillsAreShownAndKnowledgeIsAsked(t *testing.T) {
	shown, asked := map[sop.Code]map[string]bool{}, map[sop.Code]int{}
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		for _, s := range steps(proc) {
			for _, c := range s.Codes {
				if c[0] != 'S' {
					t.Errorf("%s: #%s shows %s: nobody sees it by watching; ask about it", p.Path, s.ID, c)
				}
				if shown[c] == nil {
					shown[c] = map[string]bool{}
				}
				shown[c][p.Path] = true
			}
		}
		for _, q := range proc.Questions {
			for _, c := range q.Codes {
				asked[c]++
			}
		}
	}
	for _, s := range standard.ST0218().Statements {
		if s.Code[0] == 'S' && len(shown[s.Code]) < leastSkills {
			t.Errorf("steps of %d pages show %s, want %d: %s", len(shown[s.Code]), s.Code, leastSkills, s.Text)
		}
		if s.Code[0] != 'S' && asked[s.Code] == 0 {
			t.Errorf("nothing asks about %s: %s", s.Code, s.Text)
		}
	}
}

func TestTheKnowledgeCheckTeaches(t *testing.T) {
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		options := 0
		for _, q := range proc.Questions {
			if len(q.Options) > 0 {
				options++
			}
			for _, o := range q.Options {
				if !o.Right && o.Why == "" {
					t.Errorf("%s does not say why %q is wrong", p.Path, o.Text)
				}
			}
		}
		if options < 2 {
			t.Errorf("%s asks %d questions with options, want 2", p.Path, options)
		}
	}
}

// TestThreeToFiveQuestionsCoverEveryCriticalStep also bounds how many steps one
// question names: it cannot test more, however many it could list.
func TestThreeToFiveQuestionsCoverEveryCriticalStep(t *testing.T) {
	const least, most, steps = 3, 5, 3
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		if n := len(proc.Questions); n < least || n > most {
			t.Errorf("%s asks %d questions, want %d to %d", p.Path, n, least, most)
		}
		asked := map[string]bool{}
		for _, q := range proc.Questions {
			if len(q.Steps) > steps {
				t.Errorf("%s asks %q about %d steps, want at most %d", p.Path, q.Text, len(q.Steps), steps)
			}
			for _, id := range q.Steps {
				asked[id] = true
			}
		}
		for _, s := range proc.Sections {
			for _, st := range s.Steps {
				if st.Critical && !asked[st.ID] {
					t.Errorf("%s asks nothing about its critical step #%s", p.Path, st.ID)
				}
			}
		}
	}
}

// TestNoPlaceAndNoLengthGivesTheRightOptionAway holds over the library that the right
// options stand in each place about as often (chi-square with two degrees of freedom,
// below 9.21: one library in a hundred written without a thought would be above), and that
// the longest option is not the right one more often than not; and of each question, that
// its right option is not half as long again as every wrong one.
func TestNoPlaceAndNoLengthGivesTheRightOptionAway(t *testing.T) {
	const critical, longer = 9.21, 1.6
	places, longest, asked := [3]int{}, 0, 0
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		for _, q := range proc.Questions {
			if len(q.Options) < 2 {
				continue
			}
			at, right, wrong := 0, 0, 0
			for i, o := range q.Options {
				if n := utf8.RuneCountInString(o.Text); o.Right {
					at, right = i, n
				} else {
					wrong = max(wrong, n)
				}
			}
			if float64(right) > longer*float64(wrong) {
				t.Errorf("%s asks %q: the right option has %d characters, the longest wrong one %d", p.Path, q.Text, right, wrong)
			}
			if asked++; right > wrong {
				longest++
			}
			if len(q.Options) == len(places) {
				places[at]++
			}
		}
	}
	of := places[0] + places[1] + places[2]
	chi, each := 0.0, float64(of)/3
	for _, n := range places {
		chi += (float64(n) - each) * (float64(n) - each) / each
	}
	if of == 0 || chi > critical || 2*longest > asked {
		t.Errorf("of %d right options %v stand first, second and third (chi-square %.1f); %d of %d are the longest", of, places, chi, longest, asked)
	}
}
