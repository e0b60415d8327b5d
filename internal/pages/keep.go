package pages

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"path"
	"slices"
	"strings"
	"time"

	"soprun/internal/disk"
	"soprun/sop"
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
	news  bool // something is not as it was stored last
	lent  bool // it is somebody else's, and nothing is stored in it

	checked int // pages since then
}

// Remember keeps what the list says in a file, so that the next start reads only the
// pages that changed. The stamp tells programs and folders apart.
func (c *Catalogue) Remember(file, stamp string, now func() time.Time, by Voucher) {
	c.keep = &kept{name: file, stamp: stamp, now: now, by: by}
}

// Recall is Remember for who only looks in passing: what was left in the file is used, and the file
// stays as it is, whatever is read here.
func (c *Catalogue) Recall(file, stamp string, by Voucher) {
	c.keep = &kept{name: file, stamp: stamp, by: by, lent: true}
}

// load returns what the last start left.
func (k *kept) load() map[Place]*Page {
	src, err := disk.ReadFile(k.name)
	vouch, list, _ := bytes.Cut(src, []byte("\n"))
	if err != nil || !k.by.VouchedPages(list, vouch) {
		return map[Place]*Page{}
	}
	in := &reader{left: string(list)}
	if in.text() != k.stamp {
		return map[Place]*Page{}
	}
	pages := make([]Page, in.count())
	out := make(map[Place]*Page, len(pages))
	dir, group := "", ""
	for i := range pages {
		p := &pages[i]
		p.read(in)
		if now := path.Dir(p.Path); now != dir {
			dir, group = now, groupOf(p.Path)
		}
		out[p.Place], p.Group = p, group
	}
	if in.bad {
		return map[Place]*Page{}
	}
	return out
}

// settled is how long a file must have been left alone: one that was changed
// twice within a tick of the disk's clock looks as if it had been once.
const settled = 2 * time.Second

// store writes the list when it is another one. A failure costs time at the
// next start and nothing else, so nobody is told.
func (k *kept) store(pages map[Place]*Page) {
	if k.checked = 0; !k.news || k.lent {
		return
	}
	var all []*Page
	for _, p := range pages {
		if k.now().Sub(p.Changed) >= settled {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *Page) int { return cmp.Or(a.Folder-b.Folder, strings.Compare(a.Path, b.Path)) })
	list := binary.AppendUvarint(appendText(nil, k.stamp), uint64(len(all)))
	for _, p := range all {
		list = p.append(list)
	}
	if disk.WriteBeside(k.name, slices.Concat(k.by.VouchPages(list), []byte("\n"), list)) == nil {
		k.news = false
	}
}

// The list is packed: the stamp and how many pages there are, then of each its numbers as
// varints, and its texts behind their lengths. As JSON ten thousand pages took half of the time
// to the first frame.

func appendText(list []byte, text string) []byte {
	return append(binary.AppendUvarint(list, uint64(len(text))), text...)
}

// What a page is.
const (
	hasLocals = 1 << iota
	isReadable
	isWhole
)

func (p *Page) append(list []byte) []byte {
	flags := uint64(0)
	if p.Locals {
		flags |= hasLocals
	}
	if p.Readable {
		flags |= isReadable
	}
	if p.Whole {
		flags |= isWhole
	}
	for _, n := range []uint64{uint64(p.Folder), uint64(p.Size), uint64(p.Changed.Unix()), uint64(p.Changed.Nanosecond()), flags, uint64(p.Errors), uint64(len(p.Codes)), uint64(len(p.Figures))} {
		list = binary.AppendUvarint(list, n)
	}
	for _, c := range p.Codes {
		list = appendText(list, string(c))
	}
	for _, f := range p.Figures {
		list = appendText(list, f)
	}
	for _, text := range []string{p.Path, p.ID, p.Title, p.Version, string(p.Status), p.SHA256, p.Fault, p.Stamps} {
		list = appendText(list, text)
	}
	return list
}

func (p *Page) read(in *reader) {
	p.Folder, p.Size = int(in.number()), int64(in.number())
	p.Changed = time.Unix(int64(in.number()), int64(in.number())) // a page of the program's own was changed at no time, in the year 1
	flags := in.number()
	p.Whole, p.Locals, p.Readable, p.Errors = flags&isWhole != 0, flags&hasLocals != 0, flags&isReadable != 0, int(in.number())
	p.Codes = make([]sop.Code, in.count())
	if n := in.count(); n > 0 {
		p.Figures = make([]string, n)
	}
	for i := range p.Codes {
		p.Codes[i] = sop.Code(in.text())
	}
	for i := range p.Figures {
		p.Figures[i] = in.text()
	}
	status := ""
	for _, text := range []*string{&p.Path, &p.ID, &p.Title, &p.Version, &status, &p.SHA256, &p.Fault, &p.Stamps} {
		*text = in.text()
	}
	p.Status = sop.Status(status)
}

// reader reads a list. Once that is none, it says so and reads nothing.
type reader struct {
	left string
	bad  bool
}

func (r *reader) number() uint64 {
	n, shift := uint64(0), 0
	for i := range min(len(r.left), binary.MaxVarintLen64) {
		b := r.left[i]
		n |= uint64(b&0x7f) << shift
		if shift += 7; b < 0x80 {
			r.left = r.left[i+1:]
			return n
		}
	}
	r.left, r.bad = "", true
	return 0
}

// count reads how many there are of something, of which each takes a byte.
func (r *reader) count() int {
	n := r.number()
	if n > uint64(len(r.left)) {
		r.left, r.bad = "", true
		return 0
	}
	return int(n)
}

func (r *reader) text() string {
	n := r.count()
	out := r.left[:n]
	r.left = r.left[n:]
	return out
}
