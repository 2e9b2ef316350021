package session

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"coffer/api/banktest"
	"coffer/api/sandbox"
	"coffer/state"
	"coffer/state/config"
)

const (
	quoteCall  = "POST /v1/swap/quote"
	policyCall = "POST /v1/swap/policy-check"
)

// oddSession opens a treasury over a bank whose answers a test can bend.
func oddSession(t *testing.T) (*banktest.Odd, state.Treasury) {
	t.Helper()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 5})
	issued := odd.Bank.Credentials()
	flags := config.Flags{"data-dir": t.TempDir(), "api-url": odd.URL, "team-id": issued.TeamID}
	settings, options := setting(t, "", flags, "DINO_SPEND_KEY="+issued.SpendKey)
	return odd, opened(t, settings, options).Treasury()
}

func quotedTerms(t *testing.T, treasury state.Treasury) *state.SwapTerms {
	t.Helper()
	terms, err := treasury.Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1000"})
	if err != nil {
		t.Fatal(err)
	}
	checked, err := treasury.CheckPolicy(t.Context(), terms)
	if err != nil {
		t.Fatal(err)
	}
	return checked
}

// comparable has the bank quote once with an impact, so that the next quote has a
// price to be held against.
func comparable(t *testing.T, odd *banktest.Odd, treasury state.Treasury) {
	t.Helper()
	odd.Bend(quoteCall, bentTo(map[string]any{"price_impact_bps": 3}))
	if terms := quotedTerms(t, treasury); terms.Typed() != "" {
		t.Fatalf("against a quote with an impact %q is typed", terms.Typed())
	}
	odd.Bend(quoteCall, nil)
}

func bentTo(fields map[string]any) banktest.Bend {
	return func(answer *banktest.Answer) { answer.Set(fields) }
}

func TestNoFaceCanExecuteWhatStandsAgainstAQuote(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	comparable(t, odd, treasury)
	for name, c := range map[string]struct {
		bend banktest.Bend
		// typed lets it go; "" where nothing does.
		typed string
	}{
		"all of it may slip":  {bentTo(map[string]any{"slippage_bps": 10_000}), ""},
		"over half may slip":  {bentTo(map[string]any{"slippage_bps": 5_001}), ""},
		"a tenth may slip":    {bentTo(map[string]any{"slippage_bps": 1_000}), "10.00"},
		"slippage not told":   {func(a *banktest.Answer) { a.Unset("slippage_bps") }, "no minimum"},
		"slippage is null":    {bentTo(map[string]any{"slippage_bps": nil}), "no minimum"},
		"fees not told":       {func(a *banktest.Answer) { a.Unset("estimated_fees") }, "fees not told"},
		"fees that are words": {bentTo(map[string]any{"estimated_fees": "free"}), "fees not told"},
		"a price far off":     {bentTo(map[string]any{"expected_buy_amount": "0.0000001"}), "100.00"},
	} {
		odd.Bend(quoteCall, c.bend)
		// The bank itself would say that the bent amount isn't its own.
		odd.Bend(policyCall, func(a *banktest.Answer) {
			a.Replace(http.StatusOK, "application/json", `{"status":"pass","reasons":null}`)
		})
		terms := quotedTerms(t, treasury)
		terms.Accepted = "execute"
		_, err := treasury.Execute(t.Context(), "maria", terms)
		if problem := state.Explain(err); problem == nil || problem.Outcome != state.NotSent {
			t.Errorf("%s: execute ends with %v", name, err)
		}
		if terms.Typed() != c.typed {
			t.Errorf("%s: %q is typed, want %q", name, terms.Typed(), c.typed)
		}
	}
	if calls := odd.To(http.MethodPost, "/v1/swap/execute"); len(calls) > 0 {
		t.Fatalf("the bank was asked to execute %d times", len(calls))
	}
	// Typed, what isn't told goes on, and no minimum is kept of it.
	odd.Bend(quoteCall, func(a *banktest.Answer) { a.Unset("slippage_bps") })
	terms := quotedTerms(t, treasury)
	terms.Accepted = "no minimum"
	id, err := treasury.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	view := eventually(t, treasury, "the swap", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	if kept := intentOf(view, id).Terms; kept.MinimumReceived != nil || kept.SlippageBPS != nil || kept.Accepted != "no minimum" {
		t.Errorf("kept %+v", kept)
	}
}

func TestAPriceThatNothingIsKnownOfIsTyped(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	odd.Bend(policyCall, passes)
	for _, bought := range []string{"0.0000001", "0.0000001", "0.34"} {
		odd.Bend(quoteCall, bentTo(map[string]any{"expected_buy_amount": bought}))
		terms := quotedTerms(t, treasury)
		if terms.Typed() != "price not compared" {
			t.Errorf("against 1000 USDC → %s ETH %q is typed", bought, terms.Typed())
		}
		if _, err := treasury.Execute(t.Context(), "maria", terms); state.Explain(err) == nil || state.Explain(err).Outcome != state.NotSent {
			t.Errorf("unaccepted, it ends with %v", err)
		}
	}
	odd.Bend(quoteCall, nil)
	terms := quotedTerms(t, treasury)
	terms.Accepted = terms.Typed()
	id, err := treasury.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, treasury, "the swap", func(v *state.View) bool { return intentOf(v, id).State == state.IntentDone })
	// What a person took is a price to hold the next one against.
	if next := quotedTerms(t, treasury); next.Typed() != "" {
		t.Errorf("against the next quote %q is typed", next.Typed())
	}
	odd.Bend(quoteCall, bentTo(map[string]any{"expected_buy_amount": "0.0000001"}))
	if next := quotedTerms(t, treasury); next.Typed() != "100.00" {
		t.Errorf("against one far off %q is typed", next.Typed())
	}
}

func TestAVerdictIsDecidedOnTheRawWord(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	comparable(t, odd, treasury)
	for _, c := range []struct {
		verdict string
		allows  bool
	}{
		{`{"status":"pass","reasons":{"odd":[1]}}`, true},
		{`{"status":"pass "}`, false},
		{`{"status":"pass\u200b"}`, false},
		{`{"status":"PASS"}`, false},
		{`{"status":"ok","reasons":"fine"}`, false},
		{`{"status":"pass","checks":[{"status":"warn","text":"near the limit"},{"text":"noted"},{"status":null,"text":"noted, too"}]}`, true},
	} {
		odd.Bend(policyCall, func(a *banktest.Answer) { a.Replace(http.StatusOK, "application/json", c.verdict) })
		terms := quotedTerms(t, treasury)
		if terms.Policy.Allows() != c.allows {
			t.Errorf("%s allows: %v", c.verdict, !c.allows)
		}
		if _, err := treasury.Execute(t.Context(), "maria", terms); (err == nil) != c.allows {
			t.Errorf("%s: execute ends with %v", c.verdict, err)
		}
	}
	for _, none := range []string{
		`{}`, `{"status":null}`, `{"status":7}`, `null`,
		`{"status":"pass","checks":[{"status":"fail","text":"over the limit"}]}`,
		`{"status":"pass","checks":[{"status":"FAIL","text":"over the limit"}]}`,
		`{"status":"pass","checks":[{"status":"pass ","text":"over the limit"}]}`,
		`{"status":"warn","checks":[{"status":"blocked","text":"over the limit"}]}`,
		`{"status":"pass","checks":[{"status":false,"text":"over the limit"}]}`,
		`{"status":"pass","checks":[{"Status":"fail","text":"over the limit"}]}`,
		`{"status":"fail","status":"pass"}`, `{"status":"fail","Status":"pass"}`, "{\"status\":\"fail\",\"\u017ftatus\":\"pass\"}", "{\"\u017ftatus\":\"pass\"}",
		`{"status":"pass","error":{"code":"policy_blocked","message":"no"}}`,
	} {
		odd.Bend(policyCall, func(a *banktest.Answer) { a.Replace(http.StatusOK, "application/json", none) })
		terms, err := treasury.Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "5"})
		if err != nil {
			t.Fatal(err)
		}
		if checked, err := treasury.CheckPolicy(t.Context(), terms); err == nil {
			t.Errorf("%s is the verdict %q", none, checked.Policy)
		}
	}
}

func TestARouteOfAnyShapeKeepsItsQuote(t *testing.T) {
	t.Parallel()
	odd, treasury := oddSession(t)
	for _, route := range []any{nil, "direct", 7, []any{}, map[string]any{"fills": "odd"}, []string{"USDC", "ETH"}} {
		odd.Bend(quoteCall, bentTo(map[string]any{"route": route, "provider": nil, "more": route}))
		terms, err := treasury.Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1"})
		if err != nil {
			t.Errorf("%v: %v", route, err)
			continue
		}
		if _, list := route.([]string); list != slices.Equal(terms.Route, []string{"USDC", "ETH"}) {
			t.Errorf("%v is the route %s", route, strings.Join(terms.Route, " "))
		}
	}
}
