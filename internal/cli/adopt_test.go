package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAListIsSetOnTheCommandLineByItsName(t *testing.T) {
	data, shelf, to := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "own")
	const text = "---\nid: SOP-FRI-009\ntitle: Read the fridges\nversion: 1.0\nstatus: ready\nowner: Quality Lead\nreview-every: 24 months\n" +
		"standard: ST0218 v1.1\ncodes: [S7]\nmode: read-do\nsign: performer\nlists:\n  fridges: local \"the door, left\"\n---\n\n# Read the fridges\n\n" +
		"## Each fridge `each: unit of fridges`\n\n1. Identify it. `#identify`\n   - Fridge: `unit: scan FR-###`\n"
	if err := os.WriteFile(filepath.Join(shelf, "round.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got := runCLI(data, "--pages", shelf, "adopt", "SOP-FRI-009", to, "--set", "fridges=FR-001, FR-2")
	if _, err := os.Stat(to); got.code != 1 || !strings.Contains(got.errors, `"FR-2" of the list "fridges" cannot be entered`) || err == nil {
		t.Errorf("an item that the scan does not take: exit code %d, %s", got.code, got.errors)
	}
	got = runCLI(data, "--pages", shelf, "adopt", "SOP-FRI-009", to, "--set", "fridges=FR-001, FR-002")
	adopted, err := os.ReadFile(filepath.Join(to, "round.md"))
	if err != nil || got.code != 0 || !strings.Contains(got.out, "fridges = FR-001, FR-002\n") {
		t.Fatalf("exit code %d, %v: %s%s", got.code, err, got.out, got.errors)
	}
	if want := strings.Replace(text, `local "the door, left"`, "[FR-001, FR-002]", 1); string(adopted) != want {
		t.Errorf("adopted is\n%s", adopted)
	}
}
