package hub_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
)

// A hub that is gone in the middle is no fault of a log, whoever reads or brings one.
func TestAHubThatIsLostInTheMiddleIsNoFaultOfALog(t *testing.T) {
	d, b := newHub(t), newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	b.work(40)
	link := hubtest.NewProxy(t, d.Port)
	once := func(budget int64, f func() error) {
		t.Helper()
		link.CutAfter(func() int64 { return budget })
		err := f()
		var away *hub.Unreached
		if err != nil && !errors.Is(err, hub.ErrLost) && !errors.As(err, &away) || err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("after %d bytes: %v", budget, err)
		}
	}
	cut := 0
	for budget := int64(200); budget < 60_000; budget = budget * 5 / 4 {
		once(budget, func() error {
			_, err := (&hub.Uploader{URL: link.Through(url), Log: b.Store}).Once(t.Context())
			if errors.Is(err, hub.ErrLost) {
				cut++
			}
			return err
		})
	}
	mustUpload(t, b, url)
	c := reader(t, d, "lead", "*")
	c.URL = link.Through(c.URL)
	for budget := int64(200); budget < 4_000; budget += 100 {
		once(budget, func() error {
			c.Dir = filepath.Join(t.TempDir(), "copies")
			all, err := c.Pull(t.Context())
			for _, of := range all {
				if of.Blocked != "" {
					t.Errorf("after %d bytes the log is blocked: %s", budget, of.Blocked)
				}
			}
			return err
		})
		once(budget, func() error {
			db, err := hub.Connect(t.Context(), link.Through(d.Owner()))
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }() // it was cut off mostly
			return db.Verify(t.Context(), func(v hub.Verdict) error {
				if !v.OK() {
					t.Errorf("after %d bytes the log is at fault: %v", budget, v.Report.Faults)
				}
				return nil
			})
		})
	}
	if cut < 3 {
		t.Errorf("%d uploads were cut off in the middle: the test looks at nothing", cut)
	}
}

// certificate makes one for a name, which signs itself.
func certificate(t *testing.T, name string, until time.Time) (tls.Certificate, string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	like := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until,
		IsCA: true, BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, like, like, public, private)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ca.crt")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: private}, file
}

// shows is a server that shows a certificate, as PostgreSQL does, and no more.
func shows(t *testing.T, c tls.Certificate) (port string) {
	t.Helper()
	on, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = on.Close() }) // closing twice is harmless
	go func() {
		for {
			conn, err := on.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }() // whoever it was has left
				if _, err := conn.Read(make([]byte, 8)); err != nil {
					return
				}
				if _, err := conn.Write([]byte("S")); err == nil { // it has TLS
					_ = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{c}}).Handshake() // the client says why not
				}
			}()
		}
	}()
	_, port, err = net.SplitHostPort(on.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// Why a hub is not trusted is said in words, with what would be right.
func TestAHubThatIsNotTrustedIsSaidInWords(t *testing.T) {
	good := time.Now().Add(time.Hour)
	local, authority := certificate(t, "localhost", good)
	named, names := certificate(t, "hub.trust.example", good)
	past, passed := certificate(t, "localhost", time.Now().Add(-24*time.Hour))
	for _, c := range []struct {
		shown    tls.Certificate
		ca, want string
	}{
		{local, names, "is not signed by the authority in sslrootcert"},
		{named, names, "its certificate is for hub.trust.example, and not for the name in the URL"},
		{past, passed, "its certificate is not good: x509: certificate has expired"},
		{local, "none.crt", "(sslcert, sslkey, sslrootcert) cannot be used: unable to read CA file: open none.crt"},
	} {
		_, err := hub.Connect(t.Context(), "postgres://st_1@localhost:"+shows(t, c.shown)+"/soprun?sslmode=verify-full&sslrootcert="+c.ca)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if _, err := hub.Connect(t.Context(), "postgres://st_1@localhost:"+shows(t, local)+"/soprun?sslmode=verify-full&sslrootcert="+authority); err == nil || strings.Contains(err.Error(), "certificate") {
		t.Errorf("one that is trusted: %v", err)
	}
}

func TestWhoADatabaseDoesNotLetInIsToldWhatItWants(t *testing.T) {
	d := newHub(t)
	_, err := hub.Connect(t.Context(), strings.Replace(d.Owner(), "/"+d.Name, "/other", 1))
	if err == nil || strings.Contains(err.Error(), "SQLSTATE") || !strings.Contains(err.Error(), `database "other" does not exist`) {
		t.Errorf("another database: %v", err)
	}
	b := newBench(t, origin)
	url := enrol(t, d, origin, "elsewhere")
	must(t, d.Owner(), `alter function soprun.head(text) rename to head_of_another`)
	if _, err := upload(t, b, url); !errors.Is(err, hub.ErrOther) {
		t.Errorf("a hub of another version: %v", err)
	}
	if _, err := connect(t, url).Check(t.Context()); !errors.Is(err, hub.ErrRefused) {
		t.Errorf("a station that checks: %v", err)
	}
}
