package command

import (
	"strings"
	"testing"

	"coffer/state/export"
)

func TestAnExportShowsHowFarItIsOnOneLine(t *testing.T) {
	t.Parallel()
	var line strings.Builder
	shown := &progress{to: &line}
	shown.show(export.Progress{Looked: 12_000})
	shown.show(export.Progress{Looked: 200_000, Found: 8_000, Written: 2_000})
	shown.clear()
	want := eraseLine + "12,000 records read" + eraseLine + "█████░░░░░░░░░░░░░░░ 2,000 of 8,000 written" + eraseLine
	if got := line.String(); got != want {
		t.Errorf("it wrote %q, want %q", got, want)
	}
}
