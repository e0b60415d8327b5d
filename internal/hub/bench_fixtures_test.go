package hub_test

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/note"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// bench is a station's log in a file, as a station writes it.
type bench struct {
	*recordtest.Log
	*store.Store
	file string
	runs int
}

const origin = recordtest.Origin

// newBench makes the log of a station with three people and a page: four entries.
func newBench(t testing.TB, origin string) *bench {
	t.Helper()
	b := &bench{Log: recordtest.NewOf(t, origin), file: filepath.Join(t.TempDir(), "log.db")}
	if err := store.Create(b.file); err != nil {
		t.Fatal(err)
	}
	b.open()
	for _, e := range b.Stored {
		b.write(record.Sealed{Payload: e.Payload, Signature: e.Signature})
	}
	return b
}

func (b *bench) open() {
	b.T.Helper()
	s, err := store.Open(b.file, recordtest.StationOf(b.Origin))
	if err != nil {
		b.T.Fatal(err)
	}
	s.SyncAtClose() // nobody cuts the power
	b.Store = s
	b.T.Cleanup(func() { _ = s.Close() })
}

func (b *bench) write(batch ...record.Sealed) {
	b.T.Helper()
	if _, err := b.Store.Append(batch, []byte(recordtest.Text)); err != nil {
		b.T.Fatal(err)
	}
}

// add appends a batch.
func (b *bench) add(batch ...record.Sealed) {
	b.T.Helper()
	b.Log.Append(batch...)
	b.write(batch...)
}

// work does so many runs, of four entries and two batches each, and returns the place of the
// last completion.
func (b *bench) work(runs int) (at int64) {
	b.T.Helper()
	for range runs {
		run := fmt.Sprintf("r-%08d", b.runs)
		b.runs++
		b.add(b.Start(recordtest.Worker, run, recordtest.Done("clean")...)...)
		b.add(b.Act(recordtest.Worker, sop.Assistant, b.CompletionBody(run)))
	}
	return b.size() - 1
}

func (b *bench) size() int64 { return b.Store.Head().Size }

// newHub sets a hub up in a database of its own, without a standby.
func newHub(t testing.TB) *hubtest.Database {
	t.Helper()
	d := hubtest.New(t)
	owner := connect(t, d.Owner())
	if _, err := owner.Init(t.Context(), hub.Setup{Name: "the trust's hub", Alone: true}); err != nil {
		t.Fatal(err)
	}
	return d
}

func connect(t testing.TB, url string) *hub.DB {
	t.Helper()
	db, err := hub.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// enrol enrols a log, and returns how its station connects.
func enrol(t testing.TB, d *hubtest.Database, log, site string) string {
	t.Helper()
	role := d.Role(hub.RoleOf(log))
	if err := connect(t, d.Owner()).AddStation(t.Context(), log, site, role); err != nil {
		t.Fatal(err)
	}
	return d.URL(role)
}

// sql runs a statement on a connection of its own, and scans what it returns.
func sql(t testing.TB, url, text string, into ...any) error {
	t.Helper()
	db, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close(context.Background()) }()
	if len(into) == 0 {
		_, err := db.Exec(context.Background(), text)
		return err
	}
	return db.QueryRow(context.Background(), text).Scan(into...)
}

// must is sql that has to succeed.
func must(t testing.TB, url, text string, into ...any) {
	t.Helper()
	if err := sql(t, url, text, into...); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// upload uploads once.
func upload(t testing.TB, b *bench, url string) (hub.Sent, error) {
	t.Helper()
	return (&hub.Uploader{URL: url, Log: b.Store}).Once(t.Context())
}

func mustUpload(t testing.TB, b *bench, url string) hub.Sent {
	t.Helper()
	sent, err := upload(t, b, url)
	if err != nil {
		t.Fatal(err)
	}
	if sent.Total != b.size() {
		t.Fatalf("of %d entries %d were acknowledged", b.size(), sent.Total)
	}
	return sent
}

// entry is what the store has at a place, as it is sent.
func (b *bench) entry(at int64) record.Stored {
	b.T.Helper()
	_, raw, err := b.Get(at)
	if err != nil {
		b.T.Fatal(err)
	}
	return raw
}

func (b *bench) entries(from, to int64) (batch []record.Stored) {
	b.T.Helper()
	for at := from; at < to; at++ {
		batch = append(batch, b.entry(at))
	}
	return batch
}

// inOneTransaction runs statements before one that returns something.
func inOneTransaction(t testing.TB, url string, before []string, last string, into ...any) error {
	t.Helper()
	db, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close(context.Background()) }()
	return pgx.BeginFunc(context.Background(), db, func(tx pgx.Tx) error {
		for _, text := range before {
			if _, err := tx.Exec(context.Background(), text); err != nil {
				return err
			}
		}
		return tx.QueryRow(context.Background(), last).Scan(into...)
	})
}

// verifierOf is the key with which a signer's notes are checked.
func verifierOf(t testing.TB, signer note.Signer) note.Verifier {
	t.Helper()
	v, err := note.NewEd25519VerifierKey(signer.Name(), recordtest.Key("the station").Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(v)
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}

func hexSum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
