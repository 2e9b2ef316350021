package e2e

import (
	"strings"
	"testing"
)

func TestASecondCofferSaysSoAndMayLookOn(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := run(t, launch{args: []string{"--data-dir", data, "--agents", "0"}})
	first.waitFor("SANDBOX", "needs approval")

	second := run(t, launch{args: []string{"--data-dir", data}})
	if status := second.exit(); status == 0 {
		t.Error("the second ended with 0")
	}
	if said := strings.Join(strings.Fields(second.raw()), " "); !strings.Contains(said, "Another Coffer is using") || !strings.Contains(said, "--read-only") {
		t.Errorf("it says %q", said)
	}

	onlooker := run(t, launch{args: []string{"--data-dir", data, "--read-only"}})
	onlooker.waitFor("SANDBOX", "needs approval")
	first.press("n")
	first.waitFor("Amount")
	first.press("600.00", tab, tab, "Northwind", tab, "a thing to look at", enter)
	first.waitFor("ctrl+s")
	first.pressUntil(ctrlS, "A person has to decide it")
	onlooker.wait("what the first did", func(screen string) bool { return strings.Contains(rowOf(screen, "Northwind"), "needs approval") })
	onlooker.press("q")
	if status := onlooker.exit(); status != 0 {
		t.Errorf("the onlooker ended with %d", status)
	}
}
