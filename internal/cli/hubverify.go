package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/hub"
	"soprun/internal/present"
)

func (a *app) hubVerifyCmd() *cobra.Command {
	return &cobra.Command{
		Use: "verify [LOG...]", Short: "Check every byte that the hub has", Args: cobra.ArbitraryArgs,
		Long: "Check every payload, signature, hash, checkpoint, rule and text of each log that the hub has, or of those that\n" +
			"are named, and what the hub says of itself. A log that is at fault is named, and the others go on. Exit code 1\n" +
			"where any is.",
		RunE: a.doLong(func(cmd *cobra.Command, args []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				bad, all := 0, 0
				err := db.Verify(cmd.Context(), func(v hub.Verdict) error {
					if all++; !v.OK() {
						bad++
					}
					return a.printHubVerdict(v)
				}, args...)
				if err != nil {
					return err
				}
				if bad > 0 {
					_, err := fmt.Fprintf(a.stdout, "Logs that do NOT verify: %d of %d.\n", bad, all)
					return firstOf(err, errSilent)
				}
				said := "All " + present.Number(all, "log") + " verify."
				if all == 1 {
					said = "The one log verifies."
				}
				_, err = fmt.Fprintln(a.stdout, said)
				return err
			})
		}),
	}
}

// firstOf returns the first error there is.
func firstOf(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *app) printHubVerdict(v hub.Verdict) error {
	line := fmt.Sprintf("%s, %s: ", v.Site, v.Log)
	switch {
	case v.Archived:
		line += fmt.Sprintf("taken out as a bundle, %s entries: soprun verify FILE.zip checks it\n", present.Thousands(v.Entries))
	case v.Report == nil:
		line += "nothing has come yet\n"
	case v.OK():
		line += fmt.Sprintf("sound, %s entries, root %s", present.Thousands(v.Report.Entries), v.Report.Head.Root)
		if v.Report.Destroyed > 0 {
			line += fmt.Sprintf(", %d destroyed at the end of their retention", v.Report.Destroyed)
		}
		if v.Unsigned > 0 {
			line += fmt.Sprintf("; of the last %d only the hashes, which the station has not signed for yet", v.Unsigned)
		}
		line += "\n"
	default:
		line += fmt.Sprintf("FAULTS in %s entries\n", present.Thousands(v.Entries))
		for _, f := range v.Report.Faults {
			line += fmt.Sprintf("  FAULT %s: %v\n  What to do: %s\n", f.Code, f, f.Do)
		}
	}
	_, err := io.WriteString(a.stdout, disk.Lines(line))
	return err
}
