package present

import (
	"strings"

	"soprun/internal/model"
	"soprun/sop"
)

// watching says what somebody found who watched the run of a record.
var watching = Form{
	Name: "watched", Key: "o", Does: "say what you found", Tells: "say what you found in a run that you watched",
	Done: always("The assessment is in the record, and waits for the word of who was watched."), Undone: "Nothing was signed.",
	For: func(c Case) bool { return len(c.Record.Unassessed) > 0 },
	Asks: []Ask{
		{
			Name: Signer, Label: "Supervisor", Help: "Short name of who watched, as was said before the run.", Check: inRole(sop.Supervisor), Prompt: "Short name of the supervisor who watched, as was said before the run",
			Start: func(c Case, _ Answers) string {
				if waits := c.Record.Unassessed; len(waits) > 0 {
					return waits[0]
				}
				return ""
			},
		},
		Ask{Name: "independence", Label: "Help it took"}.oneOf(sop.Independences...),
		{Name: "comment", Label: "What you saw", Help: "In a sentence: they read it, and say whether they agree."},
		{Name: "next", Label: "Next", Help: "What they do next.", Kind: Optional},
		Ask{Name: "outcome", Label: "Outcome", Help: "By the scheme, once enough was watched."}.oneOf(outcomes...),
		{Name: "expires", Label: "Expires", Help: "A day, like 2027-11-22.", Empty: "for as the scheme says", Kind: Optional, Check: aDay},
	},
	Act: func(c Case, in Answers) (model.Act, error) {
		return model.Assess{
			Person: c.Record.Person.ID, SOP: c.Record.SOP, Version: c.Record.Version, Run: c.Record.Run, Method: "observed", Outcome: strings.ToLower(in["outcome"]),
			Independence: strings.ToLower(in["independence"]), Comment: in["comment"], Next: in["next"], Expires: in["expires"],
		}, nil
	},
}
