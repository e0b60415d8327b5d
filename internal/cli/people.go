package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"soprun/internal/model"
	"soprun/internal/present"
	"soprun/internal/session"
	"soprun/internal/station"
	"soprun/sop"
	"soprun/sop/record"
)

func (a *app) peopleCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "people", Short: "List who is enrolled, and change what they may do", Args: cobra.NoArgs,
		Long: "List everybody with their roles, keys and assessments. The commands below sign an entry each: they print\n" +
			"the sentence and ask for the passphrase of who signs, on the terminal.",
		Example: "soprun people\nsoprun people roles --person a.khan --roles 'assistant, trainee' --reason 'learns the new bench' --as j.bell",
		RunE:    a.stationDo(func(s *station.Station, _ []string) error { return a.listPeople(s) }),
	}
	for _, o := range session.Offices {
		cmd.AddCommand(a.officeCmd(o))
	}
	cmd.AddCommand(a.enrolCmd(), a.newKeyCmd(), a.passphraseCmd())
	return cmd
}

func (a *app) listPeople(b *station.Station) error {
	staff, err := b.Staff()
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, m := range staff.Members {
		fmt.Fprintf(&out, "%-20s %-24s %-8s %s\n", m.ID, m.Name, m.State, present.Roles(m.Roles))
		for _, k := range m.Keys {
			fmt.Fprintf(&out, "    %s\n", present.Key(k))
		}
		for _, c := range m.Competences {
			fmt.Fprintf(&out, "    %s v%s: %s\n", c.SOP, c.Version, present.Competence(c, a.clock.Now().Location()))
		}
	}
	for _, w := range present.StaffWarnings(staff) {
		fmt.Fprintln(&out, w)
	}
	fmt.Fprintln(&out, present.AccessReviewed(staff, a.clock.Now()))
	_, err = fmt.Fprint(a.stdout, out.String())
	return err
}

// signing are the flags of every command that signs.
type signing struct{ by, phraseFile string }

func (s *signing) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.by, "as", "", "short name of who signs")
	cmd.Flags().StringVar(&s.phraseFile, "passphrase-file", "", "file whose first line is the passphrase of --as, instead of being asked")
	require(cmd, "as")
}

// require marks flags without which a command makes no sense.
func require(cmd *cobra.Command, names ...string) {
	for _, name := range names {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // the flag was not defined: a mistake of the program
		}
	}
}

// officeCmd is one office as a command: each line that it asks for is a flag.
func (a *app) officeCmd(o session.Office) *cobra.Command {
	var who signing
	lines := map[string]*string{}
	cmd := &cobra.Command{Use: o.Name, Short: present.Capital(o.Does), Args: cobra.NoArgs}
	for _, ask := range o.Asks {
		help := strings.TrimSuffix(ask.Help, ".")
		lines[ask.Name] = cmd.Flags().String(ask.Name, "", strings.ToLower(help[:1])+help[1:])
		if !ask.Optional {
			require(cmd, ask.Name)
		}
	}
	who.flags(cmd)
	cmd.RunE = a.stationDo(func(s *station.Station, _ []string) error {
		b := s
		staff, err := b.Staff()
		if err != nil {
			return err
		}
		in := session.Answers{session.ShownAccess: staff.Shown}
		for name, line := range lines {
			in[name] = *line
		}
		if o.Name == "access" { // what is looked at has to be seen
			if err := a.listPeople(b); err != nil {
				return err
			}
		}
		draft, err := o.Prepare(b, who.by, in)
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintln(a.stdout, draft.Statement); err != nil {
			return err
		}
		phrase, err := a.passphrase(who.by, who.phraseFile)
		if err != nil {
			return err
		}
		if _, err := b.Sign(draft, phrase); err != nil {
			return err
		}
		_, err = fmt.Fprintln(a.stdout, o.Done)
		return err
	})
	return cmd
}

func (a *app) enrolCmd() *cobra.Command {
	var who signing
	var e model.Enrolment
	var role, newFile, after string
	cmd := &cobra.Command{
		Use: "enrol", Short: "Enrol a person, who types a passphrase of their own", Args: cobra.NoArgs,
		RunE: a.stationDo(func(s *station.Station, _ []string) (err error) {
			if err := s.CheckFree(e.ID); err != nil {
				return err
			}
			if err := enrolled(s, who.by); err != nil {
				return err
			}
			e.Roles = []sop.Role{sop.Role(role)}
			enrol := func() (int64, error) { return s.Enrol(e) }
			if after != "" { // they keep the key that they have, with its passphrase
				before, err := a.openOther(after)
				if err != nil {
					return err
				}
				defer func() { err = errors.Join(err, before.Close()) }()
				enrol = func() (int64, error) { return s.EnrolFrom(before, e) }
				e.Passphrase, err = a.passphrase(e.ID, newFile)
			} else {
				e.Passphrase, err = a.newPassphrase(e.ID, newFile)
			}
			if err != nil {
				return err
			}
			e.By = who.by
			if e.ByPass, err = a.passphrase(who.by, who.phraseFile); err != nil {
				return err
			}
			if _, err := enrol(); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s is enrolled.\n", e.Name)
			return err
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&e.Name, "name", "", "as it is printed in every record, for example 'A. Khan'")
	flags.StringVar(&e.ID, "person", "", "short name, for example a.khan; never used for anyone else")
	flags.StringVar(&role, "role", string(sop.Assistant), "assistant, supervisor, trainee or administrator")
	flags.StringVar(&newFile, "new-passphrase-file", "", "file whose first line is the new person's passphrase, instead of being asked")
	flags.StringVar(&after, "after", "", "folder of the closed station at which they have a key, which they keep")
	require(cmd, "name", "person")
	who.flags(cmd)
	return cmd
}

func (a *app) newKeyCmd() *cobra.Command {
	var who signing
	var r model.Rotation
	var newFile string
	cmd := &cobra.Command{
		Use: "key", Short: "Give a person a new key, by themself or by an administrator", Args: cobra.NoArgs,
		RunE: a.stationDo(func(s *station.Station, _ []string) (err error) {
			if err := enrolled(s, r.Person, who.by); err != nil {
				return err
			}
			if r.Next, err = a.newPassphrase(r.Person, newFile); err != nil {
				return err
			}
			if r.Passphrase, err = a.passphrase(who.by, who.phraseFile); err != nil {
				return err
			}
			r.By = who.by
			if _, err := s.RotateKey(r); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "%s has a new key.\n", r.Person)
			return err
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&r.Person, "person", "", "short name of who gets the new key")
	flags.StringVar(&r.Reason, "reason", "", "why; it stands in the record")
	flags.StringVar(&newFile, "new-passphrase-file", "", "file whose first line is the passphrase of the new key, instead of being asked")
	require(cmd, "person", "reason")
	who.flags(cmd)
	return cmd
}

func (a *app) passphraseCmd() *cobra.Command {
	var person, oldFile, newFile string
	cmd := &cobra.Command{
		Use: "passphrase", Short: "Change one's own passphrase; the key stays the same", Args: cobra.NoArgs,
		RunE: a.stationDo(func(s *station.Station, _ []string) error {
			if err := enrolled(s, person); err != nil {
				return err
			}
			old, err := a.passphrase(person, oldFile)
			if err != nil {
				return err
			}
			next, err := a.newPassphrase(person, newFile)
			if err != nil {
				return err
			}
			if err := s.ChangePassphrase(model.NewPassphrase{Person: person, Old: old, New: next}); err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.stdout, "The passphrase of %s is another one from now on.\n", person)
			return err
		}),
	}
	flags := cmd.Flags()
	flags.StringVar(&person, "person", "", "short name of whose passphrase it is")
	flags.StringVar(&oldFile, "passphrase-file", "", "file whose first line is the passphrase now, instead of being asked")
	flags.StringVar(&newFile, "new-passphrase-file", "", "file whose first line is the new passphrase, instead of being asked")
	require(cmd, "person")
	return cmd
}

// enrolled refuses a short name that nobody has, before anybody types a passphrase.
func enrolled(s *station.Station, people ...string) error {
	for _, p := range people {
		if err := s.CheckEnrolled(p); err != nil {
			return err
		}
	}
	return nil
}

// newPassphrase asks a person twice for a passphrase that they choose, or reads it
// from a file. What they sign with it is said first.
func (a *app) newPassphrase(person, file string) ([]byte, error) {
	if file != "" {
		return a.passphrase(person, file)
	}
	if _, err := fmt.Fprintf(a.stderr, "%s chooses a new passphrase, and signs with it: %s\n", person, record.Declaration); err != nil {
		return nil, err
	}
	first, err := a.passphrase(person, "")
	if err != nil {
		return nil, err
	}
	again, err := a.passphrase(person+" once more", "")
	if err != nil {
		return nil, err
	}
	if !slices.Equal(first, again) {
		return nil, errors.New("the two passphrases differ: nothing was changed, type the command again")
	}
	return first, nil
}
