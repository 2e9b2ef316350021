package accessible

import (
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/api"
	"coffer/api/banktest"
	"coffer/api/sandbox"
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
	return beginWith(t, config.Flags{}, 5)
}

// beginOver is begin over a bank whose answer to a create is bent.
func beginOver(t *testing.T, bend banktest.Bend) *dialogue {
	t.Helper()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 5})
	issued := odd.Bank.Credentials()
	odd.Bend("POST "+api.DefaultSpendPath, bend)
	return beginWith(t, config.Flags{"api-url": odd.URL, "team-id": issued.TeamID}, 0, "DINO_SPEND_KEY="+issued.SpendKey)
}

func beginWith(t *testing.T, flags config.Flags, waiting int, environ ...string) *dialogue {
	t.Helper()
	flags["data-dir"] = t.TempDir()
	environment := credential.EnvironmentOf(environ)
	settings, err := config.Sources{Flags: flags, Environ: environment}.Settings()
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
	for d.treasury.View().Balance == nil || d.treasury.View().Waiting.Count < waiting {
		select {
		case <-woken:
		case <-time.After(patience):
			t.Fatal("the bank's history never arrived")
		}
	}
	unsubscribe()
	go func() {
		d.ended <- Run(context.WithoutCancel(t.Context()), Options{
			Treasury: d.treasury, In: input, Out: d, Now: time.Now, Location: time.UTC, Who: "maria", Tolerance: decimal.NewFromInt(1),
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

	d.knowsThePriceOf("USDC", "ETH")
	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "1,000")
	d.answer(`Receive which token\?`, "eth")
	d.hear(`at least`)
	d.hear(`Policy: passed`)
	d.answer(`Type execute[^\n]*:`, "execute")
	d.hear(`Settled: (\d+ \w+ )?\d\d:\d\d:\d\d UTC\.`)
	d.hear(`Accounting reference: SW-\d{4}-\d{6}`)
	d.answer(`What next\?`, "quit")
}

// knowsThePriceOf waits until the list has told of a swap of two tokens; before
// that a price is held against nothing, and says so.
func (d *dialogue) knowsThePriceOf(sell, buy string) {
	d.t.Helper()
	woken, end := d.treasury.Subscribe()
	defer end()
	late := time.After(patience)
	for d.treasury.View().EarlierPrice(sell, buy) == nil {
		select {
		case <-woken:
		case <-late:
			d.t.Fatalf("no price of %s and %s is known", sell, buy)
		}
	}
}

// asksFor asks for a spend of 12 dollars to AWS, and sends it.
func (d *dialogue) asksFor(merchant, reason string) {
	d.answer(`What next\?`, "spend")
	d.answer(`Currency`, "")
	d.answer(`Amount:`, "12")
	d.answer(`Merchant:`, merchant)
	d.answer(`Reason:`, reason)
	d.answer(`Type send`, "send")
}

func TestAnAnswerThatIsNotWhatWasAskedForIsSaidBeforeItsStatus(t *testing.T) {
	t.Parallel()
	d := beginOver(t, func(a *banktest.Answer) {
		a.Set(map[string]any{"amount_cents": 999_900, "merchant_name": "AWZ"})
	})
	d.asksFor("AWS", "GPU")
	d.hear(`Sending\.\nBeware: [^\n]*\$12\.00[^\n]*\$9,999\.00[^\n]*\nBeware: [^\n]*AWS[^\n]*AWZ[^\n]*\n\$9,999\.00 to AWZ: approved`)
	d.answer(`What next\?`, "list")
	d.hear(`Beware, something about it doesn't fit: \$9,999\.00 to AWZ`)
}

func TestWhatNobodySeesIsNotSentLineByLine(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.answer(`What next\?`, "spend")
	d.answer(`Currency`, "")
	d.answer(`Amount:`, "12")
	d.answer(`Merchant:`, "din_test_5c9ab3d17f20e4a8")
	d.hear(`The merchant holds a key or a secret\.`)
	d.answer(`Merchant:`, "\x1b[2JFigma\u200b")
	d.hear(`Left out, since it isn't sent: control characters and invisible characters\.`)
	d.answer(`Reason:`, "seat 👩\u200d💻")
	d.answer(`Type send`, "send")
	id := d.hear(`\[2JFigma: approved[\s\S]*Id (req_\w+)`)[1]
	for _, intent := range d.treasury.View().Intents {
		if intent.Subject == id && (intent.Spend.MerchantName != "[2JFigma" || intent.Spend.Reason != "seat 👩\u200d💻") {
			t.Errorf("it asked for %+v", intent.Spend)
		}
	}
}

func TestWhatTheBankLeavesOutIsSaidAsAskedFor(t *testing.T) {
	t.Parallel()
	d := beginOver(t, func(a *banktest.Answer) { a.Unset("amount_cents", "merchant_name", "reason") })
	d.asksFor("AWS", "GPU")
	d.hear(`not told to not told: approved`)
	d.hear(`Amount: \$12\.00, as asked for; the bank doesn't say\.`)
	d.hear(`Merchant: AWS, as asked for; the bank doesn't say\.`)
	d.hear(`Reason: GPU, as asked for; the bank doesn't say\.`)
}

func TestASwapWithoutATeamSaysWhatToSet(t *testing.T) {
	t.Parallel()
	plain := banktest.NewPlain(t, banktest.PlainConfig{Key: "din_test_plain0001"})
	d := beginWith(t, config.Flags{"api-url": plain.URL}, 0, "DINO_SPEND_KEY=din_test_plain0001")
	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "10")
	d.answer(`Receive which token\?`, "ETH")
	d.hear(`Swaps are made for a team, and none is set[^\n]*DINO_TEAM_ID`)
	if calls := plain.To(http.MethodPost, "/v1/swap/quote"); len(calls) > 0 {
		t.Error("a quote for nobody was asked for")
	}
}

func TestAQuoteThatRanOutIsFollowedByAPriceWithinTheTolerance(t *testing.T) {
	t.Parallel()
	odd := banktest.NewOdd(t, sandbox.Config{Seed: 5})
	issued := odd.Bank.Credentials()
	flags := config.Flags{"api-url": odd.URL, "team-id": issued.TeamID}
	d := beginWith(t, flags, 0, "DINO_SPEND_KEY="+issued.SpendKey)
	odd.Bend("POST /v1/swap/quote", func(a *banktest.Answer) {
		a.Set(map[string]any{"expires_at": time.Now().UTC(), "expected_buy_amount": "0.3412", "price_impact_bps": 3})
	})
	odd.Bend("POST /v1/swap/policy-check", func(a *banktest.Answer) {
		a.Replace(http.StatusOK, "application/json", `{"status":"pass","reasons":[]}`)
	})
	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "1000")
	d.answer(`Receive which token\?`, "ETH")
	d.hear(`Policy: passed\.\nThe quote ran out\. Nothing was sent, no money moved\.\nQuote for a new price`)
	// Half a percent worse is let pass under a tolerance of 1, and measured
	// against the first price, as 1.5 percent is.
	for _, price := range []struct{ amount, says string }{
		{"0.3395", `within the tolerance of 1 percent, so it goes on without acceptance`},
		{"0.3361", `Type accept to go on with it`},
	} {
		odd.Bend("POST /v1/swap/quote", func(a *banktest.Answer) {
			a.Set(map[string]any{"expires_at": time.Now().UTC(), "expected_buy_amount": price.amount})
		})
		d.types("quote")
		d.hear(`Price changed: `)
		d.hear(price.says)
		if price.amount == "0.3395" {
			d.hear(`Quote for a new price`)
		}
	}
	d.types("no")
	d.hear(`Nothing was sent, no money moved`)
	if calls := odd.To(http.MethodPost, "/v1/swap/execute"); len(calls) > 0 {
		t.Error("something was executed")
	}
}

func TestWhatWasTypedBeforeTheQuestionMovesNothing(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.answer(`What next\?`, "swap")
	d.answer(`Sell which token\?`, "USDC")
	d.answer(`How much USDC\?`, "1000")
	d.answer(`Receive which token\?`, "DAI")
	d.types("execute")
	d.answer(`Type execute[^\n]*:`, "")
	d.hear(`Nothing was sent, no money moved`)
	if intents := d.treasury.View().Intents; len(intents) != 0 {
		t.Errorf("%d swaps were asked for", len(intents))
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
