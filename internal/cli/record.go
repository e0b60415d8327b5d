package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/station"
)

// recordFormCmds are the acts about a record as commands. Each prints the record before
// its sentence, so that nobody signs for what they did not see.
func (a *app) recordFormCmds() (out []*cobra.Command) {
	for i, f := range present.RecordForms(present.Case{}) {
		cmd := a.formCmd(f)
		cmd.Example = "soprun " + f.Name + " --entry 12 --as j.bell"
		entry := cmd.Flags().Int64("entry", 0, "number of the completion; soprun log lists them")
		require(cmd, "entry")
		var step, field string
		index := 1
		if f.Picks {
			cmd.Example += " --step 3 --field temp --value 5.4 --reason 'misread the display'"
			cmd.Flags().StringVar(&step, "step", "", "number of the step whose value it is")
			cmd.Flags().StringVar(&field, "field", "", "name or label of the value, where the step has several")
			cmd.Flags().IntVar(&index, "index", 1, "which reading of it, from 1")
			require(cmd, "step")
		}
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			return a.stationDo(func(s *station.Station, _ []string) error {
				src, link := a.sources(s), present.Signed(*entry)
				list, _ := present.ListNamed(link.List)
				o, err := list.Open(src, link.Row, a.clock.Now().Location())
				if err != nil {
					return err
				}
				c := o.Case
				if f.Picks {
					if c.Value, err = pick(c.Record, step, field, index); err != nil {
						return err
					}
				}
				if err := a.printOpened(list, link.Row, o); err != nil {
					return err
				}
				return a.fillAbout(cmd, o.Forms(c)[i], src, c)
			})(cmd, args)
		}
		out = append(out, cmd)
	}
	return out
}

// pick returns the value of a record that the flags name.
func pick(rec model.Record, step, field string, index int) (model.Standing, error) {
	var there []string
	for _, v := range rec.Amendable() {
		named := field == "" || strings.EqualFold(field, v.Field.Name) || strings.EqualFold(field, present.Label(v.Field))
		if fmt.Sprint(v.Step.Number) == step && named && max(1, v.Value.Index) == index {
			return v, nil
		}
		there = append(there, fmt.Sprintf("step %d, %s", v.Step.Number, v.Field.Name))
	}
	if len(there) == 0 {
		return model.Standing{}, fmt.Errorf("entry %d has no recorded value to amend", rec.Entry)
	}
	return model.Standing{}, misuse("entry %d has no such value; it has: %s", rec.Entry, strings.Join(there, "; "))
}
