// Command sqlite is what a user would pick instead of a log: it takes the rows of one from a file,
// puts them into SQLite with an index for each filter, and prints what the same questions take.
package main

import (
	"bufio"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	_ "modernc.org/sqlite"
)

type line struct {
	At, Person, SOP, Outcome, Run string
	Codes                         []string
	Exceptions                    int
	About                         int64
	Field, Value                  string
	Entry                         int64
	Payload, Signature            []byte
}

const schema = `
CREATE TABLE entries(entry INTEGER PRIMARY KEY, payload BLOB NOT NULL, signature BLOB);
CREATE TABLE completions(entry INTEGER PRIMARY KEY, at TEXT, person TEXT, sop TEXT, outcome TEXT, run TEXT, exceptions INTEGER, reviewed INTEGER DEFAULT 0, by TEXT, words TEXT);
CREATE TABLE codes(code TEXT, entry INTEGER, PRIMARY KEY(code, entry)) WITHOUT ROWID;
CREATE TABLE readings(run TEXT, field TEXT, value TEXT, number REAL);
CREATE INDEX by_at ON completions(at);
CREATE INDEX by_person ON completions(person);
CREATE INDEX by_sop ON completions(sop);
CREATE INDEX by_outcome ON completions(outcome);
CREATE INDEX by_reviewed ON completions(reviewed);
CREATE INDEX by_by ON completions(by);
CREATE INDEX by_run ON completions(run);
CREATE INDEX by_value ON readings(field, number);
`

var (
	newest = []string{
		`SELECT * FROM completions ORDER BY entry DESC LIMIT 50`,
		`SELECT * FROM completions WHERE person = 'a.khan' ORDER BY entry DESC LIMIT 50`,
		`SELECT * FROM completions WHERE sop = 'SOP-EQ-014' ORDER BY entry DESC LIMIT 50`,
		`SELECT c.* FROM codes k JOIN completions c USING(entry) WHERE k.code = 'S26' ORDER BY entry DESC LIMIT 50`,
		`SELECT * FROM completions WHERE at >= datetime('now', '-2 months') ORDER BY entry DESC LIMIT 50`,
		`SELECT * FROM completions WHERE reviewed = 0 ORDER BY entry DESC LIMIT 50`,
		`SELECT * FROM completions WHERE outcome = 'ended' ORDER BY entry DESC LIMIT 50`,
		`SELECT * FROM completions WHERE exceptions > 0 ORDER BY entry DESC LIMIT 50`,
		`SELECT * FROM completions WHERE by = 'j.bell' ORDER BY entry DESC LIMIT 50`,
		`SELECT c.* FROM codes k JOIN completions c USING(entry) WHERE k.code = 'S7' AND person = 'd.osei' AND exceptions > 0 ORDER BY entry DESC LIMIT 50`,
	}
	word    = []string{`SELECT * FROM completions WHERE words LIKE '%fridge%' ORDER BY entry DESC LIMIT 50`}
	nothing = []string{`SELECT * FROM completions WHERE words LIKE '%~%'`}
	values  = []string{
		`SELECT DISTINCT c.* FROM readings r JOIN completions c USING(run) WHERE r.number > 8 ORDER BY c.entry DESC LIMIT 50`,
		`SELECT DISTINCT c.* FROM readings r JOIN completions c USING(run) WHERE r.value LIKE '%f-12%' ORDER BY c.entry DESC LIMIT 50`,
	}
)

func main() {
	db, err := sql.Open("sqlite", os.Args[2]+"?_pragma=journal_mode(wal)&_pragma=synchronous(off)")
	must(err)
	_, err = db.Exec(schema)
	must(err)
	acts := fill(db, os.Args[1])
	_, err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	must(err)
	// What is beside the entries serves the questions; it is what a user has to keep, too.
	info, err := os.Stat(os.Args[2])
	must(err)
	must(json.NewEncoder(os.Stdout).Encode(map[string]float64{
		"Newest": slowest(db, newest), "Word": slowest(db, word), "Values": slowest(db, values), "Nothing": slowest(db, nothing),
		"Disk": float64(info.Size()) / float64(acts),
	}))
}

// fill puts the rows in, and returns how many bytes their acts have.
func fill(db *sql.DB, name string) (acts int) {
	f, err := os.Open(name)
	must(err)
	defer f.Close()
	tx, err := db.Begin()
	must(err)
	do := func(query string, args ...any) {
		_, err := tx.Exec(query, args...)
		must(err)
	}
	in := bufio.NewScanner(f)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var l line
		must(json.Unmarshal(in.Bytes(), &l))
		acts += len(l.Payload) + len(l.Signature)
		do("INSERT INTO entries VALUES(?, ?, ?)", l.Entry, l.Payload, l.Signature)
		switch {
		case l.SOP != "":
			do("INSERT INTO completions(entry, at, person, sop, outcome, run, exceptions, words) VALUES(?, ?, ?, ?, ?, ?, ?, ?)", l.Entry, l.At, l.Person, l.SOP, l.Outcome, l.Run, l.Exceptions, string(l.Payload))
			for _, c := range l.Codes {
				do("INSERT OR IGNORE INTO codes VALUES(?, ?)", c, l.Entry)
			}
		case l.About > 0:
			do("UPDATE completions SET reviewed = 1, by = ? WHERE entry = ?", l.Person, l.About)
		case l.Value != "" && l.Field != "":
			do("INSERT INTO readings VALUES(?, ?, ?, CAST(? AS REAL))", l.Run, l.Field, l.Value, l.Value)
		}
	}
	must(in.Err())
	must(tx.Commit())
	return acts
}

// slowest is the median of the slowest query, in milliseconds, with all its rows read.
func slowest(db *sql.DB, queries []string) (most float64) {
	for _, q := range queries {
		var took []time.Duration
		for range 9 {
			began := time.Now()
			rows, err := db.Query(q)
			must(err)
			columns, err := rows.Columns()
			must(err)
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(sql.RawBytes)
			}
			for rows.Next() {
				must(rows.Scan(cells...))
			}
			must(rows.Err())
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		most = max(most, took[len(took)/2].Seconds()*1000)
	}
	return most
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
