package state

import (
	"testing"

	"pgregory.net/rapid"

	"coffer/api"
)

// A merchant that differs by what nobody sees reads as it is written, and two
// that read alike never look like one.
func TestADiscrepancyReadsAsTextAndKeepsLikeOnesApart(t *testing.T) {
	t.Parallel()
	asked := askedOf(SpendRequest{AmountCents: 1, Currency: "usd", MerchantName: "👩\u200d💻 Shop"}, "", "")
	for told, want := range map[string]string{
		"क्\u200dष Books":          "क्ष Books",
		"👩💻 Shop":                  "👩💻 Shop",
		"👩\u200d💻 Shop\u200b":      "👩💻 Shop (written %F0%9F%91%A9%E2%80%8D%F0%9F%92%BB%20Shop%E2%80%8B)",
		"100 % Cotton":             "100 % Cotton",
		"Acme\u202eevil":           "Acmeevil",
		"\u200b\u200c\u200d\ufeff": "%E2%80%8B%E2%80%8C%E2%80%8D%EF%BB%BF",
	} {
		spend := *spendFrom(api.Spend{ID: "req_1", Status: api.Approved, MerchantName: told}, SourcePoll, 10, 10)
		spend.Asked = asked
		found := spend.Discrepancies()
		if len(found) != 1 || found[0].Answered != want || found[0].At != 10 {
			t.Errorf("%q: %+v, want %q", told, found, want)
		}
	}
}

func TestTextsOfDistinctKeysAreDistinct(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.StringOfN(rapid.SampledFrom([]rune("A %2B\u200b\u200d\u202e")), 1, 6, -1)
		a, b := SafeKey(raw.Draw(t, "a")), SafeKey(raw.Draw(t, "b"))
		all := []string{a, b}
		if a != b && distinctText(a, all) == distinctText(b, all) {
			t.Fatalf("%q and %q both read %q", a, b, distinctText(a, all))
		}
	})
}

func TestEachThingThatWasSaidHasItsTime(t *testing.T) {
	t.Parallel()
	told := func(cents int64, at Moment) Observation {
		return Observation{Spend: spendFrom(api.Spend{ID: "req_1", Status: api.Approved, AmountCents: &cents, Currency: "usd"}, SourceWebhook, at, at)}
	}
	record := mergeAll([]Observation{told(1_200, 10), told(999_900, 20), told(1_200, 30)})
	bewares := record.DatedBewares()
	if len(bewares) != 1 || len(bewares[0].At) != 2 || bewares[0].At[0] != 30 || bewares[0].At[1] != 20 {
		t.Errorf("bewares: %+v", bewares)
	}
	record.Asked = &SpendAsked{Cents: 500, Currency: "usd"}
	found := record.Discrepancies()
	if len(found) != 2 || found[0].At != 30 || found[1].At != 20 {
		t.Errorf("discrepancies: %+v", found)
	}
}
