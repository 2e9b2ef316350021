package export

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coffer/state"
)

// entered gives a swap the entries that each of these figures would have made.
func entered(swap *state.Swap, number int64, moved ...state.Movement) *state.Swap {
	for i, one := range moved {
		booking := &state.Booking{
			Number: number + int64(i), Reference: "SW-2026-00000" + string(rune('0'+number+int64(i))), SwapID: swap.ID,
			At: swap.SettledAt.Add(1), Date: swap.SettledAt, Moved: one,
		}
		if i > 0 {
			booking.Adjusts, booking.Date = swap.Reference, noon(20+i)
			booking.At = booking.Date
		} else {
			swap.Reference = booking.Reference
		}
		swap.Bookings = append(swap.Bookings, booking)
	}
	return swap
}

func told(sold, bought, fee string) state.Movement {
	return state.Movement{
		SellToken: "USDC", Sold: state.Figure{Amount: *amount(sold), From: state.FromBank},
		BuyToken: "ETH", Bought: state.Figure{Amount: *amount(bought), From: state.FromBank},
		Fees: state.Fees{"network": *amount(fee)}, FeesFrom: state.FromBank,
	}
}

// oddBooks are swaps whose books need more than one clean entry.
func oddBooks() *shelf {
	assumed := told("1000", "0.3412", "3.1")
	assumed.Sold.From, assumed.Bought.From, assumed.FeesFrom = state.FromQuote, state.FromQuote, state.FromQuote
	feeless := told("500", "0.17", "0")
	feeless.Fees, feeless.FeesFrom = nil, ""
	nothing := told("0", "0", "0")
	more := entered(someSwap("more", noon(3)), 1, assumed, told("4000", "0.3399", "2.9"))
	more.Discrepancies = []state.Discrepancy{{Field: "executed_sell_amount", Asked: "1000 USDC", Answered: "4000 USDC"}}
	return &shelf{swaps: []*state.Swap{
		more,
		entered(someSwap("back", noon(4)), 3, told("250", "0.08", "1"), nothing),
		entered(someSwap("feeless", noon(5)), 5, feeless),
		entered(someSwap("confirmed", noon(6)), 6, assumed, told("1000", "0.3412", "3.1")),
		entered(someSwap("unpaid", noon(7)), 8, told("10", "0", "0.5")),
	}}
}

func TestTheBooksEndAtTheBanksLastFigures(t *testing.T) {
	t.Parallel()
	want := make(balances)
	for _, figures := range [][3]string{{"4000", "0.3399", "2.9"}, {"500", "0.17", "0"}, {"1000", "0.3412", "3.1"}, {"10", "0", "0.5"}} {
		want.put("Assets:Coffer:Wallet:USDC", "USDC", amount(figures[0]).Neg())
		want.put("Equity:Coffer:Market", "USDC", *amount(figures[0]))
		want.put("Equity:Coffer:Market", "ETH", amount(figures[1]).Neg())
		want.put("Assets:Coffer:Wallet:ETH", "ETH", *amount(figures[1]))
		want.put("Assets:Coffer:Wallet:USD", "USD", amount(figures[2]).Neg())
		want.put("Expenses:Fees:Network", "USD", *amount(figures[2]))
	}
	for _, format := range []Format{Hledger, Beancount} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			written, summary := write(t, Request{What: Receipts, Format: format}, oddBooks())
			if summary.Records != 8 || len(summary.LeftOut) != 0 {
				t.Errorf("%+v", summary)
			}
			if diff := cmp.Diff(want.texts(), programFor(t, format).balances(t, []byte(written)).texts()); diff != "" {
				t.Errorf("the books (+) don't end where the bank does (-):\n%s\n%s", diff, written)
			}
			for i := range 8 {
				if reference := "SW-2026-00000" + string(rune('1'+i)); !strings.Contains(written, reference) {
					t.Errorf("%s is missing", reference)
				}
			}
		})
	}
}

func TestWhatNobodyToldIsPendingInTheBooks(t *testing.T) {
	t.Parallel()
	booked, _ := write(t, Request{What: Receipts, Format: Hledger}, oddBooks())
	kept, _ := write(t, Request{What: Receipts, Format: Beancount}, oddBooks())
	for _, line := range []string{
		"\n2026-05-03 ! (SW-2026-000001)", "    ; executed_from:quote\n", "\n2026-05-21 * (SW-2026-000002)", "    ; adjusts:SW-2026-000001\n",
		"\n2026-05-05 ! (SW-2026-000005)", "    ; executed_from:sell=bank buy=bank fees=not_told\n",
		"Adjust SW-2026-000001: sold 1000 USDC to 4000 USDC", "    ; discrepancies:sold: asked for 1000 USDC%2C the bank answered 4000 USDC\n",
		"\n2026-05-21 * (SW-2026-000004)",
	} {
		if !strings.Contains(booked, line) {
			t.Errorf("hledger lacks %q:\n%s", line, booked)
		}
	}
	for _, line := range []string{"\n2026-05-03 ! ", "^SW-2026-000002 ^more ^SW-2026-000001\n", "  adjusts: \"SW-2026-000001\"\n"} {
		if !strings.Contains(kept, line) {
			t.Errorf("beancount lacks %q:\n%s", line, kept)
		}
	}
}

func TestTheRowsOfASwapAddUpAndAnAdjustmentNamesItsBooking(t *testing.T) {
	t.Parallel()
	written, _ := write(t, Request{What: Receipts, Format: CSV}, oddBooks())
	rows := parsedTable(t, written)
	row := func(reference string) map[string]string {
		i := slices.IndexFunc(rows, func(row map[string]string) bool { return row["reference"] == reference })
		if i < 0 {
			t.Fatalf("%s has no row:\n%s", reference, written)
		}
		return rows[i]
	}
	for reference, want := range map[string]map[string]string{
		"SW-2026-000001": {"adjusts": "", "executed_sell": "1000", "executed_from": "quote", "quoted_sell": "1000"},
		"SW-2026-000002": {"adjusts": "SW-2026-000001", "executed_sell": "3000", "executed_buy": "-0.0013", "executed_fees": "-0.20", "executed_from": "bank", "quoted_sell": ""},
		"SW-2026-000004": {"adjusts": "SW-2026-000003", "executed_sell": "-250", "executed_buy": "-0.08", "executed_fees": "-1.00"},
		"SW-2026-000005": {"executed_fees": "", "fee_network": "", "executed_from": "sell=bank buy=bank fees=not_told"},
		"SW-2026-000007": {"executed_sell": "0", "executed_from": "bank"},
	} {
		for column, value := range want {
			if got := row(reference)[column]; got != value {
				t.Errorf("%s: %s is %q, want %q", reference, column, got, value)
			}
		}
	}
	array, _ := write(t, Request{What: Receipts, Format: JSON}, oddBooks())
	for _, part := range []string{`"adjusts":"SW-2026-000001"`, `"discrepancies":[{"field":"executed_sell_amount","asked":"1000 USDC","answered":"4000 USDC"}]`} {
		if !strings.Contains(array, part) {
			t.Errorf("the JSON lacks %s:\n%s", part, array)
		}
	}
}

func TestAnAdjustmentLeavesAnEarlierSpanAsItWas(t *testing.T) {
	t.Parallel()
	span, err := ReadSpan("2026-05-01", "2026-05-15")
	if err != nil {
		t.Fatal(err)
	}
	earlier := oddBooks()
	for _, swap := range earlier.swaps {
		swap.Bookings = swap.Bookings[:1]
	}
	for _, format := range []Format{Hledger, Beancount} {
		first, _ := write(t, Request{What: Receipts, Format: format, Span: span}, earlier)
		second, _ := write(t, Request{What: Receipts, Format: format, Span: span}, oddBooks())
		if first != second {
			t.Errorf("%s: the span became another:\n%s", format, cmp.Diff(first, second))
		}
	}
}
