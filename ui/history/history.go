// Package history looks back over all requests: what is usual at a merchant,
// and what looks like a request that was made already. It walks over every
// record, so it belongs into a command.
package history

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"coffer/state"
)

const (
	// alike is how close in time a look-alike is.
	alike = 10 * time.Minute
	// enough is how many requests make something usual.
	enough = 3
	// lookUpEvery is after how many records a walk looks whether it was cancelled.
	lookUpEvery = 4096
)

// Question is a request, or one that is being thought of.
type Question struct {
	Merchant string
	Amount   state.Money
	At       state.Moment
	// Except is the id of the request itself; "" while it has none.
	Except string
}

// Answer is what was found among the other requests.
type Answer struct {
	// Count is how many there are of the merchant in the currency, and Median
	// their median amount.
	Count  int
	Median state.Money
	// Times is how many times the median the amount is, like "4.2×", when that
	// is unusual; else "".
	Times string
	// Alikes is requests of the same merchant and amount at nearly the same
	// time, newest first.
	Alikes []*state.Spend
}

// Ask walks over all requests. It returns the zero Answer when ctx ends first.
func Ask(ctx context.Context, book *state.View, question Question) Answer {
	var answer Answer
	var amounts []int64
	if question.Amount.Currency == "" {
		return answer
	}
	code := question.Amount.Code()
	for i, kept := range book.Spends.Sequence.From(0) {
		if i%lookUpEvery == 0 && ctx.Err() != nil {
			return Answer{}
		}
		money, summable := kept.Summable()
		if !summable || !strings.EqualFold(kept.Merchant(), question.Merchant) || !strings.EqualFold(code, money.Code()) || kept.ID() == question.Except {
			continue
		}
		amounts = append(amounts, money.Cents)
		if money.Cents == question.Amount.Cents && near(kept.Born(), question.At) {
			answer.Alikes = append(answer.Alikes, kept.Spend())
		}
	}
	answer.Count = len(amounts)
	answer.Median = state.Money{Cents: median(amounts), Currency: question.Amount.Currency}
	if answer.Count >= enough {
		answer.Times = times(question.Amount.Cents, answer.Median.Cents)
	}
	return answer
}

func near(a, b state.Moment) bool {
	return a.Known() && b.Known() && a.Sub(b).Abs() <= alike
}

func median(amounts []int64) int64 {
	if len(amounts) == 0 {
		return 0
	}
	slices.Sort(amounts)
	return amounts[len(amounts)/2]
}

// times is amount/usual with one decimal when it is at least twice the usual.
func times(amount, usual int64) string {
	if usual <= 0 || amount/2 < usual {
		return ""
	}
	const most = 1 << 58
	if amount > most {
		return ""
	}
	tenths := (amount*10 + usual/2) / usual
	return strconv.FormatInt(tenths/10, 10) + "." + strconv.FormatInt(tenths%10, 10) + "×"
}
