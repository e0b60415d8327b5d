package store_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"soprun/sop/record"
)

func TestARoleThatWasWrittenBesideTheLogIsFound(t *testing.T) {
	file := path(t)
	s := open(t, file)
	newPair(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := bbolt.Open(file, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		derived := tx.Bucket([]byte("derived"))
		honest := derived.Get([]byte("snapshot"))
		forged := bytes.Replace(honest, []byte(`"assistant"`), []byte(`"administrator"`), 1)
		if bytes.Equal(forged, honest) {
			t.Error("nothing was forged")
		}
		return derived.Put([]byte("snapshot"), forged)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	s = MustOpen(t, file)
	report := verify(t, s)
	if len(report.Faults) != 1 || report.Faults[0].Code != record.FaultStorage || !strings.Contains(report.Faults[0].What, "index again") {
		t.Errorf("faults = %v", report.Faults)
	}
	if err := s.Rebuild(nil); err != nil {
		t.Fatal(err)
	}
}
