package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"soprun/internal/bundle"
	"soprun/internal/disk"
	"soprun/internal/guest"
	"soprun/internal/present"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
)

func (a *app) exportCmd() *cobra.Command {
	var filter record.Filter
	var by, phraseFile string
	cmd := &cobra.Command{
		Use: "export DIR|FILE.zip", Short: "Write records as a bundle that anyone can check", Args: cobra.ExactArgs(1),
		Long: "Write the whole log, or the runs that fit, as a folder or a zip with everything that it takes to check\n" +
			"them: the README in it says how, with ssh-keygen, sha256sum and python3. The log keeps that it was made.",
		Example: "soprun export --as j.bell all.zip\nsoprun export --sop SOP-EQ-014 --since 2026-11-01 november",
		RunE: a.doLong(func(cmd *cobra.Command, args []string) error {
			filter.Code = strings.ToUpper(filter.Code)
			if err := filter.Check(); err != nil && filter != (record.Filter{}) {
				return misuse("%v", err)
			}
			if phraseFile != "" && by == "" {
				return misuse("--passphrase-file goes with --as PERSON")
			}
			return a.withStation(func(s *station.Station) error {
				return a.export(cmd.Context(), s, station.Export{Filter: filter, By: by}, phraseFile, args[0])
			})
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&filter.Run, "run", "", "only this run, signed or not")
	flags.StringVar(&filter.SOP, "sop", "", "only completions of this procedure")
	flags.StringVar(&filter.Person, "person", "", "only completions that this person, by their short name, signed; "+othersSigned)
	flags.StringVar(&filter.Since, "since", "", "only completions since this day, for example 2026-11-01")
	flags.StringVar(&filter.Until, "until", "", "only completions up to this day, which is included")
	flags.StringVar(&filter.Code, "code", "", "only completions that show this code, for example S26")
	flags.StringVar(&by, "as", "", "sign as this person that it is a true copy; without it nobody vouches for the list of files")
	flags.StringVar(&phraseFile, "passphrase-file", "", "file whose first line is the passphrase of --as, instead of being asked")
	return cmd
}

func (a *app) export(ctx context.Context, s *station.Station, x station.Export, phraseFile, path string) (err error) {
	if err := checkNames(s, x.Filter.Person, x.Filter.SOP, sop.Code(x.Filter.Code)); err != nil {
		return err
	}
	to, err := bundle.Create(a.path(path))
	if err != nil {
		return err
	}
	defer to.Discard()
	if x.By != "" {
		if x.Passphrase, err = a.passphrase(guest.Question{Person: x.By, File: phraseFile, Option: "passphrase-file"}); err != nil {
			return err
		}
	}
	out, err := s.Export(ctx, x, to, a.progress("writing the copy"))
	if who := x.Filter.Person; who != "" && errors.Is(err, station.ErrUnknown) {
		return fmt.Errorf("%w; runs that somebody else signed: soprun trace %s", err, who)
	}
	if err != nil {
		return err
	}
	signed := "Its manifest is unsigned: it shows damage, and nobody vouches for it."
	if x.By != "" {
		signed = x.By + " signed its manifest."
	}
	if out.Unrecorded != "" {
		signed += " The log has no entry that it was made: " + out.Unrecorded + "."
	}
	_, err = fmt.Fprintf(a.stdout, "%s holds %s of %s. %s\nManifest: %s\n", disk.Shown(path), present.Thousands(out.Entries), present.Entries(out.Size), signed, out.Manifest)
	return err
}

// maxPhraseFile is more than any passphrase has.
const maxPhraseFile = 1 << 16

// passphrase reads a person's passphrase from a file or asks for it on the
// terminal. It is never taken from a pipe or an argument.
func (a *app) passphrase(q guest.Question) (phrase []byte, err error) {
	if a.visit.ask != nil {
		return a.visit.ask(q)
	}
	if q.File != "" {
		f, err := os.Open(a.path(q.File))
		if err != nil {
			return nil, err
		}
		defer func() { _ = f.Close() }() // only read
		text, err := io.ReadAll(io.LimitReader(f, maxPhraseFile))
		line, _, _ := bytes.Cut(text, []byte("\n"))
		return bytes.TrimSuffix(line, []byte("\r")), err
	}
	in, ok := a.stdin.(term.File)
	if !ok || !term.IsTerminal(in.Fd()) {
		instead := "it is typed there, and taken from no file"
		if q.Option != "" {
			instead = "name a file with --" + q.Option
		}
		return nil, errors.New("there is no terminal to ask for the passphrase on: " + instead)
	}
	if _, err := fmt.Fprintf(a.stderr, "Passphrase of %s: ", q.Person); err != nil {
		return nil, err
	}
	phrase, err = readHidden(in.Fd())
	_, lineErr := fmt.Fprintln(a.stderr)
	return phrase, errors.Join(err, lineErr)
}

// readHidden reads a line without showing it. A signal meanwhile gives it up and
// leaves the terminal as it was.
func readHidden(fd uintptr) ([]byte, error) {
	state, err := term.GetState(fd)
	if err != nil {
		return nil, err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	type line struct {
		text []byte
		err  error
	}
	read := make(chan line, 1)
	go func() { // after a signal it waits for a key until the process ends
		text, err := term.ReadPassword(fd)
		read <- line{text, err}
	}()
	select {
	case l := <-read:
		return l.text, l.err
	case <-ctx.Done():
		return nil, errors.Join(errors.New("given up: nothing was signed"), term.Restore(fd, state))
	}
}

// verifyCopy checks a bundle or a backup instead of the log.
func (a *app) verifyCopy(ctx context.Context, path string, full, asJSON bool) (err error) {
	shown := disk.Shown(path)
	if isThere(station.LogFile(path)) {
		return fmt.Errorf("%s is the folder of a station: soprun --data %s verify checks its log", shown, shown)
	}
	b, err := a.openBundle(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	switch {
	case hasFile(b, backedUp) && !hasFile(b, "bundle.json"):
		return a.verifyBackup(ctx, b, shown, asJSON)
	case !slices.ContainsFunc([]string{"bundle.json", "MANIFEST", "checkpoint", "allowed_signers"}, func(name string) bool { return hasFile(b, name) }):
		return isNone(shown)
	}
	return a.verifyBundle(ctx, b, full, asJSON)
}

// verifyBackup checks the log of a backup and its keys. Only the log gets a file of its own
// for that.
func (a *app) verifyBackup(ctx context.Context, b fs.FS, shown string, asJSON bool) (err error) {
	tmp, err := os.MkdirTemp("", "soprun-verify-*") // which only this user can enter
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	log := station.LogFile(tmp)
	if err := copyOut(b, backedUp, log); err != nil {
		return damaged(shown, err)
	}
	report, err := station.CheckBackup(ctx, log, b, a.progress("verifying the backup"))
	if report == nil || err != nil && report.OK() { // a key is missing, or is not its person's
		return err
	}
	if err := a.printVerdict(report, asJSON); err != nil || asJSON {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, "The backup has every key, each its person's.")
	return err
}

func (a *app) verifyBundle(ctx context.Context, b fs.FS, full, asJSON bool) error {
	report, err := record.VerifyBundle(ctx, b, record.BundleOptions{Lean: !full, Progress: a.progress("verifying")})
	if err != nil {
		return err
	}
	if asJSON || !report.OK() {
		return a.printVerdict(&report.Report, asJSON)
	}
	about := report.About
	signed, holds := "unsigned", "the whole log"
	if about.By != "" {
		signed = "signed by " + about.By
	}
	if !about.Whole() {
		holds = "a part of the log"
	}
	_, err = fmt.Fprintf(a.stdout, "The bundle verifies: %s of %s of %s, %s; %s; manifest %s.\nRoot of entry %d: %s\n",
		present.Thousands(about.Entries), present.Entries(about.Size), about.Log, holds, present.Number(report.Acts, "signature"), signed, about.Size-1, report.Head.Root.String())
	if err == nil && about.By == "" {
		_, err = fmt.Fprintln(a.stdout, "Its README and its verify.py follow from no entry: with an unsigned manifest, whoever had the bundle can have changed them.")
	}
	if err != nil {
		return err
	}
	return a.printVouched(&report.Report)
}
