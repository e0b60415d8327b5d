package disk_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/disk"
)

func TestAnEmptyFileIsNoEvidence(t *testing.T) {
	path := filepath.Join(t.TempDir(), "print.csv")
	for text, want := range map[string]string{"": " is empty, 0 bytes: save it again, or name the file that has the evidence", "a print": ""} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		sum, err := disk.Hash(path)
		if want == "" != (err == nil && len(sum) == 64) || err != nil && !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: %q, %v", text, sum, err)
		}
	}
}
