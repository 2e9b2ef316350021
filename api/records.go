package api

import (
	"encoding/json"
	"slices"

	"github.com/shopspring/decimal"
)

// SpendStatus is where a spend request stands. A word that is not listed here
// is kept as it came and treated as open.
type SpendStatus string

// The statuses of a spend request.
const (
	NeedsApproval SpendStatus = "needs_approval"
	Approved      SpendStatus = "approved"
	Declined      SpendStatus = "declined"
	Cancelled     SpendStatus = "cancelled"
)

// Final reports whether the bank will never change the status again.
func (s SpendStatus) Final() bool {
	return s == Approved || s == Declined || s == Cancelled
}

// SpendRequest is the body of POST /v1/spend.
type SpendRequest struct {
	// AmountCents is in minor units and above zero.
	AmountCents  int64  `json:"amount_cents"`
	Currency     string `json:"currency"`
	MerchantName string `json:"merchant_name"`
	Reason       string `json:"reason"`
}

// Spend is a spend request as the bank records it. Every field but ID and
// Status is optional when read.
type Spend struct {
	ID             string      `json:"id"`
	TeamID         string      `json:"team_id,omitempty"`
	AgentAccountID string      `json:"agent_account_id,omitempty"`
	Status         SpendStatus `json:"status"`
	DecisionReason string      `json:"decision_reason,omitempty"`
	// AmountCents is in minor units; nil when the bank doesn't tell it.
	AmountCents                 *int64    `json:"amount_cents,omitempty"`
	Currency                    string    `json:"currency,omitempty"`
	MerchantName                string    `json:"merchant_name,omitempty"`
	Reason                      string    `json:"reason,omitempty"`
	BudgetPeriod                string    `json:"budget_period,omitempty"`
	RemainingBudgetCents        *int64    `json:"remaining_budget_cents,omitempty"`
	RemainingMonthlyBudgetCents *int64    `json:"remaining_monthly_budget_cents,omitempty"`
	ApprovalURL                 string    `json:"approval_url,omitempty"`
	DecidedAt                   Timestamp `json:"decided_at,omitzero"`
	CreatedAt                   Timestamp `json:"created_at,omitzero"`
	UpdatedAt                   Timestamp `json:"updated_at,omitzero"`
}

// Balance is the budget and balance context of the key's account, in minor
// units. Every field is optional when read.
type Balance struct {
	AccountID            string `json:"account_id,omitempty"`
	TeamID               string `json:"team_id,omitempty"`
	Currency             string `json:"currency,omitempty"`
	AvailableCents       *int64 `json:"available_cents,omitempty"`
	BudgetPeriod         string `json:"budget_period,omitempty"`
	BudgetCents          *int64 `json:"budget_cents,omitempty"`
	SpentCents           *int64 `json:"spent_cents,omitempty"`
	RemainingBudgetCents *int64 `json:"remaining_budget_cents,omitempty"`
	PendingCents         *int64 `json:"pending_cents,omitempty"`
	// Tokens is what can be swapped, by symbol; nil when the bank doesn't tell.
	Tokens    Amounts   `json:"tokens,omitempty"`
	UpdatedAt Timestamp `json:"updated_at,omitzero"`
}

// QuoteRequest is the body of POST /v1/swap/quote.
type QuoteRequest struct {
	TeamID     string          `json:"team_id"`
	SellToken  string          `json:"sell_token"`
	BuyToken   string          `json:"buy_token"`
	SellAmount decimal.Decimal `json:"sell_amount"`
}

// Fees are what a swap costs by kind ("network", "protocol"), in the unit of
// account.
type Fees map[string]decimal.Decimal

// Total is the sum of the fees that the bank told. told is false when it told
// none: what isn't told is not free.
func (f Fees) Total() (total decimal.Decimal, told bool) {
	for _, fee := range f {
		total = total.Add(fee)
	}
	return total, len(f) > 0
}

// Kinds lists the kinds of fee by name.
func (f Fees) Kinds() []string {
	kinds := make([]string, 0, len(f))
	for kind := range f {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return kinds
}

// Quote is a price that the bank stands by until ExpiresAt.
type Quote struct {
	ID                string          `json:"quote_id"`
	Provider          string          `json:"provider"`
	Route             json.RawMessage `json:"route,omitempty"`
	ExpectedBuyAmount decimal.Decimal `json:"expected_buy_amount"`
	// EstimatedFees is nil when the bank tells none.
	EstimatedFees Fees `json:"estimated_fees,omitempty"`
	// UnreadFees are the kinds of fee that came in a form that can't be read, so
	// that EstimatedFees is not all there is.
	UnreadFees []string `json:"-"`
	// SlippageBPS is the tolerated slippage in hundredths of a percent; nil when
	// the bank doesn't tell, which promises no minimum.
	SlippageBPS *int64 `json:"slippage_bps,omitempty"`
	// PriceImpactBPS is how far the trade itself moves the price, in hundredths
	// of a percent; nil when the bank doesn't tell.
	PriceImpactBPS *int64    `json:"price_impact_bps,omitempty"`
	ExpiresAt      Timestamp `json:"expires_at"`
}

// MinimumReceived is the least that the swap may pay out, rounded down to the
// bought token's precision, or exact where that isn't known. It is nil when the
// bank told no slippage: then it promised no minimum.
func (q Quote) MinimumReceived(buyToken string) *decimal.Decimal {
	if q.SlippageBPS == nil {
		return nil
	}
	kept := decimal.New(10_000-*q.SlippageBPS, -4)
	least := q.ExpectedBuyAmount.Mul(kept)
	if token, known := TokenBySymbol(buyToken); known {
		least = least.RoundFloor(token.Precision)
	}
	return &least
}

// PolicyStatus is the verdict of a policy check.
type PolicyStatus string

// The verdicts that may go on; any other word blocks.
const (
	PolicyPass PolicyStatus = "pass"
	PolicyWarn PolicyStatus = "warn"
	PolicyFail PolicyStatus = "fail"
)

// Allows reports whether a swap may go on after the verdict was shown.
func (s PolicyStatus) Allows() bool { return s == PolicyPass || s == PolicyWarn }

// PolicyCheckRequest is the body of POST /v1/swap/policy-check.
type PolicyCheckRequest struct {
	TeamID            string          `json:"team_id"`
	QuoteID           string          `json:"quote_id"`
	SellToken         string          `json:"sell_token"`
	BuyToken          string          `json:"buy_token"`
	SellAmount        decimal.Decimal `json:"sell_amount"`
	ExpectedBuyAmount decimal.Decimal `json:"expected_buy_amount"`
}

// PolicyCheck is the bank's verdict on a quote, with its reasons in its own words.
type PolicyCheck struct {
	Status      PolicyStatus `json:"status"`
	Reasons     []string     `json:"reasons"`
	EvaluatedAt Timestamp    `json:"evaluated_at"`
	// Checks is every rule with its own verdict; nil when the bank tells no more
	// than its reasons.
	Checks []PolicyRule `json:"checks,omitempty"`
}

// PolicyRule is one rule that a quote was held against.
type PolicyRule struct {
	Status PolicyStatus `json:"status"`
	// Text is what was found, in the bank's words.
	Text string `json:"text"`
}

// ExecuteRequest is the body of POST /v1/swap/execute. Both tokens are made
// once for one confirmation and reused in every retry of it.
type ExecuteRequest struct {
	TeamID            string `json:"team_id"`
	QuoteID           string `json:"quote_id"`
	ConfirmationToken string `json:"confirmation_token"`
	IdempotencyKey    string `json:"idempotency_key"`
}

// ExecutionStatus is where a swap stands. A word that is not listed here is
// kept as it came and treated as open.
type ExecutionStatus string

// The statuses of a swap.
const (
	SwapSubmitted ExecutionStatus = "submitted"
	SwapPending   ExecutionStatus = "pending"
	SwapConfirmed ExecutionStatus = "confirmed"
	SwapFailed    ExecutionStatus = "failed"
	SwapExpired   ExecutionStatus = "expired"
)

// Final reports whether the bank will never change the status again.
func (s ExecutionStatus) Final() bool {
	return s == SwapConfirmed || s == SwapFailed || s == SwapExpired
}

// Swap is an execution as the bank records it.
type Swap struct {
	ID              string          `json:"swap_id"`
	ExecutionStatus ExecutionStatus `json:"execution_status"`
	PolicyStatus    PolicyStatus    `json:"policy_status,omitempty"`
	TxHash          string          `json:"tx_hash,omitempty"`
	Provider        string          `json:"provider,omitempty"`
	// The executed figures are what moved; nil where the bank doesn't tell.
	ExecutedSellAmount *decimal.Decimal `json:"executed_sell_amount,omitempty"`
	ExecutedBuyAmount  *decimal.Decimal `json:"executed_buy_amount,omitempty"`
	ExecutedFees       Fees             `json:"executed_fees,omitempty"`
	UpdatedAt          Timestamp        `json:"updated_at,omitzero"`
	// Unread are the bank's names of the executed figures that came in a form
	// that can't be read.
	Unread []string `json:"-"`
}

// FaucetRequest is the body of POST /v1/sandbox/faucet.
type FaucetRequest struct {
	AmountCents int64 `json:"amount_cents"`
}

// Decision is the body of POST /v1/sandbox/spend/:id/decision.
type Decision struct {
	// Decision is "approve" or "decline".
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
}

// The decisions that the sandbox takes.
const (
	Approve = "approve"
	Decline = "decline"
)

// Ledger is the answer of GET /v1/sandbox/ledger, oldest entry first.
type Ledger struct {
	Entries []LedgerEntry `json:"entries"`
}

// LedgerEntry is one balanced posting: its lines sum to zero per currency.
type LedgerEntry struct {
	ID string    `json:"id"`
	At Timestamp `json:"at"`
	// Kind is "faucet", "spend" or "swap".
	Kind  string       `json:"kind"`
	Ref   string       `json:"ref"`
	Lines []LedgerLine `json:"lines"`
}

// LedgerLine moves a signed amount on one account.
type LedgerLine struct {
	Account  string          `json:"account"`
	Currency string          `json:"currency"`
	Amount   decimal.Decimal `json:"amount"`
}

// SandboxChanges is a page of what changed in the sandbox, in the order in
// which it last changed. The public API has no list call; this one is the
// sandbox's own, so that a dashboard without webhooks can show a whole demo.
type SandboxChanges struct {
	Spends []Spend       `json:"spends"`
	Swaps  []SandboxSwap `json:"swaps"`
	// Next is the cursor of the page that follows; the same cursor again when
	// there is nothing newer.
	Next string `json:"next"`
	// Remaining is how many changes the pages behind this one have.
	Remaining int `json:"remaining"`
	// Total is how many changes there are from the beginning; 0 where an older
	// sandbox doesn't say.
	Total int `json:"total,omitempty"`
}

// SandboxSwap is a swap with the quote it was made from.
type SandboxSwap struct {
	Swap
	CreatedAt  Timestamp       `json:"created_at,omitzero"`
	SellToken  string          `json:"sell_token"`
	BuyToken   string          `json:"buy_token"`
	SellAmount decimal.Decimal `json:"sell_amount"`
	Quote      Quote           `json:"quote"`
}
