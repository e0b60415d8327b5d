package keyring_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"soprun/internal/keyring"
	"soprun/sop/record"
)

func publicOf(k *keyring.Key) string { return record.PublicKey(k.Public().(ed25519.PublicKey)) }

// names returns the files beside a person's key.
func names(t *testing.T, ring keyring.Ring) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(ring.Dir, "people"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestANewKeyTakesTheOldOnesPlaceOnlyWhenTheLogNamesIt(t *testing.T) {
	ring := saved(t, "kim.oh")
	old, err := os.ReadFile(filepath.Join(ring.Dir, "people", "kim.oh.key"))
	if err != nil {
		t.Fatal(err)
	}
	next, err := keyring.New("kim.oh", []byte("ladder orbit kettle nine"), strings.NewReader(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Stage(next); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"", publicOf(mustNew(t, "kim.oh"))} {
		if err := ring.Settle("kim.oh", key); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ring.Unlock("kim.oh", []byte(phrase)); err != nil {
		t.Fatalf("the key that the log still names is gone: %v", err)
	}
	for range 2 { // the second time there is nothing to do
		if err := ring.Settle("kim.oh", publicOf(next)); err != nil {
			t.Fatal(err)
		}
	}
	signer, err := ring.Unlock("kim.oh", []byte("ladder orbit kettle nine"))
	if err != nil || !signer.Public().(ed25519.PublicKey).Equal(next.Public()) {
		t.Errorf("another key is in place: %v", err)
	}
	if got, want := names(t, ring), []string{"kim.oh.key", "kim.oh.key.old-1"}; !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	if aside, err := os.ReadFile(filepath.Join(ring.Dir, "people", "kim.oh.key.old-1")); err != nil || !bytes.Equal(aside, old) {
		t.Errorf("the old key is lost: %v", err)
	}
}

func TestANewKeyComesWhereThereIsNoOldOneAndWhereARotationBrokeOff(t *testing.T) {
	ring := saved(t, "kim.oh")
	abandoned, next := mustNew(t, "kim.oh"), mustNew(t, "kim.oh")
	for _, k := range []*keyring.Key{abandoned, next} {
		if err := ring.Stage(k); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(filepath.Join(ring.Dir, "people", "kim.oh.key")); err != nil {
		t.Fatal(err)
	}
	if err := ring.Settle("kim.oh", publicOf(next)); err != nil {
		t.Fatal(err)
	}
	if got, want := names(t, ring), []string{"kim.oh.key", "kim.oh.key.next.unused-1"}; !slices.Equal(got, want) {
		t.Errorf("files %v, want %v", got, want)
	}
	if _, err := ring.Unlock("kim.oh", []byte(phrase)); err != nil {
		t.Error(err)
	}
}

func TestARefusedKeyIsTakenAwayAndNoOther(t *testing.T) {
	ring := saved(t, "kim.oh")
	k := mustNew(t, "kim.oh")
	if err := ring.Stage(k); err != nil {
		t.Fatal(err)
	}
	if err := ring.Unstage(mustNew(t, "kim.oh")); !errors.Is(err, keyring.ErrNoKey) {
		t.Errorf("another key was taken away: %v", err)
	}
	if err := ring.Unstage(k); err != nil {
		t.Error(err)
	}
	if got := names(t, ring); !slices.Equal(got, []string{"kim.oh.key"}) {
		t.Errorf("files %v", got)
	}
}

func TestAFileThatIsNoKeyTakesNoPlace(t *testing.T) {
	ring := saved(t, "kim.oh")
	if err := os.WriteFile(filepath.Join(ring.Dir, "people", "kim.oh.key.next"), []byte("no key\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"", "ssh-ed25519 AAAA"} {
		if err := ring.Settle("kim.oh", key); err != nil {
			t.Error(err)
		}
	}
	if _, err := ring.Unlock("kim.oh", []byte(phrase)); err != nil {
		t.Error(err)
	}
}
