package api

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestNoShapeOfWhatDecidesNothingLosesASpend bends what stands beside the id,
// the status and the amount of an answer.
func TestNoShapeOfWhatDecidesNothingLosesASpend(t *testing.T) {
	t.Parallel()
	var all []string
	for _, field := range aside {
		for _, shape := range []string{`5`, `0.5`, `1e999`, `{"a":1}`, `["x"]`, `true`, `"text"`, `null`} {
			all = append(all, fmt.Sprintf(`%q:%s`, field, shape))
		}
	}
	all = append(all, `"decision_reason":5,"approval_url":{},"remaining_budget_cents":"12","reason":"<GPU> \u0026 more"`)
	for _, fields := range all {
		client, _ := playing(t, answering(200, `{"id":"req_1","status":"approved","amount_cents":120.0,"currency":"usd","merchant_name":"A&W","created_at":"2026-05-08T15:04:00Z",`+fields+`}`))
		for name, ask := range map[string]func() (Answer[Spend], error){
			"create": func() (Answer[Spend], error) {
				return client.CreateSpendAt(t.Context(), "/v1/spend", SpendRequest{AmountCents: 120}, "key-1")
			},
			"read": func() (Answer[Spend], error) { return client.Spend(t.Context(), "req_1") },
		} {
			answer, err := ask()
			spend := answer.Value
			if err != nil || spend.Status != Approved || spend.AmountCents == nil || *spend.AmountCents != 120 || spend.MerchantName != "A&W" || spend.CreatedAt.IsZero() {
				t.Errorf("%s %s: %+v, %v", name, fields, spend, err)
			}
			if strings.Contains(fields, "more") && spend.Reason != "<GPU> & more" {
				t.Errorf("what can be read beside it is %q", spend.Reason)
			}
		}
	}
	// What decides is read strictly, also beside what isn't.
	for _, decides := range []string{`"amount_cents":"120"`, `"currency":5`, `"merchant_name":{}`, `"team_id":[]`, `"agent_account_id":true`} {
		client, _ := playing(t, answering(200, `{"id":"req_1","status":"approved","decision_reason":5,`+decides+`}`))
		_, err := client.Spend(t.Context(), "req_1")
		var why *UnusableError
		if name, _, _ := strings.Cut(decides[1:], `"`); !errors.As(err, &why) || why.Field != name {
			t.Errorf("%s: %v", decides, err)
		}
	}
	// A balance's figures are what is asked for.
	client, _ := playing(t, answering(200, `{"available_cents":5,"remaining_budget_cents":"12"}`))
	if _, err := client.Balance(t.Context()); err == nil {
		t.Error("a balance's figure that can't be read is left out")
	}
}
