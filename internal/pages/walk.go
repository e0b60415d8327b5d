package pages

import (
	"io/fs"
	"path"
	"runtime"
	"sync"
	"sync/atomic"

	"soprun/sop/page"
)

// walked returns the files of each folder in the order of their paths, of which nothing is known
// but where they stand, how long they are and when they changed. What the last start left is
// loaded beside it.
func (c *Catalogue) walked() (all [][]Page, err error) {
	left := make(chan map[Place]*Page, 1)
	if c.read == nil && c.keep != nil {
		go func() { left <- c.keep.load() }()
	} else {
		left <- c.read
	}
	for i := range c.folders {
		found, err := c.folder(i)
		if err != nil {
			return nil, err
		}
		all = append(all, found)
	}
	if c.read = <-left; c.read == nil {
		c.read = map[Place]*Page{}
	}
	return all, nil
}

// folder returns the files of one folder.
func (c *Catalogue) folder(i int) (out []Page, err error) {
	err = fs.WalkDir(c.folders[i], ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !page.Named(path.Base(name)) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		out = append(out, Page{Place: Place{i, name}, Group: groupOf(name), Size: info.Size(), Changed: info.ModTime()})
		return nil
	})
	return out, err
}

// readNew fills in the pages of one folder: those that are as they were from memory, the others
// are read side by side. A file that cannot be read is a page with a fault, and is tried again
// the next time. It reports whether anything is news.
func (c *Catalogue) readNew(out []Page, progress func(done, total int64)) (news bool) {
	var toRead []int
	for at, p := range out {
		if known := c.read[p.Place]; known != nil && known.Size == p.Size && known.Changed.Equal(p.Changed) && known.Stamps == c.stamped(*known) {
			out[at] = *known
		} else {
			toRead = append(toRead, at)
		}
	}
	got := make([]error, len(out))
	var done atomic.Int64
	sideBySide(toRead, func(at int) {
		var o Opened
		o, got[at] = c.openFile(out[at])
		out[at] = o.Page
		progress(done.Add(1), int64(len(toRead)))
	})
	for _, at := range toRead {
		if got[at] == nil {
			p := out[at]
			c.read[p.Place], news = &p, true
		}
	}
	return news
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
