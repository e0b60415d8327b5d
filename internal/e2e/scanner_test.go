package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// scanned is a page with a field for a label, a step, a critical step, and a label.
const scanned = `---
id: SOP-E2E-002
title: Rack and bleach
version: 1.0
status: ready
owner: Quality lead
review-every: 12 months
standard: ST0218 v1.1
codes: [S7]
mode: read-do
sign: performer
---

# Rack and bleach

1. Scan the label, if there is one. ` + "`#label, S7`" + `
   - Asset: ` + "`asset: scan CEN-####, optional`" + `
2. Rack the tube. ` + "`#rack, S7`" + `
3. Bleach the bowl. ` + "`#bleach, critical, S7`" + `
4. Scan the lot. ` + "`#lot, S7`" + `
   - Lot: ` + "`lot: scan LN*`" + `
`

// scans sends bytes at once and without brackets, as a keyboard-wedge scanner does.
func (term *terminal) scans(code string) {
	term.t.Helper()
	term.tmux("set-buffer", code)
	term.tmux("paste-buffer", "-r", "-d")
}

// beside runs a command while the program is open.
func (term *terminal) beside(says string, args ...string) {
	term.t.Helper()
	if out, err := term.command(args...); err != nil || !strings.Contains(out, says) {
		term.t.Errorf("soprun %s beside the open program: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// A scanner fills what asks for a scan and is no command anywhere else, while a second
// terminal asks the log of the open bench.
func TestTheMainJobWithAScannerAndASecondTerminal(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {60, 16}} {
		t.Run(fmt.Sprint(size[0], "x", size[1]), func(t *testing.T) {
			term := open(t, size[0], size[1])
			if err := os.WriteFile(filepath.Join(term.pages, "equipment-preparation", "rack.md"), []byte(scanned), 0o600); err != nil {
				t.Fatal(err)
			}
			term.start()
			term.setUp()
			term.approves("rack and bleach", "Rack and bleach")
			term.press("Enter", "Who performs it?")
			term.press("Enter", "1 of 4")
			term.sees("enter keep the value")
			term.scans("CEN-0014\r")
			term.sees("enter done", "CEN-0014", "1 of 4")
			term.scans("CEN-0014\r") // the same label once more closes no step
			term.sees("That was a scan; nothing asks for one here.", "1 of 4")
			term.beside("Nothing has been signed yet.", "log")
			term.press("Enter", "2 of 4")
			term.scans("5012345678900\r")
			term.sees("That was a scan", "2 of 4")
			term.beside("The log verifies", "verify")
			term.press("Enter", "3 of 4")
			term.scans("lyb17y\r") // y confirms a critical step
			term.sees("That was a scan", "3 of 4")
			term.beside("It was read back and verifies.", "backup", filepath.Join(t.TempDir(), "copy.zip"))
			term.press("y", "4 of 4")
			term.sees("enter keep the value")
			term.scans("NOPE33\r\n")
			term.sees("does not fit")
			term.scans("LN1234\r\n")
			term.sees("LN1234", "enter done", "4 of 4")
			secret := filepath.Join(t.TempDir(), "passphrase")
			if err := os.WriteFile(secret, []byte(passphrase+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			term.beside("The roles are changed", "people", "roles", "--person", "j.bell", "--roles", "administrator, supervisor, assistant", "--reason", "works at the bench", "--as", "j.bell", "--passphrase-file", secret)
			term.press("Enter", "Complete")
			if strings.Contains(term.screen(), "still open") { // faster than a person reads, unless the machine is slow
				term.press("Enter", "How were these steps done?")
				term.types("laid out beforehand")
				term.press("Enter", "Nothing is open.")
				term.press("Enter", "You sign this sentence:")
			}
			term.sees("You sign this sentence:")
			term.types(passphrase)
			term.press("Enter", "SIGNED")
			term.beside("SOP-E2E-002", "log")
			term.tmux("send-keys", "C-c")
			term.ends()
			term.beside("The log verifies", "verify", "--full")
		})
	}
}
