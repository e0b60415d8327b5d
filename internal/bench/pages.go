package bench

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"soprun/internal/disk"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// catalogue knows the pages of one or more folders. A page is read again only
// when its size or time changed, and only what a list says of it is kept: ten
// thousand pages are no burden. It is safe for use by several goroutines.
type catalogue struct {
	folders []fs.FS // a page of a later folder replaces one with the same id
	keep    keeper  // what is remembered from one start to the next; nil for nothing

	mu   sync.Mutex
	read map[place]onePage
	byID map[string][]onePage // of the last listing, by id in lower case
}

// place is where a page stands.
type place struct {
	folder int
	path   string
}

// onePage is one file of the library, as a list needs it.
type onePage struct {
	place
	summary
	group   string
	size    int64
	changed time.Time
}

// summary is what a list says of a page without opening it.
type summary struct {
	ID, Title, Version string // the path stands for an id or title that cannot be read
	Status             sop.Status
	Codes              []sop.Code
	Locals             bool // there are values to set
	SHA256             string
	Fault              string // the first error, "" for none
	Errors             int    // how many lint finds, 0 where something else is wrong
	Readable           bool   // there is a procedure to show, be it with errors
}

// opened is a page with its text.
type opened struct {
	onePage
	text []byte         // normalised
	proc *sop.Procedure // nil when there was nothing to read
}

// all returns the pages by group and title.
func (c *catalogue) all(progress func(done, total int64)) ([]onePage, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list(progress)
}

func (c *catalogue) list(progress func(done, total int64)) ([]onePage, error) {
	if c.read == nil {
		c.read = map[place]onePage{}
		if c.keep != nil {
			c.read = c.keep.load()
		}
	}
	byID := map[string][]onePage{}
	seen := map[place]bool{}
	for i := range c.folders {
		found, err := c.folder(i, progress)
		if err != nil {
			return nil, fmt.Errorf("reading the pages: %w", err)
		}
		maps.Copy(byID, sameIDs(found))
		for _, p := range found {
			seen[p.place] = true
		}
	}
	maps.DeleteFunc(c.read, func(at place, _ onePage) bool { return !seen[at] })
	if c.keep != nil {
		c.keep.store(c.read)
	}
	out := make([]onePage, 0, len(byID))
	for _, pages := range byID {
		out = append(out, pages...)
	}
	slices.SortFunc(out, byGroupAndTitle)
	c.byID = make(map[string][]onePage, len(out))
	for _, p := range out {
		id := strings.ToLower(p.ID)
		c.byID[id] = append(c.byID[id], p)
	}
	return out, nil
}

// meant is sop.Meant for an id, or the name of a file, of the last listing.
func (c *catalogue) meant(id string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var ids []string
	files := map[string]string{}
	for _, pages := range c.byID {
		ids = append(ids, pages[0].ID)
		for _, p := range pages {
			files[strings.TrimSuffix(path.Base(p.path), ".md")] = p.ID
		}
	}
	slices.Sort(ids)
	if meant := sop.Meant(strings.ToUpper(id), ids); meant != "" {
		return meant
	}
	if file := sop.Nearest(strings.ToLower(id), slices.Sorted(maps.Keys(files))); file != "" {
		return " (did you mean " + files[file] + "?)"
	}
	return ""
}

func byGroupAndTitle(a, b onePage) int {
	if by := strings.Compare(a.group, b.group); by != 0 {
		return by
	}
	if by := strings.Compare(a.Title, b.Title); by != 0 {
		return by
	}
	return strings.Compare(a.path, b.path)
}

// folder returns the pages of one folder in the order of their paths: those
// that are as they were from memory, the others read side by side. A file that
// cannot be read is a page with a fault, and is tried again the next time.
func (c *catalogue) folder(i int, progress func(done, total int64)) ([]onePage, error) {
	var out []onePage
	var toRead []int
	err := fs.WalkDir(c.folders[i], ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !page.Named(path.Base(name)) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		p, ok := c.read[place{i, name}]
		if !ok || p.size != info.Size() || !p.changed.Equal(info.ModTime()) {
			p = onePage{place: place{i, name}, group: groupOf(name), size: info.Size(), changed: info.ModTime()}
			toRead = append(toRead, len(out))
		}
		out = append(out, p)
		return nil
	})
	if err != nil {
		return nil, err
	}
	got := make([]error, len(out))
	var done atomic.Int64
	sideBySide(toRead, func(at int) {
		var o opened
		o, got[at] = c.openFile(out[at])
		out[at] = o.onePage
		progress(done.Add(1), int64(len(toRead)))
	})
	for _, at := range toRead {
		if got[at] == nil {
			c.read[out[at].place] = out[at]
		}
	}
	return out, nil
}

// sideBySide does work for each number on all processors.
func sideBySide(numbers []int, work func(int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(len(numbers), runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for at := range next {
				work(at)
			}
		})
	}
	for _, at := range numbers {
		next <- at
	}
	close(next)
	wg.Wait()
}

// sameIDs puts the pages of one folder under their ids. Of two with one id
// nobody can say which is meant, so both say so.
func sameIDs(pages []onePage) map[string][]onePage {
	byID := make(map[string][]onePage, len(pages))
	for _, p := range pages {
		same := byID[p.ID]
		if len(same) > 0 {
			p.Fault = fmt.Sprintf("%s has the same id: give one of them another", same[0].path)
			same[0].Fault = fmt.Sprintf("%s has the same id: give one of them another", p.path)
		}
		byID[p.ID] = append(same, p)
	}
	return byID
}

// find returns the page with an id, in any case. Of several files with it, it
// is the first one that is not the text with this hash, "" for none.
func (c *catalogue) find(id, known string) (onePage, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id = strings.ToLower(id)
	if files := c.byID[id]; len(files) > 0 && !slices.ContainsFunc(files, c.changedOnDisk) {
		return newsOf(files, known), true, nil
	}
	if _, err := c.list(func(int64, int64) {}); err != nil {
		return onePage{}, false, err
	}
	files := c.byID[id]
	if len(files) == 0 {
		return onePage{}, false, nil
	}
	return newsOf(files, known), true, nil
}

// changedOnDisk reports whether a file is not as it was at the last listing.
func (c *catalogue) changedOnDisk(p onePage) bool {
	info, err := fs.Stat(c.folders[p.folder], p.path)
	return err != nil || p.size != info.Size() || !p.changed.Equal(info.ModTime())
}

// newsOf chooses one of some files: one that is another text than the known one
// comes first, because it is news.
func newsOf(files []onePage, known string) onePage {
	for _, p := range files {
		if known != "" && p.SHA256 != known {
			return p
		}
	}
	return files[0]
}

// forget has the folders looked through when the next page is opened.
func (c *catalogue) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byID = nil
}

// open reads a page that was listed.
func (c *catalogue) open(p onePage) (opened, error) {
	o, err := c.openFile(p)
	if err == nil && o.Fault == "" {
		o.Fault = p.Fault // of another page with its id
	}
	return o, err
}

// readPage reads a page, but no more of it than can be one, and nothing that is no
// file: a pipe would be waited for, and a device has no end.
func readPage(folder fs.FS, name string) (src []byte, err error) {
	info, err := fs.Stat(folder, name)
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "read", Path: name, Err: disk.ErrNoFile}
	}
	if err != nil {
		return nil, err
	}
	f, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, page.MaxBytes+1))
}

// openFile reads and parses the file of a page. What is wrong with it is a
// fault; what kept it from being read is an error too.
func (c *catalogue) openFile(p onePage) (opened, error) {
	o := opened{onePage: p}
	o.summary = summary{ID: p.path, Title: p.path}
	if p.size > page.MaxBytes {
		o.Fault = fmt.Sprintf("the page is longer than %d bytes", page.MaxBytes)
		return o, nil
	}
	src, err := readPage(c.folders[p.folder], p.path)
	if err != nil {
		o.Fault = err.Error()
		return o, err
	}
	var findings []page.Finding
	o.proc, findings = page.Read(src, page.Options{Standard: standard.ST0218()})
	if id := page.GuessID(src); o.proc == nil && id != "" {
		o.ID = id
	}
	if o.proc != nil {
		m := o.proc.Meta
		o.summary = summary{
			ID: m.ID, Title: m.Title, Version: m.Version, Status: m.Status, Codes: m.Codes,
			Locals: len(o.proc.Locals()) > 0, SHA256: o.proc.SHA256, Readable: true,
		}
		if m.ID == "" {
			o.ID = p.path
		}
		if m.Title == "" {
			o.Title = p.path
		}
	}
	for _, f := range findings {
		if !f.IsError() {
			continue
		}
		if o.Errors++; o.Errors == 1 {
			o.Fault = f.String()
		}
	}
	if o.text, err = page.Normalise(src); err != nil {
		o.text, o.Fault, o.Errors = nil, err.Error(), 0
	}
	return o, nil
}

// groupOf is the folder that a page stands in, as words.
func groupOf(name string) string {
	dir := path.Dir(name)
	if dir == "." {
		return "Other procedures"
	}
	words := strings.ReplaceAll(path.Base(dir), "-", " ")
	_, first := utf8.DecodeRuneInString(words)
	return strings.ToUpper(words[:first]) + words[first:]
}
