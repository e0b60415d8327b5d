package cli

import (
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// What stands behind an option: by its name, else by its kind.
var (
	behind = byValue(map[string]string{
		"name":      "as person by countersigned-by name witness station",
		"day":       "since until before expires day first last read-by",
		"file":      "pdf html svg csv json out output from request share file",
		"folder":    "after",
		"url":       "hub tsa",
		"n":         "entry step months observations assessors suspect-from",
		"words":     "reason text comment next said asked words title reference",
		"code":      "code explain",
		"id":        "sop pages",
		"run":       "run",
		"item":      "item asset",
		"area":      "area",
		"role":      "role roles",
		"outcome":   "outcome",
		"state":     "state",
		"method":    "method methods",
		"degree":    "independence",
		"most":      "pieces",
		"effect":    "lapsed needs past-review",
		"answer":    "agree",
		"month":     "month",
		"site":      "site",
		"list":      "list",
		"mode":      "mode",
		"nation":    "nation",
		"field":     "field",
		"key":       "key",
		"version":   "version",
		"format":    "format",
		"address":   "listen",
		"setting":   "set",
		"new-value": "value",
	})
	kinds = map[string]string{"strings": "value", "stringArray": "value", "string": "value", "int": "n", "int64": "n", "duration": "time", "uint": "n"}
)

func byValue(names map[string]string) map[string]string {
	out := map[string]string{}
	for value, all := range names {
		for name := range strings.FieldsSeq(all) {
			out[name] = value
		}
	}
	return out
}

// valueOf says what stands behind an option, "" for one that takes nothing.
func valueOf(f *pflag.Flag) string {
	kind, text := pflag.UnquoteUsage(f)
	if f.NoOptDefVal != "" || kind == "" {
		return ""
	}
	for _, is := range []string{"file", "folder"} {
		if strings.HasSuffix(f.Name, "-"+is) || strings.HasPrefix(strings.TrimPrefix(text, "the "), is+" ") {
			return is
		}
	}
	return cmp.Or(behind[f.Name], kinds[kind], kind)
}

func textOf(f *pflag.Flag) string {
	_, text := pflag.UnquoteUsage(f)
	return text
}

// named is a value whose kind is called by what it means.
type named struct {
	pflag.Value
	as string
}

// Type returns it, for help.
func (n named) Type() string { return n.as }

// namesValues makes the help of a command and of all below it say what stands behind each
// option; beside it where only names are drawn. Help is the last that a command line asks for.
// Those below come first: they have options of their own that are called as one of all.
func namesValues(c *cobra.Command, beside bool) {
	for _, below := range c.Commands() {
		namesValues(below, beside)
	}
	for _, of := range []struct{ all, to *pflag.FlagSet }{{c.PersistentFlags(), c.PersistentFlags()}, {c.LocalNonPersistentFlags(), c.Flags()}} {
		var takes []*pflag.Flag
		of.all.VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && valueOf(f) != "" {
				takes = append(takes, f)
			}
		})
		for _, f := range takes {
			value := strings.ToUpper(valueOf(f))
			if !beside {
				f.Value = named{f.Value, value}
				continue
			}
			drawn := *f
			drawn.Name, drawn.Shorthand, f.Hidden = f.Name+" "+value, "", true
			of.to.AddFlag(&drawn)
			drawn.Shorthand, f.Shorthand = f.Shorthand, "" // which one of a set has
		}
	}
}

// inherits gives a command and all below it the options of those above, as they are drawn
// now, but for one that it has another of.
func inherits(c *cobra.Command, above ...*pflag.FlagSet) {
	above = append(slices.Clip(above), c.PersistentFlags())
	for _, set := range above {
		set.VisitAll(func(f *pflag.Flag) {
			name, _, _ := strings.Cut(f.Name, " ")
			if own := c.Flags().Lookup(name); (own == nil || own == set.Lookup(name)) && c.Flags().Lookup(f.Name) == nil {
				c.Flags().AddFlag(f)
			}
		})
	}
	for _, below := range c.Commands() {
		inherits(below, above...)
	}
}
