package page_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// bench is the front matter and title of a page for tests; the steps follow.
const bench = `---
id: SOP-TST-001
title: Clean the bench
version: 1.0
status: ready
owner: Quality Lead
review-every: 24 months
standard: ST0218 v1.1
codes: [S7, S22, S26, K26]
mode: read-do
sign: performer
---

# Clean the bench

`

// parsed reads a page that must be without errors.
func parsed(t testing.TB, src string) *sop.Procedure {
	t.Helper()
	p, findings := page.Parse([]byte(src))
	if p == nil || len(findings) > 0 {
		t.Fatalf("page has findings: %v", findings)
	}
	return p
}

func mustRead(t testing.TB, file string) []byte {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// codesOf returns the codes of findings, one each.
func codesOf(findings []page.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, f.Code)
	}
	return out
}

// vector is one file of testdata/lint: header lines, an empty line, the page.
type vector struct {
	comment  string
	approved string   // a file of testdata/approved, "" for none
	expect   []string // "E001 17:1", by place; none for a clean page
	page     []byte
}

func readVector(t *testing.T, file string) vector {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := bytes.Cut(data, []byte("\n\n"))
	if !ok {
		t.Fatalf("%s has no empty line after its header", file)
	}
	v := vector{page: body}
	for line := range strings.SplitSeq(string(head), "\n") {
		key, value, _ := strings.Cut(line, ": ")
		switch key {
		case "comment":
			v.comment = value
		case "approved":
			v.approved = value
		case "expect":
			if value != "none" {
				v.expect = append(v.expect, value)
			}
		default:
			t.Fatalf("%s has an unknown header %q", file, line)
		}
	}
	return v
}

func vectors(t *testing.T) map[string]vector {
	t.Helper()
	files, err := filepath.Glob("testdata/lint/*.page")
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors in testdata/lint (%v)", err)
	}
	out := map[string]vector{}
	for _, file := range files {
		out[strings.TrimSuffix(filepath.Base(file), ".page")] = readVector(t, file)
	}
	return out
}

func (v vector) options(t *testing.T) page.Options {
	t.Helper()
	opts := page.Options{Standard: standard.ST0218(), Figures: testFigure}
	if v.approved != "" {
		opts.Approved = mustParse(t, filepath.Join("testdata/approved", v.approved))
	}
	return opts
}

// testFigure reads a figure of the vectors.
func testFigure(name string) ([]byte, error) { return os.ReadFile(filepath.Join("testdata", name)) }

func mustParse(t testing.TB, file string) *sop.Procedure {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p, findings := page.Parse(src)
	if len(findings) > 0 {
		t.Fatalf("%s: %v", file, findings)
	}
	return p
}
