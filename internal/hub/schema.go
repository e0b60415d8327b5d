package hub

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

//go:embed sql/*.sql
var migrations embed.FS

// The roles that others are members of. They belong to the whole cluster, and can log in nowhere.
const (
	stationGroup = "soprun_station"
	readerGroup  = "soprun_reader"
)

// ErrNewer is returned for a hub that was made by a later version of this program.
var ErrNewer = errors.New("the hub was set up by a newer soprun: use that one")

// ErrNoHub is returned for a database in which no hub was set up.
var ErrNoHub = errors.New("there is no hub in this database: soprun hub init sets one up")

// migrationsIn returns the migrations by their version, from 1.
func migrationsIn(from fs.FS) ([]string, error) {
	names, err := fs.Glob(from, "sql/*.sql")
	if err != nil {
		return nil, err
	}
	var all []string
	for i, name := range names { // in order of their names
		if n, err := strconv.Atoi(strings.TrimSuffix(path.Base(name), ".sql")); err != nil || n != i+1 {
			return nil, fmt.Errorf("%s is not the migration to version %d", name, i+1)
		}
		text, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, err
		}
		all = append(all, string(text))
	}
	return all, nil
}

// begins makes what every migration needs: the schema with its version, and the roles of
// the cluster, which another hub in it may have made.
const begins = `
create schema if not exists soprun;
create table if not exists soprun.version (version integer primary key, at timestamptz not null default now());
do $$ begin
  if not exists (select from pg_roles where rolname = 'soprun_station') then create role soprun_station nologin; end if;
  if not exists (select from pg_roles where rolname = 'soprun_reader') then create role soprun_reader nologin; end if;
exception when duplicate_object or unique_violation then null;
end $$;`

// migrate brings the schema to the version of this program, in one transaction.
func migrate(ctx context.Context, db *pgx.Conn) (version int, err error) {
	steps, err := migrationsIn(migrations)
	if err != nil {
		return 0, err
	}
	err = pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		// Two at once would make the same things twice.
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock(hashtext('soprun migrate'))`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, begins); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `select coalesce(max(version), 0) from soprun.version`).Scan(&version); err != nil {
			return err
		}
		if version > len(steps) {
			return ErrNewer
		}
		for ; version < len(steps); version++ {
			if _, err := tx.Exec(ctx, steps[version]); err != nil {
				return fmt.Errorf("migration %d: %w", version+1, err)
			}
			if _, err := tx.Exec(ctx, `insert into soprun.version (version) values ($1)`, version+1); err != nil {
				return err
			}
		}
		return nil
	})
	return version, err
}

// versionOf returns the version of the hub's schema, which has to be this program's.
func versionOf(ctx context.Context, db *pgx.Conn) (version int, err error) {
	there := false
	if err := db.QueryRow(ctx, `select to_regclass('soprun.version') is not null`).Scan(&there); err != nil {
		return 0, err
	}
	if !there {
		return 0, ErrNoHub
	}
	if err := db.QueryRow(ctx, `select coalesce(max(version), 0) from soprun.version`).Scan(&version); err != nil {
		return 0, inWords(err)
	}
	steps, err := migrationsIn(migrations)
	switch {
	case err != nil:
		return 0, err
	case version > len(steps):
		return version, ErrNewer
	case version < len(steps):
		return version, fmt.Errorf("the hub has version %d of its schema, and this soprun wants %d: soprun hub init brings it there", version, len(steps))
	}
	return version, nil
}
