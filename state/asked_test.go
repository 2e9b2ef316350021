package state

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/api"
)

// answered is what the Book has once a create for $12.00 at AWS was answered so.
func answered(t *testing.T, answer api.Spend, later ...api.Spend) Spend {
	t.Helper()
	created := Observation{Spend: spendFrom(answer, SourceCreated, 10, 10)}
	created.Spend.Asked = askedOf(SpendRequest{AmountCents: 1_200, Currency: "usd", MerchantName: "AWS", Reason: "GPU"}, "agent_1", "team_1")
	facts := []Observation{created.of("agent_1")}
	for i, spend := range later {
		at := Moment(20 + i)
		facts = append(facts, Observation{Spend: spendFrom(spend, SourceWebhook, at, at)})
	}
	record := mergeAll(facts)
	slices.Reverse(facts)
	if again := mergeAll(facts); !again.Same(&record) {
		t.Fatalf("the order matters:\n%+v\n%+v", record, again)
	}
	return *keep(&record).Spend()
}

func TestAnAnswerIsHeldAgainstWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	asked := api.Spend{
		ID: "req_1", Status: api.Approved, AmountCents: new(int64(1_200)), Currency: "usd", MerchantName: "AWS", Reason: "GPU",
		AgentAccountID: "agent_1", TeamID: "team_1",
	}
	for name, test := range map[string]struct {
		bend func(*api.Spend)
		want []string
	}{
		"as asked":         {func(*api.Spend) {}, nil},
		"upper case":       {func(s *api.Spend) { s.Currency = "USD" }, nil},
		"nothing told":     {func(s *api.Spend) { *s = api.Spend{ID: s.ID, Status: s.Status} }, nil},
		"amount":           {func(s *api.Spend) { s.AmountCents = new(int64(999_900)) }, []string{"amount: asked for $12.00, the bank answered $9,999.00."}},
		"no amount at all": {func(s *api.Spend) { s.AmountCents = new(int64(0)) }, []string{"amount: asked for $12.00, the bank answered $0.00."}},
		"currency":         {func(s *api.Spend) { s.Currency = "eur" }, []string{"currency: asked for USD, the bank answered EUR."}},
		"a word like it":   {func(s *api.Spend) { s.Currency = "usd\u200b" }, []string{"currency: asked for USD, the bank answered"}},
		"merchant":         {func(s *api.Spend) { s.MerchantName = "Vast.ai" }, []string{"merchant: asked for AWS, the bank answered Vast.ai."}},
		"merchant like it": {func(s *api.Spend) { s.MerchantName = "AWS\u200b" }, []string{"merchant: asked for AWS, the bank answered AWS (written AWS%E2%80%8B)."}},
		"account":          {func(s *api.Spend) { s.AgentAccountID = "agent_2" }, []string{"account: asked for agent_1, the bank answered agent_2."}},
		"team":             {func(s *api.Spend) { s.TeamID = "team_2" }, []string{"team: asked for team_1, the bank answered team_2."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bent := asked
			test.bend(&bent)
			for when, record := range map[string]Spend{
				"at once":                 answered(t, bent),
				"later":                   answered(t, asked, bent),
				"and is kept when mended": answered(t, bent, asked),
			} {
				bewares := record.Bewares()
				if len(bewares) != len(test.want) || record.Fits() != (len(test.want) == 0) {
					t.Errorf("%s: %q, want %q", when, bewares, test.want)
					continue
				}
				for i, want := range test.want {
					if !strings.HasPrefix(bewares[i], want) {
						t.Errorf("%s: %q, want %q", when, bewares[i], want)
					}
				}
			}
		})
	}
}

func TestANegativeAmountIsNeverPlain(t *testing.T) {
	t.Parallel()
	record := Spend{ID: "req_1", Status: api.Approved, Cents: new(int64(-5)), Currency: "usd"}
	if bewares := record.Bewares(); len(bewares) != 1 || record.Fits() {
		t.Errorf("%q", bewares)
	}
	if _, summable := record.Summable(); summable {
		t.Error("it would be taken from what others spent")
	}
}

func TestTwoAmountsOfOneRequestAreSaid(t *testing.T) {
	t.Parallel()
	told := func(cents int64, at Moment) Observation {
		return Observation{Spend: spendFrom(api.Spend{ID: "req_1", Status: api.NeedsApproval, AmountCents: &cents, Currency: "usd"}, SourceWebhook, at, at)}
	}
	record := mergeAll([]Observation{told(1_200, 1), told(999_900, 2), told(1_200, 3)})
	if bewares := record.Bewares(); len(bewares) != 1 || bewares[0] != "The bank told more than one amount: $12.00 and $9,999.00." {
		t.Errorf("%q", bewares)
	}
}

func TestWhatIsNotToldIsNeverApproved(t *testing.T) {
	t.Parallel()
	for name, spend := range map[string]*Spend{
		"no amount":   {Currency: "usd"},
		"no currency": {Cents: new(int64(1))},
		"negative":    {Cents: new(int64(-1)), Currency: "usd"},
	} {
		if spend.WhyNotApproved() == nil {
			t.Errorf("%s may be approved", name)
		}
	}
	if why := (&Spend{Cents: new(int64(1)), Currency: "usd"}).WhyNotApproved(); why != nil {
		t.Errorf("what is told may not: %v", why)
	}
}

func TestAnAmountThatIsNotToldIsNotSummed(t *testing.T) {
	t.Parallel()
	book := NewBook(Bank{}, time.UTC)
	book.Put(Changes{Spends: []*Spend{
		{ID: "req_1", Status: api.NeedsApproval, Cents: new(int64(700)), Currency: "usd", CreatedAt: MomentOf(noon)},
		{ID: "req_2", Status: api.NeedsApproval, Currency: "usd", CreatedAt: MomentOf(noon)},
		{ID: "req_3", Status: api.NeedsApproval, Cents: new(int64(5)), CreatedAt: MomentOf(noon)},
		{ID: "req_4", Status: api.Approved, Currency: "usd", CreatedAt: MomentOf(noon), DecidedAt: MomentOf(noon)},
	}}, noon)
	view := book.View()
	if w := view.Waiting; w.Count != 3 || w.NotTold != 2 || len(w.Sums) != 1 || w.Sums[0].Cents != 700 {
		t.Errorf("what waits is %+v", w)
	}
	if today := view.Today; today.Approved != 1 || today.NotTold != 1 || len(today.Spent) != 0 {
		t.Errorf("today is %+v", today)
	}
	if told := view.Spending; told != nil && told.Month.Cents != 0 {
		t.Errorf("the month is %+v", told)
	}
}

func TestTheBankNoLongerKnowingARequestClears(t *testing.T) {
	t.Parallel()
	told := Observation{Spend: spendFrom(api.Spend{ID: "req_1", Status: api.NeedsApproval}, SourcePoll, 10, 10)}
	missing := Observation{Spend: &Spend{ID: "req_1", Absence: Absence{UnknownAt: 20}}}
	again := Observation{Spend: spendFrom(api.Spend{ID: "req_1", Status: api.NeedsApproval}, SourcePoll, 30, 30)}
	if record := mergeAll([]Observation{missing, told}); record.UnknownSince() != 20 || record.looksLike(mergeAll([]Observation{told})) {
		t.Errorf("not known since %d", record.UnknownSince())
	}
	if record := mergeAll([]Observation{again, missing, told}); record.UnknownSince() != 0 {
		t.Error("it is known again, and doesn't look so")
	}
}

// TestNoOtherLettersAreTakenForACurrency answers with signs that lower-case to
// the letters that were asked for.
func TestNoOtherLettersAreTakenForACurrency(t *testing.T) {
	t.Parallel()
	for asked, answers := range map[string]map[string]bool{
		"hkd": {"HKD": true, "hkd": true, "H\u212Ad": false, "h\u212AD": false},
		"usd": {"USD": true, "Usd": true, "u\u017fd": false, "ｕｓｄ": false, "US$": false},
	} {
		for answer, fits := range answers {
			spend := spendFrom(api.Spend{ID: "req_1", Status: api.Approved, AmountCents: new(int64(100)), Currency: answer}, SourcePoll, 1, 1)
			spend.Asked = askedOf(SpendRequest{AmountCents: 100, Currency: asked}, "", "")
			if found := spend.Discrepancies(); fits != (len(found) == 0) {
				t.Errorf("%s answered as %q: %v", asked, answer, found)
			}
		}
	}
}

// TestAMerchantThatQuotesAKeyIsDrawnWithItsMark keeps two apart that quote two
// keys, and draws neither the key nor what keeps them apart.
func TestAMerchantThatQuotesAKeyIsDrawnWithItsMark(t *testing.T) {
	t.Parallel()
	told := func(merchant string) *Spend {
		spend := spendFrom(api.Spend{ID: "req_1", MerchantName: merchant}, SourceWebhook, 1, 1)
		spend.Asked = &SpendAsked{Merchant: "AWS"}
		return spend
	}
	one, other := told("AWS din_test_0123456789abcdef"), told("AWS din_test_0123456789abcdee")
	const want = "merchant: asked for AWS, the bank answered AWS din_…redacted"
	if found := one.Discrepancies(); len(found) != 1 || found[0].String() != want {
		t.Errorf("it says %v", found)
	}
	if len(joinVariants(one, other)) != 2 {
		t.Error("the two became one")
	}
}
