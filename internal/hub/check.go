package hub

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Finding is one thing that a hub needs, and whether it is so.
type Finding struct {
	What string
	Not  string // why not, and what to do; "" where it is so
	// Accepted says that the owner knows of it and goes on without.
	Accepted bool
}

// Sound reports whether nothing is missing that was not accepted.
func Sound(all []Finding) bool {
	for _, f := range all {
		if f.Not != "" && !f.Accepted {
			return false
		}
	}
	return true
}

// ErrUnfit is returned for a database that lacks what a hub needs.
var ErrUnfit = errors.New("this database is not fit for a hub")

// unfit returns what is missing as an error, nil for nothing.
func unfit(all []Finding) error {
	var why []string
	for _, f := range all {
		if f.Not != "" && !f.Accepted {
			why = append(why, f.Not)
		}
	}
	if len(why) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrUnfit, strings.Join(why, "; "))
}

// check is a thing that a hub needs. It returns why it is not so, "" where it is.
type check struct {
	what string
	is   func(context.Context, *pgx.Conn) (not string, err error)
}

// setting is a check of a setting of the server that has to be so.
func setting(what, name, not string) check {
	return check{what, func(ctx context.Context, db *pgx.Conn) (string, error) {
		value := ""
		err := db.QueryRow(ctx, `select current_setting($1)`, name).Scan(&value)
		if value == "on" || err != nil {
			return "", err
		}
		return not, nil
	}}
}

// serverChecks are of the server, before and after a hub is set up in it.
var serverChecks = []check{
	{"PostgreSQL 15 or newer", func(ctx context.Context, db *pgx.Conn) (not string, err error) {
		version, name := 0, ""
		err = db.QueryRow(ctx, `select current_setting('server_version_num')::integer, current_setting('server_version')`).Scan(&version, &name)
		if version < 150000 {
			not = "it is PostgreSQL " + name + ": a hub wants 15 or newer"
		}
		return not, err
	}},
	setting("data checksums", "data_checksums", "data checksums are off, so that a flipped bit would be read as if it were right: stop the server, run pg_checksums --enable, start it"),
	setting("fsync", "fsync", "fsync is off, so that a power cut can take what was acknowledged: set fsync = on"),
	setting("full page writes", "full_page_writes", "full_page_writes is off, so that a power cut can tear a page: set full_page_writes = on"),
	{"its owner is no superuser", func(ctx context.Context, db *pgx.Conn) (not string, err error) {
		super, role := false, ""
		err = db.QueryRow(ctx, `select rolsuper, rolname from pg_roles where rolname = current_user`).Scan(&super, &role)
		if super {
			not = role + " is a superuser, for whom no rule of the hub holds: create a role of its own (create role hub_owner login createrole; grant pg_monitor to hub_owner) with a database of its own"
		}
		return not, err
	}},
}

// hasStandby is the check that can be gone on without.
var hasStandby = check{"a synchronous standby", func(ctx context.Context, db *pgx.Conn) (not string, err error) {
	names, streaming, sees := "", 0, false
	err = db.QueryRow(ctx, `select current_setting('synchronous_standby_names'),
		(select count(*) from pg_stat_replication where state = 'streaming' and sync_state in ('sync', 'quorum')),
		pg_has_role(current_user, 'pg_monitor', 'usage')`).Scan(&names, &streaming, &sees)
	switch {
	case err != nil:
		return "", err
	case names == "":
		return "there is no synchronous standby, so that the loss of this machine takes what was acknowledged: set one up and name it in synchronous_standby_names (soprun hub init --without-standby goes on without)", nil
	case !sees:
		return "this role may not see whether the standby streams: grant pg_monitor to it", nil
	case streaming == 0:
		return "no standby streams now, so that nothing is acknowledged: start it, or look why it does not reach this server", nil
	}
	return "", nil
}}

// rolesAre checks that nobody who appends or reads could do more than that.
var rolesAre = check{"roles that can only append, or only read", func(ctx context.Context, db *pgx.Conn) (string, error) {
	rows, err := db.Query(ctx, `
		select r.rolname, concat_ws(', ',
			case when r.rolsuper then 'is a superuser' end,
			case when r.rolbypassrls then 'bypasses row-level security' end,
			case when r.rolcreaterole then 'creates roles' end,
			case when r.rolcreatedb then 'creates databases' end,
			case when r.rolreplication then 'may replicate' end,
			case when pg_has_role(r.oid, n.nspowner, 'member') then 'is a member of the owner' end,
			case when pg_has_role(r.oid, 'soprun_station', 'member') and pg_has_role(r.oid, 'soprun_reader', 'member') then 'is a station and a reader' end,
			(select 'may write to ' || string_agg(c.relname, ', ') from pg_class c where c.relnamespace = n.oid and c.relkind in ('r', 'p')
				and has_table_privilege(r.oid, c.oid, 'insert, update, delete, truncate, trigger')))
		from pg_roles r, pg_namespace n
		where n.nspname = 'soprun' and (pg_has_role(r.oid, 'soprun_station', 'member') or pg_has_role(r.oid, 'soprun_reader', 'member'))
			and not r.rolsuper and r.oid <> n.nspowner and (r.rolcanlogin or r.rolname in ('soprun_station', 'soprun_reader'))
			or n.nspname = 'soprun' and r.rolname in (select role from soprun.logs union select role from soprun.readers union select role from soprun.feeders)
		order by 1`)
	if err != nil {
		return "", err
	}
	var bad []string
	for rows.Next() {
		role, why := "", ""
		if err := rows.Scan(&role, &why); err != nil {
			return "", err
		}
		if why != "" {
			bad = append(bad, role+" "+why)
		}
	}
	if len(bad) == 0 {
		return "", rows.Err()
	}
	return "roles can do more than they should: " + strings.Join(bad, "; ") + ": take that from them", rows.Err()
}}

// tablesAre checks that no table or function was opened to others since the hub was set up.
var tablesAre = check{"tables and functions that are as they were set up", func(ctx context.Context, db *pgx.Conn) (not string, err error) {
	var bad []string
	err = db.QueryRow(ctx, `select array(
		select 'row-level security is off on ' || c.relname from pg_class c where c.relnamespace = 'soprun'::regnamespace
			and c.relname in ('logs', 'entries', 'texts', 'log_texts', 'destroyed', 'forks') and not c.relrowsecurity
		union all
		select 'everybody may call ' || p.proname from pg_proc p where p.pronamespace = 'soprun'::regnamespace and has_function_privilege('public', p.oid, 'execute')
		union all
		select c.relname || ' belongs to ' || pg_get_userbyid(c.relowner) from pg_class c, pg_namespace n where n.nspname = 'soprun'
			and c.relnamespace = n.oid and c.relkind in ('r', 'p') and c.relowner <> n.nspowner)`).Scan(&bad)
	if len(bad) > 0 {
		not = strings.Join(bad, "; ") + ": somebody changed that; put it back, and look who did"
	}
	return not, err
}}

// asked asks each check.
func asked(ctx context.Context, db *pgx.Conn, checks []check) (all []Finding, err error) {
	for _, c := range checks {
		not, err := c.is(ctx, db)
		if err = inWords(err); errors.Is(err, ErrRefused) {
			not, err = err.Error(), nil
		}
		if err != nil {
			return nil, fmt.Errorf("looking for %s: %w", c.what, err)
		}
		all = append(all, Finding{What: c.what, Not: not})
	}
	return all, nil
}

// Check looks at everything that a hub needs, as its owner.
func (d *DB) Check(ctx context.Context) ([]Finding, error) {
	if _, err := versionOf(ctx, d.conn); err != nil {
		return nil, err
	}
	all, err := asked(ctx, d.conn, append(append([]check(nil), serverChecks...), rolesAre, tablesAre, hasStandby))
	if err != nil {
		return nil, err
	}
	last := &all[len(all)-1]
	err = d.conn.QueryRow(ctx, `select alone from soprun.settings`).Scan(&last.Accepted)
	last.Accepted = last.Accepted && last.Not != ""
	return all, err
}

// Setup is what a hub is set up with.
type Setup struct {
	Name string // required: of the hub, in what it says of itself
	// Alone goes on without a synchronous standby. It is kept, and said at each check.
	Alone bool
}

// Init sets a hub up in the database of its owner, or brings one to the version of this
// program. A database that is not fit is refused with the reasons, and nothing is made.
func (d *DB) Init(ctx context.Context, s Setup) (version int, err error) {
	all, err := asked(ctx, d.conn, append(append([]check(nil), serverChecks...), hasStandby))
	if err != nil {
		return 0, err
	}
	all[len(all)-1].Accepted = s.Alone
	if err := unfit(all); err != nil {
		return 0, err
	}
	if version, err = migrate(ctx, d.conn); err != nil {
		return 0, err
	}
	_, err = d.conn.Exec(ctx, `insert into soprun.settings (name, alone) values ($1, $2) on conflict (one) do update set alone = $2`, s.Name, s.Alone)
	return version, err
}
