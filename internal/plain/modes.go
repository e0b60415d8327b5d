package plain

import (
	"strings"

	"soprun/internal/present"
	"soprun/internal/study"
)

// inMode practises a page, or today's questions where neither a mode nor a page is given.
func (p *program) inMode(s *study.Sitting, at practising) {
	if at.mode == "" {
		at.mode = study.Questions
	}
	page, ok := p.pageToPractise(s, at)
	if !ok {
		return
	}
	//exhaustive:enforce
	switch at.mode {
	case study.Read:
		p.readToPractise(s, page)
	case study.Guided, study.Memory, study.Exam:
		p.walkPage(s, s.Walk(page, at.mode, p.cfg.Now()))
	case study.Questions:
		p.questionsOf(s, page)
	case study.Rehearsal:
		p.rehearse(s, page.Meta.ID)
	}
}

// pageToPractise finds the page that is named, or asks for one: by its id, by words of its title,
// or by the number with which it was said.
func (p *program) pageToPractise(s *study.Sitting, at practising) (study.Page, bool) {
	var told []study.Page
	say := func(pages []study.Page) {
		told = pages
		for i, page := range pages {
			p.d.sayf("%d. %s.", i+1, heard(present.PracticePage(page)))
		}
	}
	all := command{"", "all", "say all pages", func() outcome {
		say(s.Pages())
		return stay
	}}
	for ok := true; ok; {
		if page, ok := s.Page(strings.ToUpper(at.page)); ok {
			return page, true
		}
		found := present.PagesWith(s.Pages(), at.page)
		switch n := number(at.page); {
		case at.page == "":
		case n >= 1 && n <= len(told):
			return told[n-1], true
		case len(found) == 1:
			return found[0], true
		case len(found) == 0:
			p.d.sayf("No page that can be practised has %s in its id or title.", at.page)
		default:
			p.d.sayf("%s have %s in their id or title:", present.Number(len(found), "page"), at.page)
			say(found)
		}
		at.page, ok = p.text(present.ModeOf(at.mode).Label+". Which page? Type its id, words of its title, .all to hear all, .b to go back", "An id such as SOP-IC-001, words of a title, or the number that was said with it.", all)
	}
	return study.Page{}, false
}

// readToPractise reads a page out, and asks its questions where that is wanted.
func (p *program) readToPractise(s *study.Sitting, page study.Page) {
	for _, line := range present.SayLines(present.PageToRead(page.Procedure)) {
		p.d.say(line)
	}
	p.d.say(present.ReadToEnd)
	asks := false
	p.away(func() {
		p.menu(func() menu {
			return menu{prompt: "Type o for its questions, b to go back", commands: []command{
				{"o", "of", "answer the questions of this page", func() outcome { asks = true; return leave }},
				back,
			}}
		})
	})
	if asks {
		p.questionsOf(s, page)
	}
}

// questionsOf asks the questions of one page.
func (p *program) questionsOf(s *study.Sitting, page study.Page) {
	all := s.OfPage(page.Meta.ID)
	if len(all) == 0 {
		p.d.say(present.NoQuestions(page.Procedure))
		return
	}
	for n, q := range all {
		p.d.sayf("Question %d of %d.", n+1, len(all))
		if !p.question(s, q) {
			return
		}
	}
	p.d.say(present.PageAsked(page.Procedure))
}

// walkPage walks step by step through a page, and says what became of each.
func (p *program) walkPage(s *study.Sitting, w study.Walk) {
	for _, text := range present.WalkBegins(w) {
		p.d.say(text)
	}
	for {
		if w = w.Looked(p.cfg.Now()); w.End != study.Under {
			break
		}
		at, _, _ := w.At()
		p.d.say(present.WalkInWords(w, p.cfg.Now()) + ".")
		right, ok := p.place(s, w, at)
		if !ok {
			w = w.Stop(p.cfg.Now())
			break
		}
		w = w.Said(right, p.cfg.Now())
	}
	for _, text := range present.WalkEnds(w) {
		p.d.say(text)
	}
	for _, section := range present.MarkingSheet(w) {
		p.d.say(section.Heading + ":")
		p.sayLines(section.Lines)
	}
}

// place asks for one step, and says whether it was right; ok is false when the person stops.
func (p *program) place(s *study.Sitting, w study.Walk, at study.Place) (right, ok bool) {
	if at.Ask != nil {
		right, _, ok = p.asked(s, *at.Ask)
		return right, ok
	}
	for _, text := range present.WalkAt(w) {
		p.d.say(text)
	}
	p.d.say(present.WalkAsks(w))
	line, ok := p.line("Say it to yourself, then press enter to see it, q to stop")
	if !ok || strings.EqualFold(line, leaves.letter) || strings.EqualFold(line, leaves.word) {
		return false, false
	}
	for _, line := range present.SayLines(present.WalkSeen(w, at)) {
		p.d.say(line)
	}
	return p.own()
}
