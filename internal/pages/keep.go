package pages

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"soprun/internal/disk"
)

// Voucher seals what was written for itself, and knows its seal again.
type Voucher interface {
	VouchPages(list []byte) (vouch []byte)
	VouchedPages(list, vouch []byte) bool
}

// kept remembers what a list says of pages in one file, from one start to the next. It
// is a convenience: what it cannot load is read again, and what is opened, run or
// approved is read from the page itself.
type kept struct {
	name  string
	stamp string // of the program and the folders: another one reads all again
	now   func() time.Time
	by    Voucher
	last  map[Place]Page // as it was stored last
}

// keptList is the file's form.
type keptList struct {
	Stamp string
	Pages []keptPage
}

type keptPage struct {
	Folder  int
	Path    string
	Size    int64
	Changed time.Time
	Summary
}

// Remember keeps what the list says in a file, so that the next start reads only the
// pages that changed. The stamp tells programs and folders apart.
func (c *Catalogue) Remember(file, stamp string, now func() time.Time, by Voucher) {
	c.keep = &kept{name: file, stamp: stamp, now: now, by: by}
}

func (k *kept) load() map[Place]Page {
	out := map[Place]Page{}
	var in keptList
	src, err := disk.ReadFile(k.name)
	vouch, list, _ := bytes.Cut(src, []byte("\n"))
	if err != nil || !k.by.VouchedPages(list, vouch) || json.Unmarshal(list, &in) != nil || in.Stamp != k.stamp {
		return out
	}
	for _, p := range in.Pages {
		at := Place{p.Folder, p.Path}
		out[at] = Page{Place: at, Summary: p.Summary, Group: groupOf(p.Path), Size: p.Size, Changed: p.Changed}
	}
	k.last = maps.Clone(out)
	return out
}

// settled is how long a file must have been left alone: one that was changed
// twice within a tick of the disk's clock looks as if it had been once.
const settled = 2 * time.Second

// store writes the list when it is another one. A failure costs time at the
// next start and nothing else, so nobody is told.
func (k *kept) store(pages map[Place]Page) {
	same := func(a, b Page) bool { return a.Size == b.Size && a.Changed.Equal(b.Changed) }
	if maps.EqualFunc(pages, k.last, same) {
		return
	}
	out := keptList{Stamp: k.stamp, Pages: make([]keptPage, 0, len(pages))}
	for at, p := range pages {
		if k.now().Sub(p.Changed) >= settled {
			out.Pages = append(out.Pages, keptPage{at.Folder, at.Path, p.Size, p.Changed, p.Summary})
		}
	}
	list, err := json.Marshal(out)
	if err == nil && disk.WriteBeside(k.name, slices.Concat(k.by.VouchPages(list), []byte("\n"), list)) == nil {
		k.last = maps.Clone(pages)
	}
}
