package hub

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"soprun/internal/bundle"
	"soprun/internal/disk"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
)

// Archived is a log that was taken out of a hub.
type Archived struct {
	Log     string
	Entries int64
	File    string // the bundle
	SHA256  [sha256.Size]byte
}

// ErrOpen is returned for a year in which a log is still written.
var ErrOpen = errors.New("a log of that year is not closed")

// Archive takes a year out of the hub: each log that was opened in it becomes a bundle in a folder, which
// is read back and verified, and only then the year's table is dropped. A year with a log that is
// not closed, or does not verify, stays as it is. app is the version of the program.
func (d *DB) Archive(ctx context.Context, year int, dir, app string, now time.Time) (all []Archived, err error) {
	logs, err := d.list(ctx, nil)
	if err != nil {
		return nil, err
	}
	for _, of := range logs {
		if of.year != year || of.archived {
			continue
		}
		one, err := d.archive(ctx, of, dir, app, now)
		if err != nil {
			return nil, fmt.Errorf("%s: %w; nothing of %d was taken out", of.log, err, year)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, pgx.BeginFunc(ctx, d.conn, func(tx pgx.Tx) error { return drop(ctx, tx, year, all) })
}

// drop ends what the database has of a year. Of each log just what was bundled has to be there.
func drop(ctx context.Context, tx pgx.Tx, year int, all []Archived) error {
	for _, one := range all {
		tag, err := tx.Exec(ctx, `update soprun.logs set archived = now(), archive = $2 where log = $1 and size = $3`, one.Log, one.SHA256[:], one.Entries)
		if err == nil && tag.RowsAffected() != 1 {
			err = fmt.Errorf("%s was written while it was bundled", one.Log)
		}
		if err != nil {
			return err
		}
	}
	open := 0
	err := tx.QueryRow(ctx, `select count(*) from soprun.logs where year = $1 and archived is null`, year).Scan(&open)
	if err == nil && open > 0 {
		err = fmt.Errorf("%s of %d came while the others were bundled: repeat it", sop.Counted(open, "log", "logs"), year)
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, fmt.Sprintf(`drop table soprun.entries_%d`, year))
	return err
}

// archive makes the bundle of one log, and verifies it.
func (d *DB) archive(ctx context.Context, of held, dir, app string, now time.Time) (one Archived, err error) {
	tmp, err := os.MkdirTemp("", "soprun-archive-*")
	if err != nil {
		return one, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	file := filepath.Join(tmp, logFile)
	report, err := d.copyOut(ctx, of, file)
	switch {
	case err != nil:
		return one, err
	case !report.OK():
		return one, report.Faults[0]
	case report.State.Closed == 0:
		return one, ErrOpen
	case report.Entries != of.size:
		return one, fmt.Errorf("the end of it, %s, is not signed by its station", entriesOf(of.size-report.Entries))
	}
	one = Archived{Log: of.log, Entries: report.Entries, File: filepath.Join(dir, strings.ReplaceAll(of.log, "/", "_")+".zip")}
	if err := bundleOf(file, of.log, app, now, one.File); err != nil {
		return one, err
	}
	return one, one.verify(ctx, report.Head)
}

// copyOut copies a log into a file, and verifies it.
func (d *DB) copyOut(ctx context.Context, of held, file string) (report *record.Report, err error) {
	err = d.reading(ctx, of.id, func(tx pgx.Tx, now held) error {
		src := &source{ctx: ctx, tx: tx, of: now, raw: true}
		if err := src.readTexts(); err != nil {
			return err
		}
		var texts [][]byte
		for _, text := range src.texts {
			texts = append(texts, text)
		}
		report, err = store.CopyLog(ctx, file, src.Entries(), func() [][]byte { return texts }, nil)
		return errors.Join(err, src.err)
	})
	return report, err
}

// bundleOf writes the bundle of a log in a file.
func bundleOf(file, log, app string, now time.Time, to string) (err error) {
	s, err := store.OpenToRead(file, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	zip, err := bundle.CreateZip(to)
	if err != nil {
		return err
	}
	b := record.Bundle{
		About: record.About{App: app, At: record.At(now), Log: log}, Add: zip.Add, Create: zip.Create,
		Unrecorded: "it was made by a hub when the year was taken out of it",
	}
	err = s.Snapshot(func(snap *store.Snapshot) error {
		b.About.Size = snap.Size()
		_, err := record.WriteBundle(snap, b)
		return err
	})
	if err == nil {
		err = zip.Commit()
	}
	if err != nil {
		zip.Discard()
	}
	return err
}

// verify reads a bundle back, and notes its hash.
func (a *Archived) verify(ctx context.Context, head record.TreeHead) (err error) {
	b, err := bundle.Open(a.File)
	if err != nil {
		return err
	}
	report, err := record.VerifyBundle(ctx, b, record.BundleOptions{})
	if err = errors.Join(err, b.Close()); err != nil {
		return err
	}
	if !report.OK() {
		return fmt.Errorf("the bundle %s: %w", a.File, report.Faults[0])
	}
	if report.Head != head {
		return fmt.Errorf("the bundle %s is of another log", a.File)
	}
	f, err := disk.Open(a.File)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	a.SHA256 = [sha256.Size]byte(h.Sum(nil))
	return errors.Join(err, f.Close())
}
