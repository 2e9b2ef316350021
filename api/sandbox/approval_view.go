package sandbox

import (
	"html/template"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// approvalView is everything that the page shows.
type approvalView struct {
	Style template.CSS
	// Title and Text alone make a page that only says something.
	Title, Text string

	Request *requestView
	Problem string
}

// requestView is a spend request in a person's words.
type requestView struct {
	ID, Token, Form string
	Action          string
	State           string
	Word            string
	Amount          string
	Merchant        string
	Reason          string
	Account         string
	Why             string
	Asked           string
	Decided         string
	Open            bool
	Before, After   budgetBar
}

// budgetBar is how much of the month's budget is used.
type budgetBar struct {
	// Percent is 0 to 100.
	Percent int64
	Left    string
	Of      string
	Over    bool
}

func (b *Bank) approvalView(found spend, budget budget, problem string) approvalView {
	amount := found.request.AmountCents
	shown := &requestView{
		ID: found.id, Token: b.approvalMAC("open", found.id), Form: b.approvalMAC("decide", found.id),
		Action: approvalPath, State: string(found.status), Word: stateWord(found.status),
		Amount:   api.Money{Cents: amount, Currency: found.request.Currency}.String(),
		Merchant: found.request.MerchantName, Reason: found.request.Reason, Account: b.accountNumbered(found.account).id,
		Why: found.decisionReason, Asked: moment(found.createdAt), Open: found.status == api.NeedsApproval,
		Before: barOf(budget.limit, budget.spent), After: barOf(budget.limit, budget.spent, amount),
	}
	if !shown.Open {
		shown.Decided = moment(found.decidedAt)
	}
	return approvalView{Title: shown.Word + ": " + shown.Amount + " to " + shown.Merchant, Request: shown, Problem: problem}
}

// barOf adds up what is spent, in cents.
func barOf(limit int64, spent ...int64) budgetBar {
	var total decimal.Decimal
	for _, cents := range spent {
		total = total.Add(decimal.NewFromInt(cents))
	}
	whole := decimal.NewFromInt(limit)
	left := decimal.Max(decimal.Zero, whole.Sub(total))
	bar := budgetBar{Percent: 100, Left: usd(left.IntPart()), Of: usd(limit), Over: total.GreaterThan(whole)}
	if limit > 0 && !bar.Over {
		hundred := decimal.NewFromInt(100)
		percent, _ := total.Mul(hundred).QuoRem(whole, 0)
		bar.Percent = percent.IntPart()
	}
	return bar
}

func stateWord(status api.SpendStatus) string {
	switch status {
	case api.NeedsApproval:
		return "Needs approval"
	case api.Approved:
		return "Approved"
	case api.Declined:
		return "Declined"
	case api.Cancelled:
		return "Cancelled"
	}
	return string(status)
}

func moment(milliseconds int64) string {
	return time.UnixMilli(milliseconds).UTC().Format("2 January 2006, 15:04:05 UTC")
}
