package present

import (
	"slices"

	"soprun/internal/model"
	"soprun/sop/run"
)

// IsAmended is the kind of an amendment among the exceptions of a record.
const IsAmended run.ExceptionKind = "amended"

// counted are the exceptions of a record that its list, its queue and its chart count: those that it
// was signed with, and what it was done with that was out of service then.
func counted(c model.Completion) []run.Exception {
	out := slices.Clone(c.Exceptions)
	for _, o := range c.Outages {
		out = append(out, run.Exception{Kind: IsOutOfService, Text: outageText(o, c.At.Location())})
	}
	return out
}

// ExceptionsOf are those that a record was signed with, each amendment since, and what it was done
// with that was out of service then: what wrongOf words of a record in full.
func ExceptionsOf(c model.Completion) []run.Exception {
	out := slices.Clone(c.Exceptions)
	for _, a := range c.Amendments {
		out = append(out, run.Exception{Kind: IsAmended, Step: a.Step, Item: a.Item, Text: amendedText(a, a.Of)})
	}
	for _, o := range c.Outages {
		out = append(out, run.Exception{Kind: IsOutOfService, Text: outageText(o, c.At.Location())})
	}
	return out
}
