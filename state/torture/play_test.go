package torture

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"coffer/api"
)

// play is a thing that goes on while something is killed.
type play struct {
	fault string
	// engine and bank tell who is killed.
	engine, bank bool
	// begin gives the orders, and returns once they are given.
	begin func(*stage, play)
	// instants are when to kill; one is drawn for each round.
	instants []instant
}

// instant is a random time around something that is seen to happen, so that
// the kills fall where things happen on a slow machine too.
type instant struct {
	name string
	// after is what has to be seen since the play began.
	after func(sighting) bool
	// spread is how long after it the kill comes at most.
	spread time.Duration
}

var (
	atOnce  = instant{name: "from the order on", spread: 25 * time.Millisecond}
	onTape  = instant{name: "after the intent was on disk", after: shows(sawRecorded), spread: 8 * time.Millisecond}
	quoted  = instant{name: "after the quote", after: shows(sawQuoted), spread: 10 * time.Millisecond}
	checked = instant{name: "after the policy check", after: shows(sawChecked), spread: 10 * time.Millisecond}
	settled = instant{name: "after an outcome", after: sighting.settled, spread: 5 * time.Millisecond}
	arrived = instant{name: "after a webhook", after: shows(sawSpend), spread: 10 * time.Millisecond}
	opened  = instant{name: "while it opens", after: shows(sawAddress), spread: 120 * time.Millisecond}
	ready   = instant{name: "while it catches up", after: shows(sawReady), spread: 40 * time.Millisecond}
)

func shows(kind what) func(sighting) bool {
	return func(seen sighting) bool { return seen.What == kind }
}

func (s sighting) settled() bool { return s.What == sawIntent && s.resolved() }

// webhooksKilled is the fault that the fate of every event is counted under.
const webhooksKilled = "engine killed, receiving webhooks"

// The plays of a treasury's life, each as often as it stands here.
func plays() []play {
	var all []play
	add := func(often int, one play) {
		for range often {
			all = append(all, one)
		}
	}
	spending, swapping := []instant{atOnce, onTape, onTape, settled}, []instant{atOnce, quoted, checked, checked, onTape, settled}
	add(6, play{fault: "engine killed, asking for spends", engine: true, begin: askSpends, instants: spending})
	add(6, play{fault: "engine killed, swapping", engine: true, begin: executeSwaps, instants: swapping})
	add(5, play{fault: webhooksKilled, engine: true, begin: agentsSpend, instants: []instant{atOnce, arrived}})
	add(2, play{fault: "engine killed, opening", engine: true, begin: reopen, instants: []instant{opened, ready}})
	add(1, play{fault: "bank killed, spends under way", bank: true, begin: askSpends, instants: spending})
	add(1, play{fault: "bank killed, swaps under way", bank: true, begin: executeSwaps, instants: swapping})
	add(1, play{fault: "both killed, all under way", engine: true, bank: true, begin: everything, instants: []instant{atOnce, onTape, settled}})
	return all
}

func askSpends(s *stage, p play) {
	for range 1 + s.chance.IntN(4) {
		// Some are above the threshold and wait for a person.
		s.engine.order(order{Do: doSpend, Tag: s.tag(p.fault), Cents: 1 + s.chance.Int64N(approvalThreshold*5/4)})
	}
}

func executeSwaps(s *stage, p play) {
	tokens := []string{"USDC", "USDT", "DAI", "ETH"}
	s.chance.Shuffle(len(tokens), func(i, j int) { tokens[i], tokens[j] = tokens[j], tokens[i] })
	for _, token := range tokens[:1+s.chance.IntN(2)] {
		amount := fmt.Sprintf("1.%03d", s.chance.IntN(1000))
		if token == "ETH" {
			amount = fmt.Sprintf("0.001%03d", s.chance.IntN(1000))
		}
		s.engine.order(order{Do: doSwap, Tag: s.tag(p.fault), Token: token, Amount: amount})
	}
}

// agentsSpend lets others ask the bank, so that it tells the engine of it.
func agentsSpend(s *stage, _ play) {
	for range 2 + s.chance.IntN(4) {
		s.agents.Go(func() {
			if err := s.askAsAgent(context.Background()); err != nil {
				s.fail(err)
			}
		})
	}
}

func everything(s *stage, p play) {
	askSpends(s, p)
	executeSwaps(s, p)
	agentsSpend(s, p)
}

// reopen ends the engine as quitting does and starts it again, so that the
// kill falls into the start.
func reopen(s *stage, _ play) {
	if err := errors.Join(s.engine.stop(), s.startEngine()); err != nil {
		s.fail(err)
	}
}

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
		AmountCents: int64(100 + number), Currency: "usd", MerchantName: "OpenAI", Reason: fmt.Sprintf("agent %d", number),
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
