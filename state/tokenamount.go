package state

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// TokenAmount is an amount of a token as it was read.
type TokenAmount struct {
	Amount decimal.Decimal
	// Share is the percent of the balance that was typed; zero for an amount
	// that was typed itself.
	Share decimal.Decimal
}

// shareOf is a percent of the balance as it is typed.
var shareOf = regexp.MustCompile(`^([0-9]{1,9}(?:\.[0-9]{1,6})?) ?%$`)

// ReadTokenAmount reads an amount to sell as ReadAmount does, with the token's
// own precision, and with its name or a dollar sign beside it as they are
// pasted. It also reads a share of what is held: 25%, max. held is nil where
// the bank doesn't tell. What it refuses it explains.
func ReadTokenAmount(typed string, token Token, held *decimal.Decimal) (TokenAmount, *Problem) {
	text := strings.TrimSpace(plainSpaces(typed))
	if share, isShare := readShare(text); isShare {
		return amountOfShare(text, share, token, held)
	}
	text, problem := withoutName(text, token)
	if problem != nil {
		return TokenAmount{}, problem
	}
	amount, problem := ReadAmount(text, token.Precision)
	if problem != nil {
		if strings.HasPrefix(problem.Happened, "It takes") {
			problem.Happened = token.Symbol + " takes" + strings.TrimPrefix(problem.Happened, "It takes")
		}
		return TokenAmount{}, problem
	}
	return TokenAmount{Amount: amount}, nil
}

func readShare(text string) (share decimal.Decimal, isShare bool) {
	if strings.EqualFold(text, "max") || strings.EqualFold(text, "all") {
		return decimal.NewFromInt(100), true
	}
	parts := shareOf.FindStringSubmatch(text)
	if parts == nil {
		return decimal.Zero, false
	}
	share, err := decimal.NewFromString(parts[1])
	return share, err == nil
}

func amountOfShare(text string, share decimal.Decimal, token Token, held *decimal.Decimal) (TokenAmount, *Problem) {
	const hundred, hundredths = 100, -2
	switch {
	case held == nil:
		return TokenAmount{}, &Problem{
			Happened: "The bank doesn't tell how much " + token.Symbol + " there is, so " + text + " of it is not known.",
			Advice:   "Type the amount itself.",
		}
	case !share.IsPositive():
		return TokenAmount{}, &Problem{Happened: "The share must be above zero."}
	case share.GreaterThan(decimal.NewFromInt(hundred)):
		return TokenAmount{}, &Problem{Happened: text + " is more than all there is.", Advice: "100% or max sells all of it."}
	}
	// Cut, not rounded: a share is never more than there is.
	precision := token.Precision
	if precision == AnyPrecision {
		precision = max(-held.Exponent(), 0)
	}
	amount := held.Mul(share).Shift(hundredths).Truncate(precision)
	if !amount.IsPositive() {
		return TokenAmount{}, &Problem{Happened: text + " of " + held.String() + " " + token.Symbol + " is nothing to sell."}
	}
	return TokenAmount{Amount: amount, Share: share}, nil
}

// withoutName leaves out the token's own name, or the sign of dollars where
// the token is one.
func withoutName(text string, token Token) (string, *Problem) {
	bare := strings.TrimSpace(strings.TrimPrefix(text, "$"))
	if bare != text {
		if !token.Dollars() {
			return "", &Problem{Happened: "The amount is in " + token.Symbol + ", not in dollars.", Advice: "Type how much " + token.Symbol + " to sell."}
		}
		text = bare
	}
	letters := func(r rune) bool { return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') }
	name := strings.TrimFunc(text, func(r rune) bool { return !letters(r) })
	rest := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, name), name))
	_, isToken := TokenBySymbol(strings.ToUpper(name))
	if len(name) < 3 || strings.ContainsFunc(rest, letters) || (rest == "" && !isToken) {
		return text, nil
	}
	if strings.EqualFold(name, token.Symbol) || (token.Dollars() && strings.EqualFold(name, "usd")) {
		return rest, nil
	}
	return "", &Problem{Happened: "The amount names " + strings.ToUpper(name) + ", and " + token.Symbol + " is sold.", Advice: "Choose the token above, and type the number alone."}
}

// Held is how much of a token the bank says that an account has; nil where it
// doesn't. The account "" is the only or the first one.
func (v *View) Held(account, token string) *decimal.Decimal {
	if account == "" && v.Several() {
		account = v.Accounts[0].Title()
	}
	balance := v.BalanceOf(account)
	if balance == nil {
		return nil
	}
	if held, told := balance.Tokens[token]; told {
		return &held
	}
	return nil
}
