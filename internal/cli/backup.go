package cli

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"soprun/internal/bundle"
	"soprun/internal/disk"
	"soprun/internal/station"
)

func (a *app) backupCmd() *cobra.Command {
	return &cobra.Command{
		Use: "backup FILE", Short: "Copy the log and its keys into one file", Args: cobra.ExactArgs(1),
		Long: "Copy the log as it is at this moment, with the station's key and everybody's, into one new file (a zip),\n" +
			"and read it back: exit code 1 when it does not verify or a key is missing. The copy is kept then too.\n" +
			"Keep it as safe as the station itself: who has it can write as the station. FILE is - for standard output.",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			return a.withStation(func(s *station.Station) error { return a.backup(cmd.Context(), s, args[0]) })
		}),
	}
}

func (a *app) backup(ctx context.Context, s *station.Station, path string) error {
	if path == stdinName {
		return a.backupOut(ctx, s)
	}
	file := a.path(path)
	to, err := bundle.CreateZip(file)
	if err != nil {
		return err
	}
	defer to.Discard()
	entries, err := s.Backup(to)
	if err != nil {
		return err
	}
	if err := a.checkBackup(ctx, file); err != nil {
		return fmt.Errorf("%s was written with %d entries, and is kept, but is not whole: %w", disk.Shown(path), entries, err)
	}
	_, err = fmt.Fprintf(a.stdout, "%s holds %d entries and the keys. It was read back and verifies. Keep it as safe as the station.\n", disk.Shown(path), entries)
	return err
}

// backupOut writes a backup to standard output once it was read back.
func (a *app) backupOut(ctx context.Context, s *station.Station) (err error) {
	if isTerminal(a.stdout) {
		return misuse("a backup is no text: send it to a file, like soprun backup - > copy.zip")
	}
	tmp, err := os.MkdirTemp("", "soprun-*") // which only this user can enter
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	file := filepath.Join(tmp, "backup")
	to, err := bundle.CreateZip(file)
	if err != nil {
		return err
	}
	defer to.Discard()
	if _, err := s.Backup(to); err != nil {
		return err
	}
	if err := a.checkBackup(ctx, file); err != nil {
		return err
	}
	f, err := disk.Open(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(a.stdout, f)
	return errors.Join(err, f.Close())
}

// checkBackup reads back what was written: every entry, and each key. Of what is in
// the file only the log gets a file of its own for that.
func (a *app) checkBackup(ctx context.Context, path string) (err error) {
	b, err := bundle.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	tmp, err := os.MkdirTemp(filepath.Dir(path), ".verify-*") // where there is room for it, and not on another disk
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	log := filepath.Join(tmp, "log.db")
	if err := copyOut(b, "log.db", log); err != nil {
		return err
	}
	_, err = station.CheckBackup(ctx, log, b, a.progress("verifying the copy"))
	return err
}

func (a *app) restoreCmd() *cobra.Command {
	return &cobra.Command{
		Use: "restore FILE DIR", Short: "Put a backup into a new folder, once it verifies", Args: cobra.ExactArgs(2),
		Long: "Verify a backup and put it into a folder that is new or empty. The log there goes on with the entry that\n" +
			"it was restored. The station that it was made from must not go on as well: that would be a fork.",
		RunE: a.do(func(cmd *cobra.Command, args []string) error { return a.restore(cmd.Context(), args[0], args[1]) }),
	}
}

func (a *app) restore(ctx context.Context, file, dir string) error {
	if found, err := os.ReadDir(dir); err == nil && len(found) > 0 {
		return fmt.Errorf("%q is not empty: a backup is restored into a folder of its own", dir)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	sum, err := sumOf(file)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(filepath.Clean(dir)), ".restore-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }() // gone already when all went well
	if err := unpack(file, tmp); err != nil {
		return err
	}
	entries, missing, err := a.goOn(ctx, tmp, sum)
	if err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // empty
		return err
	}
	if err := os.Rename(tmp, dir); err != nil {
		return err
	}
	if missing != nil {
		_, err = fmt.Fprintf(a.stdout, "Not all of it: %v.\n", missing)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(a.stdout, "%s holds the station again: %d entries verified. Open it with: soprun --data %s\n", disk.Shown(dir), entries, disk.Shown(dir))
	return err
}

// goOn verifies a restored log and has it say that it was restored. It also returns
// which keys are missing.
func (a *app) goOn(ctx context.Context, dir string, sum [sha256.Size]byte) (entries int64, missing, err error) {
	own := *a
	own.data = dir
	err = own.withStation(func(s *station.Station) error {
		report, err := s.Restored(ctx, sum)
		if report != nil {
			entries = report.Entries
			if !report.OK() {
				return fmt.Errorf("%w: %w", err, report.Faults[0])
			}
		}
		missing = s.CheckKeys()
		return err
	})
	return entries, missing, err
}

func sumOf(file string) (sum [sha256.Size]byte, err error) {
	f, err := disk.Open(file)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	_, err = io.Copy(h, f)
	return [sha256.Size]byte(h.Sum(nil)), err
}

// unpack takes the files of a backup out, and refuses one with any other.
func unpack(file, dir string) (err error) {
	b, err := bundle.Open(file)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	return fs.WalkDir(b, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !station.IsBackedUp(name) {
			return fmt.Errorf("%q holds %q, which no backup does: nothing was restored", file, name)
		}
		to := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		return copyOut(b, name, to)
	})
}

func copyOut(from fs.FS, name, to string) (err error) {
	in, err := from.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
