package bench

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"soprun/internal/disk"
	"soprun/internal/station"
)

// keeper remembers what a list says of pages, from one start to the next. It is
// a convenience: what it cannot load is read again, and what is opened, run or
// approved is read from the page itself.
type keeper interface {
	load() map[place]onePage
	store(map[place]onePage)
}

// keptFile keeps the list in one file.
type keptFile struct {
	name  string
	stamp string // of the program and the folders: another one reads all again
	now   func() time.Time
	by    *station.Station  // which vouches for what it wrote
	last  map[place]onePage // as it was stored last
}

// kept is the file's form.
type kept struct {
	Stamp string
	Pages []keptPage
}

type keptPage struct {
	Folder  int
	Path    string
	Size    int64
	Changed time.Time
	summary
}

// Remember keeps what the library's list says in a file, so that the next start
// reads only the pages that changed. The stamp tells programs and folders apart.
func (b *Bench) Remember(file, stamp string) {
	b.pages.keep = &keptFile{name: file, stamp: stamp, now: b.now, by: b.station}
}

func (k *keptFile) load() map[place]onePage {
	out := map[place]onePage{}
	var in kept
	src, err := disk.ReadFile(k.name)
	vouch, list, _ := bytes.Cut(src, []byte("\n"))
	if err != nil || !k.by.VouchedPages(list, vouch) || json.Unmarshal(list, &in) != nil || in.Stamp != k.stamp {
		return out
	}
	for _, p := range in.Pages {
		at := place{p.Folder, p.Path}
		out[at] = onePage{place: at, summary: p.summary, group: groupOf(p.Path), size: p.Size, changed: p.Changed}
	}
	k.last = maps.Clone(out)
	return out
}

// settled is how long a file must have been left alone: one that was changed
// twice within a tick of the disk's clock looks as if it had been once.
const settled = 2 * time.Second

// store writes the list when it is another one. A failure costs time at the
// next start and nothing else, so nobody is told.
func (k *keptFile) store(pages map[place]onePage) {
	same := func(a, b onePage) bool { return a.size == b.size && a.changed.Equal(b.changed) }
	if maps.EqualFunc(pages, k.last, same) {
		return
	}
	out := kept{Stamp: k.stamp, Pages: make([]keptPage, 0, len(pages))}
	for at, p := range pages {
		if k.now().Sub(p.changed) >= settled {
			out.Pages = append(out.Pages, keptPage{at.folder, at.path, p.size, p.changed, p.summary})
		}
	}
	list, err := json.Marshal(out)
	if err == nil && writeBeside(k.name, slices.Concat(k.by.VouchPages(list), []byte("\n"), list)) == nil {
		k.last = maps.Clone(pages)
	}
}

// writeBeside writes a file whole or not at all.
func writeBeside(name string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".soprun-*")
	if errors.Is(err, fs.ErrNotExist) {
		return err // there is no data folder yet
	}
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}
