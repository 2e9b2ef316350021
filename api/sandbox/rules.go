package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// Rules are what the bank decides by. Amounts of spends are in cents, amounts
// of swaps in US dollars.
type Rules struct {
	// PlanVolumeCents is what the team's plan lets all spends of a month come to.
	PlanVolumeCents int64
	// MonthlyBudgetCents is the account's budget of a calendar month, in UTC.
	MonthlyBudgetCents int64
	// ApprovalThresholdCents is the largest amount that needs no approval.
	ApprovalThresholdCents int64
	// MaxPurchaseCents is the largest amount that can be approved at all.
	MaxPurchaseCents int64
	// AllowedMerchants, when not empty, are the only ones that may be paid.
	// Names are compared without regard to case.
	AllowedMerchants []string
	DeniedMerchants  []string

	// AllowedTokens can be swapped.
	AllowedTokens []string
	// SwapLimitUSD bounds one swap, SwapDailyLimitUSD those of a day in UTC.
	SwapLimitUSD      decimal.Decimal
	SwapDailyLimitUSD decimal.Decimal
	// MaxSlippageBPS is the most slippage that a quote may tolerate.
	MaxSlippageBPS int64
}

// DefaultRules are those of a small team: $10,000.00 a month, approval above
// $250.00, nothing above $5,000.00.
func DefaultRules() Rules {
	return Rules{
		PlanVolumeCents:        50_000_00,
		MonthlyBudgetCents:     10_000_00,
		ApprovalThresholdCents: 250_00,
		MaxPurchaseCents:       5_000_00,
		DeniedMerchants:        []string{"Casino Royale", "Mixer Cash"},
		AllowedTokens:          []string{"USDC", "USDT", "DAI", "ETH", "WBTC", "SOL"},
		SwapLimitUSD:           decimal.NewFromInt(10_000),
		SwapDailyLimitUSD:      decimal.NewFromInt(20_000),
		MaxSlippageBPS:         150,
	}
}

// violation says which rule forbids a purchase for good, or "".
func (r Rules) violation(request api.SpendRequest) string {
	named := func(name string) bool { return strings.EqualFold(name, strings.TrimSpace(request.MerchantName)) }
	switch {
	case slices.ContainsFunc(r.DeniedMerchants, named):
		return "Merchant is on the deny list"
	case len(r.AllowedMerchants) > 0 && !slices.ContainsFunc(r.AllowedMerchants, named):
		return "Merchant is not on the allow list"
	case request.AmountCents > r.MaxPurchaseCents:
		return fmt.Sprintf("Amount is above the %s maximum purchase", usd(r.MaxPurchaseCents))
	}
	return ""
}

// verdict decides a request that the account can pay.
func (r Rules) verdict(request api.SpendRequest) (api.SpendStatus, string) {
	if violation := r.violation(request); violation != "" {
		return api.Declined, violation
	}
	if request.AmountCents > r.ApprovalThresholdCents {
		return api.NeedsApproval, fmt.Sprintf("Amount is above the %s approval threshold", usd(r.ApprovalThresholdCents))
	}
	return api.Approved, "Within budget and below the approval threshold"
}

func (r Rules) isZero() bool {
	return r.MonthlyBudgetCents == 0 && r.MaxPurchaseCents == 0 && r.ApprovalThresholdCents == 0 && len(r.AllowedTokens) == 0
}

// window is the budget period that a time is in.
type window struct{ start, end time.Time }

const budgetPeriod = "monthly"

func monthOf(at time.Time) window {
	at = at.UTC()
	start := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	return window{start: start, end: start.AddDate(0, 1, 0)}
}

func usd(cents int64) string { return api.Money{Cents: cents, Currency: "usd"}.String() }
