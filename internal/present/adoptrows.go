package present

import (
	"fmt"
	"slices"
	"strings"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// rowAsks asks of each table of a page which rows the department leaves out, because it
// has none of that, and which it adds.
func rowAsks(c Case) (asks []Ask) {
	p := c.Page.Procedure
	for _, t := range p.Tables {
		label := Plain(t.Label)
		columns := make([]string, len(t.Columns))
		for i, column := range t.Columns {
			columns[i] = Plain(column.Label)
		}
		ask := func(what, does, help string) Ask {
			s := page.Setting{Step: t.Field, What: what}
			return Ask{
				Name: SettingName(s), Kind: Optional, Label: label + ", " + does, Prompt: label + ", " + does, Help: help, Empty: "for none", More: help,
				Check: func(_ Names, before Answers, text string) error {
					if text == "" {
						return nil
					}
					s.Value = text
					_, err := page.Set(c.Page.Text, page.Options{Standard: standard.ST0218()}, append(settings(p, nil, before), s)...)
					return err
				},
			}
		}
		asks = append(asks,
			ask(page.RemoveRows, "rows to leave out", fmt.Sprintf("There is %s. Type what you do not use, with a semicolon between.", Safe(strings.Join(t.Choices(), "; ")))),
			ask(page.AddRows, "rows to add", fmt.Sprintf("Each as %s | %s, a bar between, a semicolon between two rows.", label, strings.Join(columns, " | "))))
	}
	return asks
}

// leftOutRow reports whether a row is one that the department leaves out.
func leftOutRow(p *sop.Procedure, in Answers, row string) bool {
	if row == "" {
		return false
	}
	return slices.ContainsFunc(p.Tables, func(t sop.Table) bool {
		for name := range strings.SplitSeq(in[SettingName(page.Setting{Step: t.Field, What: page.RemoveRows})], ";") {
			if strings.TrimSpace(name) == row {
				return true
			}
		}
		return false
	})
}
