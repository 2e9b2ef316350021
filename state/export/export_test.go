package export

import (
	"encoding/json"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state"
)

func TestTheOrderOfArrivalChangesNothing(t *testing.T) {
	t.Parallel()
	arrived := &shelf{}
	for i := range 200 {
		id := string(rune('a'+i%26)) + string(rune('a'+i/26))
		// Many share their moment.
		arrived.spends = append(arrived.spends, someSpend("req_"+id, noon(1+i%9)))
		arrived.swaps = append(arrived.swaps, someSwap(id, noon(1+i%7)))
	}
	for _, what := range []What{Receipts, Spends} {
		for _, format := range Formats() {
			first, _ := write(t, Request{What: what, Format: format}, arrived)
			shuffled := *arrived
			chance := rand.New(rand.NewPCG(1, 2))
			chance.Shuffle(len(shuffled.spends), func(i, j int) { shuffled.spends[i], shuffled.spends[j] = shuffled.spends[j], shuffled.spends[i] })
			chance.Shuffle(len(shuffled.swaps), func(i, j int) { shuffled.swaps[i], shuffled.swaps[j] = shuffled.swaps[j], shuffled.swaps[i] })
			if second, _ := write(t, Request{What: what, Format: format}, &shuffled); second != first {
				t.Errorf("%s as %s depend on the order of arrival", what, format)
			}
		}
	}
}

func TestASpanHoldsItsFirstAndItsLastDay(t *testing.T) {
	t.Parallel()
	midnight := func(day int) state.Moment {
		return state.MomentOf(time.Date(2026, 5, day, 0, 0, 0, 0, time.UTC))
	}
	records := &shelf{spends: []*state.Spend{
		someSpend("req_before", midnight(10)-1), someSpend("req_first", midnight(10)),
		someSpend("req_last", midnight(11)-1), someSpend("req_after", midnight(11)),
	}}
	for name, bounds := range map[string][2]string{
		"req_first req_last":            {"2026-05-10", "2026-05-10"},
		"req_first req_last req_after":  {"2026-05-10T02:00:00+02:00", ""},
		"req_before":                    {"", "2026-05-10T00:00:00Z"},
		"req_last":                      {"2026-05-10T00:00:00.001Z", "2026-05-10"},
		"req_before req_first req_last": {"", "2026-05-10"},
	} {
		span, err := ReadSpan(bounds[0], bounds[1])
		if err != nil {
			t.Fatal(err)
		}
		written, _ := write(t, Request{What: Spends, Format: JSONLines, Span: span}, records)
		var got []string
		for _, row := range parsedJSON(t, JSONLines, written) {
			got = append(got, row["spend_id"])
		}
		if strings.Join(got, " ") != name {
			t.Errorf("%v holds %v, want %s", bounds, got, name)
		}
	}
}

func TestASenselessSpanIsExplained(t *testing.T) {
	t.Parallel()
	for _, bounds := range [][2]string{{"yesterday", ""}, {"", "2026-13-01"}, {"2026-05-02", "2026-05-01"}, {"2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z"}} {
		var problem *state.Problem
		if _, err := ReadSpan(bounds[0], bounds[1]); !errors.As(err, &problem) || problem.Advice == "" {
			t.Errorf("%v: %v", bounds, err)
		}
	}
}

func TestADecidedRequestIsFiledUnderItsDecision(t *testing.T) {
	t.Parallel()
	open, decided, untold := someSpend("req_1", noon(3)), someSpend("req_2", noon(3)), someSpend("req_3", noon(3))
	open.Status, open.CreatedAt = state.NeedsApproval, noon(2)
	decided.CreatedAt = noon(2)
	untold.DecidedAt, untold.CreatedAt = 0, noon(2)
	written, _ := write(t, Request{What: Spends, Format: JSONLines}, &shelf{spends: []*state.Spend{open, decided, untold}})
	rows := parsedJSON(t, JSONLines, written)
	for i, want := range []string{"2026-05-02", "2026-05-02", "2026-05-03"} {
		if !strings.HasPrefix(rows[i]["time"], want) {
			t.Errorf("%s is filed under %s, want %s", rows[i]["spend_id"], rows[i]["time"], want)
		}
	}
}

func TestOnlyWhatMovedMoneyIsBooked(t *testing.T) {
	t.Parallel()
	records := &shelf{}
	for i, status := range []state.SpendStatus{state.Approved, state.Declined, state.Cancelled, state.NeedsApproval, "frozen"} {
		spend := someSpend("req_"+string(rune('0'+i)), noon(3))
		spend.Status = status
		records.spends = append(records.spends, spend)
	}
	for i, status := range []state.ExecutionStatus{state.SwapConfirmed, state.SwapFailed, state.SwapExpired, state.SwapPending} {
		swap := someSwap(string(rune('0'+i)), noon(3))
		swap.Status = status
		records.swaps = append(records.swaps, swap)
	}
	for what, all := range map[What]int{Receipts: 4, Spends: 5} {
		for _, format := range Formats() {
			want := all
			if format.Doubles() {
				want = 1
			}
			if _, summary := write(t, Request{What: what, Format: format}, records); summary.Records != want || len(summary.LeftOut) > 0 {
				t.Errorf("%s as %s: %+v", what, format, summary)
			}
		}
	}
}

func TestWhatMovedMoneyAndCannotBeBookedIsNamed(t *testing.T) {
	t.Parallel()
	untold := someSwap("7", noon(3))
	untold.Terms = nil
	for _, format := range []Format{Hledger, Beancount} {
		written, summary := write(t, Request{What: Receipts, Format: format}, &shelf{swaps: []*state.Swap{untold, someSwap("8", noon(4))}})
		if summary.Records != 1 || len(summary.LeftOut) != 1 || summary.LeftOut[0].Reference != "SW-2026-7" {
			t.Errorf("%s: %+v", format, summary)
		}
		if !strings.Contains(written, "; Left out: 7 SW-2026-7 moved money, but its amounts are not known here\n") {
			t.Errorf("%s doesn't say it:\n%s", format, written)
		}
	}
}

func TestAReceiptHoldsAllThatTheBooksNeed(t *testing.T) {
	t.Parallel()
	swap := someSwap("1", noon(3))
	swap.Terms.PolicyReasons, swap.Terms.CheckedAt = []string{"close to the limit"}, noon(3)
	written, _ := write(t, Request{What: Receipts, Format: JSON}, &shelf{swaps: []*state.Swap{swap}})
	var read []map[string]any
	if err := json.Unmarshal([]byte(written), &read); err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{
		"reference", "swap_id", "status", "time", "submitted_at", "settled_at", "quote_id", "provider", "tx_hash",
		"sell_token", "quoted_sell", "buy_token", "quoted_buy", "quoted_fees", "executed_sell", "executed_buy", "executed_fees",
		"executed_from", "policy", "policy_reasons", "policy_checked_at", "confirmed_by", "confirmed_at",
	} {
		if read[0][field] == nil {
			t.Errorf("%s is missing in %s", field, written)
		}
	}
	if read[0]["quoted_buy"] != "0.341200000000000001" {
		t.Errorf("an amount lost digits: %v", read[0]["quoted_buy"])
	}
}

// TestAFeeThatIsLeftOutIsNoZero tells the fees by half, by a whole sum, and not.
func TestAFeeThatIsLeftOutIsNoZero(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		told state.Fees
		want string
	}{
		"half":    {state.Fees{"network": decimal.RequireFromString("0.1")}, "0.52 0.10 0.42 sell=bank buy=bank fees=quote"},
		"a whole": {state.Fees{"total": decimal.RequireFromString("3")}, "3.00   bank"},
		"nothing": {nil, "3.52 3.10 0.42 sell=bank buy=bank fees=quote"},
	} {
		swap := someSwap("1", noon(3))
		swap.Executed = &state.Execution{Sold: amount("1000"), Bought: amount("0.3399"), Fees: c.told}
		written, _ := write(t, Request{What: Receipts, Format: CSV}, &shelf{swaps: []*state.Swap{swap}})
		row := parsedTable(t, written)[0]
		if got := strings.Join([]string{row["executed_fees"], row["fee_network"], row["fee_protocol"], row["executed_from"]}, " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhatTheBankSaysWasExecutedIsBooked(t *testing.T) {
	t.Parallel()
	swap := someSwap("1", noon(3))
	swap.Executed = &state.Execution{
		Sold: amount("1000"), Bought: amount("0.3399"),
		Fees: state.Fees{"network": decimal.RequireFromString("2.9"), "protocol": decimal.Zero, "bridge": decimal.RequireFromString("0.5")},
	}
	records := &shelf{swaps: []*state.Swap{swap}}
	written, _ := write(t, Request{What: Receipts, Format: CSV}, records)
	row := parsedTable(t, written)[0]
	for column, want := range map[string]string{
		"quoted_buy": "0.341200000000000001", "executed_buy": "0.3399", "quoted_fees": "3.52", "executed_fees": "3.40",
		"fee_network": "2.90", "fee_protocol": "0.00", "fee_other": "0.50", "executed_from": "bank",
	} {
		if row[column] != want {
			t.Errorf("%s is %q, want %q", column, row[column], want)
		}
	}
	booked, _ := write(t, Request{What: Receipts, Format: Hledger}, records)
	for _, line := range []string{" 0.3399 ETH\n", "Expenses:Fees:Bridge ", "2.90 USD\n", "@@ 0.3399 ETH\n"} {
		if !strings.Contains(booked, line) {
			t.Errorf("%q is missing in:\n%s", line, booked)
		}
	}
}

func TestWhoAskedAndWhoDecidedIsTold(t *testing.T) {
	t.Parallel()
	records := &shelf{
		spends: []*state.Spend{someSpend("req_1", noon(3)), someSpend("req_2", noon(4)), someSpend("req_3", noon(5))},
		intents: []*state.Intent{
			{ID: "i", Kind: state.IntentSpend, Subject: "req_1", Who: "omar", CreatedAt: noon(2)},
			{ID: "j", Kind: state.IntentSwap, Subject: "req_2", Who: "omar"},
		},
		deeds: []*state.Entry{
			{Deed: state.DeedDecided, Subject: "req_1", Who: "ines", Text: "approve · looked"},
			{Deed: state.DeedOutcome, Subject: "req_1", Who: "ines", Text: "decision: not sent · No answer"},
			{Deed: state.DeedDecided, Subject: "req_1", Who: "maria", Text: "approve · fine"},
			{Deed: state.DeedDecided, Subject: "req_2", Who: "maria", Text: "decline · no"},
			{Deed: state.DeedDecided, Subject: "req_3", Who: "maria", Text: "approve · fine"},
			{Deed: state.DeedOutcome, Subject: "req_3", Who: "maria", Text: "decision: unknown · No answer"},
		},
	}
	written, _ := write(t, Request{What: Spends, Format: JSONLines}, records)
	rows := parsedJSON(t, JSONLines, written)
	for i, want := range [][2]string{{"omar", "maria"}, {"", ""}, {"", "maria"}} {
		if got := [2]string{rows[i]["asked_by"], rows[i]["decided_by"]}; got != want {
			t.Errorf("%s was asked and decided by %v, want %v", rows[i]["spend_id"], got, want)
		}
	}
}

func TestAmountsAreExact(t *testing.T) {
	t.Parallel()
	for text, places := range map[string]int32{
		"0.000000000000000001": 0, "123456789012345678901234567890.123456789012345678": 2, "3.10": 2, "3.00": 2, "0.125": 2, "7": 0,
	} {
		if got := exact(decimal.RequireFromString(text), places); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
	yen := someSpend("req_1", noon(1))
	yen.Cents, yen.Currency = new(int64(500)), "jpy"
	if written, _ := write(t, Request{What: Spends, Format: Hledger}, &shelf{spends: []*state.Spend{yen}}); !strings.Contains(written, " 500 JPY\n") {
		t.Errorf("500 yen became:\n%s", written)
	}
}

func TestABareFileDeclaresNothing(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{Hledger, Beancount} {
		written, _ := write(t, Request{What: Receipts, Format: format, Bare: true}, &shelf{swaps: []*state.Swap{someSwap("1", noon(1))}})
		for _, word := range []string{"open ", "commodity ", "account "} {
			if strings.Contains(written, "\n"+word) || strings.Contains(written, "2026-05-01 "+word) {
				t.Errorf("%s declares with %q:\n%s", format, word, written)
			}
		}
	}
}

func TestProgressIsToldAndAnEndIsHeard(t *testing.T) {
	t.Parallel()
	records := &shelf{}
	for i := range 2_500 {
		records.spends = append(records.spends, someSpend("req_"+time.Duration(i).String(), noon(1)+state.Moment(i)))
	}
	var told []Progress
	write(t, Request{What: Spends, Format: CSV, Progress: func(p Progress) { told = append(told, p) }}, records)
	if len(told) != 4 || told[3] != (Progress{Looked: 2_500, Found: 2_500, Written: 2_000}) {
		t.Errorf("progress was %v", told)
	}
}

func TestAFileIsWholeAndPrivateAndARepeatIsEasy(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "may.journal")
	one := &shelf{spends: []*state.Spend{someSpend("req_1", noon(1))}}
	two := &shelf{spends: []*state.Spend{someSpend("req_2", noon(1))}}
	request := Request{What: Spends, Format: Hledger}
	for range 2 {
		if _, err := WriteFile(t.Context(), File{Path: path}, request, one); err != nil {
			t.Fatal(err)
		}
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if known, _ := os.Stat(path); known.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %s", known.Mode())
	}
	if _, err := WriteFile(t.Context(), File{Path: path}, request, two); !errors.Is(err, fs.ErrExist) {
		t.Errorf("another export took its place: %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(first) {
		t.Error("a refused export changed the file")
	}
	if _, err := WriteFile(t.Context(), File{Path: path, Force: true}, request, two); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(path); !strings.Contains(string(after), "req_2") {
		t.Error("force did not replace it")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".coffer-*")); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
}

func TestAFileThatCannotBeWrittenIsExplained(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, path := range []string{folder, filepath.Join(folder, "none", "x.csv")} {
		var problem *state.Problem
		if _, err := WriteFile(t.Context(), File{Path: path}, Request{What: Spends, Format: CSV}, &shelf{}); !errors.As(err, &problem) {
			t.Errorf("%s: %v", path, err)
		}
	}
}
