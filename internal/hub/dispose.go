package hub

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"soprun/sop/record"
)

// Disposed is a disposal that was carried out in the hub.
type Disposed struct {
	Log      string
	Disposal int64 // position of the dispose entry
	Entries  int64 // whose payloads and signatures were destroyed
}

// Dispose destroys the payloads and signatures that two people of a station have disposed of, in
// every log that verifies, and writes down that it did. A log that does not is told, and nothing of
// it is destroyed: what a disposal takes follows from all of its entries. The tables are then
// written anew, for PostgreSQL leaves the bytes of an old row in its pages; its log of what is written
// ahead, and backups of the server, hold them until they are gone by their own rules.
func (d *DB) Dispose(ctx context.Context, unsound func(Verdict) error) (done []Disposed, err error) {
	logs, err := d.list(ctx, nil)
	if err != nil {
		return nil, err
	}
	years := map[int]bool{}
	for _, of := range logs {
		some, err := d.disposeOf(ctx, of, unsound)
		if done = append(done, some...); err != nil {
			return done, fmt.Errorf("%s: %w", of.log, err)
		}
		if len(some) > 0 {
			years[of.year] = true
		}
	}
	for year := range years { // not in a transaction
		if _, err := d.conn.Exec(ctx, fmt.Sprintf("vacuum (full, analyze) soprun.entries_%d", year)); err != nil {
			return done, fmt.Errorf("what was disposed of is gone for every reader, and the table was not written anew: %w", err)
		}
	}
	return done, nil
}

// disposeOf carries out the disposals of one log that were confirmed.
func (d *DB) disposeOf(ctx context.Context, of held, unsound func(Verdict) error) (done []Disposed, err error) {
	kept := record.NewRetention()
	v, err := d.verify(ctx, of, func(p record.Placed, _ *record.State) { kept.Apply(p) })
	switch {
	case err != nil:
		return nil, err
	case !v.OK():
		return nil, unsound(v)
	case v.Report == nil:
		return nil, nil
	}
	for _, disposal := range v.Report.State.Disposals {
		if disposal.Confirmed == 0 {
			continue
		}
		n, err := d.destroy(ctx, of, disposal.Position, kept.Disposed(disposal.Position))
		if err != nil {
			return done, err
		}
		if n > 0 {
			done = append(done, Disposed{of.log, disposal.Position, n})
		}
	}
	return done, nil
}

// leafOfRow is the leaf of an entry (sop/record/FORMAT.md, section 4), made from its bytes.
const leafOfRow = `convert_to('soprun-log/1' || chr(10) || 'payload sha256:' || encode(sha256(payload), 'hex') || chr(10)
	|| 'signature sha256:' || coalesce(encode(sha256(signature), 'hex'), '-') || chr(10), 'UTF8')`

// destroy leaves nothing but the leaf of each entry that a disposal named.
func (d *DB) destroy(ctx context.Context, of held, disposal int64, positions []int64) (n int64, err error) {
	err = pgx.BeginFunc(ctx, d.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select set_config('synchronous_commit', 'on', true)`); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `update soprun.entries set erased = `+leafOfRow+`, disposal = $3, payload = null, signature = null
			where year = $1 and log = $2 and seq = any ($4) and payload is not null`, of.year, of.id, disposal, positions)
		if n = tag.RowsAffected(); err != nil || n == 0 {
			return err
		}
		_, err = tx.Exec(ctx, `insert into soprun.destroyed (log, disposal, copy, entries) values ($1, $2, '', $3)
			on conflict (log, disposal, copy) do update set entries = soprun.destroyed.entries + $3`, of.id, disposal, n)
		return err
	})
	return n, err
}

// Destruction is what the hub, or a copy of it, has written down of a disposal.
type Destruction struct {
	Log      string
	Disposal int64
	Copy     string // "" for the hub itself
	Entries  int64
	At       time.Time
}

// Destructions lists what was destroyed where.
func (d *DB) Destructions(ctx context.Context) ([]Destruction, error) {
	rows, err := d.conn.Query(ctx, `select l.log, disposal, copy, entries, at from soprun.destroyed x join soprun.logs l on l.id = x.log order by l.log, disposal, copy`)
	if err != nil {
		return nil, inWords(err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (x Destruction, err error) {
		err = row.Scan(&x.Log, &x.Disposal, &x.Copy, &x.Entries, &x.At)
		x.Copy = strings.ToValidUTF8(x.Copy, "")
		return x, err
	})
}
