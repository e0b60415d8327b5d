package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/sop/record"
)

// A log is told from the one that lay here by either of the files beside it, as soon as it is opened,
// and for what it is: shorter, or another.
func TestALogThatIsNotTheOneOfTheFilesBesideItIsToldAtOnce(t *testing.T) {
	file := path(t)
	s := open(t, file)
	p := newPair(t, s)
	p.perform("r-0001")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	read := func(end string) []byte {
		text, err := os.ReadFile(file + end)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	short, shortNotes := read(""), read(".checkpoints")
	s = open(t, file)
	p.store = s
	p.perform("r-0002")
	if _, err := s.Verify(t.Context(), time.Now(), nil); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	long, longNotes, mark := read(""), read(".checkpoints"), read(".verified")
	other := filepath.Join(t.TempDir(), "log.db")
	s = open(t, other)
	newPair(t, s).perform("r-0009")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	otherNotes, err := os.ReadFile(other + ".checkpoints")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		log, notes, mark []byte
		code             record.FaultCode // "" for none
		says             string
	}{
		"as it is":                  {long, longNotes, mark, "", ""},
		"its end cut off":           {short, longNotes, nil, record.FaultRolledBack, "checkpoints remember"},
		"put back with checkpoints": {short, shortNotes, mark, record.FaultRolledBack, "when it was found sound"},
		"another log's checkpoints": {long, otherNotes, mark, record.FaultCheckpoint, "is of another log"},
		"a mark of nobody":          {short, shortNotes, bytes.Replace(mark, []byte(`"at":"2`), []byte(`"at":"3`), 1), "", ""},
		"a mark that is torn":       {short, shortNotes, mark[:300], "", ""},
	} {
		for end, text := range map[string][]byte{"": c.log, ".checkpoints": c.notes, ".verified": c.mark} {
			if err := errors.Join(os.RemoveAll(file+end), os.WriteFile(file+end, text, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		s := open(t, file)
		why := s.PutBack()
		if (c.code == "") != (why == nil) || why != nil && (why.Code != c.code || !strings.Contains(why.What, c.says)) {
			t.Errorf("%s: %v, want %q", name, why, c.says)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}
