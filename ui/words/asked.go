package words

import "coffer/state"

// AsAskedFor is said of what was asked for here where the bank's record leaves
// it out.
const AsAskedFor = "as asked for; the bank doesn't say"

// LeftOut is what the bank's record of a request leaves out of what was asked
// for here, by the names that screens give it.
type LeftOut struct{ Amount, Merchant, Reason bool }

// LeftOutOf compares a record with what was asked for. Nothing is left out of a
// request of somewhere else: what was asked for isn't known here.
func LeftOutOf(spend *state.Spend) LeftOut {
	if spend == nil || spend.Asked == nil {
		return LeftOut{}
	}
	_, told := spend.Money()
	return LeftOut{
		Amount:   !told || spend.Currency == "",
		Merchant: spend.Merchant == "",
		Reason:   spend.Reason == "",
	}
}

// Mark is a text with AsAskedFor behind it, where that is so.
func Mark(text string, leftOut bool) string {
	if leftOut {
		return text + ", " + AsAskedFor
	}
	return text
}
