package torture

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"coffer/api"
	"coffer/state"
)

// stage is one bank, one folder, and the engines that run over them one after
// another.
type stage struct {
	options stageOptions
	counts  *tally
	chance  *rand.Rand
	bank    *bank
	door    *doorway
	engine  *child
	witness *witness
	folder  string
	scratch string
	// orders are those whose fate is still open.
	orders []placed
	placed int
	agents agents
}

// placed is an order, under which fault it was given.
type placed struct {
	tag   string
	fault string
}

// stageOptions is what stages differ in.
type stageOptions struct {
	// webhooks lets the bank deliver; otherwise the engine has to ask.
	webhooks bool
	// quoteTTL is shortQuote when 0.
	quoteTTL time.Duration
}

// openStage starts a bank with nothing but the doorway to deliver to.
func openStage(root string, seed uint64, options stageOptions, counts *tally) (*stage, error) {
	opened := &stage{
		options: options, counts: counts, chance: rand.New(rand.NewPCG(seed, 0)), witness: newWitness(),
		folder: filepath.Join(root, "treasury"), scratch: filepath.Join(root, "scratch"),
	}
	if err := os.MkdirAll(opened.scratch, 0o700); err != nil {
		return nil, err
	}
	var err error
	if opened.door, err = openDoorway(); err != nil {
		return nil, err
	}
	told := bankScript{Path: filepath.Join(root, "bank.db"), Seed: seed, QuoteTTL: cmp.Or(options.quoteTTL, shortQuote)}
	if options.webhooks {
		told.WebhookURL = opened.door.url
	}
	opened.bank, err = startBank(told)
	if err != nil {
		return nil, errors.Join(err, opened.door.close())
	}
	return opened, nil
}

// close ends whatever still runs.
func (s *stage) close() error {
	var err error
	if s.engine != nil {
		err = s.engine.stop()
	}
	return errors.Join(err, s.bank.close(), s.door.close())
}

// startEngine starts an engine over what the last one left, and leads the
// bank's deliveries to it as soon as it listens.
func (s *stage) startEngine() error {
	s.witness.newLife()
	notice := func(seen sighting) {
		if seen.What == sawAddress {
			s.door.lead(seen.ID)
		}
		s.witness.see(seen)
	}
	var err error
	s.engine, err = startChild(script{Part: "engine", Engine: engineScript{Folder: s.folder, Bank: s.bank.issued, Deaf: !s.options.webhooks}}, notice)
	return err
}

// recover waits until the engine shows what its predecessor left open.
func (s *stage) recover(left *remains) error {
	if _, err := s.engine.first(sawReady); err != nil {
		return err
	}
	if !s.witness.allPresent(left) {
		return errors.New("the journal has open intents that the screen does not show")
	}
	return nil
}

// killEngine kills the engine and holds what it left against what it showed.
func (s *stage) killEngine(ctx context.Context) (*remains, error) {
	s.door.lead("")
	if err := s.engine.kill(); err != nil {
		return nil, err
	}
	return s.examine(ctx)
}

func (s *stage) examine(ctx context.Context) (*remains, error) {
	left, err := examine(ctx, s.folder, s.scratch)
	if err != nil {
		return nil, err
	}
	for event := range s.door.acknowledged() {
		if left.events[event] != 1 {
			err = errors.Join(err, fmt.Errorf("event %s was acknowledged and is in the journal %d times", event, left.events[event]))
		}
	}
	return left, errors.Join(err, s.witness.compare(left), s.witness.verdict())
}

// settle waits until every intent of the engine is resolved, and does what a
// person does about those that wait for one.
func (s *stage) settle() error {
	asked := make(map[string]time.Time)
	deadline := time.Now().Add(patience)
	for {
		open := s.witness.unresolved()
		if len(open) == 0 {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("still unresolved: %+v", open)
		}
		for _, intent := range open {
			if intent.Expires.Known() && state.MomentOf(time.Now()) >= intent.Expires && time.Since(asked[intent.ID]) > time.Second {
				asked[intent.ID] = time.Now()
				s.engine.order(order{Do: doRetry, ID: intent.ID})
			}
		}
		if err := s.engine.change(100 * time.Millisecond); err != nil {
			return err
		}
	}
}

// judge counts what became of the orders, by the bank's own records, and says
// what is wrong with the bank's books.
func (s *stage) judge(ctx context.Context) error {
	if err := s.bank.audit(ctx); err != nil {
		return err
	}
	effects := s.bank.effects()
	var wrong []error
	for _, given := range s.orders {
		how, err := s.fate(given.tag, effects)
		s.counts.end(given.fault, how)
		wrong = append(wrong, err)
	}
	s.orders = nil
	return errors.Join(errors.Join(wrong...), s.witness.verdict())
}

// fate is what became of an order. What no intent stands behind must not be at
// the bank, and neither must what was shown as refused or not sent.
func (s *stage) fate(tag string, effects map[string][]string) (ending, error) {
	intent, doubted, recorded := s.witness.intentOf(tag)
	held := effects[intent.Effect]
	if len(held) > 1 {
		return endedDouble, fmt.Errorf("order %s is at the bank as %v", tag, held)
	}
	how := endedNotSent
	switch {
	case !recorded:
		if told := s.witness.problemOf(tag); told != nil && told.Outcome == api.Refused {
			how = endedRefused
		}
	case intent.State == string(state.IntentDone):
		if len(held) != 1 || held[0] != intent.Subject {
			return endedLost, fmt.Errorf("order %s was shown as done as %s, and the bank has %v", tag, intent.Subject, held)
		}
		how = endedDone
	case intent.State == string(state.IntentRefused):
		how = endedRefused
	}
	if how != endedDone && len(held) != 0 {
		return endedLost, fmt.Errorf("order %s (recorded %t, shown as %q) is at the bank as %v", tag, recorded, intent.State, held)
	}
	if doubted {
		how = endedResolved
	}
	return how, nil
}

// tag makes a name that no other order of the stage has.
func (s *stage) tag(fault string) string {
	s.placed++
	tag := fmt.Sprintf("order %d", s.placed)
	s.orders = append(s.orders, placed{tag: tag, fault: fault})
	return tag
}
