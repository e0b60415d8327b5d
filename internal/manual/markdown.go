package manual

import (
	"fmt"
	"strings"
)

// Markdown is the manual for a site: the same facts as the page for man.
func (m Manual) Markdown() []byte {
	d := &page{}
	d.line("# The manual of "+m.Name, "", sentenceOf(m.Short), "")
	d.prose(m.About)
	d.line("## Options of every command", "")
	d.table("option", m.Options)
	d.line("## Environment", "", "| variable | means |", "| --- | --- |")
	for _, v := range m.Variables {
		d.line(fmt.Sprintf("| `%s` | %s |", v.Name, cell(v.Text)))
	}
	d.line("", "## Files", "", marked(m.Folder), "", "| file | holds |", "| --- | --- |")
	for _, f := range m.Files {
		d.line(fmt.Sprintf("| `%s` | %s |", f.Name, cell(f.Text)))
	}
	d.line("", "## Exit codes", "", "| code | means |", "| --- | --- |")
	for _, e := range m.Exits {
		d.line(fmt.Sprintf("| %d | %s |", e.Code, cell(e.Text)))
	}
	d.line("", "## Examples", "")
	for _, e := range m.Examples {
		d.line(marked(e.Text), "")
		d.typed(e.Lines)
	}
	d.line("## Commands", "")
	for _, c := range m.Commands {
		d.line("### "+c.Path, "")
		d.typed([]string{c.Use})
		d.prose(c.Text)
		d.table("option", c.Options)
		d.typed(c.Examples)
	}
	return d.Bytes()
}

func (p *page) prose(all []string) {
	for _, text := range all {
		if literal(text) {
			p.line("```text", text, "```", "")
		} else {
			p.line(marked(text), "")
		}
	}
}

func (p *page) typed(lines []string) {
	if len(lines) > 0 {
		p.line("```text", strings.Join(lines, "\n"), "```", "")
	}
}

func (p *page) table(what string, all []Option) {
	if len(all) == 0 {
		return
	}
	p.line("| "+what+" | means |", "| --- | --- |")
	for _, o := range all {
		name := "--" + o.Name
		if o.Letter != "" {
			name = "-" + o.Letter + ", " + name
		}
		if o.Value != "" {
			name += " " + strings.ToUpper(o.Value)
		}
		p.line(fmt.Sprintf("| `%s` | %s |", name, cell(o.Text)))
	}
	p.line("")
}

// cell is a text in a table.
func cell(text string) string { return strings.ReplaceAll(marked(sentenceOf(text)), "|", `\|`) }

// marked is running text of which nothing is markdown.
func marked(text string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", `\<`, "[", `\[`, "`", "\\`", "#", `\#`, "~", `\~`).Replace(text)
}
