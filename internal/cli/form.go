package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/guest"
	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/station"
)

// formCmd is a form as a command: each line that it asks for is a flag, and each
// passphrase can come from a file.
func (a *app) formCmd(f present.Form) *cobra.Command {
	cmd := &cobra.Command{Use: f.Name, Short: present.Capital(f.Command())}
	if f.Purpose != "" {
		cmd.Long = strings.TrimSpace(f.Purpose + " " + f.Signing + " " + f.Signs)
	}
	args := 0
	for _, ask := range f.Asks {
		if ask.Arg != "" {
			cmd.Use += " " + ask.Arg
			args++
			continue
		}
		switch ask.Kind {
		case present.Secret, present.NewSecret:
			cmd.Flags().String(ask.Name+"-file", "", "file whose first line is that passphrase ("+strings.ToLower(ask.Label)+"), instead of being asked")
		default:
			cmd.Flags().String(ask.Name, begins(ask), ask.Flag())
			if ask.Rows != nil {
				_ = cmd.RegisterFlagCompletionFunc(ask.Name, offer(func() []string { return ask.Rows })) // it is registered once
			}
		}
		if needed(ask) && !ask.Holds && begins(ask) == "" { // as on a screen, where it stands in the line
			require(cmd, ask.Name)
		}
	}
	if cmd.Args = cobra.NoArgs; args > 0 {
		cmd.Args = cobra.ExactArgs(args)
	}
	if f.Act != nil && !f.Typing {
		cmd.Flags().String("passphrase-file", "", "file whose first line is the passphrase of --as, instead of being asked")
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return a.actDo(func(s *station.Station, _ []string) error { return a.fillIn(cmd, f, s) })(cmd, args)
	}
	if f.Keeps {
		a.keepsKey(cmd, f)
	}
	return cmd
}

// begins is what a flag says that is left out, whatever holds now.
func begins(ask present.Ask) string {
	if ask.Holds {
		return ""
	}
	return ask.Begin(present.Case{}, nil)
}

// needed reports whether a line of a form may not stay empty.
func needed(ask present.Ask) bool {
	return ask.Arg == "" && (ask.Kind == present.Typed || ask.Kind == present.Value)
}

// fillIn is fill at a station, with its pages where what can be answered follows from them.
func (a *app) fillIn(cmd *cobra.Command, f present.Form, s *station.Station) error {
	if !f.OfPages {
		return a.fill(cmd, f, a.sources(s))
	}
	b, err := a.withPages(s)
	if err != nil {
		return err
	}
	return a.fill(cmd, f, sourcesOf(b))
}

// actDo is stationDo of what writes to the log.
func (a *app) actDo(work func(s *station.Station, args []string) error) func(*cobra.Command, []string) error {
	if a.hub != "" {
		return a.do(func(*cobra.Command, []string) error { return errCopied })
	}
	return a.stationDo(work)
}

// fill hands in a form as the flags of its command say.
func (a *app) fill(cmd *cobra.Command, f present.Form, d present.Sources) error {
	c := present.Case{Pad: d.Pad}
	if slices.ContainsFunc(f.Asks, func(ask present.Ask) bool { return ask.Holds }) {
		now, err := d.Case()
		if err != nil {
			return err
		}
		c.Rules = now.Rules
	}
	return a.fillAbout(cmd, f, d, c)
}

// fillAbout is fill for a form about a case.
func (a *app) fillAbout(cmd *cobra.Command, f present.Form, d present.Sources, c present.Case) error {
	in, args := present.Answers{}, cmd.Flags().Args()
	for _, ask := range f.Asks {
		if ask.Kind == present.Secret || ask.Kind == present.NewSecret {
			continue
		}
		switch {
		case ask.Arg != "":
			in[ask.Name], args = args[0], args[1:]
		case ask.Holds && !cmd.Flags().Changed(ask.Name):
			in[ask.Name] = ask.Begin(c, in)
		default:
			in[ask.Name] = flag(cmd, ask.Name)
		}
		if ask.File && in[ask.Name] != stdinName {
			in[ask.Name] = a.path(in[ask.Name])
		}
		if needed(ask) && strings.TrimSpace(in[ask.Name]) == "" {
			return misuse("--%s is empty; %s --help says what for", ask.Name, cmd.CommandPath())
		}
		if err := ask.Judge(d, in, in[ask.Name]); err != nil {
			return err
		}
	}
	if err := a.showFirst(cmd.Context(), f, d, c); err != nil {
		return err
	}
	said, err := a.doForm(cmd, f, d, c, in)
	if err != nil || said == "" {
		return err
	}
	_, err = fmt.Fprintln(a.stdout, said)
	return err
}

func (a *app) doForm(cmd *cobra.Command, f present.Form, d present.Sources, c present.Case, in present.Answers) (said string, err error) {
	if a.hub != "" {
		return "", errCopied
	}
	if f.Do != nil {
		return a.handIn(cmd, f, d, c, in)
	}
	return a.signForm(cmd, f, d, c, in)
}

// showFirst prints what has to be seen before a form is signed.
func (a *app) showFirst(ctx context.Context, f present.Form, d present.Sources, c present.Case) error {
	for _, l := range present.Lists {
		if l.Shows(f) {
			return (&listing{app: a, list: l}).text(d, l.Each(ctx, d, model.Query{}), model.Query{})
		}
	}
	if f.Shown == nil {
		return nil
	}
	_, err := fmt.Fprintln(a.stdout, strings.Join(append(present.SayLines(f.Shown(c)), f.Heard), "\n"))
	return err
}

func flag(cmd *cobra.Command, name string) string {
	text, err := cmd.Flags().GetString(name)
	if err != nil {
		panic(err) // formCmd has defined it
	}
	return text
}

// signForm signs the sentences of a form, which are said first.
func (a *app) signForm(cmd *cobra.Command, f present.Form, d present.Sources, c present.Case, in present.Answers) (said string, err error) {
	all, err := d.Enrolled()
	if err != nil {
		return "", err
	}
	c.People, c.Shown = all.People, all.Shown
	what, err := f.Prepare(d, c, in)
	if err != nil {
		return "", err
	}
	for _, draft := range what.Drafts {
		if _, err := fmt.Fprintln(a.stdout, draft.Statement); err != nil {
			return "", err
		}
	}
	q := guest.Question{Person: in[present.Signer]}
	if !f.Typing {
		q.Option = "passphrase-file"
		q.File = flag(cmd, q.Option)
	}
	phrase, err := a.passphrase(q)
	if err != nil {
		return "", err
	}
	_, said, err = what.Sign(d, phrase)
	return said, err
}

// handIn asks for the passphrases of a form and hands it in.
func (a *app) handIn(cmd *cobra.Command, f present.Form, d present.Sources, c present.Case, in present.Answers) (said string, err error) {
	secrets := present.Secrets{}
	defer func() {
		for _, s := range secrets {
			clear(s)
		}
	}()
	for _, ask := range f.Asks {
		if ask.Kind != present.Secret && ask.Kind != present.NewSecret {
			continue
		}
		q := guest.Question{Person: in["person"], Option: ask.Name + "-file"}
		q.File = flag(cmd, q.Option)
		switch {
		case ask.Kind == present.NewSecret:
			secrets[ask.Name], err = a.newPassphrase(q, f.Signs, func(typed string) error { return ask.Judge(d, in, typed) })
		case ask.Name == "new-passphrase":
			secrets[ask.Name], err = a.passphrase(q)
		default:
			q.Person = cmp.Or(in[present.Signer], q.Person)
			secrets[ask.Name], err = a.passphrase(q)
		}
		if err != nil {
			return "", err
		}
	}
	return f.HandIn(c, d, in, secrets)
}

// keepsKey lets a command also take somebody on with the key that they have at a closed
// station.
func (a *app) keepsKey(cmd *cobra.Command, f present.Form) {
	after := cmd.Flags().String("after", "", "folder of the closed station at which they have a key, which they keep")
	alone := cmd.RunE
	f.Asks = slices.Clone(f.Asks)
	for i := range f.Asks {
		if f.Asks[i].Kind == present.NewSecret { // they have it
			f.Asks[i].Kind = present.Secret
		}
	}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if *after == "" {
			return alone(cmd, args)
		}
		return a.stationDo(func(s *station.Station, _ []string) (err error) {
			before, err := a.openOther(*after)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, before.Close()) }()
			src := a.sources(s)
			src.Desk = keptKey{Station: s, before: before}
			return a.fill(cmd, f, src)
		})(cmd, args)
	}
}

// keptKey enrols somebody with the key that they have at another station.
type keptKey struct {
	*station.Station
	before *station.Station
}

func (k keptKey) Enrol(e model.Enrolment) (int64, error) { return k.EnrolFrom(k.before, e) }

// newPassphrase asks a person twice for a passphrase that they choose, or reads it
// from a file. What they sign with it, "" for nothing, is said first.
func (a *app) newPassphrase(q guest.Question, signs string, good func(string) error) ([]byte, error) {
	if q.File != "" {
		return a.passphrase(q)
	}
	chooses := q.Person + " chooses a new passphrase."
	if signs != "" {
		chooses = q.Person + " chooses a new passphrase, and signs with it: " + signs
	}
	if _, err := fmt.Fprintln(a.stderr, chooses); err != nil {
		return nil, err
	}
	first, err := a.passphrase(q)
	if err != nil {
		return nil, err
	}
	if err := good(string(first)); err != nil {
		clear(first)
		return nil, err
	}
	q.Person += " once more"
	again, err := a.passphrase(q)
	defer clear(again)
	if err == nil && !slices.Equal(first, again) {
		err = errors.New("the two passphrases differ: nothing was changed, type the command again")
	}
	if err != nil {
		clear(first)
		return nil, err
	}
	return first, nil
}

// require marks flags without which a command makes no sense.
func require(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag was not defined: a mistake of the program
		}
	}
}
