package export

import (
	"fmt"
	"io"
	"strings"

	"github.com/shopspring/decimal"
)

// table writes comma-separated values as RFC 4180 has them: CRLF, a header,
// quotes where needed.
type table struct{ out *csvWriter }

// ReceiptColumns are the columns of receipts, in their order.
func ReceiptColumns() []string {
	return []string{
		"reference", "swap_id", "status", "time", "submitted_at", "settled_at", "account",
		"sell_token", "quoted_sell", "executed_sell", "buy_token", "quoted_buy", "executed_buy", "minimum_received",
		"fee_currency", "quoted_fees", "executed_fees", "fee_network", "fee_protocol", "fee_other", "executed_from",
		"quote_id", "quote_expires_at", "slippage_bps", "route", "provider", "tx_hash",
		"policy", "policy_reasons", "policy_checked_at", "confirmed_by", "confirmed_at", "contradicted",
		"adjusts", "booked_at", "idempotency_key", "discrepancies",
	}
}

// SpendColumns are the columns of spend requests, in their order.
func SpendColumns() []string {
	return []string{
		"spend_id", "status", "time", "created_at", "decided_at", "amount", "currency", "merchant", "reason", "decision_reason",
		"account", "team", "asked_by", "asked_at", "decided_by", "contradicted", "amount_cents", "discrepancies",
	}
}

func newTable(out io.Writer, what What) (*table, error) {
	made := &table{out: newCSVWriter(out)}
	if what == Spends {
		return made, made.out.Write(SpendColumns())
	}
	return made, made.out.Write(ReceiptColumns())
}

func (t *table) receipt(r Receipt) (bool, error) {
	fees := feeColumns(r)
	return true, t.out.Write([]string{
		cell(r.Reference), cell(r.SwapID), cell(r.Status), r.Time, r.SubmittedAt, r.SettledAt, cell(r.Account),
		cell(r.SellToken), number(r.QuotedSell), number(r.ExecutedSell),
		cell(r.BuyToken), number(r.QuotedBuy), number(r.ExecutedBuy), number(r.MinimumReceived),
		r.FeeCurrency, quotedFees(r), fees[0], fees[1], fees[2], fees[3], r.ExecutedFrom,
		cell(r.QuoteID), r.QuoteExpiresAt, count(r.SlippageBPS), cell(strings.Join(r.Route, " > ")), cell(r.Provider), cell(r.TxHash),
		cell(r.Policy), cell(strings.Join(r.PolicyReasons, "; ")), r.PolicyCheckedAt, cell(r.ConfirmedBy), r.ConfirmedAt, flag(r.Contradicted),
		cell(r.Adjusts), r.BookedAt, cell(r.IdempotencyKey), cell(r.discrepancies()),
	})
}

func (t *table) spend(s Spend) (bool, error) {
	return true, t.out.Write([]string{
		cell(s.SpendID), cell(s.Status), s.Time, s.CreatedAt, s.DecidedAt, s.Amount, cell(s.Currency),
		cell(s.Merchant), cell(s.Reason), cell(s.DecisionReason),
		cell(s.Account), cell(s.Team), cell(s.AskedBy), s.AskedAt, cell(s.DecidedBy), flag(s.Contradicted), count(s.AmountCents), cell(s.discrepancies()),
	})
}

func (t *table) end() error {
	return t.out.Flush()
}

// cell keeps a spreadsheet from reading text as a formula: what begins like one
// gets an apostrophe in front, as the spreadsheets themselves have it. So does
// what begins with an apostrophe, so that taking one away gives the text back. A
// semicolon before a formula stands in its percent form.
func cell(text string) string {
	text = formulaBehind.ReplaceAllString(escaped(text, ""), "%3B$1")
	for _, start := range []string{"=", "+", "-", "@", "'", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(text, start) {
			return "'" + text
		}
	}
	return text
}

// feeColumns are all fees that were paid, the two kinds that the contract
// names, each empty where it isn't told, and the rest.
func feeColumns(r Receipt) (columns [4]string) {
	if r.fees == nil {
		return columns
	}
	total, told := r.fees.Total()
	if !told {
		return columns
	}
	columns[0] = exact(total, unitPlaces)
	for i, kind := range []string{"network", "protocol"} {
		if fee, isTold := r.fees[kind]; isTold {
			columns[1+i] = exact(fee, unitPlaces)
			total = total.Sub(fee)
		}
	}
	columns[3] = exact(total, unitPlaces)
	return columns
}

func quotedFees(r Receipt) string {
	if r.Adjusts != "" || r.swap.Terms == nil {
		return ""
	}
	total, told := r.swap.Terms.Fees.Total()
	if !told {
		return ""
	}
	return exact(total, unitPlaces)
}

func number(amount *decimal.Decimal) string {
	if amount == nil {
		return ""
	}
	return amount.String()
}

func count(n *int64) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}
