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

// ledgerLine is one side of a transfer.
type ledgerLine struct {
	account  string
	currency string
	amount   decimal.Decimal
}

func linesOf(transfers []transfer) []ledgerLine {
	lines := make([]ledgerLine, 0, 2*len(transfers))
	for _, moved := range transfers {
		lines = append(lines,
			ledgerLine{account: moved.from, currency: moved.currency, amount: moved.amount.Neg()},
			ledgerLine{account: moved.to, currency: moved.currency, amount: moved.amount})
	}
	return lines
}

// post writes one entry about the wallets of an account. It is made of
// transfers, so it can't be out of balance.
func (t *tx) post(of account, kind, ref string, at time.Time, transfers ...transfer) error {
	id := newID("entry_", at, t.draw())
	written, err := t.Exec(`INSERT INTO entries (id, at, kind, ref) VALUES (?, ?, ?, ?)`, id, at.UnixMilli(), kind, ref)
	if err != nil {
		return fmt.Errorf("post %s %s: %w", kind, ref, err)
	}
	entry, err := written.LastInsertId()
	if err != nil {
		return fmt.Errorf("post %s %s: %w", kind, ref, err)
	}
	lines := linesOf(transfers)
	for i, line := range lines {
		_, err := t.Exec(`INSERT INTO lines (entry, line, account, currency, amount, kind, at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
			entry, i+1, line.account, line.currency, amountText(line.currency, line.amount), kind, at.UnixMilli())
		if err != nil {
			return fmt.Errorf("post %s %s: %w", kind, ref, err)
		}
	}
	t.sumEntry(of, kind, at, lines)
	return nil
}

// asker is what can be asked: a transaction, or the readers.
type asker interface {
	QueryRow(query string, args ...any) *sql.Row
	Query(query string, args ...any) (*sql.Rows, error)
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
