package state

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

func tokenNamed(t interface{ Fatal(...any) }, symbol string) Token {
	token, known := TokenBySymbol(symbol)
	if !known {
		t.Fatal("no token " + symbol)
	}
	return token
}

func TestReadTokenAmountTakesWhatPeoplePaste(t *testing.T) {
	t.Parallel()
	held := decimal.RequireFromString("12000.1234567")
	for _, c := range []struct{ token, typed, want string }{
		{"USDC", "1,000.00 USDC", "1000"},
		{"USDC", "usdc 1000", "1000"},
		{"USDC", "$1,000.50", "1000.50"},
		{"DAI", "1,000.50 USD", "1000.50"},
		{"ETH", " 0.000000000000000001 ETH", "0.000000000000000001"},
		{"USDC", "25%", "3000.030864"},
		{"USDC", "12.5 %", "1500.015432"},
		{"USDC", "max", "12000.123456"},
		{"USDC", "ALL", "12000.123456"},
		{"WBTC", "100%", "12000.1234567"},
	} {
		got, problem := ReadTokenAmount(c.typed, tokenNamed(t, c.token), &held)
		if problem != nil || !got.Amount.Equal(decimal.RequireFromString(c.want)) {
			t.Errorf("%q of %s is %v, %v, want %s", c.typed, c.token, got.Amount, problem, c.want)
		}
	}
}

func TestReadTokenAmountExplainsWhatItRefuses(t *testing.T) {
	t.Parallel()
	held := decimal.NewFromInt(5)
	for _, c := range []struct{ token, typed, part string }{
		{"USDC", "1.1234567", "USDC takes 6 decimals at most, and this has 7"},
		{"ETH", "$100", "in ETH, not in dollars"},
		{"USDC", "1000 ETH", "names ETH, and USDC is sold"},
		{"USDC", "1000 EUR", "names EUR"},
		{"USDC", "0%", "above zero"},
		{"USDC", "101%", "more than all"},
		{"USDC", "0.000001%", "nothing to sell"},
		{"USDC", "hello", "not an amount"},
		{"USDC", "eth", "names ETH"},
		{"USDC", "10k", "short for an amount"},
		{"USDC", "%", "not an amount"},
		{"USDC", "", "missing"},
	} {
		if got, problem := ReadTokenAmount(c.typed, tokenNamed(t, c.token), &held); problem == nil || !strings.Contains(problem.Happened, c.part) {
			t.Errorf("%q of %s is %v, %v, want a sentence with %q", c.typed, c.token, got.Amount, problem, c.part)
		}
	}
	if _, problem := ReadTokenAmount("25%", tokenNamed(t, "ETH"), nil); problem == nil || !strings.Contains(problem.Happened, "doesn't tell how much ETH") {
		t.Errorf("a share of nobody knows what: %v", problem)
	}
}

func TestAShareIsNeverMoreThanThereIsNorFinerThanTheToken(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.SampledFrom(Tokens()).Draw(t, "token")
		held := decimal.New(rapid.Int64Range(0, 1<<60).Draw(t, "held"), -rapid.Int32Range(0, 18).Draw(t, "places"))
		typed := rapid.StringMatching(`[0-9]{1,3}(\.[0-9]{1,4})? ?%|max|all`).Draw(t, "typed")
		got, problem := ReadTokenAmount(typed, token, &held)
		if problem != nil {
			return
		}
		if got.Amount.GreaterThan(held) || !got.Amount.IsPositive() || !got.Amount.Equal(got.Amount.Truncate(token.Precision)) {
			t.Fatalf("%s of %s %s is %s", typed, held, token.Symbol, got.Amount)
		}
	})
}

func FuzzReadTokenAmount(f *testing.F) {
	for _, seed := range []string{"25%", "max", "$5", "5 ETH", "1e9%", "ETHETH", "9999999999%", "1.000,5 USDC", "%", "$$", "USDC"} {
		f.Add(seed)
	}
	held := decimal.RequireFromString("12.5")
	f.Fuzz(func(t *testing.T, typed string) {
		for _, token := range Tokens() {
			got, problem := ReadTokenAmount(typed, token, &held)
			switch {
			case problem != nil && problem.Happened == "":
				t.Fatalf("%q is refused without a word", typed)
			case problem == nil && (!got.Amount.IsPositive() || !got.Amount.Equal(got.Amount.Truncate(token.Precision))):
				t.Fatalf("%q became %s", typed, got.Amount)
			}
		}
	})
}
