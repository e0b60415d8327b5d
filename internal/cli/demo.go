package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"soprun/internal/demo"
	"soprun/internal/disk"
	"soprun/procedures"
)

func (a *app) demoCmd() *cobra.Command {
	var completions int
	var seed uint64
	cmd := &cobra.Command{
		Use: "demo DIR", Short: "Make up a department to look at: people, pages and a year of records",
		Long: "Make up a department in a new folder, through the real engine and with real signatures. Its first\n" +
			"entry and every frame say that it is a demo. The passphrases are printed once.",
		Example: "soprun demo /tmp/bench --completions 50\nsoprun --data /tmp/bench",
		Args:    cobra.ExactArgs(1),
		RunE: a.doLong(func(cmd *cobra.Command, args []string) error {
			if completions < 0 || completions > 1_000_000 {
				return misuse("--completions %d: from 0 to 1000000", completions)
			}
			entries, err := os.ReadDir(args[0])
			there := err == nil
			if len(entries) > 0 {
				return fmt.Errorf("%q is not empty; a demo is made in a folder of its own", args[0])
			}
			people, err := demo.Make(cmd.Context(), demo.Config{
				Dir: args[0], Pages: procedures.FS, App: version(), Completions: completions, Seed: seed, End: a.clock.Now(), Progress: a.progress("signing"),
			})
			if cmd.Context().Err() != nil {
				return errors.Join(cmd.Context().Err(), cleared(args[0], there))
			}
			if err != nil {
				return err
			}
			for _, p := range people {
				if _, err := fmt.Fprintf(a.stdout, "%-8s  %-10s  %-10s  %s\n", p.ID, p.Name, p.Role, p.Passphrase); err != nil {
					return err
				}
			}
			_, err = fmt.Fprintf(a.stdout, "\nThe passphrases above are shown this once. Open it with: soprun --data %s\n", disk.Shown(args[0]))
			return err
		}),
	}
	cmd.Flags().IntVar(&completions, "completions", 50, "how many runs are signed")
	cmd.Flags().Uint64Var(&seed, "seed", 1, "the same seed makes up the same year")
	return cmd
}

// cleared takes away what was made in a folder that was new or empty: the passphrases of a demo
// that is not finished were shown to nobody. A folder that was there stays.
func cleared(dir string, there bool) error {
	all, err := os.ReadDir(dir)
	for _, f := range all {
		err = errors.Join(err, os.RemoveAll(filepath.Join(dir, f.Name())))
	}
	if !there {
		err = errors.Join(err, os.Remove(dir))
	}
	return err
}
