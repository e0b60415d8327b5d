package model

import "time"

// Wanted is what a report is about. Its members combine; the zero Wanted is about every
// completion.
type Wanted struct {
	Entries []int64   // these completions, each in full; nil for those that Query selects
	Query   Query     // its words are those of a trace
	Filter  bool      // its words are those of the filter of the log
	Asset   string    // only records with it, and of a record that has several items only its own
	Field   string    // only records with a value of this field that was recorded since and until then; "" for any
	Month   time.Time // the first instant of it; zero for no month. Since and Until are its ends
	List    string    // the rows of the list of this name instead; "" for completions
}
