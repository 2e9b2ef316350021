package wizard

import (
	"testing"
	"time"

	"coffer/state"
	"coffer/ui/act"
)

func TestExecuteIsNotOfferedWhenItCantLeaveInTime(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toConfirm()
	d.wait(28 * time.Second)
	d.expect(state.FlowConfirm, "enter execute — disabled: under 3 s left, too late to send")
	d.press("execute", "enter")
	if n := count[act.Execute](d); n != 0 {
		t.Errorf("it was sent %d times with 2 s left", n)
	}
}
