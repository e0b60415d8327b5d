package model

import "time"

// Station is what a station says of itself and of its log.
type Station struct {
	Log        string // the log's origin
	Site, Name string
	Demo       bool // a made-up department: every frame says so
	Closed     bool // nothing more is recorded in its log
	// Inspection is what is only looked at: "the log in /srv/bench-2"; "" where work is done.
	Inspection  string
	Part        bool // of a log: what is not in it is not shown
	Entries     int64
	Root        string     // of the tree over them, base64; "" for a log without entries
	Key         string     // C2SP verifier key
	Fingerprint string     // leaf hash of the genesis: print it, sign it in ink, file it
	Continues   *Continues // nil for a log that goes on from none
	Checked     Checked
	Index       Indexing // how far it is where it is built again, zero where it is whole
	// Notes are sentences about this folder that everybody should know who starts here.
	Notes []string
	// Elsewhere names the other terminals at which runs are open now, by run.
	Elsewhere map[string][]string
	// Out is what is out of service.
	Out []Asset
}

// Continues is the closed log that another one goes on from.
type Continues struct {
	Log  string
	Size int64
}

// Checked says how far the signatures of the log were checked, behind the screens.
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

// Witnessed is one memory of the log outside it: a checkpoint that another
// station cosigned or that a time-stamping authority stamped.
type Witnessed struct {
	By    string // the witness's name, or the authority's
	Stamp bool   // a stamp, not a cosignature
	Size  int64  // of the tree that it is over
	At    time.Time
	File  string
	Fault string // what is wrong with it, or with the log that it remembers; "" for nothing
}
