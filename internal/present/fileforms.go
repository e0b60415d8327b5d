package present

import (
	"fmt"
	"strconv"
	"time"

	"soprun/internal/model"
)

// Files is what forms about the log write to the disk, and read from it.
type Files interface {
	// Checkpoint writes the station's signed note over the log, and returns over how many
	// entries it is, and its six words.
	Checkpoint(file string) (entries int64, words string, err error)
	// Backup copies the log and its keys into one file, and reads that back.
	Backup(file string) (entries int64, err error)
	// AskWitness writes what a witness needs to cosign the log. since is how many entries
	// it saw last, or -1 for what its last answer here says.
	AskWitness(file, witness string, since int64) error
	// KeepAnswer keeps what a witness answered. keyFile holds its key, "" where that is
	// known.
	KeepAnswer(file, keyFile string) (model.Witnessed, error)
	// Witness answers the request of another station. keyFile holds the key of that, ""
	// where it is known.
	Witness(request, answer, keyFile string) error
}

// fileForms are the acts about the log that write a file, or read one.
var fileForms = []Form{
	{
		Name: "checkpoint", Key: "k", Does: "write a checkpoint, to keep elsewhere", Submit: "write it", Busy: "Writing ...", Undone: nothingWritten,
		Purpose: "A checkpoint is the station's signed note over the whole log. A copy that is kept elsewhere, on paper, by mail or by another station, " +
			"shows later whether the log was put back to an earlier one, or written anew.",
		Asks: []Ask{newFile("", "A new file for it, best on another disk.")},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			entries, words, err := c.Files.Checkpoint(in["file"])
			return fmt.Sprintf("%s holds the checkpoint of %s. Its six words, to note or to read over the telephone: %s.", Safe(in["file"]), Entries(entries), words), err
		},
	},
	{
		Name: "backup", Key: "u", Does: "copy the log and its keys into one file", Submit: "make the copy", Busy: "Copying, and reading it back ...", Undone: nothingWritten,
		Purpose: "Copy the log as it is at this moment, with the station's key and everybody's, into one new file (a zip), and read it back. The copy is kept too where it " +
			"does not verify or a key is missing. Keep it as safe as the station itself: who has it can write as the station.",
		Asks: []Ask{newFile("FILE", "A new file for it, best on another disk.")},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			entries, err := c.Files.Backup(in["file"])
			if entries == 0 {
				return "", err // it went where nothing may be said
			}
			return fmt.Sprintf("%s holds %s and the keys. It was read back and verifies. Keep it as safe as the station.", Safe(in["file"]), Entries(entries)), err
		},
		Done: always(""),
	},
	{
		Name: "request", Under: "checkpoint", Key: "r", Does: "ask another station to witness the log", Submit: "write it", Busy: "Writing ...", Undone: nothingWritten,
		Purpose: "Write the checkpoint and the proof that the log goes on from what the witness saw last (C2SP tlog-witness). Carry the file to the other station, answer it there " +
			"as a witness, and bring the answer back to be kept here.",
		Asks: []Ask{
			newFile("FILE", "A new file for the request."),
			{Name: "witness", Label: "Witness", Help: "Its name, where there are several.", Kind: Optional},
			{
				Name: "since", Label: "Entries it saw", Help: "How many entries the witness saw last.", Empty: "for what its last answer here says", Kind: Optional,
				Check: anEntry,
			},
		},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			since, err := strconv.ParseInt(in["since"], 10, 64)
			if err != nil {
				since = -1 // it was left out
			}
			return "The request is in " + Safe(in["file"]) + ". Carry it to the other station.", c.Files.AskWitness(in["file"], in["witness"], since)
		},
	},
	{
		Name: "keep", Under: "checkpoint", Key: "e", Does: "keep what a witness answered", Submit: "keep it", Busy: "Checking ...", Undone: "Nothing was kept.",
		Asks: []Ask{
			{Name: "file", Arg: "FILE", Label: "File", Help: "The witness's answer.", File: true},
			{Name: "witness-key", Label: "Its key", Help: "File with the witness's key, as soprun witness prints it there; needed once.", Kind: Optional, File: true},
		},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			w, err := c.Files.KeepAnswer(in["file"], in["witness-key"])
			return Witnessed(w), err
		},
	},
	{
		Name: "witness", Key: "w", Does: "vouch for the log of another station", Submit: "answer it", Busy: "Checking ...", Undone: nothingWritten,
		Purpose: "Check that the log of another station goes on from what this one saw of it last, remember it, and cosign it (C2SP tlog-witness).",
		Asks: []Ask{
			{Name: "request", Arg: "REQUEST", Label: "Request", Help: "The file that the other station wrote.", File: true},
			{Name: "output", Label: "Answer", Help: "A new file for the answer, which is kept at the other station.", File: true},
			{Name: "log-key", Label: "Its key", Help: "File with the other station's key, as soprun checkpoint key prints it there; needed once.", Kind: Optional, File: true},
		},
		Do: func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
			return "It was cosigned. The answer is in " + Safe(in["output"]) + ".", c.Files.Witness(in["request"], in["output"], in["log-key"])
		},
	},
}

const nothingWritten = "Nothing was written."

// newFile asks for a file that is not there yet.
func newFile(arg, help string) Ask {
	return Ask{Name: "file", Arg: arg, Label: "File", Help: help, File: true, More: "One that is there already is not written over."}
}

// Witnessed words what a witness, or a time-stamping authority, vouches for.
func Witnessed(w model.Witnessed) string {
	return fmt.Sprintf("%s vouches for %s as of %s. Kept in %s", w.By, Entries(w.Size), w.At.Format(time.DateTime), Safe(w.File))
}
