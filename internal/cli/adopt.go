package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/model"
	"soprun/internal/pages"
	"soprun/internal/present"
	"soprun/sop/page"
)

// adoptCmd is the form that adopts a page as a command. It works beside every log, and
// what is not set can be set later.
func (a *app) adoptCmd(f present.Form) *cobra.Command {
	var set []string
	var ask bool
	cmd := &cobra.Command{
		Use: f.Name + " ID [DIR]", Short: "Copy a shipped page into the department's folder and set its values",
		Long: "Copy a page into a folder, in its group, and set the values that the page leaves to the department.\n" +
			"Nothing else of the page changes, not its version either. Without DIR the folder is that of --pages.\n" +
			"On a terminal each value is asked for; --set gives it on the command line. What is not set stays to be\n" +
			"set: such a page can be practised, not approved.",
		Example: "soprun adopt SOP-IC-004 sops\n" +
			"soprun adopt SOP-IC-004 ward-3 --set 'Disinfectant wipe.contact=10 min' --set 'Sporicidal wipe.contact=2 min'\n" +
			"soprun adopt SOP-EQ-011 --pages sops --ask",
		Args: cobra.RangeArgs(1, 2),
		RunE: a.do(func(_ *cobra.Command, args []string) error {
			dir := a.pages
			if len(args) == 2 {
				dir = args[1]
			}
			if dir == "" {
				return misuse("name the department's folder: soprun adopt %s DIR, or --pages DIR", args[0])
			}
			settings, err := readSettings(set)
			if err != nil {
				return err
			}
			return a.adopt(args[0], dir, settings, ask || isTerminal(a.stdin) && isTerminal(a.stdout))
		}),
	}
	cmd.Flags().StringArrayVar(&set, "set", nil, "a value: STEP.WHAT=VALUE, like 'contact.wait=10 min' or 'read.temp=2.0 to 8.0', a cell of a table: 'Sporicidal wipe.contact=2 min', or a list: 'fridges=FR-001, FR-002'")
	cmd.Flags().BoolVar(&ask, "ask", false, "ask for each value, also where there is no terminal")
	return cmd
}

// readSettings reads STEP.WHAT=VALUE, or LIST=ITEM, ITEM.
func readSettings(set []string) ([]page.Setting, error) {
	out := make([]page.Setting, len(set))
	for i, text := range set {
		name, value, ok := strings.Cut(text, "=")
		one := settingOf(strings.TrimPrefix(strings.TrimSpace(name), "#"), strings.TrimSpace(value))
		if !ok || one.What == "" || one.Step == "" && strings.HasPrefix(name, ".") {
			return nil, misuse("--set %q: write it like 'contact.wait=10 min', or 'fridges=FR-001, FR-002' for a list", text)
		}
		out[i] = one
	}
	return out, nil
}

// settingOf is the value of a name: STEP.WHAT, or that of a list.
func settingOf(name, value string) page.Setting {
	dot := strings.LastIndex(name, ".") // the name of a row can have one
	return page.Setting{Step: name[:max(0, dot)], What: name[dot+1:], Value: value}
}

func (a *app) adopt(id, dir string, settings []page.Setting, ask bool) error {
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return misuse("%q is not a folder", dir)
	}
	folders, err := a.folders()
	if err != nil {
		return err
	}
	shelf := a.library(folders)
	p, err := shelf.Page(id, "")
	if err != nil {
		return err
	}
	in := present.Answers{}
	for _, s := range settings {
		in[present.SettingName(s)] = s.Value
	}
	open := slices.DeleteFunc(valuesOf(p), func(v present.Ask) bool {
		return in[v.Name] != "" || v.Moot != nil && v.Moot(in)
	})
	if !ask {
		open = slices.DeleteFunc(open, func(v present.Ask) bool { return v.Kind == present.Optional })
	} else {
		if settings, open, err = a.askValues(in, settings, open); err != nil {
			return err
		}
	}
	file, err := shelf.Adopt(id, dir, settings)
	if err != nil {
		return err
	}
	return a.sayAdopted(p, filepath.Join(dir, filepath.FromSlash(file)), dir, settings, open)
}

// valuesOf are the asks of the form that adopts a page.
func valuesOf(p pages.Opened) (asks []present.Ask) {
	for _, f := range present.PageForms(present.Case{Page: model.Page{Procedure: p.Procedure, Text: p.Text}}) {
		if f.Act == nil {
			asks = append(asks, f.Asks...)
		}
	}
	return asks
}

// askValues asks for each value that is open; an empty line leaves it open.
func (a *app) askValues(given present.Answers, settings []page.Setting, open []present.Ask) ([]page.Setting, []present.Ask, error) {
	var left []present.Ask
	in := bufio.NewScanner(a.stdin)
	for _, v := range open {
		if v.Moot != nil && v.Moot(given) {
			continue
		}
		value, err := a.askValue(in, v, given)
		switch {
		case err != nil:
			return nil, nil, err
		case value != "":
			given[v.Name] = value
			settings = append(settings, settingOf(v.Name, value))
		case v.Kind != present.Optional:
			left = append(left, v)
		}
	}
	return settings, left, nil
}

// askValue asks for a value, again until it is one or the line is empty.
func (a *app) askValue(in *bufio.Scanner, v present.Ask, given present.Answers) (string, error) {
	later := " An empty line leaves it for later."
	if v.Kind == present.Optional {
		later = ""
	}
	if _, err := fmt.Fprintf(a.stdout, "%s\n  %s%s\n", v.Label, v.Help, later); err != nil {
		return "", err
	}
	for {
		if _, err := fmt.Fprintf(a.stdout, "%s: ", v.Name); err != nil {
			return "", err
		}
		if !in.Scan() {
			return "", errors.Join(errors.New("the input ended before the last value: nothing was written"), in.Err())
		}
		value := strings.TrimSpace(in.Text())
		if value == "" {
			return "", nil
		}
		err := v.Judge(nil, given, value)
		if err == nil {
			return value, nil
		}
		if _, err := fmt.Fprintf(a.stdout, "  %s\n", present.Sentence(present.Safe(err.Error()))); err != nil {
			return "", err
		}
	}
}

// sayAdopted says what was written and what comes next.
func (a *app) sayAdopted(p pages.Opened, file, dir string, settings []page.Setting, open []present.Ask) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s v%s is adopted as %s\n", p.ID, p.Procedure.Meta.Version, file)
	for _, s := range settings {
		fmt.Fprintf(&b, "  %s = %s\n", present.SettingName(s), s.Value)
	}
	if len(open) > 0 {
		b.WriteString("Still to set, before it can be approved:\n")
		for _, v := range open {
			fmt.Fprintf(&b, "  %s\n", v.Name)
			for _, line := range present.Wrap([]present.Piece{{Text: "    " + v.Label + ": " + v.Help}}, a.width(), 4) {
				for _, piece := range line {
					b.WriteString(piece.Text)
				}
				b.WriteString("\n")
			}
		}
	}
	fmt.Fprintf(&b, "Next: read it, change what is done otherwise here, check it with\n  soprun lint %s\nand approve it in\n  soprun --pages %s\n", file, dir)
	_, err := io.WriteString(a.stdout, b.String())
	return err
}
