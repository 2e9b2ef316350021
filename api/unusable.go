package api

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// UnusableError means that an answer is the bank's JSON and can't be right: it
// lacks what no answer can, holds a figure that can't be, or is about another
// record than was asked for. Nothing of it is used.
type UnusableError struct {
	// Field is the bank's name of what is wrong.
	Field string
	// Wrong says what is wrong with it, as a clause behind the field. It is safe
	// to draw.
	Wrong string
	// Asked and Answered are two ids as they came, where the answer is about
	// another record than was asked for; else both are "".
	Asked, Answered string
}

func (e *UnusableError) Error() string {
	if e.Asked != "" {
		return fmt.Sprintf("%s is %s, and %s was asked for", e.Field, visible(e.Answered), visible(e.Asked))
	}
	return e.Field + " " + e.Wrong
}

// unusable is an UnusableError of one field.
func unusable(field, format string, args ...any) error {
	return &UnusableError{Field: field, Wrong: fmt.Sprintf(format, args...)}
}

const (
	// wholeBPS is all of it, in hundredths of a percent.
	wholeBPS = 10_000
	// longestQuote is how far ahead a quote's end may be; a bank that stands by
	// a price for longer means something else.
	longestQuote = 24 * time.Hour
	// A figure with more digits than the largest token amount needs, or with
	// another exponent, is none; to compute with it could take for ever.
	mostDigits   = 60
	mostBits     = 200 // 10^60 needs them.
	mostExponent = 40
)

// Writable reports whether a figure can be an amount by its size, so that it
// can be written out and computed with.
func Writable(figure decimal.Decimal) bool {
	exponent := figure.Exponent()
	return exponent >= -mostExponent && exponent <= mostExponent && figure.Coefficient().BitLen() <= mostBits
}

func spendIsComplete(spend Spend) error {
	switch {
	case spend.ID == "":
		return unusable("id", "is missing")
	case spend.Status == "":
		return unusable("status", "is missing")
	}
	return nil
}

// isSpend checks the answer to a read of one request.
func isSpend(id string) func(Spend) error {
	return func(spend Spend) error {
		if err := spendIsComplete(spend); err != nil {
			return err
		}
		if spend.ID != id {
			return anotherRecord("id", id, spend.ID)
		}
		if spend.AmountCents != nil && *spend.AmountCents < 0 {
			return unusable("amount_cents", "is below zero")
		}
		return nil
	}
}

func swapIsComplete(swap Swap) error {
	switch {
	case swap.ID == "":
		return unusable("swap_id", "is missing")
	case swap.ExecutionStatus == "":
		return unusable("execution_status", "is missing")
	}
	return nil
}

// isSwap checks the answer to a read of one swap.
func isSwap(id string) func(Swap) error {
	return func(swap Swap) error {
		if swap.ID != "" && swap.ID != id {
			return anotherRecord("swap_id", id, swap.ID)
		}
		return swapIsComplete(swap)
	}
}

func anotherRecord(field, asked, answered string) error {
	return &UnusableError{Field: field, Asked: asked, Answered: answered}
}

// visible is a text with every letter of it to be seen, so that two that differ
// don't look alike.
func visible(text string) string {
	if strings.ContainsFunc(text, func(letter rune) bool { return letter <= ' ' || letter > '~' }) {
		text = strconv.QuoteToASCII(text)
	}
	return short(text)
}

// short keeps a text of any length to a clause.
func short(text string) string {
	const most = 64
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

func quoteIsUsable(quote Quote) error {
	switch {
	case quote.ID == "":
		return unusable("quote_id", "is missing")
	case quote.ExpiresAt.IsZero():
		return unusable("expires_at", "is missing, or no time with a zone")
	case quote.SlippageBPS != nil && (*quote.SlippageBPS < 0 || *quote.SlippageBPS > wholeBPS):
		return unusable("slippage_bps", "is %d, outside 0 to %d", *quote.SlippageBPS, wholeBPS)
	case quote.PriceImpactBPS != nil && (*quote.PriceImpactBPS < -wholeBPS || *quote.PriceImpactBPS > wholeBPS):
		return unusable("price_impact_bps", "is %d, outside %d to %d", *quote.PriceImpactBPS, -wholeBPS, wholeBPS)
	}
	if err := isAmount("expected_buy_amount", &quote.ExpectedBuyAmount); err != nil {
		return err
	}
	if !quote.ExpectedBuyAmount.IsPositive() {
		return unusable("expected_buy_amount", "is missing or zero")
	}
	return isFees("estimated_fees", quote.EstimatedFees)
}

// endsSoon checks the end of a quote against the bank's own time.
func (q Quote) endsSoon(bankNow time.Time) error {
	if q.ExpiresAt.After(bankNow.Add(longestQuote)) {
		return unusable("expires_at", "is %s, more than a day ahead", q.ExpiresAt.UTC().Format(timestampLayout))
	}
	return nil
}

func verdictIsComplete(verdict PolicyCheck) error {
	if verdict.Status == "" {
		return unusable("status", "is missing")
	}
	return nil
}

// balanceIsUsable lets what is owed or overspent be below zero, and nothing else.
// It tells one thing at least: else it is no balance.
func balanceIsUsable(balance Balance) error {
	if reflect.ValueOf(balance).IsZero() {
		return unusable("the balance", "has none of its fields")
	}
	for field, cents := range map[string]*int64{"budget_cents": balance.BudgetCents, "pending_cents": balance.PendingCents} {
		if cents != nil && *cents < 0 {
			return unusable(field, "is below zero")
		}
	}
	for symbol, amount := range balance.Tokens {
		if err := isAmount("tokens "+visible(symbol), &amount); err != nil {
			return err
		}
	}
	return nil
}

func changesAreUsable(page SandboxChanges) error {
	for _, spend := range page.Spends {
		if err := isSpend(spend.ID)(spend); err != nil {
			return err
		}
	}
	for _, swap := range page.Swaps {
		if err := listedSwapIsUsable(swap); err != nil {
			return err
		}
	}
	return nil
}

func digestsAreUsable(page SandboxDigests) error {
	for _, record := range page.Records {
		if record.Swap == nil {
			continue
		}
		if err := listedSwapIsUsable(*record.Swap); err != nil {
			return err
		}
	}
	return nil
}

func listedSwapIsUsable(swap SandboxSwap) error {
	if err := swapIsComplete(swap.Swap); err != nil {
		return err
	}
	if err := isAmount("sell_amount", &swap.SellAmount); err != nil {
		return err
	}
	return isAmount("expected_buy_amount", &swap.Quote.ExpectedBuyAmount)
}

func isFees(field string, fees Fees) error {
	for kind, fee := range fees {
		if err := isAmount(field+" "+visible(kind), &fee); err != nil {
			return err
		}
	}
	return nil
}

// isAmount checks a figure that may be left out. It looks at the exponent
// first: whatever else asks a decimal may write all its zeros out.
func isAmount(field string, amount *decimal.Decimal) error {
	switch {
	case amount == nil:
		return nil
	case !Writable(*amount):
		return unusable(field, "has more digits than any amount")
	case amount.IsNegative():
		return unusable(field, "is below zero")
	}
	return nil
}
