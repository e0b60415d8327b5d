package people

import (
	"strings"

	"soprun/internal/model"
	"soprun/internal/tui/kit"
	"soprun/sop"
	"soprun/sop/record"
)

// doing is what a form with a new passphrase is filled in for.
type doing struct {
	purpose string                            // what the form is for, above it
	signs   string                            // what the person signs who types the new passphrase, "" for nothing
	submit  string                            // what enter does on its last line
	busy    string                            // while that goes on
	pass    int                               // the input of the new passphrase; the next repeats it
	last    int                               // the input that is asked for again when it was refused
	checks  map[int]func(Bench, string) error // what is wrong with an input, before the next is asked
	do      func(kit.Form, Bench) finished
}

const fourWords = "12 characters or more, known to nobody else. Four words are easy to keep, for example: "

// The inputs of an enrolment.
const (
	inName = iota
	inID
	inRole
	inPass
	inAgain
	inAdmin
	inAdminPass
)

var enrolling = doing{
	purpose: "Enrol a person. An administrator and the new person do this together. The new person signs:", signs: record.Declaration,
	submit: "enrol", busy: "Making the key and signing ...", pass: inPass, last: inAdminPass,
	checks: map[int]func(Bench, string) error{inID: Bench.CheckFree, inAdmin: Bench.CheckEnrolled},
	do: func(form kit.Form, bench Bench) finished {
		name := form.Value(inName)
		err := bench.Enrol(model.Enrolment{
			Name: name, ID: form.Value(inID), Roles: []sop.Role{sop.Role(strings.ToLower(form.Value(inRole)))},
			Passphrase: []byte(form.Value(inPass)), By: form.Value(inAdmin), ByPass: []byte(form.Value(inAdminPass)),
		})
		return finished{name + " is enrolled and can sign with the passphrase that was just typed.", err}
	},
}

func newForm(words, admin string) kit.Form {
	return kit.Form{Inputs: []kit.Input{
		kit.NewInput("Name", "As it is printed in every record, for example A. Khan."),
		kit.NewInput("Short name", "Lower-case letters, digits, points; never used for anyone else."),
		kit.NewInput("Role", "assistant, supervisor, trainee or administrator.").With(string(sop.Assistant)),
		kit.NewSecret("Passphrase", "The new person types this: "+fourWords+words+"."),
		kit.NewSecret("Again", "The same passphrase once more."),
		kit.NewInput("Administrator", "Short name of who signs the enrolment.").With(admin),
		kit.NewSecret("Their passphrase", "The administrator types this. It is asked at every signature."),
	}}
}

// The inputs of a new passphrase.
const (
	inPerson = iota
	inOld
	inNew
	inNewAgain
)

var changing = doing{
	purpose: "Change a passphrase. Whose it is types it. The key stays the same one, and so does everything that was signed with it.",
	submit:  "change it", busy: "Changing the passphrase ...", pass: inNew, last: inOld,
	checks: map[int]func(Bench, string) error{inPerson: Bench.CheckEnrolled},
	do: func(form kit.Form, bench Bench) finished {
		person := form.Value(inPerson)
		err := bench.ChangePassphrase(model.NewPassphrase{Person: person, Old: []byte(form.Value(inOld)), New: []byte(form.Value(inNew))})
		return finished{"The passphrase of " + person + " is another one from now on.", err}
	},
}

func changeForm(words string) kit.Form {
	return kit.Form{Inputs: []kit.Input{
		kit.NewInput("Short name", "Whose passphrase it is. Nobody changes it for anybody else."),
		kit.NewSecret("Passphrase now", "The one that is asked at every signature."),
		kit.NewSecret("New passphrase", fourWords+words+"."),
		kit.NewSecret("Again", "The new passphrase once more."),
	}}
}

// The inputs of a new key.
const (
	inWhose = iota
	inWhy
	inNext
	inNextAgain
	inSigner
	inSignerPass
)

var rotating = doing{
	purpose: "Give a person a new key, when theirs was revoked, or its passphrase forgotten or known to others. They sign it themselves with the old one, " +
		"or an administrator signs for them. The person signs with the new key:", signs: record.Declaration,
	submit: "make the key", busy: "Making the key and signing ...", pass: inNext, last: inSignerPass,
	checks: map[int]func(Bench, string) error{inWhose: Bench.CheckEnrolled, inSigner: Bench.CheckEnrolled},
	do: func(form kit.Form, bench Bench) finished {
		person := form.Value(inWhose)
		err := bench.RotateKey(model.Rotation{
			Person: person, By: form.Value(inSigner), Passphrase: []byte(form.Value(inSignerPass)), Next: []byte(form.Value(inNext)), Reason: form.Value(inWhy),
		})
		return finished{person + " has a new key and can sign with the passphrase that was just typed.", err}
	},
}

func rotateForm(words, person, admin string) kit.Form {
	return kit.Form{Inputs: []kit.Input{
		kit.NewInput("Short name", "Who gets the new key.").With(person),
		kit.NewInput("Why", "It stands in the record. Ten letters or more."),
		kit.NewSecret("New passphrase", "The person types this: "+fourWords+words+"."),
		kit.NewSecret("Again", "The same passphrase once more."),
		kit.NewInput("Who signs", "The person themself, or an administrator for them.").With(admin),
		kit.NewSecret("Their passphrase", "Of who signs, for the key that they have now."),
	}}
}
