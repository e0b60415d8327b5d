package present

import (
	"strings"

	"soprun/sop/run"
)

// Around returns what a page says between two steps as markdown: sections of
// which no step is asked for have their title, and what follows a condition on
// the page begins a sentence of its own.
func Around(list []run.Prose) string {
	var parts []string
	for _, p := range list {
		if p.Title != "" {
			parts = append(parts, "### "+p.Title)
		}
		text := p.Text
		if p.AfterIf {
			text = Capital(text)
		}
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n")
}
