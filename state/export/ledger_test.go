package export

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"coffer/api"
	"coffer/state"
	"coffer/state/journal"
)

// TestTheBooksEqualTheBanksLedger makes a thousand random spends and swaps at
// a real bank, gathers them as the dashboard does, and compares what the two
// accounting programs make of the export with the bank's own ledger.
func TestTheBooksEqualTheBanksLedger(t *testing.T) {
	t.Parallel()
	w := newTown(t, 42)
	records := 1_000
	if raceEnabled {
		// The detector looks for races, not for digits, and the bank is ten times
		// as slow under it.
		records = 150
	}
	w.live(records)
	engine, stop := w.treasury()
	w.byPeople(engine)
	spends, swaps := w.settled()
	engine.Refresh()
	eventually(t, engine, "all that happened", func(view *state.View) bool {
		if view.Spends.Len() != spends || view.Swaps.Len() != swaps {
			return false
		}
		for _, swap := range view.Swaps.From(0) {
			if swap.Open() {
				return false
			}
		}
		return true
	})
	stop()

	want := booked(w.ledger())
	if len(want) < 30 {
		t.Fatalf("the ledger holds little: %v", want)
	}
	for _, format := range []Format{Hledger, Beancount} {
		t.Run(string(format), func(t *testing.T) {
			held := make(balances)
			for _, what := range []What{Receipts, Spends} {
				// An account for each merchant, so that each has to be right.
				request := Request{What: what, Format: format, Accounts: Accounts{Spend: "Expenses:Agents:{merchant}"}}
				written, summary := w.export(t, request)
				if len(summary.LeftOut) > 0 || summary.Records < records*3/10 {
					t.Errorf("%s: %d written, left out %v", what, summary.Records, summary.LeftOut)
				}
				again, _ := w.export(t, request)
				if !bytes.Equal(written, again) {
					t.Errorf("a second export of the %s differs", what)
				}
				held.add(programFor(t, format).balances(t, written))
			}
			if diff := cmp.Diff(want.texts(), held.texts()); diff != "" {
				t.Errorf("the books (+) differ from the ledger (-):\n%s", diff)
			}
		})
	}
}

// byPeople does a few things through the treasury, so that the journal holds
// who did them.
func (w *town) byPeople(engine *state.Engine) {
	w.t.Helper()
	ctx := w.t.Context()
	eventually(w.t, engine, "the balance", func(view *state.View) bool { return view.Balance != nil })
	for i := range 3 {
		terms, err := engine.Quote(ctx, state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: fmt.Sprintf("%d.25", 20+i)})
		if err != nil {
			w.t.Fatal(err)
		}
		if terms, err = engine.CheckPolicy(ctx, terms); err != nil {
			w.t.Fatal(err)
		}
		// So small a swap costs so many percent that a person has to type them.
		terms.Accepted = terms.Typed()
		intent, err := engine.Execute(ctx, "maria", terms)
		if err != nil {
			w.t.Fatal(err)
		}
		resolved(w.t, engine, intent)
		intent, err = engine.AskSpend(ctx, "omar", state.SpendRequest{AmountCents: 300_00, Currency: "usd", MerchantName: "AWS", Reason: "GPU"})
		if err != nil {
			w.t.Fatal(err)
		}
		id := resolved(w.t, engine, intent)
		if err := engine.Decide(ctx, "maria", id, state.Decision{Decision: state.Approve, Reason: "fine"}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func resolved(t *testing.T, engine *state.Engine, intent string) (subject string) {
	t.Helper()
	eventually(t, engine, "the outcome", func(view *state.View) bool {
		for _, known := range view.Intents {
			if known.ID == intent && known.State == state.IntentDone {
				subject = known.Subject
				return true
			}
		}
		return false
	})
	return subject
}

// export writes what a second process sees in the journal.
func (w *town) export(t *testing.T, request Request) ([]byte, Summary) {
	t.Helper()
	watched, err := journal.Watch(filepath.Join(w.folder, "journal.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer watched.Close()
	snapshot, err := watched.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	var out bytes.Buffer
	summary, err := Write(t.Context(), &out, request, snapshot)
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), summary
}

// balances is what each account holds of each commodity.
type balances map[[2]string]decimal.Decimal

func (b balances) put(account, commodity string, amount decimal.Decimal) {
	key := [2]string{account, commodity}
	b[key] = b[key].Add(amount)
}

func (b balances) add(other balances) {
	for key, amount := range other {
		b.put(key[0], key[1], amount)
	}
}

// texts leaves out what is zero: the programs differ in whether they tell it.
func (b balances) texts() []string {
	var texts []string
	for key, amount := range b {
		if !amount.IsZero() {
			texts = append(texts, fmt.Sprintf("%s %s %s", key[0], amount, key[1]))
		}
	}
	return slices.Sorted(slices.Values(texts))
}

// booked is what the bank's ledger says of spends and swaps, under the names
// of the accounts that the export uses.
func booked(entries []api.LedgerEntry) balances {
	made := make(balances)
	for _, entry := range entries {
		for _, line := range entry.Lines {
			if entry.Kind != "faucet" {
				made.put(nameOf(line), line.Currency, line.Amount)
			}
		}
	}
	return made
}

func nameOf(line api.LedgerLine) string {
	switch before, after, _ := strings.Cut(line.Account, ":"); before {
	case "wallet":
		return "Assets:Coffer:Wallet:" + line.Currency
	case "market":
		return "Equity:Coffer:Market"
	case "expenses":
		return "Expenses:Agents:" + component(state.SafeText(after))
	case "fees":
		return map[string]string{"network": "Expenses:Fees:Network", "protocol": "Expenses:Fees:Protocol"}[after]
	}
	return line.Account
}

func TestEveryRecordIsListedWithItsStatus(t *testing.T) {
	t.Parallel()
	w := newTown(t, 7)
	w.live(60)
	engine, stop := w.treasury()
	w.byPeople(engine)
	spends, swaps := w.settled()
	engine.Refresh()
	eventually(t, engine, "all that happened", func(view *state.View) bool {
		return view.Spends.Len() == spends && view.Swaps.Len() == swaps
	})
	stop()
	for what, want := range map[What]int{Receipts: swaps, Spends: spends} {
		for _, format := range []Format{CSV, JSON, JSONLines} {
			written, summary := w.export(t, Request{What: what, Format: format})
			rows := rowsOf(t, format, written)
			if summary.Records != want || len(rows) != want {
				t.Errorf("%s as %s: %d of %d, %d rows", what, format, summary.Records, want, len(rows))
			}
			statuses := make(map[string]bool)
			for _, row := range rows {
				statuses[row["status"]] = true
			}
			if what == Receipts && !slices.ContainsFunc(rows, func(row map[string]string) bool { return row["executed_from"] == "bank" }) {
				t.Errorf("as %s no receipt says what the bank told", format)
			}
			if len(statuses) < 2 {
				t.Errorf("%s as %s: %v", what, format, slices.Collect(maps.Keys(statuses)))
			}
		}
	}
}
