package swaps

import (
	"strings"
	"testing"
	"time"

	"coffer/state"
)

func TestASwapThatTheBankDoesntKnowSaysSoInItsRow(t *testing.T) {
	lost := swapOf("swap_1", "1000", "0.3423")
	lost.Status, lost.Reference = state.SwapPending, ""
	lost.UnknownAt = state.MomentOf(fixed().Add(-20 * time.Minute))
	lost.LastSeen = lost.UnknownAt - 1
	for width, want := range map[int]string{118: "the bank doesn't know it since 13:43", 78: "unknown to the bank"} {
		if row := drawn(width, []*state.Swap{lost})[0]; !strings.Contains(row, want) || !strings.Contains(row, "1,000.00") {
			t.Errorf("width %d: %q", width, row)
		}
	}
	lost.LastSeen = lost.UnknownAt + 1
	if row := drawn(118, []*state.Swap{lost})[0]; strings.Contains(row, "doesn't know") {
		t.Errorf("it is known again: %q", row)
	}
}
