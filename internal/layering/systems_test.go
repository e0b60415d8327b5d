package layering_test

import (
	"go/build"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWhatIsWrittenForOneSystemIsVettedForIt: make lint vets everything as Linux and as Windows have
// it, and for the other systems the packages that have files of their own there.
func TestWhatIsWrittenForOneSystemIsVettedForIt(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	listed := func(name string) []string {
		found := regexp.MustCompile(`(?m)^` + name + ` *:= (.*)$`).FindSubmatch(makefile)
		if found == nil {
			t.Fatalf("the Makefile has no %s", name)
		}
		return strings.Fields(string(found[1]))
	}
	with := map[string]bool{} // the packages with files that are for one of the others alone
	others := listed("OTHERS")
	err = filepath.WalkDir("../..", func(name string, e fs.DirEntry, err error) error {
		if e != nil && e.IsDir() && strings.HasPrefix(e.Name(), ".") && len(e.Name()) > 2 { // .git, .tools
			return fs.SkipDir
		}
		if err != nil || e.IsDir() || filepath.Ext(name) != ".go" {
			return err
		}
		dir, file := filepath.Split(name)
		is := func(os string) bool {
			system := build.Default
			system.GOOS, system.CgoEnabled = os, false
			fits, err := system.MatchFile(dir, file)
			if err != nil {
				t.Error(err)
			}
			return fits
		}
		if slices.ContainsFunc(others, is) && !is("linux") && !is("windows") {
			pkg, err := filepath.Rel("../..", filepath.Clean(dir))
			with[filepath.ToSlash(pkg)] = true
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := slices.Sorted(maps.Keys(with)); !slices.Equal(listed("ALONE"), want) {
		t.Errorf("make lint vets %v for other systems than Linux and Windows, and files of their own have %v", listed("ALONE"), want)
	}
}
