package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/hub"
	"soprun/internal/present"
)

func (a *app) hubDisposeCmd() *cobra.Command {
	return &cobra.Command{
		Use: "dispose", Short: "Destroy here what two people of a station have disposed of", Args: cobra.NoArgs,
		Long: "Verify each log, destroy the payloads and signatures that its confirmed disposals name, and write the tables anew,\n" +
			"so that no bytes of them are left in a file of theirs. The leaves stay, and the log still verifies. Nothing of a log\n" +
			"that does not verify is destroyed. It is meant to run daily. Backups of the server, and what it has written ahead, are\n" +
			"destroyed by their own rules.",
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				bad := 0
				done, err := db.Dispose(cmd.Context(), func(v hub.Verdict) error {
					bad++
					return a.printHubVerdict(v)
				})
				if err := a.printDisposed(done); err != nil {
					return err
				}
				if err == nil && bad > 0 {
					err = errSilent
				}
				return err
			})
		}),
	}
}

func (a *app) printDisposed(done []hub.Disposed) error {
	if len(done) == 0 {
		_, err := fmt.Fprintln(a.stdout, "There was nothing to destroy.")
		return err
	}
	for _, d := range done {
		if _, err := fmt.Fprintf(a.stdout, "%s: destroyed of the disposal in entry %d: %s.\n", d.Log, d.Disposal, present.Entries(d.Entries)); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) hubDestroyedCmd() *cobra.Command {
	return &cobra.Command{
		Use: "destroyed", Short: "List what was destroyed, here and in each copy that says so", Args: cobra.NoArgs,
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				all, err := db.Destructions(cmd.Context())
				if err != nil {
					return err
				}
				if len(all) == 0 {
					_, err := fmt.Fprintln(a.stdout, "Nothing was destroyed.")
					return err
				}
				rows := [][]string{{"log", "disposal", "entries", "where", "when"}}
				for _, x := range all {
					where := "the hub"
					if x.Copy != "" {
						where = "the copy " + x.Copy
					}
					rows = append(rows, []string{
						x.Log, fmt.Sprintf("entry %d", x.Disposal), present.Thousands(x.Entries), where, present.Minute(x.At, a.clock.Now().Location()),
					})
				}
				return a.printTable(rows)
			})
		}),
	}
}

func (a *app) hubForwardCmd() *cobra.Command {
	return &cobra.Command{
		Use: "forward URL", Short: "Bring what is new in this hub to the one above", Args: cobra.ExactArgs(1),
		Long: "Take what is new in the hub of --hub, as one of its readers, into the copies in the folder of --data, which verifies it,\n" +
			"and bring each log to the hub of URL, as one of its feeders. A log that does not verify is named, and the others go on.\n" +
			"It is meant to run every few minutes.",
		Example: "soprun hub forward --hub postgres://region@trust/soprun --data /srv/region 'postgres://trust_north@nation/soprun'",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			copies, err := a.copies()
			if err != nil {
				return err
			}
			all, err := copies.Forward(cmd.Context(), args[0])
			bad := 0
			for _, f := range all {
				line := fmt.Sprintf("%s, %s: all %s entries are above, %s of them new", f.Copy.Site, f.Copy.Log, present.Thousands(f.Sent.Total), present.Thousands(f.Sent.New))
				if f.Err != nil {
					line = fmt.Sprintf("%s, %s: NOT BROUGHT: %v", f.Copy.Site, f.Copy.Log, f.Err)
				}
				if f.Copy.Blocked != "" {
					line += "; BLOCKED: " + f.Copy.Blocked
				}
				if f.Err != nil || f.Copy.Blocked != "" {
					bad++
				}
				if _, err := io.WriteString(a.stdout, disk.Lines(line+"\n")); err != nil {
					return err
				}
			}
			if err == nil && bad > 0 {
				err = errSilent
			}
			return err
		}),
	}
}

func (a *app) hubArchiveCmd() *cobra.Command {
	return &cobra.Command{
		Use: "archive YEAR DIR", Short: "Take a closed year out of the hub, as bundles that verify", Args: cobra.ExactArgs(2),
		Long: "Write each log that was opened in YEAR into a bundle in DIR, read it back and verify it, and then drop the year's table.\n" +
			"A year with a log that is not closed, or does not verify, stays as it is. The hub keeps the head of each log and the\n" +
			"hash of its bundle; soprun verify and soprun inspect read one.",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			year, err := strconv.Atoi(args[0])
			if err != nil {
				return misuse("%q is no year", args[0])
			}
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				all, err := db.Archive(cmd.Context(), year, a.path(args[1]), version(), a.clock.Now())
				if err != nil {
					return err
				}
				if len(all) == 0 {
					_, err := fmt.Fprintf(a.stdout, "The hub has no log of %d.\n", year)
					return err
				}
				for _, one := range all {
					if _, err := fmt.Fprintf(a.stdout, "%s: %s in %s, sha256 %x\n", one.Log, present.Entries(one.Entries), disk.Shown(one.File), one.SHA256); err != nil {
						return err
					}
				}
				_, err = fmt.Fprintf(a.stdout, "The year %d is taken out of the hub: keep these files, and their hashes apart from them.\n", year)
				return err
			})
		}),
	}
}

// copiesName is the folder of the copies of a hub, beside the log of this station.
const copiesName = "hub"

// copies are the copies of the hub that --hub names.
func (a *app) copies() (*hub.Copies, error) {
	url, err := a.hubURL()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(a.dir(), copiesName)
	return &hub.Copies{Dir: dir, URL: url, Now: a.clock.Now, Name: copyName(dir), Progress: a.progress("comparing with the hub")}, nil
}

// copyName is what copies call themselves in the hub: the machine and the folder.
func copyName(dir string) string {
	host, err := os.Hostname()
	if err != nil {
		host = "a machine"
	}
	name := host + ":" + dir
	return strings.ToValidUTF8(name[max(0, len(name)-100):], "")
}
