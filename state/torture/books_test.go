package torture

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"coffer/api"
)

// closeBooks waits until bank and engine agree in everything, ends the engine
// as quitting does, and holds its journal against the bank's records.
// fault is what the fate of what others did is counted under.
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
	if s.options.webhooks {
		return s.countEvents(left, fault)
	}
	return s.countRecords(left, fault)
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

// countRecords counts what became of the requests that others made and that no
// webhook told of.
func (s *stage) countRecords(left *remains, fault string) error {
	var lost error
	for id, spend := range s.bank.spends {
		if !strings.HasPrefix(spend.Reason, agentPrefix) {
			continue
		}
		if kept := left.spends[id]; kept.Status == spend.Status {
			s.counts.end(fault, endedDone)
			continue
		}
		s.counts.end(fault, endedLost)
		lost = errors.Join(lost, fmt.Errorf("request %s, %s at the bank, is lost", id, spend.Status))
	}
	return lost
}
