package state

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"coffer/api"
)

func TestACurrencyStaysTheOneThatItIs(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"usd": "usd", "EUR": "EUR", "": "", "€": "€", "US$": "US$", "₩": "₩", "usdc": "usdc",
		"u\u200bsd":       "u%E2%80%8Bsd",
		"usd ":            "usd%20",
		"\x1b[31musd":     "%1B[31musd",
		"د.ك":             "%D8%…",
		"円":               "%E5%86%86",
		"%24":             "%2524",
		"american-dollar": "americ…",
	} {
		got := SafeCurrency(raw)
		if before, cut := strings.CutSuffix(want, "…"); cut {
			if !strings.HasPrefix(got, before) || utf8.RuneCountInString(got) > 16 {
				t.Errorf("%q becomes %q, want something like %q", raw, got, want)
			}
			continue
		}
		if got != want {
			t.Errorf("%q becomes %q, want %q", raw, got, want)
		}
	}
}

func TestNoTwoCurrenciesBecomeOne(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z€$%\x{200b} ]{0,5}`), rapid.StringN(0, 40, -1))
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		safeA, safeB := SafeCurrency(a), SafeCurrency(b)
		if a != b && safeA == safeB {
			t.Fatalf("%q and %q are both %q", a, b, safeA)
		}
		if _, _, known := api.CurrencyCode(a); !known {
			if _, _, became := api.CurrencyCode(safeA); became {
				t.Fatalf("%q became %q", a, safeA)
			}
		}
	})
}
