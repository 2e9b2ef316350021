package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestNoShapeOfWhatIsOptionalLosesAnExecutedSwap bends each optional field of an
// answer that says with its id and status what became of the money.
func TestNoShapeOfWhatIsOptionalLosesAnExecutedSwap(t *testing.T) {
	t.Parallel()
	digits := strings.Repeat("9", 5_000)
	for field, want := range map[string]string{
		`"tx_hash":5`: "", `"tx_hash":{}`: "", `"provider":{"name":"0x"}`: "", `"provider":null`: "", `"updated_at":5`: "", `"updated_at":"soon"`: "",
		`"policy_status":null`:                                             "",
		`"policy_status":false`:                                            "policy false",
		`"policy_status":"fail"`:                                           "policy fail",
		`"executed_sell_amount":"100"`:                                     "sold 100",
		`"executed_sell_amount":1.5e1`:                                     "sold 15",
		`"executed_sell_amount":null`:                                      "",
		`"executed_sell_amount":""`:                                        "unread executed_sell_amount",
		`"executed_sell_amount":"lots"`:                                    "unread executed_sell_amount",
		`"executed_sell_amount":{"amount":"1"}`:                            "unread executed_sell_amount",
		`"executed_buy_amount":[1]`:                                        "unread executed_buy_amount",
		`"executed_buy_amount":true`:                                       "unread executed_buy_amount",
		`"executed_buy_amount":"-1"`:                                       "bought -1",
		`"executed_buy_amount":1e999999999`:                                "bought of absurd size",
		`"executed_buy_amount":1e99999999999`:                              "bought of absurd size",
		`"executed_buy_amount":"1e-999999999"`:                             "bought of absurd size",
		`"executed_buy_amount":` + digits:                                  "bought of absurd size",
		`"executed_fees":"1.50"`:                                           "fees total 1.5",
		`"executed_fees":1.5`:                                              "fees total 1.5",
		`"executed_fees":{}`:                                               "",
		`"executed_fees":[]`:                                               "",
		`"executed_fees":{"network":null}`:                                 "",
		`"executed_fees":{"network":"0.1"}`:                                "fees network 0.1",
		`"executed_fees":{"network":0.1,"x":{}}`:                           "unread executed_fees",
		`"executed_fees":{"network":"free"}`:                               "unread executed_fees",
		`"executed_fees":"free"`:                                           "unread executed_fees",
		`"executed_fees":true`:                                             "unread executed_fees",
		`"executed_fees":{"a":"1","a":"2"}`:                                "unread executed_fees",
		`"executed_fees":[{"kind":"network","amount":"1"},{"amount":"2"}]`: "unread executed_fees",
		`"executed_fees":[{"kind":"network","amount":"1"}]`:                "fees network 1",
		`"executed_fees":{"network":{"amount":"3.15","currency":"USD"}}`:   "fees network 3.15",
		`"executed_fees":{"network":{"amount":"3.15","currency":"ETH"}}`:   "unread executed_fees",
		`"executed_fees":{"total":3.57,"network":3.15,"protocol":0.42}`:    "fees network 3.15 protocol 0.42",
	} {
		client, _ := playing(t, answering(200, `{"swap_id":"swap_1","execution_status":"confirmed",`+field+`}`))
		for call, ask := range map[string]func() (Answer[Swap], error){
			"execute": func() (Answer[Swap], error) { return client.Execute(t.Context(), ExecuteRequest{}, time.Time{}) },
			"read":    func() (Answer[Swap], error) { return client.Swap(t.Context(), "swap_1") },
		} {
			answer, err := ask()
			if got := describe(answer.Value); err != nil || got != want {
				t.Errorf("%s: %.80s is %q, want %q: %v", call, field, got, want, err)
			}
		}
	}
	for _, nonsense := range []string{`{"swap_id":5,"execution_status":"confirmed"}`, `{"swap_id":"swap_1","execution_status":true}`, `{"swap_id":"swap_1"}`} {
		client, _ := playing(t, answering(200, nonsense))
		_, err := client.Swap(t.Context(), "swap_1")
		var why *UnusableError
		if !errors.As(err, &why) || OutcomeOf(err) != Unknown {
			t.Errorf("%s: %v", nonsense, err)
		}
	}
}

// describe is what is read of a swap besides its id and status.
func describe(swap Swap) string {
	var parts []string
	if swap.ID != "swap_1" || swap.ExecutionStatus != SwapConfirmed {
		parts = append(parts, "another swap")
	}
	if swap.PolicyStatus != "" {
		parts = append(parts, "policy "+string(swap.PolicyStatus))
	}
	if amount := swap.ExecutedSellAmount; amount != nil {
		parts = append(parts, "sold "+amount.String())
	}
	if amount := swap.ExecutedBuyAmount; amount != nil && Writable(*amount) {
		parts = append(parts, "bought "+amount.String())
	} else if amount != nil {
		parts = append(parts, "bought of absurd size")
	}
	if len(swap.ExecutedFees) > 0 {
		parts = append(parts, "fees")
	}
	for _, kind := range swap.ExecutedFees.Kinds() {
		parts = append(parts, kind, swap.ExecutedFees[kind].String())
	}
	if len(swap.Unread) > 0 {
		parts = append(parts, "unread "+strings.Join(swap.Unread, " "))
	}
	return strings.Join(parts, " ")
}

func TestASandboxSwapIsReadWhole(t *testing.T) {
	t.Parallel()
	const body = `{"swap_id":"swap_1","execution_status":"confirmed","tx_hash":"0xA","executed_fees":"odd","sell_token":"USDC","buy_token":"ETH",` +
		`"sell_amount":"100","created_at":"2026-05-08T15:04:00Z","quote":{"quote_id":"quote_1","expected_buy_amount":"0.03"}}`
	var swap SandboxSwap
	if err := json.Unmarshal([]byte(body), &swap); err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(swap.ID, " ", swap.ExecutionStatus, " ", swap.TxHash, " ", swap.SellToken, " ", swap.BuyToken, " ", swap.SellAmount, " ", swap.Quote.ID, " ", swap.CreatedAt.IsZero(), " ", swap.Unread)
	if got != "swap_1 confirmed 0xA USDC ETH 100 quote_1 false [executed_fees]" {
		t.Error(got)
	}
	written, err := json.Marshal(swap)
	var again SandboxSwap
	if err != nil || json.Unmarshal(written, &again) != nil || again.ID != swap.ID || again.Quote.ID != "quote_1" || !again.CreatedAt.Equal(swap.CreatedAt.Time) {
		t.Errorf("written as %s, %v", written, err)
	}
}

func TestATokenThatIsNullIsNotHeldAsZero(t *testing.T) {
	t.Parallel()
	client, _ := playing(t, answering(200, `{"tokens":{"USDC":null,"ETH":"0"}}`))
	answer, err := client.Balance(t.Context())
	if _, told := answer.Value.Tokens["USDC"]; err != nil || told || len(answer.Value.Tokens) != 1 {
		t.Errorf("got %v, %v", answer.Value.Tokens, err)
	}
	client, _ = playing(t, answering(200, `{"tokens":{"USDC":null}}`))
	if answer, err := client.Balance(t.Context()); err == nil {
		t.Errorf("nothing is read as %v", answer.Value.Tokens)
	}
}
