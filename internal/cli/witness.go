package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/present"
	"soprun/internal/witness"
	cosign "soprun/sop/record/witness"
)

// witnessCmd is the form that answers another station as a command. It needs no log here,
// prints the answer where no file is named, and without a request what it is known by.
func (a *app) witnessCmd(f present.Form) *cobra.Command {
	var name, keyFile, out string
	cmd := &cobra.Command{
		Use: f.Name + " [REQUEST]", Short: present.Capital(f.Command()), Args: cobra.MaximumNArgs(1),
		Long:    f.Purpose + " Without a request: print this witness's key and the logs that it watches.",
		Example: "soprun witness --log-key bench-1.key request.txt > answer.txt",
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			return a.witnessing(name, keyFile, func(w *witness.Witness) error {
				if len(args) == 0 {
					return a.aboutWitness(w)
				}
				return a.cosign(w, args[0], out)
			})
		}),
	}
	cmd.Flags().StringVar(&keyFile, "log-key", "", "file with the other station's key, as soprun checkpoint key prints it there; needed once")
	cmd.Flags().StringVar(&name, "name", "", "name of a new witness (default: a random one)")
	cmd.Flags().StringVarP(&out, "output", "o", "", "file for the answer instead of standard output")
	return cmd
}

// witnessing does work as a witness, who knows the log of a key from then on.
func (a *app) witnessing(name, keyFile string, work func(*witness.Witness) error) (err error) {
	w, err := witness.Open(witness.Config{Dir: a.dir(), Now: a.clock.Now, Rand: rand.Reader, Name: name})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if keyFile != "" {
		key, err := firstLine(keyFile)
		if err != nil {
			return err
		}
		if err := w.Watch(key); err != nil {
			return err
		}
	}
	return work(w)
}

// Witness answers the request of another station.
func (f files) Witness(request, answer, keyFile string) error {
	return f.app.witnessing("", keyFile, func(w *witness.Witness) error { return f.app.cosign(w, request, answer) })
}

func (a *app) aboutWitness(w *witness.Witness) error {
	logs, err := w.Logs()
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(a.stdout, w.Key()); err != nil {
		return err
	}
	for _, l := range logs {
		if _, err := fmt.Fprintf(a.stdout, "%8d entries  %s\n", l.Size, l.Origin); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) cosign(w *witness.Witness, path, out string) error {
	request, err := disk.ReadFile(path)
	if err != nil {
		return err
	}
	cosigned, err := w.Cosign(request)
	if fork := (*cosign.Fork)(nil); errors.As(err, &fork) {
		report := path + ".fork.txt"
		if err := writeNew(report, []byte(fork.Report())); err != nil {
			return errors.Join(fork, err)
		}
		return fmt.Errorf("it was not cosigned: %w, or this is an old request; both notes are in %s", fork, report)
	}
	if err != nil {
		return err
	}
	if out != "" {
		return writeNew(out, cosigned)
	}
	_, err = a.stdout.Write(cosigned)
	return err
}

// firstLine returns the first line of a file.
func firstLine(path string) (string, error) {
	text, err := disk.ReadFile(path)
	line, _, _ := strings.Cut(string(text), "\n")
	return strings.TrimSuffix(line, "\r"), err
}

// writeNew writes a file that is not there yet.
func writeNew(path string, content []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}
