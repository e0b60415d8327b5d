package model

// From is where a list that is too long to be read at once is read from: beyond a row,
// or from one of its ends.
type From struct {
	Entry  int64 // the row that the part goes on after; 0 for an end of the list
	Oldest bool  // towards the newest row; else towards the oldest
}

// Part is a piece of such a list. It has few rows, or none, where those that are
// looked for are rare: reading goes on at Next.
type Part[R any] struct {
	Rows []R   // newest first, whichever way it was read
	Next int64 // the Entry of the From that goes on
	More bool  // something may follow
	// Looked is how many rows were looked through, from the end where the reading
	// began up to Next, of how many there are to look through.
	Looked, Of int
	// ReadAs says how what is looked for was read, and what is not looked through; nil
	// where it is compared as it stands.
	ReadAs []string
	// Named is what the words are the whole name of, which can be looked at by itself.
	Named []Named
}

// Named is something that has a place of its own.
type Named struct {
	Kind string // one of those below
	ID   string
	Of   string // of a NamedItem the procedure, "" for any; of a NamedDuty the person, required; of a NamedPerson the role, "" for any
}

// What is named.
const (
	NamedAsset  = "asset"
	NamedOut    = "out" // an asset that is out of service
	NamedLot    = "lot"
	NamedPerson = "person"
	NamedPage   = "page"

	NamedItem     = "item"     // an asset or item that records or lists name, in any capitals
	NamedDuty     = "duty"     // an area or a procedure of which somebody has the duty
	NamedArea     = "area"     // that pages stand in, in any capitals
	NamedTerminal = "terminal" // that has access
)
