package page

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Nearly every page has its front matter in the few forms of YAML that the schema asks for, and the
// YAML library takes half of the time in which ten thousand pages are listed. plainDocument reads
// those forms alone:
//
//	title: Clean a centrifuge
//	title: "Clean: the short way"
//	codes: [S7, S16]
//	changes:
//	  - {version: 1.0, date: 2026-11-22, what: first issue}
//
// It has no errors. Whatever it does not know is nil, and the library reads it. Of what it knows the
// nodes are those that the library makes, as far as they are looked at; a fuzz test holds it to that.
func plainDocument(body []byte) *yaml.Node {
	r := plainReader{line: 1}
	doc := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	var list *yaml.Node // that is read, line by line
	for text := range strings.SplitSeq(strings.TrimSuffix(string(body), "\n"), "\n") {
		r.text, r.left, r.bad = text, text, false
		switch {
		case text == "" && r.line == 1: // behind the fence
		case list != nil && strings.HasPrefix(text, "  - {"):
			r.item(list)
		case list != nil && len(list.Content) == 0:
			return nil
		default:
			list = r.entry(doc)
		}
		if r.bad {
			return nil
		}
		r.line++
	}
	if len(doc.Content) == 0 || list != nil && len(list.Content) == 0 {
		return nil
	}
	doc.Line, doc.Column = doc.Content[0].Line, doc.Content[0].Column
	return &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{doc}}
}

// plainReader reads a line. Once that is none of its own, it says so.
type plainReader struct {
	line       int
	text, left string // all of it, and what is not read yet
	bad        bool
}

// entry reads "key: value". A list that goes on in the next lines comes back.
func (r *plainReader) entry(to *yaml.Node) (list *yaml.Node) {
	key := r.key()
	value := &yaml.Node{}
	switch {
	case r.left == "":
		list = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		value = list
	case !r.takes(" "):
	case strings.HasPrefix(r.left, "["):
		value = r.flow(yaml.SequenceNode, "[", "]")
	default:
		value = r.scalar("")
	}
	r.bad = r.bad || r.left != ""
	to.Content = append(to.Content, key, value)
	return list
}

// item reads "  - {key: value, key: value}".
func (r *plainReader) item(list *yaml.Node) {
	r.takes("  - ")
	if len(list.Content) == 0 {
		list.Line, list.Column = r.line, 3
	}
	list.Content = append(list.Content, r.flow(yaml.MappingNode, "{", "}"))
	r.bad = r.bad || r.left != ""
}

// flow reads what stands in brackets, with a comma and a space between.
func (r *plainReader) flow(kind yaml.Kind, opens, closes string) *yaml.Node {
	n := r.node(kind)
	n.Style = yaml.FlowStyle
	r.takes(opens)
	for !r.bad {
		if kind == yaml.MappingNode {
			n.Content = append(n.Content, r.key())
			r.takes(" ")
		}
		n.Content = append(n.Content, r.scalar(",[]{}"))
		if strings.HasPrefix(r.left, closes) {
			break
		}
		r.takes(", ")
	}
	r.takes(closes)
	return n
}

// longestKey is far more than any key has: YAML takes none of a thousand letters.
const longestKey = 64

// key reads small letters and dashes, and the colon.
func (r *plainReader) key() *yaml.Node {
	n := r.node(yaml.ScalarNode)
	end := 0
	for end < len(r.left) && (r.left[end] >= 'a' && r.left[end] <= 'z' || end > 0 && r.left[end] == '-') {
		end++
	}
	r.value(n, min(end, longestKey))
	r.takes(":")
	return n
}

// scalar reads a text, in double quotes or up to one of some characters.
func (r *plainReader) scalar(until string) *yaml.Node {
	n := r.node(yaml.ScalarNode)
	if strings.HasPrefix(r.left, `"`) {
		end := strings.IndexByte(r.left[1:], '"') + 1
		inside := r.left[1:max(1, end)]
		r.bad = r.bad || end < 1 || strings.Contains(inside, `\`) || strings.TrimSpace(inside) != inside || !printed(inside)
		if r.bad {
			return n
		}
		n.Value, n.Style, n.Tag, r.left = inside, yaml.DoubleQuotedStyle, "!!str", r.left[end+1:]
		return n
	}
	end := len(r.left)
	if until != "" {
		if end = strings.IndexAny(r.left, until); end < 0 {
			end = len(r.left)
		}
	}
	r.value(n, end)
	r.bad = r.bad || !isPlainScalar(n.Value)
	return n
}

// value takes so many bytes as the text of a node.
func (r *plainReader) value(n *yaml.Node, size int) {
	n.Value, n.Tag, r.left = r.left[:size], "!!str", r.left[size:]
	r.bad = r.bad || n.Value == ""
}

func (r *plainReader) node(kind yaml.Kind) *yaml.Node {
	return &yaml.Node{Kind: kind, Line: r.line, Column: 1 + utf8.RuneCountInString(r.text[:len(r.text)-len(r.left)])}
}

func (r *plainReader) takes(text string) bool {
	rest, ok := strings.CutPrefix(r.left, text)
	r.left, r.bad = rest, r.bad || !ok
	return ok
}

// isPlainScalar reports whether a text stands for itself without quotes: it begins with a letter or
// a digit, and has nothing in it that could mean something.
func isPlainScalar(s string) bool {
	alone := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' }
	switch {
	case s == "" || !alone(s[0]) || s == "null" || s == "Null" || s == "NULL" || !printed(s):
		return false
	case strings.HasSuffix(s, " ") || strings.HasSuffix(s, ":"):
		return false
	}
	for i := range len(s) {
		if strings.IndexByte("#\"&*!|>@`\\?", s[i]) >= 0 || s[i] == ':' && !alone(s[i+1]) {
			return false
		}
	}
	return true
}

// printed reports whether a text has nothing but what YAML takes as it stands.
func printed(s string) bool {
	for _, c := range s {
		if c < ' ' || c > '~' && c < 0xa0 || c == '\u2028' || c == '\u2029' || c == '\ufeff' || c > 0xd7ff {
			return false
		}
	}
	return true
}
