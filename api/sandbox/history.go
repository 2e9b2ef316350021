package sandbox

import (
	"cmp"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

const (
	// walletAfterHistory is about what a new bank's wallet holds, in cents.
	walletAfterHistory = 13_000_00
	// walletWithoutHistory is what it holds when nothing was spent yet.
	walletWithoutHistory = 20_000_00
	// swapsFrom is the history size from which it holds two swaps.
	swapsFrom = 20
)

// openBooks funds a new bank and writes its past: the records, the ledger and
// the events as they would be, had the bank run for the last seven days.
func (b *Bank) openBooks(t *tx) error {
	now := b.clock.Now()
	var acts []act
	for i, holder := range b.accounts {
		past := planHistory(shareOf(b.config.History, len(b.accounts), i), now, b.rules, t.draw())
		for j := range past {
			past[j].account = holder.number
		}
		if err := t.fund(holder, past, now); err != nil {
			return err
		}
		acts = append(acts, actsOf(past)...)
	}
	if b.config.History >= swapsFrom {
		acts = append(acts, b.pastSwaps(now)...)
	}
	slices.SortStableFunc(acts, func(one, other act) int { return cmp.Compare(one.at, other.at) })
	// The change numbers follow the last change, the rows the creation, so the
	// numbers have to be known before the first row is written.
	for _, act := range acts {
		if act.spend != nil && act.last {
			act.spend.change = t.nextChange()
		}
	}
	for _, act := range acts {
		if err := act.write(b, t); err != nil {
			return err
		}
	}
	return nil
}

// shareOf is how many of n the account at a place gets, so that all together
// get n.
func shareOf(n, accounts, place int) int { return (n + accounts - 1 - place) / accounts }

// act is one thing that happened in the past.
type act struct {
	at    int64
	spend *spend
	// created and last tell which of the spend's acts it is; both for a spend
	// that was decided at once.
	created, last bool
	swap          *api.QuoteRequest
}

func actsOf(past []spend) []act {
	acts := make([]act, 0, 2*len(past))
	for i := range past {
		record := &past[i]
		apart := record.decidedAt != 0 && record.decidedAt != record.createdAt
		acts = append(acts, act{at: record.createdAt, spend: record, created: true, last: !apart})
		if apart {
			acts = append(acts, act{at: record.decidedAt, spend: record, last: true})
		}
	}
	return acts
}

func (a act) write(b *Bank, t *tx) error {
	if a.swap != nil {
		return b.writePastSwap(t, *a.swap, time.UnixMilli(a.at))
	}
	trace := newID("req_trace_", time.UnixMilli(a.at), t.draw())
	if a.created {
		if err := a.writeCreation(b, t, trace); err != nil {
			return err
		}
	}
	if !a.last {
		return nil
	}
	if a.spend.status == api.Approved {
		if err := t.postSpend(b.accountNumbered(a.spend.account), *a.spend); err != nil {
			return err
		}
	}
	if a.created {
		return nil
	}
	return b.announce(t, *a.spend, outcomeEvent(a.spend.status), trace)
}

func (a act) writeCreation(b *Bank, t *tx, trace string) error {
	a.spend.id = newID("req_", time.UnixMilli(a.at), t.draw())
	if err := t.insertSpend(a.spend); err != nil {
		return err
	}
	then := *a.spend
	if !a.last {
		_, then.decisionReason = b.rules.verdict(then.request)
		then.status, then.decidedAt, then.updatedAt = api.NeedsApproval, 0, then.createdAt
	}
	return b.announceCreated(t, then, trace)
}

// fund opens the wallets, so that what the past spent was there to spend.
func (t *tx) fund(holder account, past []spend, now time.Time) error {
	at, dollarCents := now, int64(walletWithoutHistory)
	if len(past) > 0 {
		at, dollarCents = now.Add(-historySpan-time.Hour), walletAfterHistory
		for _, record := range past {
			if record.status == api.Approved {
				dollarCents += record.request.AmountCents
			}
		}
		dollarCents = (dollarCents + 999_99) / 1000_00 * 1000_00
	}
	transfers := []transfer{dollarTransfer(equityFaucetAccount, holder.wallet(), dollarCents)}
	for _, holding := range []struct {
		token  string
		amount decimal.Decimal
	}{
		{"USDC", decimal.NewFromInt(25_000)},
		{"USDT", decimal.NewFromInt(5_000)},
		{"DAI", decimal.NewFromInt(5_000)},
		{"ETH", decimal.NewFromInt(4)},
		{"WBTC", decimal.New(15, -2)},
		{"SOL", decimal.NewFromInt(60)},
	} {
		transfers = append(transfers, transfer{
			from: equityFaucetAccount, to: holder.walletOf(holding.token), currency: holding.token, amount: holding.amount,
		})
	}
	return t.post(holder, entryFaucet, newID("faucet_", at, t.draw()), at, transfers...)
}

func (b *Bank) pastSwaps(now time.Time) []act {
	return []act{
		{at: now.Add(-99 * time.Hour).UnixMilli(), swap: &api.QuoteRequest{
			SellToken: "USDC", BuyToken: "ETH", SellAmount: decimal.NewFromInt(1_000),
		}},
		{at: now.Add(-27 * time.Hour).UnixMilli(), swap: &api.QuoteRequest{
			SellToken: "ETH", BuyToken: "USDC", SellAmount: decimal.New(5, -1),
		}},
	}
}

// writePastSwap writes a swap that was confirmed some seconds after its quote.
func (b *Bank) writePastSwap(t *tx, request api.QuoteRequest, at time.Time) error {
	quoted, err := b.price(b.accounts[0], request, t, at)
	if err != nil {
		return err
	}
	quoted.policyStatus = api.PolicyPass
	if err := t.insertQuote(quoted); err != nil {
		return err
	}
	source := t.draw()
	executed := at.Add(between(source, 8*time.Second, 20*time.Second))
	confirmed := executed.Add(between(source, firstStepLeast+secondStepLeast, firstStepMost+secondStepMost))
	done := swap{
		id: newID("swap_", executed, source), status: api.SwapConfirmed, txHash: newTxHash(source),
		createdAt: executed.UnixMilli(), updatedAt: confirmed.UnixMilli(), change: t.nextChange(), quote: quoted,
	}
	if err := t.insertSwap(done, newID(api.ConfirmationPrefix, executed, source)); err != nil {
		return err
	}
	return t.postSwap(b.accounts[0], done, confirmed)
}
