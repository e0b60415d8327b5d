package keyring_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"soprun/internal/keyring"
	"soprun/internal/needs"
	"soprun/sop/record"
)

const phrase = "maple kettle orbit fern"

func mustNew(t *testing.T, person string) *keyring.Key {
	t.Helper()
	k, err := keyring.New(person, []byte(phrase), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func saved(t *testing.T, person string) keyring.Ring {
	t.Helper()
	ring := keyring.Ring{Dir: t.TempDir()}
	if err := ring.Save(mustNew(t, person)); err != nil {
		t.Fatal(err)
	}
	return ring
}

func TestAKeyOpensWithItsPassphraseAndNoOther(t *testing.T) {
	ring := keyring.Ring{Dir: t.TempDir()}
	k := mustNew(t, "kim.oh")
	if err := ring.Save(k); err != nil {
		t.Fatal(err)
	}
	signer, err := ring.Unlock("kim.oh", []byte(phrase))
	if err != nil {
		t.Fatal(err)
	}
	if !k.Public().(ed25519.PublicKey).Equal(signer.Public()) {
		t.Error("another key came back than was saved")
	}
	signature, err := record.Sign(signer, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.VerifySignature([]byte("{}"), signature); err != nil {
		t.Error(err)
	}
	if _, err := ring.Unlock("kim.oh", []byte("maple kettle orbit ferm")); !errors.Is(err, keyring.ErrPassphrase) {
		t.Errorf("err = %v, want ErrPassphrase", err)
	}
	if _, err := ring.Unlock("kim.oh", nil); !errors.Is(err, keyring.ErrNoPassphrase) {
		t.Errorf("err = %v, want ErrNoPassphrase", err)
	}
	if _, err := ring.Unlock("bo.ray", []byte(phrase)); !errors.Is(err, keyring.ErrNoKey) {
		t.Errorf("err = %v, want ErrNoKey", err)
	}
	if _, err := ring.Unlock("../kim.oh", []byte(phrase)); err == nil {
		t.Error("a path was taken for a person")
	}
}

func TestAPassphraseIsWipedAfterUse(t *testing.T) {
	ring := keyring.Ring{Dir: t.TempDir()}
	given := []byte(phrase)
	k, err := keyring.New("kim.oh", given, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := ring.Save(k); err != nil {
		t.Fatal(err)
	}
	again, wrong := []byte(phrase), []byte("not the phrase at all")
	_, _ = ring.Unlock("kim.oh", again)
	_, _ = ring.Unlock("kim.oh", wrong)
	for _, p := range [][]byte{given, again, wrong} {
		if !bytes.Equal(p, make([]byte, len(p))) {
			t.Errorf("%q is still in memory", p)
		}
	}
}

func TestALockedSignerSignsNothing(t *testing.T) {
	k := mustNew(t, "kim.oh")
	k.Lock()
	if _, err := record.Sign(k, []byte("{}")); err == nil {
		t.Error("a locked key signed")
	}
}

func TestAKeyIsNeverWrittenOver(t *testing.T) {
	ring := saved(t, "kim.oh")
	file := filepath.Join(ring.Dir, "people", "kim.oh.key")
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	second := mustNew(t, "kim.oh")
	if err := ring.Save(second); !errors.Is(err, keyring.ErrExists) {
		t.Errorf("err = %v, want ErrExists", err)
	}
	if err := ring.Discard(second); !errors.Is(err, keyring.ErrNoKey) {
		t.Errorf("discarding a key that is not the saved one: %v", err)
	}
	after, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the key file changed, %v", err)
	}
	left, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(left) != 1 {
		t.Errorf("%d files are left, want 1 (%v)", len(left), err)
	}
}

func TestAKeyFileIsForItsOwnerAlone(t *testing.T) {
	ring := saved(t, "kim.oh")
	file := filepath.Join(ring.Dir, "people", "kim.oh.key")
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode = %o, want 600", info.Mode().Perm())
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ring.Unlock("kim.oh", []byte(phrase)); !errors.Is(err, keyring.ErrOpenToOthers) {
		t.Errorf("err = %v, want ErrOpenToOthers", err)
	}
}

func TestAnUnusedKeyIsSetAsideNotLost(t *testing.T) {
	ring := saved(t, "kim.oh")
	aside, err := ring.SetAside("kim.oh")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(aside); err != nil {
		t.Error(err)
	}
	if ring.Has("kim.oh") {
		t.Error("the name is still taken")
	}
}

func TestAKeyFileIsOneThatSSHKeygenReads(t *testing.T) {
	needs.Tool(t, "ssh-keygen")
	const tool = "ssh-keygen"
	ring := keyring.Ring{Dir: t.TempDir()}
	k := mustNew(t, "kim.oh")
	if err := ring.Save(k); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "-y", "-P", phrase, "-f", filepath.Join(ring.Dir, "people", "kim.oh.key")).Output()
	if err != nil {
		t.Fatal(err)
	}
	want := record.PublicKey(k.Public().(ed25519.PublicKey))
	if !strings.HasPrefix(string(out), want) {
		t.Errorf("ssh-keygen reads %q, want %q", out, want)
	}
}

func TestTheStationKeyIsMadeOnce(t *testing.T) {
	ring := keyring.Ring{Dir: t.TempDir()}
	if _, err := ring.Station(); !errors.Is(err, keyring.ErrNoKey) {
		t.Errorf("err = %v, want ErrNoKey", err)
	}
	verifier, err := ring.NewStation("site/bench/2026", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ring.NewStation("site/bench/2026", rand.Reader); !errors.Is(err, keyring.ErrExists) {
		t.Errorf("err = %v, want ErrExists", err)
	}
	signer, err := ring.Station()
	if err != nil || signer.Name() != "site/bench/2026" || !strings.HasPrefix(verifier, signer.Name()+"+") {
		t.Errorf("signer = %v, verifier = %q, %v", signer, verifier, err)
	}
}

func TestAKeyWithAnotherPassphraseIsTheSameKey(t *testing.T) {
	r := keyring.Ring{Dir: t.TempDir()}
	k, err := keyring.New("a.khan", []byte("copper lantern one"), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Save(k); err != nil {
		t.Fatal(err)
	}
	before, err := r.Unlock("a.khan", []byte("copper lantern one"))
	if err != nil {
		t.Fatal(err)
	}
	next := []byte("violet harbour two")
	if err := r.Change("a.khan", before, next); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(next, make([]byte, len(next))) {
		t.Error("the new passphrase is not wiped")
	}
	if _, err := r.Unlock("a.khan", []byte("copper lantern one")); !errors.Is(err, keyring.ErrPassphrase) {
		t.Errorf("the old passphrase gives %v", err)
	}
	after, err := r.Unlock("a.khan", []byte("violet harbour two"))
	if err != nil || !reflect.DeepEqual(after.Public(), before.Public()) {
		t.Errorf("another key: %v", err)
	}
	before.Lock()
	if err := r.Change("a.khan", before, []byte("violet harbour three")); err == nil {
		t.Error("a locked key was changed")
	}
}

// Spellings of one passphrase: composed, taken apart, and in full-width letters.
var spelled = []string{"caf\u00e9 lantern violet harbour", "cafe\u0301 lantern violet harbour", "caf\u00e9 lantern violet \uff48\uff41\uff52\uff42\uff4f\uff55\uff52"}

func TestAPassphraseOpensItsKeyHoweverAKeyboardSpellsIt(t *testing.T) {
	for _, set := range spelled {
		key, err := keyring.New("kim.oh", []byte(set), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		ring := keyring.Ring{Dir: t.TempDir()}
		if err := ring.Save(key); err != nil {
			t.Fatal(err)
		}
		for _, typed := range spelled {
			given := []byte(typed)
			if _, err := ring.Unlock("kim.oh", given); err != nil {
				t.Errorf("set as %+q, typed as %+q: %v", set, typed, err)
			}
			if !bytes.Equal(given, make([]byte, len(given))) {
				t.Error("what was typed is still in memory")
			}
		}
		if _, err := ring.Unlock("kim.oh", []byte("cafe lantern violet harbour")); !errors.Is(err, keyring.ErrPassphrase) {
			t.Errorf("without its accent: %v", err)
		}
	}
}

// A key that was made before there was one spelling opens with what was typed then.
func TestAnOlderKeyOpensWithTheSpellingThatItWasMadeWith(t *testing.T) {
	for _, set := range spelled {
		ring := saved(t, "kim.oh")
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		block, err := ssh.MarshalPrivateKeyWithPassphrase(private, "kim.oh", []byte(set))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(ring.Dir, "people", "kim.oh.key"), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ring.Unlock("kim.oh", []byte(set)); err != nil {
			t.Errorf("%+q: %v", set, err)
		}
	}
}

func TestAPassphraseIsFoundInATextHoweverItWasTyped(t *testing.T) {
	typed := keyring.Fold([]byte(spelled[0]))
	for text, want := range map[string]bool{
		"it was " + spelled[1]:                   true,
		"CAFÉ LANTERN violetharbour":             true,
		"café lan\u200btern\u00a0violet harbour": true,
		"cafe lantern violet harbour":            false,
		"the lantern of the harbour":             false,
		"":                                       false,
	} {
		if got := typed.In(text); got != want {
			t.Errorf("in %+q: %v, want %v", text, got, want)
		}
	}
	if keyring.Fold(nil).In("anything") {
		t.Error("no passphrase was found in a text")
	}
	typed.Wipe()
	if typed.In(spelled[0]) {
		t.Error("it is found after it was wiped")
	}
}

func TestAMarkIsForOneKeyOfOnePerson(t *testing.T) {
	ring := saved(t, "kim.oh")
	if is, err := ring.Exposed("kim.oh", "first"); is || err != nil {
		t.Errorf("unmarked: %v, %v", is, err)
	}
	if err := ring.Expose("kim.oh", "first"); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		person, key string
		want        bool
	}{{"kim.oh", "first", true}, {"kim.oh", "second", false}, {"bo.ray", "first", false}} {
		if is, err := ring.Exposed(c.person, c.key); is != c.want || err != nil {
			t.Errorf("%s, %s: %v, %v", c.person, c.key, is, err)
		}
	}
}
