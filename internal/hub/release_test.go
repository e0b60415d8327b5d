package hub_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
	"soprun/internal/needs"
	"soprun/sop/record"
	"soprun/sop/record/recordtest"
)

// publishers are who signs releases.
var publishers = []string{"one", "two", "three"}

// trustOf is a file that wants so many of their signatures.
func trustOf(least string) []byte {
	text := least + " of\n# who publishes\n"
	for _, p := range publishers {
		text += recordtest.Public(p) + " " + p + "\n"
	}
	return []byte(text)
}

// release makes a release of pages by their ids, and the signatures over it.
func release(t testing.TB, number int64, expires string, texts map[string]string, by ...string) (manifest []byte, signatures [][]byte) {
	t.Helper()
	r := hub.Release{Number: number, Name: "pages", Published: "2026-11-29", Expires: expires}
	for id, text := range texts {
		r.Pages = append(r.Pages, hub.ReleasedPage{ID: id, SHA256: hexSum([]byte(text)), Title: id, Version: "1.0"})
	}
	manifest, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range by {
		s, err := record.SignAs(recordtest.Key(who), hub.ReleaseNamespace, manifest)
		if err != nil {
			t.Fatal(err)
		}
		signatures = append(signatures, s)
	}
	return manifest, signatures
}

// publish puts one into a hub, whatever it is worth.
func publish(t testing.TB, d *hubtest.Database, number int64, expires string, texts map[string]string, by ...string) {
	t.Helper()
	manifest, signatures := release(t, number, expires, texts, by...)
	sums := map[string][]byte{}
	for _, text := range texts {
		sum := sha256.Sum256([]byte(text))
		sums[hex.EncodeToString(sum[:])] = []byte(text)
	}
	if signatures == nil {
		signatures = [][]byte{}
	}
	if err := connect(t, d.Owner()).Publish(t.Context(), manifest, signatures, sums); err != nil {
		t.Fatal(err)
	}
}

// taker is a station that takes releases, on a day.
func taker(t testing.TB, day string) hub.Released {
	t.Helper()
	now, err := time.Parse(time.DateOnly, day)
	if err != nil {
		t.Fatal(err)
	}
	r := hub.Released{Dir: filepath.Join(t.TempDir(), "release"), Now: func() time.Time { return now }}
	if _, err := r.SetTrust(trustOf("2"), false); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAReleaseComesToAStationOnceEnoughKeysHaveSignedIt(t *testing.T) {
	d := newHub(t)
	url := enrol(t, d, origin, "elsewhere")
	r := taker(t, "2026-12-01")
	if k, err := r.Pull(t.Context(), url); err != nil || k != nil {
		t.Fatalf("of a hub without a release: %+v, %v", k, err)
	}
	publish(t, d, 1, "2027-03-01", map[string]string{"SOP-A": "a", "SOP-B": "b"}, "one", "three")
	k, err := r.Pull(t.Context(), url)
	if err != nil || k.Number != 1 || len(k.Pages) != 2 || k.Expired || !k.Compared.Equal(r.Now()) {
		t.Fatalf("%+v, %v", k, err)
	}
	for id, want := range map[string]string{"SOP-A": "a", "SOP-B": "b"} {
		if text, err := os.ReadFile(filepath.Join(r.Folder(), id+".md")); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", id, text, err)
		}
	}
	publish(t, d, 3, "2027-04-01", map[string]string{"SOP-B": "b2", "SOP-C": "c"}, "two", "three")
	if k, err = r.Pull(t.Context(), url); err != nil || k.Number != 3 {
		t.Fatalf("%+v, %v", k, err)
	}
	if _, err := os.Stat(filepath.Join(r.Folder(), "SOP-A.md")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what is not in it any more is here: %v", err)
	}
	if k, err := r.Pull(t.Context(), url); err != nil || k.Number != 3 {
		t.Errorf("again: %+v, %v", k, err)
	}
}

func TestAReleaseThatIsNotToBeTrustedIsRefusedAndTheOneBeforeStays(t *testing.T) {
	pages := map[string]string{"SOP-A": "a2"}
	for what, c := range map[string]struct {
		number  int64
		expires string
		by      []string
		why     error
	}{
		"one signature too few":    {5, "2027-03-01", []string{"one"}, hub.ErrFewSignatures},
		"one key twice":            {5, "2027-03-01", []string{"one", "one"}, hub.ErrFewSignatures},
		"a key of somebody else":   {5, "2027-03-01", []string{"one", "mallory"}, hub.ErrFewSignatures},
		"no signature":             {5, "2027-03-01", nil, hub.ErrFewSignatures},
		"one that expired":         {5, "2026-12-01", []string{"one", "two"}, hub.ErrExpired},
		"one that was rolled back": {1, "2027-03-01", []string{"one", "two"}, hub.ErrOlder},
		"another of its number":    {2, "2027-03-01", []string{"one", "two"}, hub.ErrOlder},
	} {
		d := newHub(t)
		url := enrol(t, d, origin, "elsewhere")
		r := taker(t, "2026-12-01")
		publish(t, d, 2, "2027-02-01", map[string]string{"SOP-A": "a"}, publishers...)
		if _, err := r.Pull(t.Context(), url); err != nil {
			t.Fatal(err)
		}
		must(t, d.Owner(), `delete from soprun.release_texts; delete from soprun.releases`)
		publish(t, d, c.number, c.expires, pages, c.by...)
		if k, err := r.Pull(t.Context(), url); !errors.Is(err, c.why) {
			t.Errorf("%s: %+v, %v", what, k, err)
		}
		k, err := r.Kept()
		if text, _ := os.ReadFile(filepath.Join(r.Folder(), "SOP-A.md")); err != nil || k.Number != 2 || string(text) != "a" {
			t.Errorf("%s: after that %+v, %q, %v", what, k, text, err)
		}
	}
}

func TestATextOfAReleaseThatWasChangedIsNotTaken(t *testing.T) {
	d := newHub(t)
	url := enrol(t, d, origin, "elsewhere")
	r := taker(t, "2026-12-01")
	publish(t, d, 1, "2027-03-01", map[string]string{"SOP-A": "a", "SOP-B": "b"}, publishers...)
	must(t, d.Owner(), `update soprun.texts set text = 'x' where text = 'b'`)
	if k, err := r.Pull(t.Context(), url); err == nil || !strings.Contains(err.Error(), "SOP-B") {
		t.Errorf("%+v, %v", k, err)
	}
	if k, err := r.Kept(); k != nil || err != nil {
		t.Errorf("after that %+v, %v", k, err)
	}
	must(t, d.Owner(), `update soprun.texts set text = 'b' where text = 'x'`)
	if _, err := r.Pull(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(r.Folder(), "SOP-B.md"), []byte("evil"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Kept(); err == nil || !strings.Contains(err.Error(), "SOP-B") || !strings.Contains(err.Error(), "pull the release again") {
		t.Errorf("a page that was changed here: %v", err)
	}
	if _, err := r.Pull(t.Context(), url); err != nil {
		t.Errorf("pulling does not mend it: %v", err)
	}
}

func TestAStationThatIsCutOffKeepsTheLastReleaseAndSaysThatItExpired(t *testing.T) {
	d := newHub(t)
	r := taker(t, "2026-12-01")
	publish(t, d, 1, "2027-03-01", map[string]string{"SOP-A": "a"}, publishers...)
	if _, err := r.Pull(t.Context(), enrol(t, d, origin, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	pulled := r.Now()
	r.Now = func() time.Time { return pulled.AddDate(0, 4, 0) }
	if _, err := r.Pull(t.Context(), "postgres://x@127.0.0.1:1/x?sslmode=disable"); err == nil {
		t.Fatal("a hub that is away gave a release")
	}
	k, err := r.Kept()
	if err != nil || k.Number != 1 || !k.Expired || !k.Compared.Equal(pulled) {
		t.Errorf("%+v, %v", k, err)
	}
}

func TestAHubTakesNoReleaseThatIsNotAboveItsLast(t *testing.T) {
	d := newHub(t)
	publish(t, d, 4, "2027-03-01", map[string]string{"SOP-A": "a"}, publishers...)
	for _, number := range []int64{4, 3} {
		manifest, signatures := release(t, number, "2027-03-01", map[string]string{"SOP-A": "a"}, publishers...)
		if err := connect(t, d.Owner()).Publish(t.Context(), manifest, signatures, map[string][]byte{hexSum([]byte("a")): []byte("a")}); err == nil || !strings.Contains(err.Error(), "release 4 already") {
			t.Errorf("release %d: %v", number, err)
		}
	}
	manifest, signatures := release(t, 9, "2027-03-01", map[string]string{"SOP-A": "a"}, publishers...)
	if err := connect(t, d.Owner()).Publish(t.Context(), manifest, signatures, nil); err == nil || !strings.Contains(err.Error(), "SOP-A") {
		t.Errorf("without its texts: %v", err)
	}
}

func TestWhatIsNoReleaseAndWhatSaysNotWhomToTrustIsRefused(t *testing.T) {
	good, _ := release(t, 1, "2027-03-01", map[string]string{"SOP-A": "a"})
	if _, err := hub.ReadRelease(good); err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{
		"a space":               strings.Replace(string(good), `{"expires"`, `{ "expires"`, 1),
		"another member":        strings.Replace(string(good), `"v":`, `"w":1,"v":`, 1),
		"another format":        strings.Replace(string(good), "soprun-release/1", "soprun-release/2", 1),
		"number 0":              strings.Replace(string(good), `"release":1`, `"release":0`, 1),
		"a path for an id":      strings.Replace(string(good), `"id":"SOP-A"`, `"id":"../SOP-A"`, 1),
		"no hash":               strings.Replace(string(good), hexSum([]byte("a")), "00", 1),
		"a day that is none":    strings.Replace(string(good), "2027-03-01", "2027-02-30", 1),
		"expired when it began": strings.Replace(string(good), "2027-03-01", "2026-11-29", 1),
		"nothing":               "",
	} {
		if r, err := hub.ReadRelease([]byte(text)); err == nil {
			t.Errorf("%s: %+v", what, r)
		}
	}
	for what, text := range map[string]string{
		"no number": recordtest.Public("one"), "none": "0 of\n" + recordtest.Public("one"), "more than there are": "2 of\n" + recordtest.Public("one"),
		"a passphrase": "sheep month porch yacht", "a passphrase behind it": "1 of\nsheep month porch yacht",
		"the same twice": "2 of\n" + recordtest.Public("one") + "\n" + recordtest.Public("one"), "no key": "1 of\nssh-rsa AAAA x", "half a key": "1 of\nssh-ed25519",
	} {
		if k, err := hub.ReadTrust([]byte(text)); err == nil || strings.Contains(err.Error(), "sheep") {
			t.Errorf("%s: %+v, %v", what, k, err)
		}
	}
}

func TestSSHKeygenSignsAReleaseThatAStationTakes(t *testing.T) {
	needs.Tool(t, "ssh-keygen")
	dir := t.TempDir()
	manifest, _ := release(t, 1, "2027-03-01", map[string]string{"SOP-A": "a"})
	if err := os.WriteFile(filepath.Join(dir, "release.json"), manifest, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"-q", "-t", "ed25519", "-N", "", "-C", "who@publishes", "-f", "key"}, {"-q", "-Y", "sign", "-O", "hashalg=sha256", "-n", hub.ReleaseNamespace, "-f", "key", "release.json"},
	} {
		cmd := exec.Command("ssh-keygen", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	public, err := os.ReadFile(filepath.Join(dir, "key.pub"))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := os.ReadFile(filepath.Join(dir, "release.json.sig"))
	if err != nil {
		t.Fatal(err)
	}
	trust, err := hub.ReadTrust(append([]byte("1 of\n"), public...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := trust.Verify(manifest, [][]byte{signature}, nil, "2026-12-01"); err != nil {
		t.Error(err)
	}
}

// figured makes a release of pages with these figures, by the paths of their files, and publishes it.
func figured(t testing.TB, d *hubtest.Database, number int64, files map[string]string, pages map[string][]string) {
	t.Helper()
	r := hub.Release{Number: number, Name: "pages", Published: "2026-11-29", Expires: "2027-03-01"}
	sums := map[string][]byte{}
	for id, paths := range pages {
		p := hub.ReleasedPage{ID: id, SHA256: hexSum([]byte(id)), Title: id, Version: "1.0"}
		sums[p.SHA256] = []byte(id)
		for _, path := range paths {
			p.Figures = append(p.Figures, hub.ReleasedFigure{Path: path, SHA256: hexSum([]byte(files[path]))})
			sums[hexSum([]byte(files[path]))] = []byte(files[path])
		}
		r.Pages = append(r.Pages, p)
	}
	manifest, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	var signatures [][]byte
	for _, who := range publishers {
		s, err := record.SignAs(recordtest.Key(who), hub.ReleaseNamespace, manifest)
		if err != nil {
			t.Fatal(err)
		}
		signatures = append(signatures, s)
	}
	if err := connect(t, d.Owner()).Publish(t.Context(), manifest, signatures, sums); err != nil {
		t.Fatal(err)
	}
}

func TestAReleaseBringsTheFiguresOfItsPages(t *testing.T) {
	d := newHub(t)
	url := enrol(t, d, origin, "elsewhere")
	r := taker(t, "2026-12-01")
	files := map[string]string{"figures/dial.svg": "the dial", "figures/lid.png": "the lid"}
	figured(t, d, 1, files, map[string][]string{"SOP-A": {"figures/dial.svg", "figures/lid.png"}, "SOP-B": {"figures/dial.svg"}})
	if _, err := r.Pull(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		if got, err := os.ReadFile(filepath.Join(r.Folder(), path)); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", path, got, err)
		}
	}
	lid := filepath.Join(r.Folder(), "figures", "lid.png")
	if err := os.WriteFile(lid, []byte("another lid"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Kept(); err == nil || !strings.Contains(err.Error(), "figures/lid.png of SOP-A") {
		t.Errorf("a figure that was changed: %v", err)
	}
	if _, err := r.Pull(t.Context(), url); err != nil {
		t.Errorf("it does not come again: %v", err)
	}
	figured(t, d, 2, files, map[string][]string{"SOP-B": {"figures/dial.svg"}})
	if _, err := r.Pull(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(lid); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a figure that no page shows any more is here: %v", err)
	}
}

func TestAReleaseNamesFiguresAsPagesDo(t *testing.T) {
	sum := strings.Repeat("0a", 32)
	for name, c := range map[string]struct {
		figures []hub.ReleasedFigure
		says    string
	}{
		"outside":      {[]hub.ReleasedFigure{{Path: "figures/../../keys/a.png", SHA256: sum}}, "not named"},
		"absolute":     {[]hub.ReleasedFigure{{Path: "/etc/figures/a.png", SHA256: sum}}, "not named"},
		"no hash":      {[]hub.ReleasedFigure{{Path: "figures/a.png", SHA256: "0a"}}, "not named"},
		"twice":        {[]hub.ReleasedFigure{{Path: "figures/a.png", SHA256: sum}, {Path: "figures/a.png", SHA256: sum}}, "no order"},
		"two pictures": {[]hub.ReleasedFigure{{Path: "figures/dial.svg", SHA256: strings.Repeat("0b", 32)}}, "another name"},
	} {
		r := hub.Release{Number: 1, Name: "pages", Published: "2026-11-29", Expires: "2027-03-01", Pages: []hub.ReleasedPage{
			{ID: "SOP-A", SHA256: sum, Figures: []hub.ReleasedFigure{{Path: "figures/dial.svg", SHA256: sum}}}, {ID: "SOP-B", SHA256: sum, Figures: c.figures},
		}}
		if _, err := r.Bytes(); err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "SOP-B") {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}
