package hub

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"soprun/sop/record"
)

// A role is the common name of a client certificate too: so it is plain.
var goodRole = regexp.MustCompile(`^[a-z][a-z0-9_]{2,62}$`)

// RoleOf returns the role that a log's station has where none is named.
func RoleOf(log string) string {
	role := "st_" + regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(log), "_")
	return role[:min(len(role), 63)]
}

// A site is a place, below others where it has slashes: a reader of the first sees all.
var goodSite = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$`)

func checkSite(site string) error {
	if !goodSite.MatchString(site) || len(site) > 100 {
		return fmt.Errorf("site %q: it is written as north/haematology, in small letters", site)
	}
	return nil
}

// AddStation enrols a log of a station at a site: its role can append to this log, and to those
// that go on from it. The role is made where it is not there, and logs in by its certificate.
func (d *DB) AddStation(ctx context.Context, log, site, role string) error {
	if err := errors.Join(record.CheckOrigin(log), checkSite(site)); err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, d.conn, func(tx pgx.Tx) error {
		if err := member(ctx, tx, role, stationGroup); err != nil {
			return err
		}
		tag, err := tx.Exec(ctx, `insert into soprun.logs (log, site, role) values ($1, $2, $3)
			on conflict (log) do update set site = $2, role = $3`, log, site, role)
		if err == nil && tag.RowsAffected() != 1 {
			err = fmt.Errorf("%s was not enrolled", log)
		}
		return err
	})
}

// AddReader lets a role read the logs of sites, and of those below them; "*" is all.
func (d *DB) AddReader(ctx context.Context, role string, sites ...string) error {
	if len(sites) == 0 {
		return errors.New("a reader needs a site, or * for all")
	}
	return pgx.BeginFunc(ctx, d.conn, func(tx pgx.Tx) error {
		if err := member(ctx, tx, role, readerGroup); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from soprun.readers where role = $1`, role); err != nil {
			return err
		}
		for _, site := range sites {
			if site != "*" {
				if err := checkSite(site); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(ctx, `insert into soprun.readers (role, site) values ($1, $2) on conflict do nothing`, role, site); err != nil {
				return err
			}
		}
		return nil
	})
}

// AddFeeder lets the hub of a site bring its logs, all of them below that site.
func (d *DB) AddFeeder(ctx context.Context, role, site string) error {
	if site != "*" {
		if err := checkSite(site); err != nil {
			return err
		}
	}
	return pgx.BeginFunc(ctx, d.conn, func(tx pgx.Tx) error {
		if err := member(ctx, tx, role, stationGroup); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into soprun.feeders (role, site) values ($1, $2) on conflict (role) do update set site = $2`, role, site)
		return err
	})
}

// member makes a role where it is not there, without any right of its own, and puts it into a group.
func member(ctx context.Context, tx pgx.Tx, role, group string) error {
	if !goodRole.MatchString(role) {
		return fmt.Errorf("role %q: a small letter, then small letters, digits and _, at most 63", role)
	}
	there, both := false, false
	err := tx.QueryRow(ctx, `select exists (select from pg_roles where rolname = $1),
		exists (select from pg_roles where rolname = $1 and (pg_has_role(oid, 'soprun_station', 'member') or pg_has_role(oid, 'soprun_reader', 'member'))
			and not pg_has_role(oid, $2, 'member'))`, role, group).Scan(&there, &both)
	if err != nil {
		return err
	}
	if both {
		return fmt.Errorf("%s is the other kind of role already: who appends does not read; take another name", role)
	}
	name := pgx.Identifier{role}.Sanitize()
	if !there {
		if _, err := tx.Exec(ctx, `create role `+name+` login nosuperuser nocreatedb nocreaterole noreplication nobypassrls`); err != nil {
			return inWords(err)
		}
	}
	_, err = tx.Exec(ctx, `grant `+group+` to `+name)
	return inWords(err)
}

// Status is what a hub says of a log that it has.
type Status struct {
	Log       string
	Site      string
	Role      string
	Year      int
	Entries   int64
	Signed    int64 // of these, under a head that the station signed
	Seen      time.Time
	Forks     int // heads of its station that are of another log
	Destroyed int64
	Archived  bool // it was taken out as a bundle
}

// Status lists the logs, by site.
func (d *DB) Status(ctx context.Context) (all []Status, err error) {
	if _, err := versionOf(ctx, d.conn); err != nil {
		return nil, err
	}
	rows, err := d.conn.Query(ctx, `select log, site, role, year, size, signed_size, coalesce(seen, 'epoch'),
		(select count(*) from soprun.forks f where f.log = l.id),
		coalesce((select sum(entries) from soprun.destroyed x where x.log = l.id and x.copy = ''), 0)::bigint, archived is not null
		from soprun.logs l order by site, log`)
	if err != nil {
		return nil, inWords(err)
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (s Status, err error) {
		err = row.Scan(&s.Log, &s.Site, &s.Role, &s.Year, &s.Entries, &s.Signed, &s.Seen, &s.Forks, &s.Destroyed, &s.Archived)
		if s.Seen = s.Seen.UTC(); s.Seen.Unix() == 0 {
			s.Seen = time.Time{}
		}
		return s, err
	})
}

// Name returns what the hub calls itself.
func (d *DB) Name(ctx context.Context) (name string, err error) {
	err = d.conn.QueryRow(ctx, `select name from soprun.settings`).Scan(&name)
	return name, inWords(err)
}
