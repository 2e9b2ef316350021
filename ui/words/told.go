package words

import "coffer/state"

// Amount is the amount of a request, as its Money tells it.
func Amount(amount state.Money, told bool) string {
	if !told {
		return NotTold
	}
	return Money(amount)
}

// Told is a text of the bank's, or that it told none.
func Told(text string) string {
	if text == "" {
		return NotTold
	}
	return text
}

// SumsBut is Sums with how many amounts they are without, where there are any:
// $4,120.00 + 1 not told, or 1 amount not told.
func SumsBut(sums []state.Money, notTold int) string {
	switch {
	case notTold == 0:
		return Sums(sums)
	case len(sums) == 0:
		return Plural(notTold, "amount", "amounts") + " " + NotTold
	}
	return Sums(sums) + " + " + Count(notTold) + " " + NotTold
}
