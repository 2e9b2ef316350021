package sandbox

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func TestEveryCodeOfTheCatalogueIsReached(t *testing.T) {
	t.Parallel()
	const spend = `{"amount_cents":100000,"currency":"usd","merchant_name":"AWS","reason":"a test"}`
	withRules := func(change func(*Rules)) func(*Config) {
		return func(config *Config) {
			config.Rules = DefaultRules()
			change(&config.Rules)
		}
	}
	execute := func(b *branch, quoteID, name string) heard {
		return b.call("POST", "/v1/swap/execute", `{"team_id":"team_xxx","quote_id":"`+quoteID+
			`","confirmation_token":"confirm_`+name+`","idempotency_key":"idemp_`+name+`"}`)
	}
	passed := func(b *branch, amount string) api.Quote {
		quoted := b.quote("USDC", amount, "ETH")
		b.check(quoted, "USDC", amount, "ETH")
		return quoted
	}
	for code, reach := range map[api.Code]struct {
		config func(*Config)
		status int
		call   func(*branch) heard
	}{
		api.CodeInvalidAPIKey: {nil, 401, func(b *branch) heard {
			return b.call("GET", "/v1/balance", "", "Authorization", "Bearer din_test_nobody")
		}},
		api.CodeRevokedAPIKey: {nil, 403, func(b *branch) heard {
			return b.call("GET", "/v1/balance", "", "Authorization", "Bearer "+b.bank.Credentials().SpendKey+"_revoked")
		}},
		api.CodeInsufficientScope: {nil, 403, func(b *branch) heard {
			return b.call("POST", "/v1/spend", spend, "Authorization", "Bearer "+b.bank.Credentials().SpendKey+"_readonly")
		}},
		api.CodeInvalidRequest: {nil, 400, func(b *branch) heard { return b.call("POST", "/v1/spend", spend) }},
		api.CodeIdempotencyKeyConflict: {nil, 409, func(b *branch) heard {
			b.call("POST", "/v1/spend", spend, "Idempotency-Key", "one")
			return b.call("POST", "/v1/spend", strings.Replace(spend, "AWS", "GCP", 1), "Idempotency-Key", "one")
		}},
		api.CodeNotFound: {nil, 404, func(b *branch) heard { return b.call("GET", "/v1/spend/req_123", "") }},
		api.CodeFundingSourceBudgetExceeded: {withRules(func(r *Rules) { r.MonthlyBudgetCents = 999_99 }), 402, func(b *branch) heard {
			answer := b.call("POST", "/v1/spend", spend, "Idempotency-Key", "one")
			wantDetails := `"details":{"limit":99999,"spent":0,"remaining":99999,"period":"monthly",` +
				`"windowStart":"2026-05-01T00:00:00.000Z","windowEnd":"2026-06-01T00:00:00.000Z"}`
			if !strings.Contains(answer.body, wantDetails) {
				t.Errorf("the details are missing: %s", answer.body)
			}
			return answer
		}},
		api.CodePlanSpendVolumeExceeded: {withRules(func(r *Rules) { r.PlanVolumeCents = 999_99 }), 402, func(b *branch) heard {
			return b.call("POST", "/v1/spend", spend, "Idempotency-Key", "one")
		}},
		api.CodeInsufficientWalletBalance: {withRules(func(r *Rules) {
			r.MonthlyBudgetCents, r.PlanVolumeCents = maxAmountCents, maxAmountCents
		}), 402, func(b *branch) heard {
			return b.call("POST", "/v1/spend", strings.Replace(spend, "100000", "2000001", 1), "Idempotency-Key", "one")
		}},
		api.CodePolicyDeclined: {withRules(func(r *Rules) { r.MonthlyBudgetCents = 1500_00 }), 409, func(b *branch) heard {
			first, second := b.mustSpend(1000_00, "AWS", "one"), b.mustSpend(1000_00, "AWS", "two")
			b.call("POST", "/v1/sandbox/spend/"+first.ID+"/decision", `{"decision":"approve"}`)
			return b.call("POST", "/v1/sandbox/spend/"+second.ID+"/decision", `{"decision":"approve"}`)
		}},
		api.CodeRateLimited: {func(config *Config) { config.CallsPerMinute = 2 }, 429, func(b *branch) heard {
			b.call("GET", "/v1/balance", "")
			b.call("GET", "/v1/balance", "")
			limited := b.call("GET", "/v1/balance", "")
			if limited.header.Get("Retry-After") != "30" {
				t.Errorf("retry after %q", limited.header.Get("Retry-After"))
			}
			b.clock.Advance(30 * time.Second)
			if again := b.call("GET", "/v1/balance", ""); again.status != 200 {
				t.Errorf("after the wait: %d", again.status)
			}
			return limited
		}},
		api.CodeInternalError: {nil, 500, func(b *branch) heard {
			return b.call("GET", "/v1/balance", "", FaultHeader, "internal_error")
		}},
		api.CodeQuoteNotFound: {nil, 404, func(b *branch) heard { return execute(b, "quote_none", "one") }},
		api.CodeQuoteExpired: {nil, 409, func(b *branch) heard {
			quoted := passed(b, "1000")
			b.clock.Advance(DefaultQuoteTTL)
			return execute(b, quoted.ID, "one")
		}},
		api.CodePolicyBlocked: {nil, 409, func(b *branch) heard { return execute(b, b.quote("USDC", "1000", "ETH").ID, "one") }},
		api.CodeQuoteAlreadyExecuted: {nil, 409, func(b *branch) heard {
			quoted := passed(b, "1000")
			execute(b, quoted.ID, "one")
			return execute(b, quoted.ID, "two")
		}},
	} {
		t.Run(string(code), func(t *testing.T) {
			t.Parallel()
			b := openBranch(t, reach.config)
			if got := reach.call(b); got.status != reach.status || got.code(t) != code {
				t.Errorf("got %d %s", got.status, got.body)
			}
		})
	}
}

func TestTheFaultHeaderReachesEveryCode(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	for _, code := range []api.Code{
		api.CodeInvalidAPIKey, api.CodeRevokedAPIKey, api.CodeInsufficientScope, api.CodeInvalidRequest, api.CodeIdempotencyKeyConflict,
		api.CodeNotFound, api.CodeFundingSourceBudgetExceeded, api.CodePlanSpendVolumeExceeded, api.CodeInsufficientWalletBalance,
		api.CodePolicyDeclined, api.CodeRateLimited, api.CodeInternalError, api.CodeQuoteExpired, api.CodePolicyBlocked,
		api.CodeQuoteNotFound, api.CodeQuoteAlreadyExecuted,
	} {
		if got := b.call("GET", "/v1/balance", "", FaultHeader, string(code)); got.code(t) != code || got.status != statusOf(code) {
			t.Errorf("%s: got %d %s", code, got.status, got.body)
		}
	}
	if got := b.call("GET", "/v1/balance", "", FaultHeader, "nonsense"); got.code(t) != api.CodeInvalidRequest {
		t.Errorf("got %s", got.body)
	}
}

func TestMalformedSpendRequestsAreRefusedAndLeaveNothing(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	body := func(amount, currency, merchant, reason string) string {
		return `{"amount_cents":` + amount + `,"currency":"` + currency + `","merchant_name":"` + merchant + `","reason":"` + reason + `"}`
	}
	for name, refused := range map[string]string{
		"zero":             body("0", "usd", "AWS", "x"),
		"negative":         body("-1", "usd", "AWS", "x"),
		"a fraction":       body("1.5", "usd", "AWS", "x"),
		"a float":          body("100.0", "usd", "AWS", "x"),
		"a string":         body(`"100"`, "usd", "AWS", "x"),
		"beyond int64":     body("99999999999999999999", "usd", "AWS", "x"),
		"too large":        body("100000000000001", "usd", "AWS", "x"),
		"euros":            body("100", "eur", "AWS", "x"),
		"no currency":      body("100", "", "AWS", "x"),
		"no merchant":      body("100", "usd", "  ", "x"),
		"a long merchant":  body("100", "usd", strings.Repeat("a", 201), "x"),
		"no reason":        body("100", "usd", "AWS", ""),
		"a long reason":    body("100", "usd", "AWS", strings.Repeat("a", 1001)),
		"empty":            "",
		"null":             "null",
		"an array":         "[]",
		"trailing garbage": body("100", "usd", "AWS", "x") + "{}",
		"invalid UTF-8":    body("100", "usd", "AWS\xff", "x"),
		"64 KiB and more":  body("100", "usd", "AWS", "x") + strings.Repeat(" ", 64<<10),
	} {
		if got := b.call("POST", "/v1/spend", refused, "Idempotency-Key", "key"); got.status != 400 || got.code(t) != api.CodeInvalidRequest {
			t.Errorf("%s: got %d %s", name, got.status, got.body)
		}
	}
	good := body("100", "usd", "AWS", "x")
	if got := b.call("POST", "/v1/spend", good, "Content-Type", "text/plain", "Idempotency-Key", "key"); got.status != 400 {
		t.Errorf("text/plain: got %d", got.status)
	}
	if got := b.call("POST", "/v1/spend", good, "Idempotency-Key", "two words"); got.status != 400 {
		t.Errorf("a key with a space: got %d", got.status)
	}
	if got := b.call("POST", "/v1/spend", strings.Replace(good, "{", `{"idempotency_key":"other",`, 1), "Idempotency-Key", "key"); got.status != 400 {
		t.Errorf("two keys: got %d", got.status)
	}
	if spends, _ := b.changes(); len(spends) != 0 {
		t.Errorf("%d requests were left", len(spends))
	}
}

func TestALiveKeyIsRefusedByTheSandboxCalls(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	for _, key := range []string{"din_live_0123456789", "dba_0123456789"} {
		got := b.call("POST", "/v1/sandbox/faucet", `{"amount_cents":100000}`, "Authorization", "Bearer "+key)
		if got.status != http.StatusForbidden || got.code(t) != api.CodeInsufficientScope {
			t.Errorf("%s: got %d %s", key, got.status, got.body)
		}
	}
}

func TestMalformedQuotesAreRefused(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	for name, refused := range map[string][4]string{
		"unknown token":         {"team_xxx", "DOGE", "ETH", "1"},
		"unknown token to buy":  {"team_xxx", "ETH", "usdc", "1"},
		"the same token":        {"team_xxx", "ETH", "ETH", "1"},
		"nothing":               {"team_xxx", "USDC", "ETH", "0"},
		"less than nothing":     {"team_xxx", "USDC", "ETH", "-1"},
		"too many decimals":     {"team_xxx", "USDC", "ETH", "0.0000001"},
		"too little":            {"team_xxx", "USDC", "WBTC", "0.000001"},
		"a bomb of an exponent": {"team_xxx", "USDC", "ETH", "1e999999999"},
		"a bomb below":          {"team_xxx", "USDC", "ETH", "1e-999999999"},
		"no amount":             {"team_xxx", "USDC", "ETH", "lots"},
		"no team":               {"", "USDC", "ETH", "1"},
	} {
		got := b.call("POST", "/v1/swap/quote", `{"team_id":"`+refused[0]+`","sell_token":"`+refused[1]+
			`","buy_token":"`+refused[2]+`","sell_amount":"`+refused[3]+`"}`)
		if got.status != 400 || got.code(t) != api.CodeInvalidRequest {
			t.Errorf("%s: got %d %s", name, got.status, got.body)
		}
	}
	other := b.call("POST", "/v1/swap/quote", `{"team_id":"team_other","sell_token":"USDC","buy_token":"ETH","sell_amount":"1"}`)
	if other.code(t) != api.CodeInsufficientScope {
		t.Errorf("another team: got %s", other.body)
	}
	quoted := b.quote("USDC", "10", "ETH")
	for _, amounts := range [][2]string{{"10", "1e999999999"}, {"1e999999999", "1"}, {"11", quoted.ExpectedBuyAmount.String()}} {
		got := b.call("POST", "/v1/swap/policy-check", `{"team_id":"team_xxx","quote_id":"`+quoted.ID+
			`","sell_token":"USDC","buy_token":"ETH","sell_amount":"`+amounts[0]+`","expected_buy_amount":"`+amounts[1]+`"}`)
		if got.code(t) != api.CodeInvalidRequest {
			t.Errorf("%v: got %s", amounts, got.body)
		}
	}
}

func TestPolicyGivesAReasonForEachRule(t *testing.T) {
	t.Parallel()
	dollars := decimal.NewFromInt
	for name, rule := range map[string]struct {
		change func(*Rules)
		amount string
		status api.PolicyStatus
		reason string
	}{
		"pass":           {func(*Rules) {}, "1000", api.PolicyPass, ""},
		"token":          {func(r *Rules) { r.AllowedTokens = []string{"USDC"} }, "1000", api.PolicyFail, "ETH is not on the token allow-list"},
		"one swap":       {func(r *Rules) { r.SwapLimitUSD = dollars(999) }, "1000", api.PolicyFail, "above the limit of $999.00 for one swap"},
		"a day":          {func(r *Rules) { r.SwapDailyLimitUSD = dollars(999) }, "1000", api.PolicyFail, "above the daily limit of $999.00"},
		"nearly a day":   {func(r *Rules) { r.SwapDailyLimitUSD = dollars(1200) }, "1000", api.PolicyWarn, "close to the daily limit of $1,200.00"},
		"slippage":       {func(r *Rules) { r.MaxSlippageBPS = 99 }, "1000", api.PolicyFail, "slippage of 1.00 % is above the maximum of 0.99 %"},
		"more than held": {func(r *Rules) { r.SwapLimitUSD, r.SwapDailyLimitUSD = dollars(1e6), dollars(1e6) }, "25001", api.PolicyFail, "holds 25000 USDC"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openBranch(t, func(config *Config) {
				config.Rules = DefaultRules()
				rule.change(&config.Rules)
			})
			quoted := b.quote("USDC", rule.amount, "ETH")
			verdict := b.check(quoted, "USDC", rule.amount, "ETH")
			if verdict.Status != rule.status || !strings.Contains(strings.Join(verdict.Reasons, "\n"), rule.reason) {
				t.Errorf("got %+v", verdict)
			}
			_, err := b.execute(quoted, "one")
			if want := rule.status.Allows(); (err == nil) != want {
				t.Errorf("execute: %v", err)
			}
			if err != nil && api.CodeOf(err) != api.CodePolicyBlocked {
				t.Errorf("execute: %v", err)
			}
		})
	}
}
