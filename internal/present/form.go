package present

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"soprun/internal/model"
	"soprun/internal/session"
	"soprun/sop"
	"soprun/sop/page"
)

// Form is an act that a person fills in. It is all that a front end has to know of
// one: a screen draws it, the dialogue asks it line by line, and it is a command.
type Form struct {
	Name    string // one word, as it is typed
	Under   string // the command that it stands under, "" for none
	Key     string // on a screen
	Does    string // what it does, in words: "change somebody's roles"
	Tells   string // the same in more words, for a list of commands; "" for no more
	Purpose string // what is said before it is filled in; "" for what it does
	Signing string // who signs with a passphrase that is chosen in it: "The new person signs:"
	Signs   string // what they sign, "" for nothing
	Asks    []Ask  // in this order
	First   int    // the ask at which a screen begins: those before it are filled in
	// For reports whether it is about a case at all; nil for yes.
	For func(c Case) bool
	// Ready says why it cannot be filled in now; nil for never.
	Ready func(c Case) error
	// Shown is what has to be seen before it is filled in; nil for nothing.
	Shown func(c Case) []Line
	Heard string                  // said when all of that was said
	Recap func(in Answers) string // said before the passphrases; nil for nothing
	// Act is what is signed, by the answer to "as"; nil where Do is.
	Act func(c Case, in Answers) (model.Act, error)
	// Do is what is done without a sentence: a key is made, or a file written. It returns
	// what is said then, "" for Done; nil where Act is.
	Do     func(c Case, k Keys, in Answers, secrets Secrets) (said string, err error)
	Submit string // what enter does on its last line
	Busy   string // what is said while that goes on
	Done   func(in Answers) string
	Undone string // what is said when it is left
	Access bool   // who has access is shown with it
	Picks  bool   // a value of the record is picked first
	Row    bool   // it is about a row of its list: nothing can be done where there is none
	Later  bool   // it stands in the help of a screen, and not in its foot
	Typing bool   // its passphrase is typed by a person: a command takes it from no file
	// OfPages is that what can be answered follows from the pages in the folders too.
	OfPages bool
	Keeps   bool // somebody can keep in it the key that they have at another station
}

// Case is what a form is filled in about.
type Case struct {
	People []model.Person // who is enrolled
	Shown  string         // names the list of who has access, as it is shown
	About  string         // short name of the person it starts with, "" for nobody
	Words  string         // a passphrase that is offered
	Record model.Record   // of a countersignature or an amendment
	Said   string         // what was said of the record when it was marked
	Value  model.Standing // that is amended
	Page   model.Page     // that is approved or adopted
	Shelf  Shelf          // that it stands on
	Empty  Empty          // that gets its log
	Files  Files          // that are written, or read

	Approval model.Approval      // that is retired
	Disposal string              // number of the one that is confirmed
	Incident model.Incident      // that is closed
	Slot     model.Slot          // that is explained
	Note     model.Note          // that is ticked as read
	Pad      Pad                 // where notes are left
	Printer  Printer             // where reports are written; nil for nowhere
	Query    model.Query         // that selects the rows of a list
	Asset    string              // that goes out of service or comes back
	Duty     model.Duty          // that is taken
	Terminal model.Terminal      // that loses its access
	Rules    model.Rules         // in force, before they are replaced
	Scheme   model.SchemeInForce // in force, before it is replaced
	Assessed model.Assessed      // that its person answers
	Evidence model.Evidence      // beside which more is recorded
	Stated   model.Statement     // after which another is made

	Several []Case // about each of which it is signed; nil for one
	Row     string // names one of several: "entry 12"
}

// Shelf is where pages are read, and from where they are adopted.
type Shelf interface {
	Page(id string) (model.Page, error)
	// CanAdopt says why a page cannot be adopted, nil when it can.
	CanAdopt(id string) error
	// Adopt writes a page with its values set into the department's folder and returns
	// the file's path there.
	Adopt(id string, settings []page.Setting) (file string, err error)
}

// Answers are the lines that were typed, by name.
type Answers map[string]string

// Secrets are the passphrases that were typed, by name; whoever uses one wipes it.
type Secrets map[string][]byte

// Pad is where words are left for the next shift.
type Pad interface {
	LeaveNote(by, text string) (entry int64, err error)
	ReadNote(by string, entry int64) error
}

// Keys is what makes and protects keys.
type Keys interface {
	Enrol(model.Enrolment) (entry int64, err error)
	RotateKey(model.Rotation) (entry int64, err error)
	ChangePassphrase(model.NewPassphrase) error
}

// Names is who judges the names of what there is.
type Names interface {
	// CheckChosen is of a passphrase for somebody; without one, of somebody new: their short
	// name, and their name as it would be printed. What is empty is not looked at.
	CheckChosen(model.SetUp) error
	// CheckKnown is of what there is: somebody who is enrolled, a page of which a version was
	// approved, an asset that something names ...
	CheckKnown(model.Named) error
}

// Desk is where forms are handed in.
type Desk interface {
	session.Desk
	Keys
	Names
}

// Kind is how an ask is answered.
type Kind int

// The kinds.
const (
	Typed     Kind = iota // a line that is needed
	Optional              // a line that may stay empty
	Choice                // one of some rows
	OrWords               // one of some rows, or words of one's own
	Value                 // a value of a field, as it is typed in a run
	Secret                // the passphrase of somebody
	NewSecret             // a passphrase that is chosen, twice
)

// Ask is one line of a form, or one thing that a question asks.
type Ask struct {
	Name   string // as a flag has it
	Arg    string // as a command's argument has it; "" for a flag
	Label  string // on a screen
	Help   string // under the label
	Empty  string // of an Optional, what it stays empty for or where: "for today"; "" for no matter
	Prompt string // in the dialogue; "" for the label with its help
	Holds  bool   // it starts from what holds now, which a flag that is left out leaves as it is
	Like   string // an answer, where nothing tells what could be meant; "" for none
	More   string // the dialogue's answer to a call for help
	Before string // what the dialogue says before it; "" for nothing
	Kind   Kind
	File   bool      // it names a file or a folder
	Field  sop.Field // of a Value
	Rows   []string  // of a Choice, or all that can be answered, where that is little
	Said   []string  // the rows as the dialogue says them; nil for as they are shown
	Values []string  // what each row stands for; nil for itself
	// Several is that more than one of the Rows can stand in it, each once.
	Several bool
	// Anew is that what is typed takes the place of what the line begins with, and is not more of it.
	Anew  bool
	None  string // what is said where there are no rows
	Start func(c Case, in Answers) string
	// Left are those of the rows that the answers before it leave; nil for all.
	Left func(before Answers) []string
	// Check says at once what is wrong with an answer behind those before it; nil for nothing.
	Check func(n Names, before Answers, text string) error
	// Moot reports whether the answers before it leave nothing to ask; nil for never.
	Moot func(before Answers) bool
}

// Begin is what stands in the line before anything is typed.
func (a Ask) Begin(c Case, in Answers) string {
	if a.Start == nil {
		return ""
	}
	return a.Start(c, in)
}

// Offers are the rows that can be taken behind the answers before it.
func (a Ask) Offers(before Answers) []string {
	if a.Left == nil {
		return a.Rows
	}
	return a.Left(before)
}

// few reports whether it is a line in which one of a few words stands.
func (a Ask) few() bool { return a.Rows != nil && (a.Kind == Typed || a.Kind == Optional) }

// oneOf returns the ask with all that can be answered: it is offered, and nothing else is taken.
func (a Ask) oneOf(words ...string) Ask {
	if a.Rows = words; a.Check == nil {
		a.Check = oneWord(words...)
	}
	return a
}

// severalOf is oneOf where more than one can be answered.
func (a Ask) severalOf(words ...string) Ask {
	a.Rows, a.Several = words, true
	if a.Check == nil {
		a.Check = eachOf(words...)
	}
	return a
}

// eachOf says which words a line of several has.
func eachOf(words ...string) func(Names, Answers, string) error {
	return func(_ Names, before Answers, text string) error {
		for _, word := range WordsIn(text) {
			if err := oneWord(words...)(nil, before, word); err != nil {
				return err
			}
		}
		return nil
	}
}

// WordsIn reads words that stand one after the other, as people type them.
func WordsIn(line string) []string {
	return strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(",; +", r) })
}

// Has reports whether a line of several has a word.
func Has(line, word string) bool {
	return slices.ContainsFunc(WordsIn(line), func(w string) bool { return strings.EqualFold(w, word) })
}

// Toggled is a line of several with a word, or without it where it had it.
func Toggled(line, word string) string {
	words := WordsIn(line)
	if Has(line, word) {
		words = slices.DeleteFunc(words, func(w string) bool { return strings.EqualFold(w, word) })
	} else {
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// Answer is what a row stands for.
func (a Ask) Answer(row int) string {
	if a.Values != nil {
		return a.Values[row]
	}
	return a.Rows[row]
}

// Suited is a case as the form has it: one that asks for nobody is about nobody.
func (f Form) Suited(c Case) Case {
	if !slices.ContainsFunc(f.Asks, func(a Ask) bool { return a.Name == askPerson.Name }) {
		c.About = ""
	}
	return c
}

// Command is what it does, for a list of commands.
func (f Form) Command() string { return cmp.Or(f.Tells, f.Does) }

// Offered reports whether it is about the case at all.
func (f Form) Offered(c Case) bool { return f.For == nil || f.For(c) }

// WhyNot says why it cannot be filled in now, nil for nothing.
func (f Form) WhyNot(c Case) error {
	if f.Ready == nil {
		return nil
	}
	return f.Ready(c)
}

// HandIn does what a form does without a sentence, and returns what is said then.
func (f Form) HandIn(c Case, k Keys, in Answers, secrets Secrets) (said string, err error) {
	said, err = f.Do(c, k, in, secrets)
	if err == nil && said == "" && f.Done != nil {
		said = f.Done(in)
	}
	return said, err
}

// Judge says what is wrong with an answer to one of its asks, nil for nothing.
func (a Ask) Judge(n Names, before Answers, text string) error {
	if a.Check == nil || a.Kind == Optional && text == "" {
		return nil
	}
	return a.Check(n, before, text)
}

// known refuses a name of which there is nothing. An empty line is no name: the form says that it
// is empty.
func known(n Names, of model.Named) error {
	if of.ID == "" {
		return nil
	}
	return n.CheckKnown(of)
}

// Signer is the name of the ask for who signs.
const Signer = "as"

// signedAs asks who signs, in a role that they need.
func signedAs(role sop.Role) Ask {
	return Ask{
		Name: Signer, Label: Capital(string(role)), Help: "Short name of who signs it.", Check: inRole(role),
		Prompt: "Short name of the " + string(role) + " who signs", More: "The passphrase is asked next.",
		Start: func(c Case, _ Answers) string {
			if role == sop.Supervisor {
				return model.Only(role, c.People, c.About)
			}
			return model.Only(role, c.People)
		},
	}
}

// always is the same sentence whatever was answered.
func always(text string) func(Answers) string { return func(Answers) string { return text } }

// roleRows returns the words for all roles.
func roleRows() (out []string) {
	for _, r := range sop.Roles {
		out = append(out, string(r))
	}
	return out
}

// rolesOf reads a list of roles as people type one.
func rolesOf(list string) (out []sop.Role) {
	for _, word := range WordsIn(strings.ToLower(list)) {
		if !slices.Contains(out, sop.Role(word)) {
			out = append(out, sop.Role(word))
		}
	}
	return out
}

// entryOf reads the number of an entry.
func entryOf(typed string) (int64, error) {
	n, err := strconv.ParseInt(typed, 10, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no number of an entry", typed)
	}
	return n, nil
}

// anEntry refuses what is no number of an entry.
func anEntry(_ Names, _ Answers, text string) error {
	_, err := entryOf(text)
	return err
}

// checkDay says how a day is written.
func checkDay(typed string) error {
	if _, err := time.Parse(time.DateOnly, typed); err != nil {
		return fmt.Errorf("%q is no day: write it like 2026-11-22", typed)
	}
	return nil
}
