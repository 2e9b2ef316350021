package torture

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"
)

const (
	// killsInCI is how often is killed when nothing else is said.
	killsInCI = 300
	killsFull = 5_000
	// killsPerStage is after how many kills the books are closed and compared.
	killsPerStage = 40
	// lanes is how many stages are played at once; they wait more than they work.
	lanes = 3
	// shortQuote lets an engine that comes back late find its quotes over; the
	// engine itself keeps the last three seconds clear.
	shortQuote = 6 * time.Second
)

var seed = flag.Uint64("seed", 0, "repeat the chances of a run; 0 draws new ones")

// job is a number of kills of one kind.
type job struct {
	kills int
	run   func(ctx context.Context, root string, seed uint64, kills int, counts *tally) error
}

func TestCrashNothingIsLostAndNothingIsDoneTwice(t *testing.T) {
	t.Parallel()
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
		play := playReceiving
		if len(all)%3 == 2 {
			play = playPolling
		}
		all = append(all, job{min(left, killsPerStage), play})
	}
	for left := begun; left > 0; left -= killsPerStage {
		all = append(all, job{min(left, killsPerStage), playCreation})
	}
	for left := alone; left > 0; left -= killsPerStage {
		all = append(all, job{min(left, killsPerStage), playBankAlone})
	}
	return all
}

// playReceiving kills an engine and its bank while they work, and closes the
// books at the end.
func playReceiving(ctx context.Context, root string, seed uint64, kills int, counts *tally) error {
	s, err := openStage(root, seed, stageOptions{webhooks: true}, counts)
	if err != nil {
		return err
	}
	return s.perform(ctx, receivingPlays(), kills, webhooksKilled)
}

// playPolling is playReceiving for an engine that hears nothing by itself.
func playPolling(ctx context.Context, root string, seed uint64, kills int, counts *tally) error {
	s, err := openStage(root, seed, stageOptions{}, counts)
	if err != nil {
		return err
	}
	return s.perform(ctx, pollingPlays(), kills, pollingKilled)
}

// perform plays out of the repertoire; news is the fault under which the fate of
// what others did is counted.
func (s *stage) perform(ctx context.Context, repertoire []play, kills int, news string) (err error) {
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.startEngine(); err != nil {
		return err
	}
	if _, err := s.engine.first(sawReady); err != nil {
		return err
	}
	for i := range kills {
		one := repertoire[s.chance.IntN(len(repertoire))]
		if err := s.round(ctx, one); err != nil {
			return fmt.Errorf("kill %d, %s: %w", i, one.fault, err)
		}
	}
	return s.closeBooks(ctx, news)
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
	victim := s.engine
	if err := s.strike(ctx, one); err != nil {
		return err
	}
	if one.engine {
		s.counts.hit(furthest(victim.since(mark)))
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
	time.Sleep(within(s.chance, at.spread))
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
