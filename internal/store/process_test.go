package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"soprun/internal/needs"
	"soprun/internal/store"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func wantProblem(t *testing.T, err error, kind store.ProblemKind, sentence string) {
	t.Helper()
	var p *store.Problem
	if !errors.As(err, &p) || p.Kind != kind || !strings.Contains(err.Error(), sentence) {
		t.Errorf("err = %v, want a problem %q that says %q", err, kind, sentence)
	}
}

func TestASecondProcessIsToldWhoHasTheLog(t *testing.T) {
	file := written(t)
	other, out := start(t, "hold", file)
	if !out.Scan() {
		t.Fatal("the other process did not open the log")
	}
	before := time.Now()
	_, err := store.Open(file, recordtest.Station())
	if waited := time.Since(before); waited > time.Second {
		t.Errorf("it took %v to say so", waited)
	}
	sentence := "already open in another process"
	if runtime.GOOS == "linux" {
		sentence = fmt.Sprintf("already open in process %d on this machine", other.Process.Pid)
	}
	wantProblem(t, err, store.Locked, sentence)
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // it was killed
	MustOpen(t, file)
}

// rounds is how often a test of crashes is repeated: SOPRUN_ROUNDS, or few.
func rounds(few int) int {
	if n, err := strconv.Atoi(os.Getenv("SOPRUN_ROUNDS")); err == nil && n > 0 {
		return n
	}
	if testing.Short() {
		return 2
	}
	return few
}

// Nothing that was acknowledged is lost, wherever the process is killed while it
// appends and verifies.
func TestNothingAcknowledgedIsLostToAKill(t *testing.T) {
	file := written(t)
	for round := range rounds(8) {
		if round%50 == 49 { // else what is verified after each grows for ever
			file = written(t)
		}
		child, out := start(t, "append", file)
		acknowledged := int64(0)
		for n := 0; n < 5+3*(round%10) && out.Scan(); n++ {
			var err error
			if acknowledged, err = strconv.ParseInt(out.Text(), 10, 64); err != nil {
				t.Fatal(err)
			}
		}
		if err := child.Process.Kill(); err != nil { // SIGKILL
			t.Fatal(err)
		}
		for out.Scan() { // what it said before it died counts too
			if n, err := strconv.ParseInt(out.Text(), 10, 64); err == nil {
				acknowledged = n
			}
		}
		_ = child.Wait() // it was killed
		s := open(t, file)
		if got := s.Head().Size; got < acknowledged || acknowledged == 0 {
			t.Errorf("round %d: %d entries, %d were acknowledged", round, got, acknowledged)
		}
		mustVerify(t, s)
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		mustBeWhole(t, file)
	}
}

func TestAFullDiskLosesNothing(t *testing.T) {
	if !limited {
		needs.Skip(t, "this system has no limit for the size of files")
	}
	file := written(t)
	child, out := start(t, "fill", file)
	var said []string
	for out.Scan() {
		said = append(said, out.Text())
	}
	if err := child.Wait(); err != nil {
		t.Fatalf("%v: %v", err, said)
	}
	if len(said) < 3 {
		t.Fatalf("said %v", said)
	}
	acknowledged, err := strconv.ParseInt(said[len(said)-3], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	if refusal := said[len(said)-2]; !strings.Contains(refusal, "the disk is full: this act was not recorded") {
		t.Errorf("refused with %q", refusal)
	}
	s := MustOpen(t, file)
	if got := s.Head().Size; got != acknowledged {
		t.Errorf("%d entries, %d were acknowledged", got, acknowledged)
	}
	resumed(t, s).perform("r-after") // with space again, it goes on
}

func TestAFileThatIsNoLogIsNotTouched(t *testing.T) {
	good, err := os.ReadFile(written(t))
	if err != nil {
		t.Fatal(err)
	}
	damaged := append([]byte{}, good...)
	for _, page := range []int{0, os.Getpagesize()} {
		damaged[page+16+40] ^= 0xff // both meta pages say another size than they sign
	}
	for name, c := range map[string]struct {
		content  []byte
		kind     store.ProblemKind
		sentence string
	}{
		"empty":     {nil, store.Empty, "restore it from a backup"},
		"text":      {[]byte(strings.Repeat("Shopping list\n", 1000)), store.Foreign, "not a log of this program"},
		"short":     {[]byte("x"), store.Foreign, "not a log of this program"},
		"truncated": {good[:3*os.Getpagesize()], store.Truncated, "the end of the file is missing"},
		"one page":  {good[:os.Getpagesize()], store.Truncated, "the end of the file is missing"},
		"damaged":   {damaged, store.Damaged, "restore the last backup"},
	} {
		file := path(t)
		if err := os.WriteFile(file, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(file, recordtest.Station())
		if t.Run(name, func(t *testing.T) { wantProblem(t, err, c.kind, c.sentence) }); true {
			wantProblem(t, store.Create(file), store.Exists, "not touched")
		}
		if after, err := os.ReadFile(file); err != nil || string(after) != string(c.content) {
			t.Errorf("%s: the file was changed (%v)", name, err)
		}
	}
}

// A file that was cut anywhere is refused with a sentence, or reads whole where
// only unused space is gone: the process never dies of it.
func TestACutFileNeverKillsTheProcess(t *testing.T) {
	good, err := os.ReadFile(written(t))
	if err != nil {
		t.Fatal(err)
	}
	for size := 128 << 10; size > 0; size -= 2048 {
		file := path(t)
		if err := os.WriteFile(file, good[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(file, recordtest.Station())
		var p *store.Problem
		switch {
		case err == nil:
			mustVerify(t, s)
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		case !errors.As(err, &p):
			t.Errorf("cut to %d: %v", size, err)
		}
	}
}

func TestAMissingLogIsNotMade(t *testing.T) {
	file := path(t)
	_, err := store.Open(file, recordtest.Station())
	wantProblem(t, err, store.Missing, "set the station up first")
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		t.Error("opening made a file")
	}
	wantProblem(t, store.Create(filepath.Join(file, "deeper")), store.Missing, "")
	_, err = store.Open(t.TempDir(), recordtest.Station())
	wantProblem(t, err, store.Foreign, "")
}

func TestALogOfAnotherVersionIsLeftToThatVersion(t *testing.T) {
	file := written(t)
	put(t, file, "meta", []byte("format"), []byte("soprun-store/1"))
	_, err := store.Open(file, recordtest.Station())
	wantProblem(t, err, store.Unknown, "begun by soprun test")
}

func TestAReadOnlyLogSaysSo(t *testing.T) {
	file := written(t)
	if err := os.Chmod(file, 0o444); err != nil {
		t.Fatal(err)
	}
	asNobody(t, func() {
		_, err := store.Open(file, recordtest.Station())
		wantProblem(t, err, store.ReadOnly, "cannot be written here")
	})
}

func TestWithoutTheStationKeyNothingIsAppended(t *testing.T) {
	file := written(t)
	s, err := store.Open(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	p := resumed(t, s)
	if _, err := s.Append([]record.Sealed{p.Fact(recordtest.Worker, recordtest.StartBody("r-0009"))}); !errors.Is(err, store.ErrNoSigner) {
		t.Errorf("err = %v, want ErrNoSigner", err)
	}
	mustVerify(t, s)
}

// The checkpoint file is a second memory; without it the act is recorded all
// the same, and the caller is told.
func TestACheckpointFileThatCannotBeWrittenIsAnOutcomeOfItsOwn(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	if err := os.Remove(file + ".checkpoints"); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(file+".checkpoints", 0o700); err != nil {
		t.Fatal(err)
	}
	batch := p.Start(recordtest.Worker, "r-0001")
	p.Append(batch...)
	out, err := s.Append(batch)
	if err != nil || out.CheckpointFile == nil || s.Head() != p.Head() {
		t.Errorf("outcome = %+v, %v", out, err)
	}
	if err := os.Remove(file + ".checkpoints"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	MustOpen(t, file)
	if notes, err := os.ReadFile(file + ".checkpoints"); err != nil || len(notes) == 0 {
		t.Errorf("the checkpoint did not come back: %v", err)
	}
}

func TestAFileThatWasChangedBehindTheProgramsBackDoesNotCrashIt(t *testing.T) {
	for _, v := range values(t, written(t)) {
		if v.bucket != "entries" {
			continue
		}
		file := written(t)
		value := append([]byte{}, v.value...)
		copy(value[8:], `{"type":"x"`)
		put(t, file, "entries", v.key, value)
		if sentence, sound := judge(t, file); sound || sentence == "" {
			t.Errorf("entry %x: %q", v.key, sentence)
		}
	}
}
