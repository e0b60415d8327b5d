package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/internal/disk"
)

func TestANewFileIsThereWhenItIsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.pdf")
	f, err := disk.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Discard()
	if _, err := f.WriteString("half"); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("half of it is there")
	}
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Discard()
	if text, err := disk.ReadFile(path); err != nil || string(text) != "half" {
		t.Errorf("%q, %v", text, err)
	}
	if found, err := os.ReadDir(dir); err != nil || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
}

func TestANewFileIsWrittenOverNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.pdf")
	f, err := disk.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("of somebody else meanwhile"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); !errors.Is(err, disk.ErrExists) {
		t.Errorf("%v", err)
	}
	f.Discard()
	if _, err := disk.Create(path); !errors.Is(err, disk.ErrExists) {
		t.Errorf("%v", err)
	}
	if text, err := disk.ReadFile(path); err != nil || !strings.HasPrefix(string(text), "of somebody") {
		t.Errorf("%q, %v", text, err)
	}
	if found, err := os.ReadDir(dir); err != nil || len(found) != 1 {
		t.Errorf("%v were left, %v", found, err)
	}
	if _, err := disk.Create(filepath.Join(dir, "none", "x")); err == nil || !strings.Contains(err.Error(), "the folder is missing") {
		t.Errorf("%v", err)
	}
}

// A memory stick has no links.
func TestANewFileIsThereOnAMediumWithoutLinks(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report.pdf")
	f, err := disk.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("whole"); err != nil {
		t.Fatal(err)
	}
	if err := f.CommitWithoutLinks(os.ErrPermission); err != nil {
		t.Fatal(err)
	}
	f.Discard()
	if text, err := disk.ReadFile(path); err != nil || string(text) != "whole" {
		t.Errorf("%q, %v", text, err)
	}
	second := filepath.Join(dir, "second.pdf")
	if f, err = disk.Create(second); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(second, []byte("of somebody else meanwhile"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := f.CommitWithoutLinks(os.ErrPermission); !errors.Is(err, disk.ErrExists) {
		t.Errorf("%v", err)
	}
	f.Discard()
	if text, err := disk.ReadFile(second); err != nil || !strings.HasPrefix(string(text), "of somebody") {
		t.Errorf("%q, %v", text, err)
	}
	if found, err := os.ReadDir(dir); err != nil || len(found) != 2 {
		t.Errorf("%v were left, %v", found, err)
	}
}
