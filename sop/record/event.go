package record

import "soprun/sop"

// wireEvent is a sop.Event with its members in canonical order.
type wireEvent struct {
	Field  string        `json:"field,omitempty"`
	Index  int           `json:"index,omitempty"`
	Kind   sop.EventKind `json:"kind"`
	Mark   string        `json:"mark,omitempty"`
	Old    string        `json:"old,omitempty"`
	Raw    string        `json:"raw,omitempty"`
	Reason string        `json:"reason,omitempty"`
	Step   string        `json:"step,omitempty"`
	Unit   string        `json:"unit,omitempty"`
	Value  string        `json:"value,omitempty"`
}

// MarshalJSON writes the body in canonical form.
func (b *RunEvent) MarshalJSON() ([]byte, error) {
	e := b.Event
	return canonical(struct {
		Event wireEvent `json:"event"`
		Run   string    `json:"run"`
	}{
		Event: wireEvent{
			Field: e.Field, Index: e.Index, Kind: e.Kind, Mark: e.Mark, Old: e.Old,
			Raw: e.Raw, Reason: e.Reason, Step: e.Step, Unit: e.Unit, Value: e.Value,
		},
		Run: b.Run,
	})
}
