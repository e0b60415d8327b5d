package record_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func verified(t *testing.T, src record.Source, opt record.Options) *record.Report {
	t.Helper()
	report, err := record.Verify(t.Context(), src, opt)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestAWholeLogVerifies(t *testing.T) {
	l := recordtest.New(t)
	at := l.Perform(worker, "r-0001")
	l.Append(l.Act(boss, sop.Supervisor, l.ReviewBody(at)))
	report := verified(t, l, record.Options{})
	for _, f := range report.Faults {
		t.Error(f)
	}
	if report.Entries != at+2 || report.Acts != 6 || report.Head != l.Head() {
		t.Errorf("report = %+v", report)
	}
	if !reflect.DeepEqual(report.State, l.State) {
		t.Error("the verifier's state is not that of the one who wrote the log")
	}
}

func TestTheReportIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	l := recordtest.New(t)
	for n := range 300 {
		l.Append(l.Fact(worker, &record.UnlockFailed{Count: l.State.People[worker].Failures + 1}))
		if n%7 == 0 {
			l.Append(l.Act(boss, sop.Supervisor, &record.Unlock{Person: worker, Reason: "again"}))
		}
	}
	for _, at := range []int{40, 41, 200} {
		l.Stored[at].Payload = append([]byte(" "), l.Stored[at].Payload...)
	}
	want := verified(t, l, record.Options{Workers: 1})
	if len(want.Faults) == 0 || want.Faults[0].Entry != 40 {
		t.Fatalf("faults = %v", want.Faults)
	}
	for _, workers := range []int{2, 3, 16} {
		if got := verified(t, l, record.Options{Workers: workers}); !reflect.DeepEqual(got.Faults, want.Faults) || got.Head != want.Head {
			t.Errorf("%d workers: %v, want %v", workers, got.Faults, want.Faults)
		}
	}
}

func TestOneChangedEntryIsTheOnlyOneBlamed(t *testing.T) {
	l := recordtest.New(t)
	l.Perform(worker, "r-0001")
	l.Append(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	last := &l.Stored[len(l.Stored)-1]
	last.Payload = []byte(strings.Replace(string(last.Payload), worker, boss, 1))
	report := verified(t, l, record.Options{})
	if len(report.Faults) != 1 || report.Faults[0].Code != record.FaultLeaf || report.Faults[0].Entry != last.Position {
		t.Errorf("faults = %v", report.Faults)
	}
}

func TestEveryStoredTreeHashIsCompared(t *testing.T) {
	for position := range 8 {
		l := recordtest.New(t)
		l.Perform(worker, "r-0001")
		for level := range l.Stored[position].Hashes {
			good := l.Stored[position].Hashes[level]
			l.Stored[position].Hashes[level][31] ^= 1
			report := verified(t, l, record.Options{})
			if report.OK() || report.Faults[0].Entry != int64(position) {
				t.Errorf("entry %d, level %d: %v", position, level, report.Faults)
			}
			l.Stored[position].Hashes[level] = good
		}
		l.Stored[position].Hashes = nil
		if report := verified(t, l, record.Options{}); report.OK() || report.Faults[0].Code != record.FaultTree {
			t.Errorf("entry %d without hashes: %v", position, report.Faults)
		}
	}
}

func TestWhatCannotBePlacedEndsTheVerification(t *testing.T) {
	l := recordtest.New(t)
	l.Perform(worker, "r-0001")
	l.Stored = append(l.Stored[:5:5], l.Stored[6:]...)
	report := verified(t, l, record.Options{})
	if len(report.Faults) != 1 || report.Faults[0].Code != record.FaultMissing || report.Faults[0].Entry != 5 || report.Entries != 5 {
		t.Errorf("report = %+v", report)
	}
	if report := verified(t, broken{}, record.Options{}); len(report.Faults) != 1 || report.Faults[0].Code != record.FaultStorage {
		t.Errorf("faults = %v", report.Faults)
	}
}

// broken is a source whose first entry cannot be read.
type broken struct{}

func (broken) Entries() iter.Seq2[record.Stored, error] {
	return func(yield func(record.Stored, error) bool) { yield(record.Stored{}, errors.New("half an entry")) }
}

func (broken) Text(string) ([]byte, bool) { return nil, false }

func TestAnEmptyLogIsNoLog(t *testing.T) {
	report := verified(t, recordtest.Empty(t), record.Options{})
	if len(report.Faults) != 1 || report.Faults[0].Entry != record.NoEntry || report.Faults[0].Error() != "the log: it is empty" {
		t.Errorf("faults = %v", report.Faults)
	}
}

func TestALogWithoutGenesisNamesNoStation(t *testing.T) {
	l := recordtest.Empty(t)
	l.Force(l.Fact(worker, &record.UnlockFailed{Count: 1}))
	report := verified(t, l, record.Options{})
	if report.Faults[0].Code != record.FaultGenesis || report.Faults[1].Code != record.FaultCheckpoint {
		t.Errorf("faults = %v", report.Faults)
	}
}

func TestAGenesisHasToBeBySomebodyWhoCanGoOn(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*record.Genesis)
		sign   string
		want   record.FaultCode
	}{
		"not administrator": {func(b *record.Genesis) { b.Roles = []sop.Role{sop.Supervisor} }, admin, record.FaultRole},
		"another's key":     {func(*record.Genesis) {}, boss, record.FaultKey},
		"another log's key": {func(b *record.Genesis) {
			b.StationKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
		}, admin, record.FaultLog},
	} {
		l := recordtest.Empty(t)
		b := l.GenesisBody()
		c.change(b)
		l.Force(l.Seal(c.sign, l.Act(admin, sop.Administrator, b).Payload))
		if report := verified(t, l, record.Options{}); report.OK() || report.Faults[0].Code != c.want {
			t.Errorf("%s: %v, want %q", name, report.Faults, c.want)
		}
	}
}

func TestAVerificationStopsAtAHundredFaults(t *testing.T) {
	l := recordtest.New(t)
	for range 300 {
		l.Force(l.Fact("zoe.ash", &record.UnlockFailed{Count: 1}))
	}
	if report := verified(t, l, record.Options{}); len(report.Faults) != record.MaxFaults {
		t.Errorf("%d faults, want %d", len(report.Faults), record.MaxFaults)
	}
}

func TestAVerificationCanBeStoppedAndTellsHowFarItIs(t *testing.T) {
	l := recordtest.New(t)
	var told []int64
	verified(t, l, record.Options{Progress: func(n int64) { told = append(told, n) }})
	if len(told) == 0 || told[len(told)-1] != l.Tree.Size() {
		t.Errorf("progress = %v", told)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := record.Verify(ctx, l, record.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want Canceled", err)
	}
}

func TestAStateComesBackFromJSON(t *testing.T) {
	for name, s := range scenarios {
		if s.expect != "ok" {
			continue
		}
		l := s.made(t)
		var got record.State
		if err := json.Unmarshal(mustJSON(t, l.State), &got); err != nil {
			t.Fatal(err)
		}
		if string(mustJSON(t, &got)) != string(mustJSON(t, l.State)) {
			t.Errorf("%s: the state changed on its way through JSON", name)
		}
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestAFaultSaysWhereWhatAndWhatToDo(t *testing.T) {
	f := record.NewFault(record.FaultLeaf, 12, "it was %s", "changed")
	if f.Error() != "entry 12: it was changed" || f.Do == "" {
		t.Errorf("fault = %+v", f)
	}
	var err error = f
	if !errors.As(fmt.Errorf("appending: %w", err), &f) {
		t.Error("a fault is lost in an error that wraps it")
	}
}

func TestTheCheckAndTheLedgerKnowNothingOfAnEmptyPast(t *testing.T) {
	l := record.NewLedger()
	if _, ok := l.Performed(4); ok {
		t.Error("an empty past knows a completion")
	}
	if _, ok := l.Completed("r-0001"); ok {
		t.Error("an empty past knows a run")
	}
	if l.Covers(3) || l.Has(record.TreeHead{Size: 3}) {
		t.Error("an empty past knows a tree")
	}
	if empty := new(record.Frontier).Head(); !l.Covers(0) || !l.Has(empty) || l.Has(record.TreeHead{}) {
		t.Error("the empty tree has a root")
	}
}

// Who may do what is known before every signature was looked at, and no sooner.
func TestWhoMayDoWhatIsFoundOutWithoutTheSignaturesOfWork(t *testing.T) {
	governing := record.Options{Governing: true}
	moved := func(make func(l *recordtest.Log, reason string) record.Sealed) *recordtest.Log {
		l := recordtest.New(t)
		finished(l)
		sealed := make(l, "one thing")
		sealed.Signature = make(l, "another thing").Signature
		l.Force(sealed)
		return l
	}
	role := moved(func(l *recordtest.Log, reason string) record.Sealed {
		return l.Act(admin, sop.Administrator, &record.Assign{Person: worker, Reason: reason, Roles: []sop.Role{sop.Supervisor}})
	})
	work := moved(func(l *recordtest.Log, _ string) record.Sealed { return complete(l) })
	if faults := verified(t, role, governing).Faults; len(faults) == 0 || faults[0].Code != record.FaultSignature {
		t.Errorf("a role that nobody signed: %v", faults)
	}
	if faults := verified(t, work, governing).Faults; len(faults) > 0 {
		t.Errorf("work that nobody signed, which is not looked at: %v", faults)
	}
	if verified(t, work, record.Options{}).OK() {
		t.Error("work that nobody signed is found sound")
	}
}

// badlySigned is a checkpoint with a signature that is in its form, and does not hold.
func badlySigned(t *testing.T, checkpoint []byte) []byte {
	t.Helper()
	text, signature, _ := bytes.Cut(bytes.TrimSpace(checkpoint), []byte("— "+recordtest.Origin+" "))
	raw, err := base64.StdEncoding.DecodeString(string(signature))
	if err != nil {
		t.Fatal(err)
	}
	raw[len(raw)-1] ^= 1
	return fmt.Appendf(nil, "%s— %s %s\n", text, recordtest.Origin, base64.StdEncoding.EncodeToString(raw))
}

func TestOnlyTheSignatureOfTheLastCheckpointIsNeededToKnowWhoMayDoWhat(t *testing.T) {
	for name, sound := range map[string]bool{"one of a step": true, "the last": false} {
		l := recordtest.New(t)
		for _, sealed := range l.Start(worker, "r-0001", recordtest.Done("clean")...) {
			l.Append(sealed) // each with a checkpoint of its own
		}
		at := len(l.Stored) - 1
		if sound {
			at--
		}
		l.Stored[at].Checkpoint = badlySigned(t, l.Stored[at].Checkpoint)
		faults := verified(t, l, record.Options{Governing: true}).Faults
		if (len(faults) == 0) != sound || !sound && faults[0].Code != record.FaultCheckpoint {
			t.Errorf("%s: %v", name, faults)
		}
		if verified(t, l, record.Options{}).OK() {
			t.Errorf("%s is never found", name)
		}
	}
}

// A later checkpoint is over all that one before it is over: where that is enough, it is said of how many
// the signature was left out, and whoever asks for each has each.
func TestALeanVerificationLeavesCheckpointsToALaterOneAndSaysOfHowMany(t *testing.T) {
	l := recordtest.New(t)
	for _, sealed := range l.Start(worker, "r-0001", recordtest.Done("clean")...) {
		l.Append(sealed) // each with a checkpoint of its own
	}
	notes := int64(0)
	for _, e := range l.Stored {
		if len(e.Checkpoint) > 0 {
			notes++
		}
	}
	lean := verified(t, l, record.Options{Lean: true})
	// That of the genesis is examined by itself, and the last of the rest.
	if !lean.OK() || lean.Vouched != notes-2 || lean.Vouched < 3 {
		t.Errorf("%d of %d were left out: %v", lean.Vouched, notes, lean.Faults)
	}
	if full := verified(t, l, record.Options{}); !full.OK() || full.Vouched != 0 {
		t.Errorf("%d were left out of all: %v", full.Vouched, full.Faults)
	}
	good := l.Stored
	for at, e := range good {
		if len(e.Checkpoint) == 0 || at == 0 {
			continue
		}
		l.Stored = slices.Clone(good)
		l.Stored[at].Checkpoint = badlySigned(t, e.Checkpoint)
		if full := verified(t, l, record.Options{}); full.OK() {
			t.Errorf("entry %d: a changed checkpoint is never found", at)
		}
		if got := verified(t, l, record.Options{Lean: true}).OK(); got == (at == len(good)-1) {
			t.Errorf("entry %d of %d: found sound in a lean verification: %v", at, len(good), got)
		}
	}
}

// All but signatures is looked at, whichever is asked for.
func TestEveryOtherFaultIsFoundWithoutTheSignaturesOfWork(t *testing.T) {
	for _, file := range vectors(t) {
		v := readVector(t, file)
		if v.expect == string(record.FaultSignature) || v.expect == string(record.FaultCheckpoint) {
			continue
		}
		got := "ok"
		if faults := verified(t, v, record.Options{NoHashes: true, Governing: true}).Faults; len(faults) > 0 {
			got = string(faults[0].Code)
		}
		if got != v.expect {
			t.Errorf("%s: judged %q", file, got)
		}
	}
}

// What was verified is told in order, each entry with the state after it.
func TestEachEntryThatKeepsTheRulesIsHandedOn(t *testing.T) {
	l := recordtest.New(t)
	l.Perform(worker, "r-0001")
	var at []int64
	report := verified(t, l, record.Options{Placed: func(p record.Placed, s *record.State) {
		if at = append(at, p.Position); s.Size != p.Position+1 || p.Entry == nil {
			t.Errorf("entry %d comes with the state of %d", p.Position, s.Size)
		}
	}})
	if int64(len(at)) != report.Entries || len(at) < 8 {
		t.Errorf("%v of %d", at, report.Entries)
	}
}
