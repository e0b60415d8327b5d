package report

import (
	"fmt"
	"slices"
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
)

// uncounted names what is no piece and shows no code, and why.
func (r Report) uncounted() part {
	p := r.portfolio
	doc := present.Doc{{Heading: "Never", Lines: []present.Said{
		{Label: "Practice", Text: "it is kept apart from the log, is no record, and nothing of it is here"},
		{Label: "Self-assessment", Text: "what " + p.person.Name + " says of a run or of an assessment stands beside it, and shows no code"},
		{Label: "Reflections", Text: "the log holds none"},
	}}}
	add := func(heading string, items []string) {
		if len(items) > 0 {
			doc = append(doc, present.Section{Heading: heading, Lines: text(present.Normal, items...)})
		}
	}
	var others, beyond, found []string
	for _, rec := range p.unwatched() {
		if !p.has(rec.SOP) {
			others = append(others, fmt.Sprintf("%s v%s, %s", rec.SOP, rec.Version, brief(rec)))
		}
	}
	for _, e := range p.beyond {
		beyond = append(beyond, e.title+": "+entriesOf(e))
	}
	for _, a := range p.others {
		one := a.SOP + " v" + a.Version + ", " + strings.TrimSuffix(present.Competence(a.Competence, r.At.Location()), ".")
		if !slices.ContainsFunc(p.runs, func(rec model.Record) bool { return rec.SOP == a.SOP }) {
			one += " (not in the bundle)"
		}
		found = append(found, one)
	}
	add("Runs of pages that nobody observed", others)
	add(fmt.Sprintf("Pieces beyond the %d that are asked for", p.most), beyond)
	add("Assessments of no run in this portfolio", found)
	add("Outside the days of the statement, and not in the bundle", p.outside)
	return part{heading: "Not counted", apart: true, doc: doc}
}

// has reports whether a page is a piece, or would be one.
func (p *portfolio) has(sop string) bool {
	for _, e := range append(p.pieces[:len(p.pieces):len(p.pieces)], p.beyond...) {
		if e.sop == sop {
			return true
		}
	}
	return false
}

// entriesOf names the entries of a piece.
func entriesOf(e *piece) string {
	var out []string
	for _, rec := range e.runs {
		one := brief(rec)
		for _, a := range rec.Assessments {
			one += fmt.Sprintf(", assessed in entry %d", a.Entry)
			if a.Disputed {
				one += " (DISPUTED)"
			}
			says, _ := word(a.Competence)
			one += ": " + strings.TrimSuffix(says, ".")
		}
		out = append(out, one)
	}
	for _, v := range e.evidence {
		one := fmt.Sprintf("entry %d (%s)", v.Entry, v.Code)
		if v.Disputed {
			one += ", DISPUTED"
		}
		out = append(out, one)
	}
	return strings.Join(out, "; ")
}

// checking says how the bundle beside it is checked, one command each.
func (r Report) checking() part {
	p := r.portfolio
	if len(p.runs) == 0 {
		return part{heading: "How to check", doc: present.Doc{{Heading: "No bundle", Lines: text(present.Caution,
			"There is no bundle: "+p.person.Name+" has signed no run in these days, and a part of a log holds at least one.")}}}
	}
	entry := inBundle(p.runs[0].Entry)
	lines := text(present.Normal, "The bundle that belongs to this portfolio is a folder (a zip is unpacked first). In it, in a shell, offline:")
	for i, check := range [][2]string{
		{"Nothing was changed since it was shared; each line ends with OK:", "sha256sum -c MANIFEST"},
		{p.person.Name + " shared it, with a signature of their own:", "ssh-keygen -Y verify -f allowed_signers -I " + p.person.ID + " -n soprun-export@v1 -s MANIFEST.sig < MANIFEST"},
		{
			"A record was signed by whom it names; for another, put its number, and who signed it:",
			"ssh-keygen -Y verify -f allowed_signers -I " + p.person.ID + " -n soprun-record@v1 -s " + entry + ".sig < " + entry,
		},
		{"All of them, that each stood at its place in the log, and that nobody assessed or reviewed their own work:", "python3 verify.py"},
		{"With soprun, the form of each entry and the order of time too:", "soprun verify --full ."},
	} {
		lines = append(lines, present.Said{Number: i + 1, Text: check[0]}, present.Said{Level: 1, Text: check[1]})
	}
	return part{heading: "How to check", doc: present.Doc{{Heading: "In the folder", Lines: lines}, {Heading: "What it holds", Lines: text(present.Normal,
		"record.txt says every entry in words, by its number; the README says what none of this proves. A code rests on steps of the text that was approved: texts/ has it.")}}}
}
