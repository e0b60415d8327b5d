package bundle_test

import (
	"archive/zip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"soprun/internal/bundle"
)

func write(t *testing.T, path string) {
	t.Helper()
	w, err := bundle.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Discard()
	if err := errors.Join(w.Add("README", []byte("read me\n")), w.Add("entries/1.json", []byte("{}")), w.Commit()); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		all = append(all, f.Name())
	}
	return all
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	for _, name := range []string{"folder", "file.zip", "FILE.ZIP"} {
		path := filepath.Join(t.TempDir(), name)
		write(t, path)
		b, err := bundle.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		for file, want := range map[string]string{"README": "read me\n", "entries/1.json": "{}"} {
			if got, err := fs.ReadFile(b, file); err != nil || string(got) != want {
				t.Errorf("%s of %s is %q (%v)", file, name, got, err)
			}
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if left := names(t, filepath.Dir(path)); len(left) != 1 {
			t.Errorf("%v were left", left)
		}
	}
}

func TestNothingIsWrittenOver(t *testing.T) {
	for _, name := range []string{"folder", "file.zip"} {
		path := filepath.Join(t.TempDir(), name)
		w, err := bundle.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		write(t, path) // by somebody else meanwhile
		if err := errors.Join(w.Add("README", nil), w.Commit()); !errors.Is(err, bundle.ErrExists) {
			t.Errorf("%s: %v", name, err)
		}
		w.Discard()
		if _, err := bundle.Create(path); !errors.Is(err, bundle.ErrExists) {
			t.Errorf("%s: %v", name, err)
		}
		if left := names(t, filepath.Dir(path)); len(left) != 1 {
			t.Errorf("%v were left", left)
		}
	}
}

func TestWhatIsDiscardedLeavesNothingBehind(t *testing.T) {
	for _, name := range []string{"folder", "file.zip"} {
		dir := t.TempDir()
		w, err := bundle.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Add("README", []byte("half")); err != nil {
			t.Fatal(err)
		}
		w.Discard()
		if left := names(t, dir); len(left) != 0 {
			t.Errorf("%v were left", left)
		}
	}
}

func TestAZipThatLeadsElsewhereIsRefused(t *testing.T) {
	for _, name := range []string{"../evil", "/etc/evil", `..\evil`, "a/../../evil", "C:evil", "./x", "folder/", "README"} {
		path := filepath.Join(t.TempDir(), "b.zip")
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		z := zip.NewWriter(f)
		for _, name := range []string{"README", name} { // the last one stands there twice
			if _, err := z.Create(name); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(z.Close(), f.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := bundle.Open(path); err == nil {
			t.Errorf("a zip with %q was opened", name)
		}
	}
}

func TestAZipThatWasCutOffIsRefusedAtEveryByte(t *testing.T) {
	path := filepath.Join(t.TempDir(), "b.zip")
	write(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range whole {
		if err := os.WriteFile(path, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := bundle.Open(path); err == nil {
			t.Errorf("the first %d of %d bytes were opened", n, len(whole))
		}
	}
}
