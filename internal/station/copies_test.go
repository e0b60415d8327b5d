package station_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/bundle"
	"soprun/internal/station"
)

// written makes a backup and returns it opened, with its log in a file of its own.
func (b *bench) written() (opened *bundle.Opened, log string) {
	b.t.Helper()
	opened, err := bundle.Open(b.backup())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = opened.Close() })
	from, err := opened.Open("log.db")
	if err != nil {
		b.t.Fatal(err)
	}
	text, err := io.ReadAll(from)
	log = filepath.Join(b.t.TempDir(), "log.db")
	if err := errors.Join(err, from.Close(), os.WriteFile(log, text, 0o600)); err != nil {
		b.t.Fatal(err)
	}
	return opened, log
}

func TestABackupIsReadBackWithEachKey(t *testing.T) {
	key := func(name string) func(b *bench) string {
		return func(b *bench) string { return filepath.Join(b.cfg.Dir, filepath.FromSlash(name)) }
	}
	gone := func(path string) error { return os.Remove(path) }
	swapped := func(path string) error {
		other, err := os.ReadFile(filepath.Join(filepath.Dir(path), boss+".key"))
		return errors.Join(err, os.WriteFile(path, other, 0o600))
	}
	words := func(path string) error { return os.WriteFile(path, []byte("no key\n"), 0o600) }
	for name, c := range map[string]struct {
		file        func(b *bench) string
		damage      func(path string) error
		says        string
		onlyMissing bool
	}{
		"whole":                  {file: key("station.key"), damage: func(string) error { return nil }},
		"a key that is missing":  {key("people/" + worker + ".key"), gone, "the key of " + worker + " is missing", true},
		"somebody else's key":    {key("people/" + worker + ".key"), swapped, "people/" + worker + ".key is not the key that the log names", false},
		"a key that is none":     {key("people/" + worker + ".key"), words, "people/" + worker + ".key is not the key that the log names", false},
		"the station's missing":  {key("station.key"), gone, "the station's key is missing", true},
		"the station's replaced": {key("station.key"), words, "station.key is not the key that the log names", false},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			path := c.file(b)
			good, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.damage(path); err != nil {
				t.Fatal(err)
			}
			opened, log := b.written()
			report, err := station.CheckBackup(t.Context(), log, opened, nil)
			var keys *station.KeysError
			switch {
			case report == nil || !report.OK():
				t.Errorf("the log: %v, %v", report, err)
			case c.says == "" && err != nil, c.says != "" && (!errors.As(err, &keys) || !strings.Contains(err.Error(), c.says) || keys.OnlyMissing() != c.onlyMissing):
				t.Errorf("it says %v", err)
			}
			if here := b.CheckKeys(); (here == nil) != (c.says == "") {
				t.Errorf("of the station itself it says %v", here)
			}
			if err := os.WriteFile(path, good, 0o600); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestABackupThatDoesNotVerifyIsNoBackup(t *testing.T) {
	b := newBench(t)
	opened, log := b.written()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(text, []byte("opened the log"))
	text[i] ^= 1
	if err := os.WriteFile(log, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if report, err := station.CheckBackup(t.Context(), log, opened, nil); !errors.Is(err, station.ErrUnsound) || report.OK() {
		t.Errorf("%v, %v", report, err)
	}
	if err := os.WriteFile(log, text[:len(text)/2], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := station.CheckBackup(t.Context(), log, opened, nil); err == nil {
		t.Error("half of a log is a backup")
	}
}

// The names of folders hold anything: none of it is a pattern.
func TestAFolderOfAnyNameIsBackedUpWithItsKeys(t *testing.T) {
	b := newBench(t)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	odd := filepath.Join(t.TempDir(), "a [b]* \x1b[31m\u202e?")
	if err := os.Rename(b.cfg.Dir, odd); err != nil {
		t.Fatal(err)
	}
	b.cfg.Dir = odd
	b.open()
	opened, log := b.written()
	if _, err := station.CheckBackup(t.Context(), log, opened, nil); err != nil {
		t.Error(err)
	}
}
