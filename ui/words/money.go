package words

import (
	"strings"

	"github.com/shopspring/decimal"

	"coffer/state"
)

// AppendMoney adds an amount as people write it, $12,480.22, to text; see
// api.Money for the one notation that there is.
func AppendMoney(text []byte, amount state.Money) []byte { return amount.Append(text) }

// Money is an amount as people write it.
func Money(amount state.Money) string {
	return string(AppendMoney(nil, amount))
}

// Sums is amounts of several currencies in one line: $4,120.00 + €80.00.
// No sum at all is "nothing": there is no currency to say it in.
func Sums(sums []state.Money) string {
	if len(sums) == 0 {
		return "nothing"
	}
	text := AppendMoney(nil, sums[0])
	for _, sum := range sums[1:] {
		text = AppendMoney(append(text, " + "...), sum)
	}
	return string(text)
}

// Exactly is a token amount with every digit it has and grouped thousands; two
// decimals at least.
func Exactly(amount decimal.Decimal) string {
	return grouped(amount, -amount.Exponent())
}

// Within is a token amount in at most width cells: every digit where there is
// room, and else as many decimals as fit, with an ellipsis that says that there
// are more. What stands before the decimal point is never cut.
func Within(amount decimal.Decimal, width int) string {
	text := Exactly(amount)
	if len(text) <= width {
		return text
	}
	point := strings.IndexByte(text, '.')
	if kept := width - 1; kept > point+1 {
		return text[:kept] + "…"
	}
	return text[:point] + "…"
}

func grouped(amount decimal.Decimal, places int32) string {
	text := amount.StringFixed(max(places, 2))
	whole, fraction, _ := strings.Cut(text, ".")
	for len(fraction) > 2 && strings.HasSuffix(fraction, "0") {
		fraction = fraction[:len(fraction)-1]
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return sign + whole + "." + fraction
}

// Count is a number with grouped thousands: 1,204.
func Count(n int) string {
	return string(AppendCount(nil, n))
}

// AppendCount adds a number with grouped thousands to text.
func AppendCount(text []byte, n int) []byte {
	if n < 0 {
		return state.AppendGrouped(append(text, '-'), uint64(-n))
	}
	return state.AppendGrouped(text, uint64(n))
}

// Plural is a count with its noun: 1 request, 7 requests.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}
