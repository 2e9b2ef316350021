package sandbox

import (
	"testing"
	"time"

	"coffer/api"
)

// TestDigestsListWhatTheChangesDo holds both lists against each other, record
// by record and with every cursor.
func TestDigestsListWhatTheChangesDo(t *testing.T) {
	t.Parallel()
	for _, history := range []int{0, 80, digestsPage + 50} {
		b := openBranch(t, func(config *Config) { config.History = history })
		spends, swaps := b.changes()
		total := len(spends) + len(swaps)
		left := total
		for after, more := "", true; more; {
			answer, err := b.client.SandboxDigests(t.Context(), after)
			if err != nil {
				t.Fatal(err)
			}
			page := answer.Value
			for _, record := range page.Records {
				switch {
				case record.Swap != nil && record.Digest == "" && record.Swap.ID == swaps[0].ID && record.ID == swaps[0].ID:
					swaps = swaps[1:]
				case record.Swap == nil && record.ID == spends[0].ID && record.Digest == spends[0].Digest():
					spends = spends[1:]
				default:
					t.Fatalf("of %d: %+v is neither %+v nor the next swap", history, record, spends[0])
				}
				left--
				if left%200 != 0 {
					continue
				}
				if rest, err := b.client.SandboxDigests(t.Context(), record.Next); err != nil || len(rest.Value.Records)+rest.Value.Remaining != left {
					t.Errorf("of %d: behind %s it lists %d and %d more, there are %d, %v", history, record.ID, len(rest.Value.Records), rest.Value.Remaining, left, err)
				}
			}
			if page.Remaining != left || page.Total != total {
				t.Errorf("of %d: behind %q it tells of %d more of %d, there are %d of %d", history, after, page.Remaining, page.Total, left, total)
			}
			more, after = page.Next != after, page.Next
		}
		if left != 0 {
			t.Errorf("of %d it leaves out %d", history, left)
		}
	}
}

// TestADigestTellsAllFieldsApart changes each thing that a webhook tells.
func TestADigestTellsAllFieldsApart(t *testing.T) {
	t.Parallel()
	b := openBranch(t, func(config *Config) { config.History = 20 })
	spends, _ := b.changes()
	seen := map[string]string{spends[0].Digest(): "nothing"}
	for name, change := range map[string]func(*api.Spend){
		"id": func(s *api.Spend) { s.ID += "0" }, "status": func(s *api.Spend) { s.Status = "other" },
		"decision_reason": func(s *api.Spend) { s.DecisionReason += "." }, "no amount": func(s *api.Spend) { s.AmountCents = nil },
		"amount": func(s *api.Spend) { s.AmountCents = new(*s.AmountCents + 1) }, "currency": func(s *api.Spend) { s.Currency = "eur" },
		"merchant": func(s *api.Spend) { s.MerchantName += " " }, "reason": func(s *api.Spend) { s.Reason += "\u200b" },
		"account": func(s *api.Spend) { s.AgentAccountID = "" }, "team": func(s *api.Spend) { s.TeamID = "" },
		"created": func(s *api.Spend) { s.CreatedAt = api.Timestamp{} }, "decided": func(s *api.Spend) { s.DecidedAt.Time = s.DecidedAt.Add(time.Millisecond) },
		"updated": func(s *api.Spend) { s.UpdatedAt.Time = s.UpdatedAt.Add(time.Millisecond) },
	} {
		changed := spends[0]
		change(&changed)
		if same, known := seen[changed.Digest()]; known {
			t.Errorf("with another %s it has the digest of one with another %s", name, same)
		}
		seen[changed.Digest()] = name
	}
}
