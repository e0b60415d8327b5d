package report

import (
	"bytes"
	"context"
	"io"
	"slices"

	"soprun/sop"
)

// shownJSON is a piece of a portfolio, or a gap in it, as one line. Both have the same keys.
type shownJSON struct {
	Kind     string         `json:"kind"` // "piece" or "gap"
	Person   string         `json:"person"`
	Number   int            `json:"number"` // of a piece, from 1; 0 for a gap
	Title    string         `json:"title"`  // of a gap: the code in the words of the standard, or what it is of
	Gap      string         `json:"gap"`    // what is missing, "" for a piece
	Codes    []sop.Code     `json:"codes"`
	SOP      string         `json:"sop"`
	Versions []string       `json:"versions"`
	Runs     []int64        `json:"runs"` // entries of the page's runs, the oldest first
	Observed []observedJSON `json:"observed"`
	Evidence []int64        `json:"evidence"` // entries
	Demo     bool           `json:"demo"`
}

// observedJSON is what was found in a run of a piece.
type observedJSON struct {
	Run          int64  `json:"run"`        // its entry
	Assessment   int64  `json:"assessment"` // likewise
	By           string `json:"by"`
	Independence string `json:"independence"`
	Agrees       string `json:"agrees"` // "yes", "no", or "" while they said nothing
	Word         int64  `json:"word"`   // entry in which they said so, 0 for none
	Unaided      bool   `json:"unaided"`
	Disputed     bool   `json:"disputed"`
}

// WritePieces writes each piece of a portfolio as a JSON object a line, and behind them each gap.
func (r Report) WritePieces(ctx context.Context, w io.Writer) error {
	p := r.portfolio
	var lines []shownJSON
	for _, e := range p.pieces {
		lines = append(lines, e.line())
	}
	for _, one := range p.missing() {
		lines = append(lines, shownJSON{Kind: "gap", Title: one.Name, Gap: one.Value})
	}
	for _, c := range p.codes {
		if c.gap != "" {
			lines = append(lines, shownJSON{Kind: "gap", Title: c.Text, Gap: c.gap, Codes: []sop.Code{c.Code}})
		}
	}
	for _, line := range lines {
		line.Person, line.Demo = p.person.ID, r.Station.Demo
		var b bytes.Buffer
		if err := encode(&b, line.whole()); err != nil {
			return err
		}
		if _, err := w.Write(append(b.Bytes(), '\n')); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// whole is the line with empty lists where it has none.
func (s shownJSON) whole() shownJSON {
	s.Codes, s.Versions, s.Runs = append([]sop.Code{}, s.Codes...), append([]string{}, s.Versions...), append([]int64{}, s.Runs...)
	s.Observed, s.Evidence = append([]observedJSON{}, s.Observed...), append([]int64{}, s.Evidence...)
	return s
}

func (e *piece) line() shownJSON {
	out := shownJSON{Kind: "piece", Number: e.number, Title: e.title, Codes: e.codes, SOP: e.sop, Versions: e.versions}
	for _, rec := range e.runs {
		out.Runs = append(out.Runs, rec.Entry)
	}
	for _, w := range slices.Backward(e.watched) {
		one := observedJSON{Run: w.rec.Entry, Assessment: w.found.Entry, By: w.found.By.ID, Independence: w.found.Independence, Unaided: w.alone(), Disputed: w.disputed()}
		if word := w.found.Word; word != nil {
			one.Agrees, one.Word = map[bool]string{true: "yes", false: "no"}[word.Agrees], word.Entry
		}
		out.Observed = append(out.Observed, one)
	}
	for _, v := range e.evidence {
		out.Evidence = append(out.Evidence, v.Entry)
	}
	return out
}
