package banktest

import (
	"errors"
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"coffer/api"
	"coffer/api/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestOddBendsAnswersOfARealBank(t *testing.T) {
	t.Parallel()
	odd := NewOdd(t, sandbox.Config{Seed: 3})
	client := clientOf(t, odd.URL, odd.Bank.Credentials().SpendKey)
	request := api.SpendRequest{AmountCents: 1_200, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}

	odd.Bend("POST /v1/spend", func(answer *Answer) { answer.Set(map[string]any{"merchant_name": "Vast.ai"}) })
	answer, err := client.CreateSpend(t.Context(), request, "0b54c2a0-8b7f-4a63-9b29-1f0f57f0a001")
	if err != nil || answer.Value.MerchantName != "Vast.ai" {
		t.Fatalf("the bent answer is %+v, %v", answer.Value, err)
	}
	read, err := client.Spend(t.Context(), answer.Value.ID)
	if err != nil || read.Value.MerchantName != "AWS" {
		t.Fatalf("the bank itself holds %+v, %v", read.Value, err)
	}

	odd.Bend("GET /v1/spend/{id}", func(answer *Answer) { answer.Refuse(http.StatusNotFound, "not_found", "No such request") })
	if _, err := client.Spend(t.Context(), answer.Value.ID); api.CodeOf(err) != api.CodeNotFound {
		t.Errorf("a refused read ends with %v", err)
	}
	if calls := odd.To(http.MethodPost, "/v1/spend"); len(calls) != 1 {
		t.Errorf("%d creates reached the bank, want 1", len(calls))
	}
}

func TestPlainHasThePublicCallsAlone(t *testing.T) {
	t.Parallel()
	for _, form := range []NoSuchPath{NotFoundHTML, NotFoundText, NotFoundFramework} {
		plain := NewPlain(t, PlainConfig{Key: "din_test_plain0001", NoSuchPath: form, ThresholdCents: 10_000})
		client := clientOf(t, plain.URL, "din_test_plain0001")
		waiting, err := client.CreateSpend(t.Context(), api.SpendRequest{AmountCents: 20_000, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}, "0b54c2a0-8b7f-4a63-9b29-1f0f57f0a002")
		if err != nil || waiting.Value.Status != api.NeedsApproval || waiting.Value.ApprovalURL == "" {
			t.Fatalf("%s: above the threshold: %+v, %v", form, waiting.Value, err)
		}
		plain.Decide(waiting.Value.ID, "approved", "Approved by operator")
		decided, err := client.Spend(t.Context(), waiting.Value.ID)
		if err != nil || decided.Value.Status != api.Approved {
			t.Errorf("%s: after the decision: %+v, %v", form, decided.Value, err)
		}
		if _, err := client.Quote(t.Context(), api.QuoteRequest{}); err == nil || errors.As(err, new(*api.Error)) && api.CodeOf(err) != "" {
			t.Errorf("%s: a path that isn't there ends with %v", form, err)
		}
	}
}

func clientOf(t *testing.T, address, text string) *api.Client {
	t.Helper()
	key, err := api.ParseSpendKey(text)
	if err != nil {
		t.Fatal(err)
	}
	client, err := api.New(api.Config{BaseURL: address, Key: key})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}
