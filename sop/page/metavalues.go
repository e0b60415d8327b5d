package page

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"soprun/sop"
)

// scalar returns a node's text; it notes a list or an empty value.
func (f *frontMatter) scalar(key string, n *yaml.Node) string {
	switch {
	case n.Kind != yaml.ScalarNode:
		f.notes.add(codeValue, f.at(n), "%q takes one text, not a list", key)
	case strings.TrimSpace(n.Value) == "" || n.Tag == "!!null":
		f.notes.add(codeValue, f.at(n), "%q has no value: write one, or delete the key", key)
	case strings.ContainsAny(n.Value, "\n\t"):
		f.notes.add(codeValue, f.at(n), "%q must be one line", key)
	default:
		return n.Value
	}
	return ""
}

// text returns a key's value, "" when the key is not there.
func (f *frontMatter) text(key string) string {
	n := f.keys[key]
	if n == nil {
		return ""
	}
	return f.scalar(key, n)
}

// matching is text for a value of the form that the key's has.
func (f *frontMatter) matching(key string) string {
	s := f.text(key)
	if k := keyNamed(key); s != "" && !k.form().MatchString(s) {
		f.notes.add(codeValue, f.at(f.keys[key]), "%s %q: write %s", key, s, k.want)
	}
	return s
}

// word is text for a value out of the key's words.
func (f *frontMatter) word(key string) string {
	s, words := f.text(key), keyNamed(key).words
	if s != "" && !slices.Contains(words, s) {
		f.notes.suggest(sop.Nearest(s, words), codeWord, f.at(f.keys[key]), "%s %q: write one of %s", key, s, strings.Join(words, ", "))
		return ""
	}
	return s
}

func (f *frontMatter) period(key string) sop.Period {
	s := f.text(key)
	if s == "" {
		return sop.Period{}
	}
	p, err := sop.ParsePeriod(s)
	if err != nil {
		f.notes.add(codeDate, f.at(f.keys[key]), "%s: %v", key, err)
	}
	return p
}

func (f *frontMatter) time(key string) *sop.Duration {
	s := f.text(key)
	if s == "" {
		return nil
	}
	t, err := sop.ParseDuration(s)
	if err != nil {
		f.notes.add(codeDate, f.at(f.keys[key]), "%s: %v", key, err)
		return nil
	}
	return &t
}

// items returns the nodes of a list; a single text counts as a list of one.
func (f *frontMatter) items(key string) []*yaml.Node {
	switch n := f.keys[key]; {
	case n == nil:
		return nil
	case n.Kind == yaml.SequenceNode:
		if len(n.Content) == 0 {
			f.notes.add(codeValue, f.at(n), "%q has no value: write one, or delete the key", key)
		}
		return n.Content
	default:
		return []*yaml.Node{n}
	}
}

func (f *frontMatter) list(key string) []string {
	var out []string
	for _, n := range f.items(key) {
		if s := f.scalar(key, n); s != "" {
			out = append(out, s)
		}
	}
	return out
}

func (f *frontMatter) codeList() []sop.Code {
	var out []sop.Code
	for _, n := range f.items("codes") {
		code := sop.Code(f.scalar("codes", n))
		switch {
		case code == "":
		case !keyNamed("codes").form().MatchString(string(code)):
			f.notes.add(codeValue, f.at(n), "code %q: write a capital and a number, for example S26, with commas between", code)
		case slices.Contains(out, code):
			f.notes.add(codeValue, f.at(n), "code %q stands here twice: keep one", code)
		default:
			out = append(out, code)
			f.codes = append(f.codes, placedCode{code, f.at(n)})
		}
	}
	return out
}

// signers reads who signs: "performer" or "performer, supervisor".
func (f *frontMatter) signers() []string {
	s := f.text("sign")
	if s == "" {
		return nil
	}
	roles := keyNamed("sign").words
	out := strings.Split(s, ", ")
	for i, role := range out {
		if !slices.Contains(roles, role) {
			f.notes.suggest(sop.Nearest(role, roles), codeWord, f.at(f.keys["sign"]), "sign %q: write one of %s", role, strings.Join(roles, ", "))
		} else if slices.Contains(out[:i], role) || (role == "performer") != (i == 0) {
			f.notes.add(codeWord, f.at(f.keys["sign"]), "sign %q: the performer signs first, and each role once", s)
		}
	}
	return out
}

// changes reads the page's history: a list of version, date and what.
func (f *frontMatter) changes() []sop.Change {
	var out []sop.Change
	for _, n := range f.items("changes") {
		v := f.record("changes", n)
		if v == nil {
			continue
		}
		if d := v["date"]; d != "" && !isDate(d) {
			f.notes.add(codeDate, f.at(n), "date %q: write it like 2026-11-22", d)
		}
		out = append(out, sop.Change{Version: v["version"], Date: v["date"], What: v["what"]})
	}
	return out
}

// sources reads where figures come from: a list of key, title, publisher, year.
func (f *frontMatter) sources() []sop.Source {
	var out []sop.Source
	for _, n := range f.items("sources") {
		if v := f.record("sources", n); v != nil {
			out = append(out, sop.Source{Key: v["key"], Title: v["title"], Publisher: v["publisher"], Year: v["year"]})
		}
	}
	return out
}

// record reads one entry of a list whose entries all have the same keys.
func (f *frontMatter) record(key string, n *yaml.Node) map[string]string {
	fields := keyNamed(key).fields
	if n.Kind != yaml.MappingNode {
		f.notes.add(codeValue, f.at(n), "%q takes a list with %s in each entry", key, strings.Join(fields, ", "))
		return nil
	}
	out := map[string]string{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if !slices.Contains(fields, name.Value) {
			f.notes.suggest(sop.Nearest(name.Value, fields), codeUnknownKey, f.at(name), "%q has no key %q", key, name.Value)
			continue
		}
		out[name.Value] = f.scalar(key+" "+name.Value, value)
	}
	for _, name := range fields {
		if _, ok := out[name]; !ok {
			f.notes.add(codeMissingKey, f.at(n), "an entry of %q lacks %q", key, name)
		}
	}
	return out
}
