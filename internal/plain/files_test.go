package plain_test

import (
	"fmt"
	"testing"

	"soprun/internal/model"
	"soprun/internal/plain"
	"soprun/internal/present"
)

// disk is where forms write and read; it holds what was written by name.
type disk map[string]string

func (d disk) write(file, what string) error {
	if d[file] != "" {
		return fmt.Errorf("%s is there already", file)
	}
	d[file] = what
	return nil
}

func (d disk) Checkpoint(file string) (int64, string, error) {
	return 40, "one two three four five six", d.write(file, "checkpoint")
}
func (d disk) Backup(file string) (int64, error) { return 41, d.write(file, "backup") }
func (d disk) AskWitness(file, witness string, since int64) error {
	return d.write(file, fmt.Sprintf("request %s %d", witness, since))
}

func (d disk) KeepAnswer(file, _ string) (model.Witnessed, error) {
	if d[file] == "" {
		return model.Witnessed{}, fmt.Errorf("%s is not there", file)
	}
	return model.Witnessed{By: "bench-1", Size: 40, File: file}, nil
}

func (d disk) Witness(request, answer, _ string) error { return d.write(answer, "answer to "+request) }

func TestTheLogsFilesAreWrittenAndReadInTheDialogue(t *testing.T) {
	p, d := open(t), disk{"old.zip": "kept", "answer.txt": "cosigned"}
	p.with = func(c *plain.Config) { c.Sources.Files = d }
	p.says([]string{
		"l", "k", ".back", "k", "note.txt", "u", "old.zip", "u", "new.zip", "r", "ask.txt", ".skip", "many", "12", "e", "answer.txt", ".skip", "w", "theirs.txt", "ours.txt", ".skip", "b", "q",
	},
		"A checkpoint is the station's signed note", "Nothing was written.", "note.txt holds the checkpoint of 40 entries. Its six words, to note or to read over the telephone: one two three four five six.",
		"Old.zip is there already.", "Nothing was written.", "new.zip holds 41 entries and the keys. It was read back and verifies.",
		`"many" is no number of an entry.`, "The request is in ask.txt.", "bench-1 vouches for 40 entries", "It was cosigned. The answer is in ours.txt.")
	for file, want := range map[string]string{"old.zip": "kept", "note.txt": "checkpoint", "new.zip": "backup", "ask.txt": "request  12", "ours.txt": "answer to theirs.txt"} {
		if d[file] != want {
			t.Errorf("%s holds %q, want %q", file, d[file], want)
		}
	}
}

// printer keeps what was to be reported by the name of its file.
type printer map[string]model.Wanted

func (p printer) Report(want model.Wanted, file string) (string, error) {
	p[file] = want
	return "2 of 3 records in the log", nil
}

func (p printer) Portfolio(s present.Sharing) (string, error) {
	if p != nil {
		p["portfolio of "+s.Person+" in "+s.Folder+s.HTML+s.PDF+" by "+string(s.Passphrase)] = model.Wanted{}
	}
	return s.Folder + " holds 3 entries.", nil
}

func TestAReportIsWrittenInTheDialogueOfWhatWasSaid(t *testing.T) {
	p, written := open(t), printer{}
	p.with = func(c *plain.Config) { c.Sources.Printer = written }
	p.says([]string{"l", "fridge", "report", "notes.doc", "said.csv", "r", ".back", "?", "b", "q"},
		"A report is a copy to be printed", `"notes.doc" says no format`, "said.csv holds 2 of 3 records in the log.", "Nothing was written.", "request: ask another station to witness the log")
	if want := (model.Wanted{Filter: true, Query: model.Query{Words: "fridge"}}); len(written) != 1 || written["said.csv"].Query != want.Query || !written["said.csv"].Filter {
		t.Errorf("%+v", written)
	}
}

func TestASetUpCanGoOnFromAClosedLogAndBeginAgain(t *testing.T) {
	p := empty(t)
	p.WithOthers(nil)
	p.says(all([]string{"St Elsewhere", ".continue", ".back"}, opens, []string{"q"}),
		"The first entry of this station's log names the end of a closed one", "The folder of the station whose log was closed", "The set-up begins again.", "Question 1.", "The station is set up")
}

func TestAPortfolioIsSharedInTheDialogueByWhoseItIs(t *testing.T) {
	p, written := open(t), printer{}
	p.with = func(c *plain.Config) { c.Sources.Printer = written }
	p.says([]string{"e", "portfolio", "a.kahn", "a.khan", "khan", "khan.doc", "khan.html", ".skip", ".skip", phrase(khan), "o", ".back", "b", "q"},
		"A portfolio says first what is missing", "Its owner shares it, and nobody for them", "Short name of whose portfolio it is", `"khan.doc" does not end in .html`, "khan holds 3 entries.", "Nothing was written.")
	if _, is := written["portfolio of a.khan in khankhan.html by "+phrase(khan)]; len(written) != 1 || !is {
		t.Errorf("%v", written)
	}
}
