//go:build unix

package disk_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/disk"
)

func TestAFolderIsPrivateWhenNobodyElseCanEnterIt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "own")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := disk.Private(dir); err != nil {
		t.Error(err)
	}
	for _, mode := range []os.FileMode{0o750, 0o705, 0o722} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if disk.Private(dir) == nil {
			t.Errorf("mode %o is private", mode)
		}
	}
	file, link := filepath.Join(t.TempDir(), "file"), filepath.Join(t.TempDir(), "link")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), link); err != nil {
		t.Fatal(err)
	}
	if err := disk.Private(filepath.Join(dir, "missing")); err == nil || !strings.Contains(err.Error(), "the folder is missing") || strings.Contains(err.Error(), "lstat") {
		t.Errorf("a folder that is missing: %v", err)
	}
	if err := disk.NoFolder(dir, fs.ErrNotExist); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something else that is missing in a folder: %v", err)
	}
	for _, name := range []string{file, link, filepath.Join(dir, "missing")} {
		if disk.Private(name) == nil {
			t.Errorf("%s is a private folder", name)
		}
	}
}
