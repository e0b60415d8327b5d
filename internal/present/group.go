package present

import (
	"fmt"
	"slices"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/standard"
)

// Grouping says what the pages of the library stand under.
type Grouping int

// The groupings, in the order that a key goes through them.
const (
	ByGroup Grouping = iota // the folder that a page stands in
	ByDuty
	ByCode
)

// Next is the grouping after this one; the last is followed by the first.
func (g Grouping) Next() Grouping { return (g + 1) % (ByCode + 1) }

// String names the grouping.
func (g Grouping) String() string {
	return [...]string{ByGroup: "by group", ByDuty: "by duty", ByCode: "by code"}[g]
}

// Grouped is a page of the library where it stands.
type Grouped struct {
	Heading string // of the pages from this one on, "" for that of the page before
	Page    *model.PageRow
}

// Group lists every page under its headings; under duties and codes, which have
// the words of the standard, a page stands as often as it shows one.
func Group(pages []model.PageRow, g Grouping) []Grouped {
	switch g {
	case ByDuty:
		return underDuties(pages)
	case ByCode:
		return underCodes(pages)
	default:
		return underGroups(pages)
	}
}

func underGroups(pages []model.PageRow) []Grouped {
	out := make([]Grouped, len(pages))
	group := ""
	for i := range pages {
		out[i].Page = &pages[i]
		if pages[i].Group != group {
			group = pages[i].Group
			out[i].Heading = group
		}
	}
	return out
}

// underDuties puts a page under each duty that one of its codes belongs to, or is on the
// subject of.
func underDuties(pages []model.PageRow) []Grouped {
	std := standard.ST0218()
	duties := map[sop.Code]uint64{} // a bit for each duty that a code stands under
	for i, d := range std.Duties {
		for _, c := range slices.Concat(d.Codes, d.Subject) {
			duties[c] |= 1 << i
		}
	}
	shown := make([]uint64, len(pages))
	for i := range pages {
		for _, c := range pages[i].Codes {
			shown[i] |= duties[c]
		}
	}
	var out []Grouped
	under := func(heading string, belongs func(i int) bool) {
		for i := range pages {
			if belongs(i) {
				out = append(out, Grouped{heading, &pages[i]})
				heading = ""
			}
		}
	}
	for i, d := range std.Duties {
		heading := fmt.Sprintf("Duty %d  %s", d.Number, d.Text)
		if len(d.Subject) > 0 {
			heading += fmt.Sprintf(" By subject also %s.", codeWords(d.Subject))
		}
		under(heading, func(at int) bool { return shown[at]&(1<<i) != 0 })
	}
	under("Without a code of the standard", func(at int) bool { return shown[at] == 0 })
	return out
}

// underCodes puts a page under each code that it shows.
func underCodes(pages []model.PageRow) []Grouped {
	std := standard.ST0218()
	shown := map[sop.Code][]int{}
	var none []int
	for i := range pages {
		if !slices.ContainsFunc(pages[i].Codes, std.Known) {
			none = append(none, i)
		}
		for _, c := range pages[i].Codes {
			shown[c] = append(shown[c], i)
		}
	}
	var out []Grouped
	under := func(heading string, which []int) {
		for _, i := range which {
			out = append(out, Grouped{heading, &pages[i]})
			heading = ""
		}
	}
	for _, s := range std.Statements {
		under(fmt.Sprintf("%s  %s", s.Code, s.Text), shown[s.Code])
	}
	under("Without a code of the standard", none)
	return out
}
