package state

import (
	"slices"
	"testing"
)

func TestMoneyMovesOnlyAfterAVerdictAndAConfirmation(t *testing.T) {
	t.Parallel()
	for from, row := range flow {
		for event, to := range row.leads {
			if to == FlowExecuting && (from != FlowConfirm || event != EventConfirmed) {
				t.Errorf("%s leads to executing by %s", from, event)
			}
			if to == FlowConfirm && from != FlowCleared && from != FlowCostly {
				t.Errorf("%s leads to confirm without a verdict", from)
			}
			if to == FlowCostly && from != FlowCleared {
				t.Errorf("%s leads to the cost without a verdict", from)
			}
		}
	}
}

func TestNothingLeadsBackOnceMoneyMayMove(t *testing.T) {
	t.Parallel()
	// A refusal of the bank ends the doubt: expired and blocked are among its words.
	ended := map[FlowState]bool{
		FlowRefused: true, FlowNotSent: true, FlowBooked: true, FlowFailed: true,
		FlowExpired: true, FlowBlocked: true, FlowTaken: true,
	}
	for from, row := range flow {
		if !from.MoneyMayMove() {
			continue
		}
		for event, to := range row.leads {
			if !slices.Contains(fateEvents(), event) || (!to.MoneyMayMove() && !ended[to]) {
				t.Errorf("%s leads back to %s by %s", from, to, event)
			}
		}
	}
}

func TestANewQuoteNeedsANewVerdict(t *testing.T) {
	t.Parallel()
	for from, row := range flow {
		for event, to := range row.leads {
			if (event == EventQuoteReceived || event == EventQuoteAccepted) && to != FlowQuoted {
				t.Errorf("%s goes to %s by %s", from, to, event)
			}
		}
	}
}

func TestEveryStepWithADeadlineHearsOfItsEnd(t *testing.T) {
	t.Parallel()
	for _, step := range []FlowState{FlowQuoted, FlowRepriced, FlowChecking, FlowCleared, FlowBlocked, FlowUnchecked, FlowCostly, FlowConfirm} {
		if next, _ := step.Next(EventQuoteExpired); next != FlowExpired {
			t.Errorf("%s stays %s when its quote expires", step, next)
		}
	}
}

func TestAnEventOutOfPlaceChangesNothing(t *testing.T) {
	t.Parallel()
	if next, meant := FlowExecuting.Next(EventQuoteExpired); meant || next != FlowExecuting {
		t.Errorf("an expiry moved a swap in flight to %s", next)
	}
	if next, meant := FlowEditing.Next(EventConfirmed); meant || next != FlowEditing {
		t.Errorf("a confirmation out of place led to %s", next)
	}
}

func TestBackGoesOneStepBack(t *testing.T) {
	t.Parallel()
	for from, want := range map[FlowState]FlowState{
		FlowQuoting: FlowEditing, FlowQuoted: FlowEditing, FlowRepriced: FlowEditing, FlowExpired: FlowEditing,
		FlowChecking: FlowQuoted, FlowCleared: FlowQuoted, FlowBlocked: FlowQuoted, FlowUnchecked: FlowQuoted,
		FlowCostly: FlowCleared, FlowConfirm: FlowCleared, FlowTaken: FlowEditing, FlowRefused: FlowEditing, FlowNotSent: FlowEditing,
	} {
		if next, _ := from.Next(EventBack); next != want {
			t.Errorf("back leads from %s to %s, want %s", from, next, want)
		}
	}
}

func TestANewQuoteCanBeAskedForUntilConfirm(t *testing.T) {
	t.Parallel()
	for _, from := range []FlowState{
		FlowEditing, FlowQuoted, FlowRepriced, FlowChecking, FlowCleared, FlowBlocked, FlowUnchecked, FlowExpired,
		FlowRefused, FlowNotSent, FlowTaken,
	} {
		if next, _ := from.Next(EventQuoteAsked); next != FlowQuoting {
			t.Errorf("asking for a quote leads from %s to %s", from, next)
		}
	}
	for _, frozen := range []FlowState{FlowCostly, FlowConfirm} {
		if _, meant := frozen.Next(EventQuoteAsked); meant {
			t.Errorf("%s takes a new quote", frozen)
		}
	}
}

func TestARefusalOfTheBankLeadsToTheStepThatMendsIt(t *testing.T) {
	t.Parallel()
	for event, want := range map[FlowEvent]FlowState{
		EventTooLate: FlowExpired, EventPolicyBlocked: FlowBlocked, EventAlreadyExecuted: FlowTaken,
	} {
		if next, _ := FlowExecuting.Next(event); next != want {
			t.Errorf("%s leads to %s, want %s", event, next, want)
		}
	}
	if _, meant := FlowUnknown.Next(EventAlreadyExecuted); meant {
		t.Error("a refusal of the repetition ends the doubt about the first try")
	}
}
