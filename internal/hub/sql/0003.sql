-- A closed year is taken out as bundles that verify by themselves. What is left of each log is
-- its head, and the hash of its bundle.

alter table soprun.logs add archived timestamptz, add archive bytea;

create or replace function soprun.own(which text, first bytea) returns soprun.logs
language plpgsql set search_path = pg_catalog, soprun, pg_temp as $$
declare
  l soprun.logs;
  before soprun.logs;
begin
  select * into l from soprun.logs where log = which for update;
  if not found and first is not null then
    select * into before from soprun.logs where role = session_user
      and regexp_replace(log, '/[^/]*$', '') = regexp_replace(which, '/[^/]*$', '')
      and log = convert_from(first, 'UTF8')::jsonb -> 'body' -> 'continues' ->> 'log';
    if found then
      insert into soprun.logs (log, site, role) values (which, before.site, before.role)
        on conflict do nothing;
      select * into l from soprun.logs where log = which for update;
    end if;
  end if;
  if l.id is null or l.role <> session_user then
    raise exception 'the role % may not append to %', session_user, which using errcode = '42501';
  end if;
  if l.archived is not null then
    raise exception 'the log % is closed, and was taken out of the hub as a bundle', which using errcode = 'SR001';
  end if;
  return l;
end $$;
