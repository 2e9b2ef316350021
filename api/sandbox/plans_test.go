package sandbox

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// wholeLists are the queries that are meant to read all there is.
var wholeLists = []string{
	// The ledger is listed whole.
	"FROM entries e JOIN lines l",
	// Accounts are few, and read when the bank opens.
	"FROM accounts ORDER BY number",
	// The bank is one row.
	"FROM bank", "UPDATE bank",
}

// TestNoCallReadsAllThatTheBankHolds asks the database how it carries out every
// statement that the bank uses: whatever walks a table, or sorts what it found,
// takes longer the more is there.
func TestNoCallReadsAllThatTheBankHolds(t *testing.T) {
	t.Parallel()
	receiver := newReceiver(t, testSecret(t), nil)
	b := openBranch(t, func(c *Config) {
		onDisk(t)(c)
		c.Accounts, c.History, c.WebhookURL, c.WebhookSecret = 2, 100, receiver.URL, testSecret(t)
	})
	defer b.running()()
	source := rand.New(rand.NewPCG(1, 1))
	for step := range 60 {
		b.actAtRandom(source, fmt.Sprint("step-", step))
		b.call("GET", "/v1/balance", "")
		spends, swaps := b.changes()
		b.call("GET", "/v1/spend/"+spends[0].ID, "")
		b.call("GET", "/v1/swap/"+swaps[0].ID, "")
	}
	receiver.wait(t, 150)
	asked := append(b.bank.store.writer.queries(), b.bank.store.reader.queries()...)
	if len(asked) < 25 {
		t.Errorf("only %d statements were used", len(asked))
	}
	for _, query := range asked {
		if containsAny(query, wholeLists) {
			continue
		}
		for _, step := range b.ask("EXPLAIN QUERY PLAN "+query, make([]any, 20)...) {
			what := step[3]
			scans := strings.HasPrefix(what, "SCAN") && what != "SCAN CONSTANT ROW" && !strings.Contains(what, "USING INDEX spends_open") &&
				!strings.Contains(what, "USING INDEX swaps_in_flight")
			if scans || strings.Contains(what, "TEMP B-TREE") {
				t.Errorf("%s\n\tis carried out by: %s", query, what)
			}
		}
	}
}

// queries are the texts of all statements that were ever asked for.
func (p *pool) queries() []string {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return slices.Sorted(maps.Keys(p.prepared))
}

func containsAny(text string, parts []string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
