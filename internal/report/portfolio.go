package report

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/run"
	"soprun/sop/standard"
)

// portfolio is what somebody shows of themself: what the log says of them, read once.
type portfolio struct {
	person model.Person
	// first and last are the local days that it is for, as a statement says: stated is that
	// one, nil where there is none yet, and all that was recorded counts.
	first, last string
	stated      *model.Statement
	statements  []model.Statement // of the person, the newest first

	schemes     []model.SchemeInForce // of the procedures of its pieces
	observed    []model.Observed      // in the versions in force
	least, most int                   // pieces that are asked for
	asked       int64                 // entry of the scheme that says how many, 0 for the template

	runs     []model.Record // in its days, the oldest first
	watched  []watched      // those that somebody assessed who watched them, likewise: each once for each of those
	evidence []model.Evidence
	others   []model.Assessed // of the person, of no run that was watched
	outside  []string         // what is not of its days, in words
	pieces   []*piece         // that are in it
	beyond   []*piece         // that are more than the scheme asks for
	codes    []coded          // of the standard
}

// watched is a run that somebody assessed who watched it.
type watched struct {
	rec   model.Record
	found model.Assessed
}

// ErrNothing is returned where no record is there to show.
var ErrNothing = errors.New("there is nothing to show")

// ComposePortfolio reads what somebody can show as it stands now. It asks nobody: who shares
// it does.
func ComposePortfolio(ctx context.Context, src Source, person string) (Report, error) {
	r := Report{Kind: OfPortfolio, Station: src.Here(), At: src.Now, What: "records", source: src}
	if r.Station.Part {
		return r, errors.New("this is a part of a log: what somebody has shown, and what is missing, is told by the whole one")
	}
	if r.Station.Demo {
		r.Banner = demoBanner
	}
	p := &portfolio{}
	r.portfolio = p
	if err := p.read(ctx, src, person); err != nil {
		return r, err
	}
	p.pieces = piecesOf(p)
	p.codes = codesOf(p)
	p.choose()
	r.Title = "Portfolio of " + named(p.person)
	r.Count = len(p.runs)
	return r, nil
}

// Shared is what a portfolio shows, for who shares it.
type Shared struct {
	// Since and Until are the local days that its statement is for, "" where all counts.
	Since, Until       string
	Runs, Pieces, Gaps int
}

// Shared returns what a portfolio shows.
func (r Report) Shared() Shared {
	out := Shared{Runs: len(r.portfolio.runs), Pieces: len(r.portfolio.pieces)}
	if s := r.portfolio.stated; s != nil {
		out.Since, out.Until = s.First, s.Last
	}
	for _, c := range r.portfolio.codes {
		if c.gap != "" {
			out.Gaps++
		}
	}
	return out
}

func named(p model.Person) string { return fmt.Sprintf("%s (%s)", p.Name, p.ID) }

// read reads what the log says of somebody.
func (p *portfolio) read(ctx context.Context, src Source, person string) error {
	staff, err := src.Staff()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(staff.Members, func(m model.Member) bool { return m.ID == person })
	if i < 0 {
		return fmt.Errorf("nobody is called %q here; soprun people lists who is", person)
	}
	p.person, p.observed = staff.Members[i].Person, staff.Members[i].Observed
	d, err := src.Department()
	if err != nil {
		return err
	}
	p.readStatements(d, src.Now)
	for _, e := range d.Evidence {
		switch {
		case e.Person.ID != person:
		case p.isOf(e.Day):
			p.evidence = append(p.evidence, e)
		default:
			p.outside = append(p.outside, fmt.Sprintf("evidence of %s in entry %d", e.Code, e.Entry))
		}
	}
	if err := p.readRuns(ctx, src); err != nil {
		return err
	}
	for _, c := range staff.Members[i].Competences {
		if !slices.ContainsFunc(p.watched, func(w watched) bool { return w.found.Entry == c.Entry }) {
			p.others = append(p.others, model.Assessed{Person: p.person, Competence: c})
		}
	}
	p.readSchemes(d)
	return nil
}

// readStatements finds the statement that says of which days the portfolio is: the newest
// that nobody doubts, or else the newest.
func (p *portfolio) readStatements(d model.Department, now time.Time) {
	for _, s := range slices.Backward(d.Statements) {
		if s.Person.ID == p.person.ID {
			p.statements = append(p.statements, s)
		}
	}
	p.last = now.Format(time.DateOnly)
	if len(p.statements) == 0 {
		return
	}
	i := max(0, slices.IndexFunc(p.statements, func(s model.Statement) bool { return !s.Disputed }))
	p.stated = &p.statements[i]
	p.first, p.last = p.stated.First, p.stated.Last
}

// isOf reports whether a day is one of the portfolio's.
func (p *portfolio) isOf(day string) bool {
	return p.stated == nil || p.first <= day && day <= p.last
}

func (p *portfolio) readRuns(ctx context.Context, src Source) error {
	for from, more := (model.From{}), true; more; {
		part, err := src.CompletionsFrom(ctx, model.Query{Person: p.person.ID, Limit: atOnce}, from)
		if err != nil {
			return err
		}
		for _, c := range part.Rows {
			if c.Person.ID != p.person.ID {
				continue
			}
			if !p.isOf(c.At.Format(time.DateOnly)) {
				p.outside = append(p.outside, fmt.Sprintf("the run of %s in entry %d", c.SOP, c.Entry))
				continue
			}
			rec, err := src.Record(c.Entry)
			if err != nil {
				return err
			}
			p.runs = append(p.runs, rec)
		}
		from, more = model.From{Entry: part.Next}, part.More
	}
	slices.Reverse(p.runs)
	for _, rec := range p.runs {
		for _, a := range rec.Assessments {
			if a.Method == "observed" {
				p.watched = append(p.watched, watched{rec, a})
			}
		}
	}
	return nil
}

// readSchemes finds the schemes of what was watched, and how many pieces they ask for.
func (p *portfolio) readSchemes(d model.Department) {
	t := standard.ST0218().Template()
	p.least, p.most = t.LeastPieces, t.MostPieces
	for _, s := range d.Schemes {
		if !slices.ContainsFunc(p.watched, func(w watched) bool { return w.rec.SOP == s.SOP }) {
			continue
		}
		p.schemes = append(p.schemes, s)
		if s.MostPieces > 0 && s.Entry > p.asked {
			p.least, p.most, p.asked = s.LeastPieces, s.MostPieces, s.Entry
		}
	}
}

// disputed reports whether somebody may not have signed what is said of a run.
func (w watched) disputed() bool {
	return w.rec.Disputed || w.found.Disputed || w.found.Word != nil && w.found.Word.Disputed
}

// alone reports whether it took no help, and both have signed that.
func (w watched) alone() bool {
	return sop.Unaided(w.found.Independence) && w.found.Word != nil && !w.disputed()
}

// beforehand is what was said before the run to who watched it, "" for nothing.
func (w watched) beforehand() string {
	for _, o := range w.rec.Walked.Observations() {
		if o.Assessor == w.found.By.ID && o.By.Person == w.rec.Person.ID {
			return o.By.Reason
		}
	}
	return ""
}

// relation says what who watched had to do with the run, by the record.
func (w watched) relation() string {
	by := w.found.By
	var hands []string
	for _, s := range w.rec.Walked.Steps() {
		if c := s.Others.Checked; c != nil && c.Person == by.ID {
			hands = append(hands, "checked step "+fmt.Sprint(s.Number))
		}
		if slices.ContainsFunc(s.Others.Releases, func(r run.Released) bool { return r.By.Person == by.ID }) {
			hands = append(hands, "released step "+fmt.Sprint(s.Number))
		}
	}
	for _, h := range w.rec.Countersigned {
		if h.By.ID == by.ID {
			hands = append(hands, fmt.Sprintf("countersigned it in entry %d", h.Entry))
		}
	}
	out := "watched as " + present.Roles(by.Roles)
	if len(hands) == 0 {
		return out + ", and had no hand in the run"
	}
	return out + ", and " + strings.Join(slices.Compact(hands), ", ")
}

// stepsOf are the steps of a run that were done and show a code, each once: those that whoever
// signed it did. What was done before they took it over is somebody else's.
func stepsOf(rec model.Record, shows func(run.Step) bool) (out []run.Step) {
	for _, s := range rec.Walked.Steps() {
		if s.State == run.Done && s.Closed.Person == rec.Person.ID && shows(s) && !slices.ContainsFunc(out, func(o run.Step) bool { return o.ID == s.ID }) {
			out = append(out, s)
		}
	}
	return out
}
