package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
	"soprun/sop/standard"
)

// piece is one thing that is shown: the runs of a page that somebody watched, or what was
// asked and said on one day. It has either.
type piece struct {
	number   int // from 1
	sop      string
	title    string
	versions []string
	runs     []model.Record // of the page, the oldest first
	watched  []watched      // the newest first
	evidence []model.Evidence
	codes    []sop.Code // that it shows, in printed order
}

// name is how a piece is called.
func (e *piece) name() string { return fmt.Sprintf("Piece %d: %s", e.number, e.title) }

// piecesOf makes the pieces: many runs of a page are one, and so is what one person asked
// on one day.
func piecesOf(p *portfolio) (out []*piece) {
	byPage := map[string]*piece{}
	for _, w := range slices.Backward(p.watched) {
		e := byPage[w.rec.SOP]
		if e == nil {
			e = &piece{sop: w.rec.SOP, title: w.rec.Title}
			byPage[w.rec.SOP] = e
			out = append(out, e)
		}
		e.watched = append(e.watched, w)
	}
	for _, rec := range p.runs {
		if e := byPage[rec.SOP]; e != nil {
			e.runs = append(e.runs, rec)
			if !slices.Contains(e.versions, rec.Version) {
				e.versions = append(e.versions, rec.Version)
			}
		}
	}
	slices.SortFunc(out, func(a, b *piece) int { return strings.Compare(a.sop, b.sop) })
	out = append(out, talks(p.evidence)...)
	for _, e := range out {
		for _, s := range standard.ST0218().Statements {
			if e.shows(s.Code) {
				e.codes = append(e.codes, s.Code)
			}
		}
	}
	return out
}

// talks are the pieces of what was asked and said.
func talks(all []model.Evidence) (out []*piece) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b model.Evidence) int {
		return cmp.Or(strings.Compare(a.Day, b.Day), strings.Compare(a.Method, b.Method), strings.Compare(a.By.ID, b.By.ID))
	})
	for i, e := range all {
		if i == 0 || e.Day != all[i-1].Day || e.Method != all[i-1].Method || e.By.ID != all[i-1].By.ID {
			out = append(out, &piece{title: fmt.Sprintf("%s, %s, %s", asMethod(e.Method), e.By.Name, present.Day(e.Day))})
		}
		last := out[len(out)-1]
		last.evidence = append(last.evidence, e)
	}
	return out
}

// asMethod words how something that no run shows was shown.
func asMethod(method string) string {
	switch method {
	case "question":
		return "Questions"
	case "employer":
		return "What the employer saw"
	default:
		return present.Capital(method)
	}
}

// shows reports whether a piece shows a code: a skill by a step that was done in a run that
// was watched, what no run shows by what was said.
func (e *piece) shows(code sop.Code) bool {
	return e.best(code) != nil || slices.ContainsFunc(e.evidence, func(v model.Evidence) bool { return v.Code == code })
}

// best is the run of a piece that shows a skill best: without help before with it, undoubted
// before disputed, the newest first. It is nil for none.
func (e *piece) best(code sop.Code) *watched {
	rank := func(w watched) int {
		switch {
		case w.alone():
			return 0
		case !w.disputed():
			return 1
		default:
			return 2
		}
	}
	var best *watched
	for i := range e.watched {
		if w := &e.watched[i]; showsSkill(w.rec, code) && (best == nil || rank(*w) < rank(*best)) {
			best = w
		}
	}
	return best
}

// hasCode is a step that shows a code.
func hasCode(code sop.Code) func(run.Step) bool {
	return func(s run.Step) bool { return slices.Contains(s.Codes, code) }
}

// showsSkill reports whether a skill was done in a run. What somebody knows, and how they
// behave, is asked and seen, and not shown by a run.
func showsSkill(rec model.Record, code sop.Code) bool {
	return strings.HasPrefix(string(code), "S") && len(stepsOf(rec, hasCode(code))) > 0
}

// choose leaves as many pieces as the scheme asks for: first those that show what no other
// does, or show it well enough, then the others in their order.
func (p *portfolio) choose() {
	if len(p.pieces) > p.most {
		var chosen []*piece
		shown := map[sop.Code]int{}
		for len(chosen) < p.most {
			next := slices.MaxFunc(p.pieces, func(a, b *piece) int { return cmp.Compare(more(chosen, shown, a), more(chosen, shown, b)) })
			chosen = append(chosen, next)
			for _, c := range next.codes {
				shown[c] = max(shown[c], next.weight(c))
			}
		}
		isChosen := func(e *piece) bool { return slices.Contains(chosen, e) }
		p.beyond = slices.DeleteFunc(slices.Clone(p.pieces), isChosen)
		p.pieces = slices.DeleteFunc(p.pieces, func(e *piece) bool { return !isChosen(e) })
	}
	for i, e := range p.pieces {
		e.number = i + 1
	}
}

// weight is 2 for a code that a piece shows well enough, 1 for one that it shows, 0 for others.
func (e *piece) weight(code sop.Code) int {
	if !slices.Contains(e.codes, code) {
		return 0
	}
	enough := slices.ContainsFunc(e.evidence, func(v model.Evidence) bool { return v.Code == code && !v.Disputed })
	if w := e.best(code); enough || w != nil && w.alone() {
		return 2
	}
	return 1
}

// more is how much a piece adds to what is shown; -1 for one that was chosen.
func more(chosen []*piece, shown map[sop.Code]int, e *piece) (n int) {
	if slices.Contains(chosen, e) {
		return -1
	}
	for _, c := range e.codes {
		n += max(0, e.weight(c)-shown[c])
	}
	return n
}

// in are the pieces of the portfolio that show a code.
func (p *portfolio) in(code sop.Code) (out []*piece) {
	return slices.DeleteFunc(slices.Clone(p.pieces), func(e *piece) bool { return !slices.Contains(e.codes, code) })
}

// unwatched are the runs that nobody assessed who watched them, of any page.
func (p *portfolio) unwatched() (out []model.Record) {
	for _, rec := range p.runs {
		if !slices.ContainsFunc(p.watched, func(w watched) bool { return w.rec.Entry == rec.Entry }) {
			out = append(out, rec)
		}
	}
	return out
}
