package figure

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
)

// attributes are those of an element: what its style says holds. Those of another language
// than SVG are left out, but for links, which fetch.
func attributes(e xml.StartElement) (map[string]string, error) {
	out, seen := map[string]string{}, map[xml.Name]bool{}
	for _, a := range e.Attr {
		switch {
		case seen[a.Name]:
			return nil, fmt.Errorf("<%s> says %s twice", e.Name.Local, a.Name.Local)
		case undeclared(a.Name):
			return nil, fmt.Errorf("the prefix of %s:%s is not declared", a.Name.Space, a.Name.Local)
		case a.Name.Space == "" && a.Name.Local != "xmlns":
			out[a.Name.Local] = strings.TrimSpace(a.Value)
		case a.Name.Local == "href":
			out["href"] = a.Value
		}
		seen[a.Name] = true
	}
	css := out["style"]
	delete(out, "style")
	if err := styled(css, out); err != nil {
		return nil, fmt.Errorf("<%s>: style %q: %w", e.Name.Local, css, err)
	}
	return out, nil
}

// undeclared reports whether a name has a prefix that no xmlns says the language of: a browser
// shows nothing of such a file. The decoder leaves the prefix where it knows of no language.
func undeclared(n xml.Name) bool {
	return n.Space != "" && n.Space != "xmlns" && !strings.Contains(n.Space, ":")
}

// styled adds what a style says. Its rules are those of CSS, where a place is no property, a
// transform is written otherwise, and a size has a unit.
func styled(css string, out map[string]string) error {
	if strings.Contains(css, "/*") || strings.Contains(css, `\`) {
		return errors.New("leave out comments and backslashes")
	}
	for part := range strings.SplitSeq(css, ";") {
		name, value, ok := strings.Cut(part, ":")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch {
		case strings.TrimSpace(part) == "":
		case !ok:
			return fmt.Errorf("%q says nothing: write a name, a colon and a value", name)
		case name == "font-size" && !strings.HasSuffix(value, "px"):
			return fmt.Errorf("a browser reads no %s without a unit here: write %s:%spx", name, name, value)
		case name == "transform" || name != "font-size" && !isPaint(name):
			return fmt.Errorf("%s is no part of a style everywhere: make it an attribute, or leave it out", name)
		default:
			out[name] = value
		}
	}
	return nil
}

// length reads a length in pixels, which are the units of a drawing.
func length(text string) (float64, error) {
	s := scanner{left: text}
	n, err := s.number()
	if err != nil || s.left != "" && s.left != "px" {
		return 0, fmt.Errorf("%q is no length: write a number of units, as in 12 or 12px", text)
	}
	return n, nil
}
