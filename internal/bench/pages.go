package bench

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

// catalogue reads the pages of one or more folders. A page is read again only
// when its size or time changed. It is safe for use by several goroutines.
type catalogue struct {
	folders []fs.FS // a page of a later folder replaces one with the same id

	mu   sync.Mutex
	read map[string]onePage // by folder number and path
}

// onePage is one file of the library, read.
type onePage struct {
	path    string
	size    int64
	changed time.Time
	text    []byte         // normalised
	proc    *sop.Procedure // nil when there was nothing to read
	fault   string         // the first error, "" for none
}

// all returns the pages by group and title.
func (c *catalogue) all() ([]onePage, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.read == nil {
		c.read = map[string]onePage{}
	}
	byID := map[string][]onePage{}
	for i := range c.folders {
		found, err := c.folder(i)
		if err != nil {
			return nil, fmt.Errorf("reading the pages: %w", err)
		}
		maps.Copy(byID, found)
	}
	var out []onePage
	for _, pages := range byID {
		out = append(out, pages...)
	}
	slices.SortFunc(out, func(a, b onePage) int {
		if by := strings.Compare(a.group(), b.group()); by != 0 {
			return by
		}
		if by := strings.Compare(a.title(), b.title()); by != 0 {
			return by
		}
		return strings.Compare(a.path, b.path)
	})
	return out, nil
}

// folder returns the pages of one folder by id. Of two with one id nobody can
// say which is meant, so both say so.
func (c *catalogue) folder(i int) (map[string][]onePage, error) {
	byID := map[string][]onePage{}
	err := fs.WalkDir(c.folders[i], ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !page.Named(path.Base(name)) {
			return err
		}
		p, err := c.one(i, name, d)
		if err != nil {
			return err
		}
		same := byID[p.id()]
		if len(same) > 0 {
			p.fault = fmt.Sprintf("%s has the same id: give one of them another", same[0].path)
			same[0].fault = fmt.Sprintf("%s has the same id: give one of them another", p.path)
		}
		byID[p.id()] = append(same, p)
		return nil
	})
	return byID, err
}

// one returns a page, from memory when the file is as it was. A file that
// cannot be read is a page with a fault, and is tried again the next time.
func (c *catalogue) one(folder int, name string, d fs.DirEntry) (onePage, error) {
	info, err := d.Info()
	if err != nil {
		return onePage{}, err
	}
	key := fmt.Sprintf("%d/%s", folder, name)
	if p, ok := c.read[key]; ok && p.size == info.Size() && p.changed.Equal(info.ModTime()) {
		return p, nil
	}
	p := onePage{path: name, size: info.Size(), changed: info.ModTime()}
	if p.size > page.MaxBytes {
		p.fault = fmt.Sprintf("the page is longer than %d bytes", page.MaxBytes)
	} else if err := p.parse(c.folders[folder]); err != nil {
		p.fault = err.Error()
		return p, nil
	}
	c.read[key] = p
	return p, nil
}

func (p *onePage) parse(folder fs.FS) error {
	src, err := fs.ReadFile(folder, p.path)
	if err != nil {
		return err
	}
	proc, findings := page.Read(src, page.Options{Standard: standard.ST0218()})
	p.proc = proc
	if at := slices.IndexFunc(findings, page.Finding.IsError); at >= 0 {
		p.fault = findings[at].String()
	}
	p.text, err = page.Normalise(src)
	if err != nil {
		p.text, p.fault = nil, err.Error()
	}
	return nil
}

// id is the page's own id, or its path when it has none that can be read.
func (p onePage) id() string {
	if p.proc == nil || p.proc.Meta.ID == "" {
		return p.path
	}
	return p.proc.Meta.ID
}

func (p onePage) title() string {
	if p.proc == nil || p.proc.Meta.Title == "" {
		return p.path
	}
	return p.proc.Meta.Title
}

// group is the folder the page stands in, as words.
func (p onePage) group() string {
	dir := path.Dir(p.path)
	if dir == "." {
		return "Other procedures"
	}
	words := strings.ReplaceAll(path.Base(dir), "-", " ")
	_, first := utf8.DecodeRuneInString(words)
	return strings.ToUpper(words[:first]) + words[first:]
}
