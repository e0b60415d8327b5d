package page_test

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"soprun/sop"
)

// front puts the front matter before what was drawn.
func (g *generated) front() {
	body := g.text.String()
	g.text.Reset()
	g.text.WriteString("---\nid: SOP-GEN-001\ntitle: Made up\nversion: 1.0\nstatus: ready\nowner: Quality lead\nreview-every: 24 months\n" +
		"standard: ST0218 v1.1\ncodes: [S7, S15, S16, S26, K7, B1]\nmode: read-do\nsign: performer\n")
	for i, l := range g.lists {
		if i == 0 {
			g.text.WriteString("lists:\n")
		}
		items := "[" + strings.Join(l.Items, ", ") + "]"
		if l.Local != "" {
			items = fmt.Sprintf("local %q", l.Local)
		}
		fmt.Fprintf(&g.text, "  %s: %s\n", l.Name, items)
	}
	g.text.WriteString("---\n\n# Made up\n\nAn introduction.\n" + body)
}

// each makes the section that is drawn one that is done once for each item, and returns
// what its heading ends in.
func (g *generated) each(t *rapid.T) string {
	each := &sop.Each{Field: fmt.Sprintf("item-%d", len(g.want))}
	g.want[len(g.want)-1].Each = each
	if rapid.Bool().Draw(t, "of a list") {
		l := sop.List{Name: fmt.Sprintf("list-%d", len(g.want))}
		if rapid.Bool().Draw(t, "local") {
			l.Local = "the door, on the left"
		} else {
			l.Items = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"FR-001", "FR-002", "1.0", "Left hand", "yes", "Prüfschrank"}), 1, 6, rapid.ID).Draw(t, "items")
		}
		each.List = l.Name
		g.lists = append(g.lists, l)
	}
	return "`each: " + each.String() + "`"
}

// inEach reports whether the section that is drawn is done once for each item.
func (g *generated) inEach() bool { return g.want[len(g.want)-1].Each != nil }

// namingStep draws the step that says which item it is.
func (g *generated) namingStep(t *rapid.T) {
	g.steps++
	section := &g.want[len(g.want)-1]
	s := sop.Step{ID: fmt.Sprintf("step-%d", g.steps), Number: g.steps, Text: sentence(t, "text"), Critical: rapid.Bool().Draw(t, "critical")}
	tag := "#" + s.ID
	if s.Critical {
		tag += ", critical"
	}
	f := sop.Field{Name: section.Each.Field, Label: "Item", Repeat: 1, Type: rapid.SampledFrom([]sop.FieldType{sop.Scan, sop.Text}).Draw(t, "names")}
	s.Fields = []sop.Field{f}
	fmt.Fprintf(&g.text, "\n%d. %s `%s`\n%s- %s: `%s: %s`\n", s.Number, s.Text, tag, strings.Repeat(" ", len(fmt.Sprint(s.Number))+2), f.Label, f.Name, f.Type)
	g.fields = append(g.fields, f)
	section.Steps = append(section.Steps, s)
}

// scoped returns a consequence with what it ends, where there are items.
func (g *generated) scoped(t *rapid.T, c *sop.Consequence) *sop.Consequence {
	if c == nil || c.Does != sop.End || !g.inEach() {
		return c
	}
	return &sop.Consequence{Does: sop.End, Scope: rapid.SampledFrom([]sop.Scope{sop.EndItem, sop.EndsRun}).Draw(t, "ends")}
}

// scopedField has the end that follows a value of a field end the item or the run, where
// there are items, and returns its words.
func (g *generated) scopedField(t *rapid.T, f *sop.Field, words string) string {
	if f.Or = g.scoped(t, f.Or); f.Or == nil || f.Or.Scope == "" {
		return words
	}
	return strings.Replace(words, ", or end", ", or end "+string(f.Or.Scope), 1)
}
