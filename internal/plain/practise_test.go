package plain_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"soprun/internal/answers"
	"soprun/internal/plain"
	"soprun/internal/spaced"
	"soprun/internal/study"
	"soprun/internal/study/studytest"
	"soprun/sop/recall"
)

// practising is a place at which questions are asked, with the desk at which the test sits too.
func practising(t *testing.T) (*place, study.Desk) {
	t.Helper()
	p := open(t)
	desk := p.Study(answers.Folder{Dir: filepath.Join(t.TempDir(), "answers"), Now: p.clock}, p.clock)
	p.with = func(cfg *plain.Config) { cfg.Sources.Study, cfg.Sources.Rehearsals = desk, p.Place }
	return p, desk
}

// sat returns somebody's questions as the dialogue will ask them.
func sat(t *testing.T, desk study.Desk, person, pin string) *study.Sitting {
	t.Helper()
	s, err := desk.Sit(person, pin, silent)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// entries is how many entries the log has.
func entries(t *testing.T, p *place) int64 {
	t.Helper()
	v, err := p.Verify(t.Context(), func(int64, int64) {})
	if err != nil {
		t.Fatal(err)
	}
	return v.Entries
}

// reply is what is typed to answer a question, right or wrong.
func reply(q study.Question, right bool) (lines []string) {
	if q.How == recall.Recall {
		return []string{"", map[bool]string{true: "y", false: "n"}[right]}
	}
	places, typed := studytest.Reply(q, right)
	if len(places) == 0 {
		return typed
	}
	words := make([]string, len(places))
	for i, place := range places {
		words[i] = fmt.Sprint(place + 1)
	}
	return []string{strings.Join(words, " ")}
}

const ofPage = "of sop-cen-014"

// Every question of a page is asked, judged and kept; nothing of it is in the log, and every
// block says that it is no record.
func TestTheQuestionsOfAPageAreAskedAndKept(t *testing.T) {
	for _, right := range []bool{true, false} {
		p, desk := practising(t)
		before := entries(t, p)
		all := sat(t, desk, "l.green", "").OfPage("SOP-CEN-014")
		if len(all) < 4 {
			t.Fatalf("%d questions", len(all))
		}
		lines := []string{"practise", "l.green", ofPage}
		for _, q := range all {
			lines = append(lines, "sure")
			lines = append(lines, reply(q, right)...)
		}
		out := p.says(append(lines, "what", "b", "q"), "Who practises?", "No PIN seals these answers", "question", "Question 1 of", "The page says, line", "That was all of Clean a centrifuge.", "Clean a centrifuge: recalls ")
		page := strings.Split(pageText, "\n")
		for _, says := range regexp.MustCompile(`The page says, line (\d+): (.{8})`).FindAllStringSubmatch(out, -1) {
			if n, err := strconv.Atoi(says[1]); err != nil || n > len(page) || !strings.Contains(strings.ToLower(page[n-1]), strings.ToLower(says[2])) {
				t.Errorf("%q, and that line is %q", says[0], page[n-1])
			}
		}
		verdict := "Not right."
		if right {
			verdict = "Right."
		}
		told := slices.DeleteFunc(slices.Clone(all), func(q study.Question) bool { return q.How == recall.Recall })
		if n := strings.Count(out, verdict); n != len(told) {
			t.Errorf("%q is said %d times, of %d questions:\n%s", verdict, n, len(told), out)
		}
		kept := sat(t, desk, "l.green", "").Recalls()
		if len(kept) != 1 || kept[0].Begun != len(all) || (kept[0].Recalled == kept[0].Critical) != right || (kept[0].SureWrong == 0) != right {
			t.Errorf("answered %v, kept is %+v", right, kept)
		}
		if after := entries(t, p); after != before {
			t.Error("something of it is in the log")
		}
		inside := out[strings.Index(out, "Question 1 of"):strings.Index(out, "That was all")]
		for _, block := range strings.Split(inside, "How sure are you")[1:] {
			if !strings.Contains(block, "PRACTICE - NOT A RECORD") {
				t.Errorf("a block does not say that it is no record:\n%s", block)
			}
		}
	}
}

// What is asked today is asked to its end; what was answered before somebody stopped is kept.
func TestADayOfQuestionsIsAskedToItsEndAndStopsWhereSomebodyStops(t *testing.T) {
	p, desk := practising(t)
	first, more := sat(t, desk, "l.green", "").Ask()
	if !more {
		t.Fatal("nothing is asked")
	}
	lines := append([]string{"practise", "l.green", "today", "guess"}, reply(first, true)...)
	p.says(append(lines, "stop", "b", "q"), "about ", "How sure", "The page says", "Library.")
	s := sat(t, desk, "l.green", "")
	if got := s.Recalls(); len(got) != 1 || got[0].Begun != 1 {
		t.Fatalf("%+v", got)
	}
	lines = []string{"practise", "l.green", "t"}
	for n := 0; ; n++ {
		q, more := s.Ask()
		if !more {
			break
		}
		lines = append(append(lines, "t"), reply(q, true)...)
		s.Answered(q, p.now, true, 2, 0)
	}
	p.says(append(lines, "t", "b", "q"), "That is all for today: ", "Nothing is left to ask today.")
}

// A PIN is asked for before anything of the answers is said, and never echoed.
// A slip of the finger would begin a second memory of the same person.
func TestANameThatNobodyHasIsSaidBeforeAnswersBeginUnderIt(t *testing.T) {
	p, desk := practising(t)
	p.says([]string{"practise", "a.kan", "b", "q"}, `Nobody with the short name "a.kan" is enrolled here (did you mean a.khan?). What is answered now begins anew, under that name.`)
	lacks(t, p.says([]string{"practise", "a.khan", "b", "q"}, "No PIN seals"), "begins anew")
	s := sat(t, desk, "a.kan", "")
	q, _ := s.Ask()
	if err := s.Keep(q, true, spaced.Sure, time.Second); err != nil {
		t.Fatal(err)
	}
	lacks(t, p.says([]string{"practise", "a.kan", "b", "q"}, "No PIN seals"), "begins anew") // whoever practises without a key has a name here by now
}

func TestAPINKeepsAColleagueOut(t *testing.T) {
	p, desk := practising(t)
	out := p.says([]string{"practise", "l.green", "pin", "", "pin", "47", "pin", "4711", "4712", "pin", "4711", "4711", "b", "q"},
		"No PIN seals", "Nothing was typed. A PIN has at least four characters. To have none, go back.", "A PIN has at least four characters.", "Nothing was changed.", "They are not the same. Nothing was changed.", "Your answers are sealed.")
	lacks(t, out, "4711", "4712")
	out = p.says([]string{"practise", "l.green", "4710", "4711", "pin", "", "pin", "4711", "", "pin", "4710", "0815", "0815", "unseal", "", "u", "4710", "b", "q"},
		"l.green, sealed by a PIN.", "that is not the PIN.", "--begin-anew", "Practise, l.green.", "Nothing was changed.", "Nothing was typed. A PIN has at least four characters. To have none, go back and take u, remove the PIN.", "That is not the PIN.", "Nothing was changed.", "That is not the PIN.")
	lacks(t, out, "4710", "4711", "any more")
	if s := sat(t, desk, "l.green", "4711"); !s.Sealed() {
		t.Error("it is not sealed any more")
	}
	out = p.says([]string{"practise", "l.green", "4711", "unseal", "4711", "unseal", "b", "q"}, "No PIN seals your answers any more.", "there is none to remove")
	lacks(t, out, "4710", "4711")
	p.says([]string{"practise", "s.ali", "b", "q"}, "l.green.", "Practise, s.ali.")
	if s := sat(t, desk, "l.green", ""); s.Sealed() {
		t.Error("it is sealed")
	}
}

func TestWhatIsNoAnswerToAQuestionIsAskedForAgain(t *testing.T) {
	p, desk := practising(t)
	q := sat(t, desk, "l.green", "").OfPage("SOP-CEN-014")[0]
	if q.How == recall.Type || q.How == recall.Recall {
		t.Fatalf("the first question is answered by %s", q.How)
	}
	lines := append([]string{"practise", "l.green", "of", "1", ".all", "99", ".b", "o SOP-NO-000", ".b", ofPage, "perhaps", "t", "99", "1 1", ""}, reply(q, true)...)
	p.says(append(lines, "q", "what", "nonsense here", "b", "q"), "Ways to practise a page: r read a page, g walk", "Which page?", "asked by the day", "No page that can be practised has SOP-NO-000", "There is no command perhaps here",
		"from 1 to", "from 1 to", "Nothing was typed", "Right.", "1 of ", "is none of what can be typed here")
}

// The example of an order has as many numbers as there are lines.
func TestAnOrderIsAskedForLikeAnOrderOfItsLines(t *testing.T) {
	p, desk := practising(t)
	s := sat(t, desk, "l.green", "")
	for range 12 {
		var lines []string
		all := s.OfPage(centrifuge)
		for _, q := range all {
			if q.How == recall.Sort {
				like := regexp.MustCompile(`like ([\d ]+\d)`).FindStringSubmatch(p.says(append(append([]string{"practise", "l.green", ofPage}, lines...), "s", "q", "b", "q"), "The numbers in their order, like "))
				if n := len(strings.Fields(like[1])); n != len(q.Lines) || n < 4 {
					t.Errorf("%q for %d lines", like[1], len(q.Lines))
				}
				return
			}
			lines = append(append(lines, "s"), reply(q, true)...)
		}
		for _, q := range all {
			if err := s.Keep(q, true, spaced.Sure, time.Second); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Error("nothing of the page is put in order")
}

func TestAnswersAreSharedAsAFile(t *testing.T) {
	p, _ := practising(t)
	file := filepath.Join(t.TempDir(), "mine")
	p.says([]string{"practise", "l.green", "share", file, "share", file, "share", ".b", "b", "q"}, "no record", "exists", "Practise, l.green.")
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "NOT A RECORD") {
		t.Errorf("%s, %v", text, err)
	}
}

// The end of the input loses nothing that was answered.
func TestTheEndOfTheInputKeepsWhatWasAnswered(t *testing.T) {
	p, desk := practising(t)
	all := sat(t, desk, "l.green", "").OfPage("SOP-CEN-014")
	lines := append([]string{"practise", "l.green", ofPage, "s"}, reply(all[0], true)...)
	if _, err := p.talk(lines...); err != nil {
		t.Error(err)
	}
	if got := sat(t, desk, "l.green", "").Recalls(); len(got) != 1 || got[0].Begun != 1 {
		t.Errorf("%+v", got)
	}
}

func TestThePracticeIsItsOwnEntrance(t *testing.T) {
	p, desk := practising(t)
	set := p.with
	p.with = func(cfg *plain.Config) { set(cfg); cfg.Practise, cfg.Of = true, "SOP-CEN-014" }
	n := len(sat(t, desk, "l.green", "").OfPage("SOP-CEN-014"))
	out := p.says([]string{"l.green", "q", "b"}, fmt.Sprintf("Question 1 of %d.", n), "Practise, l.green.", "Goodbye.")
	lacks(t, out, "Library.")
}

func silent(int64, int64) {}
