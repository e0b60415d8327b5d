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
func (c *Catalogue) walked() (all [][]*Page, err error) {
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
func (c *Catalogue) folder(i int) (out []*Page, err error) {
	dir, group := "", ""
	err = fs.WalkDir(c.folders[i], ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !page.Named(path.Base(name)) {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if now := path.Dir(name); now != dir { // whose words are those of all pages in it
			dir, group = now, groupOf(name)
		}
		out = append(out, &Page{Place: Place{i, name}, Group: group, Size: info.Size(), Changed: info.ModTime()})
		return nil
	})
	return out, err
}

// readNew fills in the pages of one folder: those that are as they were from memory, the others
// are read side by side, whole or, where they are very many, their front matter. A file that cannot
// be read is a page with a fault, and is tried again the next time. It reports whether anything is
// news.
func (c *Catalogue) readNew(out []*Page, progress func(done, total int64)) (news bool) {
	var toRead []int
	for at, p := range out {
		known := c.read[p.Place]
		if known != nil && known.Size == p.Size && known.Changed.Equal(p.Changed) && known.Stamps == c.stamped(known) {
			out[at] = known
		} else {
			toRead = append(toRead, at)
		}
	}
	read := c.whole
	if len(toRead) > atOnce {
		read = c.front
	}
	got := make([]error, len(out))
	SideBySide(len(toRead), progress, func(i int) {
		at := toRead[i]
		out[at], got[at] = read(*out[at])
	})
	for _, at := range toRead {
		if got[at] == nil {
			c.read[out[at].Place], news = out[at], true
		}
	}
	return news
}

// Check reads pages whole of which only the front matter is known, by their ids as they are
// written. It returns all files with these ids as they are listed now, and how many pages there
// are left of which no more is known. One processor is left to whoever presses keys meanwhile.
func (c *Catalogue) Check(ids []string) (checked []*Page, left int) {
	return c.check(ids, max(1, runtime.GOMAXPROCS(0)-1))
}

func (c *Catalogue) check(ids []string, processors int) (checked []*Page, left int) {
	c.checks.Lock()
	defer c.checks.Unlock()
	asked := map[string]bool{}
	for _, id := range ids {
		asked[id] = true
	}
	toRead := c.unreadOf(asked)
	got, errs := make([]*Page, len(toRead)), make([]error, len(toRead))
	onProcessors(processors, len(toRead), func(int64, int64) {}, func(i int) { got[i], errs[i] = c.whole(*toRead[i]) }) // nobody waits for the lock meanwhile

	c.mu.Lock()
	defer c.mu.Unlock()
	now := make(map[Place]*Page, len(toRead))
	for i, was := range toRead {
		if c.read[was.Place] != was {
			continue // it was read anew meanwhile
		}
		if now[was.Place] = got[i]; errs[i] == nil {
			c.read[was.Place] = got[i]
		} else {
			delete(c.read, was.Place)
		}
	}
	replace(c.listed, now)
	for _, p := range c.listed {
		if asked[p.ID] {
			checked = append(checked, p)
		}
	}
	left = c.unread()
	if k := c.keep; k != nil {
		k.news, k.checked = k.news || len(now) > 0, k.checked+len(now)
		if left == 0 || k.checked >= often {
			k.store(c.read)
		}
	}
	return checked, left
}

// often is how many pages are checked before what is known of them is kept: who ends the program
// meanwhile need not wait for them again.
const often = 1024

// unreadOf returns the pages with some ids of which only the front matter is known, as they were
// read.
func (c *Catalogue) unreadOf(ids map[string]bool) (out []*Page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.listed {
		if read := c.read[p.Place]; ids[p.ID] && read != nil && !p.Whole {
			out = append(out, read)
		}
	}
	return out
}

// replace puts pages in the places of what was known of them. One beside another with its id
// still says so.
func replace(list []*Page, now map[Place]*Page) {
	for i, p := range list {
		if n := now[p.Place]; n != nil && p.Fault != "" {
			twin := *n
			twin.Fault, list[i] = p.Fault, &twin
		} else if n != nil {
			list[i] = n
		}
	}
}

// SideBySide does work for each number below n on all processors. progress says for how many it was
// done, in their order; it is called by several goroutines, one at a time.
func SideBySide(n int, progress func(done, total int64), work func(int)) {
	onProcessors(runtime.GOMAXPROCS(0), n, progress, work)
}

func onProcessors(processors, n int, progress func(done, total int64), work func(int)) {
	var next atomic.Int64
	var done int64
	var telling sync.Mutex // so that what is told never goes back
	var wg sync.WaitGroup
	for range min(n, processors) {
		wg.Go(func() {
			for at := next.Add(1) - 1; at < int64(n); at = next.Add(1) - 1 {
				work(int(at))
				telling.Lock()
				done++
				progress(done, int64(n))
				telling.Unlock()
			}
		})
	}
	wg.Wait()
}
