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

func TestCellsAndRowsOfATableAreSetOnTheCommandLine(t *testing.T) {
	data, shelf := t.TempDir(), t.TempDir()
	const text = "---\nid: SOP-WIP-009\ntitle: Wipe it\nversion: 1.0\nstatus: ready\nowner: Quality Lead\nreview-every: 24 months\n" +
		"standard: ST0218 v1.1\ncodes: [S7]\nmode: read-do\nsign: performer\n---\n\n# Wipe it\n\n" +
		"| Product `product` | Wet for `contact` |\n| --- | --- |\n| Foam no. 5.1 | local \"label\" |\n| Wipes | 30 s |\n| Gel | local \"leaflet\" |\n\n" +
		"1. Choose. `#choose`\n   - Product: `product: choice, of the table`\n2. Wet it. `#wet, wait contact`\n"
	if err := os.WriteFile(filepath.Join(shelf, "wipe.md"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	read := func(dir string) string {
		adopted, err := os.ReadFile(filepath.Join(dir, "wipe.md"))
		if err != nil {
			t.Fatal(err)
		}
		return string(adopted)
	}
	to := filepath.Join(t.TempDir(), "own")
	got := runCLI(data, "--pages", shelf, "adopt", "SOP-WIP-009", to, "--set", "Foam no. 5.1.contact=2 min", "--set", "product.remove=Gel", "--set", "product.add=Spray | none")
	want := strings.NewReplacer(`local "label"`, "2 min", "| Gel | local \"leaflet\" |", "| Spray | none |").Replace(text)
	if got.code != 0 || read(to) != want || strings.Contains(got.out, "Still to set") {
		t.Errorf("exit code %d: %s%s\n%s", got.code, got.out, got.errors, read(to))
	}
	some := filepath.Join(t.TempDir(), "own")
	got = runCLI(data, "--pages", shelf, "adopt", "SOP-WIP-009", some, "--set", "Gel.contact=none")
	if got.code != 0 || !strings.Contains(got.out, "Still to set, before it can be approved:\n  Foam no. 5.1.contact") || strings.Contains(got.out, "product.add  ") {
		t.Errorf("exit code %d: %s%s", got.code, got.out, got.errors)
	}
	got = runCLI(data, "--pages", shelf, "adopt", "SOP-WIP-009", filepath.Join(t.TempDir(), "own"), "--set", "product.remove=Foam")
	if got.code != 1 || !strings.Contains(got.errors, `no row "Foam"; it has Foam no. 5.1; Wipes; Gel`) {
		t.Errorf("a row that there is not: exit code %d, %s", got.code, got.errors)
	}
}

// What is left to set stands under its name: names of rows are long, and a terminal is narrow.
func TestWhatIsLeftToSetStandsUnderItsNameAndFitsTheLine(t *testing.T) {
	got := runCLI(t.TempDir(), "adopt", "SOP-IC-004", filepath.Join(t.TempDir(), "own"))
	_, list, found := strings.Cut(got.out, "Still to set, before it can be approved:\n")
	list, _, _ = strings.Cut(list, "Next: ")
	if !found || !strings.Contains(list, "  Chlorine for blood.contact\n    Chlorine for blood, Stays wet for: Label of the tablets") {
		t.Fatalf("exit code %d:\n%s%s", got.code, got.out, got.errors)
	}
	names := 0
	for line := range strings.Lines(list) {
		if name := strings.TrimSuffix(line, "\n"); !strings.HasPrefix(name, "    ") {
			names++
		} else if len([]rune(name)) > 76 {
			t.Errorf("%q does not fit a line", name)
		}
	}
	if names != 8 {
		t.Errorf("%d names in\n%s", names, list)
	}
}
