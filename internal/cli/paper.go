package cli

import (
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/model"
	"soprun/internal/paper"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/station"
)

func (a *app) paperCmd() *cobra.Command {
	var asHTML bool
	cmd := &cobra.Command{
		Use: "paper ID", Short: "Print a procedure as a blank form, for the day the terminal is down",
		Long: "Print a procedure as a form to fill in by hand: a box for each step, a blank for each value with its unit\n" +
			"and limits, and the lines to sign on. Of an approved page the text that the log approved is printed,\n" +
			"whatever stands in the folder; of any other the page, and the form says that it is not approved.",
		Example: "soprun paper SOP-IC-004 | lp\nsoprun paper SOP-IC-004 --html > SOP-IC-004.html",
		Args:    cobra.ExactArgs(1),
		RunE:    a.do(func(_ *cobra.Command, args []string) error { return a.paper(args[0], asHTML) }),
	}
	cmd.Flags().BoolVar(&asHTML, "html", false, "as one HTML page, to be printed from a browser")
	return cmd
}

func (a *app) paper(id string, asHTML bool) error {
	folders, err := a.folders()
	if err != nil {
		return err
	}
	return a.withAnyStation(func(s *station.Station) error { return a.print(s, folders, id, asHTML) })
}

func (a *app) print(s *station.Station, folders []fs.FS, id string, asHTML bool) error {
	sheet := paper.Sheet{Printed: a.clock.Now()}
	if s.IsSetUp() {
		about := s.About()
		sheet.Site, sheet.Station = about.Site, about.Name
		sheet.Banner = present.Banner(model.Station{Demo: about.Demo}, session.Session{})
	}
	p, err := a.library(folders).Page(id, "")
	if err == nil {
		id = p.ID
	}
	approved, known := approvedText(s, id)
	switch {
	case known != nil:
		return known
	case approved.Procedure != nil:
		sheet.Procedure, sheet.Approval = approved.Procedure, approved.Approval
	case err != nil:
		return err
	case p.Fault != "":
		return fmt.Errorf("%s has errors: %s", p.ID, p.Fault)
	default:
		sheet.Procedure = p.Procedure
	}
	write := paper.Text
	if asHTML {
		write = paper.HTML
	}
	_, err = io.WriteString(a.stdout, write(sheet))
	return err
}

// approvedText returns the text that the log approved, none when there is none.
func approvedText(s *station.Station, id string) (paper.Sheet, error) {
	if !s.IsSetUp() {
		return paper.Sheet{}, nil
	}
	in, ok := s.Approval(id)
	if !ok { // its file may be gone, and with it how the id is written
		in, ok = s.Approval(strings.ToUpper(id))
	}
	if !ok {
		return paper.Sheet{}, nil
	}
	proc, _, err := s.Procedure(in.SHA256)
	if err != nil {
		return paper.Sheet{}, err
	}
	return paper.Sheet{Procedure: proc, Approval: &in}, nil
}
