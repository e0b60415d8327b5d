package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"soprun/internal/pages"
	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/standard"
)

// coverage says which pages and steps show each duty and code of a standard.
type coverage struct {
	Standard string         `json:"standard"`
	Pages    int            `json:"pages"` // that were counted
	Codes    int            `json:"codes"` // of the standard
	Shown    int            `json:"shown"` // codes that a page shows
	Without  []sop.Code     `json:"without"`
	Duties   []coveredDuty  `json:"duties"`
	Details  []coveredCode  `json:"details"`
	LeftOut  []leftOut      `json:"left_out"`
	Open     []standard.Gap `json:"-"`
}

type coveredDuty struct {
	Number  int        `json:"duty"`
	Text    string     `json:"text"`
	Codes   []sop.Code `json:"codes"`
	Without []sop.Code `json:"without"`
	Pages   []string   `json:"pages"` // that show at least one of its codes
}

type coveredCode struct {
	Code   sop.Code      `json:"code"`
	Text   string        `json:"text"`
	Duties []int         `json:"duties"`
	Pages  []coveredPage `json:"pages"`
	Steps  int           `json:"steps"`
}

// coveredPage is a page with the steps that show a code, and those that a
// question about it names.
type coveredPage struct {
	ID        string   `json:"id"`
	Title     string   `json:"title"`
	Draft     bool     `json:"draft,omitempty"`
	Steps     []string `json:"steps"`
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
	out := coverage{Standard: std.Name(), Codes: len(std.Statements), Open: std.Open, Without: []sop.Code{}, LeftOut: []leftOut{}}
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
		}
		if len(c.Pages) > 0 {
			out.Shown++
		} else {
			out.Without = append(out.Without, s.Code)
		}
		out.Details = append(out.Details, c)
	}
	for _, d := range std.Duties {
		out.Duties = append(out.Duties, coveredBy(d, shown))
	}
	return out
}

func coveredBy(d standard.Duty, shown map[sop.Code][]coveredPage) coveredDuty {
	out := coveredDuty{Number: d.Number, Text: d.Text, Codes: d.Codes, Without: []sop.Code{}, Pages: []string{}}
	for _, code := range d.Codes {
		if len(shown[code]) == 0 {
			out.Without = append(out.Without, code)
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
	for _, q := range p.Questions {
		for _, code := range q.Codes {
			c := entry(code)
			for _, step := range q.Steps {
				if !slices.Contains(c.Questions, step) {
					c.Questions = append(c.Questions, step)
				}
			}
			out[code] = c
		}
	}
	return out
}

// printCoverage prints what the shipped pages, and those of --pages, show.
func (a *app) printCoverage(asJSON bool) error {
	folders, err := a.folders()
	if err != nil {
		return err
	}
	pages, err := pages.New(folders...).Whole()
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

// table words the coverage: the duties, then the codes with their pages.
func (c coverage) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d of %d codes are shown by %s.\n", c.Standard, c.Shown, c.Codes, present.Number(c.Pages, "page"))
	if len(c.Without) > 0 {
		fmt.Fprintf(&b, "No page shows: %s\n", codeWords(c.Without))
	}
	b.WriteString("\n")
	for _, d := range c.Duties {
		fmt.Fprintf(&b, "Duty %-3d %3d of %-3d codes  %4d pages  %s\n", d.Number, len(d.Codes)-len(d.Without), len(d.Codes), len(d.Pages), d.Text)
	}
	for _, s := range c.Details {
		fmt.Fprintf(&b, "\n%-4s %s\n", s.Code, s.Text)
		if len(s.Pages) == 0 {
			b.WriteString("     NO PAGE SHOWS THIS\n")
			continue
		}
		fmt.Fprintf(&b, "     %s, %s\n", present.Number(len(s.Pages), "page"), present.Number(s.Steps, "step"))
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
