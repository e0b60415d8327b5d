package pages_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"soprun/internal/pages"
)

// crowd is so many pages that they are listed before they are read whole; the last one has
// errors, and the one before it steps that cannot be read.
func crowd() (folder fstest.MapFS, ids []string) {
	folder = fstest.MapFS{}
	const n = 203
	for i := range n {
		id := fmt.Sprintf("SOP-MANY-%03d", i)
		text := named(id, fmt.Sprintf("Title %03d", i))
		switch i {
		case n - 2:
			text += strings.Repeat("> ", 30) + "deep\n"
		case n - 1:
			text = strings.Replace(text, "#read, S16", "#read, S98", 1)
		}
		folder[fmt.Sprintf("many/page-%03d.md", i)] = file(text)
		ids = append(ids, id)
	}
	return folder, ids
}

func quick(t *testing.T, c *pages.Catalogue) []*pages.Page {
	t.Helper()
	out, err := c.Listed(func(int64, int64) {})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// heads are what may be said of pages before they were read whole.
func heads(all []*pages.Page) (out []string) {
	for _, p := range all {
		out = append(out, fmt.Sprint(p.Place, p.ID, p.Title, p.Version, p.Status, p.Codes, p.SHA256, p.Group))
	}
	return out
}

func TestManyPagesAreListedAsTheyWillBeAndCheckedBehind(t *testing.T) {
	folder, ids := crowd()
	c := pages.New(folder)
	first := quick(t, c)
	for _, p := range first {
		if p.Whole || p.Readable || p.Locals || p.Fault != "" || p.Errors > 0 {
			t.Fatalf("%s says more than its front matter: %+v", p.ID, p.Summary)
		}
	}
	whole := listed(t, pages.New(folder))
	if !reflect.DeepEqual(heads(first), heads(whole)) {
		t.Errorf("listed at first\n%q\nand whole\n%q", heads(first), heads(whole))
	}
	for i, id := range ids {
		checked, left := c.Check([]string{id})
		if len(checked) != 1 || left != len(ids)-i-1 || !reflect.DeepEqual(checked[0].Summary, whole[i].Summary) {
			t.Fatalf("%s: %+v, want %+v; %d left", id, checked, whole[i], left)
		}
	}
	if last, deep := whole[len(whole)-1], whole[len(whole)-2]; last.Errors != 2 || deep.Readable || deep.Title != "Title 201" {
		t.Errorf("the last ones are %+v and %+v", deep, last)
	}
	known, err := c.Known(func(int64, int64) {})
	if err != nil || !reflect.DeepEqual(known, whole) {
		t.Errorf("in the end it knows\n%+v, %v, want\n%+v", known, err, whole)
	}
}

func TestFewPagesAreReadWholeAtOnce(t *testing.T) {
	folder, _ := crowd()
	for i := range 3 {
		delete(folder, fmt.Sprintf("many/page-%03d.md", i))
	}
	if i := slices.IndexFunc(quick(t, pages.New(folder)), func(p *pages.Page) bool { return !p.Whole }); i >= 0 {
		t.Errorf("page %d is not whole", i)
	}
}

func TestWhoNeedsAllOfThePagesReadsWhatWasOnlyListed(t *testing.T) {
	folder, ids := crowd()
	c := pages.New(folder)
	quick(t, c)
	if o, err := c.Page(ids[7], ""); err != nil || o.Procedure == nil || !o.Whole {
		t.Errorf("opened: %+v, %v", o.Page, err)
	}
	if i := slices.IndexFunc(listed(t, c), func(p *pages.Page) bool { return !p.Whole }); i >= 0 {
		t.Errorf("page %d is not whole", i)
	}
	if _, left := c.Check(ids); left != 0 {
		t.Errorf("%d are left", left)
	}
}

// While very many pages are read whole, whoever opens one or lists them waits for none of that.
func TestNobodyWaitsWhileManyPagesAreReadWhole(t *testing.T) {
	folder, ids := crowd()
	slow := &held{MapFS: folder, name: "many/page-200.md", comes: make(chan bool), goes: make(chan bool)}
	c := pages.New(slow)
	type result struct {
		all []*pages.Page
		err error
	}
	done := make(chan result, 1)
	far := make(chan int64, 1000)
	go func() {
		all, err := c.All(func(done, total int64) { far <- total - done })
		done <- result{all, err}
	}()
	<-slow.comes // it is read whole
	if o, err := c.Page(ids[3], ""); err != nil || o.Procedure == nil {
		t.Errorf("opened meanwhile: %v", err)
	}
	if all := quick(t, c); len(all) != len(ids) {
		t.Errorf("%d are listed meanwhile", len(all))
	}
	close(slow.goes)
	got := <-done
	if i := slices.IndexFunc(got.all, func(p *pages.Page) bool { return !p.Whole }); got.err != nil || len(got.all) != len(ids) || i >= 0 {
		t.Errorf("%d are listed, %v, and page %d is not whole", len(got.all), got.err, i)
	}
	close(far)
	if left := slices.Collect(func(yield func(int64) bool) {
		for n := range far {
			if !yield(n) {
				return
			}
		}
	}); len(left) < 3 || !slices.IsSortedFunc(left, func(a, b int64) int { return int(b - a) }) || left[len(left)-1] != 0 {
		t.Errorf("it said that so many are left: %v", left)
	}
}

// However the work is shared out, what is told of it never goes back.
func TestWhatIsToldOfWorkNeverGoesBack(t *testing.T) {
	for range 100 {
		var told []int64
		pages.SideBySide(2000, func(done, _ int64) { told = append(told, done) }, func(int) {})
		if !slices.IsSorted(told) || len(told) != 2000 {
			t.Fatalf("of 2000 it told %v", told)
		}
	}
}

// held is a folder one file of which is read a second time only once that may be.
type held struct {
	fstest.MapFS
	name        string
	reads       atomic.Int64
	comes, goes chan bool
}

func (h *held) Open(name string) (fs.File, error) {
	if name == h.name && h.reads.Add(1) == 2 {
		close(h.comes)
		<-h.goes
	}
	return h.MapFS.Open(name)
}

func TestPagesThatSeveralWantCheckedAreReadOnce(t *testing.T) {
	folder, ids := crowd()
	counted := &counting{MapFS: folder}
	c := pages.New(counted)
	quick(t, c)
	clear(counted.read)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if checked, _ := c.Check(ids[:64]); len(checked) != 64 || !checked[0].Whole {
				t.Errorf("%d were checked", len(checked))
			}
		})
	}
	wg.Wait()
	for name, n := range counted.read {
		if n != 1 {
			t.Errorf("%s was read %d times", name, n)
		}
	}
}

func TestWhoAsksFirstAfterAFolderChangedReadsNoneOfManyPagesWhole(t *testing.T) {
	folder, ids := crowd()
	c := pages.New(folder)
	quick(t, c)
	c.Check(ids[:5])
	c.Forget()
	known, err := c.Known(func(int64, int64) {})
	if err != nil || len(known) != len(ids) {
		t.Fatalf("%d are known, %v", len(known), err)
	}
	for i, p := range known {
		if p.Whole != (i < 5) {
			t.Errorf("%s is whole: %v", p.ID, p.Whole)
		}
	}
}

func TestWhatIsKnownOfManyPagesIsLeftToTheNextStart(t *testing.T) {
	folder, ids := crowd()
	counted := &counting{MapFS: folder}
	list := filepath.Join(t.TempDir(), "pages.list")
	start := func() *pages.Catalogue {
		c := pages.New(counted)
		c.Remember(list, "v1", func() time.Time { return opening.Add(24 * time.Hour) }, sealed{})
		clear(counted.read)
		return c
	}
	c := start()
	first := quick(t, c)
	if next := quick(t, start()); !reflect.DeepEqual(heads(next), heads(first)) || len(counted.read) > 0 || next[0].Whole {
		t.Errorf("behind the first list %d were read, and the first one is %+v", len(counted.read), next[0])
	}
	c.Check(ids)
	next := quick(t, start())
	if i := slices.IndexFunc(next, func(p *pages.Page) bool { return !p.Whole }); i >= 0 || len(counted.read) > 0 {
		t.Errorf("behind the last check page %d is not whole, and %d were read", i, len(counted.read))
	}
}

func TestOfTwoPagesWithOneIDBothSaySoBeforeAndAfter(t *testing.T) {
	folder, ids := crowd()
	folder["many/twin.md"] = file(named(ids[0], "The twin"))
	c := pages.New(folder)
	for when, all := range map[string][]*pages.Page{"at first": quick(t, c), "read whole": listed(t, pages.New(folder))} {
		for _, p := range all {
			if (p.ID == ids[0]) != strings.Contains(p.Fault, "has the same id") {
				t.Errorf("%s: %s says %q", when, p.Path, p.Fault)
			}
		}
	}
	checked, left := c.Check(ids[:1])
	if len(checked) != 2 || left != len(ids)-1 {
		t.Fatalf("%d files, %d left", len(checked), left)
	}
	for _, p := range checked {
		if !p.Whole || !p.Readable || !strings.Contains(p.Fault, "has the same id") {
			t.Errorf("%s: %+v", p.Path, p.Summary)
		}
	}
}

func TestAPageThatChangedWhileItWasCheckedIsReadAnew(t *testing.T) {
	folder, ids := crowd()
	c := pages.New(folder)
	quick(t, c)
	folder["many/page-000.md"] = &fstest.MapFile{Data: []byte(named(ids[0], "Another title")), ModTime: opening.Add(time.Minute)}
	if all := quick(t, c); all[0].Title != "Another title" || !all[0].Whole {
		t.Fatalf("listed again it is %+v", all[0])
	}
	if checked, left := c.Check(ids[:2]); len(checked) != 2 || checked[0].Title != "Another title" || left != len(ids)-2 {
		t.Errorf("checked %+v, %d left", checked, left)
	}
	c.Forget()
	if checked, _ := c.Check(ids[2:3]); len(checked) > 0 {
		t.Errorf("what was forgotten is %+v", checked)
	}
	delete(folder, "many/page-003.md")
	quick(t, c)
	if checked, _ := c.Check(ids[3:4]); len(checked) > 0 {
		t.Errorf("what is gone is %+v", checked)
	}
	delete(folder, "many/page-004.md")
	if checked, _ := c.Check(ids[4:5]); len(checked) > 0 {
		t.Errorf("what goes meanwhile is %+v", checked)
	}
	if all := quick(t, c); len(all) != len(ids)-2 {
		t.Errorf("%d are listed", len(all))
	}
}

// A list is kept for as long as the program runs, and a page is far longer than what it says of it.
func TestAListKeepsNothingOfThePagesThatWereRead(t *testing.T) {
	folder, ids := crowd()
	const long = 8 << 10
	for _, f := range folder {
		f.Data = append(f.Data, []byte("\nThe end."+strings.Repeat("\n\nOne line more.", long/16)+"\n")...)
	}
	held := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	c, before := pages.New(folder), held()
	for name, read := range map[string]func(){
		"listed": func() { quick(t, c) }, "checked": func() { c.Check(ids) }, "read whole": func() { listed(t, pages.New(folder)) },
	} {
		read()
		if most, now := int64(len(ids)*long/4), held()-before; now > most {
			t.Errorf("%s they take %d bytes, at most %d", name, now, most)
		}
	}
	runtime.KeepAlive(c)
}
