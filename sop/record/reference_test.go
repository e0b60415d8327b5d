package record_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// attempt is an act that somebody tries, allowed or not.
type attempt struct {
	by   string
	role sop.Role // "" for a fact
	key  string   // name of the key that signs
	seen int64    // size of the tree that the signer names
	lie  bool     // with another root
	ago  time.Duration
	body record.Body
	// unproved says that the new key in the body was not proved to be held.
	unproved bool
}

// history is a log that grows by attempts, and the reference beside it.
type history struct {
	*recordtest.Log
	rt      *rapid.T
	ref     *reference
	named   map[string]string // name of a key, by the key
	refused []refusal
	allowed map[record.Kind]int
	denied  map[record.FaultCode]int
}

// refusal is an attempt that was refused, and where.
type refusal struct {
	at     int64
	sealed record.Sealed
	breaks list
	kind   record.Kind
}

func newHistory(t testing.TB, rt *rapid.T) *history {
	h := &history{
		Log: recordtest.Empty(t), rt: rt, named: map[string]string{}, allowed: map[record.Kind]int{}, denied: map[record.FaultCode]int{},
		ref: &reference{
			people: map[string]*member{}, keys: map[string]*bond{}, acts: map[int64]string{},
			runs: map[string]*course{}, performed: map[int64]*course{},
		},
	}
	for _, text := range []string{"3.0", "3.1", "other"} {
		h.Texts[hashOf(text)] = []byte(text)
	}
	for _, name := range append(slices.Clone(somebody), spareKeys...) {
		h.named[recordtest.Public(name)] = name
	}
	genesis := h.Act(admin, sop.Administrator, h.GenesisBody())
	h.ref.roots = []tlog.Hash{h.Head().Root}
	h.Append(genesis)
	e, _, _ := record.Open(genesis.Payload, genesis.Signature)
	h.ref.take(e, recordtest.Public(admin), h.Stored[0].Hashes[0], h.Head().Root)
	h.offer(h.valid(admin, sop.Administrator, h.EnrolBody(boss, names[boss], sop.Supervisor)))
	h.offer(h.valid(admin, sop.Administrator, h.EnrolBody(worker, names[worker], sop.Assistant)))
	h.offer(h.valid(boss, sop.Supervisor, recordtest.ApproveBody("2.1", recordtest.TextSHA256)))
	return h
}

// valid is an attempt that is as it should be but for what its body says.
func (h *history) valid(by string, role sop.Role, body record.Body) attempt {
	a := attempt{by: by, role: role, seen: h.ref.size(), body: body, key: by}
	if m := h.ref.people[by]; m != nil && m.key != "" {
		a.key = h.named[m.key]
	}
	return a
}

// made returns the entry of an attempt and its exact bytes, properly signed.
func (h *history) made(a attempt) (*record.Entry, record.Sealed) {
	e := h.Entry(a.by, a.body)
	e.At = record.At(e.At.Add(-a.ago))
	if a.role == "" {
		payload, err := record.Encode(e)
		if err != nil {
			h.T.Fatal(err)
		}
		return e, record.Sealed{Payload: payload}
	}
	e.Role, e.Prev = a.role, &record.TreeHead{Size: a.seen}
	if a.seen < int64(len(h.ref.roots)) {
		e.Prev.Root = h.ref.roots[a.seen]
	}
	if a.lie {
		e.Prev.Root[7] ^= 1
	}
	if !slices.Contains(signers[e.Type], a.role) { // what Encode would refuse is written all the same
		e.Role = signers[e.Type][0]
	}
	h.State.Say(e, h.Past)
	payload, err := record.Encode(e)
	if err != nil {
		h.T.Fatal(err)
	}
	if e.Role != a.role {
		payload = bytes.Replace(payload, fmt.Appendf(nil, `"role":"%s"`, e.Role), fmt.Appendf(nil, `"role":"%s"`, a.role), 1)
		payload = bytes.Replace(payload, fmt.Appendf(nil, `, %s), `, e.Role), fmt.Appendf(nil, `, %s), `, a.role), 1)
		e.Role = a.role
	}
	signature, err := record.Sign(recordtest.Key(a.key), payload)
	if err != nil {
		h.T.Fatal(err)
	}
	return e, record.Sealed{Payload: payload, Signature: signature}
}

// offer tries an act on the log's rules and on the reference, which have to agree.
func (h *history) offer(a attempt) {
	e, sealed := h.made(a)
	breaks := h.ref.breaks(e, recordtest.Public(a.key), !a.unproved)
	at := h.ref.size()
	fault := h.Try(sealed)
	switch {
	case fault == nil && len(breaks) > 0:
		h.rt.Fatalf("entry %d was allowed, the reference says %v: %s", at, breaks, sealed.Payload)
	case fault == nil:
		h.allowed[e.Type]++
		h.ref.take(e, recordtest.Public(a.key), h.Stored[at].Hashes[0], h.Head().Root)
	case !slices.Contains(breaks, fault.Code):
		h.rt.Fatalf("entry %d was refused as %s: %v; the reference says %v: %s", at, fault.Code, fault, breaks, sealed.Payload)
	default:
		h.denied[fault.Code]++
		h.refused = append(h.refused, refusal{at, sealed, breaks, e.Type})
	}
}

// Whatever people try, the rules, the verifier and the reference say the same of
// it; and what was refused is found when somebody with the station's key puts it
// into the log all the same.
func TestRandomHistoriesAreJudgedAsTheReferenceSays(t *testing.T) {
	t.Parallel()
	allowed, denied, histories := map[record.Kind]int{}, map[record.FaultCode]int{}, 0
	var disputed, forged int
	rapid.Check(t, func(rt *rapid.T) {
		if histories*step > 9000 { // the race detector needs no more than some
			return
		}
		h := newHistory(t, rt)
		for range rapid.IntRange(60, 100).Draw(rt, "acts") {
			h.step()
		}
		if h.chance("the end", 50) {
			h.windUp()
		}
		report := verified(t, h.Log, record.Options{})
		if !report.OK() {
			rt.Fatalf("the verifier finds %v", report.Faults)
		}
		if want := h.ref.disputed(); !slices.Equal(report.Disputed, want) {
			rt.Fatalf("disputed are %v for the verifier, %v for the reference", report.Disputed, want)
		}
		disputed, histories = disputed+len(report.Disputed), histories+1
		for range min(2, len(h.refused)) {
			h.forge(t, pick(h, "forged", h.refused))
			forged++
		}
		for kind, n := range h.allowed {
			allowed[kind] += n
		}
		for code, n := range h.denied {
			denied[code] += n
		}
	})
	t.Logf("%d histories, %d disputed, %d forged; allowed %v; refused %v", histories, disputed, forged, allowed, denied)
	for kind := range signers {
		if histories >= 100 && kind != record.KindGenesis && allowed[kind] == 0 {
			t.Errorf("no %s was ever allowed: the histories try too little", kind)
		}
	}
	for _, code := range tried {
		if histories >= 100 && denied[code] == 0 {
			t.Errorf("nothing was ever refused as %s: the histories try too little", code)
		}
	}
}

// tried are the faults that random histories have to come upon.
var tried = []record.FaultCode{
	record.FaultSchema, record.FaultClosed, record.FaultTime, record.FaultPerson, record.FaultKey, record.FaultProof,
	record.FaultRole, record.FaultDuties, record.FaultPrev, record.FaultApproval, record.FaultRun, record.FaultEvents,
	record.FaultCounts, record.FaultReview, record.FaultAmendment, record.FaultAccess, record.FaultUnlock, record.FaultStanding, record.FaultControl,
}

// forge puts what was refused into the log at its place, seals it, and goes on
// with what came after it.
func (h *history) forge(t *testing.T, r refusal) {
	l := recordtest.Empty(t)
	l.Texts = h.Texts
	for _, e := range h.Stored[:r.at] {
		l.Force(record.Sealed{Payload: e.Payload, Signature: e.Signature})
	}
	l.Force(r.sealed)
	report := verified(t, l, record.Options{})
	if report.OK() || report.Faults[0].Entry != r.at || !slices.Contains(r.breaks, report.Faults[0].Code) {
		h.rt.Fatalf("the verifier finds %v, the reference %v at %d: %s", report.Faults, r.breaks, r.at, r.sealed.Payload)
	}
	if h.chance("no more", 50) {
		return
	}
	for _, e := range h.Stored[r.at:] {
		l.Force(record.Sealed{Payload: e.Payload, Signature: e.Signature})
	}
	if report = verified(t, l, record.Options{}); report.OK() {
		h.rt.Fatalf("with what came after it the verifier finds nothing: %s", r.sealed.Payload)
	}
}
