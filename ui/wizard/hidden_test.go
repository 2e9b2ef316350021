package wizard

import (
	"strings"
	"testing"

	"coffer/state"
	"coffer/ui/act"
)

func TestNobodyGoesOnWithHalfAnAmount(t *testing.T) {
	d := newDesk(t, 120, 36)
	d.toQuote()
	d.stack.Resize(20, 5)
	if got := frame(&d.stack, 20, 5); strings.Contains(got, "0.34") || !strings.Contains(got, "too small to show") {
		t.Errorf("it shows:\n%s", got)
	}
	d.press("enter")
	if n := count[act.CheckPolicy](d); n != 0 || d.w.step != state.FlowQuoted {
		t.Errorf("enter went on, %d times", n)
	}
}
