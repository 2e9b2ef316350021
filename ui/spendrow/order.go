package spendrow

import (
	"cmp"
	"strings"

	"coffer/state"
)

// Column is a column that a list can be sorted by. The zero Column is the
// usual order.
type Column int

// The columns, in the order in which S goes through them.
const (
	ByAge Column = iota
	ByAmount
	ByMerchant
	ByStatus
	ByReason
	ByID
	columnCount
)

// Next is the column after this one, and the usual order after the last.
func (c Column) Next() Column { return (c + 1) % columnCount }

// Title is the column's name in a sentence.
func (c Column) Title() string {
	return [...]string{"age", "amount", "merchant", "status", "reason", "id"}[c]
}

// Compare orders requests by the column, its natural way round: newest,
// largest, first in the alphabet. The id tells equals apart.
func (c Column) Compare(a, b *state.Kept) int {
	return cmp.Or(c.compare(a, b), cmp.Compare(b.Born(), a.Born()), strings.Compare(b.ID(), a.ID()))
}

func (c Column) compare(a, b *state.Kept) int {
	switch c {
	case ByAmount:
		x, xTold := a.Money()
		y, yTold := b.Money()
		if xTold != yTold {
			// What isn't told is no amount, and stands behind all that are.
			return cmp.Compare(last(xTold), last(yTold))
		}
		return cmp.Or(cmp.Compare(y.Cents, x.Cents), strings.Compare(x.Currency, y.Currency))
	case ByMerchant:
		return compareFolded(a.Merchant(), b.Merchant())
	case ByReason:
		return compareFolded(a.Reason(), b.Reason())
	case ByID:
		return strings.Compare(a.ID(), b.ID())
	case ByStatus:
		x, y := a.Status(), b.Status()
		return cmp.Or(cmp.Compare(rank(x), rank(y)), strings.Compare(string(x), string(y)))
	}
	return 0
}

func last(told bool) int {
	if told {
		return 0
	}
	return 1
}

// rank puts first what needs a person.
func rank(status state.SpendStatus) int {
	switch status {
	case state.NeedsApproval:
		return 0
	case state.Approved:
		return 2
	case state.Declined:
		return 3
	case state.Cancelled:
		return 4
	}
	return 1
}

// compareFolded compares without regard to the case of ASCII letters, and
// without allocating.
func compareFolded(a, b string) int {
	for i := range min(len(a), len(b)) {
		if x, y := lower(a[i]), lower(b[i]); x != y {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + ('a' - 'A')
	}
	return b
}
