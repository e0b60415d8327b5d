package record_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// payloads are the payloads of every vector, each once.
func payloads(t testing.TB) (all [][]byte) {
	seen := map[string]bool{}
	for _, file := range vectors(t) {
		for _, e := range readVector(t, file).stored {
			if !seen[string(e.Payload)] {
				seen[string(e.Payload)] = true
				all = append(all, e.Payload)
			}
		}
	}
	return all
}

func TestADecodedPayloadEncodesToTheSameBytes(t *testing.T) {
	kinds := map[record.Kind]bool{}
	for _, payload := range payloads(t) {
		e, err := record.Decode(payload)
		if err != nil {
			continue // of a scenario about payloads that are refused
		}
		kinds[e.Type] = true
		again, err := record.Encode(e)
		if err != nil || !bytes.Equal(again, payload) {
			t.Errorf("%s\nencodes to %s (%v)", payload, again, err)
		}
	}
	if len(kinds) != record.KindCount() {
		t.Errorf("%d kinds of entry were tried, there are %d", len(kinds), record.KindCount())
	}
}

// FuzzOneActHasOneSpelling: whatever is accepted is canonical, and is what the
// entry that was read encodes to.
func FuzzOneActHasOneSpelling(f *testing.F) {
	for _, payload := range payloads(f) {
		f.Add(payload)
	}
	f.Fuzz(func(t *testing.T, payload []byte) {
		e, err := record.Decode(payload)
		if err != nil {
			if !errors.Is(err, record.ErrForm) && !errors.Is(err, record.ErrSchema) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		canonical, err := jcs.Transform(payload)
		if err != nil || !bytes.Equal(canonical, payload) {
			t.Fatalf("accepted, and not canonical: %q", payload)
		}
		again, err := record.Encode(e)
		if err != nil || !bytes.Equal(again, payload) {
			t.Fatalf("accepted %q, encodes to %q (%v)", payload, again, err)
		}
	})
}

func TestAChangedByteNeverDecodesToTheSameEntry(t *testing.T) {
	l := recordtest.New(t)
	payload := l.Stored[l.Perform(worker, "r-0001")].Payload
	want, err := record.Decode(payload)
	if err != nil {
		t.Fatal(err)
	}
	for i := range payload {
		for _, with := range []byte{payload[i] ^ 1, payload[i] ^ 0x20, ' ', '0', '"', 0} {
			changed := bytes.Clone(payload)
			if changed[i] = with; bytes.Equal(changed, payload) {
				continue
			}
			if got, err := record.Decode(changed); err == nil && reflect.DeepEqual(got, want) {
				t.Fatalf("byte %d can be %q too", i, with)
			}
		}
	}
}

// A field that is added to sop.Event has to reach the log.
func TestARunEventKeepsEveryFieldOfAnEvent(t *testing.T) {
	var e sop.Event
	v := reflect.ValueOf(&e).Elem()
	for i := range v.NumField() {
		if name := v.Type().Field(i).Tag.Get("json"); name == "-" {
			continue
		}
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Int:
			f.SetInt(7)
		case reflect.Pointer: // its own test has it
			continue
		default:
			t.Fatalf("field %s: add its kind to this test", v.Type().Field(i).Name)
		}
	}
	l := recordtest.New(t)
	fact := l.Event(worker, "r-0001", e)
	e.Kind, e.Mark, e.Step = sop.StepChecked, string(sop.BySecondPerson), "clean"
	act := l.Signed(worker, sop.Assistant, "r-0001", e)
	for kind, payload := range map[sop.EventKind][]byte{"x": fact.Payload, sop.StepChecked: act.Payload} {
		got, err := record.Decode(payload)
		if err != nil {
			t.Fatal(err)
		}
		want := e
		if want.Kind = kind; kind == "x" {
			want.Mark, want.Step = "x", "x"
		}
		want.At, want.Person = got.At.Time, worker
		if run, event, ok := record.EventOf(got); !ok || run != "r-0001" || !event.Equal(want) {
			t.Errorf("event = %+v, want %+v", event, want)
		}
	}
}

func TestWhatIsNoEventOfARunSaysSo(t *testing.T) {
	if _, _, ok := record.EventOf(record.NewEntry(recordtest.StartBody("r-0001"))); ok {
		t.Error("a start was read as an event")
	}
	if kind, ok := record.ActOf(sop.StepDone); ok {
		t.Errorf("step.done is signed as %q", kind)
	}
}

func TestEveryKindSaysWhatIsWrongWithItsBody(t *testing.T) {
	l := recordtest.New(t)
	finished(l)
	for name, c := range map[string]struct {
		body   record.Body
		change func(record.Body)
		want   string
	}{
		"site":         {l.GenesisBody(), func(b record.Body) { b.(*record.Genesis).Site = "" }, "site"},
		"station key":  {l.GenesisBody(), func(b record.Body) { b.(*record.Genesis).StationKey = "x" }, "verifier"},
		"declaration":  {l.GenesisBody(), func(b record.Body) { b.(*record.Genesis).Declaration = "I agree." }, "declaration"},
		"no roles":     {l.EnrolBody("zoe", "Zoe"), func(record.Body) {}, "roles"},
		"role order":   {l.EnrolBody("zoe", "Zoe", "trainee", "assistant"), func(record.Body) {}, "sorted"},
		"odd role":     {l.EnrolBody("zoe", "Zoe", "king"), func(record.Body) {}, "king"},
		"name":         {l.EnrolBody("zoe", " Zoe", "trainee"), func(record.Body) {}, "name"},
		"reason":       {&record.Assign{Person: "zoe", Roles: []sop.Role{"trainee"}}, func(record.Body) {}, "reason"},
		"unlock":       {&record.Unlock{Person: "Zoe", Reason: "x"}, func(record.Body) {}, "short name"},
		"effective":    {recordtest.ApproveBody("1", recordtest.TextSHA256), func(b record.Body) { b.(*record.Approve).Effective = "22/11/2026" }, "effective"},
		"review by":    {recordtest.ApproveBody("1", recordtest.TextSHA256), func(b record.Body) { b.(*record.Approve).ReviewBy = "2028-02-30" }, "review_by"},
		"hash":         {recordtest.ApproveBody("1", strings.ToUpper(recordtest.TextSHA256)), func(record.Body) {}, "sop_sha256"},
		"version":      {recordtest.ApproveBody("", recordtest.TextSHA256), func(record.Body) {}, "sop_version"},
		"sop":          {recordtest.StartBody("r-0001"), func(b record.Body) { b.(*record.RunStart).SOP = "a/b" }, "sop id"},
		"run":          {recordtest.StartBody("run"), func(record.Body) {}, "run id"},
		"event":        {&record.RunEvent{Run: "r-0001"}, func(record.Body) {}, "event.kind"},
		"index":        {&record.RunEvent{Run: "r-0001", Event: sop.Event{Kind: "x.y", Index: -1}}, func(record.Body) {}, "index"},
		"signed kind":  {&record.RunEvent{Run: "r-0001", Event: offer}, func(record.Body) {}, "is signed"},
		"mark":         {&record.RunAct{Run: "r-0001", Event: check}, func(b record.Body) { b.(*record.RunAct).Event.Mark = "" }, "event.mark"},
		"step":         {&record.RunAct{Run: "r-0001", Event: release}, func(b record.Body) { b.(*record.RunAct).Event.Step = "" }, "event.step"},
		"note":         {&record.RunAct{Run: "r-0001", Event: offer}, func(b record.Body) { b.(*record.RunAct).Event.Reason = "" }, "event.reason"},
		"long note":    {&record.RunAct{Run: "r-0001", Event: offer}, func(b record.Body) { b.(*record.RunAct).Event.Reason = strings.Repeat("x", 501) }, "event.reason"},
		"readings":     {&record.RunAct{Run: "r-0001", Event: check}, func(b record.Body) { b.(*record.RunAct).Event.Value = " 5.0" }, "event.value"},
		"decision":     {&record.RunAct{Run: "r-0001", Event: goOn}, func(b record.Body) { b.(*record.RunAct).Event.Value = "pause" }, "event.value"},
		"why so":       {&record.RunAct{Run: "r-0001", Event: goOn}, func(b record.Body) { b.(*record.RunAct).Event.Reason = "" }, "event.reason"},
		"takeover":     {&record.RunAct{Run: "r-0001", Event: seize}, func(b record.Body) { b.(*record.RunAct).Event.Reason = "ten bytés" }, "characters"},
		"act of a run": {&record.RunAct{Run: "run", Event: take}, func(record.Body) {}, "run id"},
		"act's index":  {&record.RunAct{Run: "r-0001", Event: take}, func(b record.Body) { b.(*record.RunAct).Event.Index = -1 }, "index"},
		"count":        {&record.UnlockFailed{}, func(record.Body) {}, "count"},
		"position":     {&record.Review{}, func(record.Body) {}, "position"},
		"comment":      {&record.Review{Position: 4, Comment: strings.Repeat("x", 501)}, func(record.Body) {}, "comment"},
		"outcome":      {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Outcome = "fine" }, "outcome"},
		"no reason":    {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Outcome = record.Stopped }, "reason"},
		"code":         {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Codes = []sop.Code{"S0"} }, "code"},
		"no codes":     {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Codes = nil }, "codes"},
		"minus":        {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Counts.Done = -1 }, "count"},
		"events":       {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Events.Count = 0 }, "events"},
		"events hash":  {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Events.SHA256 = "" }, "events.sha256"},
		"no exception": {l.CompletionBody("r-0001"), func(b record.Body) { b.(*record.Completion).Exceptions = make([]record.Exception, 1) }, "exception"},
	} {
		c.change(c.body)
		e := l.Entry(worker, c.body)
		if e.Type.Act() {
			e.Role, e.Prev, e.Statement = e.Type.By()[0], &record.TreeHead{}, "I did."
		}
		if _, err := record.Encode(e); !errors.Is(err, record.ErrSchema) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want it to name %q", name, err, c.want)
		}
	}
}

func TestAnEntryIsRefusedForWhatIsAroundItsBody(t *testing.T) {
	l := recordtest.New(t)
	finished(l)
	for name, change := range map[string]func(*record.Entry){
		"app":       func(e *record.Entry) { e.App = "" },
		"nonce":     func(e *record.Entry) { e.Nonce = "1" },
		"log":       func(e *record.Entry) { e.Log = "no slash" },
		"long log":  func(e *record.Entry) { e.Log = "a/" + strings.Repeat("b", 100) },
		"offset":    func(e *record.Entry) { e.Clock.Offset = 9999 },
		"uptime":    func(e *record.Entry) { e.Clock.Up = -1 },
		"zone":      func(e *record.Entry) { e.Clock.Zone = "Europe\n" },
		"boot":      func(e *record.Entry) { e.Clock.Boot = strings.Repeat("b", 65) },
		"person":    func(e *record.Entry) { e.Person = "a*" },
		"meaning":   func(e *record.Entry) { e.Meaning = "watched" },
		"role":      func(e *record.Entry) { e.Role = sop.Administrator },
		"prev":      func(e *record.Entry) { e.Prev = nil },
		"version":   func(e *record.Entry) { e.V = "2" },
		"statement": func(e *record.Entry) { e.Statement = "" },
		"body":      func(e *record.Entry) { e.Body = &record.UnlockFailed{Count: 1} },
		"type":      func(e *record.Entry) { e.Type = "x" },
	} {
		e := l.Entry(worker, l.CompletionBody("r-0001"))
		e.Role, e.Prev, e.Statement = sop.Assistant, &record.TreeHead{}, "I did."
		if _, err := record.Encode(e); err != nil {
			t.Fatal(err)
		}
		change(e)
		if _, err := record.Encode(e); err == nil {
			t.Errorf("%s: was accepted", name)
		}
	}
	fact := l.Entry(worker, recordtest.StartBody("r-0002"))
	fact.Role = sop.Assistant
	if _, err := record.Encode(fact); err == nil {
		t.Error("a fact with a role was accepted")
	}
}

func TestAPayloadHasABound(t *testing.T) {
	l := recordtest.New(t)
	finished(l)
	body := l.CompletionBody("r-0001")
	for range 40 {
		body.Exceptions = append(body.Exceptions, record.Exception{Kind: "deviation", Step: "a", Text: strings.Repeat("x", 300)})
	}
	e := l.Entry(worker, body)
	e.Role, e.Prev, e.Statement = sop.Assistant, &record.TreeHead{}, "I did."
	if _, err := record.Encode(e); !errors.Is(err, record.ErrSchema) {
		t.Errorf("err = %v, want ErrSchema", err)
	}
	if _, err := record.Decode(make([]byte, record.MaxPayload+1)); !errors.Is(err, record.ErrSchema) {
		t.Errorf("err = %v, want ErrSchema", err)
	}
}

func TestTextThatCouldBeDrawnAsSomethingElseIsRefused(t *testing.T) {
	for _, bad := range []string{
		"\x1b[2J", "a\rb", "a\nb", "\x00", "\u009b31m", "\u202eabc", "\u2066x", "a\u200bb", "\ufeff", "\u2028", "e\u0301", "\xff", "\ue000", "\u00ad",
	} {
		if err := record.CheckText(bad); !errors.Is(err, record.ErrText) {
			t.Errorf("%q: %v, want ErrText", bad, err)
		}
	}
	for _, good := range []string{"", "plain", "Siân Ó Néill", "健一", "8.0 °C ± 0.5", "a → b", "\"quoted\" \\ <b>"} {
		if err := record.CheckText(good); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
}

func TestCleanTextIsKeptUnlessItHidesSomething(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		clean := record.CleanText(s)
		if record.CleanText(clean) != clean {
			t.Fatalf("%q is cleaned to %q, and again to %q", s, clean, record.CleanText(clean))
		}
	})
	if got := record.CleanText("  cafe\u0301\r\nline\ttwo "); got != "caf\u00e9 line two" || record.CheckText(got) != nil {
		t.Errorf("cleaned to %q", got)
	}
	if record.CheckText(record.CleanText("a\u202eb")) == nil {
		t.Error("a hidden character was dropped in silence")
	}
}

func TestATimeHasOneForm(t *testing.T) {
	at := time.Date(2026, 6, 22, 14, 47, 52, 120_999_999, time.FixedZone("BST", 3600))
	if got := record.At(at).String(); got != "2026-06-22T13:47:52.120Z" {
		t.Error(got)
	}
	for _, bad := range []string{
		"2026-06-22T13:47:52Z", "2026-06-22T13:47:52.12Z", "2026-06-22T14:47:52.120+01:00", "2026-06-22 13:47:52.120Z", "1", "null", "",
	} {
		if got, err := record.ParseTime(bad); err == nil {
			t.Errorf("%q was read as %v", bad, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`20[0-9]{2}-[01][0-9]-[0-3][0-9][Tt ][012]?[0-9]:[0-6][0-9]:[0-6][0-9][.,][0-9]{2,4}[0-9Zz+-]`).Draw(t, "time")
		want, err := time.Parse("2006-01-02T15:04:05.000Z", s)
		got, refused := record.ParseTime(s)
		if ok := err == nil && want.Format("2006-01-02T15:04:05.000Z") == s; ok != (refused == nil) || ok && !got.Equal(want) {
			t.Fatalf("%q was read as %v (%v), want %v (%v)", s, got, refused, want, err)
		}
	})
	if day := (record.Clock{Offset: 60}).Day(time.Date(2026, 6, 22, 23, 30, 0, 0, time.UTC)); day != "2026-06-23" {
		t.Errorf("day = %s, want the local one", day)
	}
}

func TestEveryRoleAndOutcomeIsListed(t *testing.T) {
	if !slices.IsSorted(sop.Roles) || len(sop.Roles) != 5 || len(record.Outcomes) != 4 {
		t.Errorf("roles %v, outcomes %v", sop.Roles, record.Outcomes)
	}
}

// Whoever reads a newer log with an older program must not be told that it is damaged.
func TestATypeThatIsNotKnownWasMadeByANewerProgram(t *testing.T) {
	l := recordtest.New(t)
	known := l.Fact("", &record.Export{Entries: 1, Manifest: strings.Repeat("0", 64), Size: 1}).Payload
	payload := bytes.Replace(known, []byte(`"type":"export"`), []byte(`"type":"export.two"`), 1)
	if _, err := record.Decode(payload); !errors.Is(err, record.ErrNewer) || !errors.Is(err, record.ErrSchema) || !strings.Contains(err.Error(), "export.two") {
		t.Errorf("%v", err)
	}
	if _, err := record.Decode(append([]byte(" "), payload...)); errors.Is(err, record.ErrNewer) || !errors.Is(err, record.ErrForm) {
		t.Errorf("one that is misspelt: %v", err)
	}
}
