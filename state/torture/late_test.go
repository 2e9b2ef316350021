package torture

import (
	"context"
	"errors"
	"fmt"
	"time"

	"coffer/state"
)

const lateKilled = "engine killed, quote over at the restart"

// playLate kills engines in the middle of a swap and starts the next one when
// the quotes are over: such an intent waits for a person.
func playLate(ctx context.Context, root string, seed uint64, kills int, counts *tally) (err error) {
	s, err := openStage(root, seed, stageOptions{webhooks: true}, counts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	late := play{
		fault: lateKilled, engine: true, begin: executeSwaps,
		instants: []instant{checked, onTape, onTape},
	}
	if err := s.startEngine(); err != nil {
		return err
	}
	for i := range kills {
		if err := s.lateRound(ctx, late); err != nil {
			return fmt.Errorf("kill %d, %s: %w", i, late.fault, err)
		}
	}
	return s.closeBooks(ctx, late.fault)
}

func (s *stage) lateRound(ctx context.Context, late play) error {
	if _, err := s.engine.first(sawReady); err != nil {
		return err
	}
	s.counts.try(late.fault)
	mark := s.engine.lines()
	late.begin(s, late)
	s.wait(late.instants[s.chance.IntN(len(late.instants))], mark)
	left, err := s.killEngine(ctx)
	if err != nil {
		return err
	}
	time.Sleep(shortQuote)
	if err := errors.Join(s.startEngine(), s.recover(left)); err != nil {
		return err
	}
	if err := s.staysInDoubt(left); err != nil {
		return err
	}
	return errors.Join(s.settle(), s.judge(ctx))
}

// staysInDoubt waits until the engine has sent something new, and wants the
// intents whose quote is over to be untouched by then: only a person sends them
// again.
func (s *stage) staysInDoubt(left *remains) error {
	fresh := s.tag(lateKilled)
	s.engine.order(order{Do: doSpend, Tag: fresh, Cents: 100})
	err := s.engine.await("the outcome of something new", func([]sighting) bool {
		intent, _, _ := s.witness.intentOf(fresh)
		return intent.resolved()
	})
	open := make(map[string]bool)
	for _, intent := range s.witness.unresolved() {
		open[intent.ID] = intent.State == string(state.IntentUnknown)
	}
	for id, intent := range left.intents {
		if intent.Unresolved() && !open[id] {
			err = errors.Join(err, fmt.Errorf("intent %s, whose quote was over, went on by itself", id))
		}
	}
	return err
}
