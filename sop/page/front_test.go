package page_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"soprun/sop"
	"soprun/sop/page"
)

// checkFront holds what a page's front matter says by itself against the whole page.
func checkFront(src []byte) error {
	p, _ := page.Parse(src)
	meta, hash, ok := page.Front(src)
	switch {
	case p != nil && !ok:
		return fmt.Errorf("the page is read, and its front matter alone is not")
	case p != nil && (!reflect.DeepEqual(meta, p.Meta) || hash != p.SHA256):
		return fmt.Errorf("the front matter alone says\n%+v, %s\nand the page\n%+v, %s", meta, hash, p.Meta, p.SHA256)
	case !ok && (!reflect.DeepEqual(meta, sop.Meta{}) || hash != ""):
		return fmt.Errorf("what could not be read says %+v, %q", meta, hash)
	}
	return nil
}

func TestFrontMatterAloneSaysWhatTheWholePageSays(t *testing.T) {
	files := []string{"testdata/example.md", "testdata/messy.md"}
	for _, pattern := range []string{"testdata/lint/*.page", "../../procedures/*/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil || len(found) == 0 {
			t.Fatalf("%s: %v, %v", pattern, found, err)
		}
		files = append(files, found...)
	}
	var read int
	for _, file := range files {
		src := mustRead(t, file)
		if _, body, ok := bytes.Cut(src, []byte("\n\n")); ok && strings.HasSuffix(file, ".page") {
			src = body
		}
		if err := checkFront(src); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if _, _, ok := page.Front(src); ok {
			read++
		}
	}
	if read < len(files)/2 {
		t.Errorf("of %d files the front matter of %d was read", len(files), read)
	}
}

func TestFrontMatterIsReadOfAPageWhoseStepsAreNot(t *testing.T) {
	for name, body := range map[string]string{
		"too deep":           strings.Repeat("> ", 30) + "deep\n",
		"a hidden character": "1. Rinse\u200b. `#rinse`\n",
	} {
		src := []byte(bench + body)
		if p, _ := page.Parse(src); p != nil {
			t.Errorf("%s: the page is read", name)
		}
		if meta, hash, ok := page.Front(src); !ok || meta.ID != "SOP-TST-001" || meta.Title != "Clean the bench" || len(hash) != 64 {
			t.Errorf("%s: %+v, %q, %v", name, meta, hash, ok)
		}
	}
}

func TestFrontMatterThatHidesSomethingIsNotRead(t *testing.T) {
	for name, title := range map[string]string{
		"a hidden character": "Clean\u200b the bench", "one by its number": "Clean&#x200b; the bench", "one by a backslash": `"Clean\u200b the bench"`,
		"an alias": "&x Clean", "a flood of brackets": strings.Repeat("[", 40) + strings.Repeat("]", 40),
	} {
		src := []byte(strings.Replace(bench, "title: Clean the bench", "title: "+title, 1))
		if meta, _, ok := page.Front(src); ok {
			t.Errorf("%s: %+v", name, meta)
		}
	}
	for name, src := range map[string]string{"no front matter": "# Clean the bench\n", "no end of it": "---\nid: SOP-TST-001\n", "no UTF-8": "---\nid: \xff\n---\n", "nothing": ""} {
		if meta, _, ok := page.Front([]byte(src)); ok {
			t.Errorf("%s: %+v", name, meta)
		}
	}
}
