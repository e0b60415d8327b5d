package pages

import (
	"fmt"
	"path"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// front reads the front matter of a page, and of what there is no front matter all.
func (c *Catalogue) front(p Page) (*Page, error) {
	src, err := c.source(&p)
	if p.Fault != "" {
		return &p, err
	}
	p.Whole = false
	p.head(src)
	return &p, nil
}

// whole reads all of a page.
func (c *Catalogue) whole(p Page) (*Page, error) {
	o, err := c.openFile(p)
	p = o.Page // by itself: what was opened is far larger
	return &p, err
}

// openFile reads and parses the file of a page. What is wrong with it is a
// fault; what kept it from being read is an error too.
func (c *Catalogue) openFile(p Page) (Opened, error) {
	src, err := c.source(&p)
	o := Opened{Page: p}
	if o.Fault != "" {
		return o, err
	}
	var findings []page.Finding
	o.Procedure, findings = page.Read(src, page.Options{Standard: standard.ST0218(), ErrorsOnly: true, Figures: FiguresOf(c.folders[p.Folder], path.Dir(p.Path))})
	if proc := o.Procedure; proc != nil {
		o.says(proc.Meta, proc.SHA256)
		o.Figures, o.Locals, o.Readable = figurePaths(proc.Figures), len(proc.Locals()) > 0, true
		o.Stamps = c.stamped(&o.Page)
	} else {
		o.head(src)
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

// source reads the file of a page, of which nothing is known then. Where it cannot be read, that is
// its fault.
func (c *Catalogue) source(p *Page) ([]byte, error) {
	p.Summary, p.Stamps = Summary{ID: p.Path, Title: p.Path, Whole: true}, ""
	if p.Size > page.MaxBytes {
		p.Fault = fmt.Sprintf("the page is longer than %d bytes", page.MaxBytes)
		return nil, nil
	}
	src, err := readFile(c.folders[p.Folder], p.Path, page.MaxBytes+1)
	if err != nil {
		p.Fault = err.Error()
	}
	return src, err
}

// head takes what a page says by its front matter alone.
func (p *Page) head(src []byte) {
	if meta, hash, ok := page.Front(src); ok {
		p.says(meta, hash)
	} else if id := page.GuessID(src); id != "" {
		p.ID = id
	}
}

// says takes what the front matter says.
func (p *Page) says(m sop.Meta, hash string) {
	p.Version, p.Status, p.Codes, p.SHA256 = m.Version, m.Status, m.Codes, hash
	if m.ID != "" {
		p.ID = m.ID
	}
	if m.Title != "" {
		p.Title = m.Title
	}
}
