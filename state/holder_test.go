package state

import "testing"

// TestAnIntentLeavesOnlyWithTheKeyOfItsAccount is about single keys: one that
// the bank doesn't name may be any account's, so it carries nothing of a known
// one.
func TestAnIntentLeavesOnlyWithTheKeyOfItsAccount(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		intent, key string
		want        bool
	}{
		"its own":                              {"agent_a", "agent_a", true},
		"another's":                            {"agent_a", "agent_b", false},
		"a key that the bank doesn't name":     {"agent_a", "", false},
		"neither named":                        {"", "", true},
		"an intent from before it was written": {"", "agent_a", true},
	} {
		engine, _, _ := sending(t)
		engine.primary().account = tt.key
		if got := engine.mayCarry(engine.primary(), &Intent{Account: tt.intent}); got != tt.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
