package model

import "time"

// Station is what every screen says of the workplace.
type Station struct {
	Site    string
	Name    string
	Log     string // the log's origin
	Demo    bool   // a made-up department: every frame says so
	Closed  bool   // nothing more is recorded in its log
	Entries int64  // how many entries the log holds
	Checked Checked
	// Notes are sentences about this folder that everybody should know who starts here.
	Notes []string
}

// Checked says how far every signature of the log was checked, behind the screens.
type Checked struct {
	Running     bool
	Done, Total int64     // entries, of the reading that a signature waits for; both 0 when there is none
	At          time.Time // when all were found good last, zero for never
	Fault       string    // why nothing is signed here, "" while nothing is wrong
}

// Verdict is what a verification found.
type Verdict struct {
	Entries int64
	At      time.Time
	Faults  []Fault
}

// OK reports whether nothing was found.
func (v Verdict) OK() bool { return len(v.Faults) == 0 }

// Fault is one thing that is wrong with the log.
type Fault struct {
	Entry int64 // -1 when it is about the whole log
	Code  string
	What  string
	Do    string // what to do about it
}

// Exposure is what nobody outside the machine has seen of the log yet.
type Exposure struct {
	By      string    // who witnessed it last, "" for nobody ever
	At      time.Time // when
	Entries int64     // appended since
	Fault   string    // of a witness that remembers another log; "" for none
}
