package picture_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"soprun/internal/tuitest/picture"
)

var small = picture.Picture{Width: 20, Height: 3, Title: "A <small> one", Text: "It says & shows."}

// framed is a frame with a colour of each terminal.
func framed(text string) picture.Frame {
	paint := func(colour string) string { return strings.ReplaceAll(text, "[", "\x1b[1;38;2;"+colour+"m") + "\x1b[m" }
	return picture.Frame{Dark: strings.ReplaceAll(paint("255;184;28"), "]", "\x1b[m"), Light: strings.ReplaceAll(paint("122;82;0"), "]", "\x1b[m")}
}

// said reads a picture as XML, and returns the words that it draws, line by line.
func said(t *testing.T, svg []byte) map[string]bool {
	t.Helper()
	out, read, in := map[string]bool{}, xml.NewDecoder(strings.NewReader(string(svg))), ""
	for {
		tok, err := read.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			if in = tok.Name.Local; in == "script" || in == "image" || in == "foreignObject" {
				t.Errorf("it has a %s", in)
			}
			for _, a := range tok.Attr {
				if strings.HasPrefix(a.Name.Local, "on") && a.Name.Local != "one" || a.Name.Local == "href" {
					t.Errorf("it has %s=%q", a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			in = ""
		case xml.CharData:
			if in == "text" {
				out[string(tok)] = true
			}
		}
	}
}

func TestAPictureSaysWhatTheFrameSaysInItsColours(t *testing.T) {
	svg := small.Still(framed("one  [two < three]\n──────────\n▸ °C &"))
	words := said(t, svg)
	for _, want := range []string{"one", "two < three", "▸ °C &"} {
		if !words[want] {
			t.Errorf("%q is not drawn: %v\n%s", want, words, svg)
		}
	}
	for _, want := range []string{
		"<title id=\"t\">A &lt;small&gt; one</title>", "<desc id=\"d\">It says &amp; shows.</desc>", "{fill:#FFB81C;font-weight:700}", "@media(prefers-color-scheme:light)", "{fill:#7A5200}",
		`<path d="M0 30.5h90"/>`, // a rule is a line, at the height of its row
		`<text x="0 9 18 27 36 45" y="55">▸ °C &amp;</text>`,
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("%q does not stand in\n%s", want, svg)
		}
	}
}

func TestEveryRunOfLettersStandsOnTheGrid(t *testing.T) {
	svg := string(small.Still(framed("one  [two]  three 45\n a b  c")))
	found := regexp.MustCompile(`<text x="(\d+)" y="(\d+)"[^>]*?(?: textLength="(\d+)")?>([^<]*)</text>`).FindAllStringSubmatch(svg, -1)
	for _, m := range found {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		if length, _ := strconv.Atoi(m[3]); x%9 != 0 || y%20 != 15 || len(m[4]) > 1 && length != 9*len(m[4]) {
			t.Errorf("%q stands at %d, %d and is %d long", m[4], x, y, length)
		}
	}
	if len(found) != 5 {
		t.Errorf("%d runs in\n%s", len(found), svg)
	}
}

func TestAFrameThatSaysOtherWordsOnALightTerminalIsRefused(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("it was drawn")
		}
	}()
	small.Still(picture.Frame{Dark: "one", Light: "two"})
}

func recording() []picture.Shot {
	return []picture.Shot{
		{Frame: framed("same\n[a]"), Says: "First.", For: time.Second}, {Frame: framed("same\n[b]"), Says: "First.", For: 2 * time.Second}, {Frame: framed("same\n[a]"), Says: "Then.", For: time.Second},
	}
}

func TestARecordingShowsEachRowForAsLongAsItStood(t *testing.T) {
	svg := string(small.Moving(recording(), 1))
	said(t, []byte(svg))
	for _, want := range []string{
		"animation:4.00s step-end infinite", "@keyframes k0{0%{visibility:visible}25%{visibility:hidden}75%{visibility:visible}}",
		"@keyframes k1{0%{visibility:visible}75%{visibility:hidden}}", "@keyframes k2{0%{visibility:hidden}25%{visibility:visible}75%{visibility:hidden}}",
		"@keyframes k3{0%{visibility:hidden}75%{visibility:visible}}", "@media(prefers-reduced-motion:no-preference){g g{animation",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("%q does not stand in\n%s", want, svg)
		}
	}
	if still := strings.Count(svg, ` s">`); still != 2 { // the row [b] and the words below it; what is always there has no class
		t.Errorf("%d parts stand where nothing may move:\n%s", still, svg)
	}
	if strings.Count(svg, ">same<") != 1 {
		t.Errorf("a row that never changes is drawn more than once:\n%s", svg)
	}
}

func TestARecordingIsACastToo(t *testing.T) {
	cast, err := small.Cast(recording(), time.Unix(1795000000, 0))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(cast)), "\n")
	var head struct{ Version, Width, Height, Timestamp int }
	if err := json.Unmarshal([]byte(lines[0]), &head); err != nil || head.Version != 2 || head.Width != 20 || head.Height != 3 || head.Timestamp != 1795000000 {
		t.Errorf("%+v, %v", head, err)
	}
	var at []float64
	for _, line := range lines[1:] {
		var event []any
		if err := json.Unmarshal([]byte(line), &event); err != nil || len(event) != 3 || event[1] != "o" {
			t.Fatalf("%s: %v", line, err)
		}
		at = append(at, event[0].(float64))
	}
	if len(at) != 3 || at[1] != 1 || at[2] != 3 || !strings.Contains(lines[1], "same") || strings.Contains(lines[2], "same") {
		t.Errorf("%v:\n%s", at, cast)
	}
}
