package state

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// typedAmount takes groups of three only: 1,5 is a decimal to half of the
// world, and reading it as 15 would cost money.
var typedAmount = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:'[0-9]{3})+|[0-9]{1,3}(?:_[0-9]{3})+)?(?:\.([0-9]*))?$`)

// The forms that people paste and that are explained rather than guessed.
var (
	decimalComma  = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(?:[. ']?[0-9]{3})+)?,([0-9]+)$`)
	pointedGroups = regexp.MustCompile(`^[0-9]{1,3}(?:\.[0-9]{3}){2,}$`)
	oddGroups     = regexp.MustCompile(`^[0-9]+(?:[, '_][0-9]+)+(?:\.[0-9]*)?$`)
	exponent      = regexp.MustCompile(`^[0-9.,]+[eE][+-]?[0-9]+$`)
	shortened     = regexp.MustCompile(`^[0-9.,]+ ?[kKmMbB]$`)
)

// ReadAmount reads an amount above zero as a person types or pastes it, with
// at most places decimals, or any number with AnyPrecision: 1234, 1,234.50, 1 234.50, 1'234.50. What it refuses
// it explains, and what can be read in two ways it refuses.
func ReadAmount(typed string, places int32) (decimal.Decimal, *Problem) {
	text := strings.TrimSpace(plainSpaces(typed))
	if text == "" {
		return decimal.Zero, &Problem{Happened: "The amount is missing."}
	}
	parts := typedAmount.FindStringSubmatch(text)
	if parts == nil || parts[1]+parts[2] == "" {
		return decimal.Zero, misread(text)
	}
	if decimals := len(parts[2]); places != AnyPrecision && decimals > int(places) {
		return decimal.Zero, &Problem{Happened: tooManyDecimals(places, decimals)}
	}
	whole := strings.NewReplacer(",", "", " ", "", "'", "", "_", "").Replace(parts[1])
	amount, err := decimal.NewFromString("0" + whole + "." + parts[2] + "0")
	if err != nil {
		return decimal.Zero, &Problem{Happened: "This is not an amount.", Cause: err}
	}
	if !amount.IsPositive() {
		return decimal.Zero, &Problem{Happened: "The amount must be above zero."}
	}
	return amount, nil
}

// ReadMoney reads an amount above zero of a currency, as ReadAmount does. It
// takes a currency by its code alone, and the sign before the amount only where
// it is that currency's own.
func ReadMoney(typed, currency string) (api.Money, *Problem) {
	currency = strings.TrimSpace(currency)
	_, places, known := api.CurrencyCode(currency)
	if !known {
		return api.Money{}, UnknownCurrency(currency)
	}
	zero := api.Money{Currency: strings.ToLower(currency)}
	typed = strings.TrimSpace(typed)
	if sign, _, found := strings.Cut(zero.String(), "0"); found {
		typed = strings.TrimSpace(strings.TrimPrefix(typed, sign))
	}
	amount, problem := ReadAmount(typed, places)
	if problem != nil {
		return api.Money{}, problem
	}
	minor := amount.Shift(places).BigInt()
	if !minor.IsInt64() {
		return api.Money{}, &Problem{Happened: "The amount is larger than the bank can take."}
	}
	zero.Cents = minor.Int64()
	return zero, nil
}

// UnknownCurrency explains why an amount can't be asked for in a currency: how
// many cents one of it has isn't known, so that the amount would be a guess.
func UnknownCurrency(word string) *Problem {
	if word == "" {
		return &Problem{Happened: "The currency is missing.", Advice: "Write an ISO code, like USD."}
	}
	return &Problem{Happened: "No currency has the code " + SafeText(word) + ".", Advice: "Write an ISO code, like USD."}
}

// plainSpaces takes the spaces and apostrophes that programs put between
// thousands for the ones on a keyboard.
func plainSpaces(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == '’':
			return '\''
		}
		return r
	}, typed)
}

// misread says why a text is no amount here, and how it is written.
func misread(text string) *Problem {
	if comma := decimalComma.FindStringSubmatch(text); comma != nil {
		whole := strings.NewReplacer(".", "", " ", "", "'", "").Replace(comma[1])
		return &Problem{
			Happened: "The comma in " + text + " can stand for decimals or for thousands.",
			Advice:   "Write " + orZero(whole) + "." + comma[2] + " with a point, or group thousands by three: 1,234.50.",
		}
	}
	switch {
	case pointedGroups.MatchString(text):
		return &Problem{
			Happened: "The points in " + text + " group thousands, and here a point begins the decimals.",
			Advice:   "Write " + strings.ReplaceAll(text, ".", "") + ".",
		}
	case oddGroups.MatchString(text):
		return &Problem{Happened: "The groups in " + text + " are not of three digits, so a digit may be missing.", Advice: "Write it like 1234.50 or 1,234.50."}
	case exponent.MatchString(text), shortened.MatchString(text):
		return &Problem{Happened: text + " is short for an amount.", Advice: "Write all its digits, like 1,000,000."}
	case strings.HasPrefix(text, "-") || strings.HasPrefix(text, "−"):
		return &Problem{Happened: "The amount must be above zero."}
	}
	return &Problem{Happened: "This is not an amount.", Advice: "Write it like 1234.50 or 1,234.50."}
}

func orZero(digits string) string {
	if digits == "" {
		return "0"
	}
	return digits
}

func tooManyDecimals(places int32, got int) string {
	if places == 0 {
		return "It takes whole amounts only, without decimals."
	}
	return fmt.Sprintf("It takes %d decimals at most, and this has %d.", places, got)
}
