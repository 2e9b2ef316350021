package sandbox

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"coffer/api"
)

// TestSumsAreWhatTheLedgerAndTheRecordsAddUpTo does whatever can be done at the
// bank, in any order, with time passing, restarts, and openings of a database
// from before there were sums.
func TestSumsAreWhatTheLedgerAndTheRecordsAddUpTo(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			b := openBranch(t, func(c *Config) {
				onDisk(t)(c)
				c.Seed, c.Accounts, c.History, c.WebhookURL = seed, 2, 1_300, "http://127.0.0.1:1/"
			})
			source := rand.New(rand.NewPCG(seed, 7))
			b.checkSums("as it was opened")
			for step := range 40 {
				what := b.actOrRestart(source, fmt.Sprint("step-", step))
				b.checkSums(fmt.Sprintf("after step %d, %s", step, what))
			}
		})
	}
}

// actOrRestart does one thing, a restart among them, and says which.
func (b *branch) actOrRestart(source *rand.Rand, key string) string {
	b.t.Helper()
	if source.IntN(12) > 0 {
		return b.actAtRandom(source, key)
	}
	b.close()
	defer b.open()
	if source.IntN(2) == 0 {
		b.forgetSums()
		return "an opening of an older database"
	}
	return "a restart"
}

// actAtRandom does one thing and says which.
func (b *branch) actAtRandom(source *rand.Rand, key string) string {
	b.t.Helper()
	on := b.ofAccount(source.IntN(2))
	spendKey := b.bank.Credentials().Accounts[source.IntN(2)].SpendKey
	switch source.IntN(11) {
	case 0, 1:
		_, _ = on.spend(1+source.Int64N(250_00), "AWS", key)
		return "a small spend"
	case 2, 3:
		_, _ = on.spend(250_01+source.Int64N(900_00), "GCP", key)
		return "a large spend"
	case 4:
		_, _ = on.spend(1_000_000_00, "GCP", key)
		return "a spend that can't be paid"
	case 5, 6:
		decision := pick(source, []string{"approve", "decline"})
		spends, _ := b.changes()
		for _, spend := range spends {
			if spend.Status == api.NeedsApproval {
				b.call("POST", "/v1/sandbox/spend/"+spend.ID+"/decision", `{"decision":"`+decision+`"}`)
				break
			}
		}
		return "a decision: " + decision
	case 7:
		b.call("POST", "/v1/sandbox/faucet", `{"amount_cents":12345}`, "Authorization", "Bearer "+spendKey)
		return "a faucet"
	case 8, 9:
		// Amounts that end in 13 fail.
		amount := pick(source, []string{"100.13", "2", "1234.5", "77"})
		quoted := on.quote("USDC", amount, "ETH")
		on.check(quoted, "USDC", amount, "ETH")
		_, _ = on.execute(quoted, key)
		return "a swap of " + amount
	default:
		wait := pick(source, []time.Duration{time.Second, 10 * time.Second, 5 * time.Hour, 25 * time.Hour, 20 * 24 * time.Hour})
		b.clock.Advance(wait)
		if _, err := b.bank.settleDue(b.t.Context()); err != nil {
			b.t.Fatal(err)
		}
		return "a wait of " + wait.String()
	}
}

// forgetSums takes the database back to what it was before there were sums.
func (b *branch) forgetSums() {
	b.t.Helper()
	old, err := connect(b.config.Path)
	if err != nil {
		b.t.Fatal(err)
	}
	provider, err := newMigrations(old.writer.DB)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := provider.DownTo(b.t.Context(), 2); err != nil {
		b.t.Fatal(err)
	}
	if err := old.close(); err != nil {
		b.t.Fatal(err)
	}
}

// checkSums adds up everything anew, and fails where a sum differs.
func (b *branch) checkSums(when string) {
	b.t.Helper()
	if diff := cmp.Diff(b.addedUp(), b.keptSums()); diff != "" {
		b.t.Fatalf("%s the sums differ (- added up, + kept):\n%s", when, diff)
	}
	for _, one := range b.bank.accounts {
		for after := int64(0); after < 3*changeBlock; after += changeBlock / 5 {
			left, all, err := b.bank.changesLeft(b.bank.store.reader, one, after)
			if err != nil {
				b.t.Fatal(err)
			}
			want := b.ask(`SELECT (SELECT COUNT(*) FROM spends WHERE account = ?1 AND change > ?2)
				+ (SELECT COUNT(*) FROM swaps s JOIN quotes q ON q.id = s.quote_id WHERE q.account = ?1 AND s.change > ?2)`, one.number, after)
			if everything, _, _ := b.bank.changesLeft(b.bank.store.reader, one, 0); all != everything {
				b.t.Fatalf("%s account %d has %d changes in all, and %d counted", when, one.number, everything, all)
			}
			if fmt.Sprint(left) != want[0][0] {
				b.t.Fatalf("%s, behind change %d account %d has %d more, and %s counted", when, after, one.number, left, want[0][0])
			}
		}
	}
}

// keptSums are the sums that aren't zero, by their names.
func (b *branch) keptSums() map[string]string {
	b.t.Helper()
	kept := map[string]string{}
	for _, row := range b.ask(`SELECT name, account, part, currency, amount FROM sums`) {
		if amount := decimal.RequireFromString(row[4]); !amount.IsZero() {
			kept[strings.Join(row[:4], " ")] = amount.String()
		}
	}
	return kept
}

// addedUp are the same sums, from the lines, the requests and the swaps.
func (b *branch) addedUp() map[string]string {
	b.t.Helper()
	sums := map[string]decimal.Decimal{}
	add := func(amount string, key ...any) {
		name := strings.TrimSuffix(fmt.Sprintln(key...), "\n")
		sums[name] = sums[name].Add(decimal.RequireFromString(amount))
	}
	day := int64(24 * time.Hour / time.Millisecond)
	for _, row := range b.ask(`SELECT a.number, l.currency, l.amount, l.kind, l.at, strftime('%s', l.at / 1000, 'unixepoch', 'start of month') * 1000
		FROM lines l JOIN accounts a ON l.account IN ('wallet@' || a.id, 'wallet@' || a.id || ':' || l.currency)
			OR (a.number = 1 AND l.account IN ('wallet', 'wallet:' || l.currency))`) {
		add(row[2], sumWallet, row[0], 0, row[1])
		if row[3] == "spend" {
			add(decimal.RequireFromString(row[2]).Neg().String(), sumSpent, row[0], row[5], row[1])
		}
	}
	for _, row := range b.ask(`SELECT account, status, amount_cents, change / 1024 FROM spends`) {
		add("1", sumChanged, row[0], row[3], "")
		if row[1] == "needs_approval" {
			add(decimal.RequireFromString(row[2]).Shift(-2).String(), sumPending, row[0], 0, "USD")
		}
	}
	for _, row := range b.ask(fmt.Sprintf(`SELECT q.account, s.status, s.change / 1024, s.created_at / %d * %[1]d, q.value_usd, q.sell_token, q.sell_amount,
		q.network_fee, q.protocol_fee FROM swaps s JOIN quotes q ON q.id = s.quote_id`, day)) {
		add("1", sumChanged, row[0], row[2], "")
		switch row[1] {
		case "submitted", "pending":
			add(row[6], sumReserved, row[0], 0, row[5])
			add(row[7], sumReserved, row[0], 0, "USD")
			add(row[8], sumReserved, row[0], 0, "USD")
			fallthrough
		case "confirmed":
			add(row[4], sumSwapped, row[0], row[3], "USD")
		}
	}
	all := map[string]string{}
	for name, sum := range sums {
		if !sum.IsZero() {
			all[name] = sum.String()
		}
	}
	return all
}

// ask is the rows of a query, as text.
func (b *branch) ask(query string, args ...any) [][]string {
	b.t.Helper()
	rows, err := b.bank.store.reader.DB.QueryContext(context.Background(), query, args...)
	if err != nil {
		b.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		b.t.Fatal(err)
	}
	var all [][]string
	for rows.Next() {
		row, into := make([]string, len(columns)), make([]any, len(columns))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			b.t.Fatal(err)
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		b.t.Fatal(err)
	}
	return all
}
