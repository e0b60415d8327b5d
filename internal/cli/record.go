package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/station"
)

// recordFormCmds are the acts about a record as commands. Each prints the record before
// its sentence, so that nobody signs for what they did not see.
func (a *app) recordFormCmds() (out []*cobra.Command) {
	for i, f := range present.RecordForms(present.Case{}) {
		if f.Name == present.ReportForm { // a command of its own, which selects more
			continue
		}
		out = append(out, a.recordFormCmd(i, f))
	}
	return out
}

// likely is what an example says of a record.
var likely = map[string]string{
	"text": "the probe was changed, it reads right again", "reason": "which lot was it?", "comment": "steady, asked nothing", "independence": "alone", "outcome": "competent",
}

// recordFormCmd is one of them. One that is signed for several together takes their
// numbers.
func (a *app) recordFormCmd(form int, f present.Form) *cobra.Command {
	cmd := a.formCmd(f)
	cmd.Example = "soprun " + f.Name + " --entry 12 --as j.bell"
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		if text := likely[flag.Name]; text != "" && !f.Picks && len(flag.Annotations[cobra.BashCompOneRequiredFlag]) > 0 {
			cmd.Example += " --" + flag.Name + " '" + text + "'"
		}
	})
	cmd.Flags().Int64("entry", 0, "number of the completion; soprun log lists them")
	var value valueFlags
	if f.Picks {
		cmd.Example += " --step 3 --field temp --value 5.4 --reason 'misread the display'"
		value.on(cmd)
	}
	list, _ := present.ListNamed(present.Signed(0).List)
	together := slices.ContainsFunc(list.Together, func(t present.Form) bool { return t.Name == f.Name })
	if together {
		cmd.Use, cmd.Args = cmd.Use+" [ENTRY...]", cobra.ArbitraryArgs
		cmd.Example += "\nsoprun " + f.Name + " 12 13 14 --as j.bell"
	} else {
		cmd.Use, cmd.Args = cmd.Use+" [ENTRY]", cobra.MaximumNArgs(1)
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if cmd.Flags().Changed("entry") {
			args = append(args, cmd.Flag("entry").Value.String())
		}
		switch {
		case together && len(args) == 0:
			return misuse("name the entries, like soprun %s 12 13; soprun log lists them", f.Name)
		case !together && len(args) != 1:
			return misuse("name the entry, like soprun %s 12; soprun log lists them", f.Name)
		}
		return a.actDo(func(s *station.Station, _ []string) error {
			src := a.sources(s)
			c, err := a.printRecords(src, list, args)
			if err == nil && f.Picks {
				c.Value, err = value.pick(c.Record)
			}
			if err != nil {
				return err
			}
			return a.fillAbout(cmd, present.RecordForms(c)[form], src, c)
		})(cmd, args)
	}
	return cmd
}

// printRecords prints records in full, and returns the case about all of them.
func (a *app) printRecords(src present.Sources, list present.List, names []string) (present.Case, error) {
	var rows []present.Chosen
	for _, name := range names {
		o, err := list.Open(src, name, a.clock.Now().Location())
		if err != nil {
			return present.Case{}, err
		}
		rows = append(rows, o.Read(name))
	}
	c, err := list.Gather(src, rows, a.clock.Now().Location())
	if err != nil {
		return c, err
	}
	for _, one := range c.Each() {
		if err := a.printRow(src, present.Signed(one.Record.Entry)); err != nil {
			return c, err
		}
	}
	return c, nil
}

// valueFlags name a value of a record.
type valueFlags struct {
	step, field string
	item        string
	index       int
}

func (v *valueFlags) on(cmd *cobra.Command) {
	cmd.Flags().StringVar(&v.step, "step", "", "number of the step whose value it is")
	cmd.Flags().StringVar(&v.field, "field", "", "name or label of the value, where the step has several")
	cmd.Flags().StringVar(&v.item, "item", "", "which item it was recorded for, where the step is done once for each")
	cmd.Flags().IntVar(&v.index, "index", 1, "which reading of it, from 1")
	require(cmd, "step")
}

// pick returns the value of a record that the flags name.
func (v *valueFlags) pick(rec model.Record) (model.Standing, error) {
	var there []string
	for _, s := range rec.Amendable() {
		named := v.field == "" || strings.EqualFold(v.field, s.Field.Name) || strings.EqualFold(v.field, present.Label(s.Field))
		if fmt.Sprint(s.Step.Number) == v.step && strings.EqualFold(s.Step.Named, v.item) && named && max(1, s.Value.Index) == v.index {
			return s, nil
		}
		there = append(there, fmt.Sprintf("step %s, %s", present.Which(s.Step.Number, s.Step.Named), s.Field.Name))
	}
	if len(there) == 0 {
		return model.Standing{}, fmt.Errorf("entry %d has no recorded value to amend", rec.Entry)
	}
	return model.Standing{}, misuse("entry %d has no such value; it has: %s", rec.Entry, strings.Join(there, "; "))
}
