package filter

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/state"
)

var noon = time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)

// sequence is the requests as a Book lists them: newest first.
func sequence(spends ...*state.Spend) state.Sequence[*state.Kept] {
	book := state.NewBook(state.Bank{}, time.UTC)
	book.Put(state.Changes{Spends: spends}, noon)
	return book.View().Spends.Sequence
}

func sift(t testing.TB, text string, requests state.Sequence[*state.Kept]) *Sifted {
	sifted, whole := Parse(text, time.UTC).Sift(t.Context(), requests, state.MomentOf(noon), nil)
	if !whole {
		t.Fatal("it was not looked through")
	}
	return sifted
}

func ids(s *Sifted) []string {
	found := []string{}
	for i := range s.Len() {
		found = append(found, s.At(i).ID())
	}
	return found
}

func TestMatching(t *testing.T) {
	at := func(ago time.Duration) state.Moment { return state.MomentOf(noon.Add(-ago)) }
	requests := sequence(
		&state.Spend{
			ID: "req_aws", Status: state.NeedsApproval, Merchant: "AWS", Reason: "GPU runtime for evaluation", Cents: new(int64(12_000)), Currency: "usd",
			Account: "agent_research", LastSource: state.SourceWebhook, CreatedAt: at(30 * time.Minute),
		},
		&state.Spend{
			ID: "req_cafe", Status: state.Approved, Merchant: "Café 京都", Reason: "team lunch", Cents: new(int64(9_000)), Currency: "jpy",
			Account: "agent_office", LastSource: state.SourcePoll, CreatedAt: at(26 * time.Hour),
		},
		&state.Spend{
			ID: "req_ads", Status: state.Declined, Merchant: "LinkedIn Ads", Reason: "double the budget for launch week", Cents: new(int64(5_005)), Currency: "usd",
			Account: "agent_launch", CreatedAt: at(8 * 24 * time.Hour),
		},
	)
	for text, want := range map[string]string{
		"":     "aws cafe ads",
		"aws":  "aws",
		"CAFÉ": "cafe",
		"京":    "cafe",
		"-aws": "cafe ads",
		// Words match by their letters, too.
		"lads":       "ads",
		"evltn":      "aws",
		"gpur":       "aws",
		"gnr":        "",
		"-lads":      "aws cafe ads",
		`"lads"`:     "",
		"wk":         "",
		"gpu aws":    "aws",
		"gpu office": "",
		// A phrase holds its spaces, with or without its end.
		`"the budget"`:            "ads",
		`"budget the"`:            "",
		`"the bud`:                "ads",
		`-"the budget"`:           "aws cafe",
		`merchant:"linkedin ads"`: "ads",
		"merchant:aws":            "aws",
		"merchant:budget":         "",
		"reason:budget":           "ads",
		"id:cafe":                 "cafe",
		"status:needs":            "aws",
		"status:needs_app":        "aws",
		`status:"needs approval"`: "aws",
		"approved":                "cafe",
		"account:research":        "aws",
		"agent_office":            "cafe",
		"source:webhook":          "aws",
		"source:poll -approved":   "",
		"amount:>100":             "aws cafe",
		"amount:>120":             "cafe",
		"amount:>=120":            "aws cafe",
		">100 -status:approve":    "aws",
		"amount:50..200":          "aws ads",
		"amount:120":              "aws",
		"amount:$50.05":           "ads",
		"amount:..50":             "",
		"<5":                      "",
		"age:<1h":                 "aws",
		"age:>1h":                 "cafe ads",
		"age:1h..2d":              "cafe",
		"age:1w":                  "aws cafe",
		"-age:1w":                 "ads",
		"since:today":             "aws",
		"since:yesterday":         "aws cafe",
		"since:2026-05-07":        "aws cafe",
		"since:2026-05":           "aws cafe",
		"until:2026-05-07":        "cafe ads",
		"until:yesterday":         "cafe ads",
		"since:2026 until:2026-4": "ads",
	} {
		want := strings.Fields(want)
		for i := range want {
			want[i] = "req_" + want[i]
		}
		query := Parse(text, time.UTC)
		if got := ids(sift(t, text, requests)); !slices.Equal(got, want) || query.Unfinished() != "" {
			t.Errorf("%q finds %v, want %v; %s", text, got, want, query.Unfinished())
		}
	}
}

func TestWhatIsUnfinishedAsksNothingAndIsExplained(t *testing.T) {
	for text, explained := range map[string]string{
		"amount:": "amount: wants", "amount:>": "amount: wants", "amount:>1x": "amount: wants", "amount:..": "amount: wants", "amount:1e99": "amount: wants", ">": "amount: wants",
		"merchant:": "merchant: wants", "-merchant:": "merchant: wants", "-": "- wants", `"`: "a quote wants", `-"`: "a quote wants",
		"age:<": "age: wants", "age:<1": "age: wants", "age:<1y": "age: wants", "since:2026-13": "since: wants", "since:may": "since: wants", "until:": "until: wants",
	} {
		query := Parse(text, time.UTC)
		if !query.Empty() || !strings.HasPrefix(query.Unfinished(), explained) {
			t.Errorf("%q: empty %v, %q", text, query.Empty(), query.Unfinished())
		}
		if query = Parse("aws "+text, time.UTC); query.Empty() || query.Unfinished() == "" {
			t.Errorf("%q takes the words beside it along", text)
		}
	}
}

func TestWhatIsAsTypedComesFirst(t *testing.T) {
	sifted := sift(t, "draw", sequence(
		&state.Spend{ID: "req_1", Merchant: "Figma", Reason: "drawing board", Cents: new(int64(100)), CreatedAt: 10},
		&state.Spend{ID: "req_2", Merchant: "Dream Works", Reason: "parking", Cents: new(int64(200)), CreatedAt: 30},
		&state.Spend{ID: "req_3", Merchant: "Draw Inc", Reason: "licence", Cents: new(int64(300)), CreatedAt: 20},
	))
	if got := ids(sifted); !slices.Equal(got, []string{"req_3", "req_1", "req_2"}) || sifted.Totals.Loose != 1 {
		t.Errorf("%v, %d loosely", got, sifted.Totals.Loose)
	}
}

func TestTotalsSumUpWhatIsFound(t *testing.T) {
	sifted := sift(t, "aws", sequence(
		&state.Spend{ID: "req_1", Merchant: "AWS", Cents: new(int64(100)), Currency: "USD"},
		&state.Spend{ID: "req_2", Merchant: "AWS", Cents: new(int64(250)), Currency: ""},
		&state.Spend{ID: "req_3", Merchant: "AWS", Cents: new(int64(70)), Currency: "eur"},
		&state.Spend{ID: "req_4", Merchant: "Figma", Cents: new(int64(999)), Currency: "usd"},
		&state.Spend{ID: "req_5", Merchant: "AWS", Cents: new(int64(250)), Currency: "usd"},
		&state.Spend{ID: "req_6", Merchant: "AWS", Currency: "usd"},
	))
	var got []string
	for _, sum := range sifted.Totals.Sums {
		got = append(got, fmt.Sprint(sum.Code(), sum.Cents, sum.Count, sum.Beyond))
	}
	if sifted.Totals.Count != 5 || sifted.Totals.NotTold != 2 || strings.Join(got, "; ") != "USD350 2 false; EUR70 1 false" {
		t.Errorf("%d: %v", sifted.Totals.Count, got)
	}
	huge := sift(t, "aws", sequence(
		&state.Spend{ID: "req_1", Merchant: "AWS", Cents: new(int64(1<<63 - 1)), Currency: "usd"},
		&state.Spend{ID: "req_2", Merchant: "AWS", Cents: new(int64(1)), Currency: "usd"},
	))
	if !huge.Totals.Sums[0].Beyond {
		t.Errorf("a sum beyond all money passes for %d", huge.Totals.Sums[0].Cents)
	}
}

func TestAnAmountThatIsNotToldMatchesNoAmount(t *testing.T) {
	t.Parallel()
	requests := sequence(
		&state.Spend{ID: "req_1", Cents: new(int64(5_000)), Currency: "usd"},
		&state.Spend{ID: "req_2", Currency: "usd"},
	)
	for question, want := range map[string]int{"<100": 1, ">=0": 1, "amount:0": 0, "-amount:>1": 1, "": 2} {
		if got := sift(t, question, requests).Totals.Count; got != want {
			t.Errorf("%q leaves %d, want %d", question, got, want)
		}
	}
}

// TestAnAnswerKeptUpToDateIsTheAnswerAskedAnew plays arrivals, changes and time
// against a question.
func TestAnAnswerKeptUpToDateIsTheAnswerAskedAnew(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		book := state.NewBook(state.Bank{}, time.UTC)
		now := noon
		var kept *Sifted
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			var spends []*state.Spend
			for range rapid.IntRange(0, 120).Draw(t, "arrivals") {
				spends = append(spends, &state.Spend{
					ID:       fmt.Sprintf("req_%d", rapid.IntRange(0, 900).Draw(t, "id")),
					Merchant: rapid.SampledFrom([]string{"AWS", "OpenAI", "A Wise Shop", "Café"}).Draw(t, "merchant"),
					Status:   rapid.SampledFrom([]state.SpendStatus{state.NeedsApproval, state.Approved}).Draw(t, "status"),
					Cents:    new(int64(rapid.IntRange(0, 300).Draw(t, "cents"))), Currency: "usd",
					CreatedAt: state.MomentOf(noon.Add(-time.Duration(rapid.IntRange(0, 200).Draw(t, "age")) * time.Minute)),
				})
			}
			book.Put(state.Changes{Spends: spends}, now)
			now = now.Add(time.Duration(rapid.IntRange(0, 90).Draw(t, "minutes")) * time.Minute)
			text := rapid.SampledFrom([]string{"aws", "aws", "aws", "age:<1h", "age:<1h", "awise amount:>1", "-aws age:1h..3h", "since:today"}).Draw(t, "question")
			query, moment := Parse(text, time.UTC), state.MomentOf(now)
			requests := book.View().Spends.Sequence
			kept, _ = query.Sift(context.Background(), requests, moment, kept)
			anew, _ := query.Sift(context.Background(), requests, moment, nil)
			if got, want := ids(kept), ids(anew); !slices.Equal(got, want) {
				t.Fatalf("%q finds %d, and %d when asked anew", text, len(got), len(want))
			}
			if fmt.Sprint(kept.Totals) != fmt.Sprint(anew.Totals) {
				t.Fatalf("%q sums up to %v, and to %v when asked anew", text, kept.Totals, anew.Totals)
			}
			listed := make(map[*state.Kept]int)
			for i := range kept.Len() {
				listed[kept.At(i)] = i
			}
			for _, request := range requests.From(0) {
				rank, there := kept.Rank(request)
				if want, listed := listed[request]; there != listed || there && rank != want {
					t.Fatalf("%q ranks %s at %d, %v; want %d, %v", text, request.ID(), rank, there, want, listed)
				}
			}
		}
	})
}

func TestAnythingTypedIsTaken(t *testing.T) {
	requests := sequence(&state.Spend{ID: "req_01", Status: state.NeedsApproval, Merchant: "Café", Cents: new(int64(5)), Currency: "kwd"})
	rapid.Check(t, func(rt *rapid.T) {
		sift(t, rapid.String().Draw(rt, "text"), requests)
		sift(t, "amount:"+rapid.StringMatching(`[<>=.0-9$,eE-]{0,9}`).Draw(rt, "amount"), requests)
		sift(t, rapid.StringMatching(`-?(age|since|until):[<>=.0-9smhdw-]{0,12}`).Draw(rt, "time"), requests)
	})
}

func TestACancelledSearchHasNoAnswer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, whole := Parse("aws", time.UTC).Sift(ctx, sequence(&state.Spend{ID: "req_1"}), 1, nil); whole {
		t.Error("it passes for a whole one")
	}
}
