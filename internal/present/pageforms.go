package present

import (
	"cmp"
	"errors"
	"fmt"

	"soprun/internal/model"
	"soprun/sop"
	"soprun/sop/page"
	"soprun/sop/standard"
)

// PageForms are the acts about the page of a case.
func PageForms(c Case) []Form { return []Form{approving, adopting(c), reading} }

// approving has a supervisor answer for a text as it was read.
var approving = Form{
	Name: "approve", Key: "a", Does: "approve", Tells: "approve the text as it was read, as a supervisor", Undone: "Nothing was approved.",
	For: func(c Case) bool { return c.Page.Approvable() },
	Ready: func(c Case) error {
		if !c.Page.Approvable() {
			return fmt.Errorf("there is nothing to approve: %s", NothingToApprove(c.Page.PageRow))
		}
		return nil
	},
	Shown: func(c Case) []Line { return Approving(c.Page) }, Heard: "That is the whole page as it will run.",
	Asks: []Ask{{
		Name: Signer, Label: "Supervisor", Help: "Short name of who approves the text that is shown here.", Check: inRole(sop.Supervisor),
		Prompt: "Short name of the supervisor who approves it", More: "Who approves answers for the text as it was read.",
		Start: func(c Case, _ Answers) string { return model.Only(sop.Supervisor, c.People) },
	}},
	Act: func(c Case, _ Answers) (model.Act, error) {
		if err := unchanged(c, "nothing was approved"); err != nil {
			return nil, err
		}
		return c.Page.Approve()
	},
	Done: always("Approved and signed."),
}

// unchanged refuses a page whose text is another one by now: nobody acts on what they
// have not seen.
func unchanged(c Case, lost string) error {
	now, err := c.Shelf.Page(c.Page.ID)
	if err == nil && now.Texts() != c.Page.Texts() {
		err = errors.New(lost + ": the page was changed; read it as it is now")
	}
	return err
}

// adopting copies a page into the department's folder, with the values that it leaves to
// the department: one line a value.
func adopting(c Case) Form {
	f := Form{
		Name: "adopt", Key: "e", Does: "adopt", Tells: "set the department's values and copy it into the department's folder",
		Purpose: "Adopt this page: set the values of your department", Submit: "adopt", Busy: "Writing ...", Undone: "The page was not adopted: nothing was written.",
		For: func(c Case) bool { return c.Page.State == model.PageLocal },
		Ready: func(c Case) error {
			if c.Page.State != model.PageLocal {
				return errors.New("there is no value to set on this page")
			}
			return c.Shelf.CanAdopt(c.Page.ID)
		},
	}
	if c.Page.Procedure == nil {
		return f
	}
	f.Asks = rowAsks(c)
	values := LocalValues(c.Page.Procedure)
	for i, v := range values {
		f.Asks = append(f.Asks, Ask{
			Name: v.Name(), Label: v.Label, Help: v.Hint(), Prompt: v.Label, More: v.Hint(),
			Before: fmt.Sprintf("Value %d of %d. %s. %s", i+1, len(values), v.Label, v.Hint()),
			Moot:   func(before Answers) bool { return leftOutRow(c.Page.Procedure, before, v.Row) },
			Check: func(_ Names, before Answers, text string) error {
				if text == "" && leftOutRow(c.Page.Procedure, before, v.Row) {
					return nil
				}
				if text == "" {
					return fmt.Errorf("write the value here, like %s", v.Like)
				}
				_, err := page.Set(c.Page.Text, page.Options{Standard: standard.ST0218()}, append(settings(c.Page.Procedure, values, before), v.setting(text))...)
				return err
			},
		})
	}
	f.Do = func(c Case, _ Keys, in Answers, _ Secrets) (string, error) {
		if err := unchanged(c, "nothing was written"); err != nil {
			return "", err
		}
		file, err := c.Shelf.Adopt(c.Page.ID, settings(c.Page.Procedure, values, in))
		return "Adopted as " + file + " in the department's folder. Read it; then a supervisor can approve it.", err
	}
	return f
}

// settings are the values that were answered.
func settings(p *sop.Procedure, values []ToSet, in Answers) (out []page.Setting) {
	for _, t := range p.Tables {
		for _, what := range []string{page.RemoveRows, page.AddRows} {
			s := page.Setting{Step: t.Field, What: what}
			if s.Value = in[SettingName(s)]; s.Value != "" {
				out = append(out, s)
			}
		}
	}
	for _, v := range values {
		if text := in[v.Name()]; text != "" {
			out = append(out, v.setting(text))
		}
	}
	return out
}

func (s ToSet) setting(text string) page.Setting {
	return page.Setting{Step: cmp.Or(s.Step, s.Row), What: s.What, Value: text}
}
