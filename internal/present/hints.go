package present

import (
	"cmp"
	"strings"
)

// Hint is what a screen says under a line of a form.
func (a Ask) Hint() string { return a.help(cmp.Or(after("empty ", a.Empty), "may stay empty")) }

// HintAlone is Hint of a line that is asked for alone, and left with enter.
func (a Ask) HintAlone() string {
	if a.Kind != Optional {
		return a.Help
	}
	return strings.TrimSpace(a.Help + " " + Sentence("Enter leaves it empty"+after(" ", a.Empty)))
}

// Prompted is how the dialogue asks for it, with what could be meant. An empty line answers
// nothing there: a command leaves it empty.
func (a Ask) Prompted(c Case, in Answers) string {
	hint := a.help(".skip " + cmp.Or(a.Empty, "leaves it empty"))
	switch {
	case a.few():
		return a.Label + ": " + numbered(a.Offers(in)) + after(", now ", a.Begin(c, in)) + after("; ", hint)
	case a.Kind == Optional && a.Prompt != "":
		return a.Prompt + ", or .skip" + after(" ", a.Empty)
	}
	text := cmp.Or(a.Prompt, strings.TrimSuffix(a.Label+": "+strings.TrimSuffix(hint, "."), ": "))
	if like := cmp.Or(a.Begin(c, in), a.Like); like != "" && a.Kind == Typed {
		text += ", like " + like
	}
	return text
}

// Flag says of a flag what can stand behind it.
func (a Ask) Flag() string {
	hint := a.Help
	switch {
	case a.Holds:
		hint = strings.TrimPrefix(strings.TrimSuffix(a.Help, ".")+after(`; "" `, a.Empty)+"; left out, it stays as it is", "; ")
	case hint == "" || a.Empty != "": // a flag that is needed says so by itself
		hint = a.help(cmp.Or(after("left out ", a.Empty), "may be left out"))
	}
	if a.Rows == nil || a.Kind == Value {
		return after("", hint)
	}
	last, or := len(a.Rows)-1, " or "
	if a.Several {
		or = " and "
	}
	return strings.Join(a.Rows[:last], ", ") + or + a.Rows[last] + after(": ", hint)
}

// help is what is said of a line, with how it is left empty where it may be.
func (a Ask) help(emptied string) string {
	switch {
	case a.Kind != Optional:
		return a.Help
	case a.Help == "":
		return Sentence(emptied)
	default:
		return strings.TrimSuffix(a.Help, ".") + "; " + emptied + "."
	}
}

// after is a sentence behind other words.
func after(between, help string) string {
	help = strings.TrimSuffix(strings.TrimSpace(help), ".")
	if help == "" {
		return ""
	}
	return between + strings.ToLower(help[:1]) + help[1:]
}
