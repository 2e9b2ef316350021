package e2e

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// countWords are how each count stands on a face; the last match is as it is now.
var countWords = map[string]map[string]*regexp.Regexp{
	"waiting": {
		"JSON":         regexp.MustCompile(`"waiting":\{"count":(\d+)`),
		"screen":       regexp.MustCompile(`2 Queue (\d+)`),
		"line by line": regexp.MustCompile(`(\d+) requests? waits?`),
	},
	"approved": {
		"screen":       regexp.MustCompile(`(\d+) approved · `),
		"line by line": regexp.MustCompile(`(\d+) approved, `),
	},
	"declined": {
		"screen":       regexp.MustCompile(`approved · (\d+) declined`),
		"line by line": regexp.MustCompile(`approved, (\d+) declined`),
	},
}

// countedStatus is the bank's word for what each count is of.
var countedStatus = map[string]string{"waiting": "needs_approval", "approved": "approved", "declined": "declined"}

// holdCounts holds every count of every face against the requests that the bank
// told of, and against the other faces.
func (s *oddScene) holdCounts() (read int64) {
	s.t.Helper()
	told := make(map[string]map[string]bool)
	for _, answer := range s.bank.Told() {
		var spend struct {
			ID     string `json:"id"`
			Status string `json:"status"`
		}
		if strings.HasPrefix(answer.Path, "/v1/spend") && json.Unmarshal([]byte(answer.Body), &spend) == nil && spend.ID != "" {
			if told[spend.Status] == nil {
				told[spend.Status] = make(map[string]bool)
			}
			told[spend.Status][spend.ID] = true
		}
	}
	faces := map[string]string{"JSON": s.faces.json, "screen": s.faces.screen, "line by line": s.faces.lines}
	for name, words := range countWords {
		most, counts := len(told[countedStatus[name]]), make(map[string]int)
		for face, pattern := range words {
			found := pattern.FindAllStringSubmatch(faces[face], -1)
			if len(found) == 0 && name != "waiting" {
				// What comes first may take its place; what waits never gives way.
				continue
			}
			count := 0
			if len(found) > 0 {
				count, _ = strconv.Atoi(found[len(found)-1][1])
				read++
			}
			counts[face] = count
			if count > most {
				s.t.Errorf("the %s counts %d %s, and the bank told of %d:\n%s", face, count, name, most, faces[face])
			}
		}
		if len(slices.Compact(slices.Sorted(maps.Values(counts)))) > 1 {
			s.t.Errorf("the faces count %s as %v", name, counts)
		}
	}
	return read
}

// holdOutcome holds the exit status of a create against the record that it wrote
// and the words on the other faces.
func (s *oddScene) holdOutcome(out, exit string) {
	s.t.Helper()
	var record struct {
		Outcome, Status, Problem string
		Final                    bool
		Discrepancies            []json.RawMessage
	}
	if out == "" && exit == "1" {
		// The bank was not reached in time, and nothing was asked.
		return
	}
	if json.Unmarshal([]byte(out), &record) != nil {
		s.t.Errorf("it ended with %s and wrote no record: %q", exit, out)
		return
	}
	odd := len(record.Discrepancies) > 0
	fits := map[string]bool{
		"0": record.Outcome == "done" && record.Status == "approved" && !odd,
		"3": record.Outcome == "refused" || record.Final && record.Status != "approved" && !odd,
		"5": record.Outcome == "done" && !record.Final && !odd,
		"6": record.Outcome == "unknown",
		"7": odd || record.Problem != "" && record.Outcome != "done",
	}
	if !fits[exit] {
		s.t.Errorf("it ended with %s, which isn't what it wrote: %s", exit, out)
	}
	beware := func(face string) bool { return strings.Contains(face, "the bank answered") }
	if odd && !(beware(s.faces.screen) && beware(s.faces.lines)) {
		s.t.Errorf("the JSON says what doesn't fit, and another face doesn't: %s\n%s\n%s", out, s.faces.screen, s.faces.lines)
	}
	unknown := slices.ContainsFunc([]string{"OUTCOME UNKNOWN", "no known outcome", "not known"}, func(words string) bool { return strings.Contains(s.faces.screen, words) })
	// A dashboard asks on by itself, and may have learned it meanwhile.
	unresolved := strings.Contains(s.run("status", "--json"), `"state":"unknown"`)
	if record.Outcome == "unknown" && unresolved && !unknown {
		s.t.Errorf("the outcome is unknown, and the screen doesn't say so: %s\n%s", out, s.faces.screen)
	}
}
