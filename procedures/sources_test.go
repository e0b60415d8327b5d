package procedures_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
)

// sourcesTable reads the rows of SOURCES.md by their key.
func sourcesTable(t *testing.T) (keys []string, rows map[string][]string) {
	t.Helper()
	text, err := os.ReadFile("SOURCES.md")
	if err != nil {
		t.Fatal(err)
	}
	rows = map[string][]string{}
	for line := range strings.SplitSeq(string(text), "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if !strings.HasPrefix(line, "| ") || cells[0] == "Key" || cells[0] == "---" {
			continue
		}
		if len(cells) != 7 || slices.Contains(cells, "") {
			t.Fatalf("this row of SOURCES.md has not seven cells: %s", line)
		}
		if !slices.Contains([]string{"confirmed", "secondary", "unconfirmed"}, cells[5]) {
			t.Errorf("%s is %q: write confirmed, secondary or unconfirmed", cells[0], cells[5])
		}
		keys, rows[cells[0]] = append(keys, cells[0]), cells
	}
	if len(keys) == 0 {
		t.Fatal("SOURCES.md has no row")
	}
	return keys, rows
}

func TestTheTableOfSourcesIsThatOfThePages(t *testing.T) {
	keys, rows := sourcesTable(t)
	if !slices.IsSorted(keys) || len(rows) != len(keys) {
		t.Error("the keys of SOURCES.md are not in order, each once")
	}
	used := map[string][]string{}
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		for _, s := range proc.Meta.Sources {
			used[s.Key] = append(used[s.Key], proc.Meta.ID)
			row := rows[s.Key]
			if row == nil {
				t.Errorf("%s names %s, which SOURCES.md lacks", p.Path, s.Key)
			} else if got := (sop.Source{Key: row[0], Title: row[1], Publisher: row[2], Year: row[3]}); got != s {
				t.Errorf("%s has %+v, SOURCES.md %+v", p.Path, s, got)
			}
		}
	}
	for _, key := range keys {
		slices.Sort(used[key])
		if got, want := rows[key][6], strings.Join(used[key], ", "); got != want {
			t.Errorf("%s: SOURCES.md says that %q rest on it, but %q do", key, got, want)
		}
	}
}

// keyWord is a word that could be a source's key.
var keyWord = regexp.MustCompile(`[0-9A-Z][0-9A-Z-]+`)

func TestEachSourceOfAPageStandsBesideItsFact(t *testing.T) {
	_, rows := sourcesTable(t)
	for _, p := range all(t) {
		proc, _ := page.Parse(p.Source)
		_, body, _ := strings.Cut(string(p.Source), "\n---\n")
		cited := map[string]bool{}
		for _, bracket := range regexp.MustCompile(`\([^()]*\)`).FindAllString(body, -1) {
			for _, word := range keyWord.FindAllString(bracket, -1) {
				cited[word] = rows[word] != nil
			}
		}
		for _, s := range proc.Meta.Sources {
			if !cited[s.Key] {
				t.Errorf("%s lists %s and cites it nowhere", p.Path, s.Key)
			}
			delete(cited, s.Key)
		}
		for word, isKey := range cited {
			if isKey {
				t.Errorf("%s cites %s and does not list it", p.Path, word)
			}
		}
	}
}
