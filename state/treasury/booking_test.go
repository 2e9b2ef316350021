package treasury

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"coffer/state"
)

// bending changes what the bank answers about swaps: the fields that a test has
// set take the place of the bank's own, and null takes one away.
type bending struct {
	mu sync.Mutex
	// execute and read are for the answers to an execute and to a read.
	execute, read map[string]any
}

func (b *bending) set(execute, read map[string]any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.execute, b.read = execute, read
}

func (b *bending) middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, request)
		b.mu.Lock()
		fields := map[string]any(nil)
		switch {
		case request.URL.Path == "/v1/swap/execute":
			fields = b.execute
		case request.Method == http.MethodGet && strings.HasPrefix(request.URL.Path, "/v1/swap/"):
			fields = b.read
		case strings.HasSuffix(request.URL.Path, "/changes"):
			// The sandbox's own list tells all of it; these banks have none.
			b.mu.Unlock()
			http.NotFound(w, request)
			return
		}
		b.mu.Unlock()
		body := answer.Body.Bytes()
		if answer.Code < http.StatusMultipleChoices && len(fields) > 0 {
			told := make(map[string]any)
			decoder := json.NewDecoder(bytes.NewReader(body))
			decoder.UseNumber()
			_ = decoder.Decode(&told)
			maps.Copy(told, fields)
			body, _ = json.Marshal(told)
		}
		maps.Copy(w.Header(), answer.Header())
		w.Header().Del("Content-Length")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(body)
	})
}

// swapped executes one swap and waits for its receipt.
func (r *rig) swapped(engine *state.Engine) *state.Swap {
	r.t.Helper()
	intent := r.executeSwap(engine)
	view := eventually(r.t, engine, "the booked swap", func(v *state.View) bool {
		known := intentOf(v, intent)
		if known == nil || known.Subject == "" {
			return false
		}
		swap := v.Swap(known.Subject)
		return swap != nil && swap.Reference != ""
	})
	return view.Swap(intentOf(view, intent).Subject)
}

func TestAnExecuteAnsweredWithAnotherConfirmationsSwapChangesNoReceipt(t *testing.T) {
	t.Parallel()
	bent := &bending{}
	r := newRig(t, rigOptions{faults: bent.middleware})
	engine, stop := r.start()
	booked := r.swapped(engine)

	bent.set(map[string]any{"swap_id": booked.ID}, nil)
	second := r.executeSwap(engine)
	holds := func(v *state.View) bool {
		intent := intentOf(v, second)
		return intent != nil && intent.AnsweredWith == booked.ID && len(v.Swap(booked.ID).Discrepancies) > 0
	}
	check := func(view *state.View) {
		t.Helper()
		intent, swap := intentOf(view, second), view.Swap(booked.ID)
		if intent.State != state.IntentUnknown || intent.Subject != "" || view.LockedBy("", "USDC") == nil {
			t.Errorf("the second is %s, became %q, locked by %v", intent.State, intent.Subject, view.LockedBy("", "USDC"))
		}
		if swap.Terms.Confirmation != booked.Terms.Confirmation || swap.Reference != booked.Reference || len(swap.Bookings) != 1 ||
			!swap.Bookings[0].Moved.Equal(booked.Bookings[0].Moved) || swap.Status != booked.Status {
			t.Errorf("the receipt became %+v, %d entries", swap, len(swap.Bookings))
		}
		if odd := swap.Discrepancies[0]; len(swap.Discrepancies) != 1 || odd.Field != "swap_id" || odd.Answered != booked.ID ||
			!strings.Contains(odd.Asked, intent.Terms.QuoteID) {
			t.Errorf("it is marked with %v", swap.Discrepancies)
		}
	}
	check(eventually(t, engine, "the mark", holds))
	stop()
	again, _ := r.start()
	check(eventually(t, again, "the mark after a restart", holds))
	// Once the bank answers with its own swap, all is known.
	bent.set(nil, nil)
	if err := again.Retry(t.Context(), "maria", second); err != nil {
		t.Fatal(err)
	}
	view := eventually(t, again, "the second receipt", func(v *state.View) bool {
		intent := intentOf(v, second)
		return intent.State == state.IntentDone && v.Swap(intent.Subject) != nil && v.Swap(intent.Subject).Reference != ""
	})
	if intent := intentOf(view, second); intent.Subject == booked.ID || intent.AnsweredWith != "" {
		t.Errorf("the second became %q, answered with %q", intent.Subject, intent.AnsweredWith)
	}
}

func TestExecutedOtherThanConfirmedIsBookedAsExecutedAndMarked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		told  map[string]any
		field string
	}{
		"more sold":           {map[string]any{"executed_sell_amount": "4000"}, "executed_sell_amount"},
		"less than the least": {map[string]any{"executed_buy_amount": "0.0001"}, "executed_buy_amount"},
		"fees grew":           {map[string]any{"executed_fees": map[string]any{"network": "99"}}, "executed_fees"},
		"another provider":    {map[string]any{"provider": "other"}, "provider"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bent := &bending{read: c.told}
			r := newRig(t, rigOptions{faults: bent.middleware})
			engine, _ := r.start()
			swap := r.swapped(engine)
			if swap.Status != state.SwapConfirmed || len(swap.Discrepancies) != 1 || swap.Discrepancies[0].Field != c.field {
				t.Fatalf("it is %s, marked with %v", swap.Status, swap.Discrepancies)
			}
			moved := swap.Bookings[0].Moved
			if sold := moved.Sold; name == "more sold" && (sold.Amount.String() != "4000" || sold.From != state.FromBank) {
				t.Errorf("it is booked as %v sold", sold)
			}
		})
	}
}

// TestNoShapeOfTheFiguresLosesAnExecutedSwap answers execute and every read with
// figures of another form: the swap is confirmed, what can't be read is said and
// assumed as quoted, and what is null isn't told.
func TestNoShapeOfTheFiguresLosesAnExecutedSwap(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		told  map[string]any
		field string
	}{
		"fees as a text":      {map[string]any{"executed_fees": "free"}, "executed_fees"},
		"fees as objects":     {map[string]any{"executed_fees": map[string]any{"network": map[string]any{"sum": 1}}}, "executed_fees"},
		"fees that are null":  {map[string]any{"executed_fees": map[string]any{"network": nil, "protocol": nil}}, ""},
		"half of the fees":    {map[string]any{"executed_fees": map[string]any{"network": "0.10"}}, ""},
		"an empty amount":     {map[string]any{"executed_sell_amount": ""}, "executed_sell_amount"},
		"an endless amount":   {map[string]any{"executed_buy_amount": json.RawMessage("1e999999999")}, "executed_buy_amount"},
		"a hash and provider": {map[string]any{"tx_hash": 5, "provider": map[string]any{"name": "0x"}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bent := &bending{execute: c.told, read: c.told}
			r := newRig(t, rigOptions{faults: bent.middleware})
			engine, _ := r.start()
			swap := r.swapped(engine)
			if swap.Status != state.SwapConfirmed || (len(swap.Discrepancies) == 1) != (c.field != "") || c.field != "" && swap.Discrepancies[0].Field != c.field {
				t.Fatalf("it is %s, marked with %v", swap.Status, swap.Discrepancies)
			}
			if moved := swap.Bookings[0].Moved; moved.FeesFrom != state.FromQuote || !moved.Assumed() {
				t.Errorf("it is booked with fees %v, from the %s", moved.Fees, moved.FeesFrom)
			}
		})
	}
}

func TestOtherFiguresLaterAreAnAdjustmentAndTheBookingStays(t *testing.T) {
	t.Parallel()
	bent := &bending{}
	r := newRig(t, rigOptions{faults: bent.middleware})
	engine, stop := r.start()
	booked := r.swapped(engine)
	other := r.swapped(engine)
	first := *booked.Bookings[0]

	bent.set(nil, map[string]any{"executed_sell_amount": "1250", "tx_hash": "0xother", "updated_at": "2099-01-01T00:00:00Z"})
	if err := engine.Track(t.Context(), "maria", booked.ID); err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the adjustment", func(v *state.View) bool { return len(v.Swap(booked.ID).Bookings) == 2 })
	adjusted := func(view *state.View) {
		t.Helper()
		swap := view.Swap(booked.ID)
		if len(swap.Bookings) != 2 {
			t.Fatalf("it has %d entries", len(swap.Bookings))
		}
		kept, entry := swap.Bookings[0], swap.Bookings[1]
		if kept.Reference != first.Reference || kept.At != first.At || !kept.Moved.Equal(first.Moved) {
			t.Errorf("the booking became %+v", kept)
		}
		if entry.Adjusts != first.Reference || entry.Number != other.Bookings[0].Number+1 || entry.Moved.Sold.Amount.String() != "1250" {
			t.Errorf("the adjustment is %+v", entry)
		}
		if swap.Reference != first.Reference {
			t.Errorf("its reference became %s", swap.Reference)
		}
	}
	adjusted(view)
	fields := make(map[string]bool)
	for _, odd := range view.Swap(booked.ID).Discrepancies {
		fields[odd.Field] = true
	}
	if !fields["tx_hash"] || !fields["executed_sell_amount"] {
		t.Errorf("it is marked with %v", view.Swap(booked.ID).Discrepancies)
	}
	stop()
	again, _ := r.start()
	adjusted(again.View())
	trail, err := again.Trail(t.Context(), booked.ID)
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for _, entry := range trail {
		if entry.Deed == state.DeedAdjusted {
			said = entry.Text
		}
	}
	if want := " adjusts " + first.Reference + ": sold 1000 USDC → 1250 USDC"; !strings.HasSuffix(said, want) {
		t.Errorf("the trail says %q, want %q at its end", said, want)
	}
}

func TestAConfirmedSwapThatFailedAfterAllIsTakenBackInTheBooks(t *testing.T) {
	t.Parallel()
	bent := &bending{}
	r := newRig(t, rigOptions{faults: bent.middleware})
	engine, _ := r.start()
	booked := r.swapped(engine)
	bent.set(nil, map[string]any{"execution_status": "failed", "updated_at": "2099-01-01T00:00:00Z"})
	if err := engine.Track(t.Context(), "maria", booked.ID); err != nil {
		t.Fatal(err)
	}
	view := eventually(t, engine, "the reversal", func(v *state.View) bool { return len(v.Swap(booked.ID).Bookings) == 2 })
	swap := view.Swap(booked.ID)
	if moved := swap.Bookings[1].Moved; !moved.Sold.Amount.IsZero() || !moved.Bought.Amount.IsZero() || !swap.Contradicted {
		t.Errorf("the books hold %+v, contradicted %v", moved, swap.Contradicted)
	}
	for _, total := range view.ReceiptMonths()[0].Tokens {
		if !total.Sold.IsZero() || !total.Bought.IsZero() {
			t.Errorf("the month still counts %v", total)
		}
	}
}
