package state

import (
	"maps"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// paidFees are what the swap costs if it is confirmed, and whose word that is.
// Half of the fees is not all of them: a kind that was quoted and that the bank
// leaves out is assumed as quoted. Where nothing stands for what is missing, the
// fees aren't known.
func (s *Swap) paidFees() (api.Fees, Basis) {
	quoted, told := s.quotedFees(), s.toldFees()
	missing := told.Missing(quoted)
	switch {
	case len(told) > 0 && len(missing) == 0:
		return told, FromBank
	case len(quoted) == 0:
		return nil, ""
	case len(told) == 0 || quoted.Whole():
		return quoted, FromQuote
	}
	paid := maps.Clone(told)
	for _, kind := range missing {
		paid[kind] = quoted[kind]
	}
	return paid, FromQuote
}

func (s *Swap) quotedFees() api.Fees {
	if s.Terms == nil {
		return nil
	}
	return s.Terms.Fees
}

func (s *Swap) toldFees() api.Fees {
	if s.Executed == nil {
		return nil
	}
	return s.Executed.Fees
}

// feesAgainst is what was quoted and what was paid of the kinds that the bank
// tells. known is false where the two can't be compared.
func feesAgainst(quoted, told api.Fees) (asked, paid decimal.Decimal, known bool) {
	paid, isTold := told.Total()
	asked, isQuoted := quoted.Total()
	if !isTold || !isQuoted {
		return asked, paid, false
	}
	if quoted.Whole() || len(told.Missing(quoted)) == 0 {
		return asked, paid, true
	}
	asked = decimal.Zero
	for kind := range told {
		asked = asked.Add(quoted[kind])
	}
	return asked, paid, true
}
