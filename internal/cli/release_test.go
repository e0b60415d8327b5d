package cli_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"soprun/internal/cli"
	"soprun/internal/needs"
	"soprun/procedures"
	"soprun/sop/page"
)

// keygen runs ssh-keygen in a folder.
func keygen(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("ssh-keygen", args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func TestAReleaseOfPagesGoesDownToAStationAndWaitsForItsSupervisor(t *testing.T) {
	needs.Tool(t, "ssh-keygen")
	d, dir, _, station := demoHub(t)
	work := t.TempDir()
	sops := filepath.Join(work, "sops")
	if err := os.Mkdir(sops, 0o700); err != nil {
		t.Fatal(err)
	}
	file, id, version := approvedPage(t)
	text := strings.Replace(file, "version: "+version, "version: 99.1", 1)
	const dial = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="20"/></svg>`
	if err := errors.Join(os.Mkdir(filepath.Join(sops, "figures"), 0o700), os.WriteFile(filepath.Join(sops, "figures", "dial.svg"), []byte(dial), 0o600)); err != nil {
		t.Fatal(err)
	}
	pictured := strings.Replace(strings.Replace(file, id, "SOP-ZZ-999", 1), "\n## ", "\n![The dial](figures/dial.svg)\n\n## ", 1)
	named := page.NameFigures([]byte(pictured), func(string) ([]byte, error) { return []byte(dial), nil })
	for name, content := range map[string]string{"changed.md": text, "new.md": string(named)} {
		if err := os.WriteFile(filepath.Join(sops, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	manifest := filepath.Join(work, "release.json")
	run := func(code int, says []string, args ...string) {
		t.Helper()
		at(t, d.Owner(), args...).says(t, code, says...)
	}
	run(2, []string{"--pages"}, "release", "make", "--number", "1", "--expires", "2099-03-01", "-o", manifest)
	run(0, []string{"Release 1 of 2 pages"}, "--pages", sops, "release", "make", "--number", "1", "--expires", "2099-03-01", "-o", manifest)
	trusted := "2 of\n"
	var signatures []string
	for _, who := range []string{"one", "two"} {
		keygen(t, work, "-q", "-t", "ed25519", "-N", "", "-C", who, "-f", who)
		keygen(t, work, "-q", "-Y", "sign", "-O", "hashalg=sha256", "-n", "soprun-release@v1", "-f", who, "release.json")
		public, err := os.ReadFile(filepath.Join(work, who+".pub"))
		if err != nil {
			t.Fatal(err)
		}
		trusted += string(public)
		signatures = append(signatures, manifest+"."+who)
		if err := os.Rename(manifest+".sig", signatures[len(signatures)-1]); err != nil {
			t.Fatal(err)
		}
	}
	keys := filepath.Join(work, "keys")
	if err := os.WriteFile(keys, []byte(trusted), 0o600); err != nil {
		t.Fatal(err)
	}
	run(0, []string{"The release is in the hub"}, append([]string{"--pages", sops, "release", "publish", manifest}, signatures...)...)

	runCLI(dir, "release", "pull", station).says(t, 1, "trusts nobody's releases yet", "soprun release trust")
	runCLI(dir, "release").says(t, 0, "No release of pages has come")
	runCLI(dir, "release", "trust", keys).says(t, 0, "releases that 2 of 2 keys have signed")
	runCLI(dir, "release", "trust", keys).says(t, 1, "--replace")
	runCLI(dir, "release", "pull", station).says(t, 0, "Release 1", "expires on 1 Mar 2099", id+" v99.1", "CHANGED from v"+version, "SOP-ZZ-999", "NEW here: soprun approve SOP-ZZ-999")
	runCLI(dir, "release").says(t, 0, "Release 1", "last compared with the hub just now")
	runCLI(dir, "paper", "SOP-ZZ-999").says(t, 0, "Figure: The dial.")

	// Its pages are in the library, and nobody runs one before it is approved here.
	var out, errs strings.Builder
	years := func() time.Time { return time.Now().AddDate(80, 0, 0) }
	cli.RunAt(cli.Clock{Now: years}, []string{"--data", dir, "--plain"}, []string{"TERM=dumb", "HOME=" + t.TempDir()}, strings.NewReader("q\n"), &out, &errs)
	said := strings.Join(strings.Fields(out.String()), " ")
	if !strings.Contains(said, "RELEASE OF PAGES: release 1 expired on 1 Mar 2099, and no newer one came.") {
		t.Errorf("the dialogue does not say that it expired:\n%s%s", &out, &errs)
	}
	runCLI(dir, "run", "SOP-ZZ-999", "--plain").says(t, 0, "SOP-ZZ-999", "not approved")
}

// approvedPage is the text of a shipped page that the demo has approved, its id and its version.
func approvedPage(t *testing.T) (text, id, version string) {
	t.Helper()
	content, err := procedures.FS.ReadFile("infection-control/hand-hygiene.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(content), "SOP-IC-001", "2.0"
}
