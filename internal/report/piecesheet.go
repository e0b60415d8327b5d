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

// mostInFull is how many watched runs of a piece are said in full, beside those that
// somebody has to look at.
const mostInFull = 3

// inBundle names the file of an entry in a bundle.
func inBundle(entry int64) string { return fmt.Sprintf("entries/%08d.json", entry) }

// piece is one piece on a sheet of its own.
func (r Report) piece(e *piece) part {
	if e.sop == "" {
		return r.talk(e)
	}
	seen := len(slices.CompactFunc(slices.Clone(e.watched), func(a, b watched) bool { return a.rec.Entry == b.rec.Entry }))
	out := part{heading: e.name(), apart: true, facts: []Term{
		{"What", fmt.Sprintf("%s, %s v%s", e.title, e.sop, strings.Join(e.versions, ", v"))},
		{"Place", r.place()},
		{"Days", between(e.runs[0].At.Format("2 Jan 2006"), e.runs[len(e.runs)-1].At.Format("2 Jan 2006"))},
		{"How shown", fmt.Sprintf("done in %s, of which %s", present.Number(len(e.runs), "run"), map[bool]string{true: "1 was observed", false: fmt.Sprintf("%d were observed", seen)}[seen == 1])},
		{"Scheme", r.portfolio.progress(e.sop)},
		{"Codes", codeList(e)},
	}}
	var rest []watched
	for i, w := range e.watched {
		if i < mostInFull || w.disputed() || w.found.Word == nil || !w.found.Word.Agrees || len(w.rec.Amended) > 0 {
			out.groups = append(out.groups, r.observed(w))
		} else {
			rest = append(rest, w)
		}
	}
	if lines := furtherWatched(rest); len(lines) > 0 {
		out.doc = append(out.doc, present.Section{Heading: "Observed too", Lines: lines})
	}
	var others []string
	for _, rec := range e.runs {
		if !slices.ContainsFunc(e.watched, func(w watched) bool { return w.rec.Entry == rec.Entry }) {
			others = append(others, brief(rec))
		}
	}
	if len(others) > 0 {
		out.doc = append(out.doc, present.Section{Heading: "Done too, and not observed", Lines: text(present.Quiet, strings.Join(others, "; ")+".")})
	}
	return out
}

// progress words how far somebody is by the scheme of a procedure.
func (p *portfolio) progress(id string) string {
	var s model.Scheme
	if i := slices.IndexFunc(p.schemes, func(s model.SchemeInForce) bool { return s.SOP == id }); i >= 0 {
		s = p.schemes[i].Scheme
	}
	for _, o := range p.observed {
		if o.SOP == id {
			return present.WithoutHelp(o, s)
		}
	}
	return "they were not assessed in the version that is in force"
}

func codeList(e *piece) string {
	if len(e.codes) == 0 {
		return "none: no step that shows one was done"
	}
	out := make([]string, len(e.codes))
	for i, c := range e.codes {
		out[i] = string(c)
	}
	return strings.Join(out, ", ")
}

// brief names a run in a few words, with what has to be known of it.
func brief(rec model.Record) string {
	out := fmt.Sprintf("entry %d, %s", rec.Entry, rec.At.Format("2 Jan 2006"))
	if result, odd := present.Result(rec.Completion); odd {
		out += ", " + result
	}
	if len(rec.Amended) > 0 {
		out += ", AMENDED"
	}
	if rec.Disputed {
		out += ", DISPUTED"
	}
	for _, id := range rec.Unassessed {
		out += ", watched by " + cmp.Or(rec.Names[id], id) + " who did not assess it"
	}
	return out
}

func furtherWatched(all []watched) (out []present.Said) {
	for _, w := range all {
		out = append(out, present.Said{Text: present.Capital(brief(w.rec)) + fmt.Sprintf(": %s, by %s, entry %d; they agree, entry %d.", help(w.found.Competence), w.found.By.Name, w.found.Entry, w.found.Word.Entry)})
	}
	return out
}

// help words how much help a run took.
func help(c model.Competence) string {
	switch c.Independence {
	case "":
		return "nobody said how much help it took"
	case sop.Alone:
		return "alone, without help"
	case sop.Teaches:
		return "without help, and could teach it"
	default:
		return "with help: " + c.Independence
	}
}

// observed is a run with what who watched it found, and what the person says.
func (r Report) observed(w watched) group {
	c, name := w.found.Competence, r.portfolio.person.Name
	result, odd := present.Result(w.rec.Completion)
	out := group{Heading: fmt.Sprintf("Entry %d, %s", w.rec.Entry, w.rec.At.Format("2 Jan 2006"))}
	add := func(label, text string, strong bool) {
		if text != "" {
			out.Lines = append(out.Lines, labelled{Term{label, text}, strong})
		}
	}
	stands, look := stands(w.rec)
	says, strong := word(c)
	add("Run", doubted(fmt.Sprintf("%s, v%s, signed on %s, %s", w.rec.Run, w.rec.Version, w.rec.At.Format("2 Jan 2006, 15:04"), result), w.rec.Disputed), odd || w.rec.Disputed)
	add("Standing", stands, look)
	add("How shown", "observed; steps "+stepList(w.rec), false)
	add("Help it took", help(c), false)
	add("Found", doubted(fmt.Sprintf("%s in %s v%s, %s, entry %d%s", c.Outcome, c.SOP, c.Version, c.At.Format("2 Jan 2006, 15:04"), c.Entry, until(c)), c.Disputed), c.Disputed)
	add("Assessor", fmt.Sprintf("%s, %s", named(c.By), w.relation()), false)
	add(name+", before it", present.Sentence(w.beforehand()), false)
	add("Feedback", present.Sentence(c.Comment), false)
	add("Next", present.Sentence(c.Next), false)
	add(name+", of it", says, strong)
	files := inBundle(w.rec.Entry) + ", " + inBundle(c.Entry)
	if c.Word != nil {
		files += ", " + inBundle(c.Word.Entry)
	}
	for _, h := range w.rec.Amended {
		files += ", " + inBundle(h.Entry)
	}
	add("In the bundle", files, false)
	return out
}

// stands words how a run stands since it was signed, and whether that has to be looked at.
func stands(rec model.Record) (says string, look bool) {
	says = standing(rec.Completion)
	look = rec.SentBack != nil || strings.Contains(says, "DISPUTED")
	if len(rec.Amended) > 0 {
		entries := make([]string, len(rec.Amended))
		for i, h := range rec.Amended {
			entries[i] = fmt.Sprint(h.Entry)
		}
		says, look = says+". AMENDED in entry "+strings.Join(entries, ", "), true
	}
	if len(rec.DisputedActs) > 0 {
		says, look = says+". What somebody else signed in the run is DISPUTED", true
	}
	if rec.Signature != "" {
		says, look = says+". ITS SIGNATURE DOES NOT HOLD: "+rec.Signature, true
	}
	return says, look
}

// doubted adds to what was signed that its signature is disputed.
func doubted(text string, disputed bool) string {
	if disputed {
		return text + ". " + present.Disputed
	}
	return text
}

// until words when competence ends.
func until(c model.Competence) string {
	if c.Expires == "" {
		return ""
	}
	return ", until " + present.Day(c.Expires)
}

// stepList names the steps of a run that show codes.
func stepList(rec model.Record) string {
	var out []string
	for _, s := range stepsOf(rec, func(s run.Step) bool { return len(s.Codes) > 0 }) {
		codes := make([]string, len(s.Codes))
		for i, c := range s.Codes {
			codes[i] = string(c)
		}
		out = append(out, fmt.Sprintf("%d (%s)", s.Number, strings.Join(codes, ", ")))
	}
	if out == nil {
		return "that show no code"
	}
	return strings.Join(out, ", ")
}

// word is what somebody says of an assessment of them, and whether it has to be looked at.
func word(c model.Competence) (says string, strong bool) {
	if c.Word == nil {
		return "nothing yet: it waits for their word, and counts as no run without help", true
	}
	says = map[bool]string{true: "they agree", false: "NOT AGREED"}[c.Word.Agrees] + fmt.Sprintf(", entry %d", c.Word.Entry)
	if c.Word.Comment != "" {
		says += ": " + present.Sentence(c.Word.Comment)
	}
	return doubted(says, c.Word.Disputed), !c.Word.Agrees || c.Word.Disputed
}

// talk is a piece of what was asked and said.
func (r Report) talk(e *piece) part {
	first := e.evidence[0]
	out := part{heading: e.name(), apart: true, facts: []Term{
		{"What", asMethod(first.Method)},
		{"Place", r.place()},
		{"Day", present.Day(first.Day)},
		{"How shown", how[first.Method]},
		{"Assessor", fmt.Sprintf("%s, wrote it down as %s", named(first.By), present.Roles(first.By.Roles))},
		{"Codes", codeList(e)},
	}}
	for _, v := range e.evidence {
		words, _ := standard.ST0218().Text(v.Code)
		out.groups = append(out.groups, group{Heading: fmt.Sprintf("%s, entry %d", v.Code, v.Entry), Lines: []labelled{
			{Term{string(v.Code), words}, false},
			{Term{"Asked", present.Sentence(v.Asked)}, false},
			{Term{"Said", present.Sentence(v.Said)}, false},
			{Term{"Signed", doubted(fmt.Sprintf("%s, %s", named(v.By), v.At.Format("2 Jan 2006, 15:04")), v.Disputed)}, v.Disputed},
			{Term{"In the bundle", inBundle(v.Entry)}, false},
		}})
	}
	return out
}
