package hub

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// connectWithin is how long a connection may take to be made, where its URL does not say.
const connectWithin = 10 * time.Second

// DB is a connection to a hub. It is for one goroutine.
type DB struct {
	conn    *pgx.Conn
	warning string // that came since the last statement began, "" for none
}

// Connect connects to a hub as the role that the URL names. It may name a client certificate
// (sslcert, sslkey, sslrootcert), and several hosts, of which the primary is taken.
func Connect(ctx context.Context, url string) (*DB, error) {
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, notURL(err)
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = connectWithin
	}
	if len(cfg.Fallbacks) > 0 && cfg.ValidateConnect == nil { // a standby that is asked first is no hub to write to
		cfg.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	d := &DB{}
	cfg.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.SeverityUnlocalized == "WARNING" {
			d.warning = n.Message
		}
	}
	if d.conn, err = pgx.ConnectConfig(ctx, cfg); err != nil {
		return nil, unreached(cfg, err)
	}
	return d, nil
}

// notURL says what is wrong with a URL. The library's error says nothing of a password.
func notURL(err error) error {
	if inner := errors.Unwrap(err); inner != nil && strings.Contains(err.Error(), "configure TLS") {
		return fmt.Errorf("the certificates that the URL of the hub names (sslcert, sslkey, sslrootcert) cannot be used: %w", inner)
	}
	return fmt.Errorf("%w: the URL of a hub looks like postgres://ROLE@HOST:5432/DATABASE", err)
}

// untrusted says why the certificate that a hub shows is not good, "" where it is.
func untrusted(err error) string {
	var other x509.UnknownAuthorityError
	var named x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &other):
		return "its certificate is not signed by the authority in sslrootcert: what answers there may be another machine"
	case errors.As(err, &named):
		return "its certificate is for " + strings.Join(named.Certificate.DNSNames, ", ") + ", and not for the name in the URL: use one of these"
	case errors.As(err, &invalid):
		return "its certificate is not good: " + invalid.Error()
	}
	return ""
}

// unreached says in one line why there is no connection: each way that was tried stands in the
// error itself, a line each.
func unreached(cfg *pgx.ConnConfig, err error) error {
	at := net.JoinHostPort(cfg.Host, strconv.Itoa(int(cfg.Port)))
	for _, other := range cfg.Fallbacks {
		if next := net.JoinHostPort(other.Host, strconv.Itoa(int(other.Port))); !strings.Contains(at, next) {
			at += " and " + next
		}
	}
	var of *pgconn.PgError
	var line *net.OpError
	var name *net.DNSError
	why := err
	switch {
	case errors.As(err, &of):
		return fmt.Errorf("the hub at %s refuses %s: %w", at, cfg.User, &refusal{of})
	case untrusted(err) != "":
		why = errors.New(untrusted(err))
	case errors.As(err, &name):
		why = name
	case errors.As(err, &line):
		why = line.Err
	case errors.Is(err, context.DeadlineExceeded):
		why = errors.New("it took too long")
	}
	first, _, _ := strings.Cut(why.Error(), "\n")
	return &Unreached{At: at, Why: first, err: err}
}

// refusal is why a server lets nobody in, without what the library puts around it.
type refusal struct{ *pgconn.PgError }

// Error says why, and what it wants.
func (r *refusal) Error() string {
	switch r.Code {
	case "28000", "28P01": // not authorised, or a wrong password
		return r.Message + ": it takes who shows a certificate whose common name is the role (sslcert, sslkey and sslrootcert in the URL)"
	default:
		return r.Message
	}
}

// Unwrap returns the server's own error.
func (r *refusal) Unwrap() error { return r.PgError }

// Unreached is the error of a hub that is not there, or not to be talked to.
type Unreached struct {
	At, Why string
	err     error
}

// Error says where it was looked for, and what came of it.
func (u *Unreached) Error() string {
	return fmt.Sprintf("the hub at %s does not answer: %s", u.At, u.Why)
}

// Unwrap returns the cause.
func (u *Unreached) Unwrap() error { return u.err }

// Close ends the connection.
func (d *DB) Close() error {
	ctx, enough := context.WithTimeout(context.Background(), time.Second)
	defer enough()
	return d.conn.Close(ctx)
}

// ErrUnsure is returned where the hub has written something and warned that its standby may
// not have it: nothing of it is acknowledged.
var ErrUnsure = errors.New("the hub could not say that its standby has it too")

// ErrLost is returned where a hub was gone in the middle.
var ErrLost = errors.New("the connection to the hub was lost")

// OrLost returns an error of what was done here, or ErrLost with it where the connection is gone
// and nobody broke that off.
func (d *DB) OrLost(ctx context.Context, err error) error {
	if err != nil && ctx.Err() == nil && d.conn.IsClosed() && !errors.Is(err, ErrLost) {
		return lost(err)
	}
	return err
}

// lost says so. What a hub has acknowledged, and what was read, stays.
func lost(err error) error {
	why, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%w in the middle (%s): the same once more goes on from there", ErrLost, why)
}

// ErrRefused is returned where the role may not do what was asked.
var ErrRefused = errors.New("the hub refuses that to this role")

// ErrOther is returned where the hub's tables are not as this program knows them.
var ErrOther = errors.New("the hub is of another soprun than this one: its owner brings it up to date with soprun hub init, and an older soprun here is replaced")

// ErrArchived is returned for a log that is closed, and was taken out of the hub as a bundle:
// nothing more has to come.
var ErrArchived = errors.New("the hub has put that log away")

// inWords says of an error of the database what it means here.
func inWords(err error) error {
	var of *pgconn.PgError
	if !errors.As(err, &of) {
		return err
	}
	switch of.Code {
	case "3F000": // no such schema
		return fmt.Errorf("%w (%s)", ErrNoHub, of.Message)
	case "42883", "42P01", "42703": // no such function, table, column
		return fmt.Errorf("%w (%s)", ErrOther, of.Message)
	case "SR001": // sql/0003.sql
		return fmt.Errorf("%w: %s", ErrArchived, of.Message)
	case "42501":
		return fmt.Errorf("%w: %s", ErrRefused, of.Message)
	}
	return err
}

// Head is what a hub has of a log.
type Head struct {
	record.TreeHead
	Signed    record.TreeHead // the last head that came with the station's signature
	Signature []byte          // over that; nil for none
}

// ErrUnknownLog is returned for a log that the role may not append to, or that the hub was
// not told of.
var ErrUnknownLog = errors.New("the hub knows no such log of this role: soprun hub station add enrols one there")

// Head returns what the hub has of a log of this role. That is where an upload goes on, and
// says nothing of what the standby has.
func (d *DB) Head(ctx context.Context, log string) (h Head, err error) {
	var size, signed *int64
	var root, signedRoot []byte
	err = d.conn.QueryRow(ctx, `select size, root, signed_size, signed_root, signature from soprun.head($1)`, log).
		Scan(&size, &root, &signed, &signedRoot, &h.Signature)
	if err != nil {
		return h, inWords(err)
	}
	if size == nil {
		return h, ErrUnknownLog
	}
	if h.TreeHead, err = headOf(*size, root); err == nil && *signed > 0 {
		h.Signed, err = headOf(*signed, signedRoot)
	}
	return h, err
}

func headOf(size int64, root []byte) (record.TreeHead, error) {
	if len(root) != len(tlog.Hash{}) || size < 0 {
		return record.TreeHead{}, fmt.Errorf("the hub gives a root of %s over %s", sop.Counted(len(root), "byte", "bytes"), entriesOf(size))
	}
	return record.TreeHead{Size: size, Root: tlog.Hash(root)}, nil
}

// Answer is what a hub says to entries or to a head.
type Answer string

// The answers.
const (
	OK     Answer = "ok"
	Dup    Answer = "dup"    // it had all of them already, up to where it ends
	Gap    Answer = "gap"    // some before them are missing
	Forked Answer = "fork"   // they cannot be of the log that it has
	Behind Answer = "behind" // it has more than the head is over
)

// Append appends entries from a position on, behind a tree with this root, and the texts
// that they name. Without an error the answer holds on the standby too.
func (d *DB) Append(ctx context.Context, log string, prev tlog.Hash, batch []record.Stored, texts [][]byte) (Answer, record.TreeHead, error) {
	n := len(batch)
	leaves, payloads, signatures := make([][]byte, n), make([][]byte, n), make([][]byte, n)
	checkpoints, erased, disposals := make([][]byte, n), make([][]byte, n), make([]*int64, n)
	for i, e := range batch {
		leaf := leafHash(e)
		leaves[i], checkpoints[i] = leaf[:], orNull(e.Checkpoint)
		if e.Erased != nil {
			erased[i], disposals[i] = e.Erased.Leaf, &e.Erased.Disposal
			continue
		}
		payloads[i], signatures[i] = e.Payload, orNull(e.Signature)
	}
	if texts == nil {
		texts = [][]byte{}
	}
	return d.ask(ctx, `select answer, size, root from soprun.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		log, batch[0].Position, prev[:], leaves, payloads, signatures, checkpoints, erased, disposals, texts)
}

func orNull(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}

func leafHash(e record.Stored) tlog.Hash {
	if e.Erased != nil {
		return tlog.RecordHash(e.Erased.Leaf)
	}
	return record.LeafHash(e.Payload, e.Signature)
}

// Checkpoint asks whether the hub, and its standby, has just this head.
func (d *DB) Checkpoint(ctx context.Context, log string, head record.TreeHead, signature []byte) (Answer, record.TreeHead, error) {
	return d.ask(ctx, `select answer, size, root from soprun.checkpoint($1, $2, $3, $4)`, log, head.Size, head.Root[:], signature)
}

// Fork has the hub keep a head that is not of the log that it has.
func (d *DB) Fork(ctx context.Context, log string, head record.TreeHead, signature []byte) error {
	_, err := d.conn.Exec(ctx, `select soprun.fork($1, $2, $3, $4)`, log, head.Size, head.Root[:], signature)
	return inWords(err)
}

// Announce says that there is a log, to a hub that takes logs from this one.
func (d *DB) Announce(ctx context.Context, log, site string) error {
	_, err := d.conn.Exec(ctx, `select soprun.announce($1, $2)`, log, site)
	return inWords(err)
}

// ask does one statement, which is a transaction. It comes back only after its commit, and a
// warning on the way, that nobody waited for the standby any more, is an error.
func (d *DB) ask(ctx context.Context, sql string, args ...any) (answer Answer, head record.TreeHead, err error) {
	var size int64
	var root []byte
	d.warning = ""
	err = d.conn.QueryRow(ctx, sql, args...).Scan(&answer, &size, &root)
	switch {
	case err != nil:
		return "", head, inWords(err)
	case d.warning != "":
		return "", head, fmt.Errorf("%w: %s", ErrUnsure, d.warning)
	}
	head, err = headOf(size, root)
	return answer, head, err
}
