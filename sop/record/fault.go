package record

import "fmt"

// FaultCode names one way in which a log can be wrong.
type FaultCode string

// The closed list of faults, in the order in which an entry is checked.
const (
	FaultMissing    FaultCode = "missing"    // a gap, or entries out of order
	FaultStorage    FaultCode = "storage"    // a stored value does not have its layout
	FaultLeaf       FaultCode = "leaf"       // payload or signature is not what was logged
	FaultForm       FaultCode = "form"       // payload not canonical
	FaultSchema     FaultCode = "schema"     // payload not of its type
	FaultSignature  FaultCode = "signature"  // signature missing, wrong or misspelt
	FaultTree       FaultCode = "tree"       // stored tree hash not of this tree
	FaultCheckpoint FaultCode = "checkpoint" // station's signature or root wrong
	FaultGenesis    FaultCode = "genesis"    // first entry, or a second genesis
	FaultClosed     FaultCode = "closed"     // entry after the end of its log
	FaultLog        FaultCode = "log"        // entry of another log
	FaultTime       FaultCode = "time"       // time order
	FaultPerson     FaultCode = "person"     // unknown person, or an id used twice
	FaultKey        FaultCode = "key"        // key not the person's, or bound twice
	FaultProof      FaultCode = "proof"      // enrolment without proof of possession
	FaultRole       FaultCode = "role"       // role not held
	FaultDuties     FaultCode = "duties"     // separation of duties
	FaultPrev       FaultCode = "prev"       // signer saw another log
	FaultApproval   FaultCode = "approval"   // version not approved, or approved twice with two texts
	FaultText       FaultCode = "text"       // approved text missing or changed
	FaultRun        FaultCode = "run"        // run unknown, closed, or used twice
	FaultEvents     FaultCode = "events"     // completion does not cover the run's entries
	FaultCounts     FaultCode = "counts"     // counts or outcome disagree with the events
	FaultControl    FaultCode = "control"    // judged with other earlier values than the log has
	FaultReview     FaultCode = "review"     // review of something else than a completion
	FaultAmendment  FaultCode = "amendment"  // of something else than a value as it stands
	FaultAccess     FaultCode = "access"     // reviewed another list of people and keys
	FaultDisposal   FaultCode = "disposal"   // of other entries than those that can go
	FaultStanding   FaultCode = "standing"   // says what was so already, or ends what does not stand
	FaultUnlock     FaultCode = "unlock"     // failure count wrong
	FaultStatement  FaultCode = "statement"  // sentence does not follow from the data
	FaultEnd        FaultCode = "end"        // last entries not covered by a checkpoint
	FaultRolledBack FaultCode = "rolled-back"
	FaultWitness    FaultCode = "witness"   // what was kept outside the log is of another log, or was changed
	FaultChain      FaultCode = "chain"     // a log that does not go on from the one before it
	FaultCopy       FaultCode = "copy"      // an export, a backup or a restore that cannot have been so
	FaultManifest   FaultCode = "manifest"  // a bundle's file is missing, changed or too many, or its signature wrong
	FaultInclusion  FaultCode = "inclusion" // a bundle's proof does not lead from the entry to its checkpoint
	FaultDerived    FaultCode = "derived"   // a bundle's file does not follow from its entries
	FaultFilter     FaultCode = "filter"    // a part of a log holds what its filter does not select
)

// The things that a person can do about a fault.
const (
	doRestore = "Keep the file as it is, for evidence. Restore the last backup beside it, and compare the two from this entry on."
	doAsk     = "Keep the file as it is. Ask the person named in the entry, and the supervisor, before you rely on it."
	doStation = "Keep the file as it is. Somebody with access to this machine, or a defect of the program, wrote this: tell whoever is responsible for the station."
	doNewer   = "Keep the file as it is. Nothing need be wrong with it: use the version of soprun that wrote it, or a newer one."
	doExport  = "Rely on nothing that is named here. Ask for the bundle again, by another way, and compare the two."
)

// FaultCodes maps every code to what to do about it.
var FaultCodes = map[FaultCode]string{
	FaultMissing: doRestore, FaultStorage: doRestore, FaultLeaf: doRestore, FaultTree: doRestore,
	FaultText: doRestore, FaultEnd: doRestore, FaultRolledBack: doRestore, FaultWitness: doRestore,
	FaultForm: doStation, FaultSchema: doStation, FaultCheckpoint: doRestore, FaultGenesis: doStation,
	FaultLog: doStation, FaultClosed: doStation, FaultChain: doStation, FaultTime: doStation, FaultPerson: doStation, FaultKey: doStation, FaultProof: doStation,
	FaultRun: doStation, FaultEvents: doStation, FaultCounts: doStation, FaultControl: doStation, FaultReview: doStation, FaultAmendment: doStation, FaultAccess: doStation, FaultDisposal: doStation, FaultStanding: doStation,
	FaultUnlock: doStation, FaultStatement: doStation, FaultPrev: doRestore,
	FaultCopy: doStation, FaultManifest: doExport, FaultInclusion: doExport, FaultDerived: doExport, FaultFilter: doExport,
	FaultSignature: doAsk, FaultRole: doAsk, FaultDuties: doAsk, FaultApproval: doAsk,
}

// NoEntry is the Entry of a fault that concerns the log as a whole.
const NoEntry int64 = -1

// Fault is one thing that is wrong with a log.
type Fault struct {
	Code  FaultCode
	Entry int64  // position, or NoEntry
	What  string // a plain sentence
	Do    string // what to do about it
}

// Error returns the fault as one sentence with its place.
func (f *Fault) Error() string {
	if f.Entry == NoEntry {
		return "the log: " + f.What
	}
	return fmt.Sprintf("entry %d: %s", f.Entry, f.What)
}

// NewFault returns a fault whose advice is that of its code.
func NewFault(code FaultCode, entry int64, format string, args ...any) *Fault {
	return &Fault{Code: code, Entry: entry, What: fmt.Sprintf(format, args...), Do: FaultCodes[code]}
}

// faultf is NewFault for a rule, whose caller knows the entry.
func faultf(code FaultCode, format string, args ...any) *Fault {
	return NewFault(code, NoEntry, format, args...)
}
