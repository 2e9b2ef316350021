package budget

import (
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/sheet"
)

func TestAnAmountBeyondAllMeasureNeverLooksSmall(t *testing.T) {
	t.Parallel()
	whole, left := int64(1_000_000), int64(380_000)
	for _, amount := range []int64{700_000, math.MaxInt64 - 1, math.MaxInt64} {
		for _, left := range []int64{left, -left} {
			s := sheet.New(theme.Plain(), 80, 15)
			BeforeAndAfter(s, theme.Plain(), &state.Balance{Currency: "usd", Budget: &whole, BudgetLeft: &left}, state.Money{Cents: amount, Currency: "usd"})
			after := ansi.Strip(s.Lines()[1])
			if !strings.HasSuffix(after, " over") || strings.Contains(after, theme.GlyphBarEmpty) || strings.Contains(after, "-") {
				t.Errorf("%d of %d left: %q", amount, left, after)
			}
		}
	}
}
