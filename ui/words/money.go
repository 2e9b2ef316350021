package words

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"coffer/state"
)

// AppendMoney adds an amount as people write it, $12,480.22, to text. The
// everyday currencies cost no allocation; the others are written by the
// currency's own rules.
func AppendMoney(text []byte, amount state.Money) []byte {
	sign, everyday := everydaySign(amount.Currency)
	if !everyday {
		return append(text, foreign(amount)...)
	}
	cents := amount.Cents
	if cents < 0 {
		text = append(text, '-')
		cents = -cents
	}
	text = append(text, sign...)
	text = appendGrouped(text, uint64(cents)/100)
	return append(text, '.', byte('0'+uint64(cents)/10%10), byte('0'+uint64(cents)%10))
}

// Money is an amount as people write it.
func Money(amount state.Money) string {
	return string(AppendMoney(nil, amount))
}

// Sums is amounts of several currencies in one line: $4,120.00 + €80.00.
func Sums(sums []state.Money) string {
	if len(sums) == 0 {
		return Money(state.Money{})
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

// foreign is an amount by its currency's own rules. A sign that is written from
// right to left would turn its neighbours around in some terminals, so the code
// stands for it.
func foreign(amount state.Money) string {
	text := amount.String()
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) }) {
		return amount.Decimal().StringFixed(amount.Exponent()) + " " + amount.Code()
	}
	return text
}

func everydaySign(currency string) (string, bool) {
	switch {
	case currency == "" || strings.EqualFold(currency, "usd"):
		return "$", true
	case strings.EqualFold(currency, "eur"):
		return "€", true
	case strings.EqualFold(currency, "gbp"):
		return "£", true
	}
	return "", false
}

// Count is a number with grouped thousands: 1,204.
func Count(n int) string {
	return string(AppendCount(nil, n))
}

// AppendCount adds a number with grouped thousands to text.
func AppendCount(text []byte, n int) []byte {
	if n < 0 {
		return appendGrouped(append(text, '-'), uint64(-n))
	}
	return appendGrouped(text, uint64(n))
}

// Plural is a count with its noun: 1 request, 7 requests.
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Count(n) + " " + many
}

func appendGrouped(text []byte, n uint64) []byte {
	var scratch [20]byte
	digits := strconv.AppendUint(scratch[:0], n, 10)
	for i, digit := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			text = append(text, ',')
		}
		text = append(text, digit)
	}
	return text
}
