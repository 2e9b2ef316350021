package export

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
)

// failing is what stops a test or one draw of it.
type failing interface {
	Helper()
	Fatal(args ...any)
}

func rowsOf(t *testing.T, format Format, written []byte) []map[string]string {
	t.Helper()
	if format == CSV {
		return parsedTable(t, string(written))
	}
	return parsedJSON(t, format, string(written))
}

func parsedTable(t failing, written string) []map[string]string {
	t.Helper()
	read, err := csv.NewReader(strings.NewReader(written)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range read[1:] {
		row := make(map[string]string)
		for i, value := range record {
			row[read[0][i]] = value
		}
		rows = append(rows, row)
	}
	return rows
}

// parsedJSON keeps what is text.
func parsedJSON(t failing, format Format, written string) []map[string]string {
	t.Helper()
	var objects []map[string]any
	if format == JSONLines {
		written = "[" + strings.Join(strings.Split(strings.TrimSuffix(written, "\n"), "\n"), ",") + "]"
	}
	if err := json.Unmarshal([]byte(written), &objects); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, object := range objects {
		row := make(map[string]string)
		for key, value := range object {
			if text, isText := value.(string); isText {
				row[key] = text
			}
		}
		rows = append(rows, row)
	}
	return rows
}
