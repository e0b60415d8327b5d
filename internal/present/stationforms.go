package present

import (
	"fmt"

	"soprun/internal/model"
	"soprun/sop"
)

// Empty is a station that has no log yet.
type Empty interface {
	SetUp(model.SetUp) error
	// GoOn is SetUp for a log that goes on from the closed one in a folder, by a person
	// who keeps the key that they have there, and returns what that is.
	GoOn(from string, who model.SetUp) (model.Continues, error)
}

// StationForms are the ways in which a station gets its log. The first is the one that
// is asked for where nobody says otherwise.
var StationForms = []Form{settingUp, goingOn}

// settingUp opens a log with the signature of who answers for the station.
var settingUp = Form{
	Name: "set-up", Key: "ctrl+n", Does: "open a new log", Tells: "set this station up: its department, its name, and who answers for it",
	Submit: "sign and open the log", Busy: "Making your key and signing ...", Undone: notSetUp,
	Purpose: "Procedures are run, signed and kept here. You become this station's first supervisor and administrator.", Signing: "You sign:", Signs: sop.Declaration,
	Asks: []Ask{
		{
			Name: "site", Label: "Department", Help: "The site and department, for example St Elsewhere Haematology.",
			Prompt: "Question 1. The site and department, like St Elsewhere Haematology", More: "It stands in every record.", Check: isPlace,
		},
		{
			Name: "station", Label: "This bench", Help: "A name for this terminal, for example Bench 2.",
			Prompt: "Question 2. A name for this bench or terminal, like Bench 2", More: "It stands in every record.", Check: isPlace,
		},
		{
			Name: "name", Label: "Your name", Help: "As it is printed in every record, for example A. Khan.",
			Prompt: "Question 3. Your name, like A. Khan", More: "As it is printed in every record.", Check: isName,
		},
		{
			Name: "person", Label: "Short name", Help: "Small letters, digits, points; it is yours for ever.", Check: isFree,
			Prompt: "Question 4. A short name for you", Like: "a.khan", More: "Small letters, digits and points. It is yours for ever.",
			Start: func(_ Case, in Answers) string { return SuggestID(in["name"]) }, Anew: true,
		},
		{
			Name: "new-passphrase", Label: "Passphrase", Help: "Asked at every signature and stored nowhere. ", Kind: NewSecret, Check: isStrong,
			Before: "Questions 5 and 6. The passphrase signs the first entry of the log.",
		},
	},
	Recap: func(in Answers) string {
		return fmt.Sprintf("%s, %s. You are %s, short name %s.", in["site"], in["station"], in["name"], in["person"])
	},
	Do: func(c Case, _ Keys, in Answers, secrets Secrets) (string, error) {
		return "", c.Empty.SetUp(model.SetUp{
			Site: in["site"], Station: in["station"], Name: in["name"], PersonID: in["person"], Passphrase: secrets["new-passphrase"],
		})
	},
	Done: always("The station is set up and its log is open."),
}

// isPlace reports what a department or a bench cannot be called, before a passphrase is asked.
func isPlace(_ Names, _ Answers, text string) error {
	if len(text) > mostPlace {
		return fmt.Errorf("that is too long: write %s at most, as it stands in every record", Number(mostPlace, "letter"))
	}
	return nil
}

// mostPlace is how long the name of a department or a bench may be in the log, in bytes.
const mostPlace = 100

const notSetUp = "The set-up is not finished. Nothing was kept or signed."

// goingOn opens a log that names the end of a closed one.
var goingOn = Form{
	Name: "continue", Key: "ctrl+o", Does: "go on from a closed log", Tells: "open the next log, which goes on from a closed one",
	Submit: "sign and open the log", Busy: "Reading the closed log and signing ...", Undone: notSetUp,
	Purpose: "The first entry of this station's log names the end of a closed one, and is signed by an administrator of that, with the key that they have. " +
		"The others are enrolled with theirs by soprun people enrol --after; procedures are approved anew.",
	Asks: []Ask{
		{
			Name: "from", Arg: "OLD", File: true, Label: "Closed log", Help: "The folder of the station whose log was closed.",
			Prompt: "The folder of the station whose log was closed", More: "It is read, and nothing is written there.",
		},
		{
			Name: Signer, Label: "Administrator", Help: "Short name of an administrator of that station.",
			Prompt: "Short name of an administrator of that station, who signs", More: "With the key that they have there.",
		},
		{Name: "passphrase", Label: "Their passphrase", Help: "The one that is asked there at every signature.", Kind: Secret},
	},
	Do: func(c Case, _ Keys, in Answers, secrets Secrets) (string, error) {
		before, err := c.Empty.GoOn(in["from"], model.SetUp{PersonID: in[Signer], Passphrase: secrets["passphrase"]})
		return fmt.Sprintf("The log goes on from %s of %s.", Entries(before.Size), before.Log), err
	},
}
