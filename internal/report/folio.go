package report

import (
	"fmt"
	"iter"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/standard"
)

// folio yields the sheets of a portfolio, as an assessor reads it: who it is of, what is
// missing, what there is, and how it is checked.
func (r Report) folio() iter.Seq2[part, error] {
	p := r.portfolio
	return func(yield func(part, error) bool) {
		sheets := []part{r.cover(), p.gaps()}
		if len(p.runs)+len(p.evidence) > 0 {
			sheets = append(sheets, p.grid())
		}
		if len(p.pieces) > 0 {
			sheets = append(sheets, p.mapping())
		}
		for _, e := range p.pieces {
			sheets = append(sheets, r.piece(e))
		}
		for _, s := range append(sheets, r.uncounted(), r.checking()) {
			if !yield(s, nil) {
				return
			}
		}
	}
}

func text(tone present.Tone, lines ...string) (out []present.Said) {
	for _, l := range lines {
		out = append(out, present.Said{Text: l, Tone: tone})
	}
	return out
}

// cover says whose it is, where, by which standard and for which days, and who states that
// it is their own work.
func (r Report) cover() part {
	p, std := r.portfolio, standard.ST0218()
	missing := r.Shared().Gaps
	return part{
		facts: []Term{
			{"Person", named(p.person)},
			{"Employer", r.place()},
			{"Standard", fmt.Sprintf("%s, %s, level %d", std.Name(), std.Title, std.Level)},
			{"Period", p.period()},
			{"Scheme", p.scheme()},
			{"Pieces", fmt.Sprintf("%d; %d to %d are asked for", len(p.pieces), p.least, p.most)},
			{"Gaps", fmt.Sprintf("%d of %s have one; they come next", missing, present.Number(len(p.codes), "code"))},
			{"Log", r.Station.Log},
			{"Tree head", r.head()},
			{"Copy", r.copied() + "."},
		},
		doc: present.Doc{{Heading: "Statement", Lines: p.statement()}, {Heading: "Pieces", Lines: p.contents()}},
	}
}

// place is where the station stands.
func (r Report) place() string { return strings.Trim(r.Station.Site+", "+r.Station.Name, ", ") }

func (p *portfolio) period() string {
	if p.stated != nil {
		return between(present.Day(p.first), present.Day(p.last)) + fmt.Sprintf(", by the statement in entry %d", p.stated.Entry)
	}
	if len(p.runs) == 0 {
		return "up to " + present.Day(p.last)
	}
	return between(p.runs[0].At.Format("2 Jan 2006"), present.Day(p.last)) + ", all that was recorded: no statement says for which days"
}

// scheme names what it takes, by the schemes in force.
func (p *portfolio) scheme() string {
	const pieces = "the number of pieces is that of the template of ST0218 v1.1"
	if len(p.schemes) == 0 {
		return "none is in force for what was watched; " + pieces
	}
	byEntry := map[int64][]string{}
	var order []model.SchemeInForce
	for _, s := range p.schemes {
		if byEntry[s.Entry] == nil {
			order = append(order, s)
		}
		byEntry[s.Entry] = append(byEntry[s.Entry], s.SOP)
	}
	var out []string
	for _, s := range order {
		text := fmt.Sprintf("entry %d for %s: %s; methods %s; set by %s", s.Entry, strings.Join(byEntry[s.Entry], ", "), present.TakesToBe(s.Scheme), strings.Join(s.Methods, ", "), s.By.Name)
		if s.Disputed {
			text += ", DISPUTED"
		}
		out = append(out, text)
	}
	if p.asked == 0 {
		out = append(out, pieces)
	}
	return strings.Join(out, ". ")
}

// statement words who states that the evidence is the person's own work.
func (p *portfolio) statement() (out []present.Said) {
	if len(p.statements) == 0 {
		return text(present.Caution, "THERE IS NO STATEMENT YET that the evidence is "+p.person.Name+"'s own work. A supervisor makes one.")
	}
	for i := range p.statements {
		s := &p.statements[i]
		line := present.Said{Text: fmt.Sprintf("The evidence of %s from %s to %s is their own work. Signed by %s on %s, entry %d.",
			named(p.person), present.Day(s.First), present.Day(s.Last), named(s.By), s.At.Format("2 Jan 2006, 15:04"), s.Entry)}
		if s.Disputed {
			line.Tone, line.Flag = present.Danger, present.Disputed
		}
		if s != p.stated {
			line.Text = "Besides: " + line.Text
		}
		out = append(out, line)
		if s.Comment != "" {
			out = append(out, present.Said{Level: 1, Text: present.Sentence(s.Comment)})
		}
	}
	return out
}

// contents names the pieces with the codes that they show.
func (p *portfolio) contents() (out []present.Said) {
	for _, e := range p.pieces {
		out = append(out, present.Said{Number: e.number, Text: e.title, State: codeList(e)})
	}
	if out == nil {
		return text(present.Caution, "There is none yet: no run was observed, and nobody was asked.")
	}
	return out
}

// missing is what is missing of the whole.
func (p *portfolio) missing() (out []Term) {
	if n := len(p.pieces); n < p.least {
		out = append(out, Term{"Pieces", fmt.Sprintf("there are %d of at least %d", n, p.least)})
	}
	if p.stated == nil {
		out = append(out, Term{"Statement", "nobody stated yet that the evidence is their own work"})
	} else if p.stated.Disputed {
		out = append(out, Term{"Statement", "there is none that is not DISPUTED"})
	}
	if n := count(p.watched, func(w watched) bool { return w.found.Word == nil }); n > 0 {
		out = append(out, Term{"Their word", fmt.Sprintf("%s for it, and until then none counts as a run without help", waits(n))})
	}
	var squeezed []string
	for _, c := range p.codes {
		if len(p.in(c.Code)) == 0 && len(c.watched)+len(c.evidence) > 0 {
			squeezed = append(squeezed, string(c.Code))
		}
	}
	if len(squeezed) > 0 {
		out = append(out, Term{"In no piece", strings.Join(squeezed, ", ") + ": the scheme asks for no more pieces"})
	}
	return out
}

// gaps are what is missing, said before anything that is there.
func (p *portfolio) gaps() part {
	out := part{heading: "Gaps", apart: true, notes: []string{standard.Attribution}}
	var whole []labelled
	for _, one := range p.missing() {
		whole = append(whole, labelled{one, true})
	}
	if len(whole) > 0 {
		out.groups = append(out.groups, group{Heading: "Overall", Lines: whole})
	}
	for _, kind := range gaps {
		var lines []labelled
		for _, c := range p.codes {
			if c.gap == kind {
				lines = append(lines, labelled{Term{string(c.Code), c.Text}, false})
			}
		}
		if len(lines) > 0 {
			out.groups = append(out.groups, group{fmt.Sprintf("%s (%d)", kind, len(lines)), true, lines})
		}
	}
	if len(out.groups) == 0 {
		out.doc = present.Doc{{Heading: "None", Lines: text(present.Sound, "Each code is shown, and nothing is missing.")}}
	}
	return out
}

func waits(n int) string {
	return sop.Counted(n, "assessment waits", "assessments wait")
}

// rowsOf are rows that are there already.
func rowsOf(rows [][]cell) iter.Seq2[[]cell, error] {
	return func(yield func([]cell, error) bool) {
		for _, row := range rows {
			if !yield(row, nil) {
				return
			}
		}
	}
}

// grid is each code with what shows it.
func (p *portfolio) grid() part {
	var rows [][]cell
	for _, c := range p.codes {
		shown, missing := c.shown(), c.gap
		var pieces []string
		for _, e := range p.in(c.Code) {
			pieces = append(pieces, fmt.Sprint(e.number))
		}
		rows = append(rows, []cell{
			{Text: string(c.Code)},
			{Text: c.Text},
			{Text: present.Capital(shown), Strong: strings.Contains(shown, "DISPUTED") || strings.Contains(shown, "NOT AGREED")},
			{Text: map[bool]string{true: "yes", false: "GAP"}[missing == ""], Strong: missing != ""},
			{Text: strings.Join(pieces, ", ")},
		})
	}
	return part{heading: "Grid of " + standard.ST0218().Name(), apart: true, table: &table{
		caption: "Skills (S) as they were done and observed, knowledge (K) as it was questioned, behaviours (B) as the employer verified them",
		columns: []column{{Title: "Code", Share: 11}, {Title: "In the words of the standard", Share: 74}, {Title: "Shown", Share: 68}, {Title: "Shown enough", Share: 15}, {Title: "Pieces", Share: 18}},
		rows:    rowsOf(rows),
	}, notes: []string{"Shown enough: a skill by a run without help that who watched and the person have both signed; knowledge and behaviour by evidence that is not disputed.", standard.Attribution}}
}

// mapping leads from each code to the pieces that show it, and in them to an entry, its step
// and the line of the text.
func (p *portfolio) mapping() part {
	var rows [][]cell
	for _, c := range p.codes {
		for _, e := range p.in(c.Code) {
			rows = append(rows, p.mapped(c, e)...)
		}
	}
	return part{heading: "Mapping annex", apart: true, table: &table{
		caption: "Code to piece, to the entry that shows it best, to its steps and their lines in the text that was approved",
		columns: []column{{Title: "Code", Share: 11}, {Title: "Piece", Share: 52}, {Title: "Entry", Share: 15, End: true}, {Title: "Steps", Share: 62}, {Title: "Lines of the text", Share: 46}},
		rows:    rowsOf(rows), empty: "No piece shows a code.",
	}}
}

// mapped are the rows of a code in a piece.
func (p *portfolio) mapped(c coded, e *piece) (rows [][]cell) {
	piece := cell{Text: fmt.Sprintf("%d: %s", e.number, e.title)}
	if w := e.best(c.Code); w != nil {
		var steps, lines []string
		for _, s := range stepsOf(w.rec, hasCode(c.Code)) {
			steps = append(steps, fmt.Sprintf("%d (#%s)", s.Number, s.ID))
			lines = append(lines, fmt.Sprint(s.Pos.Line))
		}
		also := count(e.runs, func(rec model.Record) bool { return rec.Entry != w.rec.Entry && showsSkill(rec, c.Code) })
		entry := cell{Text: fmt.Sprint(w.rec.Entry), Strong: w.disputed()}
		if entry.Strong {
			entry.Small = "DISPUTED"
		}
		if also > 0 {
			piece.Small = "and in " + present.Number(also, "more run") + " of it"
		}
		return [][]cell{{{Text: string(c.Code)}, piece, entry, {Text: strings.Join(steps, ", ")}, {Text: strings.Join(lines, ", "), Small: w.rec.SOP + " v" + w.rec.Version}}}
	}
	for _, v := range e.evidence {
		if v.Code != c.Code {
			continue
		}
		entry := cell{Text: fmt.Sprint(v.Entry), Strong: v.Disputed}
		if v.Disputed {
			entry.Small = "DISPUTED"
		}
		rows = append(rows, []cell{{Text: string(c.Code)}, piece, entry, {Text: "what was asked and said"}, {Text: "in the entry itself"}})
	}
	return rows
}
