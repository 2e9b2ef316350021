package torture

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"coffer/api"
)

// promptly is how soon a person is answered, whatever the disk does: the
// longest wait for the database's lock and one attempt of a call, and some.
const promptly = 20 * time.Second

// disk is where a treasury is kept; its space can be taken and given back.
type disk struct {
	name   string
	folder string
	fill   func(*stage) error
	free   func(*stage) error
}

func TestAFullDiskRefusesBeforeAnythingIsSentAndAllGoesOnOnceThereIsSpace(t *testing.T) {
	counts := newTally(t)
	for _, kind := range []struct {
		name string
		open func(*testing.T) disk
	}{{"tmpfs", smallDisk}, {"size limit", limitedDisk}} {
		t.Run(kind.name, func(t *testing.T) { fillUp(t, kind.open(t), counts) })
	}
}

func fillUp(t *testing.T, on disk, counts *tally) {
	fault := "disk full: " + on.name
	s, err := openStage(t.TempDir(), 7, time.Minute, counts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}()
	s.folder = on.folder
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(s.startEngine())
	_, err = s.engine.first(sawReady)
	check(err)
	s.ask(fault)
	check(s.untilAnswered())
	check(errors.Join(s.settle(), s.judge(t.Context())))

	counts.try(fault)
	check(on.fill(s))
	check(s.refusesAll(t, fault))
	check(s.turnsWebhooksAway(t.Context()))
	check(s.showsJournalTrouble(true))

	check(on.free(s))
	s.ask(fault)
	check(s.untilAnswered())
	check(errors.Join(s.settle(), s.agree(t.Context()), s.showsJournalTrouble(false)))
	for _, given := range s.orders[len(s.orders)-1:] {
		if told := s.witness.problemOf(given.tag); told != nil {
			t.Errorf("with space again it is answered %+v", *told)
		}
	}
	check(errors.Join(s.judge(t.Context()), s.closeBooks(t.Context())))
}

func (s *stage) ask(fault string) {
	s.engine.order(order{Do: doSpend, Tag: s.tag(fault), Cents: 100})
}

// untilAnswered waits until every open order is answered.
func (s *stage) untilAnswered() error {
	return s.engine.awaitWithin(promptly, "an answer to each order", func([]sighting) bool {
		for _, given := range s.orders {
			if !s.witness.answered(given.tag) {
				return false
			}
		}
		return true
	})
}

// refusesAll asks for spends until the disk takes no more, then for a swap, and
// wants both refused in plain words, with nothing sent.
func (s *stage) refusesAll(t *testing.T, fault string) error {
	t.Helper()
	refused := func() *problem { return s.witness.problemOf(s.orders[len(s.orders)-1].tag) }
	for range 50 {
		s.ask(fault)
		if err := s.untilAnswered(); err != nil {
			return err
		}
		if refused() != nil {
			break
		}
	}
	checkRefusal(t, "a spend", refused())
	s.engine.order(order{Do: doSwap, Tag: s.tag(fault), Token: "USDC", Amount: "1"})
	if err := s.untilAnswered(); err != nil {
		return err
	}
	checkRefusal(t, "a swap", refused())
	return nil
}

func checkRefusal(t *testing.T, action string, told *problem) {
	t.Helper()
	if told == nil {
		t.Errorf("%s was taken by a disk that is full", action)
		return
	}
	t.Logf("%s: %s %s %s", action, told.Happened, told.Meaning, told.Advice)
	plain := strings.HasPrefix(told.Happened, "It could not be written down first") &&
		told.Meaning == "Nothing was sent, no money moved." && strings.Contains(told.Advice, "space")
	if told.Outcome != api.NotSent || !plain {
		t.Errorf("%s was refused with %+v", action, *told)
	}
}

// turnsWebhooksAway lets the bank announce a request and waits until it was
// told to deliver it again.
func (s *stage) turnsWebhooksAway(ctx context.Context) error {
	before, _ := s.door.answered(http.StatusServiceUnavailable)
	if err := s.askAsAgent(ctx); err != nil {
		return err
	}
	deadline := time.After(patience)
	for {
		count, changed := s.door.answered(http.StatusServiceUnavailable)
		if count > before {
			return nil
		}
		select {
		case <-changed:
		case <-deadline:
			return errors.New("no delivery was answered 503")
		}
	}
}

// showsJournalTrouble waits until the header says that the journal can't be
// written, or no longer says so.
func (s *stage) showsJournalTrouble(want bool) error {
	return s.engine.await("the word of the header", func(seen []sighting) bool {
		said := false
		for _, line := range seen {
			if line.What == sawFeed {
				said = strings.Contains(line.Text, "journal can't be written")
			}
		}
		return said == want
	})
}

func TestAReadOnlyDiskIsSaidInPlainWordsAtTheStartAndNothingIsLost(t *testing.T) {
	counts := newTally(t)
	on := smallDisk(t)
	const fault = "disk read-only at the start"
	s, err := openStage(t.TempDir(), 8, time.Minute, counts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}()
	s.folder = on.folder
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(s.startEngine())
	s.ask(fault)
	check(s.untilAnswered())
	left, err := s.killEngine(t.Context())
	check(err)

	counts.try(fault)
	check(remount(filepath.Dir(on.folder), true))
	check(s.startEngine())
	told, err := s.engine.first(sawProblem)
	check(err)
	t.Logf("%s %s %s", told.Problem.Happened, told.Problem.Meaning, told.Problem.Advice)
	if !strings.Contains(told.Problem.Happened, on.folder) || told.Problem.Meaning != "Nothing was sent, no money moved." || told.Problem.Advice == "" {
		t.Errorf("it says %+v", *told.Problem)
	}
	check(s.engine.stop())

	check(remount(filepath.Dir(on.folder), false))
	check(errors.Join(s.startEngine(), s.recover(left)))
	check(errors.Join(s.settle(), s.judge(t.Context()), s.closeBooks(t.Context())))
}

// limitedDisk is any disk under a process that may write nothing more: every
// write fails, as on a disk that turned read-only beneath an open file.
func limitedDisk(t *testing.T) disk {
	t.Helper()
	if !canLimit {
		t.Skip("this system has no limit on the size of files that a process could set")
	}
	limit := func(bytes int64) func(*stage) error {
		return func(s *stage) error {
			s.engine.order(order{Do: doLimit, Bytes: bytes})
			_, err := s.engine.first(sawLimited)
			return err
		}
	}
	return disk{
		name: "size limit", folder: filepath.Join(t.TempDir(), "treasury"),
		fill: limit(0), free: limit(-1),
	}
}

// smallDisk is a tmpfs of a few megabytes where mounting is possible.
func smallDisk(t *testing.T) disk {
	t.Helper()
	mounted, err := mountSmall(t)
	if err != nil {
		t.Skipf("no tmpfs can be mounted here (%v); the size limit is the failing layer instead", err)
	}
	ballast := filepath.Join(mounted, "ballast")
	return disk{
		name: "tmpfs", folder: filepath.Join(mounted, "treasury"),
		fill: func(*stage) error { return fillWith(ballast) },
		free: func(*stage) error { return os.Remove(ballast) },
	}
}

// fillWith writes a file until the disk takes no byte more.
func fillWith(path string) error {
	ballast, err := os.Create(path)
	if err != nil {
		return err
	}
	defer ballast.Close()
	for block := make([]byte, 64<<10); len(block) > 0; {
		if _, err := ballast.Write(block); errors.Is(err, syscall.ENOSPC) {
			block = block[:len(block)/2]
		} else if err != nil {
			return err
		}
	}
	return nil
}
