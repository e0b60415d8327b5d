package bench

import (
	"io/fs"

	"soprun/sop"
)

// Shelf is the pages of some folders by themselves, without a log: for what is
// asked of pages before a station is set up.
type Shelf struct{ pages *catalogue }

// ShelfPage is one page of a shelf.
type ShelfPage struct {
	ID, Title string // the path, where the page has none that can be read
	Group     string
	Folder    int    // which of the folders it stands in, from 0
	Path      string // in that folder
	Fault     string // the first error of the page, "" for none
	Text      []byte
	Procedure *sop.Procedure // nil when the page cannot be read
}

// NewShelf joins folders of pages; a page of a later folder replaces one with
// the same id.
func NewShelf(folders ...fs.FS) *Shelf { return &Shelf{&catalogue{folders: folders}} }

// Pages opens every page, by group and title.
func (s *Shelf) Pages() ([]ShelfPage, error) {
	listed, err := s.pages.all(func(int64, int64) {})
	if err != nil {
		return nil, err
	}
	out := make([]ShelfPage, len(listed))
	for i, p := range listed {
		o, _ := s.pages.open(p) // what kept it from being read is its fault
		out[i] = o.onShelf()
	}
	return out, nil
}

// Page opens the page with an id, in any case.
func (s *Shelf) Page(id string) (ShelfPage, error) {
	o, err := s.pages.page(id, "")
	return o.onShelf(), err
}

func (o opened) onShelf() ShelfPage {
	return ShelfPage{
		ID: o.ID, Title: o.Title, Group: o.group, Folder: o.folder, Path: o.path, Fault: o.Fault, Text: o.text, Procedure: o.proc,
	}
}
