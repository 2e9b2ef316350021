package state

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/api"
)

var noon = time.Date(2026, 5, 8, 12, 0, 0, 0, time.UTC)

func TestTheIndexesAgreeWithTheRecordsWhateverComes(t *testing.T) {
	t.Parallel()
	status := rapid.SampledFrom([]api.SpendStatus{api.NeedsApproval, api.Approved, api.Declined, api.Cancelled, "escalated"})
	rapid.Check(t, func(t *rapid.T) {
		book := NewBook(Bank{}, time.UTC)
		model := make(map[string]*Spend)
		now := noon
		for range rapid.IntRange(1, 30).Draw(t, "batches") {
			var batch []*Spend
			for range rapid.IntRange(0, 5).Draw(t, "size") {
				spend := &Spend{
					ID:        fmt.Sprintf("req_%d", rapid.IntRange(0, 8).Draw(t, "id")),
					Status:    status.Draw(t, "status"),
					Cents:     new(int64(rapid.IntRange(1, 500).Draw(t, "cents"))),
					Currency:  rapid.SampledFrom([]string{"usd", "eur"}).Draw(t, "currency"),
					CreatedAt: MomentOf(noon.Add(time.Duration(rapid.IntRange(-48, 0).Draw(t, "hours")) * time.Hour)),
				}
				if spend.Status.Final() {
					spend.DecidedAt = spend.CreatedAt
				}
				batch = append(batch, spend)
				model[spend.ID] = spend
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 12).Draw(t, "seconds")) * time.Second)
			book.Put(Changes{Spends: batch}, now)
			book.Tidy(now)
		}
		check(t, book.View(), model, now)
		book.Tidy(now.Add(queueLinger))
		for _, spend := range book.View().Queue.From(0) {
			if !spend.Waiting() {
				t.Fatalf("%s lingers in the queue as %s", spend.ID, spend.Status)
			}
		}
	})
}

func check(t *rapid.T, view *View, model map[string]*Spend, now time.Time) {
	if view.Spends.Len() != len(model) {
		t.Fatalf("%d listed, want %d", view.Spends.Len(), len(model))
	}
	cents, count, approved := map[string]int64{}, 0, 0
	last := Moment(1 << 60)
	for _, spend := range view.Spends.From(0) {
		if !model[spend.ID].Same(spend) || !view.Spend(spend.ID).Same(spend) {
			t.Fatalf("%s is listed as it was once", spend.ID)
		}
		if spend.Born() > last {
			t.Fatal("not newest first")
		}
		last = spend.Born()
		if spend.Waiting() {
			count++
			cents[api.Money{Currency: spend.Currency}.Code()] += *spend.Cents
			if _, queued := view.Queue.Rank(spend); !queued {
				t.Fatalf("%s waits outside the queue", spend.ID)
			}
		}
		if spend.Status == api.Approved && spend.DecidedAt.Time().Format(time.DateOnly) == now.Format(time.DateOnly) {
			approved++
		}
	}
	if view.Waiting.Count != count || view.Today.Approved != approved {
		t.Fatalf("counts %d waiting, %d approved today; want %d, %d", view.Waiting.Count, view.Today.Approved, count, approved)
	}
	for _, sum := range view.Waiting.Sums {
		if cents[sum.Code()] != sum.Cents {
			t.Fatalf("sum %v, want %d", sum, cents[sum.Code()])
		}
	}
}

func TestADecidedRequestStaysInTheQueueForTenSeconds(t *testing.T) {
	t.Parallel()
	book := NewBook(Bank{}, time.UTC)
	book.Put(Changes{Spends: []*Spend{{ID: "req_1", Status: api.NeedsApproval}}}, noon)
	book.Put(Changes{Spends: []*Spend{{ID: "req_1", Status: api.Approved}}}, noon)
	due := book.Tidy(noon.Add(9 * time.Second))
	if book.View().Queue.Len() != 1 || !due.Equal(noon.Add(queueLinger)) {
		t.Errorf("queue of %d, due %v", book.View().Queue.Len(), due)
	}
	book.Tidy(noon.Add(queueLinger))
	if book.View().Queue.Len() != 0 {
		t.Error("it stayed longer")
	}
}

func TestADecisionOfLongAgoLeavesTheQueueAtOnce(t *testing.T) {
	t.Parallel()
	book := NewBook(Bank{}, time.UTC)
	created := MomentOf(noon.Add(-48 * time.Hour))
	book.Put(Changes{Spends: []*Spend{{ID: "req_1", Status: api.NeedsApproval, CreatedAt: created}}}, noon)
	book.Put(Changes{Spends: []*Spend{{ID: "req_1", Status: api.Approved, CreatedAt: created, DecidedAt: created.Add(time.Hour)}}}, noon)
	if got := book.View().Queue.Len(); got != 0 {
		t.Errorf("%d stay in the queue", got)
	}
}

func TestTodayBeginsAgainAtMidnightOfTheLocation(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CEST", 2*3600)
	book := NewBook(Bank{}, berlin)
	evening := time.Date(2026, 5, 8, 21, 59, 0, 0, time.UTC)
	book.Put(Changes{Spends: []*Spend{{ID: "req_1", Status: api.Approved, Cents: new(int64(500)), DecidedAt: MomentOf(evening)}}}, evening)
	if got := book.View().Today.Approved; got != 1 {
		t.Errorf("%d before midnight", got)
	}
	book.Tidy(evening.Add(2 * time.Minute))
	if got := book.View().Today; got.Approved != 0 || len(got.Spent) != 0 {
		t.Errorf("%+v after midnight", got)
	}
}

func TestAnOldViewNeverChanges(t *testing.T) {
	t.Parallel()
	book := NewBook(Bank{}, time.UTC)
	for i := range 1000 {
		book.Put(Changes{Spends: []*Spend{{ID: fmt.Sprint("req_", i), CreatedAt: Moment(i + 1), Status: api.NeedsApproval}}}, noon)
	}
	old := book.View()
	before := slices.Collect(old.Spends.Chunks())
	for i, chunk := range before {
		before[i] = slices.Clone(chunk)
	}
	for i := range 1000 {
		book.Put(Changes{Spends: []*Spend{{ID: fmt.Sprint("req_", i), CreatedAt: Moment(5000 - i), Status: api.Approved}}}, noon)
	}
	after := slices.Collect(old.Spends.Chunks())
	if !slices.EqualFunc(before, after, slices.Equal) {
		t.Error("a kept view changed under its reader")
	}
}

func TestTheActivityKeepsTheNewest(t *testing.T) {
	t.Parallel()
	book := NewBook(Bank{}, time.UTC)
	for i := 1; i <= activityKept+10; i++ {
		book.Put(Changes{Entries: []*Entry{{Seq: int64(i)}}}, noon)
	}
	view := book.View()
	if view.Activity.Len() != activityKept || view.Activity.At(0).Seq != activityKept+10 {
		t.Errorf("%d kept, the newest is %d", view.Activity.Len(), view.Activity.At(0).Seq)
	}
}

func BenchmarkAFactArriving(b *testing.B) {
	for _, size := range []int{100, 10_000, 200_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			book := NewBook(Bank{}, time.UTC)
			var spends []*Spend
			for i := range size {
				spends = append(spends, &Spend{ID: fmt.Sprintf("req_%07d", i), CreatedAt: Moment(i + 1), Status: api.Approved, DecidedAt: Moment(i + 1)})
			}
			book.Put(Changes{Spends: spends}, noon)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				changed := *spends[i%size]
				changed.Cents = new(*changed.Cents + 1)
				book.Put(Changes{Spends: []*Spend{&changed}}, noon)
				book.View()
			}
		})
	}
}
