package api

import (
	"strings"

	"github.com/Rhymond/go-money"
	"github.com/shopspring/decimal"
)

// Money is an amount of a currency in its minor units (cents for USD).
type Money struct {
	Cents    int64
	Currency string
}

// Code is the upper-case ISO 4217 code; the bank's own default, USD, where
// none is given.
func (m Money) Code() string {
	if m.Currency == "" {
		return money.USD
	}
	return strings.ToUpper(m.Currency)
}

// String is the amount as people write it: $12,480.22. A currency that is not
// known keeps its code: 12.00 XTS.
func (m Money) String() string {
	code := m.Code()
	if money.GetCurrency(code) == nil {
		return m.Decimal().StringFixed(2) + " " + code
	}
	return money.New(m.Cents, code).Display()
}

// Decimal is the amount in major units, exact.
func (m Money) Decimal() decimal.Decimal {
	return decimal.New(m.Cents, -m.Exponent())
}

// Exponent is how many decimals the currency has: 2 for USD, 0 for JPY.
func (m Money) Exponent() int32 {
	if currency := money.GetCurrency(m.Code()); currency != nil {
		return int32(currency.Fraction)
	}
	return 2
}
