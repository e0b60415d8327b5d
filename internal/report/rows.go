package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"reflect"
	"strings"
	"time"

	"soprun/internal/present"
)

// RowsJSON writes an object a row of a list, with its columns as the keys.
func RowsJSON(w io.Writer, l present.List, rows iter.Seq2[present.Row, error]) error {
	for row, err := range rows {
		if err != nil {
			return err
		}
		b, err := rowJSON(l, row)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// rowJSON is a row as an object whose keys are in the order of the columns.
func rowJSON(l present.List, row present.Row) ([]byte, error) {
	var b bytes.Buffer
	for i, value := range l.Values(row) {
		b.WriteString(map[bool]string{true: "{", false: ","}[i == 0])
		if err := encode(&b, l.Columns[i]); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := encode(&b, value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// encode appends a value as JSON, without the line break that an Encoder ends with.
func encode(b *bytes.Buffer, value any) error {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(value)
	b.Truncate(max(0, b.Len()-1))
	return err
}

// RowsCSV writes a row of cells for each row of a list, with its columns above them.
func RowsCSV(w io.Writer, l present.List, rows iter.Seq2[present.Row, error]) error {
	out := csv.NewWriter(w)
	if err := out.Write(l.Columns); err != nil {
		return err
	}
	for row, err := range rows {
		if err != nil {
			out.Flush()
			return err
		}
		if err := writeCells(out, l.Values(row)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func writeCells(out *csv.Writer, values []any) error {
	cells := make([]string, len(values))
	for i, value := range values {
		var err error
		if cells[i], err = Cell(value); err != nil {
			return err
		}
	}
	return out.Write(cells)
}

// Cell writes a value as a spreadsheet takes it: no text that would be taken for a formula.
func Cell(value any) (string, error) {
	text, err := Text(value)
	kind := reflect.ValueOf(value).Kind() // a number may begin with a sign
	if kind != reflect.String && kind != reflect.Slice || !strings.ContainsAny(text[:min(1, len(text))], "=+-@\t\r\n") {
		return text, err
	}
	return "'" + text, err
}

// Text writes a value of a list in a cell: a list of words with spaces between them, and
// what has parts as JSON.
func Text(value any) (string, error) {
	if at, ok := value.(time.Time); ok {
		return at.Format(time.RFC3339), nil
	}
	v := reflect.ValueOf(value)
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(value), nil
	}
	if v.Type().Elem().Kind() == reflect.String {
		return strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(value), "["), "]"), nil
	}
	if v.Len() == 0 {
		return "", nil
	}
	var b bytes.Buffer
	err := encode(&b, value)
	return b.String(), err
}
