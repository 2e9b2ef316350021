package sandbox

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

const quoteBody = `{"team_id":"team_xxx","sell_token":"USDC","buy_token":"ETH","sell_amount":"1000"}`

func quoteOf(t *testing.T, answer heard) api.Quote {
	t.Helper()
	var quoted api.Quote
	if err := json.Unmarshal([]byte(answer.body), &quoted); err != nil || quoted.ID == "" {
		t.Fatalf("%s: %v", answer.body, err)
	}
	return quoted
}

func TestAWishedQuoteIsThePriceThatTheBankTradesAt(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	usual := quoteOf(t, b.call("POST", "/v1/swap/quote", quoteBody))
	worse := quoteOf(t, b.call("POST", "/v1/swap/quote", quoteBody, QuoteHeader, "drift=-40, ttl=4s"))
	if want := usual.ExpectedBuyAmount.Mul(decimal.New(9960, -4)).Truncate(8); !worse.ExpectedBuyAmount.Equal(want) {
		t.Errorf("0.4 %% less than %s is %s", usual.ExpectedBuyAmount, worse.ExpectedBuyAmount)
	}
	if want := aThursday().Add(4 * time.Second); !worse.ExpiresAt.Equal(want) || worse.PriceImpactBPS != nil {
		t.Errorf("it stands until %v, impact %v", worse.ExpiresAt, worse.PriceImpactBPS)
	}
	dear := quoteOf(t, b.call("POST", "/v1/swap/quote", quoteBody, QuoteHeader, "impact=900"))
	if dear.PriceImpactBPS == nil || *dear.PriceImpactBPS != 900 || !dear.ExpectedBuyAmount.LessThan(worse.ExpectedBuyAmount) {
		t.Errorf("an impact of 9 %% gives %s, told %v", dear.ExpectedBuyAmount, dear.PriceImpactBPS)
	}
	for _, senseless := range []string{"drift", "drift=x", "drift=-10000", "ttl=-1s", "price=3"} {
		if got := b.call("POST", "/v1/swap/quote", quoteBody, QuoteHeader, senseless); got.code(t) != api.CodeInvalidRequest {
			t.Errorf("%q: %s", senseless, got.body)
		}
	}
}

func TestAWishedVerdictBlocksAndPassesAsTheBanksOwn(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	quoted := quoteOf(t, b.call("POST", "/v1/swap/quote", quoteBody))
	check := `{"team_id":"team_xxx","quote_id":"` + quoted.ID + `","sell_token":"USDC","buy_token":"ETH","sell_amount":"1000","expected_buy_amount":"` +
		quoted.ExpectedBuyAmount.String() + `"}`
	execute := `{"team_id":"team_xxx","quote_id":"` + quoted.ID + `","confirmation_token":"confirm_1","idempotency_key":"idemp_1"}`
	verdict := func(wish string) api.PolicyCheck {
		var told api.PolicyCheck
		if err := json.Unmarshal([]byte(b.call("POST", "/v1/swap/policy-check", check, PolicyHeader, wish).body), &told); err != nil {
			t.Fatal(err)
		}
		return told
	}
	if told := verdict("fail"); told.Status != api.PolicyFail || len(told.Reasons) != 1 {
		t.Errorf("fail is %+v", told)
	}
	if got := b.call("POST", "/v1/swap/execute", execute); got.code(t) != api.CodePolicyBlocked {
		t.Errorf("a failed quote was executed: %s", got.body)
	}
	if told := verdict("warn"); told.Status != api.PolicyWarn || len(told.Reasons) != 1 {
		t.Errorf("warn is %+v", told)
	}
	again := `{"team_id":"team_xxx","quote_id":"` + quoted.ID + `","confirmation_token":"confirm_2","idempotency_key":"idemp_2"}`
	if got := b.call("POST", "/v1/swap/execute", again, PolicyHeader, "fail"); got.code(t) != api.CodePolicyBlocked {
		t.Errorf("a verdict that changed at the last moment: %s", got.body)
	}
	third := `{"team_id":"team_xxx","quote_id":"` + quoted.ID + `","confirmation_token":"confirm_3","idempotency_key":"idemp_3"}`
	if got := b.call("POST", "/v1/swap/execute", third); got.status != 200 {
		t.Errorf("a warned quote: %s", got.body)
	}
	if got := b.call("POST", "/v1/swap/policy-check", check, PolicyHeader, "perhaps"); got.code(t) != api.CodeInvalidRequest {
		t.Errorf("a senseless wish: %s", got.body)
	}
}
