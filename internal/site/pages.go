package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"soprun/internal/cli"
)

// page is one document of the site.
type page struct {
	from  string // where it lies in the source, "" for one that is made
	to    string // its name in the site
	group string // of the list of pages
	label string // in that list
}

// pages are all of them, in the order of the list.
var pages = []page{
	{"README.md", "index.html", "Begin", "soprun"},
	{".github/docs/start.md", "start.html", "Begin", "Getting started"},
	{".github/docs/promises.md", "promises.html", "Begin", "What soprun keeps to"},
	{".github/docs/accessibility.md", "accessibility.html", "Begin", "Accessibility"},
	{".github/docs/supervisors.md", "supervisors.html", "By reader", "Supervisors"},
	{".github/docs/trainees.md", "trainees.html", "By reader", "Trainees"},
	{".github/docs/authors.md", "authors.html", "By reader", "Authors"},
	{".github/docs/administrators.md", "administrators.html", "By reader", "Administrators"},
	{".github/docs/inspectors.md", "inspectors.html", "By reader", "Inspectors"},
	{"", commandsPage, "Look it up", "Every command"},
	{"procedures/README.md", "procedures.html", "Look it up", "The format of a page"},
	{"procedures/SOURCES.md", "sources.html", "Look it up", "Sources of the pages"},
	{"sop/record/FORMAT.md", "format.html", "Look it up", "The bytes of the record"},
	{"sop/record/CLAUSES.md", "clauses.html", "Look it up", "Clauses and threats"},
	{".github/CHANGELOG.md", "changelog.html", "Look it up", "What changed"},
	{".github/docs/serve.md", "serve.html", "More than one machine", "Several terminals"},
	{"internal/hub/README.md", "hub.html", "More than one machine", "A hub over many stations"},
	{"internal/hub/NATION.md", "nation.html", "More than one machine", "What a nation would take"},
	{".github/CONTRIBUTING.md", "contributing.html", "Developers", "How to change it"},
	{"internal/DECISIONS.md", "decisions.html", "Developers", "What was decided, and why"},
	{".github/SECURITY.md", "security.html", "Developers", "Security"},
}

const commandsPage = "commands.html"

// site is what is being built.
type site struct {
	source string
	files  map[string][]byte
	ids    map[string]map[string]bool // of each page
	links  []link
}

// link is one from a page to a place of the site.
type link struct{ from, to, fragment string }

// build makes every file of the site. A link that leads nowhere is an error.
func build(source string) (map[string][]byte, error) {
	s := &site{source: source, files: map[string][]byte{"style.css": style}, ids: map[string]map[string]bool{}}
	if err := s.allDocs(); err != nil {
		return nil, err
	}
	for _, p := range pages {
		text, err := s.text(p)
		if err == nil {
			err = s.render(p, text)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.to, err)
		}
	}
	var errs []error
	for _, l := range s.links {
		if l.fragment != "" && !s.ids[l.to][l.fragment] {
			errs = append(errs, fmt.Errorf("%s: there is no #%s in %s", l.from, l.fragment, l.to))
		}
	}
	return s.files, errors.Join(errs...)
}

// allDocs refuses a document in the folder of documents that the list of pages leaves out.
func (s *site) allDocs() error {
	docs, err := filepath.Glob(filepath.Join(s.source, ".github", "docs", "*.md"))
	if err != nil {
		return err
	}
	for _, file := range docs {
		if _, listed := placeOf(".github/docs/" + filepath.Base(file)); !listed {
			return fmt.Errorf("%s is in no list of pages", file)
		}
	}
	return nil
}

func (s *site) text(p page) ([]byte, error) {
	if p.from != "" {
		return os.ReadFile(filepath.Join(s.source, filepath.FromSlash(p.from)))
	}
	var out, errs bytes.Buffer
	if code := cli.Run([]string{"man", "--markdown"}, nil, strings.NewReader(""), &out, &errs); code != 0 {
		return nil, errors.New(errs.String())
	}
	return out.Bytes(), nil
}

// placeOf is where a document of the source stands in the site.
func placeOf(from string) (string, bool) {
	i := slices.IndexFunc(pages, func(p page) bool { return p.from == from && from != "" })
	if i < 0 {
		return "", false
	}
	return pages[i].to, true
}

// errNotHere is that a link leads to what is in the source and not in the site.
var errNotHere = errors.New("it is not a page")

// follow says where in the site a link of a page leads.
func (s *site) follow(p page, target string) (string, error) {
	if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
		return target, nil
	}
	file, fragment, _ := strings.Cut(target, "#")
	at := path.Join(path.Dir(p.from), file)
	if file == "" {
		s.links = append(s.links, link{p.to, p.to, fragment})
		return target, nil
	}
	if to, is := placeOf(at); is {
		s.links = append(s.links, link{p.to, to, fragment})
		return strings.TrimSuffix(to+"#"+fragment, "#"), nil
	}
	text, err := os.ReadFile(filepath.Join(s.source, filepath.FromSlash(at)))
	switch {
	case err == nil && path.Dir(at) == ".github/pictures":
		to := "pictures/" + path.Base(at)
		s.files[to] = text
		return to, nil
	case errors.Is(err, fs.ErrNotExist):
		return "", fmt.Errorf("the link to %s leads nowhere", target)
	default: // a folder, or a file that is read in the source
		return "", errNotHere
	}
}

// names are those of the files of a site, in order.
func names(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }
