package run

import "fmt"

// Refusal is the answer to an action that is not allowed now. Nothing has
// happened. Text tells the person what is wrong and what would be right.
type Refusal struct {
	Code  RefusalCode
	Step  string // the step it is about, "" for none
	Field string // the field it is about, "" for none
	Text  string
}

// Error returns the sentence for the person.
func (r *Refusal) Error() string { return r.Text }

// RefusalCode says which rule refused, for callers that branch on it.
type RefusalCode string

// The rules that refuse.
const (
	NotBegun        RefusalCode = "not begun"
	RunOver         RefusalCode = "run over"
	NeedsAlert      RefusalCode = "alert not acknowledged"
	NothingToAck    RefusalCode = "nothing to acknowledge"
	NeedsValue      RefusalCode = "value missing"
	NeedsConfirm    RefusalCode = "critical step"
	NeedsReason     RefusalCode = "reason missing"
	NeedsAction     RefusalCode = "deviation open"
	CriticalStep    RefusalCode = "critical step must be done"
	UnknownField    RefusalCode = "unknown field"
	AlreadyRecorded RefusalCode = "already recorded"
	Unreadable      RefusalCode = "unreadable value"
	NoSuchThing     RefusalCode = "no such thing"
	SameValue       RefusalCode = "same value"
	TooLong         RefusalCode = "too long"
	StepsOpen       RefusalCode = "steps open"
	PatientData     RefusalCode = "patient data"
	NeedsWait       RefusalCode = "wait not over"
	NeedsSecond     RefusalCode = "second person missing"
	NeedsSettling   RefusalCode = "readings differ"
	NeedsRelease    RefusalCode = "hold not released"
	NeedsLinked     RefusalCode = "linked procedure missing"
	NeedsPace       RefusalCode = "pace not explained"
	NeedsItems      RefusalCode = "open items unread"
	SamePerson      RefusalCode = "same person"
	NotYours        RefusalCode = "another person's run"
	WrongRole       RefusalCode = "wrong role"
	HandedOver      RefusalCode = "handed over"
	Interrupted     RefusalCode = "interrupted"
	Overdue         RefusalCode = "overdue"
	TooLate         RefusalCode = "too late"
	TimeFirst       RefusalCode = "time first"
	IsComputed      RefusalCode = "computed"
	NeedsRow        RefusalCode = "row not chosen"
)

func refuse(code RefusalCode, step, field, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Step: step, Field: field, Text: fmt.Sprintf(format, args...)}
}
