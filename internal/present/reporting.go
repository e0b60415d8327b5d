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
	// Portfolio writes what somebody shows of themself, once their passphrase has confirmed
	// it, and returns what was written.
	Portfolio(Sharing) (said string, err error)
}

// Sharing is that somebody gives others what they have shown.
type Sharing struct {
	Person     string // short name, required
	Passphrase []byte // theirs: nobody shares it for them. Who writes the portfolio wipes it
	Folder     string // required: a new one, or a zip, for the bundle of the records that it names
	// HTML, PDF and JSON are new files for the portfolio itself, "" for none.
	HTML, PDF, JSON string
}

// PortfolioForm is the name of the form that writes a portfolio: a command of its own.
const PortfolioForm = "portfolio"

// sharing writes what somebody has shown, for an assessor. Only its owner can: it is signed
// with their passphrase.
var sharing = Form{
	Name: PortfolioForm, Key: "o", Does: "write somebody's portfolio", Tells: "write the portfolio of somebody, with the bundle that proves it", Row: true, Later: true,
	Submit: "share it", Busy: "Writing ...", Undone: nothingWritten,
	Purpose: "A portfolio says first what is missing, then each code and what shows it. With it comes a bundle of the records that it names, which anyone can check. " +
		"Its owner shares it, and nobody for them: they type their passphrase, and the log keeps that it was shared. Practice is never in it.",
	For: func(c Case) bool { return c.Printer != nil },
	Asks: []Ask{
		{
			Name: "person", Arg: "PERSON", Label: "Short name", Help: "Whose portfolio it is.", Check: enrolled, Prompt: "Short name of whose portfolio it is",
			Start: func(c Case, _ Answers) string { return c.About },
		},
		{Name: "folder", Arg: "DIR", Label: "Folder", Help: "A new folder, or a .zip, for the records that prove it.", Like: "portfolio", File: true, More: "One that is there already is not written over."},
		{Name: "html", Label: "HTML", Help: "A new file for the portfolio as a page.", Kind: Optional, File: true, Check: endsIn("html")},
		{Name: "pdf", Label: "PDF", Help: "A new file for it on paper.", Kind: Optional, File: true, Check: endsIn("pdf")},
		{Name: "json", Label: "JSON", Help: "A new file for its pieces and gaps, one a line.", Kind: Optional, File: true, Check: endsIn("json")},
		{Name: "passphrase", Label: "Their passphrase", Help: "Whose portfolio it is types this: sharing it is their act.", Kind: Secret},
	},
	Do: func(c Case, _ Keys, in Answers, secrets Secrets) (string, error) {
		return c.Printer.Portfolio(Sharing{Person: in["person"], Passphrase: secrets["passphrase"], Folder: in["folder"], HTML: in["html"], PDF: in["pdf"], JSON: in["json"]})
	},
	Done: always(""),
}

// endsIn refuses a file whose name says another format.
func endsIn(kind string) func(Names, Answers, string) error {
	return func(_ Names, _ Answers, text string) error {
		if ReportKind(text) != kind {
			return fmt.Errorf("%q does not end in .%s", text, kind)
		}
		return nil
	}
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
func reportOn(does string, want func(Case, Answers) model.Wanted) Form {
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
			holds, err := c.Printer.Report(want(c, in), in["file"])
			return fmt.Sprintf("%s holds %s.", Safe(in["file"]), holds), err
		},
		Done: always(""),
	}
}

// ReportForm is the name of the forms that write reports.
const ReportForm = "report"

var (
	reportRecord = reportOn("report", func(c Case, _ Answers) model.Wanted { return model.Wanted{Entries: []int64{c.Record.Entry}} })
	reportLog    = reportOn("report on what is listed", func(c Case, _ Answers) model.Wanted { return model.Wanted{Query: c.Query, Filter: true} })
	reportTrace  = reportOn("report on what is listed", func(c Case, _ Answers) model.Wanted { return model.Wanted{Query: c.Query} })
)
