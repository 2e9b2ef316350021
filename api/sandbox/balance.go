package sandbox

import (
	"fmt"
	"net/http"

	"github.com/shopspring/decimal"

	"coffer/api"
)

func (b *Bank) handleBalance(w http.ResponseWriter, r *http.Request) {
	balance, err := b.balance(b.store.reader, callerOf(r.Context()))
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, balance)
}

// handleFaucet adds test dollars and answers with the new balance.
func (b *Bank) handleFaucet(w http.ResponseWriter, r *http.Request) {
	var request api.FaucetRequest
	if err := readBody(w, r, &request); err != nil {
		b.answerError(w, r, err)
		return
	}
	if request.AmountCents <= 0 || request.AmountCents > maxAmountCents {
		b.answerError(w, r, invalid("amount_cents must be a whole number of cents above zero"))
		return
	}
	caller := callerOf(r.Context())
	var balance api.Balance
	err := b.store.write(r.Context(), func(t *tx) error {
		now := b.clock.Now()
		err := t.post(caller, entryFaucet, newID("faucet_", now, t.draw()), now,
			dollarTransfer(equityFaucetAccount, caller.wallet(), request.AmountCents))
		if err != nil {
			return err
		}
		balance, err = b.balance(t, caller)
		return err
	})
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, balance)
}

func (b *Bank) balance(from asker, of account) (api.Balance, error) {
	budget, err := b.budget(from, of)
	if err != nil {
		return api.Balance{}, err
	}
	pending, err := sumInCents(from, of, sumPending, 0)
	if err != nil {
		return api.Balance{}, err
	}
	tokens := make(map[string]decimal.Decimal)
	for _, token := range api.Tokens() {
		tokens[token.Symbol] = budget.holdings.free(token.Symbol)
	}
	remaining := budget.remaining()
	return api.Balance{
		AccountID:            of.id,
		TeamID:               b.identity.teamID,
		Currency:             "usd",
		AvailableCents:       &budget.wallet,
		BudgetPeriod:         budgetPeriod,
		BudgetCents:          &budget.limit,
		SpentCents:           &budget.spent,
		RemainingBudgetCents: &remaining,
		PendingCents:         &pending,
		Tokens:               tokens,
		UpdatedAt:            api.At(b.clock.Now()),
	}, nil
}

// budget is what the account may spend now, in cents.
type budget struct {
	period window
	// plan bounds what all accounts of the team spend together.
	plan      int64
	teamSpent int64
	limit     int64
	spent     int64
	// wallet is the sum of the ledger's lines; reserved is the part of it that
	// swaps in flight will take as fees.
	wallet   int64
	reserved int64
	// holdings are all that the wallets hold, by currency.
	holdings holdings
}

func (b *Bank) budget(from asker, of account) (budget, error) {
	now := budget{period: monthOf(b.clock.Now()), plan: b.rules.PlanVolumeCents, limit: b.rules.MonthlyBudgetCents}
	for _, one := range b.accounts {
		spent, err := sumInCents(from, one, sumSpent, now.period.start.UnixMilli())
		if err != nil {
			return budget{}, err
		}
		now.teamSpent += spent
		if one.number == of.number {
			now.spent = spent
		}
	}
	var err error
	if now.holdings, err = holdingsOf(from, of); err != nil {
		return budget{}, err
	}
	if now.wallet, err = inCents(now.holdings.held[dollars]); err != nil {
		return budget{}, err
	}
	now.reserved, err = inCents(now.holdings.reserved[dollars])
	return now, err
}

func (b budget) remaining() int64 { return max(0, b.limit-b.spent) }

// free is what the wallet can still pay.
func (b budget) free() int64 { return b.wallet - b.reserved }

// admits says why an amount can't be paid, or nil.
func (b budget) admits(cents int64) error {
	switch {
	case cents > b.plan-b.teamSpent:
		return refusalOf(api.CodePlanSpendVolumeExceeded, fmt.Sprintf(
			"The plan's monthly spend volume is %s", usd(b.plan)))
	case cents > b.remaining():
		refused := refusalOf(api.CodeFundingSourceBudgetExceeded, fmt.Sprintf(
			"Amount is above the %s that is left of the monthly budget", usd(b.remaining())))
		refused.details = budgetDetails{
			Limit: b.limit, Spent: b.spent, Remaining: b.remaining(), Period: budgetPeriod,
			WindowStart: api.At(b.period.start), WindowEnd: api.At(b.period.end),
		}
		return refused
	case cents > b.free():
		return refusalOf(api.CodeInsufficientWalletBalance, fmt.Sprintf(
			"Amount is above the %s that the wallet holds", usd(max(0, b.free()))))
	}
	return nil
}

// budgetDetails are the details of funding_source_budget_exceeded, in cents.
type budgetDetails struct {
	Limit       int64         `json:"limit"`
	Spent       int64         `json:"spent"`
	Remaining   int64         `json:"remaining"`
	Period      string        `json:"period"`
	WindowStart api.Timestamp `json:"windowStart"`
	WindowEnd   api.Timestamp `json:"windowEnd"`
}
