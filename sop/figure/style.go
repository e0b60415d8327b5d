package figure

import (
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"
	"strings"
)

// style is how shapes are painted, as groups hand it down.
type style struct {
	at           matrix
	fill, stroke *color.RGBA
	current      color.RGBA                  // of currentColor
	follows      struct{ fill, stroke bool } // they are currentColor, of whatever element that paints
	width        float64
	dash         []float64
	size         float64 // of letters
	bold         bool
	anchor       string // start, middle or end
	letter       bool   // what is painted are outlines of words
}

// defaults are those of SVG.
func defaults() style {
	return style{at: identity, fill: &color.RGBA{A: 255}, current: color.RGBA{A: 255}, width: 1, size: 16, anchor: "start"}
}

// alike are properties that may say anything: they choose between letters that all read
// alike, or say how corners are finished.
var alike = []string{
	"id", "class", "version", "lang", "role", "baseProfile", "enable-background",
	"font-family", "font-style", "font-variant", "font-stretch", "line-height", "text-align", "text-rendering", "shape-rendering",
	"stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "color-interpolation", "white-space", "overflow",
	"font-variant-alternates", "font-variant-caps", "font-variant-east-asian", "font-variant-ligatures", "font-variant-numeric", "font-variant-position",
	"font-feature-settings", "font-variation-settings", "font-kerning", "text-decoration-color", "text-decoration-style",
	"stop-color", "stop-opacity", "flood-color", "flood-opacity", "lighting-color", "solid-color", "solid-opacity", // of what is refused by itself
	"color-interpolation-filters", "color-rendering", "image-rendering", "shape-margin", "shape-padding",
}

// plain are properties that may only say what they say where nobody sets them, since not
// every view draws anything else.
var plain = map[string][]string{
	"opacity": {"1"}, "fill-opacity": {"1"}, "stroke-opacity": {"1"}, "fill-rule": {"nonzero"}, "clip-rule": {"nonzero", "evenodd"},
	"stroke-dashoffset": {"0"}, "display": {"inline", "block"}, "visibility": {"visible"},
	"clip-path": {"none"}, "mask": {"none"}, "filter": {"none"}, "marker": {"none"}, "marker-start": {"none"}, "marker-mid": {"none"}, "marker-end": {"none"},
	"letter-spacing": {"0", "normal"}, "word-spacing": {"0", "normal"}, "writing-mode": {"lr-tb", "lr", "horizontal-tb"}, "text-decoration": {"none"},
	"baseline-shift": {"0", "baseline"}, "dominant-baseline": {"auto", "alphabetic"}, "text-transform": {"none"}, "mix-blend-mode": {"normal"}, "direction": {"ltr"},
	"text-decoration-line": {"none"}, "text-indent": {"0"}, "text-orientation": {"mixed"}, "isolation": {"auto"}, "inline-size": {"0"}, "shape-inside": {"auto"},
	"vector-effect": {"none"}, "paint-order": {"normal", "fill", "fill stroke", "fill stroke markers"}, "preserveAspectRatio": {"xMidYMid", "xMidYMid meet"},
}

// known are the attributes that an element has beside those that say how it is painted.
func known(element string) []string {
	return map[string][]string{
		"svg": {"viewBox", "width", "height", "x", "y"}, "path": {"d"}, "rect": {"x", "y", "width", "height", "rx", "ry"},
		"circle": {"cx", "cy", "r"}, "ellipse": {"cx", "cy", "rx", "ry"}, "line": {"x1", "y1", "x2", "y2"},
		"polyline": {"points"}, "polygon": {"points"}, "text": {"x", "y", "dx", "dy"}, "tspan": {"x", "y", "dx", "dy"},
	}[element]
}

// painted are the attributes that say how something is painted.
var painted = []string{"transform", "fill", "stroke", "color", "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor"}

// with returns the style of an element in one of this style. It refuses what not every view
// would draw.
func (st style) with(a map[string]string, own []string) (style, error) {
	for name, value := range a {
		may, isPlain := plain[name]
		switch {
		case isPlain && !saysPlain(may, value):
			return st, fmt.Errorf("%s=%q is not drawn everywhere: leave it out, or use a PNG", name, value)
		case !slices.Contains(own, name) && !isPaint(name):
			return st, fmt.Errorf("%q is not drawn everywhere: leave it out, or use a PNG", name)
		}
	}
	for _, read := range []func(map[string]string) error{st.readTransform, st.readColours, st.readLines, st.readLetters} {
		if err := read(a); err != nil {
			return st, err
		}
	}
	return st, nil
}

// isPaint reports whether a property says how something is painted, or says nothing of it.
func isPaint(name string) bool {
	return plain[name] != nil || slices.Contains(alike, name) || slices.Contains(painted, name) || forPrograms(name)
}

// forPrograms reports whether a property is for a drawing program or a screen reader.
func forPrograms(name string) bool {
	return strings.HasPrefix(name, "-inkscape-") || strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "data-")
}

// saysPlain reports whether a value is one of some, as a word or as a number.
func saysPlain(may []string, value string) bool {
	n, err := length(value)
	return slices.ContainsFunc(may, func(word string) bool {
		m, errM := strconv.ParseFloat(word, 64)
		return word == value || err == nil && errM == nil && n == m
	})
}

func (st *style) readColours(a map[string]string) (err error) {
	if c, ok := a["color"]; ok {
		read, err := st.colour(c)
		if err != nil || read == nil {
			return fmt.Errorf("color %q: %w", c, errColour)
		}
		st.current = *read
	}
	if c, ok := a["fill"]; ok {
		if st.fill, err = st.colour(c); err != nil {
			return err
		}
		st.follows.fill = isCurrent(c)
	}
	if c, ok := a["stroke"]; ok {
		st.stroke, err = st.colour(c)
		st.follows.stroke = isCurrent(c)
	}
	if current := st.current; st.follows.fill {
		st.fill = &current
	}
	if current := st.current; st.follows.stroke {
		st.stroke = &current
	}
	return err
}

func isCurrent(colour string) bool { return strings.EqualFold(colour, "currentColor") }

var errColour = errors.New("a colour is #rrggbb, #rgb, rgb(r, g, b), one of the sixteen names of HTML, grey, orange or none")

// colours are those that have names.
var colours = map[string]string{
	"black": "#000000", "silver": "#c0c0c0", "gray": "#808080", "grey": "#808080", "white": "#ffffff", "maroon": "#800000", "red": "#ff0000",
	"purple": "#800080", "fuchsia": "#ff00ff", "green": "#008000", "lime": "#00ff00", "olive": "#808000", "yellow": "#ffff00",
	"navy": "#000080", "blue": "#0000ff", "teal": "#008080", "aqua": "#00ffff", "orange": "#ffa500", "lightgray": "#d3d3d3", "lightgrey": "#d3d3d3", "darkgray": "#a9a9a9", "darkgrey": "#a9a9a9",
}

// colour reads a colour, nil for none.
func (st *style) colour(text string) (*color.RGBA, error) {
	text = strings.ToLower(text)
	switch {
	case text == "none":
		return nil, nil //nolint:nilnil // no colour is none, and no fault
	case isCurrent(text):
		c := st.current
		return &c, nil
	case colours[text] != "":
		text = colours[text]
	}
	if in, ok := strings.CutPrefix(text, "rgb("); ok {
		in, closed := strings.CutSuffix(in, ")")
		n, err := numbers(in)
		if err != nil || !closed || len(n) != 3 || slices.Max(n) > 255 || slices.Min(n) < 0 {
			return nil, fmt.Errorf("%q: %w", text, errColour)
		}
		return &color.RGBA{uint8(math.Round(n[0])), uint8(math.Round(n[1])), uint8(math.Round(n[2])), 255}, nil
	}
	hex, ok := strings.CutPrefix(text, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if !ok || err != nil || len(hex) != 6 {
		return nil, fmt.Errorf("%q: %w", text, errColour)
	}
	return &color.RGBA{uint8(n >> 16), uint8(n >> 8), uint8(n), 255}, nil
}

func (st *style) readLines(a map[string]string) (err error) {
	if w, ok := a["stroke-width"]; ok {
		if st.width, err = length(w); err != nil || st.width < 0 {
			return fmt.Errorf("stroke-width %q: it is a number of units", w)
		}
	}
	dash, ok := a["stroke-dasharray"]
	if !ok {
		return nil
	}
	st.dash = nil
	if dash == "none" {
		return nil
	}
	parts, err := numbers(dash)
	if err != nil || len(parts) == 0 || slices.Min(parts) < 0 || slices.Max(parts) == 0 {
		return fmt.Errorf("stroke-dasharray %q: it is lengths, as in 4 2", dash)
	}
	if len(parts)%2 == 1 {
		parts = append(parts, parts...)
	}
	st.dash = parts
	return nil
}

func (st *style) readLetters(a map[string]string) (err error) {
	if s, ok := a["font-size"]; ok {
		if st.size, err = length(s); err != nil || st.size <= 0 {
			return fmt.Errorf("font-size %q: it is a number of units", s)
		}
	}
	switch w := a["font-weight"]; w {
	case "":
	case "normal", "400":
		st.bold = false
	case "bold", "700":
		st.bold = true
	default:
		return fmt.Errorf("font-weight %q: it is normal or bold", w)
	}
	switch at := a["text-anchor"]; at {
	case "":
	case "start", "middle", "end":
		st.anchor = at
	default:
		return fmt.Errorf("text-anchor %q: it is start, middle or end", at)
	}
	return nil
}

// readTransform reads transforms, the last of which is done first.
func (st *style) readTransform(a map[string]string) error {
	left := a["transform"]
	for left = strings.TrimSpace(left); left != ""; left = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(left), ",")) {
		name, rest, ok := strings.Cut(left, "(")
		in, after, closed := strings.Cut(rest, ")")
		n, err := numbers(in)
		if !ok || !closed || err != nil {
			return fmt.Errorf("transform %q cannot be read", a["transform"])
		}
		m, ok := transform(strings.TrimSpace(name), n)
		if !ok {
			return fmt.Errorf("transform %q: %s(%s) is none", a["transform"], strings.TrimSpace(name), in)
		}
		st.at, left = st.at.then(m), after
	}
	return nil
}

// transform returns one transform by its name.
func transform(name string, n []float64) (matrix, bool) {
	degrees := func(i int) float64 { return n[i] * math.Pi / 180 }
	switch {
	case name == "matrix" && len(n) == 6:
		return matrix{n[0], n[1], n[2], n[3], n[4], n[5]}, true
	case name == "translate" && len(n) == 1:
		return matrix{1, 0, 0, 1, n[0], 0}, true
	case name == "translate" && len(n) == 2:
		return matrix{1, 0, 0, 1, n[0], n[1]}, true
	case name == "scale" && len(n) == 1:
		return matrix{n[0], 0, 0, n[0], 0, 0}, true
	case name == "scale" && len(n) == 2:
		return matrix{n[0], 0, 0, n[1], 0, 0}, true
	case name == "skewX" && len(n) == 1:
		return matrix{1, 0, math.Tan(degrees(0)), 1, 0, 0}, true
	case name == "skewY" && len(n) == 1:
		return matrix{1, math.Tan(degrees(0)), 0, 1, 0, 0}, true
	case name == "rotate" && (len(n) == 1 || len(n) == 3):
		sin, cos := math.Sincos(degrees(0))
		turn := matrix{cos, sin, -sin, cos, 0, 0}
		if len(n) == 3 {
			turn = matrix{1, 0, 0, 1, n[1], n[2]}.then(turn).then(matrix{1, 0, 0, 1, -n[1], -n[2]})
		}
		return turn, true
	default:
		return matrix{}, false
	}
}
