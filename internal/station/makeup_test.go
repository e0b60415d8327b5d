package station_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"soprun/internal/model"
	"soprun/internal/station"
)

// madeUp begins to make a station up in a new folder.
func madeUp(t *testing.T) (s *station.Station, dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "made-up")
	cfg := config(dir, opening)
	cfg.Opening = station.ToMakeUp
	s, err := station.Open(cfg)
	if err == nil {
		err = s.SetUp(model.SetUp{Site: "Site", Station: "Bench 1", PersonID: admin, Name: "Ada Admin", Passphrase: []byte("correct horse battery staple"), Demo: true})
	}
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func TestWhatWasMadeUpIsOpenedOnceItIsFinished(t *testing.T) {
	t.Parallel()
	s, dir := madeUp(t)
	_, err := station.Open(config(dir, opening))
	if !errors.Is(err, station.ErrUnfinished) {
		t.Errorf("err = %v while it is being made, want ErrUnfinished", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := station.Open(config(dir, opening)); !errors.Is(err, station.ErrUnfinished) {
		t.Errorf("err = %v after it was broken off, want ErrUnfinished", err)
	}
	if err := s.Finish(); err != nil {
		t.Fatal(err)
	}
	if s, err = station.Open(config(dir, opening)); err != nil {
		t.Fatal(err)
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || !report.OK() || report.Entries != 1 {
		t.Errorf("%+v, %v", report, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func TestWhatIsAbandonedLeavesNothing(t *testing.T) {
	t.Parallel()
	s, dir := madeUp(t)
	if err := s.Abandon(); err != nil {
		t.Fatal(err)
	}
	if there, err := os.ReadDir(dir); err != nil || len(there) > 0 {
		t.Errorf("%v is left, %v", there, err)
	}
}

func TestNothingIsMadeUpWhereSomethingIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	own := filepath.Join(dir, "letter.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := config(dir, opening)
	cfg.Opening = station.ToMakeUp
	if _, err := station.Open(cfg); err == nil {
		t.Error("it is made up beside somebody's letter")
	}
	if text, err := os.ReadFile(own); err != nil || string(text) != "mine" {
		t.Errorf("%q, %v", text, err)
	}
	if _, err := station.Open(config(dir, opening)); err != nil {
		t.Errorf("the folder is marked: %v", err)
	}
}
