package station_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"soprun/internal/model"
	"soprun/internal/station"
	"soprun/sop/record"
)

// keyLine makes a key and returns the line of its .pub file, and its fingerprint.
func keyLine(t *testing.T, comment string) (line, fingerprint string) {
	t.Helper()
	public, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(key)), "\n") + " " + comment, ssh.FingerprintSHA256(key)
}

func TestATerminalHasAccessFromWhenItIsGivenUntilItIsTaken(t *testing.T) {
	b := newBench(t)
	line, key := keyLine(t, "root@Bench 3")
	if _, err := b.Admitted(key); err == nil || !strings.Contains(err.Error(), "people terminals add") {
		t.Fatalf("before: %v", err)
	}
	d, err := b.Prepare(admin, model.GiveAccess{Key: line, Reason: "the new tablet"})
	if err != nil {
		t.Fatal(err)
	}
	host, err := b.HostKey()
	if err != nil {
		t.Fatal(err)
	}
	shown := ssh.FingerprintSHA256(host.PublicKey())
	for _, part := range []string{"gave terminal bench-3 with the key " + key, shown, "the new tablet"} {
		if !strings.Contains(d.Statement, part) {
			t.Errorf("%q is not in %q", part, d.Statement)
		}
	}
	b.sign(d, nil)
	got, err := b.Admitted(key)
	if err != nil || got.Name != "bench-3" || got.Key != key || got.Host != shown || got.Person.ID != "" || got.By.ID != admin || got.Reason != "the new tablet" || got.Disputed {
		t.Errorf("%+v, %v", got, err)
	}
	if all, err := b.Department(); err != nil || len(all.Terminals) != 1 || all.Terminals[0].Entry != got.Entry {
		t.Errorf("%+v, %v", all.Terminals, err)
	}
	_, err = b.Prepare(admin, model.GiveAccess{Key: line, Name: "bench-4"})
	wantFault(t, err, record.FaultStanding)
	b.sign(b.Prepare(admin, model.TakeAccess{Name: "bench-3", Reason: "it was lost"}))
	if _, err := b.Admitted(key); err == nil {
		t.Error("it has access still")
	}
	if _, err := b.Prepare(admin, model.TakeAccess{Name: "bench-3"}); !errors.Is(err, station.ErrUnknown) {
		t.Errorf("taken twice: %v", err)
	}
}

func TestAPersonsOwnTerminalHasAccessForAsLongAsTheyMaySign(t *testing.T) {
	b := newBench(t)
	line, key := keyLine(t, "kim@laptop")
	b.sign(b.Prepare(admin, model.GiveAccess{Key: line, Name: "0.kim", Person: worker}))
	if got, err := b.Admitted(key); err != nil || got.Person.ID != worker {
		t.Fatalf("%+v, %v", got, err)
	}
	b.sign(b.Prepare(admin, model.Revoke{Person: worker, Reason: "left the department"}))
	if _, err := b.Admitted(key); err == nil || !strings.Contains(err.Error(), "no key here any more") {
		t.Errorf("after: %v", err)
	}
}

func TestOnlyAnAdministratorGivesATerminalAccess(t *testing.T) {
	b := newBench(t)
	line, _ := keyLine(t, "bench-3")
	if _, err := b.Prepare(worker, model.GiveAccess{Key: line, Name: "bench-3"}); err == nil {
		t.Error("an assistant does")
	}
}

func TestWhatIsNoGoodPublicKeyIsRefusedInWords(t *testing.T) {
	b := newBench(t)
	line, _ := keyLine(t, "bench-3")
	short, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ssh.NewPublicKey(&short.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{
		"":                                       "no public key",
		"bench-3.pub":                            "no public key",
		`command="sh" ` + line:                   "without options",
		line + "\n" + line:                       "one public key",
		string(ssh.MarshalAuthorizedKey(public)): "2048 bits is too short",
	} {
		if _, err := b.Prepare(admin, model.GiveAccess{Key: given, Name: "bench-3"}); !errors.Is(err, station.ErrNotReady) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "approval") {
			t.Errorf("%.40q: %v, want %q", given, err, want)
		}
	}
	nameless, _ := keyLine(t, "")
	if _, err := b.Prepare(admin, model.GiveAccess{Key: nameless}); err == nil || !strings.Contains(err.Error(), "1 to 32 lower-case letters") {
		t.Errorf("without a name: %v", err)
	}
}

func TestTheHostKeyIsMadeOnceAndKeptPrivate(t *testing.T) {
	b := newBench(t)
	first, err := b.HostKey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.HostKey()
	if err != nil || ssh.FingerprintSHA256(first.PublicKey()) != ssh.FingerprintSHA256(again.PublicKey()) {
		t.Errorf("another key: %v", err)
	}
	path := filepath.Join(b.cfg.Dir, "host.key")
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.HostKey(); err == nil || !strings.Contains(err.Error(), "host.key") {
		t.Errorf("a broken one: %v", err)
	}
}
