package state

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coffer/api"
)

// anySpend draws requests as no bank would tell them, too.
func anySpend(t *rapid.T) *Spend {
	moment := rapid.Map(rapid.OneOf(
		rapid.SampledFrom([]int64{0, 1, 1_778_000_000_000, 1_778_000_000_123, int64(finality), int64(finality) + 5, math.MaxInt64, math.MinInt64}),
		rapid.Int64()), func(i int64) Moment { return Moment(i) })
	text := rapid.OneOf(rapid.SampledFrom([]string{"", "req_1", "AWS", "https://app.dino.id/a?id=req_1#x", "req_1req_1"}), rapid.StringN(0, 300, 900))
	stamp := rapid.Custom(func(t *rapid.T) Stamp { return Stamp{moment.Draw(t, "as of"), moment.Draw(t, "seen")} })
	spend := &Spend{
		ID: text.Draw(t, "id"), DecisionReason: text.Draw(t, "decision reason"), Cents: rapid.Ptr(rapid.Int64(), true).Draw(t, "cents"),
		Status:   rapid.SampledFrom([]api.SpendStatus{"", api.NeedsApproval, api.Approved, api.Declined, "escalated"}).Draw(t, "status"),
		Currency: text.Draw(t, "currency"), Merchant: text.Draw(t, "merchant"), Reason: text.Draw(t, "reason"), Account: text.Draw(t, "account"),
		Team: text.Draw(t, "team"), ApprovalURL: text.Draw(t, "url"), BudgetLeft: rapid.Int64().Draw(t, "budget left"), BudgetKnown: rapid.Bool().Draw(t, "budget known"),
		CreatedAt: moment.Draw(t, "created"), DecidedAt: moment.Draw(t, "decided"), FirstSeen: moment.Draw(t, "first seen"), LastSeen: moment.Draw(t, "last seen"),
		LastSource: Source(text.Draw(t, "source")), OpenedAt: moment.Draw(t, "opened"), Contradicted: rapid.Bool().Draw(t, "contradicted"),
	}
	spend.UnknownAt, spend.UnreadableAt = moment.Draw(t, "unknown at"), moment.Draw(t, "unreadable at")
	if rapid.Bool().Draw(t, "asked here") {
		spend.Asked = &SpendAsked{Cents: 2, Currency: text.Draw(t, "asked currency"), Merchant: text.Draw(t, "asked merchant"), Team: spend.Team}
		if spend.Cents != nil {
			spend.Asked.Cents = *spend.Cents
		}
	}
	if rapid.Bool().Draw(t, "odd") {
		spend.Variants = []Variant{{"merchant_name", text.Draw(t, "variant"), stamp.Draw(t, "told")}}
		spend.Noted = []Discrepancy{{Field: "id", Asked: text.Draw(t, "asked"), Answered: text.Draw(t, "answered"), At: 7}}
	}
	if rapid.Bool().Draw(t, "told by one fact") {
		spend.stamp(stamp.Draw(t, "stamp"))
		return spend
	}
	few := rapid.SliceOfN(stamp, 1, int(spendFieldCount)).Draw(t, "stamps")
	for field := range spend.Stamps {
		spend.Stamps[field] = rapid.SampledFrom(few).Draw(t, "field")
	}
	return spend
}

func TestAKeptRequestTellsAllThatItWasMadeOf(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := anySpend(t)
		kept := keep(want)
		if difference := cmp.Diff(want, kept.Spend()); difference != "" {
			t.Fatalf("it came back as another:\n%s", difference)
		}
		if kept.ID() != want.ID || kept.Reason() != want.Reason || kept.Merchant() != want.Merchant || kept.Account() != want.Account ||
			kept.Status() != want.Status || kept.Source() != want.LastSource || money(kept) != money(want) || kept.Born() != want.Born() {
			t.Fatalf("a single answer differs from the whole of %+v", want)
		}
	})
}

// TestMergedRecordsKeepTheirLawsInTheBook packs the record after every fact.
func TestMergedRecordsKeepTheirLawsInTheBook(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		facts := anyFacts(t)
		kept := keep(&Spend{})
		for _, fact := range facts {
			merged := Merge(*kept.Spend(), fact)
			kept = keep(&merged)
		}
		want := mergeAll(facts)
		if difference := cmp.Diff(&want, kept.Spend()); difference != "" {
			t.Fatalf("packing between facts changed where they end:\n%s", difference)
		}
	})
}

// TestARecordOfAnEarlierReleaseIsRead holds a record as journals have it since
// the first release. It must never be edited to make a test pass.
func TestARecordOfAnEarlierReleaseIsRead(t *testing.T) {
	t.Parallel()
	const written = `{"id":"req_01m7zq4a01","status":"approved","decision_reason":"Approved by operator: fine","cents":60000,"currency":"usd",` +
		`"merchant":"OpenAI","reason":"model inference","account":"agent_1","team":"team_1","approval_url":"https://app.dino.id/agents/approvals?spendRequestId=req_01m7zq4a01",` +
		`"budget_left":380029,"budget_known":true,"created_at":1778240000000,"decided_at":1778240720000,"first_seen":1778240000180,"last_seen":1778240720150,` +
		`"last_source":"webhook","opened_at":1778240600000,"stamps":[{"a":1152921506385087696,"s":1778240720150},{"a":1152921506385087696,"s":1778240720150},` +
		`{"a":1778240720000,"s":1778240720150},{"a":1778240720000,"s":1778240720150},{"a":1778240720000,"s":1778240720150},{"a":1778240720000,"s":1778240720150},` +
		`{"a":1778240720000,"s":1778240720150},{"a":1778240720000,"s":1778240720150},{"a":1778240000000,"s":1778240000180},{"a":1778240000000,"s":1778240000180},` +
		`{"a":1778240720000,"s":1778240720150},{"a":1152921506385087696,"s":1778240720150}]}`
	var spend Spend
	if err := json.Unmarshal([]byte(written), &spend); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(keep(&spend).Spend())
	if err != nil || string(again) != written {
		t.Errorf("%v\n%s\nwas\n%s", err, again, written)
	}
	stale := spend
	stale.Status, stale.DecisionReason, stale.DecidedAt = api.NeedsApproval, "Amount is above the threshold", 0
	stale.stamp(Stamp{AsOf: 1778250000000, Seen: 1778250000000})
	if merged := joinSpends(spend, stale); merged.Status != api.Approved || merged.DecisionReason != "Approved by operator: fine" {
		t.Errorf("a later fact undid its decision: %s · %s", merged.Status, merged.DecisionReason)
	}
}

// TestNoFieldOfARequestIsForgotten fails for whoever adds a field to Spend and
// doesn't keep it.
func TestNoFieldOfARequestIsForgotten(t *testing.T) {
	t.Parallel()
	var spend Spend
	value := reflect.ValueOf(&spend).Elem()
	for i := range value.NumField() {
		switch field := value.Field(i); field.Kind() {
		case reflect.String:
			field.SetString(value.Type().Field(i).Name)
		case reflect.Int64:
			field.SetInt(int64(i + 1))
		case reflect.Bool:
			field.SetBool(true)
		case reflect.Pointer:
			fillPointer(field)
		case reflect.Slice:
			field.Set(reflect.MakeSlice(field.Type(), 1, 1))
			fillTexts(field.Index(0))
		case reflect.Array:
			for j := range field.Len() {
				field.Index(j).Set(reflect.ValueOf(Stamp{AsOf: Moment(j + 1), Seen: Moment(j + 2)}))
			}
		case reflect.Struct:
			for j := range field.NumField() {
				field.Field(j).SetInt(int64(100*i + j + 1))
			}
		default:
			t.Fatalf("%s is of a kind that this test doesn't fill in", value.Type().Field(i).Name)
		}
	}
	if difference := cmp.Diff(&spend, keep(&spend).Spend()); difference != "" {
		t.Errorf("it came back as another:\n%s", difference)
	}
}

// money is the amount as text that tells 0 from what isn't told.
func money(record interface{ Money() (Money, bool) }) string {
	amount, told := record.Money()
	if !told {
		return "not told in " + amount.Currency
	}
	return strconv.FormatInt(amount.Cents, 10) + amount.Currency
}

// fillPointer makes something that the field can point to, without a zero in it.
func fillPointer(field reflect.Value) {
	field.Set(reflect.New(field.Type().Elem()))
	if field.Elem().Kind() == reflect.Int64 {
		field.Elem().SetInt(7)
		return
	}
	fillTexts(field.Elem())
}

func fillTexts(value reflect.Value) {
	for i := range value.NumField() {
		switch part := value.Field(i); part.Kind() {
		case reflect.String:
			part.SetString(value.Type().Field(i).Name)
		case reflect.Int64:
			part.SetInt(int64(i + 3))
		}
	}
}
