package state

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"coffer/api"
)

func TestACleanIDStaysAsItIs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"", "req_01jwx9f2", "pass", "USDC", "0xabc", strings.Repeat("r", maxIDLength)} {
		if got := SafeID(id); got != id {
			t.Errorf("SafeID(%q) = %q", id, got)
		}
	}
}

func TestWhatIsNotTheWordItselfNeverEqualsIt(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"pass ", " pass", "pass\u200b", "\u2060pass", "pa\u00adss", "pass\x00", "pass\n", "ｐａｓｓ", "p\u0430ss", "pass\ufeff"} {
		if got := api.PolicyStatus(SafeID(raw)); got.Allows() {
			t.Errorf("SafeID(%q) = %q, which passes the policy", raw, got)
		}
	}
	if status := api.SpendStatus(SafeID("approved\u200d")); status.Final() {
		t.Errorf("%q is final", status)
	}
}

func TestAnIDOfInvisibleLettersIsSeenAndKept(t *testing.T) {
	t.Parallel()
	if got, want := SafeID("\u200b\u200c"), "%E2%80%8B%E2%80%8C"; got != want {
		t.Errorf("SafeID = %q, want %q", got, want)
	}
}

// anyRaw is text as a hostile or careless bank sends it: near each other, odd,
// and around the longest that is kept whole.
func anyRaw() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringOf(rapid.SampledFrom([]rune("ab%02E#_ \u200b\u200déе\x00\x1b"))),
		rapid.String(),
		rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) }),
		rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat(rapid.SampledFrom([]string{"a", "%", "\u200b"}).Draw(t, "part"), rapid.IntRange(90, 320).Draw(t, "times")) +
				rapid.SampledFrom([]string{"", "b", "\u200b"}).Draw(t, "end")
		}),
	)
}

func TestTwoIDsStayTwo(t *testing.T) {
	t.Parallel()
	for name, safe := range map[string]func(string) string{"SafeID": SafeID, "SafeKey": SafeKey} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				one, other := anyRaw().Draw(t, "one"), anyRaw().Draw(t, "other")
				if one != other && safe(one) == safe(other) {
					t.Fatalf("%q and %q both became %q", one, other, safe(one))
				}
			})
		})
	}
}

func TestAnIDIsDrawableAndLeadsBackToTheBank(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		raw := anyRaw().Draw(t, "raw")
		safe := SafeID(raw)
		if len(safe) > maxIDLength || strings.ContainsFunc(safe, notURLRune) {
			t.Fatalf("SafeID(%q) = %q can't be drawn", raw, safe)
		}
		back, ok := RawID(safe)
		if tooLong := strings.Contains(safe, digestMark); ok == tooLong {
			t.Fatalf("RawID(%q) = %q, %t", safe, back, ok)
		}
		if ok && back != raw {
			t.Fatalf("RawID(SafeID(%q)) = %q", raw, back)
		}
		if ok && ParseID(" "+safe+"\n") != safe {
			t.Fatalf("what is on the screen, %q, was typed and became %q", safe, ParseID(safe))
		}
	})
}

func TestATypedIDIsTakenAsTheBankWritesIt(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		" req_1 ":    "req_1",
		"req_50%":    "req_50%25",
		"req_50%25":  "req_50%25",
		"req_é":      "req_%C3%A9",
		"req_%c3%a9": "req_%25c3%25a9",
	} {
		if got := ParseID(typed); got != want {
			t.Errorf("ParseID(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestTwoKindsOfFeeStayTwo(t *testing.T) {
	t.Parallel()
	quoted := api.Fees{"network": decimal.New(1, 0), "network\u200b": decimal.New(2, 0), "gas fee": decimal.New(4, 0)}
	terms := termsOf(api.Quote{EstimatedFees: quoted}, "USDC", decimal.New(1, 0), "ETH")
	want, _ := quoted.Total()
	if got, _ := terms.Fees.Total(); !got.Equal(want) || len(terms.Fees) != 3 {
		t.Errorf("the fees became %v", terms.Fees)
	}
	executed, _ := executionOf(api.Swap{ExecutedSellAmount: &decimal.Zero, ExecutedBuyAmount: &decimal.Zero, ExecutedFees: quoted}, 1)
	if got, _ := executed.Fees.Total(); !got.Equal(want) {
		t.Errorf("the executed fees became %v", executed.Fees)
	}
}

func TestAnIDThatQuotesAKeyKeepsADigestInItsPlace(t *testing.T) {
	t.Parallel()
	one, other := SafeID("req_din_test_0123456789abcdef"), SafeID("req_din_test_0123456789abcdee")
	if one == other || strings.Contains(one, "0123456789") {
		t.Errorf("%q and %q", one, other)
	}
	if _, known := RawID(one); known {
		t.Error("the bank would be asked about another id")
	}
	for id, words := range map[string]string{one: "quotes a key or a secret", SafeID(strings.Repeat("r", maxIDLength+1)): "is longer than"} {
		if _, err := bankID(id); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestAnIDThatBeginsLikeAKeyIsTheBanksOwn(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"req_din_0001", "din_0001", "DIN_A4", "team_din_ops", "mid_market", "swap_mid_01JWX9F2K3M4N5P6Q7R8S9T0AB", "Aladdin_Solutions_2025"} {
		if raw, err := bankID(SafeID(id)); raw != id || err != nil {
			t.Errorf("%q is asked about as %q, %v", id, raw, err)
		}
		if text, _, problem := ReadText("merchant", id); text != id || problem != nil || SafeText(id) != id {
			t.Errorf("%q is read as %q, %v", id, text, problem)
		}
	}
}
