package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/present"
	"soprun/sop"
	"soprun/sop/recall"
)

func (a *app) cardsCmd() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "cards [ID]", Short: "List every question that practice can ask of a page, or of all",
		Long: "List every question that practice can ask of a page, or of all pages, by page and step: what is stated, what is\n" +
			"asked and how, the right answer, and the wrong ones. Each is made from the page alone: where it says nothing,\n" +
			"nothing is asked. Pages that are retired or have errors are left out.",
		Example: "soprun cards SOP-EQ-014\nsoprun cards --json --pages sops",
		Args:    cobra.MaximumNArgs(1),
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			procedures, err := a.askedPages(args)
			if err != nil {
				return err
			}
			for _, p := range procedures {
				if asJSON {
					err = writeCards(a.stdout, p)
				} else {
					_, err = io.WriteString(a.stdout, cardsText(p))
				}
				if err != nil {
					return err
				}
			}
			return nil
		}),
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON, one question a line")
	return cmd
}

// askedPages returns the page of an id, or all that can be asked about.
func (a *app) askedPages(ids []string) ([]*sop.Procedure, error) {
	folders, err := a.folders()
	if err != nil {
		return nil, err
	}
	library := a.library(folders)
	if len(ids) == 1 {
		p, err := library.Page(ids[0], "")
		if err == nil && p.Fault != "" {
			err = fmt.Errorf("%s is not asked about: %s", p.ID, p.Fault)
		}
		return []*sop.Procedure{p.Procedure}, err
	}
	all, err := library.Whole(a.reading("pages"))
	var out []*sop.Procedure
	for _, p := range all {
		if p.Procedure != nil && p.Fault == "" && p.Procedure.Meta.Status != sop.Retired {
			out = append(out, p.Procedure)
		}
	}
	return out, err
}

// card is a question as one line of JSON. What does not go with the way in which it is
// answered is left out.
type card struct {
	Kind     recall.Kind  `json:"kind"` // next, order, gap, why, fault, what if, hazard, who
	SOP      string       `json:"sop"`
	Version  string       `json:"version"`
	Step     string       `json:"step"`         // id
	Number   int          `json:"number"`       // of the step
	Critical bool         `json:"critical"`     // of the step
	Of       string       `json:"of,omitempty"` // what of the step: a field, the number of a question, ":wait"
	How      recall.How   `json:"how"`          // choose, sort, type, point, recall
	Given    []string     `json:"given"`        // what is so
	Asked    string       `json:"asked"`
	Options  []cardOption `json:"options,omitempty"` // choose: the right one first; they are shown mixed
	Lines    []cardLine   `json:"lines,omitempty"`   // sort: in the order of the page; point: as shown
	Blanks   []string     `json:"blanks,omitempty"`  // type: one for each "__" of what is asked
	Unit     string       `json:"unit,omitempty"`    // type: may be typed behind the last
	See      string       `json:"see"`               // the right answer, as it is shown afterwards
	Codes    []sop.Code   `json:"codes,omitempty"`   // why: what the question is about
	Line     int          `json:"line"`              // of the page, that says so
}

type cardOption struct {
	Text  string `json:"text"`
	Right bool   `json:"right"`
	Why   string `json:"why,omitempty"` // what the page says of it
}

type cardLine struct {
	Text  string `json:"text"`
	Step  string `json:"step"`
	Place *int   `json:"place,omitempty"` // sort: from 0; those that may swap have the same
	Right *bool  `json:"right,omitempty"` // point: it is the one
}

// cardOf makes a line of a face.
func cardOf(p *sop.Procedure, f recall.Face) card {
	st, _ := p.Step(f.Step)
	out := card{
		Kind: f.Kind, SOP: f.Page, Version: p.Meta.Version, Step: f.Step, Number: st.Number, Critical: st.Critical, Of: f.Of, How: f.How,
		Given: append([]string{}, f.Given...), Asked: f.Asked, Blanks: f.Blanks, Unit: f.Unit, See: f.See, Codes: f.Codes, Line: f.At.Line,
	}
	for i, o := range f.Options {
		out.Options = append(out.Options, cardOption{o.Text, i == 0, o.Why})
	}
	for _, l := range f.Lines {
		line := cardLine{Text: l.Text, Step: l.Step}
		if f.How == recall.Sort {
			line.Place = &l.Place
		} else {
			line.Right = &l.Right
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

func writeCards(to io.Writer, p *sop.Procedure) error {
	enc := json.NewEncoder(to)
	enc.SetEscapeHTML(false)
	for _, it := range recall.Items(p) {
		for _, f := range it.Faces {
			if err := enc.Encode(cardOf(p, f)); err != nil {
				return err
			}
		}
	}
	return nil
}

// cardsText lists the questions about a page, step by step.
func cardsText(p *sop.Procedure) string {
	var b strings.Builder
	items := recall.Items(p)
	faces := 0
	for _, it := range items {
		faces += len(it.Faces)
	}
	fmt.Fprintf(&b, "%s  %s: %s about %s\n", p.Meta.ID, present.Safe(p.Meta.Title), present.Number(faces, "question"), present.Number(len(items), "step"))
	for _, it := range items {
		st, _ := p.Step(it.Step)
		critical := ""
		if it.Critical {
			critical = "CRITICAL  "
		}
		fmt.Fprintf(&b, "\n%3d  %s%s  #%s\n", st.Number, critical, present.Safe(strings.Join(strings.Fields(st.Text), " ")), st.ID)
		for _, f := range it.Faces {
			b.WriteString(faceText(f))
		}
	}
	return b.String() + "\n"
}

// faceText writes one question: its kind and how it is answered, what is stated and asked,
// and the answers, the right ones marked.
func faceText(f recall.Face) string {
	var b strings.Builder
	line := func(mark, text string) {
		for part := range strings.SplitSeq(text, "\n") {
			fmt.Fprintf(&b, "       %-8s %s\n", mark, present.Safe(part))
			mark = ""
		}
	}
	fmt.Fprintf(&b, "     %s, %s\n", f.Kind, f.How)
	for _, g := range f.Given {
		line("given", g)
	}
	line("asked", f.Asked)
	for i, o := range f.Options {
		line(map[bool]string{true: "right", false: "wrong"}[i == 0], o.Text)
	}
	for _, l := range f.Lines {
		mark := "line"
		if f.How == recall.Sort {
			mark = fmt.Sprint(l.Place + 1)
		} else if l.Right {
			mark = "point"
		}
		line(mark, l.Text)
	}
	if f.How == recall.Type || f.How == recall.Recall || f.Kind == recall.Fault {
		line("see", f.See)
	}
	return b.String()
}
