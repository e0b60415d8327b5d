package hub_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"soprun/internal/hub"
	"soprun/internal/hub/hubtest"
	"soprun/sop/record/recordtest"
)

func TestADatabaseThatIsNotFitIsRefusedWithEachReason(t *testing.T) {
	d := hubtest.New(t)
	for what, c := range map[string]struct {
		url, says string
		setup     hub.Setup
	}{
		"without a standby": {d.Owner(), "synchronous standby", hub.Setup{Name: "x"}},
		"as a superuser":    {d.URL("postgres"), "postgres is a superuser", hub.Setup{Name: "x", Alone: true}},
	} {
		_, err := connect(t, c.url).Init(t.Context(), c.setup)
		if !errors.Is(err, hub.ErrUnfit) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
		if err := sql(t, d.Owner(), `select * from soprun.logs`); err == nil {
			t.Errorf("%s: the refused hub was set up", what)
		}
	}
}

func TestAHubWithoutDataChecksumsIsRefused(t *testing.T) {
	hubtest.Needs(t)
	c, err := hubtest.Start(false, "fsync=off", "full_page_writes=off")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_, err = connect(t, c.Database(t).Owner()).Init(t.Context(), hub.Setup{Name: "x", Alone: true})
	if !errors.Is(err, hub.ErrUnfit) {
		t.Fatalf("it was set up: %v", err)
	}
	for _, says := range []string{"data checksums are off", "pg_checksums --enable", "fsync is off", "full_page_writes is off"} {
		if !strings.Contains(err.Error(), says) {
			t.Errorf("the reasons do not say %q: %v", says, err)
		}
	}
}

func TestInitIsRepeatedWithoutHarmAndRefusesAHubThatIsNewer(t *testing.T) {
	d := newHub(t)
	owner := connect(t, d.Owner())
	first, err := owner.Init(t.Context(), hub.Setup{Name: "another name", Alone: true})
	if err != nil || first < 1 {
		t.Fatalf("again: version %d, %v", first, err)
	}
	if name, err := owner.Name(t.Context()); err != nil || name != "the trust's hub" {
		t.Errorf("its name is %q, %v", name, err)
	}
	must(t, d.Owner(), `insert into soprun.version (version) values (999)`)
	if _, err := owner.Init(t.Context(), hub.Setup{Name: "x", Alone: true}); !errors.Is(err, hub.ErrNewer) {
		t.Errorf("a newer hub: %v", err)
	}
	if _, err := owner.Status(t.Context()); !errors.Is(err, hub.ErrNewer) {
		t.Errorf("its status: %v", err)
	}
}

func TestADatabaseWithoutAHubIsSaidToHaveNone(t *testing.T) {
	d := hubtest.New(t)
	if _, err := connect(t, d.Owner()).Status(t.Context()); !errors.Is(err, hub.ErrNoHub) {
		t.Errorf("its status: %v", err)
	}
	if _, err := upload(t, newBench(t, origin), d.Owner()); !errors.Is(err, hub.ErrNoHub) {
		t.Errorf("an upload: %v", err)
	}
}

func TestTheCheckFindsEachThingThatIsNotAsItWasSetUp(t *testing.T) {
	d := newHub(t)
	enrol(t, d, origin, "elsewhere")
	owner := connect(t, d.Owner())
	if err := owner.AddReader(t.Context(), d.Role("reader"), "elsewhere"); err != nil {
		t.Fatal(err)
	}
	names := strings.NewReplacer("STATION", d.Role(hub.RoleOf(origin)), "READER", d.Role("reader"))
	for _, c := range []struct{ change, undo, says string }{
		{`alter role STATION bypassrls`, `alter role STATION nobypassrls`, "bypasses row-level security"},
		{`alter role READER createrole`, `alter role READER nocreaterole`, "creates roles"},
		{`alter role READER superuser`, `alter role READER nosuperuser`, "is a superuser"},
		{`grant insert on soprun.entries to STATION`, `revoke insert on soprun.entries from STATION`, "may write to entries"},
		{`grant delete on soprun.texts to soprun_reader`, `revoke delete on soprun.texts from soprun_reader`, "may write to texts"},
		{`grant truncate on soprun.logs to soprun_station`, `revoke truncate on soprun.logs from soprun_station`, "may write to logs"},
		{`grant update on soprun.logs to public`, `revoke update on soprun.logs from public`, "may write to logs"},
		{`grant soprun_station to READER`, `revoke soprun_station from READER`, "is a station and a reader"},
		{`grant hub_owner to STATION`, `revoke hub_owner from STATION`, "is a member of the owner"},
		{`alter table soprun.entries disable row level security`, `alter table soprun.entries enable row level security`, "row-level security is off on entries"},
		{`alter table soprun.texts disable row level security`, `alter table soprun.texts enable row level security`, "row-level security is off on texts"},
		{
			`grant execute on function soprun.partition_of(integer) to public`, `revoke execute on function soprun.partition_of(integer) from public`,
			"everybody may call partition_of",
		},
		{`alter table soprun.forks owner to postgres`, `alter table soprun.forks owner to hub_owner`, "forks belongs to postgres"},
		{`alter table soprun.logs owner to postgres`, `alter table soprun.logs owner to hub_owner`, "permission denied for table logs"},
	} {
		before, err := owner.Check(t.Context())
		if err != nil || !hub.Sound(before) {
			t.Fatalf("before %s: %+v, %v", c.change, before, err)
		}
		must(t, d.URL("postgres"), names.Replace(c.change))
		after, err := owner.Check(t.Context())
		found := false
		for _, f := range after {
			found = found || strings.Contains(f.Not, c.says)
		}
		if err != nil || hub.Sound(after) || !found {
			t.Errorf("%s: %+v, %v", c.change, after, err)
		}
		must(t, d.URL("postgres"), names.Replace(c.undo))
	}
}

// actor is somebody who logs in to the hub.
type actor struct {
	name, url string
}

func TestNobodyCanDoMoreThanTheirRoleAllows(t *testing.T) {
	d := newHub(t)
	north, south := newBench(t, "north.nhs.uk/bench/2026-1"), newBench(t, "south.nhs.uk/bench/2026-1")
	northURL, southURL := enrol(t, d, north.Origin, "north/haematology"), enrol(t, d, south.Origin, "south")
	mustUpload(t, north, northURL)
	mustUpload(t, south, southURL)
	owner := connect(t, d.Owner())
	for role, sites := range map[string][]string{"reads_north": {"north"}, "reads_all": {"*"}, "reads_none": {"nort"}} {
		if err := owner.AddReader(t.Context(), d.Role(role), sites...); err != nil {
			t.Fatal(err)
		}
	}
	must(t, d.URL("postgres"), `create role `+d.Role("stranger")+` login`)
	actors := map[string]actor{}
	for _, name := range []string{"reads_north", "reads_all", "reads_none", "stranger"} {
		actors[name] = actor{name, d.URL(d.Role(name))}
	}
	actors["north"], actors["south"] = actor{"north", northURL}, actor{"south", southURL}
	everybody := []string{"north", "south", "reads_north", "reads_all", "reads_none", "stranger"}
	readers, stations := everybody[2:5], everybody[:2]
	text := recordtest.TextSHA256
	for _, c := range []struct {
		sql  string
		may  []string       // whoever else tries is refused
		sees map[string]int // how many rows each of them gets
	}{
		{`update soprun.entries set payload = 'x'`, nil, nil},
		{`delete from soprun.entries`, nil, nil},
		{`truncate soprun.entries`, nil, nil},
		{`insert into soprun.entries (year, log, seq, leaf, payload) values (2026, 1, 99, 'x', 'x')`, nil, nil},
		{`update soprun.logs set role = session_user`, nil, nil},
		{`update soprun.readers set site = '*'`, nil, nil},
		{`insert into soprun.readers values (session_user, '*')`, nil, nil},
		{`select * from soprun.readers`, nil, nil},
		{`select * from soprun.feeders`, nil, nil},
		{`insert into soprun.feeders values (session_user, '*')`, nil, nil},
		{`delete from soprun.destroyed`, nil, nil},
		{`delete from soprun.forks`, nil, nil},
		{`update soprun.texts set text = 'x'`, nil, nil},
		{`drop table soprun.entries`, nil, nil},
		{`alter table soprun.entries disable row level security`, nil, nil},
		{`create table soprun.mine (a integer)`, nil, nil},
		{`create or replace function soprun.may_read(text) returns boolean language sql as 'select true'`, nil, nil},
		{`select soprun.partition_of(2031)`, nil, nil},
		{`select soprun.own('` + north.Origin + `', null)`, nil, nil},
		{`set role hub_owner`, nil, nil},
		{`select * from soprun.entries_2026`, nil, nil},
		{`select soprun.announce('a.b/c/2026-1', 'x')`, nil, nil},
		{`select count(*) from soprun.logs`, readers, map[string]int{"reads_north": 1, "reads_all": 2, "reads_none": 0}},
		{`select count(*) from soprun.entries`, readers, map[string]int{"reads_north": 4, "reads_all": 8, "reads_none": 0}},
		{`select count(*) from soprun.texts where sha256 = '\x` + text + `'`, readers, map[string]int{"reads_north": 1, "reads_all": 1, "reads_none": 0}},
		{`select soprun.did_destroy('` + south.Origin + `', 1, 'mine', 1)`, []string{"reads_all"}, nil},
		{`select soprun.checkpoint('` + north.Origin + `', 1, sha256(''), 'x')`, []string{"north"}, nil},
		{`select soprun.fork('` + south.Origin + `', 1, sha256(''), 'x')`, []string{"south"}, nil},
		{`select count(size) from soprun.head('` + north.Origin + `')`, stations, map[string]int{"north": 1, "south": 0}},
	} {
		for _, who := range everybody {
			try(t, actors[who], c.sql, c.may, c.sees)
		}
	}
	db := connect(t, southURL)
	if _, _, err := db.Append(t.Context(), north.Origin, north.Store.Head().Root, south.entries(0, 1), nil); !errors.Is(err, hub.ErrRefused) {
		t.Errorf("a station appended to another's log: %v", err)
	}
	if _, err := upload(t, north, southURL); !errors.Is(err, hub.ErrUnknownLog) {
		t.Errorf("a station uploaded another's log: %v", err)
	}
}

// try has somebody do something that only some may, who then get so many rows.
func try(t *testing.T, who actor, text string, may []string, sees map[string]int) {
	t.Helper()
	allowed, n, err := slices.Contains(may, who.name), 0, error(nil)
	if want, counts := sees[who.name]; counts {
		if err = sql(t, who.url, text, &n); err == nil && n != want {
			t.Errorf("%s: %s sees %d, not %d", text, who.name, n, want)
		}
	} else {
		err = sql(t, who.url, text)
	}
	switch {
	case allowed && err != nil:
		t.Errorf("%s: %s was refused: %v", text, who.name, err)
	case !allowed && err == nil:
		t.Errorf("%s: %s could do that", text, who.name)
	}
}
