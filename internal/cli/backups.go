package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"soprun/internal/bundle"
	"soprun/internal/disk"
	"soprun/internal/station"
)

const (
	backupEvery = 24 * time.Hour
	backupsKept = 14
	// backupAtEnd is how long the program stays for the backup at its end.
	backupAtEnd = 10 * time.Second
	// unsound is added to the name of a backup that did not verify.
	unsound = ".unsound"
)

// backups makes backups of an open log into a folder: daily, and at the end when
// anything followed the last. It touches only files that it made.
type backups struct {
	app     app // without a terminal to show progress on
	station *station.Station
	dir     string
}

// keepBackups makes backups into the folder that SOPRUN_BACKUP names until stop,
// which makes the last and returns what failed. It is told too, once it does. refused
// says why there are none, "" where there are or none are wanted.
func (a *app) keepBackups(s *station.Station, told chan<- string) (stop func() error, refused string) {
	dir := a.getenv("SOPRUN_BACKUP")
	if dir == "" {
		return func() error { return nil }, ""
	}
	b := &backups{app: *a, station: s, dir: a.path(dir)}
	b.app.stderr = io.Discard
	if err := disk.Private(b.dir); err != nil {
		return func() error { return nil }, disk.Lines("No backups are made: " + err.Error() + ".")
	}
	ctx, cancel := context.WithCancel(context.Background())
	every, done := time.NewTicker(lookEvery), make(chan struct{})
	go func() {
		defer close(done)
		for {
			if err := b.daily(ctx); err != nil && ctx.Err() == nil {
				select {
				case told <- disk.Lines("The daily backup failed: " + err.Error() + "."):
				default: // it is told again when the program ends
				}
			}
			select {
			case <-ctx.Done():
				return
			case <-every.C:
			}
		}
	}()
	return func() error {
		every.Stop()
		cancel()
		<-done
		ending, enough := context.WithTimeout(context.Background(), backupAtEnd)
		defer enough()
		if err := b.last(ending); err != nil {
			return fmt.Errorf("the backup failed, and the log itself is safe: %w", err)
		}
		return nil
	}, ""
}

// kept is one backup of this log that lies in the folder and was found sound.
type kept struct {
	name    string
	made    time.Time
	entries int64
}

// tag tells the backups of this log from those of others.
func (b *backups) tag() string {
	sum := sha256.Sum256([]byte(b.station.About().Key))
	return hex.EncodeToString(sum[:4])
}

const nameTime = "20060102T150405Z"

func (b *backups) name(at time.Time, entries int64) string {
	return fmt.Sprintf("soprun-%s-%s-%d.zip", b.tag(), at.UTC().Format(nameTime), entries)
}

// own returns this log's sound backups, oldest first, and those that are not sound.
func (b *backups) own() (sound []kept, bad []string, err error) {
	pattern := regexp.MustCompile(`^soprun-` + b.tag() + `-(\d{8}T\d{6}Z)-(\d{1,18})\.zip(` + regexp.QuoteMeta(unsound) + `)?$`)
	files, err := os.ReadDir(b.dir)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range files {
		m := pattern.FindStringSubmatch(f.Name())
		if m == nil || !f.Type().IsRegular() {
			continue
		}
		made, err := time.Parse(nameTime, m[1])
		entries, numErr := strconv.ParseInt(m[2], 10, 64)
		switch {
		case err != nil || numErr != nil:
		case m[3] != "":
			bad = append(bad, f.Name())
		default:
			sound = append(sound, kept{f.Name(), made, entries})
		}
	}
	slices.SortFunc(sound, func(a, b kept) int { return a.made.Compare(b.made) })
	return sound, bad, nil
}

// daily makes a backup when the last is a day old and anything followed it.
func (b *backups) daily(ctx context.Context) error {
	return b.makeIf(ctx, func(last kept) bool { return b.app.clock.Now().Sub(last.made) >= backupEvery })
}

// last makes a backup when anything followed the one before.
func (b *backups) last(ctx context.Context) error {
	return b.makeIf(ctx, func(kept) bool { return true })
}

func (b *backups) makeIf(ctx context.Context, due func(last kept) bool) error {
	if !b.station.IsSetUp() {
		return nil
	}
	if err := disk.Private(b.dir); err != nil { // it was when the program began
		return err
	}
	sound, _, err := b.own()
	if err != nil {
		return err
	}
	if n := len(sound); n > 0 && (sound[n-1].entries >= b.station.About().Entries || !due(sound[n-1])) {
		return nil
	}
	return errors.Join(b.make(ctx), b.prune())
}

// make writes a backup and reads it back. One that is not sound keeps another name.
func (b *backups) make(ctx context.Context) error {
	path := filepath.Join(b.dir, b.name(b.app.clock.Now(), b.station.About().Entries+1)) // that it was made is an entry of it
	to, err := bundle.CreateZip(path)
	if err != nil {
		return err
	}
	defer to.Discard()
	if _, err := b.station.Backup(ctx, to); err != nil {
		return err
	}
	if err := b.app.checkBackup(ctx, path); err != nil {
		return errors.Join(fmt.Errorf("%s does not verify: %w", disk.Shown(path), err), os.Rename(path, path+unsound))
	}
	return nil
}

// prune removes what is older than the newest sound backups, and those that are not
// sound once a sound one followed. The last sound one always stays.
func (b *backups) prune() error {
	sound, bad, err := b.own()
	if err != nil || len(sound) == 0 {
		return err
	}
	newest := sound[len(sound)-1].name
	gone := slices.DeleteFunc(bad, func(name string) bool { return name > newest })
	for _, k := range sound[:max(0, len(sound)-backupsKept)] {
		gone = append(gone, k.name)
	}
	for _, name := range gone {
		err = errors.Join(err, os.Remove(filepath.Join(b.dir, name)))
	}
	return err
}
