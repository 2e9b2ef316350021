package torture

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"coffer/api"
)

// playBankAlone kills the bank in the middle of its own transactions. After a
// restart its file is whole, its ledger balances, a call without an answer
// gets one with its own key, and one that had an answer gets the same again.
func playBankAlone(ctx context.Context, root string, seed uint64, kills int, counts *tally) (err error) {
	const fault = "bank killed in its own transactions"
	s, err := openStage(root, seed, stageOptions{}, counts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	for i := range kills {
		counts.try(fault)
		if err := s.killBankAtWork(ctx, fault); err != nil {
			return fmt.Errorf("kill %d, %s: %w", i, fault, err)
		}
	}
	return nil
}

func (s *stage) killBankAtWork(ctx context.Context, fault string) error {
	swap, err := confirmSwap(ctx, s.bank.client, s.bank.issued.TeamID, decimal.NewFromInt(1))
	if err != nil {
		return err
	}
	agentsSpend(s, play{})
	var swapping sync.WaitGroup
	var first, again api.Answer[api.Swap]
	var firstErr error
	swapping.Go(func() { first, firstErr = s.bank.client.Execute(ctx, swap, time.Time{}) })
	time.Sleep(within(s.chance, 80*time.Millisecond))
	if err := s.bank.process.kill(); err != nil {
		return err
	}
	swapping.Wait()
	if err := errors.Join(s.checkBankFile(ctx), s.bank.start()); err != nil {
		return err
	}
	s.agents.Wait()
	if again, err = s.bank.client.Execute(ctx, swap, time.Time{}); err != nil {
		return fmt.Errorf("an execute with its own key: %w", err)
	}
	if firstErr == nil && string(first.Raw) != string(again.Raw) {
		return fmt.Errorf("an execute brought %s, then %s", first.Raw, again.Raw)
	}
	if err := errors.Join(s.replayAgents(ctx), s.agents.failed, s.bank.audit(ctx)); err != nil {
		return err
	}
	how := endedDone
	if firstErr != nil {
		how = endedResolved
	}
	return s.countOnce(fault, swap.QuoteID, how)
}

// countOnce counts an effect that the bank must hold exactly once, and holds
// every effect to "at most once".
func (s *stage) countOnce(fault, effect string, how ending) error {
	effects := s.bank.effects()
	for name, ids := range effects {
		if len(ids) > 1 {
			s.counts.end(fault, endedDouble)
			return fmt.Errorf("%s is at the bank as %v", name, ids)
		}
	}
	if len(effects[effect]) == 0 {
		s.counts.end(fault, endedLost)
		return fmt.Errorf("%s was answered and is not at the bank", effect)
	}
	s.counts.end(fault, how)
	return nil
}

// confirmSwap makes a swap that only has to be executed.
func confirmSwap(ctx context.Context, client *api.Client, team string, amount decimal.Decimal) (api.ExecuteRequest, error) {
	quote, err := client.Quote(ctx, api.QuoteRequest{TeamID: team, SellToken: "USDC", BuyToken: "ETH", SellAmount: amount})
	if err != nil {
		return api.ExecuteRequest{}, err
	}
	verdict, err := client.CheckPolicy(ctx, api.PolicyCheckRequest{
		TeamID: team, QuoteID: quote.Value.ID, SellToken: "USDC", BuyToken: "ETH",
		SellAmount: amount, ExpectedBuyAmount: quote.Value.ExpectedBuyAmount,
	})
	if err == nil && !verdict.Value.Status.Allows() {
		err = fmt.Errorf("the policy says %s: %v", verdict.Value.Status, verdict.Value.Reasons)
	}
	return api.ExecuteRequest{
		TeamID: team, QuoteID: quote.Value.ID,
		ConfirmationToken: api.ConfirmationPrefix + uuid.NewString(), IdempotencyKey: api.ExecuteKeyPrefix + uuid.NewString(),
	}, err
}

// checkBankFile checks a copy of the dead bank's database.
func (s *stage) checkBankFile(ctx context.Context) error {
	path := filepath.Join(s.scratch, "bank.db")
	if err := copyDatabase(s.bank.script.Path, path); err != nil {
		return err
	}
	database, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer database.Close()
	var verdict string
	if err := database.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("the bank's file: %s", verdict)
	}
	return nil
}

// copyDatabase copies what a dead process left of a database. The index of its
// log is left out: whoever opens the copy makes it anew.
func copyDatabase(from, to string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(to + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(from + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+suffix, content, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
