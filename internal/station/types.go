package station

import (
	"time"

	"soprun/sop"
	"soprun/sop/record"
)

// entries is a run as the log has it, open or signed.
type entries struct {
	run, sop, version, sha256 string
	person                    string // who carries it out now, or has signed it
	starter                   string
	started                   time.Time
	events                    []sop.Event // with At and Person, in the order of the log
	positions                 []int64     // where the log has each event
}

// summary is what the end of a run comes to, in the record's words. Counts and outcome
// follow from the run's events.
type summary struct {
	Codes      []sop.Code
	Exceptions []record.Exception
}

// Raw is an entry's exact bytes.
type Raw struct {
	Payload   []byte
	Signature []byte // armored, empty for a fact
	Disputed  bool   // signed with a key that was revoked later, as suspect from before it on
	Of        int64  // the completion that a countersignature or an amendment is about, 0 for none
}
