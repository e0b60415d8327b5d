package hub

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"soprun/internal/disk"
	"soprun/internal/store"
	"soprun/sop/record"
)

// Copies are the logs of a hub in a folder, each verified before anything of it is shown. What
// is in the folder can be deleted: it comes again.
type Copies struct {
	Dir  string           // required
	URL  string           // required: of the hub, as a reader
	Now  func() time.Time // required
	Name string           // required: of this folder, in what it tells the hub that it destroyed

	// Progress is told how many logs were compared, of how many; nil for nobody.
	Progress func(done, total int64)
}

// Copy is one log as it is here.
type Copy struct {
	Log  string `json:"log"`
	Site string `json:"site"`
	// Entries are those that are here, and verified.
	Entries int64 `json:"entries"`
	// At is when it was last compared with the hub, Heard when its station last spoke to that.
	At    time.Time `json:"at"`
	Heard time.Time `json:"heard"`
	// Blocked says why nothing that is new in the hub is taken over; "" where all was.
	Blocked string `json:"blocked,omitempty"`
	// Destroyed are the disposals that the hub was told of.
	Destroyed []int64 `json:"destroyed,omitempty"`
	// Root is of the tree over the entries, and File how their file was left: where the hub has the
	// same, and nobody touched the file, it need not be opened.
	Root []byte `json:"root,omitempty"`
	File string `json:"file,omitempty"`

	Dir string `json:"-"` // of its log
	New int64  `json:"-"` // entries that came just now
}

const (
	copyFile  = "copy.json"
	keyFile   = "copies.key"
	keyName   = "soprun-copies"
	logFile   = "log.db"
	freshFile = "fresh.db"
)

// Pull takes what is new in the hub into the copies, and returns those that the hub shows to this
// role. A log that does not verify is blocked, keeps what it had, and the others go on.
func (c *Copies) Pull(ctx context.Context) (all []Copy, err error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, err
	}
	if err := disk.Private(c.Dir); err != nil { // what is in it is for nobody else
		return nil, err
	}
	key, err := c.Key()
	if err != nil {
		return nil, err
	}
	db, err := Connect(ctx, c.URL)
	if err != nil {
		return nil, err
	}
	defer func() {
		err = db.OrLost(ctx, err)
		_ = db.Close() // everything was read
	}()
	logs, err := db.list(ctx, nil)
	if err != nil {
		return nil, err
	}
	for i, of := range logs {
		p := pull{Copies: c, db: db, key: key}
		if err := p.log(ctx, of); err != nil {
			return nil, fmt.Errorf("%s: %w", of.log, err)
		}
		if all = append(all, p.copy); c.Progress != nil {
			c.Progress(int64(i+1), int64(len(logs)))
		}
	}
	return all, nil
}

// pull takes over what is new in one log.
type pull struct {
	*Copies
	db   *DB
	key  *store.CopyKey
	copy Copy
}

// blocked is why a log is not taken over. It is said, and no error: others go on.
type blockedError struct{ why string }

func (b blockedError) Error() string { return b.why }

func blocked(format string, args ...any) error { return blockedError{fmt.Sprintf(format, args...)} }

func (p *pull) log(ctx context.Context, of held) error {
	dir := p.folderOf(of.log)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if text, err := disk.ReadFile(filepath.Join(dir, copyFile)); err == nil {
		_ = json.Unmarshal(text, &p.copy) // what cannot be read comes again
	}
	p.copy.Log, p.copy.Site, p.copy.Dir, p.copy.At, p.copy.Heard, p.copy.Blocked = of.log, of.site, dir, p.Now().UTC(), of.seen, ""
	err := p.take(ctx, of)
	var why blockedError
	switch {
	case errors.As(err, &why):
		p.copy.Blocked = why.why
	case err != nil:
		return err
	}
	if err := p.settle(ctx); err != nil {
		return err
	}
	if p.copy.Blocked == "" && p.copy.Entries == of.signed {
		p.copy.Root, p.copy.File = of.hasSigned, p.left()
	}
	text, err := json.Marshal(p.copy)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, copyFile), text, 0o600)
}

// take brings the copy to where the log's last signed head is.
func (p *pull) take(ctx context.Context, of held) error {
	if of.archived {
		return nil // the copy that is here is whole, and whoever has none reads the bundle
	}
	if p.copy.File != "" && p.copy.File == p.left() && p.copy.Entries == of.signed && bytes.Equal(p.copy.Root, of.hasSigned) {
		return nil
	}
	p.copy.File = ""
	var damaged error
	err := p.db.reading(ctx, of.id, func(tx pgx.Tx, now held) error {
		src := &source{ctx: ctx, tx: tx, of: now}
		if err := src.readTexts(); err != nil {
			return unread(ctx, p.db.conn, err)
		}
		damaged = p.goOn(src)
		var problem *store.Problem
		if errors.As(damaged, &problem) || errors.Is(damaged, store.ErrGone) || errors.Is(damaged, os.ErrNotExist) {
			damaged = p.whole(src)
		}
		return src.err
	})
	if damaged != nil {
		return damaged
	}
	return unread(ctx, p.db.conn, err)
}

// unread says that the database could not read a log, unless somebody broke that off, or the
// hub is gone: then it is not the log's fault.
func unread(ctx context.Context, conn *pgx.Conn, err error) error {
	if err == nil || ctx.Err() != nil {
		return errors.Join(err, ctx.Err())
	}
	if conn.IsClosed() {
		return lost(err)
	}
	return blocked("the hub cannot read it: %v", err)
}

// left says how the file of the log is now, "" where there is none.
func (p *pull) left() string {
	info, err := os.Stat(p.path(logFile))
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%d %d", info.Size(), info.ModTime().UnixNano())
}

func (p *pull) path(name string) string { return filepath.Join(p.copy.Dir, name) }

// goOn adds to a copy that is here. An error of the file, or of an entry that was destroyed
// meanwhile, means that it is made anew.
func (p *pull) goOn(src *source) (err error) {
	if _, err := os.Lstat(p.path(logFile)); err != nil {
		return err
	}
	log, err := store.OpenWith(p.path(logFile), nil, store.Options{Key: p.key})
	var problem *store.Problem
	if errors.As(err, &problem) && problem.Kind == store.Locked {
		return blocked("its copy is open in another soprun: what is new comes once that one is closed")
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	size := log.Head().Size
	p.copy.Entries = size
	if src.of.signed < size {
		return blocked("the hub has %d signed entries of it, and this copy %d: the hub was put back, and gets them again when its station uploads next", src.of.signed, size)
	}
	before, err := src.page(size - 1)
	if err != nil {
		return unread(src.ctx, src.tx.Conn(), err)
	}
	if leaf, ok := log.Leaf(size - 1); !ok || len(before) == 0 || before[0].Position != size-1 || before[0].Hashes[0] != leaf {
		return blocked("the hub has another entry %d than this copy, which was verified: one of the two was changed, or there are two logs under this name", size-1)
	}
	if fault := p.add(log, src, before[1:]); fault != nil {
		return fault
	}
	p.copy.Entries, p.copy.New = log.Head().Size, log.Head().Size-size
	if log.Head() != src.said(src.of.signed, src.of.hasSigned) {
		return blocked("the hub says that its station signed another head over %s", entriesOf(src.of.signed))
	}
	return nil
}

// add takes pages of entries, the first of which was read.
func (p *pull) add(log *store.Store, src *source, page []record.Stored) error {
	for {
		signed := slices.IndexFunc(page, func(e record.Stored) bool { return e.Position >= src.of.signed })
		if signed >= 0 {
			page = page[:signed]
		}
		for len(page) > 0 && len(page[len(page)-1].Checkpoint) == 0 { // the rest of a batch comes with the next page
			page = page[:len(page)-1]
		}
		if len(page) == 0 {
			return nil
		}
		err := log.Take(page, src.approvedIn(page)...)
		var fault *record.Fault
		if errors.As(err, &fault) {
			return blocked("%v", fault)
		}
		if err != nil || signed >= 0 {
			return err
		}
		if page, err = src.page(page[len(page)-1].Position + 1); err != nil {
			return unread(src.ctx, src.tx.Conn(), err)
		}
	}
}

// approvedIn returns the texts that entries approve, with their figures.
func (s *source) approvedIn(page []record.Stored) (texts [][]byte) {
	for _, e := range page {
		if e.Erased != nil || !bytes.Contains(e.Payload, []byte(`"type":"sop.approve"`)) {
			continue
		}
		entry, err := record.Decode(e.Payload)
		if err != nil {
			continue // it is refused
		}
		if b, ok := entry.Body.(*record.Approve); ok {
			for _, sum := range b.Kept() {
				if text, there := s.texts[sum]; there {
					texts = append(texts, text)
				}
			}
		}
	}
	return texts
}

// whole makes a copy of all of a log, which takes its name once it is found sound.
func (p *pull) whole(src *source) error {
	p.copy.Entries = 0
	if src.of.signed == 0 {
		return nil // nothing has come yet
	}
	fresh := p.path(freshFile)
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	defer func() { _ = os.Remove(fresh) }() // it has its name by then, or is of no use
	*src = source{ctx: src.ctx, tx: src.tx, of: src.of, texts: src.texts, raw: true}
	var texts [][]byte
	entries := func(yield func(record.Stored, error) bool) {
		for e, err := range src.Entries() {
			texts = append(texts, src.approvedIn([]record.Stored{e})...)
			if err == nil && leafHash(e) != e.Hashes[0] {
				err = record.NewFault(record.FaultLeaf, e.Position, "its payload or its signature is not what its leaf hash says, or that was changed")
			}
			if !yield(e, err) {
				return
			}
		}
	}
	report, err := store.CopyLog(src.ctx, fresh, entries, func() [][]byte { return texts }, nil)
	var fault *record.Fault
	switch {
	case src.err != nil:
		return unread(src.ctx, src.tx.Conn(), src.err)
	case errors.As(err, &fault):
		return blocked("%v", fault)
	case err != nil:
		return err
	case !report.OK():
		return blocked("%v", report.Faults[0])
	case report.Head != src.said(src.of.signed, src.of.hasSigned):
		return blocked("the hub says that its station signed another head over %s", entriesOf(src.of.signed))
	}
	for _, beside := range []string{".checkpoints", ".sound", ".verified"} { // of a copy that was here before
		if err := os.Remove(p.path(logFile + beside)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	p.copy.Entries, p.copy.New = report.Entries, report.Entries
	return os.Rename(fresh, p.path(logFile))
}

// settle destroys what two people have disposed of, and tells the hub of it.
func (p *pull) settle(ctx context.Context) (err error) {
	if p.copy.New == 0 {
		return nil
	}
	// A copy that is opened has destroyed all of it: its file was written anew.
	log, err := store.OpenWith(p.path(logFile), nil, store.Options{Key: p.key})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	type done struct{ disposal, entries int64 }
	var all []done
	log.View(func(s *record.State) {
		for _, d := range s.Disposals {
			if d.Confirmed > 0 && !slices.Contains(p.copy.Destroyed, d.Position) {
				all = append(all, done{d.Position, int64(d.Entries)})
			}
		}
	})
	for _, d := range all {
		if _, err := p.db.conn.Exec(ctx, `select soprun.did_destroy($1, $2, $3, $4)`, p.copy.Log, d.disposal, p.Name, d.entries); err != nil {
			return inWords(err)
		}
		p.copy.Destroyed = append(p.copy.Destroyed, d.disposal)
	}
	return nil
}
