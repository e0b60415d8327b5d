package cli_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"soprun/internal/hub/hubtest"
	"soprun/internal/needs"
)

// hubCommands are the sh blocks of the paper on how a hub is set up, but for the first, which
// says where things are.
func hubCommands(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../hub/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		out = append(out, block[1])
	}
	if len(out) < 10 || !strings.Contains(out[0], "export HUBHOST=") {
		t.Fatalf("it has %d blocks: the test looks in the wrong place", len(out))
	}
	return out
}

// free is a port that nobody listens on.
func free(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

func TestTheHubIsSetUpAsItsReadmeSays(t *testing.T) {
	hubtest.Needs(t)
	for _, tool := range []string{"openssl", "ssh-keygen", "bash"} {
		needs.Tool(t, tool)
	}
	if os.Geteuid() != 0 {
		needs.Skip(t, "it is meant to be run as root, who runs the server as postgres")
	}
	work, err := os.MkdirTemp("", "soprun-hub-*") //nolint:usetesting // postgres cannot enter that of t
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(work, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, data := range []string{"standby", "data"} {
			stop := exec.Command("bash", "-c", "cd / && runuser -u postgres -- $(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)/pg_ctl -D "+filepath.Join(work, data)+" -m immediate stop")
			_ = stop.Run() // it may not have been started
		}
		_ = os.RemoveAll(work)
	})
	blocks := hubCommands(t)
	for name, value := range map[string]string{
		"HUBHOST": "localhost", "PORT": fmt.Sprint(free(t)), "STANDBYPORT": fmt.Sprint(free(t)), "DATA": work + "/data", "STANDBYDATA": work + "/standby", "CERTS": work + "/certs",
		"STATION": ownDemo(t), "READER": work + "/reader", "ARCHIVE": work + "/archive",
	} {
		set := regexp.MustCompile(`\b` + name + `=\S+`)
		if !set.MatchString(blocks[0]) {
			t.Fatalf("it does not say where %s is", name)
		}
		blocks[0] = set.ReplaceAllLiteralString(blocks[0], name+"="+value)
	}
	cmd := exec.Command("bash", "-c", "set -euo pipefail\n"+strings.Join(blocks, "\n"))
	cmd.Env, cmd.Dir = append(os.Environ(), "TERM=dumb", "HOME="+work), work // soprun is in the PATH: TestMain puts it there
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	for _, text := range []string{
		"The hub is set up", "ok      a synchronous standby", "is enrolled at st-elsewhere/haematology", "The hub has all", "quality_lead reads * now", "heard just now",
		"The log verifies", "The one log verifies.", "There was nothing to destroy.", "releases that 2 of 2 keys have signed", "NEW here: soprun approve SOP-ZZ-001",
	} {
		if !strings.Contains(string(said), text) {
			t.Errorf("it does not say %q:\n%s", text, said)
		}
	}
}
