package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is left to a later signature is said wherever a verification may leave it, and with --full
// nothing is left.
func TestAVerificationSaysWhatItLeftToALaterSignature(t *testing.T) {
	data := ownDemo(t)
	zip := filepath.Join(t.TempDir(), "all.zip")
	if got := runCLI(data, "export", zip); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	const said = "of the station's checkpoints were left to a later one that is over the same entries: --full checks each."
	for name, of := range map[string][]string{"a bundle": {"verify", zip}, "a log": {"verify"}} {
		neverVerified(t, data)
		lean := runCLI(data, of...)
		full := runCLI(data, append(of, "--full")...)
		if lean.code != 0 || full.code != 0 || !strings.Contains(lean.out, said) || strings.Contains(full.out, said) {
			t.Errorf("%s: %+v, in full %+v", name, lean, full)
		}
		neverVerified(t, data)
		if got := runCLI(data, append(of, "--json")...); got.code != 0 || strings.Contains(got.out, `"vouched":0`) || !strings.Contains(got.out, `"vouched":`) {
			t.Errorf("%s as JSON: %+v", name, got)
		}
		if got := runCLI(data, append(of, "--json", "--full")...); got.code != 0 || !strings.Contains(got.out, `"vouched":0`) {
			t.Errorf("%s as JSON, in full: %+v", name, got)
		}
	}
}

// neverVerified has the next verification of a log read all of it.
func neverVerified(t *testing.T, data string) {
	t.Helper()
	if err := os.Remove(filepath.Join(data, "log.db.verified")); err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}
