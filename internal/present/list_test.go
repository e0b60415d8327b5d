package present_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"soprun/internal/model"
	"soprun/internal/present"
)

// What each list says of its first row: on a screen, in the dialogue, as a command, and
// as columns.
var firstRows = map[string]struct{ cells, says, prints, values string }{
	"log": {
		cells: "22 Nov 13:47|A. Khan|Look at a fridge|except 1|countersigned",
		says:  "Look at a fridge: A. Khan, 22 Nov 2026 13:47, except 1, amended, countersigned by J. Bell, J. Bell (DISPUTED).",
		prints: "     42  2026-11-22 13:47  a.khan          SOP-X-001    v2.1   complete-except   1 exception   " +
			"amended, countersigned by j.bell, j.bell (DISPUTED)  S16 K7",
		values: `[42,"2026-11-22T13:47:00Z","a.khan","assistant","SOP-X-001","2.1","r-2","complete-except",["S16","K7"],` +
			`[{"action":"ordered one","kind":"not-done","step":"sweep","text":"no broom"}],["j.bell"],[],["a.khan"],false,false,["j.bell"],[],[]]`,
	},
	"review": {
		cells:  "J. Bell|Look at a fridge|DISPUTED|365 days",
		says:   "Look at a fridge: J. Bell, 22 Nov 2025 13:47, DISPUTED, waits for 365 days.",
		prints: "     41  2025-11-22 13:47  j.bell          SOP-X-001    v2.1   complete          0 exceptions  DISPUTED",
		values: `[41,"2025-11-22T13:47:00Z","j.bell","","SOP-X-001","2.1","r-1","complete",null,[],[],[],[],true,false,[],[],[]]`,
	},
	"trace": {
		cells:  "22 Nov 13:47|Look at a fridge|A. Khan  cs J. Bell, J. Bell  DISPUTED",
		says:   "22 Nov 2026 13:47, Look at a fridge; A. Khan, amended, countersigned by J. Bell, J. Bell (DISPUTED).",
		prints: "     42  2026-11-22 13:47  Look at a fridge  a.khan  amended, countersigned by j.bell, j.bell (DISPUTED)",
		values: `[42,"2026-11-22T13:47:00Z","SOP-X-001","2.1","Look at a fridge","r-2","complete-except","a.khan",["j.bell"],["a.khan"],true,[],[]]`,
	},
	"people": {
		cells:  "A. Khan|a.khan|KEY REVOKED|assistant",
		says:   "A. Khan, short name a.khan: assistant. Their key is revoked.",
		prints: "a.khan               A. Khan                  revoked  assistant",
		values: `["a.khan","A. Khan",["assistant"],"revoked",2,["SHA256:one"],["SOP-X-001 v2.1"]]`,
	},
	"approvals": {
		cells:  "22 Nov 13:47|J. Bell|SOP-X-001 v2.1  Look at a fridge|from 1 Nov 2026, DISPUTED",
		says:   "SOP-X-001 v2.1, Look at a fridge: approved by J. Bell, 22 Nov 2026 13:47, in force from 1 Nov 2026, DISPUTED.",
		prints: "     61  2026-11-22 13:47  j.bell          SOP-X-001    v2.1   from 2026-11-01, DISPUTED  Look at a fridge",
		values: `[61,"2026-11-22T13:47:00Z","j.bell","SOP-X-001","2.1","Look at a fridge","","2026-11-01","",false,true,0,"","",""]`,
	},
	"running": {
		cells:  "22 Nov 12:47|A. Khan|Look at a fridge|HOLD, needs a supervisor|step 2 of 5",
		says:   "Look at a fridge: step 2 of 5, HOLD, needs a supervisor, A. Khan, 12 min ago. Run r-7, begun 22 Nov 2026 12:47.",
		prints: "r-7                   2026-11-22 12:47  a.khan          SOP-X-001    v2.1   step 2 of 5      HOLD, needs a supervisor   Look at a fridge",
		values: `["r-7","SOP-X-001","2.1","Look at a fridge","a.khan","2026-11-22T12:47:00Z","2026-11-22T13:35:00Z",2,"",5,"release","supervisor",false]`,
	},
	"today": {
		cells:  "late|Look at a fridge  F-12|41 min late",
		says:   "Late: Look at a fridge  F-12, 41 min late.",
		prints: "SOP-X-001@2026-11-22:F-12        late                     Look at a fridge  F-12: 41 min late",
		values: `["SOP-X-001@2026-11-22:F-12","late","Look at a fridge  F-12","SOP-X-001","F-12","2026-11-22","2026-11-22T13:06:00Z","","","",""]`,
	},
	"due": {
		cells:  "MISSED Fri 20 Nov|Look at a fridge  F-11|SOP-X-001",
		says:   "Look at a fridge  F-11, SOP-X-001: MISSED Fri 20 Nov.",
		prints: "SOP-X-001@2026-11-20:F-11        MISSED Fri 20 Nov      Look at a fridge  F-11",
		values: `["SOP-X-001@2026-11-20:F-11","SOP-X-001","F-11","2026-11-20","2026-11-20T13:47:00Z","missed",0,0]`,
	},
	"incidents": {
		cells:  "20 Nov 11:47|A. Khan|W-1, a tube broke|2 days",
		says:   "Entry 70: W-1, a tube broke. Raised by A. Khan in run r-2 of SOP-X-001, 20 Nov 2026 11:47.",
		prints: "     70  2026-11-20 11:47  a.khan          SOP-X-001    spin         W-1, a tube broke",
		values: `[70,"2026-11-20T11:47:00Z","a.khan","SOP-X-001","r-2","spin","","W-1","a tube broke"]`,
	},
	"notes": {
		cells:  "22 Nov 13:47|A. Khan|rotor 2 squeaks",
		says:   "Entry 71, by A. Khan, 22 Nov 2026 13:47: Rotor 2 squeaks.",
		prints: "     71  2026-11-22 13:47  a.khan          rotor 2 squeaks",
		values: `[71,"2026-11-22T13:47:00Z","a.khan","rotor 2 squeaks"]`,
	},
	"assets": {
		cells:  "F-12|22 Nov 13:47|the door|OUT 3 h, DISPUTED",
		says:   "F-12: out of service since 22 Nov 2026 10:47, by A. Khan, DISPUTED, last used 22 Nov 2026 13:47, the door.",
		prints: "F-12             2026-11-22 13:47  OUT 3 h, DISPUTED          the door",
		values: `["F-12","asset","out",72,"2026-11-22T10:47:00Z","a.khan","the door",true,"",2,0,42,"2026-11-22T13:47:00Z"]`,
	},
	"duties": {
		cells:  "A. Khan|SOP-X-001  Look at a fridge|to read by 30 Nov 2026",
		says:   "Entry 73: A. Khan has the duty of SOP-X-001  Look at a fridge, given by J. Bell. To read by 30 Nov 2026.",
		prints: "     73  a.khan          SOP-X-001  Look at a fridge                                   to read by 30 Nov 2026",
		values: `[73,"a.khan","SOP-X-001","","2.1","2026-11-30","",0,"2026-11-22T13:47:00Z","j.bell","new here",false]`,
	},
	"terminals": {
		cells:  "bench-3|A. Khan's own|DISPUTED",
		says:   "Entry 77: terminal bench-3, A. Khan's own, has access since 22 Nov 2026 13:47, given by M. Rossi, DISPUTED.",
		prints: "     77  bench-3           A. Khan's own             SHA256:its, DISPUTED",
		values: `[77,"bench-3","SHA256:its","SHA256:ours","a.khan","2026-11-22T13:47:00Z","m.rossi","new tablet",true]`,
	},
	"matrix": {
		cells:  "A. Khan|SOP-X-001  Look at a fridge|signed off, not read, NOT AGREED, observed 1 of 3",
		says:   "A. Khan, SOP-X-001  Look at a fridge: signed off, not read, NOT AGREED, observed 1 of 3.",
		prints: "a.khan          SOP-X-001     signed off, not read, NOT AGREED, observed 1 of 3   Look at a fridge",
		values: `["a.khan/SOP-X-001","a.khan","SOP-X-001","signed off, not read, NOT AGREED, observed 1 of 3",true,"2.1","","2026-11-30","competent",64,"alone","2.1","",true,0,"",1,3,1,2,0,"no",0]`,
	},
	"assessments": {
		cells:  "22 Nov 13:47|A. Khan|SOP-X-001 v2.1: competent (observed, alone)|NOT AGREED",
		says:   "Entry 64: A. Khan in SOP-X-001 v2.1, competent (observed, alone), J. Bell, 22 Nov 2026, watched in r-2, entry 64: calm. THEY DO NOT AGREE, entry 65: =I was told twice.",
		prints: "     64  a.khan          SOP-X-001    v2.1   competent observed, alone      by j.bell         NOT AGREED",
		values: `[64,"2026-11-22T13:47:00Z","a.khan","SOP-X-001","2.1","competent","observed","alone","r-2","j.bell","calm","",0,"",true,false,"no",65,"2026-11-22T13:47:00Z","=I was told twice",false]`,
	},
	"unread": {
		cells:  "A. Khan|SOP-X-001  Look at a fridge|to read by 30 Nov 2026",
		says:   "Entry 73: A. Khan has the duty of SOP-X-001  Look at a fridge, given by J. Bell. To read by 30 Nov 2026.",
		prints: "     73  a.khan          SOP-X-001  Look at a fridge                                   to read by 30 Nov 2026",
		values: `[73,"a.khan","SOP-X-001","","2.1","2026-11-30","",0,"2026-11-22T13:47:00Z","j.bell","new here",false]`,
	},
	"calendar": {
		cells:  "24 Dec 2026 to 3 Jan 2027|we move|closed",
		says:   "Entry 74: 24 Dec 2026 to 3 Jan 2027, closed, by J. Bell. We move.",
		prints: "     74  2026-12-24  2027-01-03  closed  j.bell          we move",
		values: `[74,"2026-12-24","2027-01-03","closed","2026-11-22T13:47:00Z","j.bell","we move",false,0]`,
	},
	"schemes": {
		cells:  "SOP-X-001  Look at a fridge|3 runs, 2 assessors, 24 months|DISPUTED",
		says:   "SOP-X-001 Look at a fridge: 3 runs without help by 2 assessors, for 24 months, by J. Bell, entry 76, DISPUTED.",
		prints: "     76  SOP-X-001      3 runs without help by 2 assessors, for 24 months, DISPUTED",
		values: `["SOP-X-001",76,3,2,["observed","questions"],24,10,18,"2026-11-22T13:47:00Z","j.bell","agreed",true,false]`,
	},
	"evidence": {
		cells:  "A. Khan|K27|why balance it?|question, 21 Nov 2026|DISPUTED",
		says:   "Entry 91: K27 of A. Khan, question on 21 Nov 2026, by J. Bell, DISPUTED. Asked: Why balance it? Said: =or it shakes.",
		prints: "     91  a.khan          K27  question   2026-11-21  by j.bell         why balance it?, DISPUTED",
		values: `[91,"2026-11-22T13:47:00Z","a.khan","K27","question","2026-11-21","why balance it?","=or it shakes","j.bell",true]`,
	},
	"statements": {
		cells:  "A. Khan|22 Nov 2025 to 22 Nov 2026: their own work|by J. Bell|DISPUTED",
		says:   "Entry 92: the evidence of A. Khan, 22 Nov 2025 to 22 Nov 2026, is their own work, by J. Bell, DISPUTED. =seen.",
		prints: "     92  a.khan          2025-11-22 to 2026-11-22  by j.bell         =seen, DISPUTED",
		values: `[92,"2026-11-22T13:47:00Z","a.khan","2025-11-22","2026-11-22","=seen","j.bell",true]`,
	},
	"disposals": {
		cells:  "22 Nov 13:47|M. Rossi|402 entries from before 22 Nov 2018: =kept again|NOT CONFIRMED, DISPUTED",
		says:   "Entry 90: 402 entries from before 22 Nov 2018, by M. Rossi, 22 Nov 2026 13:47, NOT CONFIRMED, DISPUTED. =kept again.",
		prints: "     90  402 entries from before 2018-11-22, by m.rossi: =kept again  NOT CONFIRMED, DISPUTED",
		values: `[90,"2026-11-22T13:47:00Z","m.rossi","2018-11-22",402,"=kept again",true,0,"",false]`,
	},
}

func TestEveryListSaysItsRowsInItsWords(t *testing.T) {
	if len(firstRows) != len(present.Lists) {
		t.Fatalf("%d lists are tried, there are %d", len(firstRows), len(present.Lists))
	}
	for _, l := range present.Lists {
		row, want := rows(t, l, full(), "")[0], firstRows[l.Name]
		var cells []string
		for _, c := range l.Cells(row, listed) {
			cells = append(cells, c.Text)
		}
		values, err := json.Marshal(l.Values(row))
		if err != nil {
			t.Fatal(err)
		}
		for got, want := range map[string]string{
			strings.Join(cells, "|"): want.cells, l.Says(row, listed): want.says, strings.TrimRight(l.Prints(row, listed), " "): want.prints, string(values): want.values,
		} {
			if got != want {
				t.Errorf("%s:\n%s\nwant\n%s", l.Name, got, want)
			}
		}
		if len(l.Values(row)) != len(l.Columns) {
			t.Errorf("%s has %d columns and %d values", l.Name, len(l.Columns), len(l.Values(row)))
		}
	}
}

// docText is a document as plain lines, with what they lead to.
func docText(d present.Doc) string {
	var b strings.Builder
	for _, s := range d {
		fmt.Fprintln(&b, s.Heading+":")
		for _, l := range s.Lines {
			fmt.Fprintln(&b, strings.Join(strings.Fields(l.Text+" "+l.Flag+" "+l.Link.Command()), " "))
		}
	}
	return b.String()
}

func TestEveryRowIsOpenedInFullWithWhatItLeadsTo(t *testing.T) {
	b := full()
	for row, want := range map[present.Link][]string{
		{List: "log", Row: "42"}:        {"I did it."},
		{List: "people", Row: "a.khan"}: {"Their key is revoked.", "2 wrong passphrases in a row", "Key SHA256:one, since entry 2, REVOKED in entry 30", "SOP-X-001 v2.1: competent (observed, alone), J. Bell", "entry 64: calm. THEY DO NOT AGREE, entry 65: =I was told twice soprun run SOP-X-001", "not yet (questions), J. Bell, 22 Nov 2026, entry 63. Waits for their word"},
		{List: "people", Row: "j.bell"}: {"Roles: supervisor.", "In nothing yet."},
		{List: "approvals", Row: "3"}: {
			"Approved by J. Bell (j.bell) on 22 Nov 2026 13:47. soprun people j.bell", "soprun run SOP-X-001", "To be reviewed by 1 Nov 2027.", "SHA-256 of its text: 0f0f",
			"Retired by M. Rossi (m.rossi) on 22 Nov 2026 13:47, entry 60: the limits were wrong soprun people m.rossi",
		},
		{List: "approvals", Row: "61"}:                    {present.Disputed, "It was not retired."},
		{List: "disposals", Row: "80"}:                    {"1 entry of runs that were completed before 22 Nov 2017, and reviewed.", "Confirmed by J. Bell (j.bell), entry 81. soprun people j.bell", present.Disputed},
		{List: "due", Row: "SOP-X-001@2026-11-20:F-11"}:   {"Look at a fridge F-11. soprun run SOP-X-001", "Due 20 Nov 2026 13:47.", "MISSED Fri 20 Nov.", "Whoever knows explains why."},
		{List: "today", Row: "SOP-X-001@2026-11-22:F-12"}: {"Look at a fridge F-12.", "Done here: soprun run SOP-X-001"},
		{List: "incidents", Row: "70"}:                    {"A tube broke.", "W-1", "at step spin of SOP-X-001, run r-2. soprun people a.khan", "Not yet: a supervisor closes it"},
		{List: "notes", Row: "71"}:                        {"Rotor 2 squeaks.", "By A. Khan (a.khan) on 22 Nov 2026 13:47. soprun people a.khan"},
		{List: "assets", Row: "F-12"}:                     {"Out of service since 22 Nov 2026 10:47, entry 72.", "Taken out by A. Khan (a.khan): The door. soprun people a.khan", present.Disputed},
		{List: "duties", Row: "73"}:                       {"soprun run SOP-X-001", "v2.1, which is in force, was not read yet: by 30 Nov 2026.", "Given by J. Bell (j.bell) on 22 Nov 2026 13:47, entry 73. soprun people j.bell", "New here."},
		{List: "terminals", Row: "bench-3"}: {
			"It is A. Khan's own (a.khan). soprun people a.khan", "Its key: SHA256:its", "This station shows it: SHA256:ours", "Given by M. Rossi (m.rossi) on 22 Nov 2026 13:47, entry 77. soprun people m.rossi", "New tablet.", present.Disputed,
		},
		{List: "calendar", Row: "74"}:       {"Closed: 24 Dec 2026 to 3 Jan 2027.", "Declared by J. Bell (j.bell) on 22 Nov 2026 13:47: We move. soprun people j.bell"},
		{List: "schemes", Row: "SOP-X-001"}: {"3 runs without help by 2 assessors, for 24 months.", "Methods: observed, questions.", "A portfolio has 10 to 18 pieces.", "Set by J. Bell (j.bell) on 22 Nov 2026 13:47, entry 76: Agreed.", "Together with", "SOP-X-002.", present.Disputed},
		{List: "assessments", Row: "64"}: {
			"A. Khan (a.khan) soprun people a.khan", "Competent in v2.1 (observed, alone), by J. Bell, 22 Nov 2026 13:47, entry 64.", "Watched in r-2.", "Calm.",
			"THEY DO NOT AGREE, 22 Nov 2026 13:47, entry 65. The assessment stands beside it.", "=I was told twice.",
		},
		{List: "schemes", Row: "ST0218-v1.1"}: {
			"A template: the assessment plan of ST0218 was not read, and plans change since October 2025.", "It is not in force.", "By 2 assessors at least, methods with observed among them, a portfolio of 10 to 18 pieces.",
			"K1 The legislation, standard operating procedures, codes of conduct and ways of working that apply to own role. Methods: to be set by the department.", "B6 ", "Crown copyright",
		},
		{List: "assessments", Row: "63"}: {"Not yet in v1.0 (questions)", "It waits for the word of who was assessed: whether they agree."},
		{List: "evidence", Row: "91"}: {
			"A. Khan (a.khan) soprun people a.khan", "K27 How to handle hazardous materials and substances.", "Why balance it?", "=or it shakes.", "Question on 21 Nov 2026.",
			"Recorded by J. Bell (j.bell) on 22 Nov 2026 13:47, entry 91. soprun people j.bell", present.Disputed,
		},
		{List: "statements", Row: "92"}: {
			"The evidence of A. Khan (a.khan), 22 Nov 2025 to 22 Nov 2026, is their own work. soprun people a.khan", "Stated by J. Bell (j.bell) on 22 Nov 2026 13:47, entry 92.", "=seen.", present.Disputed,
		},
		{List: "disposals", Row: "90"}: {"Decided by M. Rossi (m.rossi)", "Why: =kept again.", present.Disputed, "Nothing is destroyed yet"},
	} {
		o, err := named(t, row.List).Open(b.sources(), row.Row, time.UTC)
		text := docText(o.Doc)
		for _, w := range want {
			if err != nil || !strings.Contains(text, w) {
				t.Errorf("%+v: %v, %q is not in\n%s", row, err, w, text)
			}
		}
		if row.List != "today" && len(o.Forms(o.Case)) == 0 || o.Case.People == nil {
			t.Errorf("%+v: nothing can be done about it: %+v", row, o.Case)
		}
	}
}

// What is signed about a row begins with it.
func TestAFormAboutARowIsFilledInWithIt(t *testing.T) {
	b := full()
	for row, want := range map[present.Link]string{
		{List: "approvals", Row: "3"}: "retire sop=SOP-X-001 version=2.0", {List: "disposals", Row: "90"}: "confirm entry=90", {List: "people", Row: "a.khan"}: "roles person=a.khan",
		{List: "due", Row: "SOP-X-001@2026-11-20:F-11"}: "explain sop=SOP-X-001 item=F-11 first=2026-11-20",
		{List: "incidents", Row: "70"}:                  "close entry=70 reference=W-1", {List: "notes", Row: "71"}: "tick entry=71", {List: "assets", Row: "F-12"}: "in asset=F-12",
		{List: "terminals", Row: "bench-3"}: "remove name=bench-3", {List: "duties", Row: "73"}: "unassign person=a.khan sop=SOP-X-001", {List: "schemes", Row: "SOP-X-001"}: "set observations=3 assessors=2 months=24", {List: "assessments", Row: "63"}: "respond entry=63 as=a.khan", {List: "evidence", Row: "91"}: "record person=a.khan", {List: "statements", Row: "92"}: "make person=a.khan", {List: "schemes", Row: "ST0218-v1.1"}: "set pages= observations= assessors=2 methods=observed months=", {List: "calendar", Row: "74"}: "rules lapsed=block needs=warn nation=scotland",
	} {
		o, err := named(t, row.List).Open(b.sources(), row.Row, time.UTC)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(want)
		forms := o.Forms(o.Case)
		at := slices.IndexFunc(forms, func(f present.Form) bool { return f.Name == words[0] })
		if at < 0 {
			t.Errorf("%+v cannot be signed for with %s", row, words[0])
			continue
		}
		for _, word := range words[1:] {
			name, begin, _ := strings.Cut(word, "=")
			for _, a := range forms[at].Asks {
				if a.Name == name && a.Begin(o.Case, nil) != begin {
					t.Errorf("%+v: %s begins with %q, want %q", row, name, a.Begin(o.Case, nil), begin)
				}
			}
		}
	}
}

func TestWordsNarrowAListAndNamesOpenItsRows(t *testing.T) {
	b := full()
	for words, want := range map[string]int{"": 2, "KHAN": 1, "bell supervisor": 1, "sha256:one": 1, "nobody": 0} {
		if got := rows(t, named(t, "people"), b, words); len(got) != want {
			t.Errorf("%q finds %d people, want %d", words, len(got), want)
		}
	}
	for _, name := range []string{"people", "approvals", "disposals"} {
		l := named(t, name)
		if _, err := l.Open(b.sources(), "a.kahn", time.UTC); err == nil || !strings.Contains(err.Error(), "there is no "+l.Row+` "a.kahn"`) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := named(t, "people").Open(b.sources(), "a.kahn", time.UTC); !strings.HasSuffix(err.Error(), "(did you mean a.khan?)") {
		t.Error(err)
	}
	if _, err := named(t, "log").Open(b.sources(), "x", time.UTC); err == nil {
		t.Error("a completion that has no number is opened")
	}
}

func TestRowsAreReadAsTheyAreAskedFor(t *testing.T) {
	b := full()
	var got []string
	for row, err := range named(t, "log").Each(t.Context(), b, model.Query{Limit: 3}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, row.Name)
	}
	if !slices.Equal(got, []string{"42", "41", "40"}) || len(b.asked) != 2 || b.asked[0].Limit != 3 || b.asked[1].Limit != 1 {
		t.Errorf("%q by %+v", got, b.asked)
	}
}

func TestALogThatCannotBeReadIsAnErrorEverywhere(t *testing.T) {
	b := full()
	b.err = errGone
	for _, l := range present.Lists {
		if _, err := l.Read(t.Context(), b, model.Query{}, model.From{}); !errors.Is(err, errGone) {
			t.Errorf("%s is read: %v", l.Name, err)
		}
		if _, err := l.Open(b.sources(), "42", time.UTC); !errors.Is(err, errGone) {
			t.Errorf("%s is opened: %v", l.Name, err)
		}
	}
}

func TestWhatStandsBesideAListIsSaidAtItsTime(t *testing.T) {
	b := full()
	for name, want := range map[string]string{
		"log": "Last witnessed 1 h ago by bench-2", "people": "Only one person is administrator", "approvals": "", "disposals": "",
	} {
		notes, err := named(t, name).Notes(b.sources())
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, l := range notes(listed) {
			said = append(said, l.Text)
		}
		if text := strings.Join(said, " "); !strings.Contains(text, want) || want == "" && text != "" {
			t.Errorf("%s: %q, want %q", name, text, want)
		}
	}
	notes, err := named(t, "log").Notes((&log{err: errGone}).sources())
	if err != nil || notes(listed)[0].Tone != present.Danger {
		t.Errorf("witnesses that cannot be read: %v", err)
	}
	if notes, err := named(t, "log").Notes((&log{}).sources()); err != nil || notes(listed) != nil {
		t.Errorf("a log without witnesses: %v", err)
	}
	if notes, err := named(t, "schemes").Notes((&log{}).sources()); err != nil || len(notes(listed)) != 1 || !strings.HasPrefix(notes(listed)[0].Text, "No procedure has a scheme") {
		t.Errorf("no scheme: %v", err)
	}
	if notes, err := named(t, "schemes").Notes(b.sources()); err != nil || notes(listed) != nil {
		t.Errorf("a scheme: %v", err)
	}
	if notes, err := named(t, "people").Notes((&log{}).sources()); err != nil || notes(listed) != nil {
		t.Errorf("nobody: %v", err)
	}
}

func TestALinkSaysWhatItOpens(t *testing.T) {
	for link, want := range map[present.Link][2]string{
		{}: {}, {Page: "SOP-X-001"}: {"soprun run SOP-X-001", "SOP-X-001"}, present.Signed(40): {"soprun show 40", "the record 40"},
		{List: "people", Row: "a.khan"}: {"soprun people a.khan", "the person a.khan"}, {List: "none", Row: "1"}: {},
	} {
		if got := [2]string{link.Command(), link.Words()}; got != want {
			t.Errorf("%+v: %q, want %q", link, got, want)
		}
	}
	if named(t, "log").Named("40") != "Entry 40" || named(t, "people").Named("a.khan") != "a.khan" {
		t.Error("a row is named otherwise above it")
	}
	shown := 0
	for _, l := range present.Lists {
		for _, f := range slices.Concat(present.PeopleForms, present.LogForms) {
			if l.Shows(f) {
				shown++
			}
		}
	}
	if shown != 1 {
		t.Errorf("%d lists have to be seen before something is signed", shown)
	}
}

// A key of a list leads to one place: a list beside it is not hidden by a form of the same key.
func TestNoTwoKeysOfAListAreTheSame(t *testing.T) {
	for _, l := range present.Lists {
		does := map[string]string{"q": "back", "/": "filter", "j": "down", "k": "up"}
		if slices.ContainsFunc(l.Forms, func(f present.Form) bool { return f.Key == "k" }) {
			delete(does, "k") // a form goes before a way to move
		}
		for _, f := range l.Forms {
			if was, taken := does[f.Key]; taken {
				t.Errorf("%s: %q does %q and %q", l.Name, f.Key, was, f.Does)
			}
			does[f.Key] = f.Does
		}
		for _, beside := range l.BesideIt() {
			if was, taken := does[beside.Key]; taken {
				t.Errorf("%s: %q leads to %s and does %q", l.Name, beside.Key, beside.Name, was)
			}
			does[beside.Key] = "to " + beside.Name
		}
	}
}
