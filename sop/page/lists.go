package page

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"soprun/sop"
)

// plainLocal is where the items of a list are found whose page says no more than local.
const plainLocal = "your own list"

// lists reads the lists of items: "lists: {fridges: [FR-001, FR-002]}".
func (f *frontMatter) lists() []sop.List {
	n := f.keys["lists"]
	switch {
	case n == nil:
		return nil
	case n.Kind != yaml.MappingNode || len(n.Content) == 0:
		f.notes.add(codeList, f.at(n), "\"lists\" takes a name and its items for each list: lists: {fridges: [FR-001, FR-002]}")
		return nil
	}
	var out []sop.List
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, items := n.Content[i], n.Content[i+1]
		switch {
		case !isName(name.Value):
			f.notes.suggest(fixName(name.Value), codeList, f.at(name), "list %q: a name has lower-case letters, digits and hyphens, a letter first; a hint with a comma in it stands on a line of its own", name.Value)
			continue
		case noNames[name.Value]:
			f.notes.add(codeList, f.at(name), "list %q: the word means something else on a page; choose another", name.Value)
			continue
		}
		l := sop.List{Name: name.Value, Pos: f.notes.src.pos(f.at(name))}
		if items.Kind == yaml.SequenceNode {
			f.readItems(&l, items)
		} else {
			f.localList(&l, items)
		}
		out = append(out, l)
	}
	return out
}

// localList reads what stands for the items of a list that the department sets: local,
// or local and where they are found.
func (f *frontMatter) localList(l *sop.List, n *yaml.Node) {
	hint, ok := local(n.Value)
	if n.Kind == yaml.ScalarNode && n.Value == "local" {
		hint, ok = plainLocal, true
	}
	at := f.at(n)
	text, oneLine := f.written(n)
	switch {
	case n.Kind != yaml.ScalarNode || !ok:
		f.notes.add(codeList, at, "list %q: write its items, %s: [A, B], or %s: local \"where to find them\"", l.Name, l.Name, l.Name)
	case !oneLine:
		f.notes.add(codeList, at, "list %q: write local and its hint on one line", l.Name)
	default:
		l.Local = hint
		f.locals = append(f.locals, placedLocal{what: l.Name, from: at, to: at + len(text), list: true})
	}
}

// written returns a scalar as it stands in the source, and whether it is on one line.
func (f *frontMatter) written(n *yaml.Node) (string, bool) {
	text := n.Value
	switch {
	case n.Style&yaml.SingleQuotedStyle != 0:
		text = "'" + strings.ReplaceAll(text, "'", "''") + "'"
	case n.Style&yaml.DoubleQuotedStyle != 0:
		text = `"` + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`) + `"`
	}
	return text, strings.HasPrefix(string(f.notes.src.text[f.at(n):]), text)
}

// readItems reads the items of a list.
func (f *frontMatter) readItems(l *sop.List, n *yaml.Node) {
	if len(n.Content) == 0 {
		f.notes.add(codeList, f.at(n), "list %q is empty: write its items, or %s: local \"where to find them\"", l.Name, l.Name)
	}
	seen := map[string]bool{}
	for _, c := range n.Content {
		item := f.scalar(l.Name, c)
		if item == "" {
			continue
		}
		if what := badItem(item); what != "" {
			f.notes.add(codeList, f.at(c), "list %q: %q %s", l.Name, item, what)
			continue
		}
		if folded := strings.ToLower(item); seen[folded] {
			f.notes.add(codeList, f.at(c), "list %q: %q stands here twice; capitals make no other item", l.Name, item)
			continue
		} else {
			seen[folded] = true
		}
		l.Items = append(l.Items, item)
		f.listed[l.Name] = append(f.listed[l.Name], f.at(c))
	}
}

// badItem says why a text cannot be the name of an item, "" where it can.
func badItem(item string) string {
	switch {
	case len(item) > sop.MaxItem:
		return fmt.Sprintf("is longer than %d bytes", sop.MaxItem)
	case strings.TrimSpace(item) != item:
		return "begins or ends with a space"
	case !utf8.ValidString(item) || strings.ContainsFunc(item, func(c rune) bool { return !unicode.IsPrint(c) || hidden(c) }):
		return "holds a character that cannot be shown"
	default:
		return ""
	}
}

// plainItem is an item that needs no quotes in the front matter.
var plainItem = lazily(`^[\p{L}\p{N}][\p{L}\p{N} ._/()+-]*$`)

// errNoItems is returned for a list that would be empty.
var errNoItems = errors.New("write at least one item: FR-001, FR-002")

// itemList writes items, parted by commas or one a line, as the front matter has them.
func itemList(text string) (string, error) {
	var items []string
	for item := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == ',' || c == '\n' }) {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		if what := badItem(item); what != "" {
			return "", fmt.Errorf("%q %s", item, what)
		}
		switch strings.ToLower(item) {
		case "null", "~":
			items = append(items, "'"+item+"'")
		default:
			if !plainItem().MatchString(item) {
				item = "'" + strings.ReplaceAll(item, "'", "''") + "'"
			}
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return "", errNoItems
	}
	return "[" + strings.Join(items, ", ") + "]", nil
}
