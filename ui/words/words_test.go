package words

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"coffer/state"
)

func TestSpan(t *testing.T) {
	for span, want := range map[time.Duration]string{
		-time.Second:            "0s",
		3 * time.Second:         "3s",
		47 * time.Second:        "40s",
		12 * time.Minute:        "12m",
		2*time.Hour + time.Hour: "3h",
		5 * 24 * time.Hour:      "5d",
		400 * 24 * time.Hour:    "400d",
		1100 * 24 * time.Hour:   "3y",
	} {
		if got := Span(span); got != want {
			t.Errorf("Span(%v) = %q, want %q", span, got, want)
		}
	}
}

func TestMoneyIsWrittenAsTheBankWritesIt(t *testing.T) {
	for _, currency := range []string{"", "usd", "USD", "eur", "GBP", "jpy", "XTS"} {
		for _, cents := range []int64{0, 5, 99, 100, 12_345, 123_456_789, -7, -150_000} {
			amount := state.Money{Cents: cents, Currency: currency}
			if got, want := Money(amount), amount.String(); got != want {
				t.Errorf("Money(%d %s) = %q, want %q", cents, currency, got, want)
			}
		}
	}
}

func TestNoAmountRunsFromRightToLeft(t *testing.T) {
	if got := Money(state.Money{Cents: 1_234, Currency: "kwd"}); got != "1.234 KWD" {
		t.Errorf("got %q", got)
	}
}

func TestTokenAmounts(t *testing.T) {
	for text, want := range map[string][2]string{
		"1000":                       {"1,000.00", "1,000.00"},
		"0.3412":                     {"0.3412", "0.3412"},
		"0.341200000000000001":       {"0.341200000000000001", "0.341200…"},
		"1234567.5":                  {"1,234,567.50", "1,234,567…"},
		"-12000.250":                 {"-12,000.25", "-12,000…"},
		"1234567.123456789012345678": {"1,234,567.123456789012345678", "1,234,567…"},
	} {
		amount := decimal.RequireFromString(text)
		if got := Exactly(amount); got != want[0] {
			t.Errorf("Exactly(%s) = %q, want %q", text, got, want[0])
		}
		if got := Within(amount, 9); got != want[1] {
			t.Errorf("Within(%s, 9) = %q, want %q", text, got, want[1])
		}
	}
}

func TestAMomentAheadOfNowIsNotFresh(t *testing.T) {
	now := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	for ahead, want := range map[time.Duration]string{
		0: "0s", 20 * time.Second: "0s", 2 * time.Minute: "+2m", 3 * time.Hour: "+3h", 48 * time.Hour: "+2d",
	} {
		if got := Age(now, state.MomentOf(now.Add(ahead))); got != want {
			t.Errorf("%v ahead has the age %q, want %q", ahead, got, want)
		}
	}
}

func TestATimeOfAnotherDayNamesIt(t *testing.T) {
	now := time.Date(2026, 5, 7, 12, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]string{
		now.Add(-time.Hour):      "11:00",
		now.Add(-13 * time.Hour): "6 May 23:00",
		now.AddDate(-1, 0, 0):    "7 May 2025 12:00",
		{}:                       "",
	} {
		if got := ShortWhen(now, state.MomentOf(at), time.UTC); got != want {
			t.Errorf("%v is %q, want %q", at, got, want)
		}
	}
}
