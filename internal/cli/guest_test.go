package cli_test

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"soprun/internal/cli"
)

// visits are command lines that work on a log, as they are typed in a folder that
// holds what they name. Every command of the tree is here or in atHome.
var visits = map[string][][]string{
	"log":                        {{"log"}, {"log", "--json", "--person", "a.khan"}, {"log", "--since", "yesterday"}},
	"log approvals":              {{"log", "approvals"}, {"log", "approvals", "--csv"}, {"log", "approvals", "4"}, {"log", "approvals", "99999"}},
	"progress":                   {{"progress"}, {"progress", "nobody", "--json"}},
	"matrix":                     {{"matrix"}, {"matrix", "--json"}, {"matrix", "--csv"}},
	"unread":                     {{"unread"}, {"unread", "--json"}, {"unread", "--csv"}},
	"review":                     {{"review"}, {"review", "--next"}, {"review", "--json"}, {"review", "--exceptions", "--csv"}},
	"trace":                      {{"trace"}, {"trace", "fridge", "--json"}, {"trace", "a.khan -complete", "--csv", "--limit", "3"}, {"trace", "zebra"}},
	"report":                     {{"report", "--csv", "-"}, {"report", "--person", "a.khan", "--json"}, {"report", "--list", "people", "--html", "people.html"}, {"report", "--pdf", "taken"}, {"report", "--month", "March", "--json"}},
	"portfolio":                  {{"portfolio", "l.green", "green", "--html", "green.html", "--passphrase-file", "wrong"}, {"portfolio", "nobody", "none", "--passphrase-file", "wrong"}, {"portfolio", "a.khan", "taken", "--passphrase-file", "wrong"}},
	"chart":                      {{"chart"}, {"chart", "SOP-EQ-014", "now"}, {"chart", "SOP-EQ-014", "now", "--csv"}, {"chart", "SOP-EQ-014", "--slots"}, {"chart", "SOP-NO-000"}, {"chart", "SOP-EQ-014", "now", "--svg", "now.svg"}},
	"show":                       {{"show", "3"}, {"show", "3", "--json"}, {"show", "--signers"}, {"show", "99999"}, {"show", "40"}},
	"verify":                     {{"verify"}, {"verify", "--json"}, {"verify", "--full"}, {"verify", "--after", "nowhere"}},
	"export":                     {{"export", "all.zip"}, {"export", "part", "--person", "a.khan"}, {"export", "no/such/folder/x.zip"}, {"export", "b.zip", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"backup":                     {{"backup", "copy"}, {"backup", "taken"}},
	"index":                      {{"index"}, {"index", "--rebuild"}},
	"people":                     {{"people"}, {"people", "a.khan"}, {"people", "a.kahn"}, {"people", "--json"}},
	"people roles":               {{"people", "roles", "--person", "a.khan", "--roles", "trainee", "--reason", "learns the bench", "--as", "j.bell"}},
	"people unlock":              {{"people", "unlock", "--person", "a.khan", "--reason", "forgot it for a while", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"people revoke":              {{"people", "revoke", "--person", "nobody", "--reason", "it was on a note", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"people access":              {{"people", "access", "--as", "j.bell", "--comment", "all of them work here", "--passphrase-file", "j.bell"}},
	"people assess":              {{"people", "assess", "--person", "a.khan", "--sop", "SOP-XX-000", "--outcome", "competent", "--method", "watched", "--as", "j.bell"}},
	"people retire":              {{"people", "retire", "--sop", "SOP-XX-000", "--version", "1.0", "--reason", "nobody uses it", "--as", "j.bell"}},
	"people enrol":               {{"people", "enrol", "--name", "Jo Osei", "--person", "jo.osei", "--as", "j.bell", "--new-passphrase-file", "wrong", "--passphrase-file", "missing"}},
	"people key":                 {{"people", "key", "--person", "j.bell", "--reason", "it was seen", "--as", "j.bell", "--new-passphrase-file", "next", "--passphrase-file", "wrong"}},
	"people passphrase":          {{"people", "passphrase", "--person", "j.bell", "--passphrase-file", "wrong", "--new-passphrase-file", "next"}, {"people", "passphrase", "--person", "a.khan"}},
	"close":                      {{"close", "--reason", "end of the year", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"dispose":                    {{"dispose", "--before", "2001-01-01", "--reason", "kept for long enough", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"dispose list":               {{"dispose", "list"}, {"dispose", "list", "--json"}, {"dispose", "list", "3"}},
	"confirm":                    {{"confirm", "--entry", "3", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"countersign":                {{"countersign", "--entry", "3", "--as", "j.bell"}, {"countersign", "--entry", "99999", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"amend":                      {{"amend", "--entry", "3", "--as", "j.bell", "--step", "1", "--value", "2", "--reason", "misread the display", "--passphrase-file", "wrong"}},
	"return":                     {{"return", "--entry", "3", "--as", "j.bell", "--reason", "the second reading is missing", "--passphrase-file", "wrong"}},
	"answer":                     {{"answer", "--entry", "3", "--as", "a.khan", "--text", "it is in the book of the fridge", "--passphrase-file", "wrong"}},
	"have-read":                  {{"have-read", "SOP-IC-001", "--as", "a.khan", "--passphrase-file", "wrong"}, {"have-read", "SOP-NO-000", "--as", "j.bell"}},
	"today":                      {{"today"}, {"today", "--json"}, {"today", "nothing"}, {"today", "--pages", "sops"}, {"today", "--pages", "none"}},
	"due":                        {{"due"}, {"due", "--missed", "--csv"}, {"due", "SOP-XX-000@2026-11-28"}},
	"due explain":                {{"due", "explain", "--sop", "SOP-XX-000", "--first", "2026-11-20", "--reason", "the bench was flooded", "--as", "a.khan"}},
	"running":                    {{"running"}, {"running", "--json"}, {"running", "--csv"}, {"running", "r-none"}},
	"incidents":                  {{"incidents"}, {"incidents", "--json"}, {"incidents", "3"}},
	"incidents close":            {{"incidents", "close", "--entry", "3", "--reason", "the rotor was replaced", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"notes":                      {{"notes"}, {"notes", "--csv"}, {"notes", "3"}},
	"notes leave":                {{"notes", "leave", "--by", "a.khan", "--text", "rotor 2 squeaks"}, {"notes", "leave", "--by", "nobody", "--text", "rotor 2 squeaks"}},
	"notes tick":                 {{"notes", "tick", "--entry", "3", "--by", "j.bell"}},
	"assets":                     {{"assets"}, {"assets", "--json"}, {"assets", "F-12"}},
	"assets in":                  {{"assets", "in", "--asset", "F-12", "--reason", "the door was mended", "--as", "j.bell"}},
	"assets out":                 {{"assets", "out", "--asset", "new F-12", "--reason", "the door does not close", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"calendar":                   {{"calendar"}, {"calendar", "--csv"}, {"calendar", "3"}},
	"calendar declare":           {{"calendar", "declare", "--first", "2026-12-24", "--last", "2027-01-03", "--state", "closed", "--reason", "the laboratory moves", "--as", "j.bell", "--passphrase-file", "j.bell"}},
	"calendar rules":             {{"calendar", "rules", "--lapsed", "block", "--nation", "scotland", "--reason", "agreed last week", "--as", "j.bell", "--passphrase-file", "j.bell"}},
	"people duties":              {{"people", "duties"}, {"people", "duties", "--json"}, {"people", "duties", "3"}},
	"people assessments":         {{"people", "assessments"}, {"people", "assessments", "--waiting", "--json"}, {"people", "assessments", "3"}},
	"people assessments respond": {{"people", "assessments", "respond", "--entry", "3", "--agree", "no", "--comment", "I was told twice", "--as", "a.khan", "--passphrase-file", "wrong"}},
	"people evidence":            {{"people", "evidence"}, {"people", "evidence", "--csv"}, {"people", "evidence", "3"}},
	"people evidence record":     {{"people", "evidence", "record", "--person", "a.khan", "--code", "K27", "--method", "question", "--asked", "why balance it?", "--said", "or it shakes", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"people statements":          {{"people", "statements"}, {"people", "statements", "--json"}, {"people", "statements", "3"}},
	"people statements make":     {{"people", "statements", "make", "--person", "a.khan", "--first", "2025-11-22", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"watched":                    {{"watched", "--entry", "3", "--outcome", "not yet", "--independence", "alone", "--comment", "calm, and in order", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"people schemes":             {{"people", "schemes"}, {"people", "schemes", "--json"}, {"people", "schemes", "SOP-XX-000"}},
	"people schemes set":         {{"people", "schemes", "set", "--pages", "SOP-IC-001", "--observations", "3", "--assessors", "2", "--methods", "observed", "--months", "24", "--reason", "agreed last week", "--as", "j.bell", "--passphrase-file", "j.bell"}},
	"people terminals":           {{"people", "terminals"}, {"people", "terminals", "--json"}, {"people", "terminals", "bench-9"}},
	"people terminals add":       {{"people", "terminals", "add", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF3jnUJqvRITmSopx7T7LnDSrXSJUulFArml9eN0jgF3 root@bench-3", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"people terminals remove":    {{"people", "terminals", "remove", "--name", "bench-3", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"people duties assign":       {{"people", "duties", "assign", "--person", "a.khan", "--sop", "SOP-IC-001", "--as", "j.bell", "--passphrase-file", "j.bell"}},
	"people duties unassign":     {{"people", "duties", "unassign", "--person", "a.khan", "--sop", "SOP-IC-001", "--as", "j.bell", "--passphrase-file", "wrong"}},
	"approve":                    {{"approve", "SOP-IC-001", "--as", "j.bell", "--passphrase-file", "wrong"}, {"approve", "SOP-NO-000", "--as", "j.bell"}},
	"serve status":               {{"serve", "status"}},
	"checkpoint":                 {{"checkpoint"}},
	"checkpoint words":           {{"checkpoint", "words"}, {"checkpoint", "words", "none"}},
	"checkpoint qr":              {{"checkpoint", "qr"}},
	"checkpoint compare":         {{"checkpoint", "compare", "noted"}, {"checkpoint", "compare", "missing"}},
	"checkpoint request":         {{"checkpoint", "request", "asked"}},
	"checkpoint keep":            {{"checkpoint", "keep", "noted"}},
	"checkpoint list":            {{"checkpoint", "list"}},
	"checkpoint key":             {{"checkpoint", "key"}},
	"stamp":                      {{"stamp", "--request", "query"}, {"stamp", "--reply", "noted"}},
	"release":                    {{"release"}},
	"release pull":               {{"release", "pull"}, {"release", "pull", "postgres://nobody@127.0.0.1:1/none"}},
	"sync":                       {{"sync"}, {"sync", "postgres://nobody@127.0.0.1:1/none"}},
	"paper":                      {{"paper", "SOP-IC-001"}, {"paper", "SOP-NO-000"}},
}

// atHome are commands that open no log, or that need one alone.
var atHome = []string{
	"", "run", "serve", "practise", "inspect", "set-up", "continue", "restore", "witness", "new", "adopt", "lint", "fmt", "diff", "codes", "cards", "demo", "version", "help",
	"hub", "stations", "release make", "release publish", "release trust", "completion", "completion bash", "completion fish", "completion powershell", "completion zsh", "man",
}

func TestEveryCommandIsTriedAsAGuest(t *testing.T) {
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		name := strings.TrimSpace(strings.TrimPrefix(c.CommandPath(), "soprun"))
		if _, tried := visits[name]; !tried && !slices.Contains(atHome, first(name)) {
			t.Errorf("%q is neither tried as a guest nor named as a command that needs no log", name)
		}
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(cli.Tree())
}

// place is a folder with what the command lines name, and a copy of the demo.
func place(t *testing.T) (data, work string) {
	t.Helper()
	data, work = ownDemo(t), t.TempDir()
	printed, err := os.ReadFile(filepath.Join(data, "printed"))
	if err != nil {
		t.Fatal(err)
	}
	phrase := ""
	for line := range strings.Lines(string(printed)) {
		if fields := strings.Fields(line); len(fields) > 3 && fields[0] == "j.bell" {
			phrase = strings.Join(fields[len(fields)-4:], " ")
		}
	}
	for name, text := range map[string]string{"wrong": "nobody uses this one\n", "next": "violet harbour nine bells\n", "noted": "six words\n", "taken": "it is here\n", "j.bell": phrase + "\n"} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	folderOf(t, filepath.Join(work, "sops"), 1)
	return data, work
}

// soprun is a process of the program in a folder.
func soprun(data, work string, args ...string) *exec.Cmd {
	self, err := os.Executable() // which TestMain makes the program under this name
	if err != nil {
		panic(err)
	}
	cmd := exec.Command(self)
	cmd.Args = append([]string{"soprun"}, args...)
	cmd.Dir = work
	cmd.Env = append(os.Environ(), "SOPRUN_DATA="+data, "NO_COLOR=1", "TERM=dumb")
	return cmd
}

// in runs a command line in a folder.
func in(t *testing.T, data, work string, args []string) ran {
	t.Helper()
	var out, errs strings.Builder
	cmd := soprun(data, work, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return ran{cmd.ProcessState.ExitCode(), steady(out.String(), data, work), steady(errs.String(), data, work)}
}

// inside is in without a process of its own, of which some hundreds take most of the time.
func inside(t *testing.T, data, work string, args []string) ran {
	t.Helper()
	t.Chdir(work)
	var out, errs strings.Builder
	code := cli.Run(args, append(os.Environ(), "SOPRUN_DATA="+data, "NO_COLOR=1", "TERM=dumb"), strings.NewReader(""), &out, &errs)
	return ran{code, steady(out.String(), data, work), steady(errs.String(), data, work)}
}

// hold opens the program on a log, somewhere else, until the test ends it.
func hold(t *testing.T, data string) (leave func()) {
	t.Helper()
	_, leave = holder(t, data)
	return leave
}

// holder is hold with the process.
func holder(t *testing.T, data string) (p *os.Process, leave func()) {
	t.Helper()
	cmd := soprun(data, t.TempDir(), "--plain")
	to, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	from, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := ""
	for buffer := make([]byte, 1<<16); !strings.Contains(said, "q to quit"); {
		n, err := from.Read(buffer)
		if said += string(buffer[:n]); err != nil {
			t.Fatalf("%v: %s", err, said)
		}
	}
	return cmd.Process, func() {
		_, err := io.WriteString(to, "q\n")
		_, readErr := io.Copy(io.Discard, from)
		if err := errors.Join(err, readErr, cmd.Wait()); err != nil {
			t.Error(err)
		}
	}
}

// checked is a place whose log was verified before, as a bench does by itself.
func checked(t *testing.T) (data, work string) {
	t.Helper()
	data, work = place(t)
	if got := inside(t, data, work, []string{"verify"}); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	return data, work
}

// volatile is what differs between two copies of one log: time, chance and what
// follows from them.
var volatile = regexp.MustCompile(`soprun: waiting for the soprun .*\n|[0-9a-f]{64}|SHA256:[A-Za-z0-9+/]+|[A-Za-z0-9+/]{43,}=?|\d\d:\d\d(:\d\d)?(\.\d+)?|-\d{6,}|\d+ min`)

func steady(text, data, work string) string {
	text = strings.NewReplacer(data, "DATA", work, "WORK").Replace(text)
	return strings.TrimPrefix(volatile.ReplaceAllString(text, "~"), "~")
}

// A bench is open all day: what is asked of its log meanwhile is answered as if the
// command had it alone.
func TestACommandBesideTheProgramSaysWhatItSaysAlone(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	var empty, held visited
	defer held.end()
	held.hold = hold
	for _, name := range slices.Sorted(maps.Keys(visits)) {
		for _, args := range visits[name] {
			alone, beside := empty.in(t, args), held.in(t, args)
			if alone != beside {
				t.Errorf("soprun %s\nalone: %d\n%s%s\nbeside: %d\n%s%s", strings.Join(args, " "), alone.code, alone.out, alone.errors, beside.code, beside.out, beside.errors)
			}
		}
	}
}

// visited is a place for one command after the other, which is made anew after one that
// wrote something.
type visited struct {
	hold       func(t *testing.T, data string) (leave func()) // nil where nobody has its log open
	data, work string
	leave      func()
	left       [32]byte // what was in it
}

func (v *visited) in(t *testing.T, args []string) ran {
	t.Helper()
	if v.data == "" {
		v.data, v.work = checked(t)
		if v.hold != nil {
			v.leave = v.hold(t, v.data)
		}
	}
	v.left = contents(t, v.data, v.work)
	got := inside(t, v.data, v.work, args)
	if contents(t, v.data, v.work) != v.left {
		v.end()
	}
	return got
}

func (v *visited) end() {
	if v.leave != nil {
		v.leave()
	}
	v.data, v.leave = "", nil
}

// contents is a hash of the files of some folders, with their names.
func contents(t *testing.T, dirs ...string) (sum [32]byte) {
	t.Helper()
	all := sha256.New()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			all.Write([]byte(name + "\n"))
			if err != nil || !e.Type().IsRegular() {
				return err
			}
			text, err := os.ReadFile(name)
			all.Write(text)
			if errors.Is(err, fs.ErrNotExist) { // its name is in the hash: a program that runs puts a new file in its place
				return nil
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return [32]byte(all.Sum(nil))
}

func TestWhatNeedsTheLogAloneWaitsForIt(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	data, work := place(t)
	leave := hold(t, data)
	if got := in(t, data, work, []string{"--plain"}); got.code != 1 || !strings.Contains(got.errors, "already open in process") {
		t.Errorf("a second program: %+v", got)
	}
	waiting := make(chan ran)
	go func() {
		cmd := soprun(data, work, "--plain", "--wait", "60s")
		cmd.Stdin = strings.NewReader("q\n")
		out, _ := cmd.CombinedOutput()
		waiting <- ran{cmd.ProcessState.ExitCode(), string(out), ""}
	}()
	leave()
	if got := <-waiting; got.code != 0 || !strings.Contains(got.out, "Goodbye.") {
		t.Errorf("it did not wait: %+v", got)
	}
}

// first is the command that others stand below, where none of those opens a log.
func first(name string) string {
	if below, is := strings.CutPrefix(name, "hub "); is && below != "" {
		return "hub"
	}
	return name
}
