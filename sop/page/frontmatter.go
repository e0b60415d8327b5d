package page

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"soprun/sop"
)

const fence = "---"

// frontMatterEnd returns the offset of the line after the front matter, or 0
// when the page does not begin with one.
func frontMatterEnd(text []byte) int {
	first, rest, ok := bytes.Cut(text, []byte{'\n'})
	if !ok || string(bytes.TrimRight(first, " \t")) != fence {
		return 0
	}
	at := len(first) + 1
	for len(rest) > 0 {
		line, after, _ := bytes.Cut(rest, []byte{'\n'})
		at += len(rest) - len(after)
		if string(bytes.TrimRight(line, " \t")) == fence {
			return at
		}
		rest = after
	}
	return 0
}

// blanked returns the text with the front matter as spaces: the markdown parser
// sees none of it, and every offset stays true.
func blanked(text []byte) []byte {
	out := bytes.Clone(text)
	for i := range out[:frontMatterEnd(text)] {
		if out[i] != '\n' {
			out[i] = ' '
		}
	}
	return out
}

// frontMatter reads document control from the page's YAML.
type frontMatter struct {
	notes *notes
	meta  sop.Meta
	keys  map[string]*yaml.Node // each key's value
	// codes holds where each listed code stands.
	codes  []placedCode
	locals []placedLocal    // lists that the department sets
	listed map[string][]int // where the items of each list stand
	placed placedSchedule
}

// placedCode is a code of the standard and where the page names it.
type placedCode struct {
	code sop.Code
	at   int
}

// readFrontMatter fills the meta data; ok is false when there is nothing to
// read at all.
func readFrontMatter(n *notes) (f *frontMatter, ok bool) {
	f = &frontMatter{notes: n, keys: map[string]*yaml.Node{}, listed: map[string][]int{}}
	end := frontMatterEnd(n.src.text)
	if end == 0 {
		n.add(codeFrontMatter, 0, "the page must begin with front matter: a line ---, then a line each for %s, then ---; soprun new starts such a page", strings.Join(requiredKeys, ", "))
		return f, false
	}
	body := n.src.text[len(fence):n.src.lineStart(end-1)]
	root, err := onlyDocument(body)
	if err != nil {
		line, message := yamlError(err)
		n.add(codeFrontMatter, n.src.lines[min(line, len(n.src.lines)-1)], "the front matter is not YAML: %s; a value with a colon and a space in it, or a sign at its start, stands in quotation marks", message)
		return f, false
	}
	if len(root.Content) != 1 || root.Content[0].Kind != yaml.MappingNode {
		n.add(codeFrontMatter, 0, "the front matter must be lines of \"key: value\"")
		return f, false
	}
	if !f.refuseTricks(root) {
		return f, false
	}
	f.mapping(root.Content[0])
	f.fill()
	return f, true
}

// onlyDocument reads YAML of one document: the library would pass over a second
// one in silence.
func onlyDocument(body []byte) (*yaml.Node, error) {
	var root, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(body))
	if err := d.Decode(&root); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch err := d.Decode(&second); {
	case err == nil:
		return nil, errSecondDocument
	case !errors.Is(err, io.EOF):
		return nil, err
	}
	return &root, nil
}

var errSecondDocument = errors.New("a second document begins in it; write one list of keys")

var yamlLine = lazily(`^yaml: (?:line (\d+): )?`)

// yamlError takes the 0-based line out of the YAML library's message.
func yamlError(err error) (line int, message string) {
	message = err.Error()
	m := yamlLine().FindStringSubmatch(message)
	if m == nil {
		return 0, message
	}
	for _, c := range m[1] {
		line = 10*line + int(c-'0')
	}
	return max(0, line-1), message[len(m[0]):]
}

// at returns the offset of a node; the library counts columns in characters.
func (f *frontMatter) at(n *yaml.Node) int {
	src := f.notes.src
	at := src.lines[min(max(0, n.Line-1), len(src.lines)-1)]
	line := string(src.text[at:src.lineEnd(at)])
	column := 1
	for i := range line {
		if column == n.Column {
			return at + i
		}
		column++
	}
	return at + len(line)
}

// refuseTricks notes what YAML can do and a page must not: names for parts that
// are used elsewhere, keys written twice, types, characters by escape.
func (f *frontMatter) refuseTricks(n *yaml.Node) bool {
	before := len(f.notes.list)
	switch {
	case n.Kind == yaml.AliasNode:
		f.notes.add(codeYAMLTrick, f.at(n), "the alias *%s is not allowed: write the value out", n.Value)
		return false
	case n.Anchor != "":
		f.notes.add(codeYAMLTrick, f.at(n), "the anchor &%s is not allowed: write the value where it is used", n.Anchor)
	case n.Style&yaml.TaggedStyle != 0:
		f.notes.add(codeYAMLTrick, f.at(n), "the type %s is not allowed: write the plain value", n.Tag)
	case strings.ContainsFunc(n.Value, hidden):
		f.notes.add(codeCharacter, f.at(n), "the value holds a character that cannot be seen, written with a backslash: delete it")
	}
	seen := map[string]bool{}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if seen[c.Value] {
				f.notes.add(codeYAMLTrick, f.at(c), "the key %q stands here twice: keep one", c.Value)
			}
			seen[c.Value] = true
		}
		f.refuseTricks(c)
	}
	return len(f.notes.list) == before
}

// mapping takes in the keys, and notes those that are unknown or missing.
func (f *frontMatter) mapping(n *yaml.Node) {
	known := keyNames
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if !slices.Contains(known, key.Value) {
			f.notes.suggest(sop.Nearest(key.Value, known), codeUnknownKey, f.at(key), "the front matter has no key %q", key.Value)
			continue
		}
		f.keys[key.Value] = value
	}
	for _, key := range requiredKeys {
		if f.keys[key] == nil {
			f.notes.add(codeMissingKey, 0, "the front matter lacks %q", key)
		}
	}
}

// fill reads every key into the meta data.
func (f *frontMatter) fill() {
	m := &f.meta
	m.ID = f.matching("id")
	m.Title = f.text("title")
	m.Version = f.matching("version")
	m.Status = sop.Status(f.word("status"))
	m.Owner = f.text("owner")
	m.ReviewEvery = f.period("review-every")
	m.Standard = f.matching("standard")
	m.Codes = f.codeList()
	m.Mode = sop.Mode(f.word("mode"))
	m.Sign = f.signers()
	m.CompleteWithin = f.time("complete-within")
	m.Schedule = f.schedule()
	m.Roles, m.Equipment, m.Needs = f.list("roles"), f.list("equipment"), f.list("needs")
	m.Supersedes = f.text("supersedes")
	m.Change = f.word("change")
	m.Changes = f.changes()
	m.Area = f.text("area")
	m.Sources = f.sources()
	m.Lang = f.matching("lang")
	m.Lists = f.lists()
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
