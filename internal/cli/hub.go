package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"soprun/internal/disk"
	"soprun/internal/hub"
	"soprun/internal/present"
)

// hubCmd are the commands of whoever owns a hub. Each names it by its URL, or SOPRUN_HUB does.
func (a *app) hubCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use: "hub", Short: "Keep copies of the logs of many stations in PostgreSQL", Args: cobra.NoArgs,
		Long: "A hub is a database that stations copy their logs to (soprun sync), and that readers look into (soprun --hub).\n" +
			"No station waits for it. internal/hub/README.md in the source says how one is set up in an hour.\n" +
			"Each command takes the URL of the hub, as its owner, from --hub or " + hubVariable + ".",
	}
	cmd.AddCommand(a.hubInitCmd(), a.hubCheckCmd(), a.hubStatusCmd(), a.hubVerifyCmd(), a.hubDisposeCmd(), a.hubDestroyedCmd(), a.hubForwardCmd(), a.hubArchiveCmd(), a.hubStationCmd(), a.hubReaderCmd(), a.hubFeederCmd())
	return cmd
}

// withHub does work on a hub.
func (a *app) withHub(ctx context.Context, work func(*hub.DB) error) (err error) {
	url, err := a.hubURL()
	if err != nil {
		return err
	}
	db, err := hub.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer func() {
		if errors.Is(err, hub.ErrLost) {
			_ = db.Close() // there is nothing to close any more
			return
		}
		err = errors.Join(err, db.Close())
	}()
	return db.OrLost(ctx, work(db))
}

func (a *app) hubURL() (string, error) {
	if a.hub != "" {
		return a.hub, nil
	}
	if url := a.getenv(hubVariable); url != "" {
		return url, nil
	}
	return "", misuse("which hub? give its URL with --hub, or set %s", hubVariable)
}

func (a *app) hubInitCmd() *cobra.Command {
	var setup hub.Setup
	cmd := &cobra.Command{
		Use: "init", Short: "Set a hub up in a database, or bring one to this version", Args: cobra.NoArgs,
		Long: "Make the tables of a hub in the database of its owner, who is no superuser, or bring those of an older soprun to\n" +
			"this version. A server without data checksums, without fsync, older than PostgreSQL 15 or without a synchronous\n" +
			"standby is refused, with the reason: what a hub acknowledges would not be safe there.",
		Example: "soprun hub init --hub postgres://hub_owner@localhost/soprun --name 'St Elsewhere'",
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				version, err := db.Init(cmd.Context(), setup)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(a.stdout, "The hub is set up, with version %d of its tables. soprun hub station add enrols a station.\n", version)
				return err
			})
		}),
	}
	cmd.Flags().StringVar(&setup.Name, "name", "hub", "what the hub calls itself")
	cmd.Flags().BoolVar(&setup.Alone, "without-standby", false, "go on without a synchronous standby: the loss of this machine then takes what was acknowledged, until the stations sent it again")
	return cmd
}

func (a *app) hubCheckCmd() *cobra.Command {
	return &cobra.Command{
		Use: "check", Short: "Look whether the hub's server and its roles are as they must be", Args: cobra.NoArgs,
		Long: "Look at the version of PostgreSQL, data checksums, fsync, the synchronous standby, and whether any role could do\n" +
			"more than append, or read. Exit code 1 where anything is not as it must be.",
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				all, err := db.Check(cmd.Context())
				if err != nil {
					return err
				}
				return a.printFindings(all)
			})
		}),
	}
}

func (a *app) printFindings(all []hub.Finding) error {
	for _, f := range all {
		line := "ok      " + f.What
		switch {
		case f.Accepted:
			line = "WITHOUT " + f.What + ": " + f.Not + " (accepted when the hub was set up)"
		case f.Not != "":
			line = "NOT     " + f.What + ": " + f.Not
		}
		if _, err := io.WriteString(a.stdout, disk.Lines(line+"\n")); err != nil {
			return err
		}
	}
	if !hub.Sound(all) {
		return errSilent
	}
	return nil
}

func (a *app) hubStatusCmd() *cobra.Command {
	return &cobra.Command{
		Use: "status", Short: "List the logs that the hub has", Args: cobra.NoArgs,
		RunE: a.do(func(cmd *cobra.Command, _ []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				all, err := db.Status(cmd.Context())
				if err != nil {
					return err
				}
				return a.printStatus(all)
			})
		}),
	}
}

func (a *app) printStatus(all []hub.Status) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(a.stdout, "No station is enrolled: soprun hub station add enrols one.")
		return err
	}
	rows := [][]string{{"site", "log", "entries", "last heard", ""}}
	for _, s := range all {
		heard := "never"
		if !s.Seen.IsZero() {
			heard = present.Ago(a.clock.Now().Sub(s.Seen))
		}
		note := ""
		switch {
		case s.Forks > 0:
			note = "FORK: its station has another log under this name"
		case s.Archived:
			note = "taken out as a bundle"
		case s.Signed < s.Entries:
			note = fmt.Sprintf("the last %s not signed yet", present.Thousands(s.Entries-s.Signed))
		}
		rows = append(rows, []string{s.Site, s.Log, present.Thousands(s.Entries), heard, note})
	}
	return a.printTable(rows)
}

// printTable prints rows of cells in columns, the first as their heading.
func (a *app) printTable(rows [][]string) error {
	var out strings.Builder
	table := tabwriter.NewWriter(&out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		if _, err := fmt.Fprintln(table, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := io.WriteString(a.stdout, disk.Lines(out.String()))
	return err
}

func (a *app) hubStationCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "station", Short: "Enrol stations", Args: cobra.NoArgs}
	site, role := "", ""
	add := &cobra.Command{
		Use: "add LOG", Short: "Enrol the log of a station", Args: cobra.ExactArgs(1),
		Long: "Let a station's role append to its log, and to the logs that go on from it, and to nothing else. LOG is what\n" +
			"soprun log says of itself there. The role is made where there is none: it logs in with a client certificate\n" +
			"whose common name it is.",
		Example: "soprun hub station add st-elsewhere/bench-2/2026-5f3a91 --site st-elsewhere/haematology",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			if role == "" {
				role = hub.RoleOf(args[0])
			}
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				if err := db.AddStation(cmd.Context(), args[0], site, role); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, "%s is enrolled at %s. Its role, and the common name of its certificate, is %s.\n", args[0], site, role)
				return err
			})
		}),
	}
	add.Flags().StringVar(&site, "site", "", "where it stands, for example north/haematology")
	add.Flags().StringVar(&role, "role", "", "name of its role (default: from the log's name)")
	_ = add.MarkFlagRequired("site") // it is there
	cmd.AddCommand(add)
	return cmd
}

func (a *app) hubReaderCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "reader", Short: "Say who may read", Args: cobra.NoArgs}
	var sites []string
	add := &cobra.Command{
		Use: "add ROLE", Short: "Let a role read the logs of sites, and of those below them", Args: cobra.ExactArgs(1),
		Example: "soprun hub reader add quality_lead --site '*'\nsoprun hub reader add north_lead --site north",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				if err := db.AddReader(cmd.Context(), args[0], sites...); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, "%s reads %s now, and nothing else.\n", args[0], strings.Join(sites, ", "))
				return err
			})
		}),
	}
	add.Flags().StringSliceVar(&sites, "site", nil, "sites that it may read, * for all; they replace those before")
	_ = add.MarkFlagRequired("site") // it is there
	cmd.AddCommand(add)
	return cmd
}

func (a *app) hubFeederCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "feeder", Short: "Let hubs below this one bring their logs", Args: cobra.NoArgs}
	site := ""
	add := &cobra.Command{
		Use: "add ROLE", Short: "Let a hub bring its logs, below a site", Args: cobra.ExactArgs(1),
		Example: "soprun hub feeder add trust_north --site north",
		RunE: a.do(func(cmd *cobra.Command, args []string) error {
			return a.withHub(cmd.Context(), func(db *hub.DB) error {
				if err := db.AddFeeder(cmd.Context(), args[0], site); err != nil {
					return err
				}
				_, err := fmt.Fprintf(a.stdout, "%s brings logs of sites below %s now.\n", args[0], site)
				return err
			})
		}),
	}
	add.Flags().StringVar(&site, "site", "", "the site that its logs are below, * to keep their own")
	_ = add.MarkFlagRequired("site") // it is there
	cmd.AddCommand(add)
	return cmd
}
