package api

import (
	"math"
	"testing"
)

func TestThereIsOneNotationForAllCurrencies(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		cents    int64
		currency string
		want     string
		exact    string
	}{
		{1_248_022, "usd", "$12,480.22", "12480.22"},
		{1_248_022, "UsD", "$12,480.22", "12480.22"},
		{-5, "USD", "-$0.05", "-0.05"},
		{0, "usd", "$0.00", "0.00"},
		{123_450, "eur", "€1,234.50", "1234.50"},
		{99, "GBP", "£0.99", "0.99"},
		{100_000_000, "gbp", "£1,000,000.00", "1000000.00"},
		// Signs that several currencies share, or that stand for one in a way of
		// their own: the code stands behind the amount.
		{1_200, "jpy", "1,200 JPY", "1200"},
		{123_456, "SEK", "1,234.56 SEK", "1234.56"},
		{123_456_789, "huf", "1,234,567.89 HUF", "1234567.89"},
		{12_345, "kwd", "12.345 KWD", "12.345"},
		{5, "bhd", "0.005 BHD", "0.005"},
		{-7, "clf", "-0.0007 CLF", "-0.0007"},
		{1_248_022, "cad", "12,480.22 CAD", "12480.22"},
		// What isn't on the list keeps its word, and all its digits: how many
		// minor units make one isn't known.
		{12_345, "XTS", "12,345 minor units XTS", ""},
		{12_345, "xts", "12,345 minor units xts", ""},
		{12_345, "€", "12,345 minor units €", ""},
		{12_345, "$", "12,345 minor units $", ""},
		{-12_345, "usdc", "-12,345 minor units usdc", ""},
		// Letters that upper case turns into those of a code.
		{12_345, "uſd", "12,345 minor units uſd", ""},
		{12_345, "ıqd", "12,345 minor units ıqd", ""},
		{12_000, "", "120.00 (currency not told)", "120.00"},
		{math.MaxInt64, "usd", "$92,233,720,368,547,758.07", "92233720368547758.07"},
		{math.MinInt64, "usd", "-$92,233,720,368,547,758.08", "-92233720368547758.08"},
		{math.MinInt64, "jpy", "-9,223,372,036,854,775,808 JPY", "-9223372036854775808"},
	} {
		money := Money{Cents: test.cents, Currency: test.currency}
		if got := money.String(); got != test.want {
			t.Errorf("%d %q reads %q, want %q", test.cents, test.currency, got, test.want)
		}
		if got := money.Exact(); got != test.exact {
			t.Errorf("%d %q is %q exactly, want %q", test.cents, test.currency, got, test.exact)
		}
	}
}

func TestAnAmountBeyondAllCentsSaysSo(t *testing.T) {
	t.Parallel()
	for want, money := range map[string]Money{
		"more than $92,233,720,368,547,758.07":  {Cents: math.MaxInt64, Currency: "usd", Beyond: true},
		"less than -$92,233,720,368,547,758.08": {Cents: math.MinInt64, Currency: "usd", Beyond: true},
	} {
		if got := money.String(); got != want || money.Exact() != "" {
			t.Errorf("%q, want %q; exactly %q", got, want, money.Exact())
		}
	}
}

func TestAWordThatIsNoCodeIsNoCurrencyThatIsKnown(t *testing.T) {
	t.Parallel()
	usd := Money{Currency: "usd"}
	for _, word := range []string{"", "$", "US$", "usd ", "us", "usdd", "uſd", "USĐ", "\x00\x00\x00"} {
		if other := (Money{Currency: word}); usd.SameCurrency(other) || other.SameCurrency(Money{Currency: "EUR"}) {
			t.Errorf("%q passes for a currency that is known", word)
		}
	}
	if !usd.SameCurrency(Money{Currency: "USD"}) {
		t.Error("the case of a code makes another currency of it")
	}
	if (Money{}).SameCurrency(Money{}) {
		t.Error("what isn't told passes for the same currency")
	}
}

func TestADifferenceNeverTurnsItsSignAround(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		a, b   int64
		want   int64
		beyond bool
	}{
		{5, 3, 2, false},
		{3, 5, -2, false},
		{math.MinInt64, 1, math.MinInt64, true},
		{math.MaxInt64, -1, math.MaxInt64, true},
		{0, math.MinInt64, math.MaxInt64, true},
		{-1, math.MinInt64, math.MaxInt64, false},
		{math.MaxInt64, math.MaxInt64, 0, false},
	} {
		got := Money{Cents: test.a, Currency: "usd"}.Minus(Money{Cents: test.b, Currency: "usd"})
		if got.Cents != test.want || got.Beyond != test.beyond {
			t.Errorf("%d − %d is %+v", test.a, test.b, got)
		}
	}
}
