package sandbox

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"coffer/api"
)

func TestTheDocumentsSpendRequestIsApprovedAtOnce(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	for i, path := range []string{"/v1/spend", "/v1/spend-requests"} {
		created := b.call(http.MethodPost, path, fixture(t, "spend_request.json"), "Idempotency-Key", "key-"+string(rune('a'+i)))
		if created.status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, created.status, created.body)
		}
		var spend api.Spend
		if err := json.Unmarshal([]byte(created.body), &spend); err != nil {
			t.Fatal(err)
		}
		if spend.Status != api.Approved || *spend.AmountCents != 25000 || spend.MerchantName != "OpenAI" || spend.DecisionReason == "" {
			t.Errorf("%s: %+v", path, spend)
		}
		wantFields(t, created.body, "id", "status", "decision_reason", "amount_cents", "currency", "merchant_name", "reason",
			"budget_period", "remaining_budget_cents", "remaining_monthly_budget_cents")
		if read := b.call(http.MethodGet, path+"/"+spend.ID, ""); read.status != http.StatusOK || !strings.Contains(read.body, spend.ID) {
			t.Errorf("%s: %d %s", path, read.status, read.body)
		}
	}
	if spent := *b.balance().SpentCents; spent != 50000 {
		t.Errorf("spent %d", spent)
	}
	wantFields(t, b.call(http.MethodGet, "/v1/balance", "").body, "account_id", "team_id", "currency", "available_cents",
		"budget_period", "budget_cents", "spent_cents", "remaining_budget_cents", "pending_cents", "tokens", "updated_at")
}

func TestTheDocumentsSwapGoesFromQuoteToConfirmed(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	quoted := b.call(http.MethodPost, "/v1/swap/quote", fixture(t, "quote_request.json"))
	sameFields(t, quoted.body, fixture(t, "quote_response.json"))
	var quote api.Quote
	if err := json.Unmarshal([]byte(quoted.body), &quote); err != nil {
		t.Fatal(err)
	}
	inRequest := func(name string) string {
		return strings.NewReplacer("quote_xxx", quote.ID, `"0.3412"`, `"`+quote.ExpectedBuyAmount.String()+`"`).Replace(fixture(t, name))
	}
	checked := b.call(http.MethodPost, "/v1/swap/policy-check", inRequest("policy_check_request.json"))
	// Beside the document's fields the sandbox tells every rule.
	wantFields(t, checked.body, append(fieldsOf(t, fixture(t, "policy_check_response.json")), "checks")...)
	if !strings.Contains(checked.body, `"status":"pass","reasons":[]`) {
		t.Errorf("policy: %s", checked.body)
	}
	executed := b.call(http.MethodPost, "/v1/swap/execute", inRequest("execute_request.json"))
	sameFields(t, executed.body, fixture(t, "execute_response.json"))
	var swap api.Swap
	if err := json.Unmarshal([]byte(executed.body), &swap); err != nil {
		t.Fatal(err)
	}
	if swap.ExecutionStatus != api.SwapSubmitted || !strings.HasPrefix(swap.TxHash, "0x") || len(swap.TxHash) != 66 {
		t.Errorf("executed %+v", swap)
	}
	b.settle(6)
	status := b.call(http.MethodGet, "/v1/swap/"+swap.ID, "")
	sameFields(t, status.body, fixture(t, "swap_response.json"))
	if !strings.Contains(status.body, `"execution_status":"confirmed","policy_status":"pass"`) {
		t.Errorf("status: %s", status.body)
	}
	held := b.checkLedger()
	if held["wallet:USDC"].String() != "24000" || !held["wallet:ETH"].Sub(quote.ExpectedBuyAmount).Equal(held["wallet:ETH"].Truncate(0)) {
		t.Errorf("the wallets hold %v", held)
	}
}

func TestTheDocumentsResponsesDecode(t *testing.T) {
	t.Parallel()
	var quote api.Quote
	var check api.PolicyCheck
	var executed, swap api.Swap
	var refused api.ErrorBody
	for name, value := range map[string]any{
		"quote_response.json": &quote, "policy_check_response.json": &check, "execute_response.json": &executed,
		"swap_response.json": &swap, "error_response.json": &refused,
	} {
		if err := json.Unmarshal([]byte(fixture(t, name)), value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	fees, _ := quote.EstimatedFees.Total()
	if quote.ExpectedBuyAmount.String() != "0.3412" || fees.String() != "3.57" || *quote.SlippageBPS != 100 ||
		quote.ExpiresAt.UnixMilli() != 1778252640000 || quote.MinimumReceived("ETH").String() != "0.337788" {
		t.Errorf("quote %+v", quote)
	}
	if check.Status != api.PolicyPass || len(check.Reasons) != 0 || swap.ExecutionStatus != api.SwapConfirmed ||
		executed.ExecutionStatus != api.SwapSubmitted || refused.Error.Code != api.CodeRateLimited {
		t.Errorf("%+v %+v %+v %+v", check, swap, executed, refused)
	}
}

func TestEveryAnswerIsJSONWithATimeAndAName(t *testing.T) {
	t.Parallel()
	b := openBranch(t, nil)
	names := map[string]bool{}
	for _, call := range [][2]string{
		{"GET", "/v1/balance"},
		{"GET", "/v1/spend/req_none"},
		{"GET", "/nowhere"},
		{"DELETE", "/v1/balance"},
		{"POST", "/v1/spend"},
		{"GET", "/v1/sandbox/changes?after=x"},
		{"GET", "/v1/sandbox/ledger"},
	} {
		answer := b.call(call[0], call[1], "")
		if answer.header.Get("Content-Type") != "application/json" || !json.Valid([]byte(answer.body)) {
			t.Errorf("%v: %q %s", call, answer.header.Get("Content-Type"), answer.body)
		}
		if answer.header.Get("Date") != "Thu, 14 May 2026 15:00:00 GMT" {
			t.Errorf("%v: dated %q", call, answer.header.Get("Date"))
		}
		names[answer.header.Get("Dino-Request-Id")] = true
	}
	if len(names) != 7 || names[""] {
		t.Errorf("the requests are named %v", slices.Collect(maps.Keys(names)))
	}
}

func wantFields(t *testing.T, body string, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := fieldsOf(t, body); !slices.Equal(got, want) {
		t.Errorf("got the fields %v, want %v", got, want)
	}
}

func sameFields(t *testing.T, body, like string) {
	t.Helper()
	wantFields(t, body, fieldsOf(t, like)...)
}

func fieldsOf(t *testing.T, body string) []string {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(body), &fields); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return slices.Sorted(maps.Keys(fields))
}
