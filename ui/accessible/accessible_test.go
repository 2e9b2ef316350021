package accessible

import (
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
	"coffer/state/session"
)

const patience = 30 * time.Second

// dialogue is a person at the line by line dashboard, over a real treasury of a
// real sandbox bank.
type dialogue struct {
	t        *testing.T
	treasury state.Treasury
	keyboard *io.PipeWriter
	ended    chan error

	mu      sync.Mutex
	said    strings.Builder
	changed chan struct{}
	// heard is up to where what was said was waited for.
	heard  int
	opened []string
}

func (d *dialogue) Write(text []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.said.Write(text)
	select {
	case d.changed <- struct{}{}:
	default:
	}
	return len(text), nil
}

func begin(t *testing.T) *dialogue {
	t.Helper()
	environment := credential.EnvironmentOf(nil)
	settings, err := config.Sources{Flags: config.Flags{"data-dir": t.TempDir()}, Environ: environment}.Settings()
	if err != nil {
		t.Fatal(err)
	}
	opened, err := session.Open(t.Context(), settings, session.Options{
		Resolver: credential.Resolver{Environment: environment}, Location: time.UTC, Sandbox: session.Sandbox{Seed: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	input, keyboard := io.Pipe()
	d := &dialogue{t: t, treasury: opened.Treasury(), keyboard: keyboard, ended: make(chan error, 1), changed: make(chan struct{}, 1)}
	woken, unsubscribe := d.treasury.Subscribe()
	for d.treasury.View().Balance == nil || d.treasury.View().Waiting.Count < 5 {
		select {
		case <-woken:
		case <-time.After(patience):
			t.Fatal("the bank's history never arrived")
		}
	}
	unsubscribe()
	go func() {
		d.ended <- Run(context.WithoutCancel(t.Context()), Options{
			Treasury: d.treasury, In: input, Out: d, Now: time.Now, Location: time.UTC, Who: "maria",
			Browser: func(url string) error { d.opened = append(d.opened, url); return nil },
		})
	}()
	t.Cleanup(func() {
		_ = keyboard.Close()
		if err := errors.Join(<-d.ended, opened.Close()); err != nil {
			t.Error(err)
		}
	})
	return d
}

// hear waits until something is said, and takes in all up to its end.
func (d *dialogue) hear(pattern string) []string {
	d.t.Helper()
	wanted := regexp.MustCompile(pattern)
	deadline := time.After(patience)
	for {
		d.mu.Lock()
		rest := d.said.String()[d.heard:]
		d.mu.Unlock()
		if found := wanted.FindStringSubmatchIndex(rest); found != nil {
			d.heard += found[1]
			return wanted.FindStringSubmatch(rest)
		}
		select {
		case <-d.changed:
		case <-deadline:
			d.t.Fatalf("it never said %q after\n%s", pattern, rest)
		}
	}
}

func (d *dialogue) types(line string) {
	d.t.Helper()
	if _, err := io.WriteString(d.keyboard, line+"\n"); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dialogue) answer(question, line string) {
	d.t.Helper()
	d.hear(question)
	d.types(line)
}

func TestEveryJobIsDoneLineByLine(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.hear(`Environment: SANDBOX, test money`)
	d.answer(`requests wait for you[^\n]*\n[^?]*What next\?`, "spend")
	d.answer(`Currency`, "")
	d.answer(`Amount:`, "a lot")
	d.answer(`This is not an amount[^\n]*\nAmount:`, "600.00")
	d.answer(`Merchant:`, "OpenAI")
	d.answer(`Reason:`, "model inference")
	d.answer(`Type send`, "send")
	id := d.hear(`needs approval[\s\S]*Id (req_\w+)`)[1]
	d.answer(`What next\?`, "open "+id)
	d.hear(`open in the browser`)
	if len(d.opened) != 1 || !strings.Contains(d.opened[0], id) {
		t.Errorf("it opened %v", d.opened)
	}
	d.answer(`What next\?`, "review")
	d.answer(`next or stop\?`, "approve")
	d.answer(`A reason`, "looks right")
	d.answer(`Type approve once more`, "approve")
	d.hear(`It is approved now`)
	d.answer(`next or stop\?`, "stop")
	d.answer(`What next\?`, "show "+id)
	d.hear(`webhook: spend_request.created`)

	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "1,000")
	d.answer(`Receive which token\?`, "eth")
	d.hear(`at least`)
	d.answer(`Policy: passed[\s\S]*Type execute[^\n]*:`, "execute")
	d.hear(`Accounting reference: SW-\d{4}-\d{6}`)
	d.answer(`What next\?`, "quit")
}

func TestWhatWasTypedBeforeTheQuestionMovesNothing(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "1000")
	d.answer(`Receive which token\?`, "ETH")
	d.types("execute")
	d.answer(`Type execute[^\n]*:`, "")
	d.hear(`Nothing was sent, no money moved`)
	if swaps := d.treasury.View().Swaps.Len(); swaps != 0 {
		t.Errorf("%d swaps were made", swaps)
	}
}

func TestAVeryCostlySwapIsAcceptedByItsPercent(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "10")
	d.answer(`Receive which token\?`, "ETH")
	percent := d.hear(`Beware: very large cost: ([0-9.]+) % of the trade`)[1]
	d.hear(`Type ` + regexp.QuoteMeta(percent) + ` to accept`)
	d.types(percent)
	d.answer(`Type execute[^\n]*:`, "stop")
	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "10")
	d.answer(`Receive which token\?`, "ETH")
	d.answer(`Type [0-9.]+ to accept`, "yes")
	d.hear(`Nothing was sent, no money moved`)
}

func TestWatchingSaysEachFactAndEndsWithEnter(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.answer(`What next\?`, "watch")
	d.hear(`Watching`)
	if _, err := d.treasury.AskSpend(t.Context(), "ada", state.SpendRequest{AmountCents: 1_200, Currency: "usd", MerchantName: "Figma", Reason: "seat"}); err != nil {
		t.Fatal(err)
	}
	d.hear(`ada`)
	d.hear(`webhook: spend_request.created[^\n]*Figma`)
	d.types("")
	d.hear(`What next\?`)
}

func TestTheEndOfTheInputEndsTheDialogue(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.answer(`What next\?`, "spend")
	d.hear(`Currency`)
	_ = d.keyboard.Close()
	if err := <-d.ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	d.ended <- nil
}
