package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"soprun/internal/needs"
)

const root = "../.."

var when = time.Date(2026, 11, 29, 9, 30, 0, 0, time.UTC)

func TestAnArchiveHasItsFilesInOrderAndOfOneTime(t *testing.T) {
	files := map[string][]byte{"soprun": []byte("program"), "LICENSE": []byte("terms"), "completions/x": []byte("words")}
	var first, again bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &again} {
		if err := tarred(out, "soprun_1", files, when); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Error("the same files give another archive")
	}
	unpacked, err := gzip.NewReader(&first)
	if err != nil {
		t.Fatal(err)
	}
	r, found := tar.NewReader(unpacked), ""
	for {
		head, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || !head.ModTime.Equal(when) || head.Uname != "" || head.Mode != mode(head.Name) {
			t.Fatalf("%+v, %v", head, err)
		}
		text, err := io.ReadAll(r)
		found += head.Name + "=" + string(text) + "\n"
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := "soprun_1/LICENSE=terms\nsoprun_1/completions/x=words\nsoprun_1/soprun=program\n"; found != want || mode("soprun_1/soprun") != 0o755 || mode("soprun.1") != 0o644 {
		t.Errorf("%q", found)
	}
}

func TestAZipHasTheSame(t *testing.T) {
	var first, again bytes.Buffer
	for _, out := range []*bytes.Buffer{&first, &again} {
		if err := zipped(out, "soprun_1", map[string][]byte{"soprun.exe": []byte("program"), "LICENSE": []byte("terms")}, when); err != nil {
			t.Fatal(err)
		}
	}
	r, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil || !bytes.Equal(first.Bytes(), again.Bytes()) {
		t.Fatalf("another zip each time, or none: %v", err)
	}
	if len(r.File) != 2 || r.File[1].Name != "soprun_1/soprun.exe" || r.File[1].Mode().Perm() != 0o755 || !r.File[0].Modified.Equal(when) {
		t.Errorf("%+v", r.File)
	}
}

func TestAManualHasTheDayOfTheCommit(t *testing.T) {
	if got := string(dated([]byte(".Dd January 2, 2031\n.Dt SOPRUN 1\n"), "November 29, 2026")); got != ".Dd November 29, 2026\n.Dt SOPRUN 1\n" {
		t.Errorf("%q", got)
	}
}

func TestAReleaseSaysWhatItLacks(t *testing.T) {
	there := t.TempDir()
	for name, args := range map[string][]string{
		"no version":             {"-epoch", "1"},
		"no time":                {"-version", "1"},
		"no such flag":           {"-x"},
		"a folder that is there": {"-version", "1", "-epoch", "1", "-out", there},
	} {
		if err := run(t.Context(), args); err == nil {
			t.Errorf("%s: it was built", name)
		}
	}
}

// Whoever builds the same commit elsewhere gets the same bytes, and can check them.
func TestTheSameCommitGivesTheSameBytesInAnyFolder(t *testing.T) {
	if runtime.GOOS != "linux" {
		needs.Skip(t, "it is built on Linux")
	}
	needs.Tool(t, "ssh-keygen")
	elsewhere := filepath.Join(t.TempDir(), "a longer name than it has here")
	for _, name := range []string{"cmd", "internal", "sop", "procedures"} {
		if err := os.CopyFS(filepath.Join(elsewhere, name), os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "LICENSE", "README.md", ".nfpm.yaml"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(elsewhere, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	key := filepath.Join(t.TempDir(), "key")
	if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "release", "-f", key).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	of := "linux/" + runtime.GOARCH
	var sums []string
	var deb string
	for _, source := range []string{root, elsewhere} {
		out := filepath.Join(t.TempDir(), "out")
		if err := run(t.Context(), []string{"-source", source, "-out", out, "-version", "1.2.3", "-epoch", "1795000000", "-only", of, "-key", key, "-tools", packers()}); err != nil {
			t.Fatal(err)
		}
		list, err := os.ReadFile(filepath.Join(out, "SHA256SUMS"))
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, string(list))
		mustBeSigned(t, out, key)
		mustBeComplete(t, filepath.Join(out, "soprun_1.2.3_linux_"+runtime.GOARCH+".tar.gz"), string(list))
		deb = filepath.Join(out, "soprun_1.2.3_"+runtime.GOARCH+".deb")
	}
	if sums[0] != sums[1] || !strings.Contains(sums[0], "soprun_1.2.3_linux_"+runtime.GOARCH+".tar.gz") {
		t.Errorf("here %s\nelsewhere %s", sums[0], sums[1])
	}
	t.Run("InstalledIntoABareDebian", func(t *testing.T) { mustInstall(t, deb, sums[0]) })
}

// packers is the folder of what packs, "" where make packers did not install it.
func packers() string {
	dir := filepath.Join(root, ".tools")
	for _, name := range []string{"nfpm", "cyclonedx-gomod"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return ""
		}
	}
	return dir
}

// mustInstall has a package installed, set up, used, put over itself and removed in a root that has
// nothing else.
func mustInstall(t *testing.T, deb, list string) {
	if packers() == "" {
		needs.Skip(t, "make packers installs what packs")
	}
	if os.Geteuid() != 0 {
		needs.Skip(t, "only root makes a root")
	}
	needs.Tool(t, "debootstrap")
	for _, name := range []string{filepath.Base(deb), "soprun_1.2.3.cdx.json", ".rpm\n", ".apk\n", ".pkg.tar.zst\n"} {
		if !strings.Contains(list, name) {
			t.Errorf("%q is not in the list:\n%s", name, list)
		}
	}
	if out, err := exec.CommandContext(t.Context(), filepath.Join(root, ".ci", "installed"), deb).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// mustBeSigned checks the signature of the checksums as whoever downloads them does.
func mustBeSigned(t *testing.T, dir, key string) {
	t.Helper()
	public, err := os.ReadFile(key + ".pub")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "allowed"), append([]byte("release "), public...), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile(filepath.Join(dir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "release", "-n", "soprun-release", "-s", "SHA256SUMS.sig")
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(list)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// mustBeComplete looks into an archive: the program says its version, and the terms of every
// module in it are there.
func mustBeComplete(t *testing.T, archive, list string) {
	t.Helper()
	packed, err := os.ReadFile(archive)
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(packed); !strings.Contains(list, hex.EncodeToString(sum[:])) {
		t.Error("the archive is not as the list says")
	}
	dir := t.TempDir()
	if out, err := exec.Command("tar", "-xzf", archive, "-C", dir, "--strip-components=1").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	out, err := exec.CommandContext(context.Background(), filepath.Join(dir, "soprun"), "version").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "1.2.3") {
		t.Errorf("%v: %s", err, out)
	}
	for _, name := range []string{"soprun.1", "LICENSE", "README.md", "completions/soprun.bash", "completions/_soprun", "completions/soprun.fish"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(text) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(text), err)
		}
	}
	licences, err := os.ReadFile(filepath.Join(dir, "LICENSES"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("go", "version", "-m", filepath.Join(dir, "soprun")).Output()
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(text), "\n")
	info, err := debug.ParseBuildInfo(strings.ReplaceAll(body, "\n\t", "\n"))
	if err != nil {
		info, err = debug.ParseBuildInfo(strings.TrimPrefix(strings.ReplaceAll("\n"+body, "\n\t", "\n"), "\n"))
	}
	if err != nil || len(info.Deps) < 20 {
		t.Fatalf("%v: %+v", err, info)
	}
	if !bytes.Contains(licences, []byte("\n"+runtime.Version()+", the language")) || !bytes.Contains(licences, []byte("The Go Authors")) {
		t.Error("the terms of Go are missing")
	}
	for _, m := range info.Deps {
		if !bytes.Contains(licences, []byte("\n"+m.Path+" "+m.Version+"\n")) {
			t.Errorf("the terms of %s %s are missing", m.Path, m.Version)
		}
	}
}

// A program for another system holds other modules: each archive has the terms of all of them.
func TestTheTermsAreOfEverySystem(t *testing.T) {
	r := &release{source: root}
	all, err := r.licences(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, others := map[string]string{}, 0
	for _, s := range systems {
		of, err := r.modules(t.Context(), s)
		if err != nil || len(of) < 20 {
			t.Fatalf("%s has %d modules, %v", s, len(of), err)
		}
		if len(first) == 0 {
			first = of
		}
		for name := range of {
			_, text, found := strings.Cut(string(all), "\n"+name+"\n")
			text, _, _ = strings.Cut(text, strings.Repeat("-", 78))
			if !found || len(strings.Fields(text)) < 50 {
				t.Errorf("%s: of %s there are %d words", s, name, len(strings.Fields(text)))
			}
			if _, known := first[name]; !known {
				others++
			}
		}
	}
	if others == 0 {
		t.Error("no system has a module of its own: the test shows nothing")
	}
}

// What package managers read names each archive with its own checksum.
func TestManifestsNameTheArchivesAsTheyAre(t *testing.T) {
	out := t.TempDir()
	r := &release{out: out, version: "1.2.3", when: when, url: "https://example.org/bench/soprun/releases/download/v1.2.3"}
	sums := map[string]string{}
	for _, s := range systems {
		name := "soprun_1.2.3_" + s.os + "_" + s.arch + map[bool]string{true: ".zip", false: ".tar.gz"}[s.os == "windows"]
		if err := os.WriteFile(filepath.Join(out, name), []byte(s.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte(s.String()))
		sums[r.url+"/"+name] = hex.EncodeToString(sum[:])
	}
	if err := r.manifest(); err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(out, name))
		if err != nil || bytes.Contains(text, []byte("<no value>")) {
			t.Fatalf("%s: %v\n%s", name, err, text)
		}
		return text
	}
	formula, named := string(read("soprun.rb")), 0
	for url, sum := range sums {
		if strings.Contains(url, "linux") || strings.Contains(url, "darwin") {
			if named++; !strings.Contains(formula, "url \""+url+"\"\n      sha256 \""+sum+"\"") {
				t.Errorf("the formula lacks %s\n%s", url, formula)
			}
		}
	}
	windows := r.url + "/soprun_1.2.3_windows_amd64.zip"
	mustBeScoop(t, read("soprun.json"), windows, sums[windows])
	var winget struct {
		Identifier string `yaml:"PackageIdentifier"`
		Version    string `yaml:"PackageVersion"`
		Installers []struct {
			URL  string `yaml:"InstallerUrl"`
			Hash string `yaml:"InstallerSha256"`
		} `yaml:"Installers"`
		Nested []struct {
			Path string `yaml:"RelativeFilePath"`
		} `yaml:"NestedInstallerFiles"`
	}
	for _, name := range manifestNames[2:] {
		if err := yaml.Unmarshal(read(name), &winget); err != nil || winget.Identifier != "bench.soprun" || winget.Version != "1.2.3" {
			t.Errorf("%s: %+v, %v", name, winget, err)
		}
	}
	if len(winget.Installers) != 1 || winget.Installers[0].URL != windows || !strings.EqualFold(winget.Installers[0].Hash, sums[windows]) ||
		winget.Nested[0].Path != `soprun_1.2.3_windows_amd64\soprun.exe` || named != 4 {
		t.Errorf("%+v", winget)
	}
	for _, url := range []string{"v1", "http://example.org/a/b/releases/download/v1", "https://example.org/releases/v1"} {
		bad := &release{out: t.TempDir(), version: "1.2.3", when: when, url: url}
		if err := bad.manifest(); err == nil {
			t.Errorf("%s is taken", url)
		}
	}
}

func mustBeScoop(t *testing.T, text []byte, url, sum string) {
	t.Helper()
	var scoop struct {
		Version, Bin string
		Architecture map[string]struct {
			URL, Hash string
			Dir       string `json:"extract_dir"`
		}
	}
	err := json.Unmarshal(text, &scoop)
	if a := scoop.Architecture["64bit"]; err != nil || scoop.Version != "1.2.3" || a.URL != url || a.Hash != sum || a.Dir != "soprun_1.2.3_windows_amd64" || scoop.Bin != "soprun.exe" {
		t.Errorf("%+v, %v", scoop, err)
	}
}

// TestWhatIsPublishedIsWhatIsBuilt holds that GoReleaser has make release run, with variables that it
// knows, and hands over the folder that this makes.
func TestWhatIsPublishedIsWhatIsBuilt(t *testing.T) {
	text, err := os.ReadFile("../../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Version int
		Before  struct{ Hooks []string }
		Builds  []struct{ Skip bool }
		Release struct {
			ExtraFiles []struct{ Glob string } `yaml:"extra_files"`
		}
	}
	if err := yaml.Unmarshal(text, &config); err != nil || config.Version != 2 || len(config.Builds) != 1 || !config.Builds[0].Skip || len(config.Release.ExtraFiles) != 1 {
		t.Fatalf("%+v, %v", config, err)
	}
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	hook := config.Before.Hooks[len(config.Before.Hooks)-1]
	_, recipe, ok := strings.Cut(string(makefile), "\nrelease: ")
	for _, variable := range []string{"VERSION", "KEY"} {
		if recipe, _, _ := strings.Cut(recipe, "\n\n"); !ok || !strings.HasPrefix(hook, "make release ") || !strings.Contains(hook, variable+"=") || !strings.Contains(recipe, "$("+variable+")") {
			t.Errorf("%q runs %q", hook, recipe)
		}
	}
	if made := "./" + outFolder + "/*"; config.Release.ExtraFiles[0].Glob != made || !strings.HasSuffix(config.Before.Hooks[0], outFolder) {
		t.Errorf("it hands over %s after %v, and %s is made", config.Release.ExtraFiles[0].Glob, config.Before.Hooks, made)
	}
}
