package torture

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api/sandbox"
)

// approvalThreshold is the largest spend that no person has to approve, in cents.
const approvalThreshold = 250_00

// bankScript is what a bank opens with.
type bankScript struct {
	Path       string        `json:"path"`
	Seed       uint64        `json:"seed"`
	Listen     string        `json:"listen"`
	WebhookURL string        `json:"webhook_url,omitempty"`
	QuoteTTL   time.Duration `json:"quote_ttl"`
}

// playBank serves the sandbox until its input ends.
func playBank(told bankScript, in io.Reader, out io.Writer) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, in)
		stop()
	}()
	return sandbox.Serve(ctx, sandbox.ServeOptions{
		Listen: told.Listen,
		Output: &introduction{display: newScreen(out)},
		Config: sandbox.Config{
			Path: told.Path, Seed: told.Seed, WebhookURL: told.WebhookURL, QuoteTTL: told.QuoteTTL,
			CallsPerMinute: plenty, Rules: lavishRules(),
		},
	})
}

// introduction turns the bank's first line into a sighting.
type introduction struct{ display *screen }

func (i *introduction) Write(line []byte) (int, error) {
	var told bankSighting
	if err := json.NewDecoder(bytes.NewReader(line)).Decode(&told); err != nil {
		return 0, err
	}
	i.display.show(sighting{What: sawBank, Bank: &told})
	return len(line), nil
}

// lavishRules leave no limit in the way of a test but the approval threshold.
func lavishRules() sandbox.Rules {
	rules := sandbox.DefaultRules()
	rules.PlanVolumeCents, rules.MonthlyBudgetCents, rules.MaxPurchaseCents = 1e12, 1e12, 1e9
	rules.ApprovalThresholdCents = approvalThreshold
	rules.SwapLimitUSD, rules.SwapDailyLimitUSD = decimal.New(1, 9), decimal.New(1, 9)
	return rules
}
