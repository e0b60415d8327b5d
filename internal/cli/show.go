package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/bench"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/internal/words"
	"soprun/sop/run"
)

func (a *app) showCmd() *cobra.Command {
	var asJSON, signature, signers bool
	cmd := &cobra.Command{
		Use: "show [N]", Short: "Show one entry of the log, or who may sign", Args: cobra.MaximumNArgs(1),
		Long: "Show one entry in words, or exactly as it is stored:\n\n" +
			"  soprun show 12 --json > 12.json\n  soprun show 12 --sig > 12.sig\n  soprun show --signers > signers\n" +
			"  ssh-keygen -Y verify -f signers -I a.khan -n soprun-record@v1 -s 12.sig < 12.json",
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			if signers == (len(args) == 1) || asJSON && signature {
				return misuse("name an entry, or --signers; and of an entry --json or --sig or neither")
			}
			return a.withStation(func(s *station.Station) error {
				if signers {
					_, err := fmt.Fprint(a.stdout, s.AllowedSigners())
					return err
				}
				n, err := strconv.ParseInt(args[0], 10, 64)
				if err != nil || n < 0 {
					return misuse("%q is no entry number; soprun log lists them", args[0])
				}
				return a.showEntry(s, n, asJSON, signature)
			})
		}),
	}
	flags := cmd.Flags()
	flags.BoolVar(&asJSON, "json", false, "the exact bytes that were signed")
	flags.BoolVar(&signature, "sig", false, "the signature, as ssh-keygen reads it")
	flags.BoolVar(&signers, "signers", false, "everybody's public key, as ssh-keygen reads it (allowed_signers)")
	return cmd
}

func (a *app) showEntry(s *station.Station, n int64, asJSON, signature bool) error {
	raw, err := s.Entry(n)
	switch {
	case err != nil:
		return err
	case asJSON:
		_, err = a.stdout.Write(raw.Payload)
		return err
	case signature && len(raw.Signature) == 0:
		return fmt.Errorf("entry %d is a fact that the station saw; no person signed it", n)
	case signature:
		_, err = a.stdout.Write(raw.Signature)
		return err
	}
	rec, err := s.Record(n)
	if err != nil {
		_, err = fmt.Fprintf(a.stdout, "Entry %d\n%s\n", n, raw.Payload)
		return err
	}
	full, err := bench.New(s, a.clock.Now).Record(n)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(a.stdout, recordText(n, rec), a.storyText(full))
	return err
}

// storyText words what happened in the run, step by step.
func (a *app) storyText(rec session.Record) string {
	var b strings.Builder
	teller := words.Teller{Names: rec.Names, Zone: a.clock.Now().Location()}
	b.WriteString("\n")
	for _, line := range teller.Run(rec.Run) {
		fmt.Fprintln(&b, line)
	}
	if rec.Disputed {
		fmt.Fprintln(&b, words.Disputed)
	}
	if late := words.PastReview(rec.PastReview); late != "" {
		fmt.Fprintln(&b, late)
	}
	b.WriteString("\nSteps\n")
	for _, s := range rec.Run.Steps() {
		state := string(s.State)
		if c := s.Closed; c != nil && s.State == run.Done {
			state = fmt.Sprintf("done by %s at %s", rec.Names[c.Person], c.Done().In(teller.Zone).Format("15:04"))
		}
		fmt.Fprintf(&b, "%s %d. %s (%s)\n", words.Mark(s.State), s.Number, words.Do(s.Step), state)
		for _, v := range rec.ValuesOf(s) {
			standing, amended := teller.Value(v)
			fmt.Fprintf(&b, "      %s: %s\n", words.Label(v.Field), strings.TrimSpace(standing+"  "+v.Mark()))
			for _, line := range amended {
				fmt.Fprintf(&b, "        %s\n", line)
			}
		}
		for _, line := range teller.Step(rec.Run, s) {
			fmt.Fprintf(&b, "      %s\n", line)
		}
	}
	return b.String()
}

// recordText words one completion.
func recordText(n int64, rec station.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Entry %d\n%s\n\nCodes: %s\n", n, rec.Statement, codeWords(rec.Codes))
	for _, e := range rec.Exceptions {
		fmt.Fprintf(&b, "Exception at %s: %s", e.Step, e.Text)
		if e.Action != "" {
			fmt.Fprintf(&b, " (%s)", e.Action)
		}
		b.WriteString("\n")
	}
	for _, r := range rec.Reviews {
		fmt.Fprintf(&b, "\nEntry %d\n%s\n", r.Entry, r.Statement)
	}
	if len(rec.Reviews) == 0 {
		b.WriteString("\nNot countersigned yet.\n")
	}
	return b.String()
}
