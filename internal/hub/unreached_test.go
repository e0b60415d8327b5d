package hub_test

import (
	"errors"
	"net"
	"strings"
	"testing"

	"soprun/internal/hub"
)

// Why there is no hub is said in one line, once, and without the words of a library.
func TestAHubThatIsNotThereIsSaidInOneLine(t *testing.T) {
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := on.Addr().String()
	if err := on.Close(); err != nil {
		t.Fatal(err)
	}
	for url, want := range map[string]string{
		"postgres://st_1@" + at + "/soprun":                "the hub at " + at + " does not answer: connect: connection refused",
		"postgres://st_1@" + at + "," + at + "/soprun":     "the hub at " + at + " does not answer: connect: connection refused",
		"postgres://st_1@no-such-host.invalid:5432/soprun": "the hub at no-such-host.invalid:5432 does not answer: lookup no-such-host.invalid",
	} {
		_, err := hub.Connect(t.Context(), url)
		var away *hub.Unreached
		if !errors.As(err, &away) || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %q", url, err, want)
		}
	}
}
