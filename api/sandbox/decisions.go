package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"coffer/api"
)

// approvalWindow is how long a request waits for a person before it is cancelled.
const approvalWindow = 24 * time.Hour

// cancelledAtOnce is how many requests one transaction cancels.
const cancelledAtOnce = 500

// handleDecision decides a pending request for a client that is not a browser.
func (b *Bank) handleDecision(w http.ResponseWriter, r *http.Request) {
	var decision api.Decision
	if err := readBody(w, r, &decision); err != nil {
		b.answerError(w, r, err)
		return
	}
	id := r.PathValue("id")
	if _, err := findOwnSpend(b.store.reader, callerOf(r.Context()), id); err != nil {
		b.answerError(w, r, err)
		return
	}
	decided, remaining, err := b.decide(r.Context(), id, decision)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, b.publicSpend(decided, remaining))
}

// decide takes an operator's decision on a pending request. It also returns
// the budget that remains. Errors: *refusal when it can't be taken.
func (b *Bank) decide(ctx context.Context, id string, decision api.Decision) (spend, int64, error) {
	if err := validateDecision(decision); err != nil {
		return spend{}, 0, err
	}
	var decided spend
	var remaining int64
	err := b.store.write(ctx, func(t *tx) error {
		found, err := findSpend(t, id)
		if err != nil {
			return err
		}
		if found.status != api.NeedsApproval {
			return clash("This request was already decided: it is " + string(found.status))
		}
		budget, err := b.budget(t, b.accountNumbered(found.account))
		if err != nil {
			return err
		}
		if decision.Decision == api.Approve {
			if err := b.mayApprove(found, budget); err != nil {
				return err
			}
			budget.spent += found.request.AmountCents
		}
		remaining = budget.remaining()
		decided, err = b.finish(t, found, decision, b.clock.Now(), traceOf(ctx))
		return err
	})
	if err == nil {
		b.wake()
	}
	return decided, remaining, err
}

// mayApprove checks again what may have changed while the request waited.
func (b *Bank) mayApprove(found spend, budget budget) error {
	if violation := b.rules.violation(found.request); violation != "" {
		return refusalOf(api.CodePolicyDeclined, violation)
	}
	if found.request.AmountCents > budget.remaining() {
		return refusalOf(api.CodePolicyDeclined, fmt.Sprintf(
			"Approving it would exceed the monthly budget: %s is left", usd(budget.remaining())))
	}
	return budget.admits(found.request.AmountCents)
}

func (b *Bank) finish(t *tx, found spend, decision api.Decision, at time.Time, trace string) (spend, error) {
	status, reason := api.Declined, "Declined by operator"
	if decision.Decision == api.Approve {
		status, reason = api.Approved, "Approved by operator"
	}
	if decision.Reason != "" {
		reason += ": " + decision.Reason
	}
	if err := b.close(t, &found, status, reason, at, trace); err != nil {
		return spend{}, err
	}
	if found.status == api.Approved {
		return found, t.postSpend(b.accountNumbered(found.account), found)
	}
	return found, nil
}

// close gives a request its final status and announces it.
func (b *Bank) close(t *tx, record *spend, status api.SpendStatus, reason string, at time.Time, trace string) error {
	before := *record
	record.decidedAt, record.updatedAt, record.change = at.UnixMilli(), at.UnixMilli(), t.nextChange()
	record.status, record.decisionReason = status, reason
	_, err := t.Exec(`UPDATE spends SET status = ?, decision_reason = ?, decided_at = ?, updated_at = ?, change = ? WHERE seq = ?`,
		string(record.status), record.decisionReason, record.decidedAt, record.updatedAt, record.change, record.seq)
	if err != nil {
		return fmt.Errorf("keep the decision: %w", err)
	}
	t.sumSpend(before, *record)
	return b.announce(t, *record, outcomeEvent(record.status), trace)
}

// cancelStale cancels what nobody decided in time, the oldest first and not all
// at once: other calls wait for the transaction.
func (b *Bank) cancelStale(t *tx, now time.Time) error {
	stale, err := queryAll(t, scanSpend, `SELECT `+spendColumns+` FROM spends
		WHERE status = 'needs_approval' AND created_at <= ? ORDER BY created_at LIMIT ?`, now.Add(-approvalWindow).UnixMilli(), cancelledAtOnce)
	if err != nil {
		return err
	}
	for _, record := range stale {
		err := b.close(t, &record, api.Cancelled, "Nobody decided within 24 hours", now, b.traces.next(now))
		if err != nil {
			return err
		}
	}
	return nil
}

func validateDecision(decision api.Decision) error {
	if decision.Decision != api.Approve && decision.Decision != api.Decline {
		return invalid(`decision must be "approve" or "decline"`)
	}
	if decision.Reason == "" {
		return nil
	}
	return validateText("reason", decision.Reason, maxReason)
}
