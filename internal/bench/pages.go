package bench

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

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
	byID := map[string]onePage{}
	for i, folder := range c.folders {
		err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".md" || path.Base(name) == "README.md" {
				return err
			}
			p, err := c.one(i, name, d)
			if err != nil {
				return err
			}
			byID[p.id()] = p
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("reading the pages: %w", err)
		}
	}
	out := make([]onePage, 0, len(byID))
	for _, p := range byID {
		out = append(out, p)
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

// one returns a page, from memory when the file is as it was.
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
		return onePage{}, err
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
	return strings.ToUpper(words[:1]) + words[1:]
}
