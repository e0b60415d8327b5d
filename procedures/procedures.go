// Package procedures holds the pages that soprun ships: one folder a group, one
// markdown file a procedure. They are templates. Nothing here is approved; a
// department adapts a page, assesses its risk and approves it.
package procedures

import (
	"embed"
	"fmt"
	"io/fs"
)

// FS holds the pages as "group/slug.md", and their figures as "group/figures/name.svg".
//
//go:embed */*.md */figures/*
var FS embed.FS

// Page is one shipped page.
type Page struct {
	Path   string // "infection-control/hand-hygiene.md"
	Source []byte
}

// All returns every page in the order of its path.
func All() ([]Page, error) {
	paths, err := fs.Glob(FS, "*/*.md")
	if err != nil {
		return nil, fmt.Errorf("list pages: %w", err)
	}
	pages := make([]Page, len(paths))
	for i, path := range paths {
		src, err := FS.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("read page %q: %w", path, err)
		}
		pages[i] = Page{path, src}
	}
	return pages, nil
}
