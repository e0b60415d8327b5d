package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/store"
	"soprun/internal/trace"
)

// A run can have recorded nothing: what it has by itself is found all the same.
func TestWhatHasNoValuesIsFound(t *testing.T) {
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	if err := store.FillIndex(s, 30, 0); err != nil {
		t.Fatal(err)
	}
	for typed, want := range map[string]int{"kim": 10, "by:bo": 10, "centrifuge": 30, "s26 ann": 10, "kim free311": 0, "-kim": 20, "kim -above": 10, "kim above": 0} {
		found, err := s.Trace(t.Context(), trace.Parse(typed, time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)), store.Query{}, names, store.Span{})
		if err != nil || len(found.Records) != want {
			t.Errorf("%s: %d found, %v; want %d", typed, len(found.Records), err, want)
		}
	}
	found, err := s.Trace(t.Context(), trace.Query{}, store.Query{}, names, store.Span{Max: 30})
	if err != nil || found.More || found.Looked != 30 {
		t.Errorf("of all that were asked for more follow: %v; %d looked at, %v", found.More, found.Looked, err)
	}
}

// What many texts of a block have is no mark on each of them, but those of the last block are marked,
// which more may come to.
func TestWhatManyTextsHaveIsFoundInAllBlocks(t *testing.T) {
	const runs = 764 // its texts fill two blocks, and there are few more; the last one is by bo
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	if err := store.FillIndex(s, runs, 10); err != nil {
		t.Fatal(err)
	}
	bays, or := 0, 0 // by bo
	for n := range runs {
		if n%2 == 0 {
			bays++
		}
		if n%2 == 0 || n%3 == 1 {
			or++
		}
	}
	for typed, want := range map[string]int{"bay": bays, "asset:bay": bays, "lot:bay": 0, "b": or, "-b": runs - or, "free": runs, "-free": 0} {
		found, err := s.Trace(t.Context(), trace.Parse(typed, time.Now()), store.Query{}, names, store.Span{})
		if err != nil || len(found.Records) != want {
			t.Errorf("%s: %d found, %v; want %d", typed, len(found.Records), err, want)
		}
	}
}

// What is rare is looked for in the gists of blocks first. The values of a run can begin in one
// block and end in the next.
func TestWhatIsRareIsFoundInEveryBlock(t *testing.T) {
	const runs, values, inBlock = 700, 10, 1024
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	if err := store.FillIndex(s, runs, values); err != nil {
		t.Fatal(err)
	}
	found := func(typed string, oldest bool) (all []int64) {
		t.Helper()
		got, err := s.Trace(t.Context(), trace.Parse(typed, time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)), store.Query{}, names, store.Span{Oldest: oldest})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range got.Records {
			all = append(all, r.At)
		}
		slices.Sort(all)
		return all
	}
	check := func(typed string, want func(n int) bool) {
		t.Helper()
		var all []int64
		for n := range runs {
			if want(n) {
				all = append(all, int64(10*(n+1)))
			}
		}
		for _, oldest := range []bool{false, true} {
			if got := found(typed, oldest); !slices.Equal(got, all) {
				t.Errorf("%s: %v, want %v", typed, got, all)
			}
		}
	}
	high := func(n int) bool { // one of its six readings is above 8
		for i := 4; i < values; i++ {
			if (n+i)%9 == 8 {
				return true
			}
		}
		return false
	}
	astride := 0
	for n := range runs {
		if n*values/inBlock == (n*values+values-1)/inBlock {
			continue
		}
		astride++
		check(fmt.Sprintf(`"free text %d of 3" f-%02d t-%02d`, n, n%40, n%17), func(m int) bool { return m == n })
		check(fmt.Sprintf(`"free text %d of 2" above`, n), func(m int) bool { return m == n && high(n) })
		check(fmt.Sprintf(`-"free text %d of 3"`, n-1), func(m int) bool { return m != n-1 })
		check(fmt.Sprintf(`-"free text %d of 3"`, n), func(m int) bool { return m != n })
	}
	if astride < 5 {
		t.Errorf("only %d runs begin in one block and end in the next", astride)
	}
	check(`"free text 311 of 2"`, func(n int) bool { return n == 311 })
	check(`"free text 311 of 2" "free text 312 of 2"`, func(int) bool { return false })
	check("kim free311", func(int) bool { return false })
	check("by:ann asset:f-07 t-05", func(n int) bool { return n%3 == 2 && n%40 == 7 && n%17 == 5 })
	check("ann f-07 t-05", func(n int) bool { return n%3 == 2 && n%40 == 7 && n%17 == 5 })
	check("f-07 -t-05 -kim", func(n int) bool { return n%3 != 0 && n%40 == 7 && n%17 != 5 })
	check("reading > 8.95", func(int) bool { return false })
	check("reading >= 8.9", func(n int) bool { return n%10 == 9 && high(n) })
}

// anyTerms are terms of what FillIndex writes: what few, many, all and none have, by each thing that
// a record can have it by.
var anyTerms = []string{
	"fridge", "reading", "note", "asset", "step-4", "kim", "bo", "ann", "f-12", "t-07", "free", "text", "4711", `"free text 12"`, `"of 3"`, "3", "a", "f", "9", "8.9", "°c",
	"asset:f-12", "lot:t-05", "asset:f", "lot:t", "asset:free", "lot:text", "asset:bay", "lot:bay", "bay", "step:4", "by:kim", "page:sop-012", "s26", "k1", "above", "below", "out of limits", "amended", "to review", "countersigned", "sent back", "late entry", "stopped", "disputed", "cy", "cs:di", "march", "2016", "last 3 weeks",
	"reading > 8", "reading < 0.1", "reading = 3.30", "reading <= 3.3", "reading = 3.35", "reading > 3.12345678901", "reading >= 8.8", "asset > 1",
}

// someTerms draws up to four of them.
func someTerms(r *rand.Rand) string {
	var typed []string
	for range 1 + r.IntN(4) {
		term := anyTerms[r.IntN(len(anyTerms))]
		if r.IntN(4) == 0 && !strings.Contains(term, " ") {
			term = "-" + term
		}
		typed = append(typed, term)
	}
	return strings.Join(typed, " ")
}

// disputing are names of which one signed what is disputed, now and then.
func disputing() store.Meaning {
	m := names
	m.Suspects = map[string]bool{"kim.oh": true, "di.fox": true}
	m.Disputed = func(_ string, position int64) bool { return position%7 < 3 }
	return m
}

// However a log's values are looked through, what is found is what a look at each of them finds, and
// that while it grows, and more is signed about what was seen before.
func TestATraceOfManyBlocksFindsWhatEachValueSays(t *testing.T) {
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	r := rand.New(rand.NewPCG(26, 7))
	some, none := 0, 0
	// The values of a completion at the edge of the rows stand in two blocks.
	for _, to := range []struct{ completions, values, combinations int }{{2, 7, 5}, {700, 9, 65}, {1030, 9, 65}, {3600, 9, 60}} {
		if err := store.FillIndex(s, to.completions, to.values); err != nil {
			t.Fatal(err)
		}
		for n := range to.combinations {
			if n%4 == 0 {
				signSome(t, s, r, to.completions)
			}
			if findsWhatEachSays(t, s, someTerms(r), among[r.IntN(len(among))], 1+r.IntN(3000)) {
				some++
			} else {
				none++
			}
		}
	}
	if some < 40 || none < 40 {
		t.Errorf("%d combinations have records, and %d none", some, none)
	}
}

// among are what a trace looks through: mostly all.
var among = []store.Query{{}, {}, {}, {}, {Person: "bo.ray"}, {Since: day(2016, 1, 20), Until: day(2016, 2, 20)}, {Exceptions: true, Since: day(2016, 1, 10)}, {Countersigner: "di.fox"}}

func day(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }

// signSome adds something that somebody signed about a completion.
func signSome(t *testing.T, s *store.Store, r *rand.Rand, completions int) {
	t.Helper()
	what := []store.What{store.IsReview, store.IsReview, store.IsReturn, store.IsAnswer}[r.IntN(4)]
	if err := store.SignIndex(s, r.IntN(completions), what, []string{"cy.day", "di.fox"}[r.IntN(2)]); err != nil {
		t.Fatal(err)
	}
}

// findsWhatEachSays traces page by page, in both orders, and reports whether there was anything.
func findsWhatEachSays(t *testing.T, s *store.Store, typed string, among store.Query, page int) bool {
	t.Helper()
	q := trace.Parse(typed, time.Date(2016, 3, 20, 9, 0, 0, 0, time.UTC))
	want, err := store.TraceOneByOne(s, q, disputing())
	if err != nil {
		t.Fatal(err)
	}
	selected := map[int64]bool{}
	if err := s.Find(among, func(at int64) bool { selected[at] = true; return true }); err != nil {
		t.Fatal(err)
	}
	want = slices.DeleteFunc(want, func(at int64) bool { return !selected[at] })
	for _, oldest := range []bool{true, false} {
		var got []int64
		for span := (store.Span{Oldest: oldest, Max: page}); ; {
			found, err := s.Trace(t.Context(), q, among, disputing(), span)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found.Records {
				got = append(got, f.At)
			}
			if span.After = found.Next; !found.More {
				break
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s among %+v, oldest first %v: %d found, want %d", typed, among, oldest, len(got), len(want))
		}
	}
	return len(want) > 0
}

// What is looked for as it stands is found wherever a text has it: at its beginning, behind
// something like it, in words that are joined, in more of these than are kept together.
func TestATextIsFoundAsItStands(t *testing.T) {
	const texts, early = 3000, 1024
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	r := rand.New(rand.NewPCG(30, 11))
	parts := []string{"wiped", "dry", "wiped", "damp", "cold", "7", "7.5", "q-9", "r 4", "é", "ß", "1-2-3-4-5-6-7-8", "1-2-3-4-5-6-7-8-9", "1-2-3-4-5-6-7-8-9-10"}
	some := func(most int) string {
		var out []string
		for range 1 + r.IntN(most) {
			out = append(out, parts[r.IntN(len(parts))])
		}
		return strings.Join(out, " ")
	}
	said := make([]string, texts)
	for n := range said {
		said[n] = fmt.Sprintf("%s, u%d", some(9), n)
		if n < early {
			said[n] += " early"
		}
	}
	if err := store.FillNumbers(s, said); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Trace(t.Context(), trace.Parse("early", time.Now()), store.Query{}, names, store.Span{}); err != nil || len(got.Records) != early {
		t.Fatalf("what the first texts have is in %d, %v; want %d", len(got.Records), err, early)
	}
	found, long := 0, 0
	for range 300 {
		typed := some(4)
		want := 0
		for _, text := range said {
			if strings.Contains(trace.Plain(text), trace.Plain(typed)) {
				want++
			}
		}
		got, err := s.Trace(t.Context(), trace.Parse(`"`+typed+`"`, time.Now()), store.Query{}, names, store.Span{})
		if err != nil || len(got.Records) != want {
			t.Fatalf("%q: %d found, %v; want %d", typed, len(got.Records), err, want)
		}
		if found += want; strings.Contains(typed, "9-10") {
			long += want
		}
	}
	if found < 1000 || long < 10 {
		t.Errorf("only %d were found, %d of them with a long chain", found, long)
	}
}

// A number can have more digits than a value keeps, and so can one that it is compared with.
func TestNumbersOfManyDigitsAreCompared(t *testing.T) {
	s := open(t, path(t))
	defer func() { _ = s.Close() }()
	newPair(t, s)
	said := []string{
		"-99999999999999999999", "-2147483647", "-1.0000000001", "-1", "-0.9999999999", "0", "0.0000000001", "0.000000001", "3.3", "3.30000000000000000001", "2147483647", "2147483648",
		"9223372037", "9223372037.5", "12345678901234567890", "12345678901234567891",
	}
	if err := store.FillNumbers(s, said); err != nil {
		t.Fatal(err)
	}
	for i, than := range said {
		for op, want := range map[string]int{"<": i, "<=": i + 1, "=": 1, ">=": len(said) - i, ">": len(said) - i - 1} {
			found, err := s.Trace(t.Context(), trace.Parse("reading "+op+" "+than, time.Now()), store.Query{}, names, store.Span{})
			if err != nil || len(found.Records) != want {
				t.Errorf("reading %s %s: %d found, %v; want %d", op, than, len(found.Records), err, want)
			}
		}
	}
}
