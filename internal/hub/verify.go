package hub

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// Verdict is what the verification of one log of a hub came to.
type Verdict struct {
	Log, Site string
	Entries   int64 // that the hub has
	Unsigned  int64 // of these, behind the last head that the station signed: only their hashes were checked
	Archived  bool  // it was taken out as a bundle, and its head is left
	Report    *record.Report
}

// OK reports whether the log is sound, or nothing of it has come yet.
func (v Verdict) OK() bool { return v.Report == nil || v.Report.OK() }

// Verify checks every byte that the hub has of each log, or of those that are named: payloads,
// signatures, leaves, tree, checkpoints, rules, texts, and what the hub says of itself. A
// log that cannot be read is at fault, and the others go on.
func (d *DB) Verify(ctx context.Context, each func(Verdict) error, named ...string) error {
	all, err := d.list(ctx, named)
	if err != nil {
		return d.OrLost(ctx, err)
	}
	for _, of := range all {
		v, err := d.verify(ctx, of, nil)
		if err == nil {
			err = each(v)
		}
		if err != nil {
			return d.OrLost(ctx, err)
		}
	}
	return nil
}

// held is a log that the hub has.
type held struct {
	id, year  int
	log, site string
	size      int64
	root      []byte
	edges     [][]byte
	signed    int64
	signature []byte
	hasSigned []byte // its root
	seen      time.Time
	archived  bool // it was taken out as a bundle
}

const heldColumns = `id, year, log, site, size, root, edges, signed_size, signature, signed_root, coalesce(seen, 'epoch'), archived is not null`

func scanHeld(row pgx.CollectableRow) (h held, err error) {
	err = row.Scan(&h.id, &h.year, &h.log, &h.site, &h.size, &h.root, &h.edges, &h.signed, &h.signature, &h.hasSigned, &h.seen, &h.archived)
	return h, err
}

// list returns the logs that this role sees, or those that are named, by site.
func (d *DB) list(ctx context.Context, named []string) ([]held, error) {
	if _, err := versionOf(ctx, d.conn); err != nil {
		return nil, err
	}
	if len(named) == 0 {
		named = nil // which is all
	}
	rows, err := d.conn.Query(ctx, `select `+heldColumns+` from soprun.logs where $1::text[] is null or log = any ($1) order by site, log`, named)
	if err != nil {
		return nil, inWords(err)
	}
	all, err := pgx.CollectRows(rows, scanHeld)
	if err == nil && len(named) > len(all) {
		return nil, fmt.Errorf("of the logs that were named, the hub shows %d of %d to this role", len(all), len(named))
	}
	return all, inWords(err)
}

// verify verifies one log as it is at one moment. placed is called with each entry that is
// sound, in order; it may be nil.
func (d *DB) verify(ctx context.Context, of held, placed func(record.Placed, *record.State)) (v Verdict, err error) {
	v = Verdict{Log: of.log, Site: of.site}
	err = d.reading(ctx, of.id, func(tx pgx.Tx, now held) error {
		v.Entries, v.Unsigned, v.Archived = now.size, now.size-now.signed, now.archived
		if now.size == 0 || now.archived {
			return nil
		}
		src := &source{ctx: ctx, tx: tx, of: now}
		if err := src.readTexts(); err != nil {
			return err
		}
		v.Report, err = record.Verify(ctx, src, record.Options{Placed: placed})
		switch {
		case err != nil:
			return err
		case src.err != nil:
			v.Report.Faults = append([]*record.Fault{unreadable(src.err)}, v.Report.Faults...)
			return src.err // which ended the transaction
		case v.Report.OK():
			v.Report.Faults = append(v.Report.Faults, src.rest()...)
		}
		return ctx.Err()
	})
	if err == nil || ctx.Err() != nil {
		return v, err
	}
	if d.conn.IsClosed() { // which says nothing of the log
		return v, lost(err)
	}
	if v.Report == nil {
		v.Report = &record.Report{Faults: []*record.Fault{unreadable(err)}}
	}
	return v, nil
}

// reading reads a log as it is at one moment.
func (d *DB) reading(ctx context.Context, id int, f func(pgx.Tx, held) error) error {
	return pgx.BeginTxFunc(ctx, d.conn, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `select `+heldColumns+` from soprun.logs where id = $1`, id)
		if err != nil {
			return err
		}
		now, err := pgx.CollectExactlyOneRow(rows, scanHeld)
		if err != nil {
			return err
		}
		return f(tx, now)
	})
}

func unreadable(err error) *record.Fault {
	return record.NewFault(record.FaultStorage, record.NoEntry, "the database cannot read it: %v", err)
}

// source is a log of a hub as a record.Source: up to the last head that its station signed.
// What is behind that is read by rest.
type source struct {
	ctx   context.Context //nolint:containedctx // it lives as long as one verification
	tx    pgx.Tx
	of    held
	raw   bool // entries are yielded as they are kept, without their hashes
	texts map[string][]byte

	tree   record.Frontier
	behind []record.Stored // what stands behind the last signed head
	err    error           // of the database
}

// rowsPerQuery is how many entries one statement reads: some MB.
const rowsPerQuery = 4000

// readTexts reads the texts that the log approves. They are few, and are asked for
// while entries are read.
func (s *source) readTexts() error {
	rows, err := s.tx.Query(s.ctx, `select t.sha256, t.text from soprun.log_texts l join soprun.texts t using (sha256) where l.log = $1`, s.of.id)
	if err != nil {
		return err
	}
	s.texts = map[string][]byte{}
	var sum, text []byte
	_, err = pgx.ForEachRow(rows, []any{&sum, &text}, func() error {
		s.texts[hex.EncodeToString(sum)] = append([]byte(nil), text...)
		return nil
	})
	return err
}

// Text returns a text by its SHA-256.
func (s *source) Text(sum string) ([]byte, bool) {
	text, ok := s.texts[sum]
	return text, ok
}

// Entries yields the entries in order, with the tree hashes that follow from the leaves that
// the hub keeps: where one is not that of its entry, the fault is at that one.
func (s *source) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) {
		for at := int64(0); at < s.of.size; {
			page, err := s.page(at)
			if err != nil {
				s.err = err
				return
			}
			for _, e := range page {
				if e.Position >= s.of.signed {
					s.behind = append(s.behind, e)
					continue
				}
				if !yield(s.placed(e), nil) {
					return
				}
			}
			if len(page) == 0 {
				return // its end is missing, which the head says
			}
			at = page[len(page)-1].Position + 1
		}
	}
}

// page reads some entries from a position on. Hashes has the leaf that the hub keeps.
func (s *source) page(from int64) ([]record.Stored, error) {
	rows, err := s.tx.Query(s.ctx, `select seq, leaf, payload, signature, checkpoint, erased, disposal from soprun.entries
		where year = $1 and log = $2 and seq >= $3 order by seq limit $4`, s.of.year, s.of.id, from, rowsPerQuery)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, scanEntry)
}

func scanEntry(row pgx.CollectableRow) (e record.Stored, err error) {
	var leaf, erased []byte
	var disposal *int64
	if err = row.Scan(&e.Position, &leaf, &e.Payload, &e.Signature, &e.Checkpoint, &erased, &disposal); err != nil {
		return e, err
	}
	if len(leaf) != len(tlog.Hash{}) {
		return e, fmt.Errorf("entry %d has a leaf hash of %s", e.Position, sop.Counted(len(leaf), "byte", "bytes"))
	}
	e.Hashes = []tlog.Hash{tlog.Hash(leaf)}
	if erased != nil && disposal != nil {
		e.Erased = &record.Erased{Leaf: erased, Disposal: *disposal}
	}
	return e, nil
}

// placed puts an entry at its place in the tree.
func (s *source) placed(e record.Stored) record.Stored {
	if s.raw {
		return e
	}
	e.Hashes = s.tree.Add(e.Hashes[0])
	return e
}

var errEdge = errors.New("that edge of the tree is missing")

// rest checks what no head of the station is over yet, and what the hub says of itself.
func (s *source) rest() (faults []*record.Fault) {
	fault := func(at int64, format string, args ...any) {
		faults = append(faults, record.NewFault(record.FaultStorage, at, format, args...))
	}
	if s.of.signed > 0 && s.tree.Head() != s.said(s.of.signed, s.of.hasSigned) {
		fault(record.NoEntry, "the hub says that its station signed another head over %s", entriesOf(s.of.signed))
	}
	for _, e := range s.behind {
		if e.Position != s.tree.Size() {
			fault(s.tree.Size(), "it is missing, the next one that the hub has is %d", e.Position)
			return faults
		}
		if leafHash(e) != e.Hashes[0] {
			fault(e.Position, "its payload, its signature or its leaf hash was changed after it came")
		}
		s.tree.Add(e.Hashes[0])
	}
	if s.tree.Head() != s.said(s.of.size, s.of.root) || !s.edgesAre() {
		fault(record.NoEntry, "what the hub says of the head of this log does not follow from its entries: it says %s, and has %s", entriesOf(s.of.size), sop.Thousands(s.tree.Size()))
	}
	return faults
}

func (s *source) said(size int64, root []byte) record.TreeHead {
	h, err := headOf(size, root)
	if err != nil {
		return record.TreeHead{Size: -1}
	}
	return h
}

// edgesAre reports whether the right edge of the tree, on which the next entries are put, is
// what follows from the entries: the root that it makes is that of the head.
func (s *source) edgesAre() bool {
	f, err := record.ResumeFrontier(s.of.size, func(_ int64, level int) (h tlog.Hash, err error) {
		if level >= len(s.of.edges) || len(s.of.edges[level]) != len(h) {
			return h, errEdge
		}
		return tlog.Hash(s.of.edges[level]), nil
	})
	return err == nil && f.Head() == s.tree.Head()
}
