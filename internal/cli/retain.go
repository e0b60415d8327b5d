package cli

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/model"
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

func (a *app) continueCmd() *cobra.Command {
	var who signing
	cmd := &cobra.Command{
		Use: "continue OLD", Short: "Open the next log, which goes on from a closed one", Args: cobra.ExactArgs(1),
		Long: "Set a station up in --data whose log names the end of the closed log in the folder OLD. Its first entry is\n" +
			"signed by an administrator of the old one, with the key that they have. soprun people enrol --after OLD then\n" +
			"enrols the others with theirs; procedures are approved anew.",
		Example: "soprun --data 2026 close --reason 'end of the year' --as j.bell\nsoprun --data 2027 continue 2026 --as j.bell",
		RunE: a.do(func(_ *cobra.Command, args []string) (err error) {
			old, err := a.openOther(args[0])
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, old.Close()) }()
			s, err := a.openStation()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.Close()) }()
			phrase, err := a.passphrase(who.by, who.phraseFile)
			if err != nil {
				return err
			}
			if err := s.Continue(old, model.SetUp{PersonID: who.by, Passphrase: phrase}); err != nil {
				return err
			}
			about := s.About()
			_, err = fmt.Fprintf(a.stdout, "%s goes on from %d entries of %s.\n", about.Log, about.Continues.Size, about.Continues.Log)
			return err
		}),
	}
	who.flags(cmd)
	return cmd
}

// logFormCmds are the acts about the log itself as commands.
func (a *app) logFormCmds() []*cobra.Command {
	var out []*cobra.Command
	for _, f := range present.LogForms {
		cmd := a.formCmd(f)
		if f.Name == "dispose" {
			cmd.AddCommand(a.disposalsCmd())
		}
		out = append(out, cmd)
	}
	return out
}

func (a *app) disposalsCmd() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List every disposal, and whether it was confirmed", Args: cobra.NoArgs,
		RunE: a.stationDo(func(s *station.Station, _ []string) error {
			all := s.Disposals()
			for _, d := range all {
				state := "NOT CONFIRMED"
				if d.Confirmed > 0 {
					state = fmt.Sprintf("confirmed in entry %d", d.Confirmed)
				}
				if _, err := fmt.Fprintf(a.stdout, "%7d  %d entries from before %s, by %s: %s  %s\n", d.Entry, d.Entries, d.Before, d.By, d.Reason, state); err != nil {
					return err
				}
			}
			if len(all) > 0 {
				return nil
			}
			_, err := fmt.Fprintln(a.stdout, "Nothing was ever disposed of.")
			return err
		}),
	}
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
	_, err := fmt.Fprintf(a.stdout, "The chain verifies: %d logs, each goes on from the one before it.\n", len(reports))
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
