package sandbox

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"coffer/api"
	"coffer/api/webhook"
)

// handleCreateSpend decides a spend request. Both path names are one endpoint,
// so a retry under the other name is a replay too.
func (b *Bank) handleCreateSpend(w http.ResponseWriter, r *http.Request) {
	var body struct {
		api.SpendRequest
		IdempotencyKey string `json:"idempotency_key"`
	}
	if err := readBody(w, r, &body); err != nil {
		b.answerError(w, r, err)
		return
	}
	request := body.SpendRequest
	if err := validateSpend(request); err != nil {
		b.answerError(w, r, err)
		return
	}
	request.Currency = strings.ToLower(request.Currency)
	key, err := idempotencyKey(r, body.IdempotencyKey)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	caller := callerOf(r.Context())
	call := once{caller: caller, endpoint: "spend", key: key, request: request}
	b.answerOnce(w, r, call, func(t *tx) (any, error) { return b.createSpend(t, caller, request, traceOf(r.Context())) })
}

func (b *Bank) handleSpend(w http.ResponseWriter, r *http.Request) {
	caller := callerOf(r.Context())
	found, err := findOwnSpend(b.store.reader, caller, r.PathValue("id"))
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	budget, err := b.budget(b.store.reader, caller)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, b.publicSpend(found, budget.remaining()))
}

// spend is a spend request as the bank keeps it; times are unix milliseconds.
type spend struct {
	seq            int64
	account        int
	id             string
	status         api.SpendStatus
	decisionReason string
	request        api.SpendRequest
	createdAt      int64
	decidedAt      int64
	updatedAt      int64
	change         int64
}

// createSpend decides what can be paid at all first, and what policy says of
// it second: a refusal leaves no record, a policy violation a declined one.
func (b *Bank) createSpend(t *tx, caller account, request api.SpendRequest, trace string) (api.Spend, error) {
	budget, err := b.budget(t, caller)
	if err != nil {
		return api.Spend{}, err
	}
	if err := budget.admits(request.AmountCents); err != nil {
		return api.Spend{}, err
	}
	now := b.clock.Now()
	status, why := b.rules.verdict(request)
	created := spend{
		account: caller.number, id: newID("req_", now, t.draw()), status: status, decisionReason: why, request: request,
		createdAt: now.UnixMilli(), updatedAt: now.UnixMilli(), change: t.nextChange(),
	}
	if status.Final() {
		created.decidedAt = created.createdAt
	}
	if err := t.insertSpend(&created); err != nil {
		return api.Spend{}, err
	}
	if status == api.Approved {
		if err := t.postSpend(caller, created); err != nil {
			return api.Spend{}, err
		}
		budget.spent += request.AmountCents
	}
	if err := b.announceCreated(t, created, trace); err != nil {
		return api.Spend{}, err
	}
	return b.publicSpend(created, budget.remaining()), nil
}

// announceCreated enqueues the event of the creation, and that of the decision
// when it was made at once.
func (b *Bank) announceCreated(t *tx, created spend, trace string) error {
	if err := b.announce(t, created, webhook.SpendCreated, trace); err != nil {
		return err
	}
	if !created.status.Final() {
		return nil
	}
	return b.announce(t, created, outcomeEvent(created.status), trace)
}

func outcomeEvent(status api.SpendStatus) string {
	switch status {
	case api.Approved:
		return webhook.SpendApproved
	case api.Declined:
		return webhook.SpendDeclined
	default:
		return webhook.SpendCancelled
	}
}

// publicSpend is the record as POST and GET answer it: exactly the contract's
// fields.
func (b *Bank) publicSpend(record spend, remaining int64) api.Spend {
	answered := api.Spend{
		ID:                          record.id,
		Status:                      record.status,
		DecisionReason:              record.decisionReason,
		AmountCents:                 new(record.request.AmountCents),
		Currency:                    record.request.Currency,
		MerchantName:                record.request.MerchantName,
		Reason:                      record.request.Reason,
		BudgetPeriod:                budgetPeriod,
		RemainingBudgetCents:        &remaining,
		RemainingMonthlyBudgetCents: &remaining,
	}
	if record.status == api.NeedsApproval {
		answered.ApprovalURL = b.approvalURL(record.id)
	}
	return answered
}

// eventSpend is the record as webhooks carry it.
func (b *Bank) eventSpend(record spend) api.Spend {
	carried := api.Spend{
		ID:             record.id,
		TeamID:         b.identity.teamID,
		AgentAccountID: b.accountNumbered(record.account).id,
		Status:         record.status,
		DecisionReason: record.decisionReason,
		AmountCents:    new(record.request.AmountCents),
		Currency:       record.request.Currency,
		MerchantName:   record.request.MerchantName,
		Reason:         record.request.Reason,
		BudgetPeriod:   budgetPeriod,
		DecidedAt:      timestamp(record.decidedAt),
		CreatedAt:      timestamp(record.createdAt),
		UpdatedAt:      timestamp(record.updatedAt),
	}
	if record.status == api.NeedsApproval {
		carried.ApprovalURL = b.approvalURL(record.id)
	}
	return carried
}

const spendColumns = `seq, account, id, status, decision_reason, amount_cents, currency, merchant_name, reason,
	created_at, decided_at, updated_at, change`

// findOwnSpend is findSpend for one who must not know that the others' are there.
func findOwnSpend(from asker, caller account, id string) (spend, error) {
	found, err := findSpend(from, id)
	if err == nil && found.account != caller.number {
		return spend{}, noSuchSpend()
	}
	return found, err
}

func noSuchSpend() *refusal {
	return refusalOf(api.CodeNotFound, "There is no spend request with this id")
}

func findSpend(from asker, id string) (spend, error) {
	found, err := scanSpend(from.QueryRow(`SELECT `+spendColumns+` FROM spends WHERE id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return spend{}, noSuchSpend()
	}
	return found, err
}

func scanSpend(row interface{ Scan(...any) error }) (spend, error) {
	var s spend
	err := row.Scan(&s.seq, &s.account, &s.id, &s.status, &s.decisionReason, &s.request.AmountCents, &s.request.Currency,
		&s.request.MerchantName, &s.request.Reason, &s.createdAt, &s.decidedAt, &s.updatedAt, &s.change)
	if err != nil {
		return spend{}, fmt.Errorf("read a spend request: %w", err)
	}
	return s, nil
}

func (t *tx) insertSpend(record *spend) error {
	inserted, err := t.Exec(`INSERT INTO spends (account, id, status, decision_reason, amount_cents, currency, merchant_name, reason,
		created_at, decided_at, updated_at, change) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		record.account, record.id, string(record.status), record.decisionReason, record.request.AmountCents, record.request.Currency,
		record.request.MerchantName, record.request.Reason, record.createdAt, record.decidedAt, record.updatedAt, record.change)
	if err == nil {
		record.seq, err = inserted.LastInsertId()
	}
	if err != nil {
		return fmt.Errorf("keep a spend request: %w", err)
	}
	t.sumSpend(spend{}, *record)
	return nil
}

func (t *tx) postSpend(payer account, record spend) error {
	return t.post(payer, entrySpend, record.id, time.UnixMilli(record.decidedAt),
		dollarTransfer(payer.wallet(), payeeOf(record.request.MerchantName), record.request.AmountCents))
}
