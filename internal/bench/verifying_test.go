package bench_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"soprun/internal/bundle"
	"soprun/internal/station"
	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// ofVerifying are the measures of what it takes to know that a log is sound, and to give it away.
var ofVerifying = []measure{
	{work: "verify signed acts, each signature", unit: "ms", ref: "SHA-256 + Ed25519 of the same bytes, all cores", ratio: 1.15, grows: linear, because: "of 91 ms of a core for 1,000 acts 80 are the checks; 4 are decoding them, 3 reading them and growing the tree, 2 the rules and 1 the collector", take: verifiesActs},
	{work: "verify runs, each signature", unit: "ms", ref: "SHA-256 + Ed25519 of the same bytes, all cores", ratio: 1.15, grows: linear, because: "a fact has no signature: decoding it, the tree, its rules and the index that is compared take 8 µs of a core an entry, beside 21 of checks", take: verifiesRuns},
	{work: "verify 1,080,000 entries of runs, at that rate", atSize: true, unit: "s", most: 8, grows: still, because: "see verify runs", take: verifiesAtRate},
	{work: "verify runs: most on the heap", unit: "MB", most: 100, grows: linear, because: "two thirds of it are live, of 609,000 entries 36 MB: 12 are what later acts are judged by of each run, 11 the index, which is made again to be compared, and 4 what tells the roots of all checkpoints apart, since an act may name any tree that was signed", take: verifiesWithin},
	{work: "verify 1,000 acts since the last time", unit: "ms", ref: "SHA-256 + Ed25519 of those", most: 50, grows: still, take: verifiesNew},
	{work: "export, for 10,000 completions", atSize: true, unit: "s", ref: "verify the log, for as many", most: 4, grows: still, take: exports},
	{work: "export: most on the heap", unit: "MB", most: 100, grows: still, because: "the log is verified first, see there", take: exportsWithin},
	{work: "verify that bundle, for 10,000 completions", atSize: true, unit: "s", ref: "verify the log, for as many", most: 4, grows: still, because: "of what it takes on two cores a quarter is reading the entries and growing their tree, a fifth decoding them, a fifth their rules, a seventh signatures, a tenth the collector; then what is derived is made again to be compared", take: checksBundle},
	{work: "verify a bundle: most on the heap", unit: "MB", most: 100, grows: linear, take: checksBundleWithin},
	{work: "bytes on disk, for a byte of act", atSize: true, unit: "bytes", ref: "payload and signature", ratio: 1.5, grows: still, because: "what is appended one by one splits pages that are then two thirds full; a log that is written at once takes 1.48", take: takesDisk},
	{work: "a demo of 10,000, at that rate", atSize: true, unit: "s", most: 60, grows: still, take: makesDemo},
}

// checks are what has to be hashed, and the signatures that have to be checked, in any
// verification of a log. They lie in one slice, so that the garbage collector, which runs for
// soprun only, has nothing to look at.
type checks struct {
	bytes  []byte
	hashed []span
	signed []signature
}

type span struct{ from, to int }

type signature struct{ key, message, sig span }

func (c *checks) keep(parts ...[]byte) span {
	from := len(c.bytes)
	for _, p := range parts {
		c.bytes = append(c.bytes, p...)
	}
	return span{from, len(c.bytes)}
}

func (c *checks) at(s span) []byte { return c.bytes[s.from:s.to] }

// do does all of it on all cores.
func (c *checks) do() error {
	cores := runtime.GOMAXPROCS(0)
	return atOnce(cores, func(worker int) error {
		for i := worker; i < len(c.hashed); i += cores {
			sha256.Sum256(c.at(c.hashed[i]))
		}
		for i := worker; i < len(c.signed); i += cores {
			if s := c.signed[i]; !ed25519.Verify(c.at(s.key), c.at(s.message), c.at(s.sig)) {
				return errors.New("a signature of a sound log does not verify")
			}
		}
		return nil
	})
}

// checksOf reads the entries of a log from one on.
func checksOf(s *store.Store, from int64) (*checks, error) {
	all, station := &checks{}, stationKey(s)
	for at := from; at < s.Head().Size; at++ {
		_, raw, err := s.Get(at)
		if err != nil {
			return nil, err
		}
		all.hashed = append(all.hashed, all.keep(raw.Payload))
		if len(raw.Signature) > 0 {
			all.hashed = append(all.hashed, all.keep(raw.Signature))
			if err := all.act(raw.Payload, raw.Signature); err != nil {
				return nil, err
			}
		}
		if len(raw.Checkpoint) > 0 { // of which the log keeps only the signature
			if err := s.Snapshot(func(snap *store.Snapshot) (err error) { raw, err = snap.Entry(at); return err }); err != nil {
				return nil, err
			}
			text, line, _ := bytes.Cut(raw.Checkpoint, []byte("\n\n"))
			sig, err := base64.StdEncoding.DecodeString(string(bytes.Fields(line)[2]))
			if err != nil {
				return nil, err
			}
			all.signed = append(all.signed, signature{key: all.keep(station), message: all.keep(text, []byte("\n")), sig: all.keep(sig[4:])})
		}
	}
	return all, nil
}

// act adds the SSH signature of an act.
func (c *checks) act(payload, armoured []byte) error {
	block, _ := pem.Decode(armoured)
	if block == nil {
		return errors.New("a signature that is none")
	}
	rest := block.Bytes[len("SSHSIG")+4:]
	var parts [][]byte
	for len(rest) > 4 {
		n := binary.BigEndian.Uint32(rest)
		parts, rest = append(parts, rest[4:4+n]), rest[4+n:]
	}
	digest := sha256.Sum256(payload)
	length := binary.BigEndian.AppendUint32
	message := []byte("SSHSIG")
	for _, p := range [][]byte{parts[1], parts[2], parts[3], digest[:]} { // namespace, reserved, hash
		message = append(length(message, uint32(len(p))), p...)
	}
	c.signed = append(c.signed, signature{
		key: c.keep(parts[0][len(parts[0])-ed25519.PublicKeySize:]), message: c.keep(message), sig: c.keep(parts[4][len(parts[4])-ed25519.SignatureSize:]),
	})
	return nil
}

// stationKey returns the key that the checkpoints of a log are signed with.
func stationKey(s *store.Store) (key ed25519.PublicKey) {
	s.View(func(st *record.State) {
		_, encoded, _ := strings.Cut(strings.TrimPrefix(st.StationKey, st.Origin+"+"), "+")
		if raw, err := base64.StdEncoding.DecodeString(encoded); err == nil && len(raw) > 1 {
			key = raw[1:]
		}
	})
	return key
}

// whole verifies every byte of a log.
func whole(s *store.Store) error { return sound(s.Verify) }

// plain verifies a log as soprun verify does unless it is told --full.
func plain(s *store.Store) error { return sound(s.VerifyLean) }

func sound(verify func(context.Context, time.Time, func(done, total int64)) (*record.Report, error)) error {
	report, err := verify(context.Background(), time.Now(), nil)
	if err == nil && !report.OK() {
		err = fmt.Errorf("the log does not verify: %w", report.Faults[0])
	}
	return err
}

// beside compares a verification with no more than the checks that any has to do.
func (w *world) beside(s *store.Store) (figure, error) {
	all, err := checksOf(s, 0)
	if err != nil {
		return figure{}, err
	}
	return inTurn(w.turns(5), time.Millisecond, func() error { return whole(s) }, all.do)
}

func verifiesActs(w *world) (out figure, err error) {
	l, err := w.acts(max(500, w.completions))
	if err != nil {
		return out, err
	}
	if err := l.store.Close(); err != nil { // it is read as whoever verifies does, without what filled it
		return out, err
	}
	s, err := store.Open(l.file, recordtest.Station())
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return w.beside(s)
}

// mostChecked bounds the completions whose checks are kept in memory as a reference.
const mostChecked = 20_000

func verifiesRuns(w *world) (out figure, err error) {
	if w.completions > mostChecked {
		return out, skipped("what it is compared with does not fit into memory at this size")
	}
	err = w.reading(func(s *store.Store) error {
		out, err = w.beside(s)
		return err
	})
	return out, err
}

func verifiesAtRate(w *world) (out figure, err error) {
	err = w.reading(func(s *store.Store) error {
		out, err = inTurn(w.turns(3), time.Second, func() error { return plain(s) }, nil)
		out.ours *= amount(1_080_000 / float64(s.Head().Size))
		return err
	})
	return out, err
}

func verifiesWithin(w *world) (out figure, err error) {
	err = w.reading(func(s *store.Store) error {
		out.ours, err = heapOf(func() error { return plain(s) })
		return err
	})
	return out, err
}

func verifiesNew(w *world) (out figure, err error) {
	const added = 1000
	l, err := w.acts(w.completions)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, l.store.Close()) }()
	if err := whole(l.store); err != nil {
		return out, err
	}
	mark, err := os.ReadFile(l.file + ".verified")
	if err != nil {
		return out, err
	}
	from := l.store.Head().Size
	if err := l.fill(int(from) + added); err != nil {
		return out, err
	}
	all, err := checksOf(l.store, from)
	if err != nil {
		return out, err
	}
	return inTurn(w.turns(9), time.Millisecond, func() error {
		if err := os.WriteFile(l.file+".verified", mark, 0o600); err != nil {
			return err
		}
		report, _, err := l.store.VerifyNew(context.Background(), nil)
		if err == nil && (!report.OK() || report.Entries-report.Before != added) {
			err = fmt.Errorf("%d entries were verified, of which %v", report.Entries-report.Before, report.Faults)
		}
		return err
	}, all.do)
}

// tenThousand makes of a figure of the department that of 10,000 completions.
func (w *world) tenThousand(f figure) figure {
	scale := amount(10_000 / float64(w.completions))
	return figure{ours: f.ours * scale, ref: f.ref * scale}
}

// exporting calls f with what makes a bundle of the department, and with where that lies then.
func (w *world) exporting(f func(make func() error, made func() string, log *station.Station) error) error {
	return w.within(func(s *station.Station) error {
		last := ""
		return f(func() error {
			last = w.fresh("bundle")
			to, err := bundle.Create(last)
			if err != nil {
				return err
			}
			if _, err := s.Export(context.Background(), station.Export{}, to, nil); err != nil {
				to.Discard()
				return err
			}
			return nil
		}, func() string { return last }, s)
	})
}

func exports(w *world) (out figure, err error) {
	err = w.exporting(func(make func() error, made func() string, log *station.Station) error {
		out, err = inTurn(w.turns(3), time.Second, func() error {
			if last := made(); last != "" { // only one fits on a disk at once
				_ = os.RemoveAll(last)
			}
			return make()
		}, func() error {
			_, err := log.Verify(context.Background(), nil)
			return err
		})
		return err
	})
	return w.tenThousand(out), err
}

func exportsWithin(w *world) (out figure, err error) {
	err = w.exporting(func(make func() error, made func() string, _ *station.Station) error {
		out.ours, err = heapOf(make)
		return errors.Join(err, os.RemoveAll(made()))
	})
	return out, err
}

// checking makes a bundle, and calls f with what checks it.
func (w *world) checking(f func(check func() error, log *station.Station) error) error {
	return w.exporting(func(make func() error, made func() string, log *station.Station) error {
		if err := make(); err != nil {
			return err
		}
		err := f(func() error {
			b, err := bundle.Open(made())
			if err != nil {
				return err
			}
			return errors.Join(checkBundle(b), b.Close())
		}, log)
		return errors.Join(err, os.RemoveAll(made()))
	})
}

func checkBundle(fsys fs.FS) error {
	report, err := record.VerifyBundle(context.Background(), fsys, record.BundleOptions{Lean: true})
	if err == nil && !report.OK() {
		err = fmt.Errorf("the bundle does not verify: %w", report.Faults[0])
	}
	return err
}

func checksBundle(w *world) (out figure, err error) {
	err = w.checking(func(check func() error, log *station.Station) error {
		out, err = inTurn(w.turns(3), time.Second, check, func() error {
			_, err := log.Verify(context.Background(), nil)
			return err
		})
		return err
	})
	return w.tenThousand(out), err
}

func checksBundleWithin(w *world) (out figure, err error) {
	err = w.checking(func(check func() error, _ *station.Station) error {
		out.ours, err = heapOf(check)
		return err
	})
	return out, err
}

// mostSampled is of how many entries the bytes are counted, from all over the log.
const mostSampled = 20_000

func takesDisk(w *world) (out figure, err error) {
	err = w.reading(func(s *store.Store) error {
		size := s.Head().Size
		every := max(1, size/mostSampled)
		acts, n := int64(0), int64(0)
		for at := int64(0); at < size; at += every {
			_, raw, err := s.Get(at)
			if err != nil {
				return err
			}
			acts, n = acts+int64(len(raw.Payload)+len(raw.Signature)), n+1
		}
		disk, err := sizeOf(w.dir)
		out = figure{ours: amount(float64(disk) / (float64(acts) / float64(n) * float64(size))), ref: 1}
		return err
	})
	return out, err
}

func makesDemo(w *world) (figure, error) {
	if w.made == 0 {
		return figure{}, skipped("it was kept from before")
	}
	return figure{ours: in(time.Second, w.made) * amount(10_000/float64(w.completions))}, nil
}
