package station_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/internal/station/stationtest"
	"soprun/sop"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// signed is a completion as the test that wrote it knows it.
type signed struct {
	entry               int64
	person, sop, text   string
	at                  time.Time
	codes               []sop.Code
	reviewed            bool
	version, title, run string
}

// pages are the procedures of the random logs: two versions of one have another title.
var pages = []struct{ sop, version, title string }{
	{recordtest.SOP, "2.1", "Daily centrifuge check"},
	{recordtest.SOP, "3.0", "Weekly CENTRIFUGE care"},
	{"SOP-IC-001", "1.0", "Hände waschen, été ÉTÉ"},
}

// randomLog writes a log of some completions and returns them, newest first.
func randomLog(t *rapid.T, tb testing.TB, dir string) (all []signed) {
	l := stationtest.NewLog(tb, dir)
	defer l.Close()
	for _, p := range pages[1:] {
		body := recordtest.ApproveBody(p.version, recordtest.TextSHA256)
		body.SOP, body.Title = p.sop, p.title
		l.Append(l.Act(recordtest.Boss, sop.Supervisor, body))
	}
	names := map[string]string{recordtest.Worker: "Kim Oh", recordtest.Boss: "Bo Ray"}
	for n := range rapid.IntRange(0, 14).Draw(t, "completions") {
		c := signed{person: recordtest.Worker, run: fmt.Sprintf("r-%04d", n)}
		role := sop.Assistant
		if rapid.Bool().Draw(t, "boss") {
			c.person, role = recordtest.Boss, sop.Supervisor
		}
		page := rapid.SampledFrom(pages[1:]).Draw(t, "page")
		c.sop, c.version, c.title = page.sop, page.version, page.title
		start := recordtest.StartBody(c.run)
		start.SOP, start.Version = c.sop, c.version
		l.Now = l.Now.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "hours")) * time.Hour)
		c.entry = l.Perform(c.person, role, start)
		payload := l.Stored[c.entry].Payload
		e, err := record.Decode(payload)
		if err != nil {
			t.Fatal(err)
		}
		c.at, c.codes = e.At.Time, e.Body.(*record.Completion).Codes
		c.text = strings.ToLower(strings.Join([]string{c.title, names[c.person], string(payload)}, "\n"))
		if rapid.Bool().Draw(t, "reviewed") {
			c.reviewed = true
			l.Append(l.Act(recordtest.Admin, sop.Supervisor, l.ReviewBody(c.entry)))
		}
		all = append([]signed{c}, all...)
	}
	return all
}

// randomQuery draws a filter, and words that some of the completions have.
func randomQuery(t *rapid.T, all []signed) (q model.Query) {
	q.Person = rapid.SampledFrom([]string{"", "", recordtest.Worker, recordtest.Boss, "nobody"}).Draw(t, "person")
	q.SOP = rapid.SampledFrom([]string{"", "", recordtest.SOP, "SOP-IC-001"}).Draw(t, "sop")
	q.Code = rapid.SampledFrom([]sop.Code{"", "", "S26", "S1"}).Draw(t, "code")
	q.Open = rapid.Bool().Draw(t, "open")
	if len(all) > 0 && rapid.Bool().Draw(t, "dated") {
		q.Since = rapid.SampledFrom(all).Draw(t, "since").at
		q.Until = rapid.SampledFrom(all).Draw(t, "until").at.Add(time.Hour)
	}
	known := []string{"centrifuge", "WEEKLY", "kim", "Ray", "ÉTÉ", "hände", "r-0003", "complete", "zebra", `"`, "é", "ſ", "performed"}
	q.Words = strings.Join(rapid.SliceOfN(rapid.SampledFrom(known), 0, 3).Draw(t, "words"), " ")
	return q
}

// selected are the entries that a query selects, found by looking at each.
func selected(all []signed, q model.Query) (entries []int64) {
	for _, c := range all {
		lacks := slices.ContainsFunc(strings.Fields(strings.ToLower(q.Words)), func(w string) bool { return !strings.Contains(c.text, w) })
		if lacks || q.Person != "" && c.person != q.Person || q.SOP != "" && c.sop != q.SOP || q.Open && c.reviewed ||
			q.Code != "" && !slices.Contains(c.codes, q.Code) || c.at.Before(q.Since) || !q.Until.IsZero() && !c.at.Before(q.Until) {
			continue
		}
		entries = append(entries, c.entry)
	}
	return entries
}

func entriesOf(rows []model.Completion) (entries []int64) {
	for _, r := range rows {
		entries = append(entries, r.Entry)
	}
	return entries
}

// Parts of any size, from either end, put together are the list of all.
func TestPartsOfALogAreTheWholeLog(t *testing.T) {
	t.Parallel()
	dirs := t.TempDir()
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		n++
		dir := filepath.Join(dirs, fmt.Sprint(n))
		if err := os.Mkdir(dir, 0o700); err != nil {
			r.Fatal(err)
		}
		all := randomLog(r, t, dir)
		s, err := station.Open(config(dir, opening))
		if err != nil {
			r.Fatal(err)
		}
		defer func() { _ = s.Close() }() // it was only read
		for range 8 {
			q := randomQuery(r, all)
			want := selected(all, q)
			whole, err := s.Completions(q)
			if got := entriesOf(whole); err != nil || !slices.Equal(got, want) {
				r.Fatalf("%+v lists %v, want %v (%v)", q, got, want, err)
			}
			for _, oldest := range []bool{false, true} {
				q.Limit = rapid.IntRange(1, 9).Draw(r, "limit")
				if got := inParts(r, s, q, oldest); !slices.Equal(got, want) {
					r.Fatalf("%+v in parts from the oldest %v lists %v, want %v", q, oldest, got, want)
				}
			}
			q.Limit = rapid.IntRange(1, 9).Draw(r, "most")
			some, err := s.Completions(q)
			if got := entriesOf(some); err != nil || !slices.Equal(got, want[:min(len(want), q.Limit)]) {
				r.Fatalf("the newest %d of %v are %v (%v)", q.Limit, want, got, err)
			}
		}
	})
}

// inParts reads a list part by part, and returns it newest first.
func inParts(t *rapid.T, s *station.Station, q model.Query, oldest bool) (entries []int64) {
	for from, more, looked := (model.From{Oldest: oldest}), true, 0; more; {
		part, err := s.CompletionsFrom(context.Background(), q, from)
		if err != nil {
			t.Fatal(err)
		}
		if len(part.Rows) > q.Limit || part.Looked < looked || part.Looked > part.Of || part.More != (part.Looked < part.Of) {
			t.Fatalf("%+v after %d: %+v", q, looked, part)
		}
		if got := entriesOf(part.Rows); oldest {
			entries = append(got, entries...)
		} else {
			entries = append(entries, got...)
		}
		from.Entry, more, looked = part.Next, part.More, part.Looked
	}
	return entries
}

func TestWhatWordsAreLookedForInIsLowerAsStringsSay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		if got, want := string(station.AppendLower([]byte("kept "), []byte(text))), "kept "+strings.ToLower(text); got != want {
			t.Fatalf("%q is %q, want %q", text, got, want)
		}
	})
}

func TestAReadingThatWasCancelledEnds(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stationtest.Long(t, dir, 30)
	s, err := station.Open(config(dir, opening))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // it was only read
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	n := 0
	for _, err := range s.EachCompletion(ctx, model.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			stop()
		}
	}
	if n != 30 { // they were read before it was cancelled
		t.Errorf("%d rows of the part that was read", n)
	}
	for _, words := range []string{"", "zebra", "kim"} {
		if part, err := s.CompletionsFrom(ctx, model.Query{Words: words}, model.From{}); !errors.Is(err, context.Canceled) || part.Rows != nil {
			t.Errorf("%q: %d rows, %v", words, len(part.Rows), err)
		}
		for _, err := range s.EachCompletion(ctx, model.Query{Words: words}) {
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%q: %v", words, err)
			}
		}
	}
}

func TestWordsAreLookedForInSteps(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	stationtest.Long(t, dir, 1_100)
	s, err := station.Open(config(dir, opening))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }() // it was only read
	first, err := s.CompletionsFrom(t.Context(), model.Query{Words: "r-00000007"}, model.From{})
	if err != nil || len(first.Rows) != 0 || !first.More || first.Looked != 1_000 || first.Of != 1_100 {
		t.Errorf("at first: %d rows, %d of %d, %v", len(first.Rows), first.Looked, first.Of, err)
	}
	next, err := s.CompletionsFrom(t.Context(), model.Query{Words: "r-00000007"}, model.From{Entry: first.Next})
	if err != nil || len(next.Rows) != 1 || next.More || next.Looked != 1_100 {
		t.Errorf("then: %d rows, %d of %d, %v", len(next.Rows), next.Looked, next.Of, err)
	}
	old, err := s.CompletionsFrom(t.Context(), model.Query{Words: "kim oh", Limit: 3}, model.From{Oldest: true})
	if err != nil || len(old.Rows) != 3 || old.Looked != 3 || old.Rows[2].Run != "r-00000000" {
		t.Errorf("from the oldest: %+v, %v", old, err)
	}
	rows, err := s.Completions(model.Query{})
	if err != nil || len(rows) != 1_100 || rows[0].Run != "r-00001099" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}
