package e2e_test

import (
	"flag"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"time"

	"soprun/internal/serve"
)

// noises is how many times noise is sent: a few in a build, many in earnest.
var noises = flag.Uint64("noises", 2, "how many times noise is sent to a server, of each kind")

// noise are bytes that are the same for a seed: any at all, or those that a terminal may send.
func noise(seed uint64, n int) []byte {
	r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // noise that comes again
	keys := []string{"\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~", "\r", "\r", "\x1b", "\t", "\x7f", "y", "n", "a", "d", "s", "1", "2", "?", "\x0c", "\x05", "\x1b[<0;10;10M", "\x1b[200~", "\x1b[201~", "\x1b[999999999999999999999;1R", "é", "\x00", "sign\r"}
	var out []byte
	for len(out) < n {
		if seed%2 == 0 {
			out = append(out, byte(r.Uint32()))
		} else {
			out = append(out, keys[r.IntN(len(keys))]...)
		}
	}
	return []byte(strings.NewReplacer("\x03", "", "\x04", "").Replace(string(out)))
}

// takesNoise fails unless the others work on, and the log is sound, whatever is sent to the port or
// typed at a terminal.
func (d *department) takesNoise() {
	t := d.t
	if runtime.GOOS != "linux" {
		return // what a process uses is read from /proc
	}
	key, addr := d.signer("bench-3"), "127.0.0.1:"+d.port
	watcher, err := sits(addr, key)
	if err != nil {
		t.Fatal(err)
	}
	watcher.rests()
	for seed := range *noises {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		begin := ""
		if seed%2 == 1 {
			begin = "SSH-2.0-OpenSSH_9.9\r\n"
		}
		_, _ = conn.Write(append([]byte(begin), noise(2*seed, 4000)...)) // it may be closed at once
		_ = conn.Close()
		for _, word := range []string{"", serve.Word} {
			y, err := sitsFor(addr, key, word)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			_, _ = y.keys.Write(noise(seed, 3000)) // a program that leaves takes no more
			y.rests()
			_ = y.conn.Close()
		}
	}
	if _, err := watcher.types("a"); err != nil {
		t.Error(err)
	}
	watcher.rests()
	_, before := usage(t, d.server.Process.Pid)
	watcher.rests()
	_, after := usage(t, d.server.Process.Pid)
	if busy := after - before; busy > 150*time.Millisecond {
		t.Errorf("with one terminal at rest it is busy for %v of 300 ms", busy)
	}
	if out := d.run("soprun serve status"); !strings.Contains(out, "Places taken: 1 of 200.") {
		t.Error(out)
	}
}
