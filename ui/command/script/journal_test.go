package script

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"coffer/api/banktest"
	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
	"coffer/state/session"
	"coffer/state/treasury"
)

// folder has the runs use a data folder that the test knows.
func (r *oddRun) folder() string {
	folder := r.t.TempDir()
	r.env = append(r.env, "COFFER_DATA_DIR="+folder)
	return folder
}

// journalled reads a journal that nobody has open any more.
func journalled(t *testing.T, folder string) state.Records {
	t.Helper()
	records, err := treasury.Records(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { records.Close() })
	return records
}

// dashboard is what a dashboard over the folder does, until stop.
func (r *oddRun) dashboard(folder string) (opened state.Treasury, stop func()) {
	r.t.Helper()
	issued := r.odd.Bank.Credentials()
	environment := credential.EnvironmentOf([]string{"DINO_SPEND_KEY=" + issued.SpendKey})
	sources := config.Sources{Environ: environment, Flags: config.Flags{"data-dir": folder, "api-url": r.odd.URL, "team-id": issued.TeamID}}
	settings, err := sources.Settings()
	if err != nil {
		r.t.Fatal(err)
	}
	running, err := session.Open(r.t.Context(), settings, session.Options{Resolver: credential.Resolver{Environment: environment}})
	if err != nil {
		r.t.Fatal(err)
	}
	return running.Treasury(), func() {
		if err := running.Close(); err != nil {
			r.t.Error(err)
		}
	}
}

// swapped executes a swap of 1,000 USDC, typing what is asked for, and waits
// until it is booked.
func swapped(t *testing.T, over state.Treasury) *state.Swap {
	t.Helper()
	terms, err := over.Quote(t.Context(), state.QuoteRequest{SellToken: "USDC", BuyToken: "ETH", SellAmount: "1000"})
	if err == nil {
		terms, err = over.CheckPolicy(t.Context(), terms)
	}
	if err != nil {
		t.Fatal(err)
	}
	terms.Accepted = terms.Typed()
	_, err = over.Execute(t.Context(), "maria", terms)
	if err != nil {
		t.Fatal(err)
	}
	wake, end := over.Subscribe()
	defer end()
	deadline := time.After(patience)
	for {
		for _, swap := range over.View().Swaps.From(0) {
			if swap.Reference != "" {
				return swap
			}
		}
		select {
		case <-wake:
		case <-deadline:
			t.Fatalf("it is never booked: %+v", over.View().Intents[0])
			return nil
		}
	}
}

func TestWhatTheBankDoesntKnowIsWrittenDown(t *testing.T) {
	t.Parallel()
	for name, read := range map[string][]string{"show": {"spend", "show"}, "wait": {"spend", "wait"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newOddRun(t)
			folder := r.folder()
			asked, problem, _ := r.create("600.00")
			id, _ := asked["spend_id"].(string)
			if id == "" {
				t.Fatalf("no request: %v %s", asked, problem)
			}
			r.odd.Bend("GET /v1/spend/{id}", func(a *banktest.Answer) { a.Refuse(http.StatusNotFound, "not_found", "There is none") })
			for range 2 {
				if _, problem, status := r.run(append(read, id)...); status == 0 || !strings.Contains(problem, "The bank doesn't know "+id) {
					t.Fatalf("it ends with %d: %s", status, problem)
				}
			}
			records := journalled(t, folder)
			spend, err := records.Spend(t.Context(), id)
			if err != nil || !spend.UnknownSince().Known() || spend.Unreadable() {
				t.Fatalf("the journal holds %+v, %v", spend, err)
			}
			trail, err := records.Trail(t.Context(), id)
			said := 0
			for _, entry := range trail {
				if strings.Contains(entry.Text, "the bank doesn't know it") {
					said++
				}
			}
			if err != nil || said != 1 {
				t.Errorf("it is noted %d times: %+v, %v", said, trail, err)
			}
		})
	}
}

func TestWhatAnothersKeyCantReadIsNotAbsent(t *testing.T) {
	t.Parallel()
	r := newOddRun(t)
	folder := r.folder()
	r.odd.Bend("POST /v1/spend", func(a *banktest.Answer) { a.Set(map[string]any{"agent_account_id": "agent_another"}) })
	asked, problem, _ := r.create("600.00")
	id, _ := asked["spend_id"].(string)
	if id == "" {
		t.Fatalf("no request: %v %s", asked, problem)
	}
	r.odd.Bend("GET /v1/spend/{id}", func(a *banktest.Answer) { a.Refuse(http.StatusNotFound, "not_found", "There is none") })
	r.run("spend", "show", id)
	if spend, err := journalled(t, folder).Spend(t.Context(), id); err != nil || spend.UnknownSince().Known() || !spend.Unreadable() {
		t.Errorf("the journal holds %+v, %v", spend, err)
	}
}

func TestAPathThatIsntThereIsNoAbsence(t *testing.T) {
	t.Parallel()
	r := newOddRun(t)
	folder := r.folder()
	asked, problem, _ := r.create("600.00")
	id, _ := asked["spend_id"].(string)
	if id == "" {
		t.Fatalf("no request: %v %s", asked, problem)
	}
	for _, path := range []string{"/v1/spend/{id}", "/v1/spend-requests/{id}"} {
		r.odd.Bend("GET "+path, func(a *banktest.Answer) { a.Replace(http.StatusNotFound, "text/html", "<h1>404</h1>") })
	}
	if _, problem, status := r.run("spend", "show", id); status == 0 {
		t.Errorf("it ends with 0: %s", problem)
	}
	if spend, err := journalled(t, folder).Spend(t.Context(), id); err != nil || spend.UnknownSince().Known() || spend.Unreadable() {
		t.Errorf("the journal holds %+v, %v", spend, err)
	}
}

func TestASwapIsShownWithWhatIsKnownOfIt(t *testing.T) {
	t.Parallel()
	r := newOddRun(t)
	folder := r.folder()
	r.odd.Bend("POST /v1/swap/quote", func(a *banktest.Answer) { a.Set(map[string]any{"slippage_bps": 1_200, "price_impact_bps": 3}) })
	over, stop := r.dashboard(folder)
	booked := swapped(t, over)
	stop()
	// Later the bank says that it sold more.
	r.odd.Bend("GET /v1/swap/{id}", func(a *banktest.Answer) { a.Set(map[string]any{"executed_sell_amount": "4000"}) })
	out, problem, status := r.run("swap", "show", booked.ID)
	if status != 7 {
		t.Errorf("it ends with %d: %s", status, problem)
	}
	for _, part := range []string{booked.Reference, "asked for 1000 USDC", "4000 USDC", "12.00 % less than expected", "typed “12.00” against it", "maria"} {
		if !strings.Contains(strings.ReplaceAll(out, ",", ""), part) {
			t.Errorf("it doesn't say %q:\n%s", part, out)
		}
	}
	out, _, _ = r.run("swap", "show", booked.ID, "--json")
	var record struct {
		Reference     string
		Discrepancies []map[string]any
		Bewares       []string
		Quote         struct {
			Cautions             []string
			Accepted, SellAmount string
		}
	}
	if err := json.Unmarshal([]byte(out), &record); err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	if record.Reference != booked.Reference || len(record.Discrepancies) == 0 || len(record.Bewares) != len(record.Discrepancies) ||
		len(record.Quote.Cautions) != 1 || record.Quote.Accepted != "12.00" {
		t.Errorf("it is %+v", record)
	}
	r.odd.Bend("GET /v1/swap/{id}", func(a *banktest.Answer) { a.Refuse(http.StatusNotFound, "not_found", "There is none") })
	if _, problem, status := r.run("swap", "show", booked.ID); status == 0 || !strings.Contains(problem, "The bank doesn't know") {
		t.Errorf("it ends with %d: %s", status, problem)
	}
	if swap, err := journalled(t, folder).Swap(t.Context(), booked.ID); err != nil || !swap.UnknownSince().Known() || swap.Reference != booked.Reference {
		t.Errorf("the journal holds %+v, %v", swap, err)
	}
}

func TestASpendIsShownWithWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	r := newOddRun(t)
	asked, problem, _ := r.create("12.00")
	id, _ := asked["spend_id"].(string)
	if id == "" {
		t.Fatalf("no request: %v %s", asked, problem)
	}
	r.odd.Bend("GET /v1/spend/{id}", func(a *banktest.Answer) { a.Set(map[string]any{"amount_cents": 999_900}) })
	out, _, status := r.run("spend", "show", id)
	if status != 7 || !strings.Contains(out, "asked for $12.00, the bank answered $9,999.00") {
		t.Errorf("it ends with %d:\n%s", status, out)
	}
	if out, _, status = r.run("spend", "wait", id, "--json"); status != 7 || !strings.Contains(out, `"field":"amount_cents"`) {
		t.Errorf("it ends with %d:\n%s", status, out)
	}
	// Two ends of one request are a beware of their own.
	r.odd.Bend("GET /v1/spend/{id}", func(a *banktest.Answer) { a.Set(map[string]any{"status": "declined"}) })
	if out, _, _ = r.run("spend", "show", id, "--json"); !strings.Contains(out, `"contradicted":true`) || !strings.Contains(out, state.Contradiction[1:]) {
		t.Errorf("it is %s", out)
	}
}

func TestAnApprovalPageIsNamedWhereTheDashboardOpensIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		url  string
		want string
	}{
		"told":     {"https://app.dino.id/agents/approvals?spendRequestId=req_9", "https://app.dino.id/agents/approvals?spendRequestId=req_9"},
		"not told": {"", "https://app.dino.id/agents/approvals?spendRequestId="},
		"foreign":  {"https://evil.example/agents", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newOddRun(t)
			// A bank that isn't our sandbox tells no page of its own.
			r.odd.Bend("/", func(a *banktest.Answer) { a.Header.Del("Dino-Sandbox") })
			bend := func(a *banktest.Answer) {
				if a.Unset("approval_url"); c.url != "" {
					a.Set(map[string]any{"approval_url": c.url})
				}
			}
			r.odd.Bend("POST /v1/spend", bend)
			r.odd.Bend("GET /v1/spend/{id}", bend)
			asked, problem, _ := r.create("600.00")
			id, _ := asked["spend_id"].(string)
			for _, args := range [][]string{{"spend", "show", id, "--json"}, {"spend", "wait", id, "--timeout", "0s", "--json"}} {
				out, said, _ := r.run(args...)
				var record map[string]any
				if err := json.Unmarshal([]byte(out), &record); err != nil {
					t.Fatalf("%q %s: %v", out, said, err)
				}
				page, _ := record["approval_url"].(string)
				wanted := c.want
				if strings.HasSuffix(wanted, "=") {
					wanted += id
				}
				if page != wanted || strings.Contains(said, "evil") || args[1] == "wait" && wanted != "" && !strings.Contains(said, wanted) {
					t.Errorf("%v names %q, want %q; %s", args, page, wanted, said)
				}
			}
			if page, _ := asked["approval_url"].(string); (page == "") != (c.want == "") || strings.Contains(problem, "evil") {
				t.Errorf("create names %q: %s", page, problem)
			}
		})
	}
}

func TestAQuoteIsHeldAgainstWhatTheJournalKnows(t *testing.T) {
	t.Parallel()
	r := newOddRun(t)
	folder := r.folder()
	out, problem, status := r.run("swap", "quote", "1000", "USDC", "ETH")
	if status != 0 || !strings.Contains(out, "with nothing: no earlier quote or receipt of USDC and ETH is known here") {
		t.Errorf("it ends with %d: %s%s", status, out, problem)
	}
	if out, _, _ = r.run("swap", "quote", "1000", "USDC", "USDT"); !strings.Contains(out, "with par") {
		t.Errorf("at par: %s", out)
	}
	over, stop := r.dashboard(folder)
	swapped(t, over)
	stop()
	r.odd.Bend("POST /v1/swap/quote", func(a *banktest.Answer) { a.Set(map[string]any{"expected_buy_amount": "0.0000001"}) })
	for _, pair := range [][]string{{"1000", "USDC", "ETH"}, {"1000", "ETH", "USDC"}} {
		out, problem, _ = r.run(append([]string{"swap", "quote"}, pair...)...)
		if strings.Contains(out, "with nothing") || !strings.Contains(out, "100.00 % less than an earlier price") {
			t.Errorf("%v isn't compared: %s%s", pair, out, problem)
		}
	}
	out, _, _ = r.run("swap", "quote", "1000", "USDC", "ETH", "--json")
	var record struct {
		EarlierPrice *struct {
			Sold, Bought, At string
		} `json:"earlier_price"`
		Cautions []string
	}
	if err := json.Unmarshal([]byte(out), &record); err != nil || record.EarlierPrice == nil || record.EarlierPrice.At == "" ||
		record.EarlierPrice.Sold != "1000" || len(record.Cautions) == 0 {
		t.Errorf("it is %q, %v", out, err)
	}
}
