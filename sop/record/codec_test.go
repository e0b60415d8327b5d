package record_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gowebpki/jcs"
	"golang.org/x/mod/sumdb/tlog"

	"soprun/sop"
	"soprun/sop/record"
)

// fill sets every field of a value to something else than its zero.
func fill(t *testing.T, v reflect.Value) {
	t.Helper()
	switch at := v.Addr().Interface().(type) {
	case *record.Time:
		*at = record.At(time.Date(2026, 11, 23, 9, 0, 0, 120e6, time.UTC))
		return
	case *tlog.Hash:
		at[3] = 7
		return
	case *record.Body:
		fill(t, v.Elem().Elem())
		return
	case *time.Time: // of an event, which the entry keeps
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(`Siân "x" \ y`)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0))
		fill(t, v.Index(1))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i))
		}
		if e, ok := v.Addr().Interface().(*sop.Event); ok {
			e.Person = "" // which the entry keeps
		}
	default:
		t.Fatalf("%s: say how to fill it", v.Type())
	}
}

// A field that is added to a body has to be in its form, at its place.
func TestEveryFieldOfAnEntryIsWrittenInCanonicalOrderAndRead(t *testing.T) {
	empty := record.Bodies()
	for kind, body := range record.Bodies() {
		want := &record.Entry{Body: body}
		fill(t, reflect.ValueOf(want).Elem())
		text, err := record.Write(want)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if canonical, err := jcs.Transform(text); err != nil || !bytes.Equal(canonical, text) {
			t.Errorf("%s is written as\n%s, in canonical form it is\n%s (%v)", kind, text, canonical, err)
		}
		got := &record.Entry{Body: empty[kind]}
		if err := record.Parse(text, got); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as\n%+v, it was\n%+v (%v)", kind, got, want, err)
		}
	}
}

func TestWhatIsSpeltInAnotherWayIsNotRead(t *testing.T) {
	for name, c := range map[string]struct {
		body      record.Body
		good, bad string
	}{
		"an empty text":        {&record.RunEvent{}, `"mark":"y"`, `"mark":""`},
		"a needless zero":      {&record.RunEvent{}, `{"kind":"x"`, `{"index":0,"kind":"x"`},
		"members in disorder":  {&record.RunEvent{}, `"kind":"x","mark":"y"`, `"mark":"y","kind":"x"`},
		"a member twice":       {&record.RunEvent{}, `"kind":"x"`, `"kind":"x","kind":"x"`},
		"an unknown member":    {&record.RunEvent{}, `"kind":"x"`, `"kind":"x","kinds":"x"`},
		"white space":          {&record.RunEvent{}, `"kind":"x"`, `"kind": "x"`},
		"no colon":             {&record.RunEvent{}, `"kind":"x"`, `"kind""x"`},
		"a needless escape":    {&record.RunEvent{}, `"x"`, `"\u0078"`},
		"a slash escaped":      {&record.RunEvent{}, `"kind":"x"`, `"kind":"\/"`},
		"a control character":  {&record.RunEvent{}, `"kind":"x"`, `"kind":"\n"`},
		"a raw line end":       {&record.RunEvent{}, `"kind":"x"`, "\"kind\":\"\n\""},
		"no text":              {&record.RunEvent{}, `"kind":"x"`, `"kind":null`},
		"a text with no end":   {&record.RunEvent{}, `"run":"r-0001"}`, `"run":"r-0001\"}`},
		"more after the end":   {&record.RunEvent{}, `"run":"r-0001"}`, `"run":"r-0001"}}`},
		"a needless false":     {&record.Genesis{}, `"key":"k"`, `"demo":false,"key":"k"`},
		"a leading zero":       {&record.UnlockFailed{}, `"count":7`, `"count":07`},
		"a sign":               {&record.UnlockFailed{}, `"count":7`, `"count":+7`},
		"minus nothing":        {&record.UnlockFailed{}, `"count":7`, `"count":-0`},
		"a fraction":           {&record.UnlockFailed{}, `"count":7`, `"count":7.0`},
		"an exponent":          {&record.UnlockFailed{}, `"count":7`, `"count":7e0`},
		"a number too large":   {&record.UnlockFailed{}, `"count":7`, `"count":9007199254740993`},
		"no number":            {&record.UnlockFailed{}, `"count":7`, `"count":`},
		"a hash with line end": {&record.Review{}, `"leaf":"AAAA`, `"leaf":"AA\nAA`},
		"bits left over":       {&record.Review{}, `AAA="`, `AAB="`},
		"a hash cut off":       {&record.Review{}, `AAAAAAAA=",`, `AAAA",`},
		"an empty list":        {&record.Completion{}, `"outcome":`, `"exceptions":[],"outcome":`},
		"a comma at the end":   {&record.Completion{}, `"codes":["S1"]`, `"codes":["S1",]`},
		"no list":              {&record.Completion{}, `"codes":["S1"]`, `"codes":null`},
	} {
		t.Run(name, func(t *testing.T) {
			good := plainForms[reflect.TypeOf(c.body).Elem().Name()]
			if err := record.Parse([]byte(good), c.body); err != nil {
				t.Fatal(err)
			}
			bad := strings.Replace(good, c.good, c.bad, 1)
			if err := record.Parse([]byte(bad), c.body); bad == good || err == nil {
				t.Errorf("%s was read", bad)
			}
		})
	}
}

var plainForms = map[string]string{
	"RunEvent":     `{"event":{"kind":"x","mark":"y"},"run":"r-0001"}`,
	"UnlockFailed": `{"count":7}`,
	"Genesis":      `{"declaration":"d","key":"k","name":"n","roles":[],"site":"s","station":"b","station_key":"v"}`,
	"Review":       `{"leaf":"` + strings.Repeat("A", 43) + `=","position":4}`,
	"Completion": `{"codes":["S1"],"counts":{"corrections":0,"deviations":0,"done":1,"na":0,"not_done":0,"not_required":0},` +
		`"events":{"count":1,"first":1,"sha256":"h"},"outcome":"complete","run":"r-0001","sop":"p","sop_sha256":"h","sop_version":"1"}`,
}
