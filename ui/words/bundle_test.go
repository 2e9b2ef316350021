package words

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state"
)

func TestTheSupportBundleHasWhatFindsItAndNoSecret(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 5, 8, 14, 2, 7, 0, time.UTC)
	intent := &state.Intent{
		ID: "intent-1", Kind: state.IntentSwap, Key: "idemp_7f3a9c", Who: "mara", State: state.IntentUnknown, Account: "agent_ops",
		CreatedAt: state.MomentOf(at), Tries: 3, LastTry: state.MomentOf(at.Add(9 * time.Second)), Code: "internal_error",
		Problem: "it took too long", TraceID: "req_trace_9",
		Terms: &state.SwapTerms{
			QuoteID: "quote_1", SellToken: "USDC", SellAmount: decimal.NewFromInt(1000), BuyToken: "ETH",
			ExpectedBuy: decimal.RequireFromString("0.3412"), Confirmation: "confirm_secret", ExpiresAt: state.MomentOf(at.Add(24 * time.Second)),
		},
		Unlocked: &state.Unlocking{Who: "ada", Why: "asked the desk", At: state.MomentOf(at.Add(time.Minute))},
	}
	book := state.NewBook(state.Bank{Environment: state.Sandbox, Host: "127.0.0.1:8787", Team: "team_acme"}, time.UTC)
	bundle := SupportBundle(intent, book.View(), at.Add(2*time.Minute))
	for _, part := range []string{
		"swap of 1,000.00 USDC", "intent-1", "idemp_7f3a9c", "quote_1", "127.0.0.1:8787", "team_acme", "agent_ops", "mara",
		"2026-05-08T14:02:07.000Z", "2026-05-08T14:02:16.000Z", "it took too long [internal_error]", "req_trace_9",
		"by ada: asked the desk",
	} {
		if !strings.Contains(bundle, part) {
			t.Errorf("it lacks %q:\n%s", part, bundle)
		}
	}
	for _, secret := range []string{"confirm_secret", "din_"} {
		if strings.Contains(bundle, secret) {
			t.Errorf("it has %q:\n%s", secret, bundle)
		}
	}
}

func TestTheNextTryCountsDown(t *testing.T) {
	t.Parallel()
	at := state.MomentOf(time.Date(2026, 5, 8, 14, 2, 7, 0, time.UTC))
	intent := &state.Intent{State: state.IntentUnknown, CreatedAt: at, NextTry: at.Add(3500 * time.Millisecond)}
	for after, want := range map[time.Duration]string{
		0: "next try in 4 s", time.Second: "next try in 3 s", 3 * time.Second: "next try in 1 s", 4 * time.Second: "asking now",
		25 * time.Hour: "",
	} {
		if got := NextTry(intent, at.Add(after)); got != want {
			t.Errorf("after %v it says %q, want %q", after, got, want)
		}
	}
}
