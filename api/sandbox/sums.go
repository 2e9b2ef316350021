package sandbox

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// What is summed up as it is written, because adding up the ledger and the
// records again at each call takes longer the more of them there are.
const (
	// sumWallet is what a wallet holds of a currency.
	sumWallet = "wallet"
	// sumReserved is what swaps in flight will take of a currency.
	sumReserved = "reserved"
	// sumSpent is what approved spends took in a month; its part is the time at
	// which the month begins.
	sumSpent = "spent"
	// sumPending is what the open requests come to.
	sumPending = "pending"
	// sumSwapped is the value of a day's swaps; its part is the time at which
	// the day begins.
	sumSwapped = "swapped"
	// sumChanged is how many records had their last change in a block of change
	// numbers; its part is the block.
	sumChanged = "changed"
)

// changeBlock is how many change numbers are counted together.
const changeBlock = 1024

// sumKey names a sum.
type sumKey struct {
	name string
	// account is the number of the one whose sum it is.
	account int
	// part is the piece of the whole that is summed up: a time in unix
	// milliseconds or a block of numbers; 0 where there is only the whole.
	part     int64
	currency string
}

// addTo adds to a sum, in the transaction that writes what is summed up. What a
// transaction adds is collected, and written before anything reads it.
func (t *tx) addTo(key sumKey, amount decimal.Decimal) {
	if t.added == nil {
		t.added = map[sumKey]decimal.Decimal{}
	}
	t.added[key] = t.added[key].Add(amount)
}

// writeSums brings the sums up to date with what was added to them.
func (t *tx) writeSums() error {
	for key, added := range t.added {
		var sum decimal.Decimal
		err := t.QueryRow(`SELECT amount FROM sums WHERE name = ? AND account = ? AND part = ? AND currency = ?`,
			key.name, key.account, key.part, key.currency).Scan(&sum)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("read the sum %s: %w", key.name, err)
		}
		_, err = t.Exec(`INSERT INTO sums (name, account, part, currency, amount) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET amount = excluded.amount`, key.name, key.account, key.part, key.currency, sum.Add(added).String())
		if err != nil {
			return fmt.Errorf("keep the sum %s: %w", key.name, err)
		}
	}
	t.added = nil
	return nil
}

// sumsOf are an account's sums of one name and part, by currency.
func sumsOf(from asker, of account, name string, part int64) (map[string]decimal.Decimal, error) {
	if err := writtenSums(from); err != nil {
		return nil, err
	}
	rows, err := from.Query(`SELECT currency, amount FROM sums WHERE name = ? AND account = ? AND part = ?`, name, of.number, part)
	if err != nil {
		return nil, fmt.Errorf("read the sum %s: %w", name, err)
	}
	defer rows.Close()
	sums := map[string]decimal.Decimal{}
	for rows.Next() {
		var currency string
		var amount decimal.Decimal
		if err := rows.Scan(&currency, &amount); err != nil {
			return nil, fmt.Errorf("read the sum %s: %w", name, err)
		}
		sums[currency] = amount
	}
	return sums, rows.Err()
}

// writtenSums makes a transaction's own additions readable in it.
func writtenSums(from asker) error {
	if t, writing := from.(*tx); writing {
		return t.writeSums()
	}
	return nil
}

// sumInCents is a dollar sum of an account, in cents. Errors: a sum that no int64 holds.
func sumInCents(from asker, of account, name string, part int64) (int64, error) {
	sums, err := sumsOf(from, of, name, part)
	if err != nil {
		return 0, err
	}
	return inCents(sums[dollars])
}

func inCents(amount decimal.Decimal) (int64, error) {
	cents := amount.Shift(2).Ceil().BigInt()
	if !cents.IsInt64() {
		return 0, fmt.Errorf("a sum of %s dollars is more than the bank can count", amount)
	}
	return cents.Int64(), nil
}

// holdings is what an account has of each currency, and what of it swaps in
// flight will take.
type holdings struct{ held, reserved map[string]decimal.Decimal }

func holdingsOf(from asker, of account) (holdings, error) {
	held, err := sumsOf(from, of, sumWallet, 0)
	if err != nil {
		return holdings{}, err
	}
	reserved, err := sumsOf(from, of, sumReserved, 0)
	return holdings{held: held, reserved: reserved}, err
}

// free is what can be sold of a token.
func (h holdings) free(token string) decimal.Decimal { return h.held[token].Sub(h.reserved[token]) }

// changesFromBlock counts the records that had their last change in a block of
// change numbers or behind it, and all of them.
func changesFromBlock(from asker, of account, block int64) (behind, all int, err error) {
	if err := writtenSums(from); err != nil {
		return 0, 0, err
	}
	err = from.QueryRow(`SELECT COALESCE(SUM(CASE WHEN part >= ?1 THEN CAST(amount AS INTEGER) END), 0), COALESCE(SUM(CAST(amount AS INTEGER)), 0)
		FROM sums WHERE name = ?2 AND account = ?3`, block, sumChanged, of.number).Scan(&behind, &all)
	if err != nil {
		return 0, 0, fmt.Errorf("read the sum %s: %w", sumChanged, err)
	}
	return behind, all, nil
}

// sumEntry adds what an entry moves in or out of the account's wallets.
func (t *tx) sumEntry(of account, kind string, at time.Time, lines []ledgerLine) {
	for _, line := range lines {
		if line.account != of.wallet() && line.account != of.walletOf(line.currency) {
			continue
		}
		t.addTo(sumKey{name: sumWallet, account: of.number, currency: line.currency}, line.amount)
		if kind == entrySpend {
			month := monthOf(at).start.UnixMilli()
			t.addTo(sumKey{name: sumSpent, account: of.number, part: month, currency: line.currency}, line.amount.Neg())
		}
	}
}

// sumSpend replaces what a request adds to the sums by what it adds from now
// on; a new one comes in the place of the zero value.
func (t *tx) sumSpend(before, after spend) {
	t.sumChange(after.account, before.change, after.change)
	for _, side := range []struct {
		record spend
		sign   int64
	}{{before, -1}, {after, 1}} {
		if side.record.status == api.NeedsApproval {
			t.addTo(sumKey{name: sumPending, account: after.account, currency: dollars}, decimal.New(side.sign*side.record.request.AmountCents, -2))
		}
	}
}

// sumSwap replaces what a swap adds to the sums by what it adds from now on; a
// new one comes in the place of the zero value.
func (t *tx) sumSwap(before, after swap) {
	t.sumChange(after.quote.account, before.change, after.change)
	for _, side := range []struct {
		record swap
		sign   decimal.Decimal
	}{{before, decimal.NewFromInt(-1)}, {after, decimal.NewFromInt(1)}} {
		q := side.record.quote
		add := func(name string, part int64, currency string, amount decimal.Decimal) {
			t.addTo(sumKey{name: name, account: q.account, part: part, currency: currency}, amount.Mul(side.sign))
		}
		if side.record.stepAt > 0 {
			add(sumReserved, 0, q.sellToken, q.sellAmount)
			add(sumReserved, 0, dollars, q.EstimatedFees["network"].Add(q.EstimatedFees["protocol"]))
		}
		if side.record.moves() {
			add(sumSwapped, dayOf(time.UnixMilli(side.record.createdAt)), dollars, q.value)
		}
	}
}

// sumChange counts a record where its last change is now. Numbers begin at 1.
func (t *tx) sumChange(account int, before, after int64) {
	if before > 0 {
		t.addTo(sumKey{name: sumChanged, account: account, part: before / changeBlock}, decimal.NewFromInt(-1))
	}
	t.addTo(sumKey{name: sumChanged, account: account, part: after / changeBlock}, decimal.NewFromInt(1))
}

// moves reports whether the swap moved money or still may.
func (s swap) moves() bool {
	switch s.status {
	case api.SwapSubmitted, api.SwapPending, api.SwapConfirmed:
		return true
	}
	return false
}

// dayOf is when the UTC day of a time begins, in unix milliseconds.
func dayOf(at time.Time) int64 { return at.UTC().Truncate(24 * time.Hour).UnixMilli() }
