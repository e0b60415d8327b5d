package plain

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"soprun/internal/present"
)

// dialogue says lines and asks for lines. What is said is kept until something
// is asked, so that a block of lines can carry a banner at its start and end.
type dialogue struct {
	ctx    context.Context // its end is the end of the input
	out    *bufio.Writer
	in     *lines
	hide   func() (show func() error, err error) // nil where nothing typed is shown
	shown  string                                // why no passphrase is asked for, "" where one is
	width  int                                   // columns to wrap at, 0 for none
	echo   bool                                  // answers are printed, as no terminal does it
	banner func() string                         // what a block has to say of itself

	block []string
	gone  bool  // nobody answers any more
	err   error // why nothing can be said any more
}

func newDialogue(ctx context.Context, cfg Config, banner func() string) *dialogue {
	return &dialogue{
		ctx: ctx, out: bufio.NewWriter(cfg.Out), in: newLines(cfg.In), hide: cfg.Hide, shown: cfg.Unhidden,
		width: cfg.Width, echo: cfg.Echo, banner: banner,
	}
}

// say adds a line to the block. Texts of pages and people may stand in it: it
// is made safe here. Nobody is told anything once the input has ended.
func (d *dialogue) say(text string) {
	if !d.gone {
		d.block = append(d.block, clean(text))
	}
}

// skip says empty lines where there is a terminal that shows what was said.
func (d *dialogue) skip(lines int) {
	if d.width > 0 {
		d.flush()
		d.write(strings.Repeat("\n", lines))
	}
}

// sayf is say with a format.
func (d *dialogue) sayf(format string, args ...any) { d.say(fmt.Sprintf(format, args...)) }

// sayIf says a line where there is one.
func (d *dialogue) sayIf(text string) {
	if text != "" {
		d.say(text)
	}
}

// clean returns a text without anything that acts, and without the characters
// that borders are drawn with: a screen reader spells them out.
func clean(s string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		switch {
		case r == '─' || r == '━' || r == '═':
			return '-'
		case r >= '─' && r <= '▟':
			return '|'
		default:
			return r
		}
	}, present.Safe(s)), " ")
}

// flush prints the block.
func (d *dialogue) flush() {
	if len(d.block) == 0 {
		return
	}
	block := d.block
	if banner := d.banner(); banner != "" {
		block = append(append([]string{banner}, block...), banner)
	}
	for _, text := range block {
		for _, line := range wrap(text, d.width) {
			d.write(line + "\n")
		}
	}
	d.block = nil
	d.sent()
}

// write prints text; the first error is kept and ends the dialogue.
func (d *dialogue) write(text string) {
	if _, err := io.WriteString(d.out, text); err != nil && d.err == nil {
		d.err, d.gone = err, true
	}
}

func (d *dialogue) sent() {
	if err := d.out.Flush(); err != nil && d.err == nil {
		d.err, d.gone = err, true
	}
}

// ask prints what was said and a prompt, and returns the line that answers it,
// without space around it. It returns false when the input has ended.
func (d *dialogue) ask(prompt string) (string, bool) {
	line, ok := d.answer(prompt)
	text := strings.TrimSpace(string(line))
	if ok && d.echo {
		d.write(clean(text))
	}
	d.answered(ok)
	return text, ok
}

// askSecret asks for a passphrase, which is not shown. The caller wipes it. Where it would be
// shown it says so, and has no answer.
func (d *dialogue) askSecret(prompt string) ([]byte, bool) {
	if d.shown != "" && !d.gone {
		d.say(d.shown)
		return nil, true
	}
	d.flush()
	show := func() error { return nil }
	if d.hide != nil && !d.gone {
		var err error
		if show, err = d.hide(); err != nil {
			d.err, d.gone = err, true // what would be seen is not asked for
			return nil, false
		}
	}
	line, ok := d.answer(prompt)
	if err := show(); err != nil && d.err == nil {
		d.err, d.gone = err, true
	}
	if d.hide != nil && ok {
		d.write("\n")
	}
	d.answered(ok)
	return line, ok
}

// answered ends the line of a prompt where no terminal has done it.
func (d *dialogue) answered(ok bool) {
	if d.echo || !ok {
		d.write("\n")
	}
	d.sent()
}

// answer prints a prompt and waits for a line or for the end of the context.
func (d *dialogue) answer(prompt string) ([]byte, bool) {
	d.flush()
	if d.gone || d.ctx.Err() != nil {
		d.gone = true
		return nil, false
	}
	prompt = strings.Join(wrap(clean(prompt), d.width), "\n")
	if !strings.HasSuffix(prompt, "?") {
		prompt += ":"
	}
	d.write(prompt + " ")
	d.sent()
	type result struct {
		line []byte
		ok   bool
	}
	answered := make(chan result, 1)
	go func() {
		line, ok := d.in.next()
		answered <- result{line, ok}
	}()
	select {
	case r := <-answered:
		d.gone = d.gone || !r.ok
		return r.line, r.ok
	case <-d.ctx.Done():
		d.gone = true
		return nil, false
	}
}

// last says something although the input has ended.
func (d *dialogue) last(text string) {
	d.block = append(d.block, clean(text))
	d.flush()
}

// wrap breaks a text at spaces into lines of at most width columns; a word that
// is longer stays whole. A width of 0 does not wrap.
func wrap(text string, width int) []string {
	if width <= 0 || ansi.StringWidth(text) <= width {
		return []string{text}
	}
	var out []string
	line := ""
	for _, word := range present.Unparted(strings.Fields(text)) {
		switch {
		case line == "":
			line = word
		case ansi.StringWidth(line)+1+ansi.StringWidth(word) > width:
			out, line = append(out, line), word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}
