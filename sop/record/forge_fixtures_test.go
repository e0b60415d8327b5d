package record_test

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
	"golang.org/x/mod/sumdb/note"

	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// armoredIn signs with another implementation, in a namespace of choice.
func armoredIn(t testing.TB, namespace string, payload []byte) []byte {
	signer, err := ssh.NewSignerFromKey(recordtest.Key(worker))
	if err != nil {
		t.Fatal(err)
	}
	sig, err := sshsig.Sign(bytes.NewReader(payload), signer, sshsig.HashSHA256, namespace)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(sshsig.Armor(sig))
	return armored(block.Bytes)
}

// unreduced is the same signature with the group's order added to its S: it fits
// the same equation, and ssh-keygen takes it.
func unreduced(t testing.TB, signature []byte) []byte {
	block, _ := pem.Decode(signature)
	if block == nil {
		t.Fatal("there is no signature to change")
	}
	carry := 0
	for i, b := range groupOrder {
		at := len(block.Bytes) - len(groupOrder) + i
		sum := int(block.Bytes[at]) + int(b) + carry
		block.Bytes[at], carry = byte(sum), sum>>8
	}
	return armored(block.Bytes)
}

// armored writes a signature as ssh-keygen does.
func armored(blob []byte) []byte {
	text, out := base64.StdEncoding.EncodeToString(blob), "-----BEGIN SSH SIGNATURE-----\n"
	for ; len(text) > 70; text = text[70:] {
		out += text[:70] + "\n"
	}
	return []byte(out + text + "\n-----END SSH SIGNATURE-----\n")
}

// checkpointBy signs a tree head with another key that has the station's name.
func checkpointBy(t testing.TB, other string, head record.TreeHead) []byte {
	private, _, err := note.GenerateKey(strings.NewReader(strings.Repeat(other, 32)), recordtest.Origin)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, err := record.SignCheckpoint(signer, head)
	if err != nil {
		t.Fatal(fmt.Errorf("forging a checkpoint: %w", err))
	}
	return checkpoint
}
