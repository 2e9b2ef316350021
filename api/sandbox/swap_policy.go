package sandbox

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// handlePolicyCheck evaluates a quote and keeps the verdict, which execute
// asks for.
func (b *Bank) handlePolicyCheck(w http.ResponseWriter, r *http.Request) {
	var request api.PolicyCheckRequest
	if err := readBody(w, r, &request); err != nil {
		b.answerError(w, r, err)
		return
	}
	wished, err := wishedRule(r)
	if err := errors.Join(b.ownTeam(request.TeamID), err); err != nil {
		b.answerError(w, r, err)
		return
	}
	caller := callerOf(r.Context())
	var verdict api.PolicyCheck
	err = b.store.write(r.Context(), func(t *tx) error {
		quoted, err := findQuote(t, caller, request.QuoteID)
		if err != nil {
			return err
		}
		if err := sameFigures(request, quoted); err != nil {
			return err
		}
		now := b.clock.Now()
		if expired(quoted, now) {
			return refusalOf(api.CodeQuoteExpired, "The quote has expired; ask for a new one")
		}
		if verdict, err = b.checkPolicy(t, caller, quoted, now); err != nil {
			return err
		}
		if wished != nil {
			verdict = verdictOf(append(verdict.Checks, *wished), now)
		}
		_, err = t.Exec(`UPDATE quotes SET policy_status = ? WHERE id = ?`, string(verdict.Status), quoted.ID)
		return err
	})
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, verdict)
}

// checkPolicy evaluates every rule, so that a person sees all reasons at once:
// failures first.
func (b *Bank) checkPolicy(from asker, caller account, quoted quote, now time.Time) (api.PolicyCheck, error) {
	swapped, err := sumsOf(from, caller, sumSwapped, dayOf(now))
	if err != nil {
		return api.PolicyCheck{}, err
	}
	budget, err := b.budget(from, caller)
	if err != nil {
		return api.PolicyCheck{}, err
	}
	fees, _ := quoted.EstimatedFees.Total()
	free := budget.holdings.free(quoted.sellToken)
	checks := append(b.rules.swapChecks(quoted, swapped[dollars]),
		held(quoted.sellAmount.GreaterThan(free),
			fmt.Sprintf("The wallet holds %s %s, less than the %s to sell", free, quoted.sellToken, quoted.sellAmount),
			fmt.Sprintf("The wallet holds the %s %s to sell", quoted.sellAmount, quoted.sellToken)),
		held(fees.GreaterThan(decimal.New(budget.free(), -2)),
			fmt.Sprintf("The wallet can't pay the fees of %s", inDollars(fees)),
			fmt.Sprintf("The wallet can pay the fees of %s", inDollars(fees))))
	return verdictOf(checks, now), nil
}

// verdictOf is the worst of the checks. Its reasons are what isn't passed,
// failures first.
func verdictOf(checks []api.PolicyRule, now time.Time) api.PolicyCheck {
	verdict := api.PolicyCheck{Status: api.PolicyPass, Reasons: []string{}, EvaluatedAt: api.At(now), Checks: checks}
	for _, status := range []api.PolicyStatus{api.PolicyFail, api.PolicyWarn} {
		for _, check := range checks {
			if check.Status != status {
				continue
			}
			verdict.Reasons = append(verdict.Reasons, check.Text)
			if verdict.Status == api.PolicyPass {
				verdict.Status = status
			}
		}
	}
	return verdict
}

// held is a rule that fails with one text and passes with the other.
func held(fails bool, failed, passed string) api.PolicyRule {
	if fails {
		return api.PolicyRule{Status: api.PolicyFail, Text: failed}
	}
	return api.PolicyRule{Status: api.PolicyPass, Text: passed}
}

// swapChecks holds a quote against every rule about swaps. The daily limit
// warns when four fifths of it are used.
func (r Rules) swapChecks(quoted quote, swapped decimal.Decimal) []api.PolicyRule {
	var checks []api.PolicyRule
	for _, token := range []string{quoted.sellToken, quoted.buyToken} {
		checks = append(checks, held(!slices.Contains(r.AllowedTokens, token),
			token+" is not on the token allow-list", token+" is on the token allow-list"))
	}
	checks = append(checks, held(quoted.value.GreaterThan(r.SwapLimitUSD),
		fmt.Sprintf("%s is above the limit of %s for one swap", inDollars(quoted.value), inDollars(r.SwapLimitUSD)),
		fmt.Sprintf("%s is within the limit of %s for one swap", inDollars(quoted.value), inDollars(r.SwapLimitUSD))))
	after := swapped.Add(quoted.value)
	daily := held(after.GreaterThan(r.SwapDailyLimitUSD),
		fmt.Sprintf("With it today's swaps come to %s, above the daily limit of %s", inDollars(after), inDollars(r.SwapDailyLimitUSD)),
		fmt.Sprintf("With it today's swaps come to %s of %s", inDollars(after), inDollars(r.SwapDailyLimitUSD)))
	if daily.Status == api.PolicyPass && after.GreaterThan(r.SwapDailyLimitUSD.Mul(decimal.New(8, -1))) {
		daily = api.PolicyRule{Status: api.PolicyWarn, Text: fmt.Sprintf(
			"With it today's swaps come to %s, close to the daily limit of %s", inDollars(after), inDollars(r.SwapDailyLimitUSD))}
	}
	slippage, most := decimal.New(*quoted.SlippageBPS, -2).StringFixed(2), decimal.New(r.MaxSlippageBPS, -2).StringFixed(2)
	return append(checks, daily, held(*quoted.SlippageBPS > r.MaxSlippageBPS,
		fmt.Sprintf("The slippage of %s %% is above the maximum of %s %%", slippage, most),
		fmt.Sprintf("The slippage of %s %% is within the maximum of %s %%", slippage, most)))
}

// inDollars writes an amount of the unit of account as people do.
func inDollars(amount decimal.Decimal) string {
	cents := amount.Shift(2).Round(0)
	if !cents.BigInt().IsInt64() {
		return "$" + amount.StringFixed(2)
	}
	return api.Money{Cents: cents.IntPart(), Currency: api.UnitOfAccount}.String()
}

// sameFigures refuses a check of other figures than the quote's: its verdict
// would be about a trade that is not made.
func sameFigures(request api.PolicyCheckRequest, quoted quote) error {
	same := request.SellToken == quoted.sellToken && request.BuyToken == quoted.buyToken &&
		plausible(request.SellAmount) && request.SellAmount.Equal(quoted.sellAmount) &&
		plausible(request.ExpectedBuyAmount) && request.ExpectedBuyAmount.Equal(quoted.ExpectedBuyAmount)
	if !same {
		return invalid("The tokens and amounts are not those of the quote")
	}
	return nil
}

func expired(quoted quote, now time.Time) bool { return !now.Before(quoted.ExpiresAt.Time) }
