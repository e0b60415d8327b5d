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
	"soprun/internal/present"
	"soprun/internal/station"
)

// files are what forms about the log of a station write and read.
type files struct {
	app     *app // for the command line: standard output may be written to
	station *station.Station
	ctx     context.Context //nolint:containedctx // it lives as long as one form, or the screens
}

// filesOf are the files of a command.
func (a *app) filesOf(ctx context.Context, s *station.Station) files { return files{a, s, ctx} }

// inside are the files of the screens and of the dialogue, which draw themselves.
func (a *app) inside(ctx context.Context, s *station.Station) files {
	own := *a
	own.stdout, own.stderr = nil, io.Discard
	return files{&own, s, ctx}
}

// Checkpoint writes the station's signed note over the log.
func (f files) Checkpoint(file string) (entries int64, words string, err error) {
	size := f.station.About().Entries
	note, err := f.station.CheckpointAt(size)
	if err != nil {
		return 0, "", err
	}
	return size, sixWords(note), writeNew(f.app.path(file), note)
}

// Backup copies the log and the keys into one file. It returns no entries where it was
// written to standard output.
func (f files) Backup(file string) (entries int64, err error) {
	if file == stdinName {
		if f.app.stdout == nil {
			return 0, misuse("name a file for the copy")
		}
		return 0, f.app.backupOut(f.ctx, f.station)
	}
	path := f.app.path(file)
	to, err := bundle.CreateZip(path)
	if err != nil {
		return 0, err
	}
	defer to.Discard()
	entries, err = f.station.Backup(f.ctx, to)
	if err != nil {
		return 0, err
	}
	if err := f.app.checkBackup(f.ctx, path); f.ctx.Err() != nil {
		return 0, fmt.Errorf("%s was written with %s, and is kept, but was not read back: soprun verify %s does that", disk.Shown(path), present.Entries(entries), disk.Shown(path))
	} else if err != nil {
		return 0, fmt.Errorf("%s was written with %s, and is kept, but is not whole: %w", disk.Shown(path), present.Entries(entries), err)
	}
	return entries, nil
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
	if _, err := s.Backup(ctx, to); err != nil {
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
		RunE: a.doLong(func(cmd *cobra.Command, args []string) error { return a.restore(cmd.Context(), args[0], args[1]) }),
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
	_, err = fmt.Fprintf(a.stdout, "%s holds the station again: %s verified. Open it with: soprun --data %s\n", disk.Shown(dir), present.Entries(entries), disk.Shown(dir))
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
