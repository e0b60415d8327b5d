package present

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/standard"
)

// Scheme is how somebody is found competent in a procedure, or the template for such.
type Scheme struct {
	model.SchemeInForce
	Title    string             // of its procedure, "" where no version is approved
	Template *standard.Template // that a scheme begins from; nil for one that is in force
}

// schemes are how somebody is found competent in each procedure, and what they begin from.
var schemes = short(List{
	Name: "schemes", Key: "s", Command: "people schemes", Does: "what it takes to be found competent in each procedure",
	Title: "Schemes", Rows: "Schemes", Row: "scheme", Opens: "scheme",
	Empty: noScheme, Unfit: "No scheme has these words.", Forms: []Form{settingScheme}, Notes: schemeNotes,
}, schemeKind, func(r Reader) (out []Scheme, err error) {
	d, err := r.Department()
	titles := titlesOf(d)
	for _, s := range d.Schemes {
		out = append(out, Scheme{SchemeInForce: s, Title: titles[s.SOP]})
	}
	return append(out, template()), err
})

const noScheme = "No procedure has a scheme: who watched says by themselves that somebody is competent."

// schemeNotes say that no scheme is in force.
func schemeNotes(s Sources) (Notes, error) {
	d, err := s.Department()
	return func(time.Time) []Said {
		if len(d.Schemes) > 0 {
			return nil
		}
		return said(Quiet, noScheme)
	}, err
}

// template is what a scheme begins from.
func template() Scheme {
	t := standard.ST0218().Template()
	return Scheme{
		SchemeInForce: model.SchemeInForce{SOP: strings.ReplaceAll(t.Standard, " ", "-"), Scheme: model.Scheme{Assessors: t.Assessors, LeastPieces: t.LeastPieces, MostPieces: t.MostPieces}},
		Template:      &t,
	}
}

// begun is the scheme that a form begins with: the one of its row, or else the template.
func begun(c Case) model.Scheme {
	if c.Scheme.Observations > 0 {
		return c.Scheme.Scheme
	}
	return template().Scheme
}

// settingScheme says how somebody is found competent from now on.
var settingScheme = Form{
	Name: "set", Key: "g", Does: "set the scheme of some procedures", Done: always("It holds from now on, for whoever is assessed."),
	Asks: []Ask{
		{
			Name: "pages", Label: "Procedures", Help: "Their ids, like SOP-IC-001 SOP-IC-002.", Check: allApproved,
			Start: func(c Case, _ Answers) string { return strings.Join(begun(c).Pages, " ") },
		},
		asksNumber("observations", "Observations", "How many runs without help have to be watched.", func(s model.Scheme) int { return s.Observations }, upTo(sop.MaxObservations)),
		asksNumber("assessors", "Assessors", "By how many people at least. The same one twice is one.", func(s model.Scheme) int { return s.Assessors }, oneEach),
		Ask{
			Name: "methods", Label: "Methods", Help: "The department sets them. Only who watched says competent.", Check: methodsOnly,
			Start: func(c Case, _ Answers) string { return cmp.Or(strings.Join(begun(c).Methods, ", "), methods[0]) },
		}.severalOf(methods...),
		optionalNumber("months", "Months", "For how many competence holds, like 24.", "for no end", func(s model.Scheme) int { return s.Months }, upTo(sop.MaxMonths)),
		{
			Name: "pieces", Label: "Pieces", Help: "Of a portfolio, like 10 to 18.", Empty: "where none is asked for", Kind: Optional,
			Start: func(c Case, _ Answers) string { return pieces(begun(c)) },
			Check: func(_ Names, _ Answers, text string) error { _, _, err := piecesOf(text); return err },
		},
		askReason, signedAs(sop.Supervisor),
	},
	Act: func(_ Case, in Answers) (model.Act, error) {
		s := model.Scheme{Pages: WordsIn(in["pages"]), Methods: WordsIn(strings.ToLower(in["methods"]))}
		var errs [4]error
		s.Observations, errs[0] = numberOrNone(in["observations"])
		s.Assessors, errs[1] = numberOrNone(in["assessors"])
		s.Months, errs[2] = numberOrNone(in["months"])
		s.LeastPieces, s.MostPieces, errs[3] = piecesOf(in["pieces"])
		return model.SetScheme{Scheme: s, Reason: in["reason"]}, errors.Join(errs[:]...)
	},
}

// allApproved refuses a procedure of several of which no version was ever approved.
func allApproved(n Names, _ Answers, text string) error {
	if many := len(WordsIn(text)); many > sop.MaxPages {
		return fmt.Errorf("%d is too many: %s at most", many, Number(sop.MaxPages, "procedure"))
	}
	for _, id := range WordsIn(text) {
		if err := known(n, model.Named{Kind: model.NamedPage, ID: id}); err != nil {
			return err
		}
	}
	return nil
}

// asksNumber asks for a number of the scheme, which starts as it is in the row, up to most.
func asksNumber(name, label, help string, now func(model.Scheme) int, most func(before Answers) int) Ask {
	return Ask{
		Name: name, Label: label, Help: help, Like: "2",
		Start: func(c Case, _ Answers) string {
			if n := now(begun(c)); n > 0 {
				return strconv.Itoa(n)
			}
			return ""
		},
		Check: func(_ Names, before Answers, text string) error {
			n, err := numberOrNone(text)
			if err == nil && n > most(before) {
				err = fmt.Errorf("%d is too many: %d at most", n, most(before))
			}
			return err
		},
	}
}

// upTo is the same most whatever was answered before it.
func upTo(most int) func(Answers) int { return func(Answers) int { return most } }

// oneEach is as many people as runs are watched, each of which has one who signs it.
func oneEach(before Answers) int {
	runs, err := numberOrNone(before["observations"])
	if err != nil || runs == 0 {
		return sop.MaxObservations
	}
	return runs
}

// optionalNumber is asksNumber of what may stay empty.
func optionalNumber(name, label, help, empty string, now func(model.Scheme) int, most func(before Answers) int) Ask {
	a := asksNumber(name, label, help, now, most)
	a.Kind, a.Empty, a.Like = Optional, empty, ""
	return a
}

// numberOrNone reads a number, 0 for nothing.
func numberOrNone(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q is no number from 1 on", text)
	}
	return n, nil
}

// methods are how somebody is found competent.
var methods = []string{"observed", "questions", "portfolio"}

func methodsOnly(_ Names, before Answers, text string) error {
	if err := eachOf(methods...)(nil, before, text); err != nil {
		return err
	}
	if !Has(text, methods[0]) {
		return errors.New("observed is missing: only who watched says that somebody is competent")
	}
	return nil
}

// pieces words how many pieces a portfolio has, "" for none.
func pieces(s model.Scheme) string {
	if s.MostPieces == 0 {
		return ""
	}
	return fmt.Sprintf("%d to %d", s.LeastPieces, s.MostPieces)
}

// piecesOf reads how many pieces a portfolio has: "10 to 18", or "10-18".
func piecesOf(text string) (least, most int, err error) {
	if text == "" {
		return 0, 0, nil
	}
	words := strings.FieldsFunc(strings.ReplaceAll(text, "to", "-"), func(r rune) bool { return r == '-' || r == ' ' })
	if len(words) == 2 {
		least, err = numberOrNone(words[0])
		if err == nil {
			most, err = numberOrNone(words[1])
		}
	}
	if len(words) != 2 || err != nil || least > most {
		return 0, 0, fmt.Errorf("%q is not like 10 to 18", text)
	}
	return least, most, nil
}

// TakesToBe words what a scheme asks for.
func TakesToBe(s model.Scheme) string {
	text := fmt.Sprintf("%s without help by %s", Number(s.Observations, "run"), Number(s.Assessors, "assessor"))
	if s.Months > 0 {
		text += ", for " + Number(s.Months, "month")
	}
	return text
}

// takesShort words it beside the title of a procedure.
func takesShort(s model.Scheme) string {
	text := Number(s.Observations, "run") + ", " + Number(s.Assessors, "assessor")
	if s.Months > 0 {
		text += ", " + Number(s.Months, "month")
	}
	return text
}

var schemeKind = kind[Scheme]{
	row:   func(s Scheme) (int64, string) { return s.Entry, s.SOP },
	about: func(s Scheme, c *Case) { c.Scheme = s.SchemeInForce },
	cells: func(s Scheme, _ time.Time) []Cell {
		if s.Template != nil {
			return []Cell{{Text: templateName(*s.Template), At: Main, Lead: true}, {Text: "TEMPLATE, methods " + standard.ToBeSet, Tone: Quiet, At: End}}
		}
		return disputedCell([]Cell{{Text: entitled(s.SOP, s.Title), At: Main, Lead: true}, {Text: takesShort(s.Scheme), At: End}}, s.Disputed)
	},
	says: func(s Scheme, _ time.Time) string {
		if s.Template != nil {
			return fmt.Sprintf("%s, a template that is not in force: methods %s.", templateName(*s.Template), standard.ToBeSet)
		}
		return fmt.Sprintf("%s: %s, by %s, entry %d%s.", strings.ReplaceAll(entitled(s.SOP, s.Title), "  ", " "), TakesToBe(s.Scheme), s.By.Name, s.Entry, disputedWord(s.Disputed))
	},
	prints: func(s Scheme, _ time.Time) string {
		if s.Template != nil {
			return fmt.Sprintf("%7s  %-14s TEMPLATE, not in force: methods %s", "", s.SOP, standard.ToBeSet)
		}
		return fmt.Sprintf("%7d  %-14s %s%s", s.Entry, s.SOP, TakesToBe(s.Scheme), disputedWord(s.Disputed))
	},
	opened: func(s Scheme, zone *time.Location) Opened {
		if s.Template != nil {
			return templateDoc(*s.Template)
		}
		return schemeDoc(s.SchemeInForce, zone)
	},
	columns: []column[Scheme]{
		{"sop", func(s Scheme) any { return s.SOP }},
		{"entry", func(s Scheme) any { return s.Entry }}, // 0 of the template
		{"observations", func(s Scheme) any { return s.Observations }},
		{"assessors", func(s Scheme) any { return s.Assessors }},
		{"methods", func(s Scheme) any { return slices.Concat([]string{}, s.Methods) }}, // none of the template: they are to be set
		{"months", func(s Scheme) any { return s.Months }},
		{"least_pieces", func(s Scheme) any { return s.LeastPieces }},
		{"most_pieces", func(s Scheme) any { return s.MostPieces }},
		{"set_at", func(s Scheme) any { return instant(s.At) }},
		{"set_by", func(s Scheme) any { return s.By.ID }},
		{"reason", func(s Scheme) any { return s.Reason }},
		{"disputed", func(s Scheme) any { return s.Disputed }},
		{"template", func(s Scheme) any { return s.Template != nil }},
	},
}

func templateName(t standard.Template) string { return fmt.Sprintf("%s level %d", t.Standard, t.Level) }

func schemeDoc(s model.SchemeInForce, zone *time.Location) Opened {
	asks := said(Normal, Capital(TakesToBe(s.Scheme))+".", "Methods: "+strings.Join(s.Methods, ", ")+".")
	if p := pieces(s.Scheme); p != "" {
		asks = append(asks, said(Normal, "A portfolio has "+p+" pieces.")...)
	}
	set := []Said{{Text: fmt.Sprintf("Set by %s (%s) on %s, entry %d: %s", s.By.Name, s.By.ID, Minute(s.At, zone), s.Entry, Sentence(s.Reason)), Link: Link{List: people.Name, Row: s.By.ID}}}
	if s.Disputed {
		set = append(set, said(Danger, Disputed)...)
	}
	doc := Doc{{"It asks for", asks}, {"Set", set}}
	if others := slices.DeleteFunc(slices.Clone(s.Pages), func(id string) bool { return id == s.SOP }); len(others) > 0 {
		doc = append(doc, Section{"Together with", said(Quiet, strings.Join(others, ", ")+".")})
	}
	return Opened{Title: "Scheme", Which: s.SOP, Doc: doc}
}

// templateDoc is the template in full: what it begins with, and each code.
func templateDoc(t standard.Template) Opened {
	begins := said(Normal, fmt.Sprintf("By %s at least, methods with observed among them, a portfolio of %d to %s.", Number(t.Assessors, "assessor"), t.LeastPieces, Number(t.MostPieces, "piece")),
		"How many runs, for which procedures and for how long: the department sets it.")
	var codes []Said
	for _, m := range t.Methods {
		codes = append(codes, Said{Text: fmt.Sprintf("%s  Methods: %s.", codeText(m.Code), m.Methods), Tone: Quiet})
	}
	return Opened{Title: "Template", Which: templateName(t), Doc: Doc{
		{"What it is", said(Caution, t.Note+" It is not in force.")}, {"A scheme begins with", begins}, {"Codes", codes}, {"Source", said(Quiet, standard.Attribution)},
	}}
}
