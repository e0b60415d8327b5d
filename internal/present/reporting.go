package present

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"soprun/internal/model"
)

// Printer is where reports are written.
type Printer interface {
	// Report writes a report in the format that the name of its file ends in, and returns
	// what it holds.
	Report(want model.Wanted, file string) (holds string, err error)
}

// ReportKinds are the formats of a report, as the names of their files end.
var ReportKinds = []string{"pdf", "html", "csv", "json"}

// ReportKind is the format that the name of a file asks for, "" for none.
func ReportKind(file string) string {
	kind := strings.ToLower(strings.TrimPrefix(filepath.Ext(file), "."))
	if slices.Contains(ReportKinds, kind) {
		return kind
	}
	return ""
}

// reportOn is the form that writes a report of what a case wants. It is a command of its
// own, which selects more.
func reportOn(does string, want func(Case) model.Wanted) Form {
	return Form{
		Name: ReportForm, Key: "r", Does: does, Submit: "write it", Busy: "Writing ...", Undone: nothingWritten, Row: true, Later: true,
		Purpose: "A report is a copy to be printed, mailed or calculated with. It says of which log at which moment. What can be proved to a stranger is a bundle: soprun export.",
		For:     func(c Case) bool { return c.Printer != nil },
		Asks: []Ask{{
			Name: "file", Label: "File", Help: "A new file. Its name ends in .pdf, .html, .csv or .json.", Like: "report.pdf", File: true,
			Prompt: "A new file for it, whose name ends in .pdf, .html, .csv or .json", More: "One that is there already is not written over.",
			Check: func(_ Names, _ Answers, text string) error {
				if ReportKind(text) == "" {
					return fmt.Errorf("%q says no format: end it in .pdf, .html, .csv or .json", text)
				}
				return nil
			},
		}},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			holds, err := c.Printer.Report(want(c), in["file"])
			return fmt.Sprintf("%s holds %s.", Safe(in["file"]), holds), err
		},
		Done: always(""),
	}
}

// ReportForm is the name of the forms that write reports.
const ReportForm = "report"

var (
	reportRecord = reportOn("report", func(c Case) model.Wanted { return model.Wanted{Entries: []int64{c.Record.Entry}} })
	reportLog    = reportOn("report on what is listed", func(c Case) model.Wanted { return model.Wanted{Query: c.Query, Filter: true} })
	reportTrace  = reportOn("report on what is listed", func(c Case) model.Wanted { return model.Wanted{Query: c.Query} })
)
