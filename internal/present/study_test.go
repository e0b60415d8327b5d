package present_test

import (
	"fmt"
	"strings"
	"testing"

	"soprun/internal/present"
	"soprun/internal/study"
	"soprun/internal/study/studytest"
	"soprun/sop/recall"
)

func TestADayOfQuestionsIsSaidWithWhatWaits(t *testing.T) {
	for want, d := range map[string]study.Day{
		"Nothing is left to ask today.":                                       {},
		"1 question, about 1 minute.":                                         {Questions: 1, Minutes: 1},
		"31 questions, about 9 minutes; 23 more wait, none of them critical.": {Questions: 31, Minutes: 9, Waiting: 23},
		"31 questions, about 9 minutes; 23 more wait, 4 of them critical.":    {Questions: 31, Minutes: 9, Waiting: 23, Critical: 4},
	} {
		if got := present.DayLeft(d); got != want {
			t.Errorf("%+v is %q, want %q", d, got, want)
		}
	}
}

func TestWhatIsRecalledIsSaidAndNothingOfWhatSomebodyCanDo(t *testing.T) {
	for want, p := range map[string]study.Progress{
		"Check a fridge: recalls 9 of 10 critical steps, 10 of 12 steps begun.":              {Title: "Check a fridge", Critical: 10, Recalled: 9, Begun: 10, Items: 12},
		"Check a fridge: recalls 0 of 1 critical step, 1 of 1 step begun, sure and wrong 1.": {Title: "Check a fridge", Critical: 1, Begun: 1, Items: 1, SureWrong: 1},
		"Check a fridge: no critical step, 1 of 2 steps begun.":                              {Title: "Check a fridge", Begun: 1, Items: 2},
	} {
		got := present.Recalls(p)
		if got != want || strings.Contains(got, "competent") {
			t.Errorf("%+v is %q, want %q", p, got, want)
		}
	}
}

func TestEveryKindOfQuestionIsAnnounced(t *testing.T) {
	for _, k := range recall.Kinds {
		q := study.Question{Face: recall.Face{Kind: k}, Title: "Check a fridge"}
		if got := present.Asking(q); strings.HasPrefix(got, ".") || !strings.HasSuffix(got, ". Check a fridge.") {
			t.Errorf("%s is announced as %q", k, got)
		}
		if q.New = true; !strings.HasPrefix(present.Asking(q), "New. ") {
			t.Errorf("%s: it is not said that it is new", k)
		}
	}
}

// The line that is named is that on which the words stand that are quoted; what else a question
// was made of is named beside it.
func TestWhatThePageSaysIsQuotedFromItsOwnLine(t *testing.T) {
	pages := studytest.All(t)
	s, others := study.New(pages, nil, nil), 0
	for _, p := range pages {
		for _, q := range s.OfPage(p.Meta.ID) {
			step, _ := p.Step(q.Step)
			says := present.PageSays(q)
			if want := fmt.Sprintf("The page says, line %d: %s", step.Pos.Line, present.Sentence(present.Plain(step.Text))); !strings.HasPrefix(says, want) {
				t.Errorf("%s %s: %q, want %q", p.Meta.ID, q.Key(), says, want)
			}
			if other := q.At.Line != step.Pos.Line; other != strings.HasSuffix(says, fmt.Sprintf(" See line %d too.", q.At.Line)) {
				t.Errorf("%s %s is made of line %d: %q", p.Meta.ID, q.Key(), q.At.Line, says)
			} else if other {
				others++
			}
		}
	}
	if others < 20 {
		t.Errorf("only %d questions are made of another line: the test shows nothing", others)
	}
}

// What is right of steps that were shown wrong says which comes first, or which was missing.
func TestTheSolutionOfAFaultSaysWhatItsLinesAre(t *testing.T) {
	seen := map[string]int{}
	for _, p := range studytest.All(t) {
		for _, item := range recall.Items(p.Procedure) {
			for _, f := range item.Faces {
				says := present.Solution(study.Question{Face: f})
				switch f.Of {
				case recall.Swapped:
					first, second, _ := strings.Cut(f.See, "\n")
					if says != "First: "+first+" Then: "+second {
						t.Errorf("%q for %q", says, f.See)
					}
				case recall.LeftOut:
					if says != "The missing step: "+f.See {
						t.Errorf("%q for %q", says, f.See)
					}
				default:
					if says != f.See {
						t.Errorf("%q for %q", says, f.See)
					}
				}
				seen[f.Of]++
			}
		}
	}
	if seen[recall.Swapped] < 10 || seen[recall.LeftOut] < 10 {
		t.Errorf("too few are asked: %d and %d", seen[recall.Swapped], seen[recall.LeftOut])
	}
}
