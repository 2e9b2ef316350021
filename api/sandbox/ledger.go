package sandbox

import (
	"database/sql"
	"fmt"
	"net/http"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// The kinds of entry.
const (
	entryFaucet = "faucet"
	entrySpend  = "spend"
	entrySwap   = "swap"
)

// The accounts of the ledger. An agent account's wallets are account.wallet and
// account.walletOf; a merchant's account is payeeOf(name).
const (
	walletAccount       = "wallet"
	equityFaucetAccount = "equity:faucet"
	marketAccount       = "market"
	networkFeeAccount   = "fees:network"
	protocolFeeAccount  = "fees:protocol"
	dollars             = "USD"
)

func payeeOf(merchant string) string { return "expenses:" + merchant }

// handleLedger lists all entries, oldest first.
func (b *Bank) handleLedger(w http.ResponseWriter, r *http.Request) {
	entries, err := readEntries(b.store.reader)
	if err != nil {
		b.answerError(w, r, err)
		return
	}
	b.answer(w, http.StatusOK, api.Ledger{Entries: entries})
}

// transfer moves an amount of a currency from one account to another.
type transfer struct {
	from, to string
	currency string
	amount   decimal.Decimal
}

func dollarTransfer(from, to string, cents int64) transfer {
	return transfer{from: from, to: to, currency: dollars, amount: decimal.New(cents, -2)}
}

// post writes one entry. It is made of transfers, so it can't be out of balance.
func (t *tx) post(kind, ref string, at time.Time, transfers ...transfer) error {
	id := newID("entry_", at, t.draw())
	written, err := t.Exec(`INSERT INTO entries (id, at, kind, ref) VALUES (?, ?, ?, ?)`, id, at.UnixMilli(), kind, ref)
	if err != nil {
		return fmt.Errorf("post %s %s: %w", kind, ref, err)
	}
	entry, err := written.LastInsertId()
	if err != nil {
		return fmt.Errorf("post %s %s: %w", kind, ref, err)
	}
	line := 0
	for _, moved := range transfers {
		for _, side := range []struct {
			account string
			amount  decimal.Decimal
		}{{moved.from, moved.amount.Neg()}, {moved.to, moved.amount}} {
			line++
			_, err := t.Exec(`INSERT INTO lines (entry, line, account, currency, amount, kind, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
				entry, line, side.account, moved.currency, amountText(moved.currency, side.amount), kind, at.UnixMilli())
			if err != nil {
				return fmt.Errorf("post %s %s: %w", kind, ref, err)
			}
		}
	}
	return nil
}

// asker is what a sum can be asked of: a transaction, or the readers.
type asker interface {
	QueryRow(query string, args ...any) *sql.Row
	Query(query string, args ...any) (*sql.Rows, error)
}

// walletCents is what the dollar wallet holds: the sum of its lines.
func walletCents(from asker, of account) (int64, error) {
	return sumCents(from, `SELECT COALESCE(SUM(cents), 0) FROM lines WHERE account = ? AND currency = 'USD'`, of.wallet())
}

// spentCents is what approved spends took from the wallet in a period.
func spentCents(from asker, of account, in window) (int64, error) {
	return sumCents(from, `SELECT COALESCE(-SUM(cents), 0) FROM lines
		WHERE account = ? AND currency = 'USD' AND kind = 'spend' AND at >= ? AND at < ?`,
		of.wallet(), in.start.UnixMilli(), in.end.UnixMilli())
}

// pendingCents is what the open requests come to.
func pendingCents(from asker, of account) (int64, error) {
	return sumCents(from, `SELECT COALESCE(SUM(amount_cents), 0) FROM spends WHERE status = 'needs_approval' AND account = ?`, of.number)
}

// tokenHeld is what the wallet holds of a token: the sum of its lines.
func tokenHeld(from asker, of account, token string) (decimal.Decimal, error) {
	return sumAmounts(from, `SELECT amount FROM lines WHERE account = ? AND currency = ? AND currency <> 'USD'`,
		of.walletOf(token), token)
}

func sumCents(from asker, query string, args ...any) (int64, error) {
	var sum int64
	if err := from.QueryRow(query, args...).Scan(&sum); err != nil {
		return 0, fmt.Errorf("sum the ledger: %w", err)
	}
	return sum, nil
}

func sumAmounts(from asker, query string, args ...any) (decimal.Decimal, error) {
	rows, err := from.Query(query, args...)
	if err != nil {
		return decimal.Zero, fmt.Errorf("sum the ledger: %w", err)
	}
	defer rows.Close()
	sum := decimal.Zero
	for rows.Next() {
		var amount decimal.Decimal
		if err := rows.Scan(&amount); err != nil {
			return decimal.Zero, fmt.Errorf("sum the ledger: %w", err)
		}
		sum = sum.Add(amount)
	}
	return sum, rows.Err()
}

func readEntries(from asker) ([]api.LedgerEntry, error) {
	rows, err := from.Query(`SELECT e.seq, e.id, e.at, e.kind, e.ref, l.account, l.currency, l.amount
		FROM entries e JOIN lines l ON l.entry = e.seq ORDER BY e.seq, l.line`)
	if err != nil {
		return nil, fmt.Errorf("list the ledger: %w", err)
	}
	defer rows.Close()
	entries := []api.LedgerEntry{}
	last := int64(-1)
	for rows.Next() {
		var seq, at int64
		var entry api.LedgerEntry
		var line api.LedgerLine
		if err := rows.Scan(&seq, &entry.ID, &at, &entry.Kind, &entry.Ref, &line.Account, &line.Currency, &line.Amount); err != nil {
			return nil, fmt.Errorf("list the ledger: %w", err)
		}
		if seq != last {
			entry.At = timestamp(at)
			entries = append(entries, entry)
			last = seq
		}
		current := &entries[len(entries)-1]
		current.Lines = append(current.Lines, line)
	}
	return entries, rows.Err()
}

// amountText writes dollars with both cents, because the ledger's sums read them.
func amountText(currency string, amount decimal.Decimal) string {
	if currency == dollars {
		return amount.StringFixed(2)
	}
	return amount.String()
}

func timestamp(milliseconds int64) api.Timestamp {
	if milliseconds == 0 {
		return api.Timestamp{}
	}
	return api.At(time.UnixMilli(milliseconds))
}
