package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"soprun/internal/cli"
	"soprun/internal/present"
	"soprun/internal/report"
)

// keysOf returns the keys of a JSON object in their order.
func keysOf(t *testing.T, object string) (keys []string) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(object))
	depth, isKey := 0, true
	for {
		tok, err := dec.Token()
		if err != nil {
			return keys
		}
		switch tok {
		case json.Delim('{'), json.Delim('['):
			depth++
			continue
		case json.Delim('}'), json.Delim(']'):
			if depth--; depth == 1 {
				isKey = true
			}
			continue
		}
		if depth != 1 {
			continue
		}
		if word, ok := tok.(string); ok && isKey {
			keys = append(keys, word)
		}
		isKey = !isKey
	}
}

// Whatever is listed on a screen and in the dialogue is a command too, in words, as JSON
// and as CSV, with the same columns in both.
func TestEveryListIsACommand(t *testing.T) {
	dir := ownDemo(t)
	for _, l := range present.Lists {
		command := strings.Fields(l.Command)
		if cmd, rest, err := cli.Tree().Find(command); err != nil || len(rest) != 0 || cmd.CommandPath() != "soprun "+l.Command {
			t.Errorf("%q is no command: %v", l.Command, err)
			continue
		}
		words, errs := call(t, dir, command...)
		object, _ := call(t, dir, append(command, "--json")...)
		table, _ := call(t, dir, append(command, "--csv")...)
		rows, err := csv.NewReader(strings.NewReader(table)).ReadAll()
		if err != nil || len(rows) == 0 || !slices.Equal(rows[0], l.Columns) {
			t.Fatalf("%s --csv: %v %q", l.Command, err, table)
		}
		lines := strings.Split(strings.TrimSuffix(object, "\n"), "\n")
		if len(rows) == 1 {
			if object != "" || !strings.HasPrefix(words, l.Empty+"\n") {
				t.Errorf("%s of nothing says %q, %q and %q", l.Command, words, object, errs)
			}
			continue
		}
		if len(lines) != len(rows)-1 {
			t.Errorf("%s: %d objects, %d rows", l.Command, len(lines), len(rows)-1)
		}
		for _, line := range lines {
			if got := keysOf(t, line); !json.Valid([]byte(line)) || !slices.Equal(got, l.Columns) {
				t.Errorf("%s: %s has the keys %q, want %q", l.Command, line, got, l.Columns)
			}
		}
		name := rows[1][0]
		opens := present.Link{List: l.Name, Row: name}.Command()
		out, errs := call(t, dir, strings.Fields(strings.TrimPrefix(opens, "soprun "))...)
		if !strings.HasPrefix(out, l.Named(name)+"  ") || strings.Count(out, "\n\n") < 2 {
			t.Errorf("%s says %q, %q", opens, out, errs)
		}
	}
}

func TestARowThatThereIsNoneOfIsSaidWithWhatCouldBeMeant(t *testing.T) {
	dir := ownDemo(t)
	for line, want := range map[string]string{
		"people a.kahn": `there is no short name "a.kahn" (did you mean a.khan?)`, "people enrl": `soprun people has no command "enrl" (did you mean enrol?)`,
		"log approvals 99999": `there is no approval "99999"`, "dispose list 3": `there is no disposal "3"`,
		"people --json --csv": "give --json or --csv, not both",
	} {
		if out, errs := call(t, dir, strings.Fields(line)...); out != "" || !strings.Contains(errs, want) {
			t.Errorf("soprun %s: %q, %q; want %q", line, out, errs, want)
		}
	}
}

// A cell of a spreadsheet that begins as a formula would be worked out.
func TestNoCellOfACSVIsAFormula(t *testing.T) {
	for value, want := range map[any]string{"=1+1": "'=1+1", "-2": "'-2", "@x": "'@x", "plain": "plain", "": "", int64(0): "0", true: "true"} {
		if got, err := report.Cell(value); err != nil || got != want {
			t.Errorf("%v becomes %q, want %q; %v", value, got, want, err)
		}
	}
}

// An entry that stands in a list is told as it is there, and its bytes are asked for.
func TestAnApprovalAndADisposalAreShownInWords(t *testing.T) {
	dir, phrase, _ := copied(t)
	if out, errs := call(t, dir, "dispose", "--before", "2026-03-01", "--reason", "kept for long enough", "--as", "j.bell", "--passphrase-file", phrase); !strings.Contains(out, "Nothing is destroyed yet") {
		t.Fatalf("%s\n%s", out, errs)
	}
	for list, words := range map[string][]string{
		"log approvals": {"Signed\n", "Approved by ", "\nText\n", "SHA-256 of its text: ", "It was not retired."},
		"dispose list":  {"Disposal\n", "Decided by J. Bell (j.bell)", "Why: Kept for long enough.", "Nothing is destroyed yet"},
	} {
		out, _ := call(t, dir, append(strings.Fields(list), "--json")...)
		var row struct{ Entry int64 }
		if err := json.NewDecoder(strings.NewReader(out)).Decode(&row); err != nil {
			t.Fatalf("%s: %q: %v", list, out, err)
		}
		entry := strconv.FormatInt(row.Entry, 10)
		shown, errs := call(t, dir, "show", entry)
		in, _ := call(t, dir, append(strings.Fields(list), entry)...)
		if shown != in || !strings.HasPrefix(shown, "Entry "+entry+"  ") || strings.Contains(shown, "{") {
			t.Errorf("show %s prints\n%s\n%s\nand the list\n%s", entry, shown, errs, in)
		}
		for _, want := range words {
			if !strings.Contains(shown, want) {
				t.Errorf("%q is not shown:\n%s", want, shown)
			}
		}
		if exact, _ := call(t, dir, "show", entry, "--json"); !strings.HasPrefix(exact, `{"`) || !json.Valid([]byte(exact)) {
			t.Errorf("show %s --json prints %s", entry, exact)
		}
	}
}

// What stands in no list is told by the sentence that was signed.
func TestEveryActIsShownInWords(t *testing.T) {
	dir, phrase, _ := copied(t)
	if out, errs := call(t, dir, "dispose", "--before", "2026-03-01", "--reason", "kept for long enough", "--as", "j.bell", "--passphrase-file", phrase); !strings.Contains(out, "Nothing is destroyed yet") {
		t.Fatalf("%s\n%s", out, errs)
	}
	acts := 0
	for i := range 60 {
		entry := strconv.Itoa(i)
		exact, _ := call(t, dir, "show", entry, "--json")
		var stored struct{ Type, Statement string }
		if err := json.Unmarshal([]byte(exact), &stored); err != nil {
			t.Fatalf("show %s --json prints %q: %v", entry, exact, err)
		}
		if stored.Statement == "" {
			continue
		}
		acts++
		if shown, errs := call(t, dir, "show", entry); strings.Contains(shown, `"statement"`) || !strings.Contains(shown, "I, ") && !strings.Contains(shown, " by ") && !strings.Contains(shown, "Decided by") {
			t.Errorf("show %s, a %s, prints\n%s%s", entry, stored.Type, shown, errs)
		}
	}
	if acts < 5 {
		t.Errorf("only %d acts were shown", acts)
	}
}

// A part of a line that a new view forgets would be a fact that nobody reads.
func TestEveryPartOfALineIsPrinted(t *testing.T) {
	line := present.Said{Number: 7, Link: present.Link{}}
	v := reflect.ValueOf(&line).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.String {
			v.Field(i).SetString("the-" + v.Type().Field(i).Name)
		}
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.String && !strings.Contains(line.Line(), f.String()) {
			t.Errorf("%s is not in %q", v.Type().Field(i).Name, line.Line())
		}
	}
}
