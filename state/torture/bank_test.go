package torture

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
)

// bank is a sandbox in a process of its own, as the parent holds it. It has
// one address for life, whatever becomes of its processes.
type bank struct {
	script  bankScript
	process *child
	issued  bankSighting
	client  *api.Client
	// cursor is how far the bank's list of changes was read.
	cursor string
	spends map[string]api.Spend
	swaps  map[string]api.SandboxSwap
}

func startBank(told bankScript) (*bank, error) {
	address, err := ownAddress()
	if err != nil {
		return nil, err
	}
	told.Listen = address
	started := &bank{script: told, spends: make(map[string]api.Spend), swaps: make(map[string]api.SandboxSwap)}
	if err := started.start(); err != nil {
		return nil, err
	}
	if started.client, err = started.issued.client(); err != nil {
		return nil, errors.Join(err, started.process.kill())
	}
	return started, nil
}

// ownAddress is a free one below the ports that outgoing calls take: a bank
// that is down for a moment must find its port free again.
func ownAddress() (string, error) {
	var err error
	for range 100 {
		var listener net.Listener
		address := net.JoinHostPort("127.0.0.1", strconv.Itoa(20_000+rand.IntN(12_000)))
		if listener, err = net.Listen("tcp", address); err == nil {
			return address, listener.Close()
		}
	}
	return "", err
}

// start starts the bank's process, again after a kill.
func (b *bank) start() error {
	process, err := startChild(script{Part: "bank", Bank: &b.script}, func(sighting) {})
	if err != nil {
		return err
	}
	b.process = process
	said, err := process.first(sawBank)
	if err != nil {
		return errors.Join(err, process.kill())
	}
	b.issued = *said.Bank
	return nil
}

// close ends the bank as quitting does.
func (b *bank) close() error {
	b.client.Close()
	return b.process.stop()
}

// read brings what the bank says of its records up to date.
func (b *bank) read(ctx context.Context) error {
	for {
		page, err := b.client.SandboxChanges(ctx, b.cursor)
		if err != nil {
			return fmt.Errorf("read the bank's changes: %w", err)
		}
		for _, spend := range page.Value.Spends {
			b.spends[spend.ID] = spend
		}
		for _, swap := range page.Value.Swaps {
			b.swaps[swap.ID] = swap
		}
		if page.Value.Next == b.cursor {
			return nil
		}
		b.cursor = page.Value.Next
	}
}

// announced is how many events the bank has for its receiver: one for each
// creation and one for each decision.
func (b *bank) announced() int {
	if b.script.WebhookURL == "" {
		return 0
	}
	events := len(b.spends)
	for _, spend := range b.spends {
		if spend.Status.Final() {
			events++
		}
	}
	return events
}

// effects is the ids of the records that each effect has.
func (b *bank) effects() map[string][]string {
	found := make(map[string][]string, len(b.spends)+len(b.swaps))
	for id, spend := range b.spends {
		found[spend.Reason] = append(found[spend.Reason], id)
	}
	for id, swap := range b.swaps {
		found[swap.Quote.ID] = append(found[swap.Quote.ID], id)
	}
	return found
}

// audit holds the ledger against the records: every entry balanced, money
// moved exactly once for what was approved or confirmed, and for nothing else.
func (b *bank) audit(ctx context.Context) error {
	if err := b.read(ctx); err != nil {
		return err
	}
	ledger, err := readLedger(ctx, b.issued.BaseURL, b.issued.SpendKey)
	if err != nil {
		return err
	}
	var wrong []error
	posted := make(map[string]int)
	for _, entry := range ledger.Entries {
		if entry.Kind != "faucet" {
			posted[entry.Ref]++
		}
		for currency, sum := range sums(entry) {
			if !sum.IsZero() {
				wrong = append(wrong, fmt.Errorf("entry %s is out of balance by %s %s", entry.ID, sum, currency))
			}
		}
	}
	for ref, count := range posted {
		if count > 1 {
			wrong = append(wrong, fmt.Errorf("the ledger holds %s %d times", ref, count))
		}
	}
	for id, spend := range b.spends {
		if want := times(spend.Status == api.Approved); posted[id] != want {
			wrong = append(wrong, fmt.Errorf("the ledger holds %s, %s, %d times", id, spend.Status, posted[id]))
		}
	}
	for id, swap := range b.swaps {
		// An open one may settle between the two reads.
		if want := times(swap.ExecutionStatus == api.SwapConfirmed); posted[id] != want && swap.ExecutionStatus.Final() {
			wrong = append(wrong, fmt.Errorf("the ledger holds %s, %s, %d times", id, swap.ExecutionStatus, posted[id]))
		}
	}
	return errors.Join(wrong...)
}

func sums(entry api.LedgerEntry) map[string]decimal.Decimal {
	totals := make(map[string]decimal.Decimal)
	for _, line := range entry.Lines {
		totals[line.Currency] = totals[line.Currency].Add(line.Amount)
	}
	return totals
}

func times(once bool) int {
	if once {
		return 1
	}
	return 0
}

// askUntilAnswered sends a spend with one key until the bank answers, however
// often the bank is killed in between.
func (b *bank) askUntilAnswered(ctx context.Context, request api.SpendRequest, key string) (api.Answer[api.Spend], error) {
	deadline := time.Now().Add(patience)
	for {
		answer, err := b.client.CreateSpend(ctx, request, key)
		if err == nil || api.OutcomeOf(err) == api.Refused || time.Now().After(deadline) {
			return answer, err
		}
	}
}
