package torture

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"coffer/api"
)

// promptly is how soon a person is answered, whatever the disk does: the
// longest wait for the database's lock and one attempt of a call, and some.
const promptly = 20 * time.Second

func TestAFullDiskRefusesBeforeAnythingIsSentAndAllGoesOnOnceThereIsSpace(t *testing.T) {
	t.Parallel()
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
	s, err := openStage(t.TempDir(), 7, stageOptions{webhooks: true, quoteTTL: time.Minute}, counts)
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

	waiting, err := s.waitingRequest(t.Context())
	check(err)

	counts.try(fault)
	check(on.fill(s))
	check(s.refusesAll(t, fault, waiting))
	check(s.turnsWebhooksAway(t.Context()))
	check(s.showsJournalTrouble(true))
	check(on.free(s))
	check(s.goesOn(t, fault))

	if on.lasts {
		counts.try(fault + ", and a kill")
		check(on.fill(s))
		check(s.refusesAll(t, fault+", and a kill", waiting))
		check(s.survivesAKillOnAFullDisk(t, on))
		check(s.goesOn(t, fault+", and a kill"))
	}
	check(s.closeBooks(t.Context(), fault))
	if got := s.bank.spends[waiting].Status; got != api.NeedsApproval {
		t.Errorf("a decision that was refused here made the request %s at the bank", got)
	}
}

// goesOn wants the next spend taken and everything resolved that was not.
func (s *stage) goesOn(t *testing.T, fault string) error {
	t.Helper()
	s.ask(fault)
	if err := s.untilAnswered(); err != nil {
		return err
	}
	if told := s.witness.problemOf(s.orders[len(s.orders)-1].tag); told != nil {
		t.Errorf("with space again it is answered %+v", *told)
	}
	return errors.Join(s.settle(), s.showsJournalTrouble(false), s.judge(t.Context()))
}

// survivesAKillOnAFullDisk kills the engine, starts one that finds no space,
// and gives it space: by then it runs, or it has said why it can't and ended.
func (s *stage) survivesAKillOnAFullDisk(t *testing.T, on disk) error {
	t.Helper()
	left, err := s.killEngine(t.Context())
	if err != nil {
		return err
	}
	if err := s.startEngine(); err != nil {
		return err
	}
	said := func(line sighting) bool { return line.What == sawReady || line.What == sawProblem }
	err = s.engine.awaitWithin(promptly, "a word of the start", func(seen []sighting) bool {
		return slices.ContainsFunc(seen, said)
	})
	if err != nil {
		return err
	}
	seen := s.engine.since(0)
	first := seen[slices.IndexFunc(seen, said)]
	if err := on.free(s); err != nil || first.What == sawReady {
		t.Log("started on a full disk it shows what it has")
		return errors.Join(err, s.recover(left))
	}
	t.Logf("started on a full disk: %s %s %s", first.Problem.Happened, first.Problem.Meaning, first.Problem.Advice)
	if !strings.Contains(first.Problem.Happened, "full") || !strings.Contains(first.Problem.Advice, "space") {
		t.Errorf("started on a full disk it says %+v", *first.Problem)
	}
	return errors.Join(s.engine.stop(), s.startEngine(), s.recover(left))
}

// waitingRequest is a request that waits for a person, once the engine shows it.
func (s *stage) waitingRequest(ctx context.Context) (string, error) {
	made, err := s.bank.client.CreateSpend(ctx, api.SpendRequest{
		AmountCents: approvalThreshold + 1, Currency: "usd", MerchantName: "OpenAI", Reason: "waits for a person",
	}, uuid.NewString())
	if err != nil {
		return "", err
	}
	return made.Value.ID, s.engine.await("the request that waits", func(seen []sighting) bool {
		return slices.ContainsFunc(seen, func(line sighting) bool { return line.What == sawSpend && line.ID == made.Value.ID })
	})
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

// refusesAll asks for spends until the disk takes no more, then for the rest of
// what a person can do, and wants all of it refused in plain words.
func (s *stage) refusesAll(t *testing.T, fault, waiting string) error {
	t.Helper()
	for taken := true; taken; taken = s.witness.problemOf(s.orders[len(s.orders)-1].tag) == nil {
		s.ask(fault)
		if err := s.untilAnswered(); err != nil {
			return err
		}
	}
	s.engine.order(order{Do: doSwap, Tag: s.tag(fault), Token: "USDC", Amount: "1"})
	s.engine.order(order{Do: doDecide, Tag: s.tag(fault), ID: waiting})
	if err := s.untilAnswered(); err != nil {
		return err
	}
	for i, action := range []string{"a spend", "a swap", "a decision"} {
		told := s.witness.problemOf(s.orders[len(s.orders)-3+i].tag)
		if told == nil {
			t.Errorf("%s was taken by a disk that is full", action)
			continue
		}
		t.Logf("%s: %s %s %s", action, told.Happened, told.Meaning, told.Advice)
		if told.Outcome != api.NotSent || told.Meaning != "Nothing was sent, no money moved." ||
			!strings.HasPrefix(told.Happened, "It could not be written down first: the disk ") || !strings.Contains(told.Advice, "space") {
			t.Errorf("%s was refused with %+v", action, *told)
		}
	}
	return s.refusesToTrack(t, waiting)
}

// refusesToTrack asks for what moves no money but has to be kept.
func (s *stage) refusesToTrack(t *testing.T, id string) error {
	t.Helper()
	tag := s.tag("")
	s.orders = s.orders[:len(s.orders)-1]
	s.engine.order(order{Do: doTrack, Tag: tag, ID: id})
	err := s.engine.awaitWithin(promptly, "an answer", func([]sighting) bool { return s.witness.answered(tag) })
	if err != nil {
		return err
	}
	if told := s.witness.problemOf(tag); !strings.Contains(told.Happened, "written down: the disk ") || !strings.Contains(told.Advice, "space") {
		t.Errorf("tracking was refused with %+v", *told)
	}
	return nil
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
	t.Parallel()
	counts := newTally(t)
	folder, forbid := readOnlyDisk(t)
	const fault = "disk read-only at the start"
	s, err := openStage(t.TempDir(), 8, stageOptions{webhooks: true, quoteTTL: time.Minute}, counts)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	}()
	s.folder = folder
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
	check(forbid(true))
	check(s.startEngine())
	told, err := s.engine.first(sawProblem)
	check(err)
	t.Logf("%s %s %s", told.Problem.Happened, told.Problem.Meaning, told.Problem.Advice)
	if !strings.Contains(told.Problem.Happened, folder) || told.Problem.Meaning != "Nothing was started, no money moved." || told.Problem.Advice == "" {
		t.Errorf("it says %+v", *told.Problem)
	}
	check(s.engine.stop())

	check(forbid(false))
	check(errors.Join(s.startEngine(), s.recover(left)))
	check(errors.Join(s.settle(), s.judge(t.Context()), s.closeBooks(t.Context(), fault)))
}
