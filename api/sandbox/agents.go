package sandbox

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"coffer/api"
)

const (
	// The first request of the agents comes soon, so that whoever looks sees
	// something happen; then one every 6 to 20 seconds over all of them.
	agentsFirstLeast = 2 * time.Second
	agentsFirstMost  = 4 * time.Second
	agentsLeast      = 6 * time.Second
	agentsMost       = 20 * time.Second
	// agentsPause is how long agents leave an exhausted budget alone.
	agentsPause = 5 * time.Minute
	// patienceCents is how much may wait for approval before agents stop
	// asking for more of it.
	patienceCents = 4_000_00
)

// runAgents lets the agents spend over HTTP, like anyone else, until ctx ends.
func (b *Bank) runAgents(ctx context.Context) error {
	agents, source, err := b.hireAgents(ctx)
	if err != nil {
		return err
	}
	defer func() {
		for _, agent := range agents {
			agent.client.Close()
		}
	}()
	wait := between(source, agentsFirstLeast, agentsFirstMost)
	for {
		timer := b.clock.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.Chan():
		}
		wait = between(source, agentsLeast, agentsMost)
		agent := pick(source, agents)
		switch err := b.actOnce(ctx, agent, source); {
		case errors.Is(err, errBudgetUsedUp) && len(b.accounts) > 1:
			// The others' budgets go on.
		case errors.Is(err, errBudgetUsedUp):
			wait = agentsPause
		case err != nil && ctx.Err() == nil:
			b.log.Warn("an agent's request failed", "agent", agent.name, "error", err)
		}
	}
}

// errBudgetUsedUp means that there is nothing sensible left to ask for.
var errBudgetUsedUp = errors.New("the budget is nearly used up")

// agent is a persona at work for an account.
type agent struct {
	persona
	client *api.Client
}

func (b *Bank) actOnce(ctx context.Context, agent agent, source *rand.Rand) error {
	balance, err := agent.client.Balance(ctx)
	if err != nil {
		return fmt.Errorf("read the balance: %w", err)
	}
	remaining, pending := centsOf(balance.Value.RemainingBudgetCents), centsOf(balance.Value.PendingCents)
	remaining = min(remaining, centsOf(balance.Value.AvailableCents))
	request, sensible := agent.request(source, b.rules, remaining, pending)
	if !sensible {
		return errBudgetUsedUp
	}
	key, err := uuid.NewRandomFromReader(chanceReader{source})
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	_, err = agent.client.CreateSpend(ctx, request, key.String())
	return err
}

// hireAgents spreads the agents over the accounts.
func (b *Bank) hireAgents(ctx context.Context) ([]agent, *rand.Rand, error) {
	clients := make([]*api.Client, 0, len(b.accounts))
	for _, employer := range b.accounts {
		key, err := api.ParseSpendKey(employer.key)
		if err != nil {
			return nil, nil, fmt.Errorf("hire the agents: %w", err)
		}
		client, err := api.New(api.Config{
			BaseURL: b.BaseURL(), Key: key, TeamID: b.identity.teamID, Clock: b.clock, UserAgent: "coffer-sandbox-agents",
		})
		if err != nil {
			return nil, nil, fmt.Errorf("hire the agents: %w", err)
		}
		clients = append(clients, client)
	}
	var hired []agent
	for i, one := range personas(b.config.Agents) {
		hired = append(hired, agent{one, clients[i%len(clients)]})
	}
	var source *rand.Rand
	// A stream of its own for each run: the keys of an earlier one are taken.
	err := b.store.write(ctx, func(t *tx) error {
		source = t.draw()
		return nil
	})
	return hired, source, err
}

func centsOf(cents *int64) int64 {
	if cents == nil {
		return 0
	}
	return *cents
}

// chanceReader reads bytes of chance.
type chanceReader struct{ source *rand.Rand }

func (r chanceReader) Read(into []byte) (int, error) {
	for i := range into {
		into[i] = byte(r.source.UintN(256))
	}
	return len(into), nil
}
