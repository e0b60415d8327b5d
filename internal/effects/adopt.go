package effects

import (
	"errors"
	"fmt"

	"soprun/internal/pages"
	"soprun/sop/page"
)

// OwnFolder says where on the disk the last folder of pages is: the
// department's own, into which pages are adopted.
func (b *Place) OwnFolder(dir string) { b.own = dir }

// CanAdopt says why a page cannot be copied into the department's folder, nil
// when it can.
func (b *Place) CanAdopt(id string) error {
	_, err := b.adoptable(id)
	return err
}

func (b *Place) adoptable(id string) (pages.Opened, error) {
	o, err := b.pages.Page(id, "")
	switch {
	case err != nil:
		return o, err
	case b.own == "":
		return o, errors.New("there is no folder for the department's own pages: start soprun with --pages and the folder that holds them")
	case b.pages.Own(&o.Page):
		return o, fmt.Errorf("this page is the department's own already: set its values in %s, with an editor", o.Path)
	default:
		return o, o.Adoptable()
	}
}

// Adopt copies a page into the department's folder with local values set, and
// returns the new file's path in it.
func (b *Place) Adopt(id string, settings []page.Setting) (file string, err error) {
	o, err := b.adoptable(id)
	if err != nil {
		return "", err
	}
	defer b.pages.Forget()
	return o.CopyTo(b.own, settings)
}

// Remember keeps what the library's list says in a file, so that the next start
// reads only the pages that changed. The stamp tells programs and folders apart.
func (b *Place) Remember(file, stamp string) { b.pages.Remember(file, stamp, b.now, b.Station) }

// Recall is Remember for a command: it uses what the screens keep there, and changes nothing of it.
func (b *Place) Recall(file, stamp string) { b.pages.Recall(file, stamp, b.Station) }

// Tell has somebody told how many pages were read where what people are to do follows from them, or
// one is opened, by several goroutines. It is called first.
func (b *Place) Tell(far func(done, total int64)) {
	b.far = far
	b.pages.Tell(far)
}

// Whole has the pages read whole before it is said which of them wait for an approval: who asks once
// does not see them being checked.
func (b *Place) Whole() { b.whole = true }
