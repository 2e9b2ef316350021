package state

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func TestWhatAQuoteDoesNotTellIsNotKeptAsZero(t *testing.T) {
	t.Parallel()
	quote := api.Quote{ID: "quote_1", ExpectedBuyAmount: decimal.RequireFromString("0.3412")}
	terms := termsOf(quote, "USDC", decimal.NewFromInt(1000), "ETH")
	if terms.MinimumReceived != nil || terms.SlippageBPS != nil || len(terms.Fees) > 0 {
		t.Errorf("least %v, slippage %v, fees %v", terms.MinimumReceived, terms.SlippageBPS, terms.Fees)
	}
	written, err := json.Marshal(terms)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"minimum_received", "slippage_bps", "fees"} {
		if strings.Contains(string(written), field) {
			t.Errorf("%s is written of what nobody told: %s", field, written)
		}
	}
}
