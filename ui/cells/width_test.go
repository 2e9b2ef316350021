package cells

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTheEndAlwaysStands(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.TrimSpace(rapid.StringMatching(`[a-z日]{1,12}( [a-z日]{1,12}){0,40}`).Draw(t, "text"))
		end := rapid.SampledFrom([]string{"", "[invalid_api_key]", "· 3 Swaps"}).Draw(t, "end")
		width, most := rapid.IntRange(24, 120).Draw(t, "width"), rapid.IntRange(1, 4).Draw(t, "most")
		lines := WrapTo(text, end, width, most)
		if len(lines) > most {
			t.Fatalf("%d lines, want %d at most", len(lines), most)
		}
		if whole := strings.Join(lines, " "); end != "" && !strings.HasSuffix(strings.ReplaceAll(whole, "  ", " "), end) {
			t.Fatalf("%q has lost %q", lines, end)
		}
		for _, line := range lines {
			if Width(line) > width {
				t.Fatalf("%q is %d cells in %d", line, Width(line), width)
			}
		}
		if got := strings.Join(WrapTo(text, end, 200, 9), " "); got != strings.TrimSpace(text+" "+end) && Width(text) < 1000 {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
