package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// rules holds the explanation of every code, in order.
var rules = func() []rule {
	out := slices.Concat(formatRules, vanishRules, tableRules, eachRules, unjudgedRules)
	slices.SortFunc(out, func(a, b rule) int { return cmp.Compare(a.code, b.code) })
	return out
}()

// rule explains one code. Wrong and right are examples, "" where the text says
// it all.
type rule struct {
	code, title, why, wrong, right string
}

// Explain returns a page of plain text about a code and true, or false for an
// unknown code.
func Explain(code string) (string, bool) {
	r, ok := ruleOf(code)
	if !ok {
		return "", false
	}
	kind := "error: the page cannot be approved or run"
	if !(Finding{Code: code}).IsError() {
		kind = "warning: the page can be used, a person should look"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n(%s)\n\n%s\n", r.code, r.title, kind, r.why)
	if r.wrong != "" {
		fmt.Fprintf(&b, "\nInstead of\n\n%s", quoteBlock(r.wrong))
	}
	if r.right != "" {
		fmt.Fprintf(&b, "\nWrite\n\n%s", quoteBlock(r.right))
	}
	return b.String(), true
}

// Codes returns every code in order.
func Codes() []string {
	out := make([]string, len(rules))
	for i, r := range rules {
		out[i] = r.code
	}
	return out
}

func ruleOf(code string) (rule, bool) {
	for _, r := range rules {
		if r.code == code {
			return r, true
		}
	}
	return rule{}, false
}

func quoteBlock(text string) string {
	return "    " + strings.ReplaceAll(text, "\n", "\n    ") + "\n"
}
