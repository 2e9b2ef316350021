package torture

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"coffer/api"
)

// agentPrefix begins the reasons of the requests that agents make.
const agentPrefix = "agent "

// agents are the others that use the bank, each answer kept, so that the same
// key can be held to it later.
type agents struct {
	sync.WaitGroup
	mu       sync.Mutex
	asked    int
	answered []replay
	failed   error
}

// replay is a request and the answer that its key got.
type replay struct {
	key     string
	request api.SpendRequest
	answer  string
}

func (s *stage) fail(err error) {
	s.agents.mu.Lock()
	defer s.agents.mu.Unlock()
	s.agents.failed = errors.Join(s.agents.failed, err)
}

func (s *stage) askAsAgent(ctx context.Context) error {
	s.agents.mu.Lock()
	s.agents.asked++
	number := s.agents.asked
	s.agents.mu.Unlock()
	asked := replay{key: uuid.NewString(), request: api.SpendRequest{
		AmountCents: int64(100 + number), Currency: "usd", MerchantName: "OpenAI", Reason: fmt.Sprint(agentPrefix, number),
	}}
	answer, err := s.bank.askUntilAnswered(ctx, asked.request, asked.key)
	if err != nil {
		return fmt.Errorf("an agent's request: %w", err)
	}
	asked.answer = string(answer.Raw)
	s.agents.mu.Lock()
	defer s.agents.mu.Unlock()
	s.agents.answered = append(s.agents.answered, asked)
	return nil
}

// replayAgents asks with old keys again and wants the first answers again.
func (s *stage) replayAgents(ctx context.Context) error {
	s.agents.mu.Lock()
	answered := s.agents.answered
	s.agents.mu.Unlock()
	for i := len(answered) - 1; i >= max(0, len(answered)-3); i-- {
		again, err := s.bank.client.CreateSpend(ctx, answered[i].request, answered[i].key)
		if err != nil {
			return fmt.Errorf("a replay: %w", err)
		}
		if string(again.Raw) != answered[i].answer {
			return fmt.Errorf("a replay brought %s, first it was %s", again.Raw, answered[i].answer)
		}
	}
	return nil
}

// swapAsAgent makes a swap that no webhook announces.
func (s *stage) swapAsAgent(ctx context.Context) {
	request, err := confirmSwap(ctx, s.bank.client, s.bank.issued.TeamID, decimal.NewFromInt(1))
	if err == nil {
		// An agent whose bank dies gives up; what the bank took has to show all
		// the same.
		_, _ = s.bank.client.Execute(ctx, request, time.Time{})
	}
}
