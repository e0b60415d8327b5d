package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"soprun/internal/bundle"
	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/internal/station"
	"soprun/sop/record"
)

func (a *app) portfolioCmd() *cobra.Command {
	people, _ := present.ListNamed("people")
	f := people.Forms[slices.IndexFunc(people.Forms, func(f present.Form) bool { return f.Name == present.PortfolioForm })]
	cmd := a.formCmd(f)
	cmd.Example = "soprun portfolio l.green green --html green.html --pdf green.pdf"
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.stationDo(func(s *station.Station, _ []string) error {
			b := effects.New(s, a.clock.Now)
			return a.fillAbout(cmd, f, sourcesOf(b), present.Case{Printer: printer{a, b, cmd.Context()}})
		})(cmd, args)
	}
	return cmd
}

// Portfolio shares what somebody has shown.
func (p printer) Portfolio(want present.Sharing) (said string, err error) {
	defer clear(want.Passphrase)
	r, err := report.ComposePortfolio(p.ctx, report.Source{Sources: sourcesOf(p.place), Now: p.app.clock.Now()}, want.Person)
	if err != nil {
		return "", err
	}
	shared := r.Shared()
	if shared.Runs == 0 && len(written(want)) == 0 {
		return "", fmt.Errorf("%w: %s has signed no run in these days; name a file with --html, --pdf or --json for what is missing", report.ErrNothing, want.Person)
	}
	set, err := p.sheets(r, want)
	defer set.discard()
	if err != nil {
		return "", err
	}
	share := p.share
	if shared.Runs == 0 {
		share = p.confirm
	}
	if said, err = share(r, want); err != nil {
		return "", err
	}
	for _, f := range set {
		if err := f.Commit(); err != nil {
			return "", err
		}
	}
	if names := written(want); len(names) > 0 {
		said += fmt.Sprintf("\n%s: %s, and gaps in %s.", inSeries(names), present.Number(shared.Pieces, "piece"), present.Number(shared.Gaps, "code"))
	}
	return said, nil
}

func written(want present.Sharing) (out []string) {
	for _, file := range []string{want.HTML, want.PDF, want.JSON} {
		if file != "" {
			out = append(out, disk.Shown(file))
		}
	}
	return out
}

// newFiles are files that are not there yet.
type newFiles []*disk.NewFile

func (n newFiles) discard() {
	for _, f := range n {
		f.Discard()
	}
}

// sheets sets a portfolio in the formats that are asked for, into files that are not there
// before they are committed.
func (p printer) sheets(r report.Report, want present.Sharing) (out newFiles, err error) {
	for _, f := range []struct {
		file  string
		write func(context.Context, io.Writer) error
	}{{want.HTML, r.WriteHTML}, {want.PDF, r.WritePDF}, {want.JSON, r.WritePieces}} {
		if f.file == "" {
			continue
		}
		to, err := disk.Create(p.app.path(f.file))
		if err != nil {
			return out, err
		}
		out = append(out, to)
		buffered := bufio.NewWriter(to)
		if err := errors.Join(f.write(p.ctx, buffered), buffered.Flush()); err != nil {
			return out, err
		}
	}
	return out, nil
}

// share makes the bundle of what a portfolio names, signed by whose it is.
func (p printer) share(r report.Report, want present.Sharing) (said string, err error) {
	to, err := bundle.Create(p.app.path(want.Folder))
	if err != nil {
		return "", err
	}
	defer to.Discard()
	if !r.Unchanged() {
		return "", errors.New("the log went on while the portfolio was written: nothing was written, write it again")
	}
	shared := r.Shared()
	out, err := p.place.Export(p.ctx, station.Export{
		Filter: record.Filter{Person: want.Person, Since: shared.Since, Until: shared.Until}, By: want.Person, Passphrase: want.Passphrase,
	}, to, nil)
	if err != nil {
		return "", err
	}
	said = fmt.Sprintf("%s holds %s of %s. %s signed its manifest: %s.", disk.Shown(want.Folder), present.Thousands(out.Entries), present.Entries(out.Size), want.Person, out.Manifest)
	if out.Unrecorded != "" {
		said += " The log has no entry that it was made: " + out.Unrecorded + "."
	}
	return said, nil
}

// confirm has whose portfolio it is confirm it where there is no record to be shared.
func (p printer) confirm(_ report.Report, want present.Sharing) (said string, err error) {
	signer, err := p.place.Signer(want.Person, want.Passphrase)
	if err != nil {
		return "", err
	}
	signer.Lock()
	return fmt.Sprintf("%s was not made: %s has signed no run in these days, and a bundle holds one at least.", disk.Shown(want.Folder), want.Person), nil
}
