package state

import (
	"coffer/api"
)

// SpendRequest is what a person asks the bank to pay.
type SpendRequest struct {
	// Account is the id of the account that asks, or the name that the config
	// gives its key; "" is the only or the first one.
	Account string `json:"-"`
	// Key is the idempotency key, a UUID that whoever asks has made up so that
	// asking again asks for the same; "" for a new one.
	Key string `json:"-"`
	// Repeats is set where a person brought the key along: it may have made a
	// request before, from here or elsewhere.
	Repeats bool `json:"repeats,omitempty"`
	// AmountCents is in minor units of Currency, and above 0.
	AmountCents  int64  `json:"amount_cents"`
	Currency     string `json:"currency"`
	MerchantName string `json:"merchant_name"`
	Reason       string `json:"reason"`
}

// summary is the request in a few words.
func (r SpendRequest) summary() string {
	money := api.Money{Cents: r.AmountCents, Currency: r.Currency}
	return money.String() + " · " + SafeText(r.MerchantName)
}

// wire is the request as it goes to the bank, which knows the account by its key.
func (r SpendRequest) wire() api.SpendRequest {
	return api.SpendRequest{
		AmountCents:  r.AmountCents,
		Currency:     r.Currency,
		MerchantName: r.MerchantName,
		Reason:       r.Reason,
	}
}

// QuoteRequest is a trade that a person wants a price for.
type QuoteRequest struct {
	// Account is as in a SpendRequest.
	Account             string
	SellToken, BuyToken string
	// SellAmount is a decimal in the sold token's units, as typed.
	SellAmount string
}
