package main

import (
	"crypto/sha256"
	_ "embed" // the manifests
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed manifests.tmpl
var manifestText string

var manifests = template.Must(template.New("").Funcs(template.FuncMap{"upper": strings.ToUpper}).Parse(manifestText))

// manifestNames are what package managers read that take an archive from where it lies: Homebrew,
// Scoop and, in three parts, winget.
var manifestNames = []string{"soprun.rb", "soprun.json", "soprun.yaml", "soprun.installer.yaml", "soprun.locale.en-GB.yaml"}

// archive is an archive of a release, as a manifest names it.
type archive struct{ Folder, URL, SHA256 string }

// manifest writes them, where it is known at which address the archives will lie.
func (r *release) manifest() error {
	if r.url == "" {
		return nil
	}
	home, _, found := strings.Cut(r.url, "/releases/")
	if !found || !strings.HasPrefix(home, "https://") {
		return fmt.Errorf("-url %q: write where the files of the release will be, for example https://example.org/OWNER/soprun/releases/download/v1.0", r.url)
	}
	parts := strings.Split(home, "/")
	if len(parts) < 5 {
		return fmt.Errorf("-url %q: it does not say whose repository that is", r.url)
	}
	of := map[string]any{"Version": r.version, "Home": home, "Publisher": parts[len(parts)-2], "Day": r.when.Format("2006-01-02")}
	for _, s := range systems {
		a, err := r.archive(s)
		if err != nil {
			return err
		}
		of[s.os+"_"+s.arch] = a
	}
	for _, name := range manifestNames {
		err := r.write(name, func(out io.Writer) error { return manifests.ExecuteTemplate(out, name, of) })
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (r *release) archive(s system) (archive, error) {
	folder := fmt.Sprintf("soprun_%s_%s_%s", r.version, s.os, s.arch)
	name := folder + ".tar.gz"
	if s.os == "windows" {
		name = folder + ".zip"
	}
	text, err := os.ReadFile(filepath.Join(r.out, name))
	if err != nil {
		return archive{}, fmt.Errorf("a manifest names the archive of each system: %w", err)
	}
	return archive{folder, strings.TrimSuffix(r.url, "/") + "/" + name, fmt.Sprintf("%x", sha256.Sum256(text))}, nil
}
