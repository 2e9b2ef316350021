package session

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
)

// quoteFor asks for a price of an amount of USDC.
func quoteFor(t *testing.T, treasury state.Treasury, amount, buy string) (*state.SwapTerms, error) {
	t.Helper()
	return treasury.Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: buy, SellAmount: amount})
}

func passes(a *banktest.Answer) {
	a.Replace(http.StatusOK, "application/json", `{"status":"pass","reasons":[]}`)
}

func TestAQuoteWithTheIDOfAnotherIsNotUsed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		amount, buy string
		bend        map[string]any
		differs     string
	}{
		"another amount":   {"10", "ETH", nil, "sell_amount"},
		"another token":    {"1000", "DAI", nil, "buy_token"},
		"another price":    {"1000", "ETH", map[string]any{"expected_buy_amount": "0.2"}, "expected_buy_amount"},
		"another end":      {"1000", "ETH", map[string]any{"expires_at": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)}, "expires_at"},
		"another slippage": {"1000", "ETH", map[string]any{"slippage_bps": 900}, "slippage_bps"},
		"other fees":       {"1000", "ETH", map[string]any{"estimated_fees": map[string]string{"network": "900", "protocol": "1"}}, "estimated_fees"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			odd, treasury := oddSession(t)
			odd.Bend(policyCall, passes)
			var first []byte
			odd.Bend(quoteCall, func(a *banktest.Answer) { first = append([]byte(nil), a.Body...) })
			big := quotedTerms(t, treasury)
			if again := quotedAgain(t, odd, treasury, first); again.QuoteID != big.QuoteID {
				t.Fatalf("the same quote told again is %s", again.QuoteID)
			}
			odd.Bend(quoteCall, func(a *banktest.Answer) {
				if c.bend != nil {
					a.Body = append([]byte(nil), first...)
				}
				a.Set(map[string]any{"quote_id": big.QuoteID})
				a.Set(c.bend)
			})
			_, err := quoteFor(t, treasury, c.amount, c.buy)
			problem := state.Explain(err)
			if problem == nil || !strings.Contains(problem.Happened, "can't be right") || !strings.Contains(problem.Happened, c.differs) {
				t.Fatalf("it is quoted, with %v", problem)
			}
			// Nobody knows any more which of the two the bank executes.
			big.Accepted = big.Typed()
			if _, err := treasury.Execute(t.Context(), "maria", big); state.Explain(err) == nil || state.Explain(err).Outcome != state.NotSent {
				t.Errorf("executing the first ends with %v", err)
			}
			if _, err := treasury.CheckPolicy(t.Context(), big); err == nil {
				t.Error("the first has a verdict")
			}
			if calls := odd.To(http.MethodPost, "/v1/swap/execute"); len(calls) > 0 {
				t.Errorf("the bank was asked to execute %d times", len(calls))
			}
		})
	}
}

// quotedAgain is the answer to the same question, word for word.
func quotedAgain(t *testing.T, odd *banktest.Odd, treasury state.Treasury, body []byte) *state.SwapTerms {
	t.Helper()
	odd.Bend(quoteCall, func(a *banktest.Answer) { a.Body = body })
	terms, err := quoteFor(t, treasury, "1000", "ETH")
	if err != nil {
		t.Fatal(err)
	}
	return terms
}

func TestAQuoteWithTheIDOfAJournaledSwapIsNotUsed(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 5})
	issued := odd.Bank.Credentials()
	flags := config.Flags{"data-dir": t.TempDir(), "api-url": odd.URL, "team-id": issued.TeamID}
	settings, options := setting(t, "", flags, "DINO_SPEND_KEY="+issued.SpendKey)
	s, err := Open(t.Context(), settings, options)
	if err != nil {
		t.Fatal(err)
	}
	terms := quotedTerms(t, s.Treasury())
	terms.Accepted = terms.Typed()
	id, err := s.Treasury().Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, s.Treasury(), "the swap", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	treasury := opened(t, settings, options).Treasury()
	odd.Bend(quoteCall, bentTo(map[string]any{"quote_id": terms.QuoteID}))
	if small, err := quoteFor(t, treasury, "10", "ETH"); err == nil {
		t.Errorf("it is quoted %s for %s", small.QuoteID, small.SellAmount)
	}
}
