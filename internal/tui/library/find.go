package library

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sahilm/fuzzy"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/tui/kit"
	"soprun/sop"
)

// recentRows is how many of the pages used last stand above the groups.
const recentRows = 3

var codeLike = regexp.MustCompile(`^(?i)[skb][0-9]{1,2}$`)

// shelf is every page, with what is asked of all of them again and again: a department can have
// ten thousand.
type shelf struct {
	rows     []model.PageRow
	findBy   []string // the words of each
	wide     columns  // of those that a page has
	approved bool     // one of them is
}

func shelve(rows []model.PageRow) shelf {
	s := shelf{rows: rows, findBy: make([]string, len(rows))}
	for i := range rows {
		p, c := &rows[i], &s.wide
		s.findBy[i] = p.FindBy()
		s.approved = s.approved || p.Approval != nil
		c.state, c.id, c.version = max(c.state, kit.Width(stateWords(*p))), max(c.id, kit.Width(p.ID)), max(c.version, kit.Width(p.Version))
	}
	return s
}

// list orders what the library shows: the open runs, those first that wait for
// a supervisor, then what waits for somebody, what was used last, and the
// groups. With words to find, the best match stands first.
func list(pages shelf, open []model.OpenRun, tasks []present.Task, find string, g present.Grouping) []entry {
	if find != "" {
		return found(pages, open, find)
	}
	var out []entry
	for i := range open {
		out = append(out, entry{heading: first(i, "OPEN RUNS"), run: &open[i]})
	}
	group := ""
	for i := range tasks {
		e := entry{task: &tasks[i]}
		if group != tasks[i].Group {
			group, e.heading = tasks[i].Group, tasks[i].Group
		}
		out = append(out, e)
	}
	for i, p := range recent(pages.rows) {
		out = append(out, entry{heading: first(i, "USED LAST"), page: p})
	}
	return append(out, grouped(pages.rows, g)...)
}

func first(i int, heading string) string {
	if i == 0 {
		return heading
	}
	return ""
}

func recent(pages []model.PageRow) []*model.PageRow {
	var out []*model.PageRow
	for i := range pages {
		if !pages[i].LastRun.IsZero() {
			out = append(out, &pages[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *model.PageRow) int { return b.LastRun.Compare(a.LastRun) })
	return out[:min(recentRows, len(out))]
}

// found narrows the library: by exact code when the words are one, otherwise
// by the letters of title, id and file name in their order.
func found(pages shelf, open []model.OpenRun, find string) []entry {
	var out []entry
	if codeLike.MatchString(find) {
		code := sop.Code(strings.ToUpper(find))
		for i := range pages.rows {
			if slices.Contains(pages.rows[i].Codes, code) {
				out = append(out, entry{heading: first(len(out), "SHOW "+string(code)), page: &pages.rows[i]})
			}
		}
		return out
	}
	texts := make([]string, 0, len(open)+len(pages.rows))
	for _, r := range open {
		texts = append(texts, r.Title+" "+r.SOP)
	}
	for _, hit := range hits(find, append(texts, pages.findBy...)) {
		if hit < len(open) {
			out = append(out, entry{heading: first(len(out), "FOUND"), run: &open[hit]})
			continue
		}
		out = append(out, entry{heading: first(len(out), "FOUND"), page: &pages.rows[hit-len(open)]})
	}
	return out
}

// hits are the numbers of the texts that have what was typed: those in which each of its words
// begins a word, then those that hold it as it stands. Where there are none, those that have
// its letters in their order. Among equals the fuzzy finder says which is nearer.
func hits(find string, texts []string) (out []int) {
	find = strings.ToLower(find)
	words := strings.Fields(find)
	of := make([][]int, 3)
	seen := make([]bool, len(texts))
	for _, hit := range fuzzy.Find(find, texts) {
		seen[hit.Index] = true
		how := 2
		switch text := strings.ToLower(texts[hit.Index]); {
		case beginsAll(text, words):
			how = 0
		case strings.Contains(text, find):
			how = 1
		}
		of[how] = append(of[how], hit.Index)
	}
	for i, text := range texts {
		if !seen[i] && len(words) > 1 && beginsAll(strings.ToLower(text), words) { // in another order
			of[0] = append(of[0], i)
		}
	}
	if plain := slices.Concat(of[0], of[1]); len(plain) > 0 {
		return plain
	}
	return of[2]
}

// beginsAll reports whether each of some words begins a word of a text.
func beginsAll(text string, words []string) bool {
	for _, w := range words {
		from := 0
		for {
			at := strings.Index(text[from:], w)
			if at < 0 {
				return false
			}
			if at += from; at == 0 || !wordRune(text[:at]) {
				break
			}
			from = at + 1
		}
	}
	return true
}

// wordRune reports whether a text ends within a word.
func wordRune(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
