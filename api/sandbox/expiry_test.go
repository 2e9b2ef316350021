package sandbox

import (
	"fmt"
	"testing"

	"coffer/api"
)

func TestHoweverManyWaitedTooLongAllAreCancelledAFewAtATime(t *testing.T) {
	t.Parallel()
	const waiting = 2*cancelledAtOnce + 1
	b := openBranch(t, nil)
	err := b.bank.store.write(t.Context(), func(t *tx) error {
		for n := range waiting {
			request := api.SpendRequest{AmountCents: 300_00, Currency: "usd", MerchantName: "AWS", Reason: fmt.Sprint(n)}
			if _, err := b.bank.createSpend(t, b.bank.accounts[0], request, "req_trace_1"); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pending := *b.balance().PendingCents; pending != waiting*300_00 {
		t.Errorf("%d cents are pending", pending)
	}
	b.clock.Advance(approvalWindow)
	for round, left := range []int64{waiting - cancelledAtOnce, waiting - 2*cancelledAtOnce, 0} {
		next, err := b.bank.settleDue(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if pending := *b.balance().PendingCents; pending != left*300_00 {
			t.Errorf("round %d: %d cents are pending, not those of %d", round, pending, left)
		}
		if now := b.clock.Now(); (left > 0) == next.After(now) {
			t.Errorf("round %d: the next look is at %s, now it is %s", round, next, now)
		}
	}
}
