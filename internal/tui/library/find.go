package library

import (
	"cmp"
	"math"
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
	lower    []string // the same in small letters
	groups   map[present.Grouping][]entry
	wide     columns // of those that a page has
	approved bool    // one of them is
	check    *checking
}

func shelve(rows []model.PageRow) shelf {
	s := shelf{rows: rows, findBy: make([]string, len(rows)), lower: make([]string, len(rows)), groups: map[present.Grouping][]entry{}, check: newChecking(rows)}
	for i := range rows {
		p := &rows[i]
		s.findBy[i] = p.FindBy()
		s.lower[i] = strings.ToLower(s.findBy[i])
		s.approved = s.approved || p.Approval != nil
	}
	s.wide = widths(rows)
	return s
}

// widths are the widths of the columns that a page has.
func widths(rows []model.PageRow) (c columns) {
	for i := range rows {
		p := &rows[i]
		c.state, c.id, c.version = max(c.state, kit.Width(stateWords(*p))), max(c.id, kit.Width(p.ID)), max(c.version, kit.Width(p.Version))
	}
	return c
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
	return append(out, pages.grouped(g)...)
}

// grouped lists every page under its headings; it is worked out once.
func (s shelf) grouped(g present.Grouping) []entry {
	if _, done := s.groups[g]; !done && s.groups != nil {
		s.groups[g] = grouped(s.rows, g)
	}
	return s.groups[g]
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
	texts, lower := make([]string, 0, len(open)+len(pages.rows)), make([]string, 0, len(open)+len(pages.rows))
	for _, r := range open {
		texts, lower = append(texts, r.Title+" "+r.SOP), append(lower, strings.ToLower(r.Title+" "+r.SOP))
	}
	for _, hit := range hits(find, append(texts, pages.findBy...), append(lower, pages.lower...)) {
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
// its letters in their order. Among equals the fuzzy finder says which is nearer. lower are the
// texts in small letters.
func hits(find string, texts, lower []string) []int {
	find = strings.ToLower(find)
	words := strings.Fields(find)
	var plain []hit
	for i, text := range lower {
		switch {
		case beginsAll(text, words):
			plain = append(plain, hit{at: i})
		case strings.Contains(text, find):
			plain = append(plain, hit{at: i, how: 1})
		}
	}
	if plain = nearest(find, texts, plain, len(words) > 1); len(plain) > 0 {
		return numbers(plain)
	}
	all := make([]hit, len(texts))
	for i := range all {
		all[i].at = i
	}
	return numbers(nearest(find, texts, all, false))
}

// hit is a text that may have what was typed.
type hit struct {
	at, how int
	near    int // the less, the nearer
}

// nearest sorts hits by how they are, and then by how near. Those that do not have the letters in
// their order are the last of their kind, where such are wanted, else they are left out.
func nearest(find string, texts []string, all []hit, anyOrder bool) []hit {
	of := make([]string, len(all))
	for i, h := range all {
		of[i] = texts[h.at]
		all[i].near = math.MaxInt
	}
	for _, m := range fuzzy.FindNoSort(find, of) {
		all[m.Index].near = -m.Score
	}
	all = slices.DeleteFunc(all, func(h hit) bool { return h.near == math.MaxInt && (!anyOrder || h.how > 0) })
	slices.SortStableFunc(all, func(a, b hit) int { return cmp.Or(cmp.Compare(a.how, b.how), cmp.Compare(a.near, b.near)) })
	return all
}

func numbers(all []hit) []int {
	out := make([]int, len(all))
	for i, h := range all {
		out[i] = h.at
	}
	return out
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
