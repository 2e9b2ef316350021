package torture

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"coffer/api"
	"coffer/state"
)

const (
	// killsInCI is how often is killed when nothing else is said.
	killsInCI = 330
	killsFull = 5_000
	// killsPerStage is after how many kills the books are closed and compared.
	killsPerStage = 40
	// lanes is how many stages are played at once; they wait more than they work.
	lanes = 3
	// quoteTTL is short, so that an engine that comes back late finds its
	// quotes over; the engine itself keeps the last three seconds clear.
	quoteTTL = 6 * time.Second
)

var seed = flag.Uint64("seed", 0, "repeat the chances of a run; 0 draws new ones")

// job is a number of kills of one kind.
type job struct {
	kills int
	run   func(ctx context.Context, root string, seed uint64, kills int, counts *tally) error
}

func TestCrashNothingIsLostAndNothingIsDoneTwice(t *testing.T) {
	start := *seed
	if start == 0 {
		start = uint64(time.Now().UnixNano())
	}
	wanted := *kills
	switch {
	case wanted > 0:
	case *full:
		wanted = killsFull
	default:
		wanted = killsInCI
	}
	t.Logf("%d kills, seed %d; at full scale: go test ./state/torture -run Crash -full -v -timeout 2h", wanted, start)
	counts := newTally(t)
	work := make(chan func())
	var running sync.WaitGroup
	for range lanes {
		running.Go(func() {
			for one := range work {
				one()
			}
		})
	}
	for i, one := range jobs(wanted) {
		root := t.TempDir()
		work <- func() {
			if err := one.run(t.Context(), root, start+uint64(i), one.kills, counts); err != nil {
				t.Errorf("job %d of seed %d: %v", i, start, err)
			}
		}
	}
	close(work)
	running.Wait()
}

// jobs shares the kills out: most to a treasury at work, and the slow ones
// first, so that the others fill the time that those wait.
func jobs(kills int) []job {
	late, begun, alone := max(1, kills/40), kills/5, kills/10
	all := []job{{late, playLate}}
	for left := kills - late - begun - alone; left > 0; left -= killsPerStage {
		all = append(all, job{min(left, killsPerStage), playStage})
	}
	for left := begun; left > 0; left -= killsPerStage {
		all = append(all, job{min(left, killsPerStage), playCreation})
	}
	for left := alone; left > 0; left -= killsPerStage {
		all = append(all, job{min(left, killsPerStage), playBankAlone})
	}
	return all
}

// playStage kills an engine and its bank while they work, and closes the books
// at the end.
func playStage(ctx context.Context, root string, seed uint64, kills int, counts *tally) (err error) {
	s, err := openStage(root, seed, quoteTTL, counts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.startEngine(); err != nil {
		return err
	}
	if _, err := s.engine.first(sawReady); err != nil {
		return err
	}
	repertoire := plays()
	for i := range kills {
		one := repertoire[s.chance.IntN(len(repertoire))]
		if err := s.round(ctx, one); err != nil {
			return fmt.Errorf("kill %d, %s: %w", i, one.fault, err)
		}
	}
	return s.closeBooks(ctx, webhooksKilled)
}

// round plays, kills at an instant of its own, lets everything start again,
// and checks all that there is to check.
func (s *stage) round(ctx context.Context, one play) error {
	s.counts.try(one.fault)
	before, mark := s.engine, s.engine.lines()
	one.begin(s, one)
	if s.engine != before {
		mark = 0
	}
	s.wait(one.instants[s.chance.IntN(len(one.instants))], mark)
	if err := s.strike(ctx, one); err != nil {
		return err
	}
	s.agents.Wait()
	for _, given := range s.orders {
		// An engine that lives on says how each order ended; a new one knows
		// only of those that were on disk.
		if !one.engine {
			if err := s.engine.await("an answer to "+given.tag, func([]sighting) bool { return s.witness.answered(given.tag) }); err != nil {
				return err
			}
		}
	}
	return errors.Join(s.settle(), s.judge(ctx), s.replayAgents(ctx), s.agents.failed)
}

// wait lets the kill's instant come: what it follows, and a random time more.
func (s *stage) wait(at instant, mark int) {
	if at.after != nil {
		// What does not come in time is no reason not to kill.
		_ = s.engine.awaitWithin(3*time.Second, at.name, func(seen []sighting) bool {
			for _, line := range seen[mark:] {
				if at.after(line) {
					return true
				}
			}
			return false
		})
	}
	time.Sleep(time.Duration(s.chance.Int64N(int64(at.spread))))
}

// strike kills whom the play wants dead, and starts them again.
func (s *stage) strike(ctx context.Context, one play) error {
	if !one.engine {
		return errors.Join(s.bank.process.kill(), s.bank.start())
	}
	if !one.bank {
		left, err := s.killEngine(ctx)
		if err != nil {
			return err
		}
		return errors.Join(s.startEngine(), s.recover(left))
	}
	if err := s.bank.process.kill(); err != nil {
		return err
	}
	left, err := s.killEngine(ctx)
	if err != nil {
		return err
	}
	if s.chance.IntN(2) == 0 {
		return errors.Join(s.bank.start(), s.startEngine(), s.recover(left))
	}
	return errors.Join(s.startEngine(), s.recover(left), s.bank.start())
}

// closeBooks waits until bank and engine agree in everything, ends the engine
// as quitting does, and holds its journal against the bank's records.
// fault is what the fate of the webhooks is counted under.
func (s *stage) closeBooks(ctx context.Context, fault string) error {
	if err := s.agree(ctx); err != nil {
		return err
	}
	s.door.lead("")
	if err := s.engine.stop(); err != nil {
		return err
	}
	left, err := s.examine(ctx)
	if err != nil {
		return err
	}
	return s.countEvents(left, fault)
}

// agree asks the engine to look again until nothing is open and it shows what
// the bank has.
func (s *stage) agree(ctx context.Context) error {
	deadline := time.Now().Add(patience)
	for {
		if err := s.bank.read(ctx); err != nil {
			return err
		}
		differs := s.differences()
		if differs == nil {
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("bank and screen never agreed: %w", differs)
		}
		s.engine.order(order{Do: doRefresh})
		if err := s.engine.change(200 * time.Millisecond); err != nil {
			return err
		}
	}
}

// differences is what the bank has and the screen doesn't show as it is, and
// the events that are still on their way.
func (s *stage) differences() error {
	var found []error
	spends, swaps := s.witness.records()
	for id, spend := range s.bank.spends {
		if shown := spends[id]; shown.State != string(spend.Status) || shown.Effect != spend.Reason {
			found = append(found, fmt.Errorf("request %s is %s at the bank, %q here", id, spend.Status, shown.State))
		}
	}
	for id, swap := range s.bank.swaps {
		shown := swaps[id]
		booked := swap.ExecutionStatus == api.SwapConfirmed
		if !swap.ExecutionStatus.Final() || shown.State != string(swap.ExecutionStatus) || (shown.Reference != "") != booked {
			found = append(found, fmt.Errorf("swap %s is %s at the bank, %q %q here", id, swap.ExecutionStatus, shown.State, shown.Reference))
		}
	}
	if acked, announced := len(s.door.acknowledged()), s.bank.announced(); acked != announced {
		found = append(found, fmt.Errorf("%d of %d events were acknowledged", acked, announced))
	}
	return errors.Join(found...)
}

// countEvents counts what became of the events: those whose first delivery
// failed were in doubt for a while.
func (s *stage) countEvents(left *remains, fault string) error {
	var lost error
	for event, attempts := range s.door.acknowledged() {
		switch {
		case left.events[event] == 0:
			s.counts.end(fault, endedLost)
			lost = errors.Join(lost, fmt.Errorf("event %s was acknowledged and is lost", event))
		case left.events[event] > 1:
			s.counts.end(fault, endedDouble)
			lost = errors.Join(lost, fmt.Errorf("event %s is in the journal %d times", event, left.events[event]))
		case attempts > 1:
			s.counts.end(fault, endedResolved)
		default:
			s.counts.end(fault, endedDone)
		}
	}
	return lost
}

// playLate kills engines in the middle of a swap and starts the next one when
// the quotes are over: such an intent waits for a person.
func playLate(ctx context.Context, root string, seed uint64, kills int, counts *tally) (err error) {
	s, err := openStage(root, seed, quoteTTL, counts)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	late := play{
		fault: "engine killed, quote over at the restart", engine: true, begin: executeSwaps,
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
	time.Sleep(quoteTTL)
	if err := errors.Join(s.startEngine(), s.recover(left)); err != nil {
		return err
	}
	if err := s.staysInDoubt(left); err != nil {
		return err
	}
	return errors.Join(s.settle(), s.judge(ctx))
}

// staysInDoubt waits until the engine has spoken with the bank, and wants the
// intents whose quote is over to be untouched: only a person sends them again.
func (s *stage) staysInDoubt(left *remains) error {
	s.engine.order(order{Do: doRefresh})
	err := s.engine.await("a word of the bank", func(seen []sighting) bool {
		return slices.ContainsFunc(seen, func(line sighting) bool {
			return line.What == sawFeed && (line.State == string(state.FeedLive) || line.State == string(state.FeedPolling))
		})
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
