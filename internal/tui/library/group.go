package library

import (
	"strings"

	"soprun/internal/model"
	"soprun/internal/present"
)

// grouped lists every page under its headings. The names of groups and duties
// are set in capitals, a sentence of the standard is not.
func grouped(pages []model.PageRow, g present.Grouping) []entry {
	listed := present.Group(pages, g)
	out := make([]entry, len(listed))
	for i, l := range listed {
		name, sentence, _ := strings.Cut(l.Heading, "  ")
		out[i] = entry{heading: strings.ToUpper(name), page: l.Page}
		if sentence != "" {
			out[i].heading += "  " + sentence
		}
	}
	return out
}
