-- Releases of pages go down to the stations: a manifest, the signatures over it, and the texts
-- that it names. The hub vouches for none of it; each station checks all of it.

create table soprun.releases (
  number bigint primary key check (number > 0),
  manifest bytea not null,
  signatures bytea[] not null,
  at timestamptz not null default now()
);
create table soprun.release_texts (
  number bigint not null references soprun.releases,
  sha256 bytea not null references soprun.texts,
  primary key (number, sha256)
);

create function soprun.release(out number bigint, out manifest bytea, out signatures bytea[])
language sql stable security definer set search_path = pg_catalog, soprun, pg_temp as $$
  select r.number, r.manifest, r.signatures from soprun.releases r order by r.number desc limit 1
$$;

create function soprun.release_text(of bigint, sum bytea) returns bytea
language sql stable security definer set search_path = pg_catalog, soprun, pg_temp as $$
  select t.text from soprun.texts t join soprun.release_texts r using (sha256) where r.number = of and t.sha256 = sum
$$;

revoke all on soprun.releases, soprun.release_texts from public;
revoke all on function soprun.release(), soprun.release_text(bigint, bytea) from public;
grant execute on function soprun.release(), soprun.release_text(bigint, bytea) to soprun_station, soprun_reader;
