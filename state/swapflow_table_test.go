package state

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

//go:generate go test -run TestTheTableInTheDocsIsTheTransitionTable -update .

const tableFile = "swapflow.md"

var update = flag.Bool("update", false, "write "+tableFile+" anew")

func TestTheTableInTheDocsIsTheTransitionTable(t *testing.T) {
	t.Parallel()
	want := flowTable()
	if *update {
		if err := os.WriteFile(tableFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not the table any more: run go generate ./state", tableFile)
	}
}

func TestEveryPairOfStepAndEventIsDecided(t *testing.T) {
	t.Parallel()
	if len(flow) != len(FlowStates()) {
		t.Errorf("the table has %d steps of %d", len(flow), len(FlowStates()))
	}
	for _, from := range FlowStates() {
		for _, event := range FlowEvents() {
			next, leads := from.Next(event)
			switch {
			case leads && !slices.Contains(FlowStates(), next):
				t.Errorf("%s leads by %q to %q, which is no step", from, event, next)
			case leads && from.Why(event) != "":
				t.Errorf("%q both leads from %s to %s and doesn't", event, from, next)
			case !leads && (next != from || from.Why(event) == ""):
				t.Errorf("nobody decided what %q does when %s", event, from)
			}
		}
		row := flow[from]
		if decided := len(row.leads) + len(row.stays); decided != len(FlowEvents()) {
			t.Errorf("%s decides %d events of %d", from, decided, len(FlowEvents()))
		}
	}
}

func TestEveryStepCanBeReachedAndLeft(t *testing.T) {
	t.Parallel()
	reached := map[FlowState]bool{FlowEditing: true}
	for road := []FlowState{FlowEditing}; len(road) > 0; road = road[1:] {
		for _, event := range FlowEvents() {
			if next, leads := road[0].Next(event); leads && !reached[next] {
				reached[next] = true
				road = append(road, next)
			}
		}
	}
	for _, step := range FlowStates() {
		if !reached[step] {
			t.Errorf("nothing leads to %s", step)
		}
		if len(flow[step].leads) == 0 && !step.Final() {
			t.Errorf("nothing leads on from %s", step)
		}
	}
}

// flowTable is the transition table as people read it.
func flowTable() string {
	var text strings.Builder
	text.WriteString("# The steps of a swap\n\n" +
		"Written by `go generate ./state` from the transition table in `swapflow.go`. A cell names the step that the event\n" +
		"leads to; a letter says why it changes nothing there.\n\n")
	for _, reason := range reasons() {
		fmt.Fprintf(&text, "- `%s` %s\n", reason.letter, reason.why)
	}
	for _, part := range []struct {
		title  string
		events []FlowEvent
	}{
		{"What a person presses, and the clock", append(keyEvents(), EventQuoteExpired)},
		{"What the bank answers to a question", answerEvents()},
		{"What becomes of execute", fateEvents()},
	} {
		fmt.Fprintf(&text, "\n## %s\n\n| step |", part.title)
		for _, event := range part.events {
			fmt.Fprintf(&text, " %s |", event)
		}
		text.WriteString("\n| --- |" + strings.Repeat(" --- |", len(part.events)) + "\n")
		for _, from := range FlowStates() {
			fmt.Fprintf(&text, "| **%s** |", from)
			for _, event := range part.events {
				fmt.Fprintf(&text, " %s |", cell(from, event))
			}
			text.WriteByte('\n')
		}
	}
	return text.String()
}

func cell(from FlowState, event FlowEvent) string {
	if next, leads := from.Next(event); leads {
		return "→ " + string(next)
	}
	for _, reason := range reasons() {
		if reason.why == from.Why(event) {
			return "`" + reason.letter + "`"
		}
	}
	return "undecided"
}

type reason struct {
	letter string
	why    Inert
}

func reasons() []reason {
	return []reason{{"k", InertKey}, {"t", InertTime}, {"a", InertAnswer}, {"n", InertFate}, {"d", InertDoubt}, {"=", InertKnown}}
}
