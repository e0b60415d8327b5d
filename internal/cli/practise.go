package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/answers"
	"soprun/internal/disk"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/report"
	"soprun/internal/station"
	"soprun/internal/study"
	"soprun/sop"
)

// books is where the answers of those who practise are.
func (a *app) books() answers.Folder {
	return answers.Folder{Dir: filepath.Join(a.path(a.dir()), "answers"), Now: a.clock.Now}
}

func (a *app) practiseCmd() *cobra.Command {
	mode := ""
	cmd := &cobra.Command{
		Use: "practise [ID]", Short: "Practise the pages; nothing of it is a record", Args: cobra.MaximumNArgs(1),
		Long: "Practise the pages. Questions are made from them: what comes next, which figure, why, what if. Ten minutes a\n" +
			"day, each step again shortly before it would be forgotten. With ID, that page is practised, in a mode:\n\n" + modesHelp() +
			"\nThe answers are kept under a short name, in the folder answers beside the log; a PIN seals them. Nothing of it is\n" +
			"a record, and nothing of it says that somebody is competent.",
		Example: "soprun practise\nsoprun practise SOP-IC-001\nsoprun practise SOP-IC-001 --mode station",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			if mode != "" && !slices.Contains(modeNames(), mode) {
				return misuse("%q is no mode%s: give %s", mode, sop.Meant(mode, modeNames()), strings.Join(modeNames(), ", "))
			}
			return a.open(cmd.Context(), entrance{practise: true, of: strings.Join(args, ""), mode: study.Mode(mode)})
		}),
	}
	cmd.Flags().StringVar(&mode, "mode", "", "how: "+strings.Join(modeNames(), ", "))
	_ = cmd.RegisterFlagCompletionFunc("mode", cobra.FixedCompletions(modeNames(), cobra.ShellCompDirectiveNoFileComp)) // the flag is there
	a.plainFlag(cmd)
	return cmd
}

func modeNames() []string {
	out := make([]string, len(present.PracticeModes))
	for i, m := range present.PracticeModes {
		out[i] = string(m.Is)
	}
	return out
}

func modesHelp() (text string) {
	for _, offered := range present.PracticeModes {
		text += fmt.Sprintf("  %-10s %s, %s\n", offered.Is, strings.ToLower(offered.Label[:1])+offered.Label[1:], offered.Does)
	}
	return text
}

func (a *app) progressCmd() *cobra.Command {
	var in progress
	cmd := &cobra.Command{
		Use: "progress [PERSON]", Short: "Say what somebody recalls of the pages that they practise", Args: cobra.MaximumNArgs(1),
		Long: "Say of each page of which somebody answered questions how many of its critical steps they recall. Without PERSON\n" +
			"it lists who practises here. Answers that a PIN seals are opened with it, from the first line of a file.\n\n" +
			"It recalls: it is practice, and says nothing of what somebody can do.",
		Example: "soprun progress\nsoprun progress l.green --csv\nsoprun progress l.green --share green.jsonl",
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			if err := in.check(args); err != nil {
				return err
			}
			return a.withStation(func(s *station.Station) error {
				if len(args) == 0 {
					return a.printOwners()
				}
				return in.run(a, s, args[0])
			})
		}),
	}
	cmd.Flags().BoolVar(&in.asJSON, "json", false, "one JSON object a line: "+strings.Join(present.Practising{}.Recalled().Columns, ", "))
	cmd.Flags().BoolVar(&in.asCSV, "csv", false, "the same as CSV, with a header")
	cmd.Flags().StringVar(&in.pinFile, "pin-file", "", "file whose first line is the PIN")
	cmd.Flags().StringVar(&in.share, "share", "", "write the answers of PERSON to this new file, for somebody else to read")
	cmd.Flags().BoolVar(&in.anew, "begin-anew", false, "put the answers of PERSON aside who forgot their PIN; new ones begin")
	return cmd
}

// progress is what is done with somebody's answers.
type progress struct {
	asJSON, asCSV, anew bool
	pinFile, share      string
}

func (a *app) printOwners() error {
	owners, err := a.books().Owners()
	if err != nil {
		return err
	}
	if len(owners) == 0 {
		_, err = fmt.Fprintln(a.stdout, "Nobody has practised here yet.")
		return err
	}
	for _, o := range owners {
		if _, err := fmt.Fprintln(a.stdout, present.Safe(o.Person)+map[bool]string{true: "  sealed by a PIN", false: ""}[o.Sealed]); err != nil {
			return err
		}
	}
	return nil
}

// known is an error for somebody of whom there are no answers: to ask for them begins none.
func (a *app) known(person string) error {
	owners, err := a.books().Owners()
	for _, o := range owners {
		if strings.EqualFold(o.Person, person) {
			return nil
		}
	}
	if sop.MaySecret(person) {
		return errors.Join(err, errors.New("nobody of that name has practised here; soprun progress lists who has"))
	}
	return errors.Join(err, fmt.Errorf("%q has not practised here; soprun progress lists who has", person))
}

func (in progress) run(a *app, s *station.Station, person string) error {
	if err := a.known(person); err != nil {
		return err
	}
	if in.anew {
		aside, err := a.books().Anew(person)
		if err == nil {
			_, err = fmt.Fprintf(a.stdout, "The answers of %s are put aside as %s.\n", present.Safe(person), disk.Shown(aside))
		}
		return err
	}
	sitting, err := in.sit(a, s, person)
	if err != nil {
		return err
	}
	if in.share != "" {
		if err := sitting.Share(a.path(in.share)); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.stdout, present.Shared)
		return err
	}
	return in.print(a, sitting)
}

// check refuses what makes no sense together.
func (in progress) check(args []string) error {
	switch {
	case in.asJSON && in.asCSV:
		return misuse("give --json or --csv, not both")
	case len(args) == 0 && (in != progress{}):
		return misuse("say whose progress is meant: soprun progress lists who has practised here")
	}
	return nil
}

// print prints what somebody recalls.
func (in progress) print(a *app, sitting *study.Sitting) error {
	list := present.Practising{Sitting: sitting}.Recalled()
	rows := list.Each(context.Background(), nil, model.Query{})
	switch {
	case in.asJSON:
		return report.RowsJSON(a.stdout, list, rows)
	case in.asCSV:
		return report.RowsCSV(a.stdout, list, rows)
	}
	text := present.NoRecord + "\n" + present.DayLeft(sitting.Left()) + "\n"
	for row, err := range rows {
		if err != nil {
			return err
		}
		text += list.Prints(row, a.clock.Now()) + "\n"
	}
	_, err := fmt.Fprint(a.stdout, text)
	return err
}

// sit opens the answers of somebody with the PIN that is in a file.
func (in progress) sit(a *app, s *station.Station, person string) (*study.Sitting, error) {
	pin := ""
	if in.pinFile != "" {
		var err error
		if pin, err = firstLine(a.path(in.pinFile)); err != nil {
			return nil, err
		}
	}
	b, err := a.withPages(s)
	if err != nil {
		return nil, err
	}
	sitting, err := b.Study(a.books(), a.clock.Now).Sit(person, pin, a.reading("pages"))
	if errors.Is(err, answers.ErrSealed) {
		return nil, fmt.Errorf("%w: give the file of it with --pin-file", err)
	}
	return sitting, err
}
