// Package hubtest starts PostgreSQL for tests: a cluster for a package, a database for a test.
package hubtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"soprun/internal/needs"
)

// Owner is the role that owns the databases of tests. It is no superuser.
const Owner = "hub_owner"

// Cluster is a running server. Everybody on this machine may log in to it as anybody.
type Cluster struct {
	Dir  string // of its data
	Port int

	bin string
	top string // what is removed at its end
}

// Available reports where the programs of PostgreSQL 15 or newer are, or why they are not.
func Available() (bin string, err error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl") // the pattern is sound
	slices.Sort(found)
	for _, path := range slices.Backward(found) {
		bin = filepath.Dir(path)
		break
	}
	if bin == "" {
		path, err := exec.LookPath("pg_ctl")
		if err != nil {
			return "", errors.New("PostgreSQL 15 or newer is not installed")
		}
		bin = filepath.Dir(path)
	}
	if os.Geteuid() == 0 {
		if _, err := exec.LookPath("runuser"); err != nil {
			return "", errors.New("this runs as root, and there is no runuser to start PostgreSQL as somebody else")
		}
	}
	return bin, nil
}

// Needs leaves a test out where there is no PostgreSQL.
func Needs(t testing.TB) {
	t.Helper()
	if _, err := Available(); err != nil {
		needs.Skip(t, err.Error())
	}
}

// command is a program of PostgreSQL, run by somebody who is not root: the server refuses that.
func command(bin, name string, args ...string) *exec.Cmd {
	args = append([]string{filepath.Join(bin, name)}, args...)
	if os.Geteuid() == 0 {
		args = append([]string{"runuser", "-u", "postgres", "--"}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = "/"
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	return cmd
}

func run(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
	}
	return nil
}

// inMemory is a folder in memory with room for some clusters, "" where there is none: what
// waits for the disk there waits for nothing, and a test of it is a test all the same.
var inMemory = sync.OnceValue(func() string {
	out, err := exec.Command("df", "-k", "--output=avail", "/dev/shm").Output()
	fields := strings.Fields(string(out))
	if err != nil || len(fields) == 0 {
		return ""
	}
	if free, err := strconv.ParseInt(fields[len(fields)-1], 10, 64); err != nil || free < 2<<20 {
		return ""
	}
	return "/dev/shm"
})

// folder makes a folder that the server's user owns.
func folder() (string, error) {
	top, err := os.MkdirTemp(inMemory(), "soprun-pg-*")
	if err != nil || os.Geteuid() != 0 {
		return top, err
	}
	return top, run(exec.Command("chown", "postgres", top))
}

// Start makes a cluster and starts it. Settings are lines of postgresql.conf.
func Start(checksums bool, settings ...string) (*Cluster, error) {
	bin, err := Available()
	if err != nil {
		return nil, err
	}
	top, err := folder()
	if err != nil {
		return nil, err
	}
	c := &Cluster{Dir: filepath.Join(top, "data"), bin: bin, top: top}
	args := []string{"-D", c.Dir, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"}
	if checksums {
		args = append(args, "--data-checksums")
	}
	if err := run(command(bin, "initdb", args...)); err != nil {
		return nil, errors.Join(err, c.remove())
	}
	if err := c.Boot(settings...); err != nil {
		return nil, errors.Join(err, c.remove())
	}
	return c, c.Exec("postgres", "create role "+Owner+" login createrole; grant pg_monitor to "+Owner)
}

// Boot starts a cluster that was made, on a port of its own.
func (c *Cluster) Boot(settings ...string) (err error) {
	if c.Port, err = freePort(); err != nil {
		return err
	}
	options := fmt.Sprintf("-c port=%d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c shared_buffers=16MB -c max_connections=120", c.Port)
	for _, s := range settings {
		options += " -c " + s
	}
	return run(command(c.bin, "pg_ctl", "-D", c.Dir, "-l", filepath.Join(c.top, "log"), "-w", "-t", "60", "-o", options, "start"))
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }() // only its number was wanted
	return l.Addr().(*net.TCPAddr).Port, nil
}

// Standby makes a standby of a cluster, which streams under this name, and starts it.
func (c *Cluster) Standby(name string) (*Cluster, error) {
	top, err := folder()
	if err != nil {
		return nil, err
	}
	s := &Cluster{Dir: filepath.Join(top, "data"), bin: c.bin, top: top}
	from := fmt.Sprintf("host=127.0.0.1 port=%d user=postgres application_name=%s", c.Port, name)
	if err := run(command(c.bin, "pg_basebackup", "-D", s.Dir, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d", from)); err != nil {
		return nil, errors.Join(err, s.remove())
	}
	return s, s.Boot()
}

// Promote makes a standby the primary.
func (c *Cluster) Promote() error { return run(command(c.bin, "pg_ctl", "-D", c.Dir, "-w", "promote")) }

// Kill ends the server at once, as a power cut does.
func (c *Cluster) Kill() error {
	return run(command(c.bin, "pg_ctl", "-D", c.Dir, "-m", "immediate", "-w", "stop"))
}

// Stop ends the server, and leaves its files.
func (c *Cluster) Stop() error {
	return run(command(c.bin, "pg_ctl", "-D", c.Dir, "-m", "fast", "-w", "stop"))
}

// Close ends the server and removes its files.
func (c *Cluster) Close() error {
	if _, err := os.Stat(filepath.Join(c.Dir, "postmaster.pid")); err == nil {
		if err := c.Kill(); err != nil {
			return err
		}
	}
	return c.remove()
}

func (c *Cluster) remove() error { return os.RemoveAll(c.top) }

// URL is how a role connects to a database of the cluster.
func (c *Cluster) URL(role, database string) string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", url.PathEscape(role), c.Port, database)
}

// Exec does something as the superuser.
func (c *Cluster) Exec(database, sql string) (err error) {
	ctx, enough := context.WithTimeout(context.Background(), time.Minute)
	defer enough()
	db, err := pgx.Connect(ctx, c.URL("postgres", database))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	for part := range strings.SplitSeq(sql, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		if _, err := db.Exec(ctx, part); err != nil {
			return fmt.Errorf("%s: %w", part, err)
		}
	}
	return nil
}

// shared is the cluster of the package that is tested.
var (
	shared    *Cluster
	failed    error
	once      sync.Once
	databases atomic.Int64
)

// Main runs the tests of a package and ends its cluster: the TestMain of a package that
// uses New.
func Main(m *testing.M) { os.Exit(max(m.Run(), End())) }

// End ends the cluster of the package, and returns an exit code.
func End() int {
	if shared == nil {
		return 0
	}
	if err := shared.Close(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// Database is a database of one test.
type Database struct {
	*Cluster
	Name string
}

// New makes a database in the cluster of the package.
func New(t testing.TB) *Database {
	t.Helper()
	Needs(t)
	once.Do(func() { shared, failed = Start(true) })
	if failed != nil {
		t.Fatal(failed)
	}
	return shared.Database(t)
}

// Database makes a database of its owner.
func (c *Cluster) Database(t testing.TB) *Database {
	t.Helper()
	d := &Database{c, fmt.Sprintf("hub%d", databases.Add(1))}
	if err := c.Exec("postgres", "create database "+d.Name+" owner "+Owner); err != nil {
		t.Fatal(err)
	}
	return d
}

// Owner is how the owner of the hub connects.
func (d *Database) Owner() string { return d.URL(Owner) }

// URL is how a role connects.
func (d *Database) URL(role string) string { return d.Cluster.URL(role, d.Name) }

// Role is a name of a role that is of this test alone: roles belong to the whole cluster.
func (d *Database) Role(name string) string { return d.Name + "_" + name }

// Holds reports whether a file of the database, the log of what is written ahead left out, has
// these bytes.
func (d *Database) Holds(what []byte) (found bool, err error) {
	ctx, enough := context.WithTimeout(context.Background(), time.Minute)
	defer enough()
	db, err := pgx.Connect(ctx, d.URL("postgres"))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, db.Close(ctx)) }()
	oid := uint32(0)
	if err := db.QueryRow(ctx, "select oid from pg_database where datname = current_database()").Scan(&oid); err != nil {
		return false, err
	}
	if _, err := db.Exec(ctx, "checkpoint"); err != nil {
		return false, err
	}
	err = filepath.WalkDir(filepath.Join(d.Dir, "base", strconv.Itoa(int(oid))), func(name string, f os.DirEntry, err error) error {
		if errors.Is(err, os.ErrNotExist) || err == nil && !f.Type().IsRegular() {
			return nil
		}
		if err != nil {
			return err
		}
		content, err := os.ReadFile(name)
		if errors.Is(err, os.ErrNotExist) {
			return nil // it was dropped meanwhile
		}
		found = found || bytes.Contains(content, what)
		return err
	})
	return found, err
}
