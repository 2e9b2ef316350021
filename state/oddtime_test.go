package state

import (
	"strings"
	"testing"
	"time"

	"coffer/api"
)

func TestATimeThatCannotBeIsSaidAndFilesNothing(t *testing.T) {
	t.Parallel()
	at := func(text string) api.Timestamp {
		read, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return api.At(read)
	}
	ago := api.At(noon.Add(-48 * time.Hour))
	for name, c := range map[string]struct {
		created, decided api.Timestamp
		odd              bool
		settled          time.Time
	}{
		"decided in the year 9999":           {ago, at("9999-12-31T23:59:59Z"), true, noon},
		"decided tomorrow":                   {ago, api.At(noon.Add(20 * time.Hour)), true, noon},
		"decided in 1970":                    {api.Timestamp{}, at("1970-01-01T00:00:01Z"), true, noon},
		"created in the year 1":              {at("0001-01-02T00:00:00Z"), api.At(noon.Add(-time.Minute)), true, noon.Add(-time.Minute)},
		"decided before it was made":         {ago, api.At(noon.Add(-100 * time.Hour)), true, noon},
		"decided yesterday, heard of now":    {ago, api.At(noon.Add(-24 * time.Hour)), false, noon.Add(-24 * time.Hour)},
		"the bank's clock a little ahead":    {api.Timestamp{}, api.At(noon.Add(time.Minute)), false, noon.Add(time.Minute)},
		"the bank's clock behind its making": {api.At(noon), api.At(noon.Add(-time.Second)), false, noon.Add(-time.Second)},
		"nothing told":                       {api.Timestamp{}, api.Timestamp{}, false, noon},
	} {
		told := api.Spend{ID: "req_1", Status: api.Approved, AmountCents: new(int64(100)), Currency: "usd", CreatedAt: c.created, DecidedAt: c.decided}
		record := Merge(Spend{}, ObserveSpend(api.Answer[api.Spend]{Value: told, AsOf: noon}, SourceCreated, MomentOf(noon)))
		if record.Settled() != MomentOf(c.settled) {
			t.Errorf("%s: it is filed under %v, want %v", name, record.Settled().Time(), c.settled)
		}
		if said := strings.Contains(strings.Join(record.Bewares(), " "), "that can't be"); said != c.odd || record.Fits() == c.odd {
			t.Errorf("%s: it says %q, fits %v", name, record.Bewares(), record.Fits())
		}
	}
}
