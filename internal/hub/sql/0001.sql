-- What a hub holds: copies of logs, each an append-only list of entries with the right
-- edge of its tree. Only the owner of this schema changes or deletes anything; a station
-- calls append and checkpoint, a reader selects what its sites allow.

create table soprun.settings (
  one boolean primary key default true check (one),
  name text not null,                           -- of this hub, in what it writes of itself
  alone boolean not null default false          -- that there is no standby was accepted
);

create table soprun.logs (
  id integer generated always as identity primary key,
  log text not null unique,                     -- the origin
  site text not null,
  role text not null,                           -- who alone may append
  year integer not null default 0,              -- in which it was opened; 0 before its genesis
  size bigint not null default 0,
  root bytea not null default sha256(''),
  edges bytea[] not null default '{}',          -- the right edge of the tree, by level from 1
  signed_size bigint not null default 0,        -- of the last head with the station's signature
  signed_root bytea,
  signature bytea,
  added timestamptz not null default now(),
  seen timestamptz                              -- when its station last sent or asked
);
create index on soprun.logs (role);

-- Whole logs lie in the partition of the year in which they were opened, so that a closed
-- year can be taken out as bundles that verify by themselves.
create table soprun.entries (
  year integer not null,
  log integer not null references soprun.logs,
  seq bigint not null,
  leaf bytea not null,                          -- its hash
  payload bytea,                                -- null once it was destroyed
  signature bytea,                              -- null for a fact
  checkpoint bytea,                             -- the station's signature, on the last of a batch
  erased bytea,                                 -- the leaf of one that was destroyed
  disposal bigint,                              -- the dispose that names it
  primary key (year, log, seq),
  check ((payload is null) = (erased is not null) and (erased is null) = (disposal is null))
) partition by list (year);

create table soprun.texts (
  sha256 bytea primary key,
  text bytea not null
);
create table soprun.log_texts (
  log integer not null references soprun.logs,
  sha256 bytea not null references soprun.texts,
  primary key (log, sha256)
);

-- Heads that cannot be of the log that is here, as their station gave them.
create table soprun.forks (
  log integer not null references soprun.logs,
  size bigint not null,
  root bytea not null,
  signature bytea,
  at timestamptz not null default now(),
  primary key (log, size, root)
);

-- That payloads were destroyed, here and in each copy that says so.
create table soprun.destroyed (
  log integer not null references soprun.logs,
  disposal bigint not null,
  copy text not null,
  entries bigint not null,
  at timestamptz not null default now(),
  role text not null default session_user,
  primary key (log, disposal, copy)
);

create table soprun.readers (
  role text not null,
  site text not null,                           -- * for all
  primary key (role, site)
);
-- Hubs below this one, which may bring logs of their own.
create table soprun.feeders (
  role text primary key,
  site text not null                            -- begins the sites of what they bring; * for none
);

create function soprun.partition_of(of integer) returns void
language plpgsql set search_path = pg_catalog, soprun, pg_temp as $$
begin
  if of not between 2020 and 2199 then
    raise exception 'a log is not opened in %', of;
  end if;
  perform pg_advisory_xact_lock(hashtext('soprun partition'));
  if to_regclass(format('soprun.entries_%s', of)) is null then
    execute format('create table soprun.entries_%s partition of soprun.entries for values in (%s)', of, of);
    execute format('alter table soprun.entries_%s alter payload set storage external, alter signature set storage external', of);
  end if;
end $$;

-- The log as whoever is logged in may append to it, locked. A station's next log is its own
-- when its first entry says that it goes on from one that is.
create function soprun.own(which text, first bytea) returns soprun.logs
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
  return l;
end $$;

-- The root of a tree of this size with this right edge (RFC 6962).
create function soprun.root_of(size bigint, edges bytea[]) returns bytea
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  root bytea;
begin
  for level in 0 .. coalesce(array_length(edges, 1), 0) - 1 loop
    if (size >> level) & 1 = 1 then
      root := case when root is null then edges[level + 1] else sha256('\x01' || edges[level + 1] || root) end;
    end if;
  end loop;
  return coalesce(root, sha256(''));
end $$;

-- Entries from position first on. The answer is ok where they were added; dup where all that
-- were there are the same, and the caller goes on from size; gap where some before them are
-- missing; fork where they cannot be of the log that is here. Of a fork nothing is kept but
-- that it was. Each answer writes, so that its commit waits for the standby, which has then
-- all that came before it too: that is what makes a dup as good as an ok.
create function soprun.append(
  log text, first bigint, prev_root bytea, leaves bytea[], payloads bytea[], signatures bytea[],
  checkpoints bytea[], erased bytea[], disposals bigint[], texts bytea[],
  out answer text, out size bigint, out root bytea)
language plpgsql security definer set search_path = pg_catalog, soprun, pg_temp as $$
declare
  l soprun.logs;
  n integer := coalesce(array_length(leaves, 1), 0);
  bytes bigint := 0;
  leaf bytea;
  hash bytea;
  level integer;
  i integer;
  same bigint;
begin
  perform set_config('synchronous_commit', 'on', true); -- a SET of the function would be undone before the commit
  if n < 1 or n > 200 or first < 0 or n <> all (array[array_length(payloads, 1), array_length(signatures, 1),
     array_length(checkpoints, 1), array_length(erased, 1), array_length(disposals, 1)]) then
    raise exception 'one to 200 entries are appended at once, each with all of its parts';
  end if;
  for i in 1 .. n loop
    bytes := bytes + coalesce(length(payloads[i]), 0) + coalesce(length(signatures[i]), 0);
    if length(payloads[i]) > 8192 or length(signatures[i]) > 4096 or length(checkpoints[i]) > 4096 or length(erased[i]) > 256 then
      raise exception 'entry % is longer than any entry', first + i - 1;
    end if;
  end loop;
  for i in 1 .. coalesce(array_length(texts, 1), 0) loop
    bytes := bytes + length(texts[i]);
  end loop;
  if bytes > 1048576 and n > 1 or bytes > 4194304 then
    raise exception 'at most 1 MB is appended at once';
  end if;
  l := soprun.own(append.log, case when first = 0 then payloads[1] end);

  if first > l.size then
    answer := 'gap';
  elsif first < l.size then
    select count(*) into same from soprun.entries e
      where e.year = l.year and e.log = l.id and e.seq >= first and e.seq < first + n and e.leaf = leaves[(e.seq - first + 1)::integer];
    answer := case when same = least(n, l.size - first) then 'dup' else 'fork' end;
  elsif prev_root is distinct from l.root then
    answer := 'fork';
  end if;
  if answer is not null then
    update soprun.logs set seen = now() where id = l.id;
    size := l.size; root := l.root;
    return;
  end if;

  if first = 0 then
    l.year := left(convert_from(payloads[1], 'UTF8')::jsonb ->> 'at', 4)::integer;
    perform soprun.partition_of(l.year);
  end if;
  for i in 1 .. n loop
    leaf := coalesce(erased[i], convert_to('soprun-log/1' || chr(10) || 'payload sha256:' || encode(sha256(payloads[i]), 'hex') || chr(10)
      || 'signature sha256:' || coalesce(encode(sha256(signatures[i]), 'hex'), '-') || chr(10), 'UTF8'));
    hash := sha256('\x00' || leaf);
    if hash is distinct from leaves[i] then
      raise exception 'entry % is not what its leaf says', l.size;
    end if;
    insert into soprun.entries values (l.year, l.id, l.size, hash, payloads[i], signatures[i], checkpoints[i], erased[i], disposals[i]);
    level := 0;
    while (l.size >> level) & 1 = 1 loop
      hash := sha256('\x01' || l.edges[level + 1] || hash);
      level := level + 1;
    end loop;
    l.edges[level + 1] := hash;
    l.size := l.size + 1;
    if checkpoints[i] is not null then
      l.signed_size := l.size; l.signed_root := soprun.root_of(l.size, l.edges); l.signature := checkpoints[i];
    end if;
  end loop;
  for i in 1 .. coalesce(array_length(texts, 1), 0) loop
    insert into soprun.texts values (sha256(texts[i]), texts[i]) on conflict do nothing;
    insert into soprun.log_texts values (l.id, sha256(texts[i])) on conflict do nothing;
  end loop;
  l.root := soprun.root_of(l.size, l.edges);
  update soprun.logs set year = l.year, size = l.size, root = l.root, edges = l.edges, signed_size = l.signed_size,
    signed_root = l.signed_root, signature = l.signature, seen = now() where id = l.id;
  answer := 'ok'; size := l.size; root := l.root;
end $$;

-- The station's signature over a head: ok where the hub has just that, gap where it has less,
-- behind where it has more, fork where it has another log.
create function soprun.checkpoint(
  log text, at bigint, its_root bytea, signature bytea, out answer text, out size bigint, out root bytea)
language plpgsql security definer set search_path = pg_catalog, soprun, pg_temp as $$
declare
  l soprun.logs;
begin
  perform set_config('synchronous_commit', 'on', true);
  if length(checkpoint.signature) > 4096 or length(its_root) <> 32 then
    raise exception 'that is no checkpoint';
  end if;
  l := soprun.own(checkpoint.log, null);
  size := l.size; root := l.root;
  answer := case when at > l.size then 'gap' when at < l.size then 'behind' when its_root = l.root then 'ok' else 'fork' end;
  if answer = 'ok' then
    update soprun.logs set signed_size = at, signed_root = its_root, signature = checkpoint.signature, seen = now() where id = l.id;
    return;
  end if;
  update soprun.logs set seen = now() where id = l.id;
end $$;

-- A head that its station found not to be of the log that is here. At most 100 of a log are kept.
create function soprun.fork(log text, at bigint, its_root bytea, signature bytea) returns void
language plpgsql security definer set search_path = pg_catalog, soprun, pg_temp as $$
declare
  l soprun.logs;
begin
  perform set_config('synchronous_commit', 'on', true);
  if length(fork.signature) > 4096 or length(its_root) <> 32 then
    raise exception 'that is no checkpoint';
  end if;
  l := soprun.own(fork.log, null);
  if (select count(*) from soprun.forks f where f.log = l.id) < 100 then
    insert into soprun.forks (log, size, root, signature) values (l.id, at, its_root, fork.signature) on conflict do nothing;
  end if;
end $$;

-- What the hub has of a log, which is the cursor of who appends to it.
create function soprun.head(
  log text, out size bigint, out root bytea, out signed_size bigint, out signed_root bytea, out signature bytea)
language sql stable security definer set search_path = pg_catalog, soprun, pg_temp as $$
  select l.size, l.root, l.signed_size, l.signed_root, l.signature from soprun.logs l
  where l.log = head.log and l.role = session_user
$$;

-- A hub below says that it has a log, of a site below its own.
create function soprun.announce(log text, site text) returns void
language plpgsql security definer set search_path = pg_catalog, soprun, pg_temp as $$
declare
  f soprun.feeders;
begin
  select * into f from soprun.feeders where role = session_user;
  if not found then
    raise exception 'the role % brings no logs', session_user using errcode = '42501';
  end if;
  if length(announce.log) > 100 or length(announce.site) > 200 then
    raise exception 'that is no name of a log and its site';
  end if;
  insert into soprun.logs (log, site, role)
    values (announce.log, case when f.site = '*' then announce.site else f.site || '/' || announce.site end, session_user)
    on conflict do nothing;
end $$;

-- A copy says that it has destroyed what a disposal took.
create function soprun.did_destroy(log text, disposal bigint, copy text, entries bigint) returns void
language plpgsql security definer set search_path = pg_catalog, soprun, pg_temp as $$
declare
  l soprun.logs;
begin
  perform set_config('synchronous_commit', 'on', true);
  select * into l from soprun.logs where logs.log = did_destroy.log;
  if not found or not soprun.may_read(l.site) or length(copy) not between 1 and 100 then
    raise exception 'the role % has no copy of %', session_user, log using errcode = '42501';
  end if;
  insert into soprun.destroyed (log, disposal, copy, entries) values (l.id, did_destroy.disposal, did_destroy.copy, did_destroy.entries)
    on conflict do nothing;
end $$;

create function soprun.may_read(which text) returns boolean
language sql stable security definer set search_path = pg_catalog, soprun, pg_temp as $$
  select exists (select from soprun.readers r where r.role = session_user
    and (r.site in ('*', which) or starts_with(which, r.site || '/')))
$$;

alter table soprun.logs enable row level security;
create policy by_site on soprun.logs for select using (soprun.may_read(site));
alter table soprun.entries enable row level security;
create policy by_site on soprun.entries for select using (log = any (array(select id from soprun.logs)));
alter table soprun.log_texts enable row level security;
create policy by_site on soprun.log_texts for select using (log = any (array(select id from soprun.logs)));
alter table soprun.texts enable row level security;
create policy by_site on soprun.texts for select using (exists (select from soprun.log_texts t where t.sha256 = texts.sha256));
alter table soprun.destroyed enable row level security;
create policy by_site on soprun.destroyed for select using (log = any (array(select id from soprun.logs)));
alter table soprun.forks enable row level security;
create policy by_site on soprun.forks for select using (log = any (array(select id from soprun.logs)));

revoke all on all functions in schema soprun from public;
revoke all on all tables in schema soprun from public;
revoke all on schema soprun from public;
grant usage on schema soprun to soprun_station, soprun_reader;
grant execute on function soprun.append(text, bigint, bytea, bytea[], bytea[], bytea[], bytea[], bytea[], bigint[], bytea[]),
  soprun.checkpoint(text, bigint, bytea, bytea), soprun.fork(text, bigint, bytea, bytea), soprun.head(text), soprun.announce(text, text) to soprun_station;
grant select on soprun.logs, soprun.entries, soprun.texts, soprun.log_texts, soprun.destroyed, soprun.forks, soprun.version to soprun_reader;
grant execute on function soprun.did_destroy(text, bigint, text, bigint), soprun.may_read(text) to soprun_reader;
