// Package spendrow draws a spend request as one line, for the two screens that
// list them. It knows which columns give way in which width; amounts and
// status words never do.
package spendrow

import (
	"unicode/utf8"

	"coffer/state"
	"coffer/ui/cells"
	"coffer/ui/words"
)

// Columns is how wide each column is; 0 for one that gave way.
type Columns struct {
	Status, Age, Amount, Merchant, Account, Reason, ID int
	// Places is how many cells amounts take behind their decimal point.
	Places int
}

const (
	gutter      = 2
	gap         = 2
	statusWidth = 16
	glyphWidth  = 1
	// widestStatus bounds what one odd word takes from all rows.
	widestStatus = 34
	ageWidth     = 4
	amountWidth  = 13
	// places is how many decimals amounts are aligned on.
	places  = 2
	idWidth = 13
	// The least that a column is worth showing with.
	leastMerchant, leastReason = 8, 16
	usualMerchant              = 18
	// openedWidth holds "opened 14:01, waiting".
	openedWidth = 21
)

// AccountWidth is how many cells the accounts' titles take; 0 where all is of
// one account, which nobody has to be told.
func AccountWidth(book *state.View) int {
	if !book.NamesAccounts() {
		return 0
	}
	widest := len("ACCOUNT")
	for _, id := range book.AccountIDs() {
		widest = max(widest, cells.Width(book.AccountTitle(id)))
	}
	return min(widest, idWidth)
}

// StatusWidth is how many cells a status takes; a word of the bank's that isn't
// known here may be longer than those that are.
func StatusWidth(status state.SpendStatus) int {
	shown := words.SpendStatus(status)
	return max(statusWidth, cells.Width(shown.Glyph)+1+cells.Width(shown.Word))
}

// Layout shares a width out among columns whose widest status takes so many
// cells, whose amounts need that room, and whose account takes so many cells.
// The reason gives way first, then the id, then the account; with reasonFirst
// the id goes before the reason, which then also holds what became of a row.
func Layout(width, status int, amounts Amounts, account int, reasonFirst bool) Columns {
	amount := max(amounts.width(), amountWidth)
	if status = max(status, statusWidth); status > widestStatus || gutter+status+gap+ageWidth+gap+amount+gap+leastMerchant > width {
		// Half a word is another word: it stands in the details.
		status = statusWidth
	}
	c := Columns{Status: status, Age: ageWidth, Amount: amount, Places: max(amounts.behind-1, places)}
	left := width - gutter - c.Status - gap - c.Amount
	if left < 0 {
		// Too narrow for words: the glyph says the status.
		c.Status, c.Age = glyphWidth, 0
		c.Amount = max(min(amount, width-gutter-c.Status-gap), 0)
		return c
	}
	if left < gap+ageWidth {
		c.Age = 0
		return c
	}
	left -= gap + ageWidth
	if left < gap+leastMerchant {
		return c
	}
	left -= gap
	withID := left-gap-idWidth >= leastMerchant
	if account > 0 && left-gap-idWidth-gap-account < usualMerchant {
		// Whose it is says more than its id.
		withID = false
	}
	if reasonFirst && left < leastMerchant+gap+openedWidth+gap+idWidth {
		withID = false
	}
	if withID {
		c.ID = idWidth
		left -= gap + idWidth
	}
	least := leastReason
	if reasonFirst {
		least = openedWidth
	}
	room := left - gap - account
	if account > 0 && (room >= usualMerchant || (reasonFirst && room >= leastMerchant+gap+least)) {
		c.Account = account
		left = room
	}
	switch {
	case left >= usualMerchant+gap+least:
		c.Merchant = usualMerchant + max(left-100, 0)/3
		c.Reason = left - gap - c.Merchant
	case reasonFirst && left >= leastMerchant+gap+least:
		c.Reason = least
		c.Merchant = left - gap - least
	default:
		c.Merchant = left
	}
	return c
}

// Amounts is the room that amounts take on their decimal points: before the
// point, and from it on.
type Amounts struct{ before, behind int }

// Fit makes room for an amount; what isn't told fits everywhere.
func (a *Amounts) Fit(money state.Money, told bool) {
	if !told {
		return
	}
	var scratch [96]byte
	amount := words.AppendMoney(scratch[:0], money)
	point := cells.DecimalPoint(amount)
	a.before = max(a.before, utf8.RuneCount(amount[:point]))
	a.behind = max(a.behind, utf8.RuneCount(amount[point:]))
}

func (a Amounts) width() int { return a.before + max(a.behind, places+1) }
