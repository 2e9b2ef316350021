package api

import (
	"encoding/json"
	"slices"

	"github.com/shopspring/decimal"
)

// UnmarshalJSON reads a swap whose optional parts may have any shape: an amount
// or a provider that can't be read must not cost the answer that it was
// executed. Only its id and its status are read strictly.
func (s *Swap) UnmarshalJSON(data []byte) error {
	var read struct {
		ID                 string          `json:"swap_id"`
		ExecutionStatus    ExecutionStatus `json:"execution_status"`
		PolicyStatus       json.RawMessage `json:"policy_status"`
		TxHash             json.RawMessage `json:"tx_hash"`
		Provider           json.RawMessage `json:"provider"`
		ExecutedSellAmount json.RawMessage `json:"executed_sell_amount"`
		ExecutedBuyAmount  json.RawMessage `json:"executed_buy_amount"`
		ExecutedFees       json.RawMessage `json:"executed_fees"`
		UpdatedAt          Timestamp       `json:"updated_at"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*s = Swap{
		ID:              read.ID,
		ExecutionStatus: read.ExecutionStatus,
		PolicyStatus:    PolicyStatus(wordOf(read.PolicyStatus)),
		TxHash:          textOf(read.TxHash),
		Provider:        textOf(read.Provider),
		UpdatedAt:       read.UpdatedAt,
	}
	s.ExecutedSellAmount = s.amount("executed_sell_amount", read.ExecutedSellAmount)
	s.ExecutedBuyAmount = s.amount("executed_buy_amount", read.ExecutedBuyAmount)
	fees := readFees("executed_fees", read.ExecutedFees)
	if len(fees.unread) > 0 {
		// What is told beside it isn't all there is.
		s.Unread = append(s.Unread, "executed_fees")
		return nil
	}
	s.ExecutedFees = fees.told
	return nil
}

// amount is an optional figure; one that can't be read is noted.
func (s *Swap) amount(field string, raw json.RawMessage) *decimal.Decimal {
	if isAbsent(raw) {
		return nil
	}
	amount, ok := plainAmount(raw)
	if !ok {
		s.Unread = append(s.Unread, field)
		return nil
	}
	return &amount
}

// UnmarshalJSON reads a swap with its quote: Swap alone would read no more than
// its own part.
func (s *SandboxSwap) UnmarshalJSON(data []byte) error {
	var read struct {
		CreatedAt  Timestamp       `json:"created_at"`
		SellToken  string          `json:"sell_token"`
		BuyToken   string          `json:"buy_token"`
		SellAmount decimal.Decimal `json:"sell_amount"`
		Quote      Quote           `json:"quote"`
	}
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*s = SandboxSwap{CreatedAt: read.CreatedAt, SellToken: read.SellToken, BuyToken: read.BuyToken, SellAmount: read.SellAmount, Quote: read.Quote}
	return json.Unmarshal(data, &s.Swap)
}

// Amounts are exact amounts by what they are of.
type Amounts map[string]decimal.Decimal

// UnmarshalJSON leaves out what is null: it isn't told, and so not zero.
func (a *Amounts) UnmarshalJSON(data []byte) error {
	var read map[string]*decimal.Decimal
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	*a = nil
	for name, amount := range read {
		if amount == nil {
			continue
		}
		if *a == nil {
			*a = make(Amounts, len(read))
		}
		(*a)[name] = *amount
	}
	return nil
}

// wholeFee is the kind of a fee that came as one sum, without kinds.
const wholeFee = "total"

// contractFees are the kinds of fee that the contract names.
var contractFees = []string{"network", "protocol"}

// Whole reports whether the fees are one sum of all kinds.
func (f Fees) Whole() bool {
	_, whole := f[wholeFee]
	return whole
}

// Missing are the kinds of fee that are to be expected beside those that are
// told: those of other fees of the same trade, and those of the contract where
// the other fees have no kinds. One sum of all kinds misses none.
func (f Fees) Missing(others Fees) []string {
	if f.Whole() {
		return nil
	}
	expected := contractFees
	if len(others) > 0 && !others.Whole() {
		expected = others.Kinds()
	}
	return slices.DeleteFunc(slices.Clone(expected), func(kind string) bool {
		_, told := f[kind]
		return told
	})
}
