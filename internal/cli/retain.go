package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/effects"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/sop/record"
)

// openOther opens the station of another folder, whose log has to be there.
func (a *app) openOther(dir string) (*station.Station, error) {
	cfg := a.stationAt(a.path(dir))
	cfg.Opening = station.ToWriteOrRead // a closed log is put away
	s, err := station.Open(cfg)
	if err != nil {
		return nil, err
	}
	if !s.IsSetUp() {
		return nil, errors.Join(fmt.Errorf("%q: %w", dir, station.ErrNotSetUp), s.Close())
	}
	return s, nil
}

// stationFormCmds are the ways in which a station gets its log as commands.
func (a *app) stationFormCmds() (out []*cobra.Command) {
	for _, f := range present.StationForms {
		cmd := a.formCmd(f)
		cmd.RunE = a.do(func(cmd *cobra.Command, _ []string) (err error) {
			s, err := a.openStation()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			if s.IsSetUp() {
				return station.ErrIsSetUp
			}
			place := effects.New(s, a.clock.Now)
			place.WithOthers(a.openOther)
			return a.fillAbout(cmd, f, a.sources(s), present.Case{Empty: place})
		})
		out = append(out, cmd)
	}
	return out
}

// aboutCmds are acts about the log itself as commands.
func (a *app) aboutCmds(forms []present.Form) []*cobra.Command {
	var out []*cobra.Command
	for _, f := range forms {
		cmd := a.formCmd(f)
		if f.Do != nil {
			cmd.RunE = a.doLong(func(cmd *cobra.Command, _ []string) error {
				return a.withStation(func(s *station.Station) error {
					return a.fillAbout(cmd, f, a.sources(s), present.Case{Files: a.filesOf(cmd.Context(), s)})
				})
			})
		}
		switch f.Name {
		case "checkpoint":
			cmd = a.checkpointCmd(cmd)
		case "witness":
			cmd = a.witnessCmd(f)
		}
		if i := slices.IndexFunc(out, func(c *cobra.Command) bool { return c.Name() == f.Under }); i >= 0 {
			out[i].AddCommand(cmd)
			continue
		}
		out = append(out, cmd)
	}
	return out
}

// verifyChain verifies the closed logs of other folders, oldest first, then this
// one, and that each goes on from the one before.
func (a *app) verifyChain(cmd *cobra.Command, dirs []string) error {
	return a.withStation(func(s *station.Station) error { return a.verifyAll(cmd, dirs, s) })
}

func (a *app) verifyAll(cmd *cobra.Command, dirs []string, last *station.Station) error {
	var reports []*record.Report
	for i, dir := range append(slices.Clip(dirs), a.dir()) {
		report, err := a.verifyAt(cmd, dir, last, i == len(dirs))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(a.stdout, "%s: ", disk.Shown(dir)); err != nil {
			return err
		}
		if err := a.printVerdict(report, false); err != nil {
			return err
		}
		reports = append(reports, report)
	}
	if fault := record.CheckChain(reports...); fault != nil {
		if _, err := fmt.Fprintf(a.stdout, "FAULT %s: %s\n    %s\n", fault.Code, fault.What, fault.Do); err != nil {
			return err
		}
		return errSilent
	}
	_, err := fmt.Fprintf(a.stdout, "The chain verifies: %s, each goes on from the one before it.\n", present.Number(len(reports), "log"))
	return err
}

// verifyAt verifies the log of a folder, or the last one, which is open.
func (a *app) verifyAt(cmd *cobra.Command, dir string, last *station.Station, isLast bool) (report *record.Report, err error) {
	s := last
	if !isLast {
		if s, err = a.openOther(dir); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, s.Close()) }()
	}
	return s.Verify(cmd.Context(), a.progress("verifying "+dir))
}
