package store_test

import (
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"soprun/sop/record"
)

// vector reads the entries of a test vector in batches, as they were appended. It returns none
// where the vector is of what no append does.
func vector(t *testing.T, file string) (expect string, batches [][]record.Sealed, texts [][]byte) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	decode := func(s string) []byte {
		b, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(s, "-"))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	batch := []record.Sealed{}
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch name {
		case "expect":
			expect = value
		case "text":
			_, text, _ := strings.Cut(value, " ")
			texts = append(texts, decode(text))
		case "gone":
			return expect, nil, nil
		case "entry":
			parts := append(strings.Fields(value), "-", "-")
			batch = append(batch, record.Sealed{Payload: decode(parts[0]), Signature: decode(parts[1])})
			if parts[2] != "-" {
				batches, batch = append(batches, batch), nil
			}
		}
	}
	return expect, batches, texts
}

// ofPeople are the vectors about who was watched and assessed, and about the evidence of them.
var ofPeople = regexp.MustCompile(`observed|found|scheme|assessed|agreed|evidence|statement-|competen`)

// What the verifier finds wrong with what is said of people and of their work, the log does not
// take; all else it takes, and finds sound where it goes on from what it found sound before. What
// it knows of the past comes from its index, or from the entries that are not indexed yet.
func TestTheLogTakesOfWhatPeopleCanDoWhatTheVerifierFindsSound(t *testing.T) {
	files, err := filepath.Glob("../../sop/record/testdata/vectors/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		expect, batches, texts := vector(t, file)
		if !ofPeople.MatchString(name) || len(batches) == 0 {
			continue
		}
		tried++
		s := open(t, filepath.Join(t.TempDir(), "log"))
		last := len(batches) - 1
		for _, batch := range batches[:last] {
			if _, err := s.Append(batch, texts...); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			texts = nil
		}
		if tried%2 == 0 || expect == "ok" {
			mark(t, s)
			if err := s.CatchUp(); err != nil {
				t.Error(err)
			}
		}
		_, err := s.Append(batches[last])
		var fault *record.Fault
		switch {
		case expect != "ok" && (!errors.As(err, &fault) || string(fault.Code) != expect):
			t.Errorf("%s: %v, want %s", name, err, expect)
		case expect == "ok" && err != nil:
			t.Errorf("%s: %v", name, err)
		case expect == "ok":
			mustVerifyNew(t, s)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if tried < 70 {
		t.Errorf("only %d vectors were tried", tried)
	}
}
