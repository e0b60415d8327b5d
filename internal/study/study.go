// Package study joins what the pages ask with what somebody answered: what they are asked
// today, and what they recall. Nothing of it is a record, and none of it says that somebody is
// competent: only a person who watched can.
package study

import (
	"cmp"
	"slices"
	"time"

	"soprun/internal/answers"
	"soprun/internal/spaced"
	"soprun/sop"
	"soprun/sop/recall"
)

// Page is a page that is practised.
type Page struct {
	*sop.Procedure
	Daily bool // it is asked by the day; another only where somebody asks for it
	// Until is the last day on which what it says is asked as it stands, the day before its
	// review; 0 for none.
	Until spaced.Day
}

// Student is one person with what they answered. It is made anew of their answers at each
// start: nothing else is kept.
type Student struct {
	learner spaced.Learner
	pages   []Page
	items   []*item // in the order of the pages
	byName  map[string]*item
	again   map[string]bool // what was wrong when it was asked last, today
	today   spaced.Day
	taken   float64 // seconds of today
}

// item is a step with what its person did.
type item struct {
	recall.Item
	page  *Page
	seen  int            // how often it was asked
	faces map[string]int // how often each face of it was
	last  answers.Answer // of a zero time where it never was
	held  bool           // the first answer of the day on which it was asked last
}

// name tells an item from those of other pages.
func name(page, step string) string { return page + " " + step }

func (i *item) planned() spaced.Item {
	return spaced.Item{Name: name(i.Page, i.Step), Page: i.Page, Critical: i.Critical, Until: i.page.Until}
}

// New returns a student of some pages, by their answers, oldest first. closed are the days on
// which nothing is planned; nil for none.
func New(pages []Page, closed func(spaced.Day) bool, all []answers.Answer) *Student {
	s := &Student{learner: spaced.Learner{Closed: closed}, pages: pages, byName: map[string]*item{}, again: map[string]bool{}}
	for n := range pages {
		for _, of := range recall.Items(pages[n].Procedure) {
			i := &item{Item: of, page: &pages[n], faces: map[string]int{}}
			s.items, s.byName[name(of.Page, of.Step)] = append(s.items, i), i
		}
	}
	for _, a := range all {
		s.take(a)
	}
	return s
}

// take folds an answer. What is of a page that is not there any more tells nothing, and what
// was right when it was another answer is forgotten.
func (s *Student) take(a answers.Answer) {
	i := s.byName[name(a.SOP, a.Step)]
	if i == nil {
		return
	}
	on := spaced.DayOf(a.At)
	if on != s.today {
		s.today, s.taken, s.again = on, 0, map[string]bool{}
	}
	s.taken += a.Seconds
	if i.seen++; i.last.Sum != a.Sum {
		s.learner.Forget(name(a.SOP, a.Step))
	}
	if a.Sum != i.Answer { // of an earlier version, that asked for something else
		i.last = a
		return
	}
	of := spaced.Answer{Item: name(a.SOP, a.Step), On: on, Right: a.Right, Sure: a.Sure, Seconds: a.Seconds}
	if i.last.Sum != a.Sum || spaced.DayOf(i.last.At) != on {
		i.held = a.Right && a.Sure != spaced.Guess
	}
	i.faces[a.Face]++
	i.last = a
	s.learner.Add(i.planned(), of)
	if s.again[of.Item] = !a.Right; a.Right {
		delete(s.again, of.Item)
	}
}

// spacedItems are those that are asked by the day: of its pages the critical steps, and steps
// that a question names. Others are met in walks.
func (s *Student) spacedItems() (out []spaced.Item) {
	for _, i := range s.items {
		if i.page.Daily && (i.Critical || i.Named) {
			out = append(out, i.planned())
		}
	}
	return out
}

// Day is what is left of a day.
type Day struct {
	Questions int
	Minutes   int // that they take, rounded up
	// Waiting is how many that are due have no room today, and Critical how many of them are
	// critical.
	Waiting, Critical int
}

// Today says what is left of a day.
func (s *Student) Today(now time.Time) Day {
	p, again := s.plan(now)
	n := len(p.Questions()) + len(again)
	seconds := p.Seconds + s.learner.Seconds()*float64(len(again))
	return Day{Questions: n, Minutes: int(seconds+59) / 60, Waiting: p.Waiting, Critical: p.Critical}
}

// plan is what is left of a day, and what was wrong in it and is asked at its end.
func (s *Student) plan(now time.Time) (p spaced.Plan, again []string) {
	on, taken := spaced.DayOf(now), s.taken
	if on != s.today {
		taken = 0
	} else {
		for _, i := range s.items {
			if s.again[name(i.Page, i.Step)] {
				again = append(again, name(i.Page, i.Step))
			}
		}
	}
	left := spaced.Budget.Seconds() - taken - s.learner.Seconds()*float64(len(again))
	return s.learner.Today(s.spacedItems(), on, max(0, left)), again
}

// Question is a face that is asked.
type Question struct {
	recall.Face
	Title   string // of the page
	Version string
	Text    string // of the step
	Line    int    // of the page, on which the step stands
	New     bool   // it was never asked

	Critical bool
	Places   []int // in which order options or lines are shown, by their places
	sum      string
}

// Next returns what is asked next today, false when nothing is.
func (s *Student) Next(now time.Time) (Question, bool) {
	p, again := s.plan(now)
	var next string
	switch all := p.Questions(); {
	case len(all) > 0:
		next = all[0].Name
	case len(again) > 0:
		next = slices.MinFunc(again, func(a, b string) int { return s.byName[a].last.At.Compare(s.byName[b].last.At) })
	default:
		return Question{}, false
	}
	return s.ask(s.byName[next]), true
}

// OfPage returns the questions of a page, each item once, in its order: what was asked least
// of each.
func (s *Student) OfPage(id string) (out []Question) {
	for _, i := range s.items {
		if i.Page == id {
			out = append(out, s.ask(i))
		}
	}
	return out
}

// ask chooses the face that was asked least, those first that say by themselves what is right.
func (s *Student) ask(i *item) Question {
	faces := slices.Clone(i.Faces)
	slices.SortStableFunc(faces, func(a, b recall.Face) int {
		return cmp.Or(cmp.Compare(i.faces[a.Key()], i.faces[b.Key()]), cmp.Compare(map[bool]int{true: 1}[a.How == recall.Recall], map[bool]int{true: 1}[b.How == recall.Recall]))
	})
	f := faces[0]
	step, _ := i.page.Step(i.Step)
	return Question{Face: f, Title: i.page.Meta.Title, Version: i.page.Meta.Version, Text: step.Text, Line: step.Pos.Line, New: i.seen == 0, Critical: i.Critical, Places: f.Arranged(i.seen), sum: i.Answer}
}

// Answered takes an answer to a question and returns what is to be kept of it.
func (s *Student) Answered(q Question, at time.Time, right bool, sure spaced.Confidence, took time.Duration) answers.Answer {
	a := q.answered(at, right, sure, took)
	s.take(a)
	return a
}

func (q Question) answered(at time.Time, right bool, sure spaced.Confidence, took time.Duration) answers.Answer {
	return answers.Answer{At: at, SOP: q.Page, Version: q.Version, Step: q.Step, Face: q.Key(), Sum: q.sum, Right: right, Sure: sure, Seconds: took.Seconds()}
}

// recalled is how likely an item has to be remembered to count as recalled.
const recalled = 0.8

// Progress is what somebody recalls of a page.
type Progress struct {
	Page, Title string
	Critical    int // steps that are
	Recalled    int // of those: the last answer was right, and it is likely to be so today
	Begun       int // of all its items
	Items       int
	SureWrong   int // items whose last answer was wrong, and sure
}

// Progress returns what is recalled on a day of every page of which something was asked, in
// the order of the pages.
func (s *Student) Progress(now time.Time) (out []Progress) {
	on, begun := spaced.DayOf(now), map[string]bool{}
	for _, i := range s.items {
		n := len(out) - 1
		if n < 0 || out[n].Page != i.Page {
			n, out = n+1, append(out, Progress{Page: i.Page, Title: i.page.Meta.Title})
		}
		p := &out[n]
		p.Items++
		asked := i.seen > 0 && i.last.Sum == i.Answer
		if asked {
			begun[i.Page] = true
			p.Begun++
		}
		if asked && !i.last.Right && i.last.Sure == spaced.Sure {
			p.SureWrong++
		}
		if i.Critical {
			p.Critical++
			if asked && i.held && s.learner.Recall(name(i.Page, i.Step), on) >= recalled {
				p.Recalled++
			}
		}
	}
	return slices.DeleteFunc(out, func(p Progress) bool { return !begun[p.Page] })
}
