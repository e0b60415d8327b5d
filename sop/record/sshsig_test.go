package record_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
	"pgregory.net/rapid"

	"soprun/internal/needs"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

func TestASignatureIsTheBytesThatSSHKeygenMakes(t *testing.T) {
	needs.Tool(t, "ssh-keygen")
	const tool = "ssh-keygen"
	block, err := ssh.MarshalPrivateKey(recordtest.Key(worker), "")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	key, payload := filepath.Join(dir, "key"), filepath.Join(dir, "payload")
	for file, data := range map[string][]byte{key: pem.EncodeToMemory(block), payload: []byte(`{"a":1}`)} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.Command(tool, "-Y", "sign", "-f", key, "-O", "hashalg=sha256", "-n", record.Namespace, payload).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want, err := os.ReadFile(payload + ".sig")
	if err != nil {
		t.Fatal(err)
	}
	got, err := record.Sign(recordtest.Key(worker), []byte(`{"a":1}`))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("signature:\n%s\nssh-keygen makes:\n%s\n%v", got, want, err)
	}
}

func TestAnotherImplementationAcceptsOurSignatures(t *testing.T) {
	payload := []byte(`{"a":1}`)
	armored, err := record.Sign(recordtest.Key(worker), payload)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := sshsig.Unarmor(armored)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ssh.NewPublicKey(recordtest.Key(worker).Public())
	if err != nil {
		t.Fatal(err)
	}
	if err := sshsig.Verify(bytes.NewReader(payload), sig, public, sshsig.HashSHA256, record.Namespace); err != nil {
		t.Error(err)
	}
	if _, err := record.VerifySignature(payload, armoredIn(t, record.Namespace, payload)); err != nil {
		t.Errorf("theirs: %v", err)
	}
}

func TestNoChangedByteOfASignatureVerifies(t *testing.T) {
	payload := []byte(`{"a":1}`)
	armored, err := record.Sign(recordtest.Key(worker), payload)
	if err != nil {
		t.Fatal(err)
	}
	for i := range armored {
		for bit := range 8 {
			changed := bytes.Clone(armored)
			changed[i] ^= 1 << bit
			if _, err := record.VerifySignature(payload, changed); !errors.Is(err, record.ErrSignature) {
				t.Fatalf("byte %d, bit %d: %v, want ErrSignature", i, bit, err)
			}
		}
	}
	for n := range armored {
		if _, err := record.VerifySignature(payload, armored[:n]); err == nil {
			t.Fatalf("the first %d bytes verify", n)
		}
	}
}

func TestASignatureSaysWhoseItIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		payload := rapid.SliceOf(rapid.Byte()).Draw(t, "payload")
		key := recordtest.Key(rapid.String().Draw(t, "person"))
		armored, err := record.Sign(key, payload)
		if err != nil {
			t.Fatal(err)
		}
		got, err := record.VerifySignature(payload, armored)
		if err != nil || !got.Equal(key.Public()) {
			t.Fatalf("key %x, %v", got, err)
		}
		if _, err := record.VerifySignature(append(payload, 0), armored); err == nil {
			t.Fatal("a longer payload verifies")
		}
	})
}

func TestOnlyEd25519Signs(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := record.Sign(key, nil); err == nil {
		t.Error("an RSA key signed")
	}
	if err := new(record.Enrol).Prove(key, recordtest.Origin); err == nil {
		t.Error("an RSA key was enrolled")
	}
	if _, err := record.Sign(failing{recordtest.Key(worker)}, nil); err == nil {
		t.Error("a signer's error was dropped")
	}
}

type failing struct{ ed25519.PrivateKey }

func (failing) Sign(_ io.Reader, _ []byte, _ crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("the token was pulled out")
}

func TestAPublicKeyHasOneSpelling(t *testing.T) {
	good := recordtest.Public(worker)
	if key, err := record.ParsePublicKey(good); err != nil || record.PublicKey(key) != good {
		t.Errorf("%v, %v", key, err)
	}
	for _, bad := range []string{
		"", "ssh-ed25519", good + " ", good + " comment", " " + good, "ssh-rsa" + good[11:], good[:len(good)-4], good + "AAAA",
	} {
		if _, err := record.ParsePublicKey(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

// For a key of small order one signature is good for many messages, so that it
// does not say who signed. This is how the list of them is known to be right.
func TestKeysThatAnyoneCanSignForAreRefused(t *testing.T) {
	identity := append([]byte{1}, make([]byte, 63)...) // R is the identity, S is 0
	for _, weak := range record.SmallOrderKeys() {
		for _, sign := range []byte{0, 0x80} {
			key := bytes.Clone(weak)
			key[31] |= sign
			if _, err := record.ParsePublicKey(record.PublicKey(key)); err == nil {
				t.Errorf("key %x was read", key)
			}
			good := 0
			for n := range 64 {
				if ed25519.Verify(key, []byte{byte(n)}, identity) {
					good++
				}
			}
			if good == 0 {
				t.Errorf("key %x: no signature fits two messages; it is not of small order", key)
			}
		}
	}
}
