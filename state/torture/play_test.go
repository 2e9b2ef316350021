package torture

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
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
	opened  = instant{name: "while it opens", after: shows(sawAddress), spread: 40 * time.Millisecond}
	ready   = instant{name: "while it catches up", after: shows(sawReady), spread: 40 * time.Millisecond}
)

// within draws a time below the bound, short ones more often: a fast machine is
// done with most things early, a slow one is not.
func within(chance *rand.Rand, bound time.Duration) time.Duration {
	share := chance.Float64()
	return time.Duration(share * share * float64(bound))
}

func shows(kind what) func(sighting) bool {
	return func(seen sighting) bool { return seen.What == kind }
}

func (s sighting) settled() bool { return s.What == sawIntent && s.resolved() }

// The faults that the fate of what others did is counted under.
const (
	webhooksKilled = "engine killed, receiving webhooks"
	pollingKilled  = "engine killed, polling"
)

// often repeats a play, so that it is drawn as often.
func often(times int, one play) []play { return slices.Repeat([]play{one}, times) }

// receivingPlays is the life of a treasury that is told what happens.
func receivingPlays() []play {
	return slices.Concat(workingPlays(),
		often(5, play{fault: webhooksKilled, engine: true, begin: agentsSpend, instants: []instant{atOnce, arrived}}))
}

// pollingPlays is the life of a treasury that has to ask.
func pollingPlays() []play {
	return slices.Concat(workingPlays(),
		often(5, play{fault: pollingKilled, engine: true, begin: askTheBank, instants: []instant{atOnce, arrived}}))
}

func workingPlays() []play {
	spending, swapping := []instant{atOnce, onTape, onTape, settled}, []instant{atOnce, quoted, checked, checked, onTape, settled}
	return slices.Concat(
		often(6, play{fault: "engine killed, asking for spends", engine: true, begin: askSpends, instants: spending}),
		often(6, play{fault: "engine killed, swapping", engine: true, begin: executeSwaps, instants: swapping}),
		often(2, play{fault: "engine killed, opening", engine: true, begin: reopen, instants: []instant{opened, ready}}),
		often(1, play{fault: "bank killed, spends under way", bank: true, begin: askSpends, instants: spending}),
		often(1, play{fault: "bank killed, swaps under way", bank: true, begin: executeSwaps, instants: swapping}),
		often(1, play{fault: "both killed, all under way", engine: true, bank: true, begin: everything, instants: []instant{atOnce, onTape, settled}}),
	)
}

// furthest is how far things were, by the lines since the play began.
func furthest(lines []sighting) string {
	for _, step := range []struct {
		name  string
		shown func(sighting) bool
	}{
		{"while an engine caught up with what it had found", shows(sawReady)},
		{"while an engine opened", shows(sawAddress)},
		{"after an outcome was shown", sighting.settled},
		{"between intent and outcome", shows(sawRecorded)},
		{"between policy check and intent", shows(sawChecked)},
		{"between quote and policy check", shows(sawQuoted)},
		{"after news of the bank was shown", shows(sawSpend)},
	} {
		if slices.ContainsFunc(lines, step.shown) {
			return step.name
		}
	}
	return "before anything was shown"
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
		s.agents.Go(func() { s.fail(s.askAsAgent(context.Background())) })
	}
	if s.chance.IntN(4) == 0 {
		s.agents.Go(func() { s.swapAsAgent(context.Background()) })
	}
}

// askTheBank lets the engine ask for what others did meanwhile.
func askTheBank(s *stage, p play) {
	agentsSpend(s, p)
	s.agents.Wait()
	s.engine.order(order{Do: doRefresh})
}

func everything(s *stage, p play) {
	askSpends(s, p)
	executeSwaps(s, p)
	agentsSpend(s, p)
}

// reopen kills an engine that has just sent something and starts the next, so
// that the kill of the round falls into the start of an engine with doubts.
func reopen(s *stage, p play) {
	mark := s.engine.lines()
	askSpends(s, p)
	executeSwaps(s, p)
	s.wait(onTape, mark)
	if _, err := s.killEngine(context.Background()); err != nil {
		s.fail(err)
	}
	s.counts.try(p.fault)
	if err := s.startEngine(); err != nil {
		s.fail(err)
	}
}
