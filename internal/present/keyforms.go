package present

import (
	"strings"

	"soprun/internal/model"
	"soprun/sop"
)

const fourWords = "12 characters or more, known to nobody else. Four words are easy to keep, for example: "

// SecretPurpose is said where somebody chooses a passphrase: who types it, and a
// passphrase that is offered.
func SecretPurpose(who, offered string) string { return who + fourWords + offered + "." }

func onlyAdministrator(c Case, _ Answers) string {
	return model.Only(sop.Administrator, c.People)
}

// isFree and isEnrolled judge a short name; whoever asks says that there is none.
func isFree(n Names, _ Answers, id string) error {
	if id == "" {
		return nil
	}
	return n.CheckChosen(model.SetUp{PersonID: id})
}

// isName reports what cannot be printed as somebody's name, before a passphrase is asked.
func isName(n Names, _ Answers, name string) error {
	if name == "" {
		return nil
	}
	return n.CheckChosen(model.SetUp{Name: name})
}

func isEnrolled(n Names, _ Answers, id string) error {
	if id == "" {
		return nil
	}
	return enrolled(n, nil, id)
}

// isStrong reports what is wrong with a passphrase that is chosen, before it is asked for once more.
func isStrong(n Names, before Answers, passphrase string) error {
	if passphrase == "" { // nothing was chosen
		return nil
	}
	return n.CheckChosen(model.SetUp{
		Site: before["site"], Station: before["station"], PersonID: before["person"], Name: before["name"], Passphrase: []byte(passphrase),
	})
}

// enrolling adds a person, who types a passphrase of their own.
var enrolling = Form{
	Name: "enrol", Key: "n", Does: "enrol somebody", Keeps: true, Submit: "enrol", Busy: "Making the key and signing ...", Undone: "Nobody was enrolled.",
	Purpose: "Enrol a person. An administrator and the new person do this together.", Signing: "The new person signs:", Signs: sop.Declaration,
	Asks: []Ask{
		{Name: "name", Label: "Name", Help: "As it is printed in every record, for example A. Khan.", Prompt: "Name, like A. Khan", More: "As it is printed in every record.", Check: isName},
		{
			Name: "person", Label: "Short name", Help: "Small letters, digits, points; never used for anyone else.", Check: isFree,
			Prompt: "Short name", Like: "a.khan", More: "Small letters, digits and points. It is never used for anyone else.",
			Start: func(_ Case, in Answers) string { return SuggestID(in["name"]) }, Anew: true,
		},
		Ask{
			Name: "role", Label: "Role", Prompt: "Role", Kind: Choice,
			Start: func(Case, Answers) string { return string(sop.Assistant) },
		}.oneOf(roleRows()...),
		{Name: "new-passphrase", Label: "Passphrase", Help: "The new person types this: ", Kind: NewSecret, Check: isStrong},
		{
			Name: Signer, Label: "Administrator", Help: "Short name of who signs the enrolment.", Check: inRole(sop.Administrator), Start: onlyAdministrator,
			Prompt: "Short name of the administrator who signs", More: "An administrator is somebody who may enrol others.",
		},
		{Name: "passphrase", Label: "Their passphrase", Help: "The administrator types this. It is asked at every signature.", Kind: Secret},
	},
	Do: func(_ Case, k Keys, in Answers, secrets Secrets) (string, error) {
		_, err := k.Enrol(model.Enrolment{
			Name: in["name"], ID: in["person"], Roles: []sop.Role{sop.Role(strings.ToLower(in["role"]))}, Passphrase: secrets["new-passphrase"],
			By: in[Signer], ByPass: secrets["passphrase"],
		})
		return "", err
	},
	Done: func(in Answers) string {
		return in["name"] + " is enrolled and can sign with the passphrase that was just typed."
	},
}

// changingPassphrase protects a person's key with another passphrase.
var changingPassphrase = Form{
	Name: "passphrase", Key: "p", Does: "change passphrase", Submit: "change it", Busy: "Changing the passphrase ...", Undone: "No passphrase was changed.",
	Purpose: "Change a passphrase. Whose it is types it. The key stays the same one, and so does everything that was signed with it.",
	Asks: []Ask{
		{
			Name: "person", Label: "Short name", Help: "Whose passphrase it is. Nobody changes it for anybody else.", Check: isEnrolled,
			Prompt: "Short name of whose passphrase it is", More: "Nobody changes it for anybody else. .back leaves it as it is.",
		},
		{Name: "passphrase", Label: "Passphrase now", Help: "The one that is asked at every signature.", Kind: Secret},
		{Name: "new-passphrase", Label: "New passphrase", Kind: NewSecret, Check: isStrong},
	},
	Do: func(_ Case, k Keys, in Answers, secrets Secrets) (string, error) {
		return "", k.ChangePassphrase(model.NewPassphrase{Person: in["person"], Old: secrets["passphrase"], New: secrets["new-passphrase"]})
	},
	Done: func(in Answers) string { return "The passphrase of " + in["person"] + " is another one from now on." },
}

// newKey gives a person another key.
var newKey = Form{
	Name: "key", Key: "k", Does: "give a new key", Submit: "make the key", Busy: "Making the key and signing ...", Undone: "No key was made.",
	Purpose: "Give a person a new key, when theirs was revoked, or its passphrase forgotten or known to others. They sign it themselves with the old one, " +
		"or an administrator signs for them.", Signing: "The person signs with the new key:", Signs: sop.Declaration,
	Asks: []Ask{
		{
			Name: "person", Label: "Short name", Help: "Who gets the new key.", Check: isEnrolled,
			Prompt: "Short name of who gets the new key", More: "When theirs was revoked, or its passphrase forgotten or known to others.",
			Start: func(c Case, _ Answers) string { return c.About },
		},
		{Name: "reason", Label: "Why", Help: "It stands in the record. Ten letters or more.", Prompt: "Why, in ten letters or more", More: "It stands in the record.", Check: tenLetters},
		{Name: "new-passphrase", Label: "New passphrase", Help: "The person types this: ", Kind: NewSecret, Check: isStrong},
		{
			Name: Signer, Label: "Who signs", Help: "The person themself, or an administrator for them.", Check: isEnrolled, Start: onlyAdministrator,
			Prompt: "Short name of who signs: the person themself, or an administrator for them", More: "With the key that they have now.",
		},
		{Name: "passphrase", Label: "Their passphrase", Help: "Of who signs, for the key that they have now.", Kind: Secret},
	},
	Do: func(_ Case, k Keys, in Answers, secrets Secrets) (string, error) {
		_, err := k.RotateKey(model.Rotation{
			Person: in["person"], By: in[Signer], Passphrase: secrets["passphrase"], Next: secrets["new-passphrase"], Reason: in["reason"],
		})
		return "", err
	},
	Done: func(in Answers) string {
		return in["person"] + " has a new key and can sign with the passphrase that was just typed."
	},
}

// KeyForms are the acts that make a key or protect one anew.
var KeyForms = []Form{enrolling, changingPassphrase, newKey}
