package pages

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"soprun/sop"
)

// Catalogue knows the pages of one or more folders. A page is read again only
// when its size or time changed, and only what a list says of it is kept: ten
// thousand pages are no burden. It is safe for use by several goroutines.
type Catalogue struct {
	folders []fs.FS                 // a page of a later folder replaces one with the same id
	keep    *kept                   // what is remembered from one start to the next; nil for nothing
	far     func(done, total int64) // is told how many pages were read to find one

	checks sync.Mutex // while some are read whole behind a list: who wants the same waits for them

	mu     sync.Mutex
	read   map[Place]*Page // as they were read last; none of them is ever changed
	listed []*Page         // at last, in their order; nil for never
}

// New returns the catalogue of some folders; a page of a later folder replaces one
// with the same id.
func New(folders ...fs.FS) *Catalogue {
	return &Catalogue{folders: folders, far: func(int64, int64) {}}
}

// Tell has somebody told how many pages were read where one of very many is opened, by several
// goroutines. It is called before the first is.
func (c *Catalogue) Tell(far func(done, total int64)) { c.far = far }

// Own reports whether a page stands in the last folder: the department's own.
func (c *Catalogue) Own(p *Page) bool { return p.Folder == len(c.folders)-1 }

// Place is where a page stands.
type Place struct {
	Folder int    // which of the folders, from 0
	Path   string // in that folder
}

// Page is one file of the library, as a list needs it.
type Page struct {
	Place
	Summary
	Group   string
	Size    int64
	Changed time.Time
	Stamps  string // of the files of its figures: how long, and when changed
}

// Summary is what a list says of a page without opening it. What it says of a page that was not
// read whole is as it will say it then.
type Summary struct {
	ID, Title, Version string // the path stands for an id or title that cannot be read
	Status             sop.Status
	Codes              []sop.Code
	SHA256             string
	Whole              bool     // all of it was read, and what follows is known
	Figures            []string // files that it shows, by their paths from its folder
	Locals             bool     // there are values to set
	Fault              string   // the first error, "" for none; of another page with the id it is known at once
	Errors             int      // how many lint finds, 0 where something else is wrong
	Readable           bool     // there is a procedure to show, be it with errors
}

// Opened is a page with its text.
type Opened struct {
	Page
	Text      []byte         // normalised
	Procedure *sop.Procedure // nil when there was nothing to read
}

// All lists the pages by group and title, each read whole. progress says how far it is with those
// that are new or changed, in pages; it is called by several goroutines, one at a time. While very
// many are read, others open pages and list them.
func (c *Catalogue) All(progress func(done, total int64)) ([]*Page, error) {
	listed, err := c.Listed(front(progress))
	return c.wholeOf(listed, err, progress)
}

// KnownWhole lists the pages as Known does, each read whole, and says how far it is as All does.
func (c *Catalogue) KnownWhole(progress func(done, total int64)) ([]*Page, error) {
	listed, err := c.Known(front(progress))
	return c.wholeOf(listed, err, progress)
}

// wholeOf reads those of a listing whole that are not, and lists them anew.
func (c *Catalogue) wholeOf(listed []*Page, err error, progress func(done, total int64)) ([]*Page, error) {
	for {
		ids := idsOfUnread(listed)
		if err != nil || len(ids) == 0 {
			return listed, err
		}
		done, total := int64(0), int64(len(ids))
		for part := range slices.Chunk(ids, inPart) {
			c.check(part, runtime.GOMAXPROCS(0))
			done += int64(len(part))
			rest(progress)(done, total)
		}
		listed, err = c.Listed(front(progress))
	}
}

// frontShare is which part of the time that a page takes its front matter does.
const frontShare = 5

// front is the progress of who has the pages read whole, while the front matter of very many is read.
func front(progress func(done, total int64)) func(done, total int64) {
	return func(done, total int64) {
		if total > atOnce {
			done /= frontShare
		}
		progress(done, total)
	}
}

// inPart is how many pages are read whole before it is said how many were.
const inPart = 64

// idsOfUnread returns the ids, each once, of the pages of which only the front matter is known.
func idsOfUnread(listed []*Page) (ids []string) {
	seen := map[string]bool{}
	for _, p := range listed {
		if !p.Whole && !seen[p.ID] {
			seen[p.ID], ids = true, append(ids, p.ID)
		}
	}
	return ids
}

// atOnce is how many pages of a folder are read whole before they are listed: they take less time
// than anybody sees.
const atOnce = 200

// Listed lists the pages as All does. Where very many are new or changed only their front matter is
// read: Check reads the rest.
func (c *Catalogue) Listed(progress func(done, total int64)) ([]*Page, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list(progress)
}

// Known lists the pages as they were when they were last listed, and as Listed does where they were
// not: who asks what stands in the folders at each turn reads no folder, and who asks first after
// one changed keeps nobody from opening a page while very many are read. progress says how many were
// read; it is called by several goroutines, one at a time.
func (c *Catalogue) Known(progress func(done, total int64)) ([]*Page, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.listed == nil {
		return c.list(progress)
	}
	return slices.Clone(c.listed), nil
}

// Groups returns what the pages stand under, each once and sorted. It reads no page.
func (c *Catalogue) Groups() (groups []string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := c.listed
	if all == nil {
		for i := range c.folders {
			found, err := c.folder(i)
			if err != nil {
				return nil, fmt.Errorf("reading the pages: %w", err)
			}
			all = append(all, found...)
		}
	}
	for _, p := range all {
		groups = append(groups, p.Group)
	}
	slices.Sort(groups)
	return slices.Compact(groups), nil
}

// list lists the pages, where very many are new or changed by their front matter.
func (c *Catalogue) list(progress func(done, total int64)) ([]*Page, error) {
	walked, err := c.walked()
	if err != nil {
		return nil, fmt.Errorf("reading the pages: %w", err)
	}
	byID := map[string][]*Page{}
	seen, news := make(map[Place]bool, len(c.read)), false
	for _, found := range walked {
		news = c.readNew(found, progress) || news
		maps.Copy(byID, sameIDs(found))
		for _, p := range found {
			seen[p.Place] = true
		}
	}
	maps.DeleteFunc(c.read, func(at Place, _ *Page) bool {
		news = news || !seen[at]
		return !seen[at]
	})
	c.listed = slices.Concat(slices.Collect(maps.Values(byID))...)
	slices.SortFunc(c.listed, byGroupAndTitle)
	if c.keep != nil {
		c.keep.news = c.keep.news || news
		c.keep.store(c.read)
	}
	return slices.Clone(c.listed), nil
}

// unread counts the pages of which only the front matter is known.
func (c *Catalogue) unread() (n int) {
	for _, p := range c.listed {
		if !p.Whole {
			n++
		}
	}
	return n
}

// meant is sop.MeantFold for an id, or the name of a file, of the last listing.
func (c *Catalogue) meant(id string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var ids []string
	files := map[string]string{}
	for _, p := range c.listed {
		ids = append(ids, p.ID)
		files[strings.TrimSuffix(path.Base(p.Path), ".md")] = p.ID
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if meant := sop.MeantFold(id, ids); meant != "" {
		return meant
	}
	if file := sop.Nearest(strings.ToLower(id), slices.Sorted(maps.Keys(files))); file != "" {
		return " (did you mean " + files[file] + "?)"
	}
	return ""
}

func byGroupAndTitle(a, b *Page) int {
	if by := strings.Compare(a.Group, b.Group); by != 0 {
		return by
	}
	if by := strings.Compare(a.Title, b.Title); by != 0 {
		return by
	}
	return strings.Compare(a.Path, b.Path)
}

// sameIDs puts the pages of one folder under their ids. Of two with one id
// nobody can say which is meant, so both say so.
func sameIDs(pages []*Page) map[string][]*Page {
	byID := make(map[string][]*Page, len(pages))
	for _, p := range pages {
		same := byID[p.ID]
		if len(same) > 0 {
			p, same[0] = p.twin(same[0]), same[0].twin(p)
		}
		byID[p.ID] = append(same, p)
	}
	return byID
}

// twin is a page beside another one with its id.
func (p *Page) twin(other *Page) *Page {
	out := *p
	out.Fault = fmt.Sprintf("%s has the same id: give one of them another", other.Path)
	return &out
}

// find returns the page with an id, in any case. Of several files with it, it
// is the first one that is not the text with this hash, "" for none.
func (c *Catalogue) find(id, known string) (Page, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if files := c.of(id); len(files) > 0 && !slices.ContainsFunc(files, c.changedOnDisk) {
		return *NewsOf(files, known), true, nil
	}
	if _, err := c.list(c.far); err != nil {
		return Page{}, false, err
	}
	files := c.of(id)
	if len(files) == 0 {
		return Page{}, false, nil
	}
	return *NewsOf(files, known), true, nil
}

// of returns the files with an id, in any case, in the order in which they are listed.
func (c *Catalogue) of(id string) (files []*Page) {
	for _, p := range c.listed {
		if strings.EqualFold(p.ID, id) {
			files = append(files, p)
		}
	}
	return files
}

// changedOnDisk reports whether a file is not as it was at the last listing.
func (c *Catalogue) changedOnDisk(p *Page) bool {
	info, err := fs.Stat(c.folders[p.Folder], p.Path)
	return err != nil || p.Size != info.Size() || !p.Changed.Equal(info.ModTime()) || p.Stamps != c.stamped(p)
}

// NewsOf chooses one of some files: one that is another text than the known one
// comes first, because it is news.
func NewsOf(files []*Page, known string) *Page {
	for _, p := range files {
		if known != "" && p.SHA256 != known {
			return p
		}
	}
	return files[0]
}

// Forget has the folders looked through when the next page is opened.
func (c *Catalogue) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listed = nil
}

// Open reads a page that was listed.
func (c *Catalogue) Open(p Page) (Opened, error) {
	o, err := c.openFile(p)
	if err == nil && o.Fault == "" {
		o.Fault = p.Fault // of another page with its id
	}
	return o, err
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

// Page opens the page with an id, in any case; of several files with it, one that is
// not the text with this hash. What was read of one that cannot be opened comes with
// the error.
func (c *Catalogue) Page(id, known string) (Opened, error) {
	p, ok, err := c.find(id, known)
	if err != nil {
		return Opened{}, err
	}
	if !ok {
		return Opened{}, fmt.Errorf("the library has no procedure %q%s", id, c.meant(id))
	}
	o, err := c.Open(p)
	if err != nil || o.Procedure == nil {
		return o, fmt.Errorf("%q cannot be read: %s", p.Path, o.Fault)
	}
	return o, nil
}

// rest is the progress of who has the pages read whole, once the front matter of very many was read.
func rest(progress func(done, total int64)) func(done, total int64) {
	return func(done, total int64) {
		if total > atOnce {
			done = total/frontShare + done - done/frontShare
		}
		progress(done, total)
	}
}

// Whole opens every page, by group and title. What kept one from being read is its
// fault. progress says how far it is, in pages; it is called by several goroutines,
// one at a time.
func (c *Catalogue) Whole(progress func(done, total int64)) ([]Opened, error) {
	listed, err := c.Listed(front(progress))
	if err != nil {
		return nil, err
	}
	out := make([]Opened, len(listed))
	SideBySide(len(listed), rest(progress), func(i int) { out[i], _ = c.Open(*listed[i]) }) // said by its fault
	return out, nil
}
