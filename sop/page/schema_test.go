package page_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"soprun/sop/page"
)

// says reports whether a schema lets a value pass: the words of draft-07 that Schema uses, and no
// other.
func says(t *testing.T, of map[string]any, v any) bool {
	t.Helper()
	for word, want := range of {
		ok := true
		switch word {
		case "$schema", "title", "description":
		case "type":
			ok = typed(want, v)
		case "enum":
			ok = slices.Contains(want.([]any), v)
		case "pattern":
			text, is := v.(string)
			ok = !is || regexp.MustCompile(want.(string)).MatchString(text)
		case "anyOf":
			ok = slices.ContainsFunc(want.([]any), func(one any) bool { return says(t, one.(map[string]any), v) })
		case "minItems":
			list, is := v.([]any)
			ok = !is || len(list) >= int(want.(float64))
		case "minProperties":
			all, is := v.(map[string]any)
			ok = !is || len(all) >= int(want.(float64))
		case "items":
			list, _ := v.([]any)
			ok = !slices.ContainsFunc(list, func(one any) bool { return !says(t, want.(map[string]any), one) })
		case "required":
			all, is := v.(map[string]any)
			for _, name := range want.([]any) {
				_, there := all[name.(string)]
				ok = ok && (!is || there)
			}
		case "properties", "additionalProperties", "propertyNames":
			ok = saysOfKeys(t, of, v)
		default:
			t.Fatalf("no test knows %q", word)
		}
		if !ok {
			return false
		}
	}
	return true
}

func saysOfKeys(t *testing.T, of map[string]any, v any) bool {
	all, _ := v.(map[string]any)
	known, _ := of["properties"].(map[string]any)
	for name, value := range all {
		if names, is := of["propertyNames"].(map[string]any); is && !says(t, names, name) {
			return false
		}
		one, is := known[name].(map[string]any)
		if !is {
			if one, is = of["additionalProperties"].(map[string]any); !is {
				return of["additionalProperties"] != false
			}
		}
		if !says(t, one, value) {
			return false
		}
	}
	return true
}

func typed(want, v any) bool {
	is := map[reflect.Kind]string{reflect.String: "string", reflect.Bool: "boolean", reflect.Float64: "number", reflect.Slice: "array", reflect.Map: "object"}[reflect.ValueOf(v).Kind()]
	if list, several := want.([]any); several {
		return slices.Contains(list, any(is))
	}
	return want == is
}

// frontOf is the front matter of a page as an editor reads it.
func frontOf(t *testing.T, src string) any {
	t.Helper()
	var v, plain any
	if err := yaml.Unmarshal([]byte(strings.Split(src, "---\n")[1]), &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil || json.Unmarshal(text, &plain) != nil {
		t.Fatal(err)
	}
	return plain
}

func schemaOf(t *testing.T) (of map[string]any) {
	t.Helper()
	text, err := json.Marshal(page.Schema())
	if err != nil || json.Unmarshal(text, &of) != nil {
		t.Fatal(err)
	}
	return of
}

func TestTheSchemaTakesEveryShippedPage(t *testing.T) {
	of := schemaOf(t)
	files, err := filepath.Glob("../../procedures/*/*.md")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d pages, %v", len(files), err)
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if page.Named(filepath.Base(name)) && !says(t, of, frontOf(t, string(src))) {
			t.Errorf("it refuses %s", name)
		}
	}
}

// What the schema refuses of a key Lint refuses too, and what is no key of the one is none of the
// other.
func TestTheSchemaSaysOfAKeyWhatLintSays(t *testing.T) {
	of := schemaOf(t)
	if got := slices.Sorted(maps.Keys(of["properties"].(map[string]any))); len(got) != 22 {
		t.Errorf("its keys are %v", got)
	}
	const good = "id: SOP-T-001\ntitle: Look at a fridge\nversion: 1.0\nstatus: ready\nowner: Quality lead\nreview-every: 12 months\nstandard: ST0218 v1.1\ncodes: [S7, S16]\nmode: read-do\nsign: performer\n"
	with := func(line string) string {
		name, _, _ := strings.Cut(line, ":")
		front := regexp.MustCompile(`(?m)^`+regexp.QuoteMeta(name)+`:.*\n`).ReplaceAllString(good, "")
		return "---\n" + front + line + "\n---\n\n# Look at a fridge\n\n1. Look. `#look, S7, S16`\n"
	}
	for line, passes := range map[string]bool{
		"id: SOP-T-002": true, "id: sop": false, "id: [A-1]": false, "version: 2": false, `version: "2"`: false, "version: 2.10.1": true,
		"status: done": false, "status: draft": true, "review-every: +2 years": true, "review-every: often": false, "standard: ST0218": false,
		"codes: S7, S16": false, "codes: S7": true, "codes: [s7]": false, "mode: by heart": false, "sign: performer, supervisor": true, "sign: supervisor": false, "sign: [performer]": false,
		"complete-within: 30 min": true, "complete-within: soon": false, "lang: english": false, "lang: en-GB": true, "equipment: [tray, 7]": true, "equipment: []": false, "equipment: tray": true,
		"change: none": true, "change: all": false, "changes: [{version: 1.0, date: 2026-11-22, what: first}]": true, "changes: [{version: 1.0}]": false, "changes: [first]": false,
		"sources: [{key: A, title: B, publisher: C, year: 2019}]": true, "sources: [{key: A, title: B, publisher: C, year: 2019, page: 7}]": false,
		"lists: {fridges: [FR-001, FR-002]}": true, "lists: {Fridges: [FR-001]}": false, "lists: [FR-001]": false, `lists: {fridges: 'local "the list on the door"'}`: true, "lists: {fridges: FR-001}": false,
		"colour: red": false,
	} {
		src := with(line)
		findings := page.Lint([]byte(src), page.Options{})
		lints := !slices.ContainsFunc(findings, func(f page.Finding) bool { return f.IsError() && f.Line > 1 && f.Line < 13 })
		schema := says(t, of, frontOf(t, src))
		if !schema && lints {
			t.Errorf("the schema refuses %q, which lint lets pass", line)
		}
		if schema && !lints && line != "version: 2" { // a number is asked nothing
			t.Errorf("the schema lets %q pass, of which lint says %v", line, findings)
		}
		if lints != passes {
			t.Errorf("%q: lint says %v", line, findings)
		}
	}
	for _, name := range of["required"].([]any) {
		front := frontOf(t, with("area: lab")).(map[string]any)
		if delete(front, fmt.Sprint(name)); says(t, of, front) {
			t.Errorf("it does not miss %s", name)
		}
	}
}
