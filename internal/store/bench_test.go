package store_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"soprun/internal/needs"
	"soprun/internal/store"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// acts prepares signed acts, so that a benchmark measures the store alone.
func acts(b *testing.B, p *pair, n int) []record.Sealed {
	b.Helper()
	sealed := make([]record.Sealed, n)
	for i := range sealed {
		body := recordtest.ApproveBody(fmt.Sprintf("3.%d", i), recordtest.TextSHA256)
		sealed[i] = p.Act(recordtest.Boss, sop.Supervisor, body)
		p.Append(sealed[i]) // each signer has seen their act before
	}
	return sealed
}

// BenchmarkAppendOneSignedAct compares an append, durable and checked, with
// writing the same bytes to a file and syncing it.
func BenchmarkAppendOneSignedAct(b *testing.B) {
	dir := b.TempDir()
	s := open(b, filepath.Join(dir, "log.db"))
	defer func() { _ = s.Close() }()
	p := newPair(b, s)
	reference, err := os.Create(filepath.Join(dir, "reference"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = reference.Close() }()
	sealed := acts(b, p, 20_000)
	var ours, bare time.Duration
	n := 0
	for b.Loop() {
		before := time.Now()
		out, err := s.Append(sealed[n : n+1])
		ours += time.Since(before)
		if err != nil {
			b.Fatal(err)
		}
		value := make([]byte, s.SizeOf(out.First))
		before = time.Now()
		if _, err := reference.Write(value); err != nil {
			b.Fatal(err)
		}
		if err := reference.Sync(); err != nil {
			b.Fatal(err)
		}
		bare += time.Since(before)
		n++
	}
	b.ReportMetric(float64(ours)/float64(bare), "x-append+fsync(aim<=2)")
	b.ReportMetric(float64(ours.Microseconds())/float64(n), "µs/append")
	b.ReportMetric(float64(bare.Microseconds())/float64(n), "µs/bare")
}

// big returns a log of so many entries: runs of four steps' events and a completion.
func big(b *testing.B, file string, entries int) *store.Store {
	b.Helper()
	s := open(b, file)
	p := newPair(b, s)
	for n := 0; int(s.Head().Size) < entries; n++ {
		run := fmt.Sprintf("r-%08d", n)
		p.append(p.Start(recordtest.Worker, run, append(recordtest.Done("clean"), recordtest.Done("spin")...)...)...)
		p.append(p.Act(recordtest.Worker, sop.Assistant, p.CompletionBody(run)))
	}
	return s
}

// onAllCores calls f once for each core and waits for all.
func onAllCores(f func(worker, of int)) {
	var wg sync.WaitGroup
	for w := range runtime.GOMAXPROCS(0) {
		wg.Go(func() { f(w, runtime.GOMAXPROCS(0)) })
	}
	wg.Wait()
}

// signed returns a log in which every entry but the first few is a signed act.
func signed(b *testing.B, file string, entries int) *store.Store {
	b.Helper()
	s, _ := signedPair(b, file, entries)
	return s
}

func signedPair(b *testing.B, file string, entries int) (*store.Store, *pair) {
	b.Helper()
	s := open(b, file)
	p := newPair(b, s)
	p.grow(entries)
	return s, p
}

// grow adds signed acts until there are so many entries.
func (p *pair) grow(entries int) {
	for n := 0; int(p.store.Head().Size) < entries; n++ {
		p.append(p.Act(recordtest.Admin, sop.Administrator, &record.Assign{Person: recordtest.Worker, Reason: fmt.Sprintf("week %d", n), Roles: []sop.Role{sop.Assistant}}))
	}
}

// BenchmarkExamine is what a person waits for at most before the first signature of a
// day: of a log of runs, of which it reads each entry.
func BenchmarkExamine(b *testing.B) {
	s := big(b, filepath.Join(b.TempDir(), "log.db"), 100_000)
	defer func() { _ = s.Close() }()
	for b.Loop() {
		report, err := s.Examine(b.Context(), nil)
		if err != nil || !report.OK() {
			b.Fatal(err, report.Faults)
		}
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/100000-entries(aim<=2)")
}

// BenchmarkVerify compares a full verification with no more than hashing and
// checking the signatures of the same bytes, both on all cores: of a log of
// nothing but signed acts, and of one of runs, most of which is facts.
func BenchmarkVerify(b *testing.B) {
	for name, fill := range map[string]func(*testing.B, string, int) *store.Store{"signed": signed, "runs": big} {
		b.Run(name, func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "log.db")
			if err := fill(b, file, verifyEntries()).Close(); err != nil {
				b.Fatal(err)
			}
			s := open(b, file) // as whoever verifies does, without what filled it
			defer func() { _ = s.Close() }()
			compareVerify(b, s)
		})
	}
}

// verifyEntries is how many entries are verified: SOPRUN_ENTRIES, or 10,000.
func verifyEntries() int {
	if n, err := strconv.Atoi(os.Getenv("SOPRUN_ENTRIES")); err == nil {
		return n
	}
	return 10_000
}

func compareVerify(b *testing.B, s *store.Store) {
	report := verify(b, s)
	if !report.OK() {
		b.Fatal(report.Faults)
	}
	all := checksOf(b, s, report.Entries)
	var ours, bare []time.Duration
	for b.Loop() {
		before := time.Now()
		verify(b, s)
		ours = append(ours, time.Since(before))
		before = time.Now()
		onAllCores(all.do)
		bare = append(bare, time.Since(before))
	}
	b.ReportMetric(float64(median(ours))/float64(median(bare)), "ratio(aim<=1.15)")
	b.ReportMetric(float64(median(ours).Milliseconds()), "ms/verify")
	b.ReportMetric(float64(median(bare).Milliseconds()), "ms/sha256+ed25519")
}

// median is what a machine that others use too makes the least difference to.
func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// checks is what has to be hashed and which signatures have to be checked in any
// verification of a log: the very bytes, taken apart before. They lie in one slice,
// so that the garbage collector, which runs for us only, has nothing to look at.
type checks struct {
	bytes  []byte
	hashed []span
	signed []signature
}

type span struct{ from, to int }

type signature struct{ key, message, sig span }

func (c *checks) keep(parts ...[]byte) span {
	from := len(c.bytes)
	c.bytes = append(c.bytes, slices.Concat(parts...)...)
	return span{from, len(c.bytes)}
}

func (c *checks) at(s span) []byte { return c.bytes[s.from:s.to] }

// do is the share of one worker.
func (c *checks) do(worker, of int) {
	for i := worker; i < len(c.hashed); i += of {
		sha256.Sum256(c.at(c.hashed[i]))
	}
	for i := worker; i < len(c.signed); i += of {
		if s := c.signed[i]; !ed25519.Verify(c.at(s.key), c.at(s.message), c.at(s.sig)) {
			panic("a signature of a sound log does not verify")
		}
	}
}

func checksOf(b *testing.B, s *store.Store, entries int64) *checks {
	b.Helper()
	all := &checks{}
	for at := range entries {
		p, raw, err := s.Get(at)
		if err == nil && len(raw.Checkpoint) > 0 { // of which only the signature is kept
			err = s.Snapshot(func(snap *store.Snapshot) (err error) { raw, err = snap.Entry(at); return err })
		}
		if err != nil {
			b.Fatal(err)
		}
		all.hashed = append(all.hashed, all.keep(raw.Payload))
		if len(raw.Signature) > 0 {
			digest := sha256.Sum256(raw.Payload)
			block, _ := pem.Decode(raw.Signature)
			all.hashed = append(all.hashed, all.keep(raw.Signature))
			all.signed = append(all.signed, signature{
				key:     all.keep(recordtest.Key(p.Entry.Person).Public().(ed25519.PublicKey)),
				message: all.keep([]byte("SSHSIG\x00\x00\x00\x10"+record.Namespace+"\x00\x00\x00\x00\x00\x00\x00\x06sha256\x00\x00\x00\x20"), digest[:]),
				sig:     all.keep(block.Bytes[len(block.Bytes)-ed25519.SignatureSize:]),
			})
		}
		if len(raw.Checkpoint) > 0 {
			text, line, _ := bytes.Cut(raw.Checkpoint, []byte("\n\n"))
			sig, err := base64.StdEncoding.DecodeString(string(bytes.Fields(line)[2]))
			if err != nil {
				b.Fatal(err)
			}
			all.signed = append(all.signed, signature{key: all.keep(stationKey(b, p.Entry.Log, s)), message: all.keep(text, []byte("\n")), sig: all.keep(sig[4:])})
		}
	}
	return all
}

// stationKey returns the key that the checkpoints of a log are signed with.
func stationKey(b *testing.B, origin string, s *store.Store) (key ed25519.PublicKey) {
	b.Helper()
	s.View(func(st *record.State) {
		_, encoded, _ := strings.Cut(strings.TrimPrefix(st.StationKey, origin+"+"), "+")
		raw, err := base64.StdEncoding.DecodeString(encoded)
		if err != nil {
			b.Fatal(err)
		}
		key = raw[1:]
	})
	return key
}

// BenchmarkVerifyNew verifies a thousand entries since the log was found sound, in
// a log of a few thousand and in one ten times as long: it takes as long in both.
func BenchmarkVerifyNew(b *testing.B) {
	took := map[int]time.Duration{}
	for _, size := range []int{verifyEntries() / 20, verifyEntries() / 2} {
		file := filepath.Join(b.TempDir(), fmt.Sprintf("%d.db", size))
		s, p := signedPair(b, file, size)
		if _, err := s.Verify(b.Context(), time.Now(), nil); err != nil {
			b.Fatal(err)
		}
		mark, err := os.ReadFile(file + ".verified")
		if err != nil {
			b.Fatal(err)
		}
		p.grow(size + 1000)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			var ours time.Duration
			for b.Loop() {
				if err := os.WriteFile(file+".verified", mark, 0o600); err != nil {
					b.Fatal(err)
				}
				before := time.Now()
				report, _, err := s.VerifyNew(b.Context(), nil)
				ours += time.Since(before)
				if err != nil || !report.OK() || report.Entries-report.Before != 1000 {
					b.Fatal(report, err)
				}
			}
			took[size] = ours / time.Duration(b.N)
			b.ReportMetric(float64(took[size].Microseconds())/1000, "ms/1000-new")
			if small := took[verifyEntries()/20]; small > 0 {
				b.ReportMetric(float64(took[size])/float64(small), "ratio-to-the-short-log(aim<=1.1)")
			}
		})
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkNewest50 lists the newest completions of a log of 10,000 entries.
func BenchmarkNewest50(b *testing.B) {
	s := big(b, filepath.Join(b.TempDir(), "log.db"), 10_000)
	defer func() { _ = s.Close() }()
	for b.Loop() {
		n := 0
		if err := s.Find(store.Query{Person: recordtest.Worker, Code: "S26"}, func(int64) bool { n++; return n < 50 }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen opens a log of 10,000 entries whose indexes are up to date.
func BenchmarkOpen(b *testing.B) {
	file := filepath.Join(b.TempDir(), "log.db")
	if err := big(b, file, 10_000).Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := store.Open(file, recordtest.Station())
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstStart measures a start without an index: until the log is open, until its
// index is whole, and the most memory that the process took meanwhile, of which what is mapped
// of the file is a part. It is the same for a log of four times as many entries.
func BenchmarkFirstStart(b *testing.B) {
	for _, entries := range []int{25_000, 100_000} {
		b.Run(strconv.Itoa(entries), func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "log.db")
			if err := big(b, file, entries).Close(); err != nil {
				b.Fatal(err)
			}
			var opening, building time.Duration
			most := 0
			for b.Loop() {
				b.StopTimer()
				noIndex(b, file)
				forgetPeak(b)
				b.StartTimer()
				begun := time.Now()
				s := openLater(b, file, 0)
				opening += time.Since(begun)
				begun = time.Now()
				finished(b, s)
				building += time.Since(begun)
				most = max(most, peak(b))
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(opening.Seconds()/float64(b.N), "s/open")
			b.ReportMetric(building.Seconds()/float64(b.N), "s/index")
			b.ReportMetric(float64(most)/1024, "MB(aim<=300)")
		})
	}
}

// forgetPeak has the system count the most memory of this process from now on.
func forgetPeak(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o600); err != nil {
		needs.Skip(b, err.Error())
	}
}

// peak is the most memory that this process took, in KB.
func peak(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		needs.Skip(b, err.Error())
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		b.Fatal(err)
	}
	return kb
}
