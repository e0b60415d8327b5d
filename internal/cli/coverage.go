package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"soprun/internal/pages"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/recall"
	"soprun/sop/standard"
)

// coverage says which pages and steps show each duty and code of a standard, and which
// questions ask about it: doing is not knowing, so the two are kept apart. Asked is what
// practice can ask: what a face of the kind why names.
type coverage struct {
	Standard string         `json:"standard"`
	Pages    int            `json:"pages"` // that were counted
	Codes    int            `json:"codes"` // of the standard
	Shown    []sop.Code     `json:"shown"` // by a step at least
	Asked    []sop.Code     `json:"asked"` // by a question at least
	Neither  []sop.Code     `json:"neither"`
	Duties   []coveredDuty  `json:"duties"`
	Details  []coveredCode  `json:"details"`
	LeftOut  []leftOut      `json:"left_out"`
	Open     []standard.Gap `json:"-"`
}

type coveredDuty struct {
	Number  int        `json:"duty"`
	Text    string     `json:"text"`
	Codes   []sop.Code `json:"codes"`
	Subject []sop.Code `json:"by_subject,omitempty"` // printed under no duty
	Neither []sop.Code `json:"neither"`
	Pages   []string   `json:"pages"` // that show one of its codes at least, or ask about it
}

type coveredCode struct {
	Code   sop.Code      `json:"code"`
	Text   string        `json:"text"`
	Duties []int         `json:"duties"`
	Pages  []coveredPage `json:"pages"`
	Steps  int           `json:"shown"` // steps that show it
	Asked  int           `json:"asked"` // questions about it
}

// in returns on how many of its pages steps show the code, and questions ask about it.
func (c coveredCode) in() (shown, asked int) {
	for _, p := range c.Pages {
		if len(p.Steps) > 0 {
			shown++
		}
		if p.Asked > 0 {
			asked++
		}
	}
	return shown, asked
}

// coveredPage is a page with the steps that show a code, and those that a
// question about it names.
type coveredPage struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Draft     bool     `json:"draft,omitempty"`
	Steps     []string `json:"steps"`
	Asked     int      `json:"asked,omitempty"`     // questions about it
	Questions []string `json:"questions,omitempty"` // ids of the steps that they are about
}

// leftOut is a page that was not counted.
type leftOut struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

// covers counts what pages show of a standard. A page that is retired or has
// errors shows nothing, and a code that stands only in the front matter is
// shown by no step.
func covers(std standard.Standard, pages []pages.Opened) coverage {
	out := coverage{Standard: std.Name(), Codes: len(std.Statements), Open: std.Open, Shown: []sop.Code{}, Asked: []sop.Code{}, Neither: []sop.Code{}, LeftOut: []leftOut{}}
	shown := map[sop.Code][]coveredPage{}
	for _, p := range pages {
		switch {
		case p.Procedure == nil || p.Fault != "":
			out.LeftOut = append(out.LeftOut, leftOut{p.ID, p.Fault})
		case p.Procedure.Meta.Status == sop.Retired:
			out.LeftOut = append(out.LeftOut, leftOut{p.ID, "the page is retired"})
		default:
			out.Pages++
			for code, c := range shows(p.Procedure) {
				shown[code] = append(shown[code], c)
			}
		}
	}
	for _, s := range std.Statements {
		c := coveredCode{Code: s.Code, Text: s.Text, Duties: []int{}, Pages: append([]coveredPage{}, shown[s.Code]...)}
		for _, d := range std.DutiesOf(s.Code) {
			c.Duties = append(c.Duties, d.Number)
		}
		slices.SortFunc(c.Pages, func(a, b coveredPage) int { return strings.Compare(a.ID, b.ID) })
		for _, p := range c.Pages {
			c.Steps += len(p.Steps)
			c.Asked += p.Asked
		}
		if c.Steps > 0 {
			out.Shown = append(out.Shown, s.Code)
		}
		if c.Asked > 0 {
			out.Asked = append(out.Asked, s.Code)
		}
		if c.Steps+c.Asked == 0 {
			out.Neither = append(out.Neither, s.Code)
		}
		out.Details = append(out.Details, c)
	}
	for _, d := range std.Duties {
		out.Duties = append(out.Duties, coveredBy(d, shown))
	}
	return out
}

func coveredBy(d standard.Duty, shown map[sop.Code][]coveredPage) coveredDuty {
	out := coveredDuty{Number: d.Number, Text: d.Text, Codes: d.Codes, Subject: d.Subject, Neither: []sop.Code{}, Pages: []string{}}
	for _, code := range slices.Concat(d.Codes, d.Subject) {
		if len(shown[code]) == 0 && slices.Contains(d.Codes, code) {
			out.Neither = append(out.Neither, code)
		}
		for _, p := range shown[code] {
			out.Pages = append(out.Pages, p.ID)
		}
	}
	slices.Sort(out.Pages)
	out.Pages = slices.Compact(out.Pages)
	return out
}

// shows returns what a page shows of each code.
func shows(p *sop.Procedure) map[sop.Code]coveredPage {
	out := map[sop.Code]coveredPage{}
	entry := func(code sop.Code) coveredPage {
		if c, ok := out[code]; ok {
			return c
		}
		return coveredPage{ID: p.Meta.ID, Title: p.Meta.Title, Draft: p.Meta.Status == sop.Draft, Steps: []string{}}
	}
	for _, s := range p.Sections {
		for _, st := range s.Steps {
			for _, code := range st.Codes {
				c := entry(code)
				c.Steps = append(c.Steps, st.ID)
				out[code] = c
			}
		}
	}
	last := "" // question
	for _, f := range whys(p) {
		for _, code := range f.Codes {
			c := entry(code)
			if f.Of != last {
				c.Asked++
			}
			if !slices.Contains(c.Questions, f.Step) {
				c.Questions = append(c.Questions, f.Step)
			}
			out[code] = c
		}
		last = f.Of
	}
	return out
}

// whys returns the questions of a page that practice can ask, once for each step that they
// are about, question by question.
func whys(p *sop.Procedure) (out []recall.Face) {
	for _, it := range recall.Items(p) {
		for _, f := range it.Faces {
			if f.Kind == recall.Why {
				out = append(out, f)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b recall.Face) int {
		return cmp.Or(cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column))
	})
	return out
}

// printCoverage prints what the shipped pages, and those of --pages, show.
func (a *app) printCoverage(asJSON bool) error {
	folders, err := a.folders()
	if err != nil {
		return err
	}
	pages, err := pages.New(folders...).Whole(a.reading("pages"))
	if err != nil {
		return err
	}
	c := covers(standard.ST0218(), pages)
	if asJSON {
		enc := json.NewEncoder(a.stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(c)
	}
	_, err = io.WriteString(a.stdout, c.table())
	return err
}

// table words the coverage: the duties, the codes in three columns, and each with its pages.
func (c coverage) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s: of %s %d are shown by steps, %d are asked by questions, %d by neither.\n\n",
		c.Standard, present.Number(c.Pages, "page"), present.Number(c.Codes, "code"), len(c.Shown), len(c.Asked), len(c.Neither))
	for _, d := range c.Duties {
		fmt.Fprintf(&b, "Duty %-3d %3d of %-3d codes  %4d pages  %s%s\n", d.Number, len(d.Codes)-len(d.Neither), len(d.Codes), len(d.Pages), d.Text, bySubject(d.Subject))
	}
	fmt.Fprintf(&b, "\n%-5s %-22s %-24s %s\n", "Code", "Shown by steps", "Asked by questions", "Neither")
	for _, s := range c.Details {
		shown, asked := s.in()
		row := fmt.Sprintf("%-5s %-22s %-24s %s", s.Code, counted(s.Steps, shown), counted(s.Asked, asked), map[bool]string{true: "NO PAGE HAS IT"}[s.Steps+s.Asked == 0])
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	for _, s := range c.Details {
		fmt.Fprintf(&b, "\n%-4s %s\n", s.Code, s.Text)
		if len(s.Pages) == 0 {
			b.WriteString("     NO PAGE HAS IT\n")
		}
		for _, p := range s.Pages {
			fmt.Fprintf(&b, "     %-12s %s\n", present.Safe(p.ID), p.where())
		}
	}
	for _, p := range c.LeftOut {
		fmt.Fprintf(&b, "\nNot counted: %s: %s\n", present.Safe(p.ID), present.Safe(p.Why))
	}
	b.WriteString("\nWhat the published text leaves open:\n")
	for _, g := range c.Open {
		fmt.Fprintf(&b, "- %s\n", g.Note)
	}
	fmt.Fprintf(&b, "\n%s\n", standard.Attribution)
	return b.String()
}

// counted words how many of something are on how many pages; "-" for none.
func counted(n, pages int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%4d on %s", n, present.Number(pages, "page"))
}

// where names the steps of a page that show a code.
func (p coveredPage) where() string {
	var parts []string
	if len(p.Steps) > 0 {
		parts = append(parts, "#"+strings.Join(p.Steps, " #"))
	}
	if len(p.Questions) > 0 {
		parts = append(parts, "asked about #"+strings.Join(p.Questions, " #"))
	}
	text := strings.Join(parts, ", ")
	if p.Draft {
		text += " (draft)"
	}
	return text
}
