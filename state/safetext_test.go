package state

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

func TestOutsideTextBecomesOnePlainLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ raw, want string }{
		"plain text stays":        {"GPU runtime for evaluation job", "GPU runtime for evaluation job"},
		"accents stay":            {"Café Zürich", "Café Zürich"},
		"wide text stays":         {"東京クラウド", "東京クラウド"},
		"CSI loses its teeth":     {"\x1b[2J\x1b[31mAWS", "[2J[31mAWS"},
		"OSC 52 loses its teeth":  {"\x1b]52;c;ZXZpbA==\x07AWS", "]52;c;ZXZpbA==AWS"},
		"8-bit C1 goes":           {"A\u009b31mWS", "A31mWS"},
		"newlines become spaces":  {"two\r\nlines\tand a tab", "two lines and a tab"},
		"bidi overrides go":       {"pay \u202eelgoog\u202c", "pay elgoog"},
		"zero-width goes":         {"A\u200bW\u200dS\ufeff", "AWS"},
		"combining floods shrink": {"a" + strings.Repeat("\u0301", 50), "a\u0301\u0301"},
		"invalid UTF-8 goes":      {"A\xff\xfeWS", "AWS"},
		"hangul fillers go":       {"\u3164AWS\u115f", "AWS"},
		"edges are trimmed":       {"  AWS  ", "AWS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := SafeText(test.raw); got != test.want {
				t.Errorf("SafeText(%q) = %q, want %q", test.raw, got, test.want)
			}
		})
	}
}

func TestAMegabyteOfTextIsCut(t *testing.T) {
	t.Parallel()
	if got := utf8.RuneCountInString(SafeText(strings.Repeat("界", 1<<20))); got != maxTextRunes+1 {
		t.Errorf("kept %d characters, want %d and an ellipsis", got, maxTextRunes)
	}
}

func FuzzSafeText(f *testing.F) {
	for _, seed := range []string{"AWS", "\x1b[31m", "\u202e\u200b", "👩‍👩‍👧‍👦", "🇩🇪", "e\u0301", "\x9b1m", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		safe := SafeText(raw)
		if !utf8.ValidString(safe) || SafeText(safe) != safe {
			t.Fatalf("SafeText(%q) = %q is not stable", raw, safe)
		}
		for _, r := range safe {
			if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
				t.Fatalf("SafeText(%q) keeps %U", raw, r)
			}
		}
		if width := uniseg.StringWidth(safe); width > 2*(maxTextRunes+1) {
			t.Fatalf("%d cells wide", width)
		}
	})
}

func TestAnAddressIsTakenAsItCameOrNotAtAll(t *testing.T) {
	t.Parallel()
	for raw, kept := range map[string]bool{
		"https://app.dino.id/agents/approvals?spendRequestId=req_124": true,
		"http://127.0.0.1:8787/agents/approvals?token=a-b":            true,
		"https://app.dino.id/\u202e":                                  false,
		"https://app.dino.id/a b":                                     false,
		"https://app.dino.id@evil.example/":                           false,
		"javascript:alert(1)":                                         false,
		"file:///etc/passwd":                                          false,
		"https://app.dino.id/" + strings.Repeat("a", 2_000):           false,
	} {
		want := ""
		if kept {
			want = raw
		}
		if got := SafeURL(raw); got != want {
			t.Errorf("SafeURL(%q) = %q", raw, got)
		}
	}
}
