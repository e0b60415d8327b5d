package pages

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// Catalogue knows the pages of one or more folders. A page is read again only
// when its size or time changed, and only what a list says of it is kept: ten
// thousand pages are no burden. It is safe for use by several goroutines.
type Catalogue struct {
	folders []fs.FS // a page of a later folder replaces one with the same id
	keep    *kept   // what is remembered from one start to the next; nil for nothing

	mu   sync.Mutex
	read map[Place]*Page
	byID map[string][]Page // of the last listing, by id in lower case
}

// New returns the catalogue of some folders; a page of a later folder replaces one
// with the same id.
func New(folders ...fs.FS) *Catalogue { return &Catalogue{folders: folders} }

// Own reports whether a page stands in the last folder: the department's own.
func (c *Catalogue) Own(p Page) bool { return p.Folder == len(c.folders)-1 }

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

// Summary is what a list says of a page without opening it.
type Summary struct {
	ID, Title, Version string // the path stands for an id or title that cannot be read
	Status             sop.Status
	Codes              []sop.Code
	Figures            []string // files that it shows, by their paths from its folder
	Locals             bool     // there are values to set
	SHA256             string
	Fault              string // the first error, "" for none
	Errors             int    // how many lint finds, 0 where something else is wrong
	Readable           bool   // there is a procedure to show, be it with errors
}

// Opened is a page with its text.
type Opened struct {
	Page
	Text      []byte         // normalised
	Procedure *sop.Procedure // nil when there was nothing to read
}

// All lists the pages by group and title. progress says how many of those that are
// new or changed were read; it is called by several goroutines.
func (c *Catalogue) All(progress func(done, total int64)) ([]Page, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.list(progress)
}

// Known lists the pages as they were when they were last listed, and by group and title
// where they were not: who asks what stands in the folders at each turn reads no folder.
func (c *Catalogue) Known() ([]Page, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		return c.list(func(int64, int64) {})
	}
	out := slices.Concat(slices.Collect(maps.Values(c.byID))...)
	slices.SortFunc(out, func(a, b Page) int { return byGroupAndTitle(&a, &b) })
	return out, nil
}

func (c *Catalogue) list(progress func(done, total int64)) ([]Page, error) {
	walked, err := c.walked()
	if err != nil {
		return nil, fmt.Errorf("reading the pages: %w", err)
	}
	byID := map[string][]Page{}
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
	if c.keep != nil {
		c.keep.news = c.keep.news || news
		c.keep.store(c.read)
	}
	sorted := make([]*Page, 0, len(byID)) // a page is long to be moved about
	for _, pages := range byID {
		for i := range pages {
			sorted = append(sorted, &pages[i])
		}
	}
	slices.SortFunc(sorted, byGroupAndTitle)
	out := make([]Page, len(sorted))
	for i, p := range sorted {
		out[i] = *p
	}
	c.byID = make(map[string][]Page, len(out))
	for _, p := range out {
		id := strings.ToLower(p.ID)
		c.byID[id] = append(c.byID[id], p)
	}
	return out, nil
}

// meant is sop.Meant for an id, or the name of a file, of the last listing.
func (c *Catalogue) meant(id string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var ids []string
	files := map[string]string{}
	for _, pages := range c.byID {
		ids = append(ids, pages[0].ID)
		for _, p := range pages {
			files[strings.TrimSuffix(path.Base(p.Path), ".md")] = p.ID
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
func sameIDs(pages []Page) map[string][]Page {
	byID := make(map[string][]Page, len(pages))
	for _, p := range pages {
		same := byID[p.ID]
		if len(same) > 0 {
			p.Fault = fmt.Sprintf("%s has the same id: give one of them another", same[0].Path)
			same[0].Fault = fmt.Sprintf("%s has the same id: give one of them another", p.Path)
		}
		byID[p.ID] = append(same, p)
	}
	return byID
}

// find returns the page with an id, in any case. Of several files with it, it
// is the first one that is not the text with this hash, "" for none.
func (c *Catalogue) find(id, known string) (Page, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	id = strings.ToLower(id)
	if files := c.byID[id]; len(files) > 0 && !slices.ContainsFunc(files, c.changedOnDisk) {
		return NewsOf(files, known), true, nil
	}
	if _, err := c.list(func(int64, int64) {}); err != nil {
		return Page{}, false, err
	}
	files := c.byID[id]
	if len(files) == 0 {
		return Page{}, false, nil
	}
	return NewsOf(files, known), true, nil
}

// changedOnDisk reports whether a file is not as it was at the last listing.
func (c *Catalogue) changedOnDisk(p Page) bool {
	info, err := fs.Stat(c.folders[p.Folder], p.Path)
	return err != nil || p.Size != info.Size() || !p.Changed.Equal(info.ModTime()) || p.Stamps != c.stamped(p)
}

// NewsOf chooses one of some files: one that is another text than the known one
// comes first, because it is news.
func NewsOf(files []Page, known string) Page {
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
	c.byID = nil
}

// Open reads a page that was listed.
func (c *Catalogue) Open(p Page) (Opened, error) {
	o, err := c.openFile(p)
	if err == nil && o.Fault == "" {
		o.Fault = p.Fault // of another page with its id
	}
	return o, err
}

// openFile reads and parses the file of a page. What is wrong with it is a
// fault; what kept it from being read is an error too.
func (c *Catalogue) openFile(p Page) (Opened, error) {
	o := Opened{Page: p}
	o.Summary = Summary{ID: p.Path, Title: p.Path}
	if p.Size > page.MaxBytes {
		o.Fault = fmt.Sprintf("the page is longer than %d bytes", page.MaxBytes)
		return o, nil
	}
	src, err := readFile(c.folders[p.Folder], p.Path, page.MaxBytes+1)
	if err != nil {
		o.Fault = err.Error()
		return o, err
	}
	var findings []page.Finding
	o.Procedure, findings = page.Read(src, page.Options{Standard: standard.ST0218(), ErrorsOnly: true, Figures: FiguresOf(c.folders[p.Folder], path.Dir(p.Path))})
	if id := page.GuessID(src); o.Procedure == nil && id != "" {
		o.ID = id
	}
	if o.Procedure != nil {
		m := o.Procedure.Meta
		o.Summary = Summary{
			ID: m.ID, Title: m.Title, Version: m.Version, Status: m.Status, Codes: m.Codes,
			Figures: figurePaths(o.Procedure.Figures), Locals: len(o.Procedure.Locals()) > 0, SHA256: o.Procedure.SHA256, Readable: true,
		}
		if m.ID == "" {
			o.ID = p.Path
		}
		if m.Title == "" {
			o.Title = p.Path
		}
		o.Stamps = c.stamped(o.Page)
	}
	for _, f := range findings {
		if !f.IsError() {
			continue
		}
		if o.Errors++; o.Errors == 1 {
			o.Fault = f.String()
		}
	}
	if o.Text, err = page.Normalise(src); err != nil {
		o.Text, o.Fault, o.Errors = nil, err.Error(), 0
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

// Whole opens every page, by group and title. What kept one from being read is its
// fault.
func (c *Catalogue) Whole() ([]Opened, error) {
	listed, err := c.All(func(int64, int64) {})
	if err != nil {
		return nil, err
	}
	out := make([]Opened, len(listed))
	for i, p := range listed {
		out[i], _ = c.Open(p) // said by its fault
	}
	return out, nil
}
