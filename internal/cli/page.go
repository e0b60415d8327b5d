package cli

import (
	"github.com/spf13/cobra"

	"soprun/internal/present"
	"soprun/internal/station"
)

// pageFormCmds are the acts about a page as commands. What they show is printed before
// the sentence, so that nobody signs for what they did not see.
func (a *app) pageFormCmds() (out []*cobra.Command) {
	for i, f := range present.PageForms(present.Case{}) {
		if f.Act == nil {
			out = append(out, a.adoptCmd(f)) // which knows no log
			continue
		}
		cmd := a.formCmd(f)
		cmd.Use, cmd.Args = f.Name+" ID", cobra.ExactArgs(1)
		cmd.Example = "soprun " + f.Name + " SOP-IC-001 --pages sops --as j.bell"
		cmd.RunE = a.do(func(cmd *cobra.Command, args []string) error {
			return a.withStation(func(s *station.Station) error {
				place, err := a.withPages(s)
				if err != nil {
					return err
				}
				page, err := place.Page(args[0])
				if err != nil {
					return err
				}
				c := present.Case{Page: page, Shelf: place}
				f := present.PageForms(c)[i]
				if err := f.WhyNot(c); err != nil {
					return err
				}
				return a.fillAbout(cmd, f, a.sources(s), c)
			})
		})
		out = append(out, cmd)
	}
	return out
}
