package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"soprun/sop"
	"soprun/sop/figure"
	"soprun/sop/record"
)

// ReleaseNamespace is that of the signatures over a release:
//
//	ssh-keygen -Y sign -O hashalg=sha256 -n soprun-release@v1 -f KEY release.json
const ReleaseNamespace = "soprun-release@v1"

const releaseFormat = "soprun-release/1"

// Release is a set of pages that is offered to stations. Its bytes are the JSON of these members,
// without spaces, in this order, which is what is signed.
type Release struct {
	Expires   string         `json:"expires"`   // first local day on which it is not taken any more
	Name      string         `json:"name"`      // in words
	Pages     []ReleasedPage `json:"pages"`     // by their ids, none twice
	Published string         `json:"published"` // day
	Number    int64          `json:"release"`   // greater than that of every release before
	Format    string         `json:"v"`
}

// ReleasedPage is a page by the hash of its text.
type ReleasedPage struct {
	Figures []ReleasedFigure `json:"figures,omitempty"` // by their paths, each once
	ID      string           `json:"id"`
	SHA256  string           `json:"sha256"`
	Title   string           `json:"title"`
	Version string           `json:"version"`
}

// ReleasedFigure is a picture that a page shows, by the hash of its file.
type ReleasedFigure struct {
	Path   string `json:"path"` // from the folder of the page
	SHA256 string `json:"sha256"`
}

// file is one of a release: a page, or a figure, as it lies in the folder of a station.
type file struct {
	name, sum string
	of        string // the page
}

// files are the pages and figures, each once. All pages lie in one folder, and so do their figures.
func (r Release) files() (out []file) {
	seen := map[string]bool{}
	for _, p := range r.Pages {
		out = append(out, file{p.ID + ".md", p.SHA256, "the text of " + p.ID})
		for _, f := range p.Figures {
			if !seen[f.Path] {
				out = append(out, file{f.Path, f.SHA256, f.Path + " of " + p.ID})
			}
			seen[f.Path] = true
		}
	}
	return out
}

var (
	releasedID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	hexDigest  = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// Bytes returns what is signed.
func (r Release) Bytes() ([]byte, error) {
	r.Format = releaseFormat
	slices.SortFunc(r.Pages, func(a, b ReleasedPage) int { return strings.Compare(a.ID, b.ID) })
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(r); err != nil {
		return nil, err
	}
	return b.Bytes(), r.check()
}

func (r Release) check() error {
	_, expires := time.Parse(time.DateOnly, r.Expires)
	_, published := time.Parse(time.DateOnly, r.Published)
	switch {
	case r.Format != releaseFormat:
		return fmt.Errorf("it is %q, and this soprun reads %q", r.Format, releaseFormat)
	case r.Number < 1:
		return errors.New("its number is not above 0")
	case errors.Join(expires, published) != nil || r.Expires <= r.Published:
		return fmt.Errorf("it expires on %q, and was published on %q: days are written 2027-03-01, and the first is later", r.Expires, r.Published)
	case len(r.Pages) == 0 || len(r.Pages) > 10_000:
		return fmt.Errorf("it has %s", sop.Counted(len(r.Pages), "page", "pages"))
	}
	for i, p := range r.Pages {
		if !releasedID.MatchString(p.ID) || !hexDigest.MatchString(p.SHA256) || i > 0 && p.ID <= r.Pages[i-1].ID {
			return fmt.Errorf("page %q: it is not named as pages are, or stands in no order", p.ID)
		}
	}
	return r.checkFigures()
}

// checkFigures refuses figures that are not named as they are, and two of one name.
func (r Release) checkFigures() error {
	sums := map[string]string{}
	for _, p := range r.Pages {
		for i, f := range p.Figures {
			if !figure.Named(f.Path) || !hexDigest.MatchString(f.SHA256) || i > 0 && f.Path <= p.Figures[i-1].Path {
				return fmt.Errorf("page %q: its figure %q is not named as figures are, or stands in no order", p.ID, f.Path)
			}
			if had := sums[f.Path]; had != "" && had != f.SHA256 {
				return fmt.Errorf("page %q: its figure %s is another picture than that of another page, and all lie in one folder: give one of them another name", p.ID, f.Path)
			}
			sums[f.Path] = f.SHA256
		}
	}
	return nil
}

// ReadRelease reads a manifest. Whoever goes by it verifies it first.
func ReadRelease(manifest []byte) (r Release, err error) {
	if err := json.Unmarshal(manifest, &r); err != nil {
		return r, err
	}
	again, err := Release.Bytes(r)
	if err == nil && !bytes.Equal(again, manifest) {
		err = errors.New("it is not spelt in the one allowed way")
	}
	return r, err
}

// Trust is whose signatures a station goes by: at least Least of these keys.
type Trust struct {
	Least int
	Keys  map[string]string // names by key, as "ssh-ed25519 AAAA..."
}

// ReadTrust reads a file of keys: a first line "2 of", then a line for each key, as in a .pub file.
// An error names lines by their number: a file that was named by mistake may hold a passphrase.
func ReadTrust(text []byte) (t Trust, err error) {
	first, rest, _ := strings.Cut(string(text), "\n")
	least, isLeast := strings.CutSuffix(strings.TrimSpace(first), " of")
	if t.Least, err = strconv.Atoi(least); err != nil || !isLeast {
		return t, errors.New("line 1 does not say how many of the keys have to sign, as in \"2 of\"")
	}
	t.Keys = map[string]string{}
	at := 1
	for line := range strings.Lines(rest) {
		at++
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) < 2 {
			return t, fmt.Errorf("line %d is no key: write each as in its .pub file", at)
		}
		key := fields[0] + " " + fields[1]
		if _, err := record.ParsePublicKey(key); err != nil {
			return t, fmt.Errorf("line %d is no key of this kind: ssh-keygen -t ed25519 makes one", at)
		}
		t.Keys[key] = strings.Join(fields[2:], " ")
	}
	if t.Least < 1 || t.Least > len(t.Keys) {
		return t, fmt.Errorf("%d of %s: it is from 1 to as many as there are", t.Least, sop.Counted(len(t.Keys), "key", "keys"))
	}
	return t, nil
}

// The reasons why a release is refused.
var (
	ErrFewSignatures = errors.New("too few of the keys that this station trusts have signed it")
	ErrExpired       = errors.New("it has expired")
	ErrOlder         = errors.New("it is older than the one that this station has, or another one of the same number")
)

// Verify reads a release that the keys of a station vouch for, on a local day. last is the manifest
// that it has, nil for none.
func (t Trust) Verify(manifest []byte, signatures [][]byte, last []byte, today string) (r Release, err error) {
	if r, err = ReadRelease(manifest); err != nil {
		return r, fmt.Errorf("the release cannot be read: %w", err)
	}
	if n := t.signed(manifest, signatures); n < t.Least {
		return r, fmt.Errorf("release %d: %w: %d, and %d are needed", r.Number, ErrFewSignatures, n, t.Least)
	}
	if r.Expires <= today {
		return r, fmt.Errorf("release %d: %w, on %s", r.Number, ErrExpired, r.Expires)
	}
	if last == nil {
		return r, nil
	}
	had, err := ReadRelease(last)
	if err != nil {
		return r, err
	}
	if r.Number < had.Number || r.Number == had.Number && !bytes.Equal(manifest, last) {
		return r, fmt.Errorf("release %d: %w: it has %d", r.Number, ErrOlder, had.Number)
	}
	return r, nil
}

// signed counts the keys that signed, each once.
func (t Trust) signed(manifest []byte, signatures [][]byte) int {
	by := map[string]bool{}
	for _, s := range signatures {
		key, err := record.VerifyAs(ReleaseNamespace, manifest, s)
		if err != nil {
			continue // somebody else's, or none
		}
		if _, trusted := t.Keys[record.PublicKey(key)]; trusted {
			by[record.PublicKey(key)] = true
		}
	}
	return len(by)
}

// LastRelease returns the newest release of a hub as it is there, nil where there is none.
func (d *DB) LastRelease(ctx context.Context) (number int64, manifest []byte, signatures [][]byte, err error) {
	var n *int64
	err = d.conn.QueryRow(ctx, `select number, manifest, signatures from soprun.release()`).Scan(&n, &manifest, &signatures)
	if n != nil {
		number = *n
	}
	return number, manifest, signatures, inWords(err)
}

// released returns a file of a release, whose hash is compared.
func (d *DB) released(ctx context.Context, number int64, f file) (text []byte, err error) {
	sum, err := hex.DecodeString(f.sum)
	if err != nil {
		return nil, err
	}
	if err := d.conn.QueryRow(ctx, `select soprun.release_text($1, $2)`, number, sum).Scan(&text); err != nil {
		return nil, inWords(err)
	}
	if got := sha256.Sum256(text); hex.EncodeToString(got[:]) != f.sum {
		return nil, fmt.Errorf("%s is not in the hub, or was changed there", f.of)
	}
	return text, nil
}

// Publish puts a release into a hub, as its owner: the manifest with the signatures over it, and
// the text of each of its pages and the files of their figures, by their SHA-256.
func (d *DB) Publish(ctx context.Context, manifest []byte, signatures [][]byte, texts map[string][]byte) error {
	r, err := ReadRelease(manifest)
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, d.conn, func(tx pgx.Tx) error {
		newest := int64(0)
		if err := tx.QueryRow(ctx, `select coalesce(max(number), 0) from soprun.releases`).Scan(&newest); err != nil {
			return inWords(err)
		}
		if r.Number <= newest {
			return fmt.Errorf("the hub has release %d already: give this one a number above it", newest)
		}
		if _, err := tx.Exec(ctx, `insert into soprun.releases (number, manifest, signatures) values ($1, $2, $3)`, r.Number, manifest, signatures); err != nil {
			return inWords(err)
		}
		for _, f := range r.files() {
			if err := publishFile(ctx, tx, r.Number, f, texts[f.sum]); err != nil {
				return err
			}
		}
		return nil
	})
}

func publishFile(ctx context.Context, tx pgx.Tx, number int64, f file, text []byte) error {
	sum := sha256.Sum256(text)
	if hex.EncodeToString(sum[:]) != f.sum {
		return fmt.Errorf("%s is missing, or is not the one of the release", f.of)
	}
	if _, err := tx.Exec(ctx, `insert into soprun.texts values ($1, $2) on conflict do nothing`, sum[:], text); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `insert into soprun.release_texts values ($1, $2) on conflict do nothing`, number, sum[:])
	return err
}
