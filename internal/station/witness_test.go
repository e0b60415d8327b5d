package station_test

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/keyring"
	"soprun/internal/model"
	"soprun/internal/needs"
	"soprun/internal/station"
	"soprun/internal/witness"
	"soprun/sop/record"
	cosign "soprun/sop/record/witness"
)

// other is a second station's witness, which knows the bench's log.
func (b *bench) other() *witness.Witness {
	b.t.Helper()
	w, err := witness.Open(witness.Config{Dir: b.t.TempDir(), Now: func() time.Time { return b.now }, Rand: rand.Reader, Name: "bench-2"})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() {
		if err := w.Close(); err != nil {
			b.t.Error(err)
		}
	})
	if err := errors.Join(w.Watch(b.About().Key), b.KnowWitness(w.Key())); err != nil {
		b.t.Fatal(err)
	}
	return w
}

// witnessed carries a request to a witness and its answer back.
func (b *bench) witnessed(w *witness.Witness) (model.Witnessed, error) {
	b.t.Helper()
	request, err := b.RequestWitness("", -1)
	if err != nil {
		b.t.Fatal(err)
	}
	answer, err := w.Cosign(request)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.KeepCosigned(answer)
}

func TestWhatAWitnessSawIsNoLongerExposed(t *testing.T) {
	b := newBench(t)
	entries := b.About().Entries
	if e, err := b.Exposure(); err != nil || e.By != "" || e.Entries != entries {
		t.Errorf("before: %+v (%v)", e, err)
	}
	w := b.other()
	for range 2 {
		kept, err := b.witnessed(w)
		if err != nil || kept.By != "bench-2" || kept.Size != b.About().Entries {
			t.Fatalf("kept %+v (%v)", kept, err)
		}
		if e, err := b.Exposure(); err != nil || e.By != "bench-2" || e.Entries != 0 || !e.At.Equal(b.now.Truncate(time.Second)) {
			t.Errorf("after: %+v (%v)", e, err)
		}
		before := b.About().Entries
		b.perform(worker)
		if e, err := b.Exposure(); err != nil || e.Entries != b.About().Entries-before || e.Entries == 0 {
			t.Errorf("later: %+v (%v)", e, err)
		}
	}
	if all, err := b.Witnesses(); err != nil || len(all) != 2 || all[0].Size <= all[1].Size {
		t.Errorf("it has %+v (%v)", all, err)
	}
}

func TestALogThatWasPutBackIsToldByAWitness(t *testing.T) {
	b := newBench(t)
	w := b.other()
	b.perform(worker)
	before := b.copied()
	b.perform(worker)
	if _, err := b.witnessed(w); err != nil {
		t.Fatal(err)
	}
	right := b.copied()
	for name, more := range map[string]int{"put back": 0, "grown anew": 3} {
		b.putBack(before)
		for range more {
			b.perform(worker)
		}
		report, err := b.Verify(background, nil)
		if err != nil || len(report.Faults) != 1 || report.Faults[0].Code != record.FaultWitness {
			t.Fatalf("%s: %v (%v)", name, report.Faults, err)
		}
		exposed, err := b.Exposure()
		if err != nil || exposed.Fault == "" {
			t.Errorf("%s: %+v (%v)", name, exposed, err)
		}
		found, err := filepath.Glob(filepath.Join(b.cfg.Dir, "fork-*.txt"))
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: no report (%v)", name, err)
		}
		text, err := os.ReadFile(found[len(found)-1])
		if err != nil || strings.Count(string(text), "— st-elsewhere/") != 2 {
			t.Errorf("%s: the report is %s (%v)", name, text, err)
		}
		if more > 0 && !strings.Contains(string(text), "consistency proof") {
			t.Errorf("%s: without the proof:\n%s", name, text)
		}
		for _, f := range found {
			if err := os.Remove(f); err != nil {
				t.Error(err)
			}
		}
		b.dropReceipts()
	}
	b.putBack(right)
}

// dropReceipts takes the memory beside the keys away, as a thorough thief does.
func (b *bench) dropReceipts() {
	b.t.Helper()
	found, err := filepath.Glob(filepath.Join(b.cfg.Dir, "people", "*.receipt"))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, f := range found {
		if err := os.Remove(f); err != nil {
			b.t.Error(err)
		}
	}
}

func TestACheckpointOnPaperIsCompared(t *testing.T) {
	b := newBench(t)
	early, err := b.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	size := b.About().Entries
	before := b.copied()
	b.perform(worker)
	if got, err := b.Compare(early); err != nil || got != size {
		t.Errorf("compared: %d, %v", got, err)
	}
	if again, err := b.CheckpointAt(size); err != nil || !bytes.Equal(again, early) {
		t.Errorf("the checkpoint over %d entries is now %s (%v)", size, again, err)
	}
	for _, wrong := range []int64{0, -1, 1 << 40} {
		if _, err := b.CheckpointAt(wrong); !errors.Is(err, station.ErrUnknown) {
			t.Errorf("over %d entries: %v", wrong, err)
		}
	}
	late, err := b.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	right := b.copied()
	b.putBack(before)
	var fork *station.ForkError
	if _, err := b.Compare(late); !errors.As(err, &fork) || fork.Person != "" || fork.Report == "" {
		t.Errorf("a log that was put back: %v", err)
	}
	b.putBack(right)
	if _, err := b.Compare([]byte("nonsense")); !errors.Is(err, record.ErrCheckpoint) {
		t.Errorf("nonsense: %v", err)
	}
}

func TestAnAnswerThatWasChangedOrMovedIsNotKept(t *testing.T) {
	b := newBench(t)
	w := b.other()
	request, err := b.RequestWitness("", -1)
	if err != nil {
		t.Fatal(err)
	}
	good, err := w.Cosign(request)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := cosign.NewCosigner(rand.Reader, "bench-9")
	if err != nil {
		t.Fatal(err)
	}
	by9, err := cosign.ReadCosigner(stranger)
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, err := b.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		answer []byte
		want   error
	}{
		"by a stranger":  {by9.Cosign(checkpoint, b.now), station.ErrNoWitness},
		"not cosigned":   {checkpoint, station.ErrNoWitness},
		"empty":          {nil, station.ErrNoWitness},
		"another's time": {append(bytes.Clone(good[:len(good)-8]), "AAAAAA=\n"...), cosign.ErrInvalid},
	} {
		if _, err := b.KeepCosigned(c.answer); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := b.Witnesses(); err != nil || len(all) != 0 {
		t.Errorf("kept %+v (%v)", all, err)
	}
	if err := b.KnowWitness(strings.Replace(by9.String(), "bench-9", "bench-2", 1)); err == nil {
		t.Error("a key whose hash is wrong is known")
	}
	if _, err := b.RequestWitness("", b.About().Entries+1); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("a proof from entries that there are not: %v", err)
	}
}

// authority is a time-stamping authority made with openssl.
type authority struct {
	t    *testing.T
	dir  string
	root *x509.CertPool
}

func newAuthority(t *testing.T) authority {
	t.Helper()
	needs.Tool(t, "openssl")
	a := authority{t: t, dir: t.TempDir(), root: x509.NewCertPool()}
	a.write("tsa.cnf", "[tsa]\ndefault_tsa=t\n[t]\nserial=serial\nsigner_cert=tsa.pem\nsigner_key=tsa.key\nsigner_digest=sha256\n"+
		"default_policy=1.2.3.4.1\ndigests=sha256\naccuracy=secs:1\ness_cert_id_alg=sha256\n")
	a.write("ext.cnf", "[e]\nextendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n")
	a.write("serial", "01\n")
	a.run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650", "-subj", "/CN=Test root")
	a.run("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test authority")
	a.run("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "tsa.pem", "-days", "3650", "-extfile", "ext.cnf", "-extensions", "e")
	block, _ := pem.Decode(a.read("ca.pem"))
	root, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	a.root.AddCert(root)
	return a
}

func (a authority) write(name, text string) {
	a.t.Helper()
	if err := os.WriteFile(filepath.Join(a.dir, name), []byte(text), 0o600); err != nil {
		a.t.Fatal(err)
	}
}

func (a authority) read(name string) []byte {
	a.t.Helper()
	content, err := os.ReadFile(filepath.Join(a.dir, name))
	if err != nil {
		a.t.Fatal(err)
	}
	return content
}

func (a authority) run(args ...string) {
	a.t.Helper()
	cmd := exec.CommandContext(a.t.Context(), "openssl", args...)
	cmd.Dir = a.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		a.t.Fatalf("openssl %s: %v\n%s", args[0], err, out)
	}
}

// answer stamps a request.
func (a authority) answer(request []byte) []byte {
	a.t.Helper()
	a.write("log.tsq", string(request))
	a.run("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "log.tsq", "-out", "log.tsr")
	return a.read("log.tsr")
}

func TestAnAuthoritysStampIsKeptAndOpensslAgrees(t *testing.T) {
	b, a := newBench(t), newAuthority(t)
	request, err := b.RequestStamp()
	if err != nil {
		t.Fatal(err)
	}
	size := b.About().Entries
	b.perform(worker) // the reply may come after other entries
	kept, err := b.KeepStamp(a.answer(request), a.root)
	if err != nil || kept.Size != size || kept.By != "Test authority" || !kept.Stamp {
		t.Fatalf("kept %+v (%v)", kept, err)
	}
	if e, err := b.Exposure(); err != nil || e.By != "Test authority" || e.Entries != b.About().Entries-size {
		t.Errorf("exposed: %+v (%v)", e, err)
	}
	a.run("ts", "-verify", "-data", strings.TrimSuffix(kept.File, ".tsr")+".checkpoint", "-in", kept.File, "-CAfile", "ca.pem")
}

func TestAStampThatDoesNotHoldIsNotKept(t *testing.T) {
	b, a, thief := newBench(t), newAuthority(t), newAuthority(t)
	if _, err := b.KeepStamp([]byte("nonsense"), a.root); !errors.Is(err, station.ErrStamp) {
		t.Errorf("nobody asked: %v", err)
	}
	request, err := b.RequestStamp()
	if err != nil {
		t.Fatal(err)
	}
	good := a.answer(request)
	elsewhere, err := newBench2(t).RequestStamp()
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(good)
	changed[len(changed)-1] ^= 1
	for name, reply := range map[string][]byte{
		"nonsense": []byte("nonsense"), "of an authority that is not trusted": thief.answer(request),
		"over another log": a.answer(elsewhere), "with a changed signature": changed, "empty": nil,
	} {
		if _, err := b.KeepStamp(reply, a.root); !errors.Is(err, station.ErrStamp) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all, err := b.Witnesses(); err != nil || len(all) != 0 {
		t.Errorf("kept %+v (%v)", all, err)
	}
	kept, err := b.KeepStamp(good, a.root)
	if err != nil {
		t.Fatal(err)
	}
	// A stamp that is damaged later is told, and mended by keeping it again.
	if err := os.WriteFile(kept.File, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	if e, err := b.Exposure(); err != nil || e.Fault == "" {
		t.Errorf("a damaged stamp: %+v (%v)", e, err)
	}
	if err := keyring.Replace(kept.File, good); err != nil {
		t.Fatal(err)
	}
}

// newBench2 is another station.
func newBench2(t *testing.T) *station.Station {
	t.Helper()
	s, err := station.Open(config(t.TempDir(), opening))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetUp(model.SetUp{Site: "St Elsewhere", Station: "Other bench", PersonID: admin, Name: "Ann Lee", Passphrase: phraseOf(admin)}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
