package sandbox

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// sumsVersion is the step of the database's schema that fills the sums of a
// bank from before there were any.
const sumsVersion = 4

// fillSums adds up all that a bank has written so far. It asks for no column
// that a later step adds.
func fillSums(ctx context.Context, migrating *sql.Tx) error {
	t := newTx(migrating, newPool(nil))
	for _, fill := range []func(*tx) error{sumLines, sumSpends, sumSwaps} {
		if err := fill(t); err != nil {
			return fmt.Errorf("sum up the ledger: %w", err)
		}
	}
	return t.writeSums()
}

func emptySums(ctx context.Context, migrating *sql.Tx) error {
	_, err := migrating.ExecContext(ctx, `DELETE FROM sums`)
	return err
}

func sumLines(t *tx) error {
	accounts, err := t.loadAccounts()
	if err != nil {
		return err
	}
	holders := map[string]account{}
	for _, one := range accounts {
		holders[one.wallet()] = one
	}
	rows, err := t.Query(`SELECT account, currency, amount, kind, at FROM lines`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var line ledgerLine
		var kind string
		var at int64
		if err := rows.Scan(&line.account, &line.currency, &line.amount, &kind, &at); err != nil {
			return err
		}
		if of, ours := holders[strings.TrimSuffix(line.account, ":"+line.currency)]; ours {
			t.sumEntry(of, kind, time.UnixMilli(at), []ledgerLine{line})
		}
	}
	return rows.Err()
}

func sumSpends(t *tx) error {
	rows, err := t.Query(`SELECT account, status, amount_cents, change FROM spends`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var record spend
		if err := rows.Scan(&record.account, &record.status, &record.request.AmountCents, &record.change); err != nil {
			return err
		}
		t.sumSpend(spend{}, record)
	}
	return rows.Err()
}

func sumSwaps(t *tx) error {
	rows, err := t.Query(`SELECT s.account, s.status, s.created_at, s.step_at, s.change, q.sell_token, q.sell_amount, q.network_fee, q.protocol_fee, q.value_usd
		FROM swaps s JOIN quotes q ON q.id = s.quote_id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var record swap
		var network, protocol decimal.Decimal
		q := &record.quote
		err := rows.Scan(&q.account, &record.status, &record.createdAt, &record.stepAt, &record.change,
			&q.sellToken, &q.sellAmount, &network, &protocol, &q.value)
		if err != nil {
			return err
		}
		q.EstimatedFees = api.Fees{"network": network, "protocol": protocol}
		t.sumSwap(swap{}, record)
	}
	return rows.Err()
}
