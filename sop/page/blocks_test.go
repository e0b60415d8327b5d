package page_test

import (
	"strings"
	"testing"

	"soprun/sop/page"
)

// shape writes blocks down in one line each, for comparison.
func shape(blocks []page.Block, indent string) string {
	spans := func(list []page.Span) string {
		var b strings.Builder
		for _, s := range list {
			switch {
			case s.Struck:
				b.WriteString("~" + s.Text + "~")
			case s.Strong:
				b.WriteString("*" + s.Text + "*")
			default:
				b.WriteString(s.Text)
			}
		}
		return strings.ReplaceAll(b.String(), "\n", "/")
	}
	var b strings.Builder
	for _, block := range blocks {
		b.WriteString(indent + []string{"p", "h", "list", "table", "code", "quote", "alert", "rule"}[block.Kind])
		for _, text := range append([]string{block.Alert, spans(block.Spans)}, block.Lines...) {
			if text != "" {
				b.WriteString(" " + text)
			}
		}
		for _, row := range block.Rows {
			b.WriteString(" |")
			for _, cell := range row {
				b.WriteString(" " + spans(cell) + " |")
			}
		}
		b.WriteString("\n")
		for _, item := range block.Items {
			b.WriteString(indent + "  " + item.Mark + "\n" + shape(item.Blocks, indent+"    "))
		}
		b.WriteString(shape(block.Blocks, indent+"  "))
	}
	return b.String()
}

func TestEachKindOfBlockIsReadAsAReaderSeesIt(t *testing.T) {
	for name, c := range map[string][2]string{
		"a paragraph":          {"One *two*\nthree `f\\our` [five](https://x.org) &amp; 6\\.", "p One *two* three *f\\our* *five* & 6.\n"},
		"a line that breaks":   {"One  \ntwo\\\nthree", "p One/two/three\n"},
		"an address":           {"See <https://example.org/x>.", "p See *https://example.org/x*.\n"},
		"struck out":           {"Take ~~5 mL~~ 6 mL.", "p Take ~5 mL~ 6 mL.\n"},
		"headings":             {"### Small\n\n#### Smaller *one*", "h Small\nh Smaller *one*\n"},
		"a list":               {"- a\n- b\n  - c\n\n    d", "list\n  -\n    p a\n  -\n    p b\n    list\n      -\n        p c\n        p d\n"},
		"numbers as written":   {"3. a\n7. b", "list\n  3.\n    p a\n  7.\n    p b\n"},
		"code":                 {"```\nPROG 4\n  TEMP 134\n\nEND\n```", "code PROG 4   TEMP 134 END\n"},
		"a quote":              {"> One\n> two\n>\n> - three", "quote\n  p One two\n  list\n    -\n      p three\n"},
		"an alert":             {"> [!CAUTION]\n> Mind *it*.\n>\n> More.", "alert CAUTION\n  p Mind *it*.\n  p More.\n"},
		"an alert on its line": {"> [!TIP] Mind it.", "alert TIP\n  p Mind it.\n"},
		"an alert of a list":   {"> [!NOTE]\n>\n> - a", "alert NOTE\n  list\n    -\n      p a\n"},
		"a table":              {"| a | *b* |\n|---|:-:|\n| 1 | `x \\| y` |\n| 2 |", "table | a | *b* | | 1 | *x | y* | | 2 |  |\n"},
		"a table in a list":    {"- x\n\n  | a |\n  |---|\n  | b |", "list\n  -\n    p x\n    table | a | | b |\n"},
		"a rule":               {"a\n\n***\n\nb", "p a\nrule\np b\n"},
		"nothing":              {"", ""},
	} {
		if got := shape(page.Blocks(c[0]), ""); got != c[1] {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c[1])
		}
	}
}

func TestTheWordsOfBlocksAreAllThatAReaderSees(t *testing.T) {
	md := "One *t*wo\n\n- a\n\n7. b\n\n| c | d |\n|---|---|\n| e | ~~f~~ |\n\n> [!WARNING]\n> g\n\n```\n  h i\n```\n\n[j](https://k.org)"
	if got := strings.Join(page.Words(page.Blocks(md)), " "); got != "One two a 7. b c d e f WARNING g h i j" {
		t.Errorf("words %q", got)
	}
}

func TestAnInstructionIsOneLineWhateverStandsInIt(t *testing.T) {
	for md, want := range map[string]string{
		"Turn `it`\non": "Turn *it* on", "a\n\nb": "a b", "- a\n- b": "a b", "| a |\n|---|\n| b |": " a b", "> a\n\n    code": "a code",
	} {
		if got := strings.TrimSpace(shape([]page.Block{{Spans: page.Inline(md)}}, "")); strings.TrimSpace(strings.TrimPrefix(got, "p")) != strings.TrimSpace(want) {
			t.Errorf("%q: %q, want %q", md, got, want)
		}
	}
}

func TestProseIsPartedIntoItsOutermostBlocks(t *testing.T) {
	md := "Text:\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. Step\n\n   More.\n2. Next\n\n> quote\n\nEnd.\n"
	want := []string{"Text:", "| a | b |\n|---|---|\n| 1 | 2 |", "1. Step\n\n   More.\n2. Next", "> quote", "End."}
	parts := page.Parts(md)
	for i, p := range parts {
		if i >= len(want) || p.Text != want[i] || p.Kind != []page.BlockKind{page.Paragraph, page.Table, page.List, page.Quote, page.Paragraph}[i] {
			t.Errorf("part %d: %d %q", i, p.Kind, p.Text)
		}
	}
	if len(parts) != len(want) {
		t.Errorf("%d parts", len(parts))
	}
}

func TestThePageThatCannotBeReadIsKnownByItsID(t *testing.T) {
	for text, want := range map[string]string{
		"---\nid: SOP-CEN-014\nowner: [\n---\n": "SOP-CEN-014", "---\r\nid: \"SOP-X-1\"\r\n": "SOP-X-1", "# Sink\n": "", "id: sop\n": "", "x id: SOP-X-1\n": "",
	} {
		if got := page.GuessID([]byte(text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestTheWordsOfAPageAreThoseThatAReaderHasToBeShown(t *testing.T) {
	src := strings.ReplaceAll(strings.Replace(bench, "\n# Clean", "\n# Clean", 1)+`Intro *one*.

## 1. Part

Two.

> [!WARNING]
> Three [four](https://hidden.org).

1. **If** 'x = y': five. '#five, critical, S7'
   - Six: 'six: number °C, 2.0 to 8.0'

   Seven.

Eight.

## Knowledge check

- **Nine?** '#five, K26'
  Ten.
`, "'", "`")
	src = strings.Replace(src, "**If** `x = y`: five.", "Five.", 1)
	got := strings.Join(page.WordsOf(parsed(t, src)), " ")
	if want := "Clean the bench Intro one. 1. Part Two. WARNING Three four. Five. Seven. Six Eight."; got != want {
		t.Errorf("words\n%s\nwant\n%s", got, want)
	}
}

func TestAnAlertWhoseWordIsNotAloneKeepsItsText(t *testing.T) {
	for md, want := range map[string]string{
		"> [!TIP]\n> *Mind* it.": "alert TIP\n  p *Mind* it.\n", "> [!TIP]": "alert TIP\n", "- [x] done": "list\n  -\n    p [x] done\n", "Text\n<b>x</b>": "p Text x\n", "<div>\nx\n</div>": "code <div> x </div>\n",
	} {
		if got := shape(page.Blocks(md), ""); got != want {
			t.Errorf("%q:\n%s\nwant\n%s", md, got, want)
		}
	}
}
