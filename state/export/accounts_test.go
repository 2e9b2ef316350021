package export

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"coffer/state"
	"coffer/state/config"
)

func TestTheDefaultAccountsFitBothPrograms(t *testing.T) {
	t.Parallel()
	for _, format := range []Format{Hledger, Beancount} {
		if err := DefaultAccounts().Check(format); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
}

func TestTheConfigNamesTheDefaultAccounts(t *testing.T) {
	t.Parallel()
	settings, err := config.Sources{}.Settings()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(DefaultAccounts(), Accounts(settings.Export)); diff != "" {
		t.Error(diff)
	}
}

func TestAccountNamesThatAProgramCannotHoldAreExplained(t *testing.T) {
	t.Parallel()
	both := []Format{Hledger, Beancount}
	for name, refused := range map[string][]Format{
		"Expenses:Agents:{merchant}": nil, "Expenses:2026": nil,
		"expenses:agents": {Beancount}, "Expenses:Agents and more": {Beancount}, "Kosten:Agenten": {Beancount}, "Expenses": {Beancount},
		"Expenses:agents": {Beancount}, "Расходы:Агенты": {Beancount},
		"Expenses::Agents": both, "Expenses:Agents:": both, "Expenses:A  B": both, "(Expenses:A)": both, "Expenses:A;B": both,
		"* Expenses": both, "Expenses:{token}": both, "Expenses:A\nB": both, " Expenses:A": both, "Expenses:A ": both, "Expenses:\"A\"": both,
	} {
		for _, format := range both {
			err := Accounts{Spend: name}.Check(format)
			var problem *NameError
			if want := slices.Contains(refused, format); want != (err != nil) || (err != nil && !errors.As(err, &problem)) {
				t.Errorf("%q for %s: %v", name, format, err)
			}
		}
	}
}

func TestAnyTextMakesANameOfAnAccount(t *testing.T) {
	t.Parallel()
	fit := regexp.MustCompile(`^[A-Z0-9][A-Za-z0-9-]{0,79}$`)
	rapid.Check(t, func(t *rapid.T) {
		text := hostile().Draw(t, "text")
		if name := component(text); !fit.MatchString(name) {
			t.Fatalf("%q became %q", text, name)
		}
	})
	for text, want := range map[string]string{
		"AWS": "AWS", "network": "Network", "LinkedIn Ads": "LinkedIn-Ads", "9 Lives!": "9-Lives", "": "Unnamed", "A:B  C": "A-B-C",
	} {
		if got := component(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if component("Пётр") == component("Иван") || component("é1") == component("è1") {
		t.Error("two names became one account")
	}
}

func TestEveryTokenHasACommodityOfItsOwn(t *testing.T) {
	t.Parallel()
	// Beancount's own rule.
	fit := regexp.MustCompile(`^[A-Z][A-Z0-9'._-]{0,22}[A-Z0-9]$`)
	known := make(map[string]string)
	rapid.Check(t, func(t *rapid.T) {
		token := rapid.OneOf(hostile(), rapid.StringMatching(`[A-Za-z0-9'._-]{1,30}`)).Draw(t, "token")
		symbol := beancountSymbol(token)
		if !fit.MatchString(symbol) {
			t.Fatalf("%q became %q", token, symbol)
		}
		if other, taken := known[symbol]; taken && other != token {
			t.Fatalf("%q and %q are both %s", other, token, symbol)
		}
		known[symbol] = token
	})
	for _, token := range []string{"USDC", "ETH", "BRK.B", "A1", "USD-C"} {
		if got := beancountSymbol(token); got != token {
			t.Errorf("%s became %s", token, got)
		}
	}
}

// oddTokens are no plain words in at least one of the programs.
var oddTokens = []string{
	"wstETH", "WSTETH", "T", "1INCH", "USDC.e", "TRUE", "NULL", "$WIF", "A\"B", "a;b", "x'y", "ETH2", "LONGTOKENNAMEOFTHIRTYLETTERS0", "%41", "@", "USD",
}

func TestOddTokensKeepTheirBalancesInBothPrograms(t *testing.T) {
	t.Parallel()
	records, want := &shelf{}, make(balances)
	for i, token := range oddTokens {
		swap := someSwap(string(rune('a'+i)), noon(1+i))
		swap.Terms.BuyToken = token
		records.swaps = append(records.swaps, swap)
		terms, fees := swap.Terms, swap.Terms.Fees
		want.put("Assets:Coffer:Wallet:USDC", "USDC", terms.SellAmount.Neg())
		want.put("Equity:Coffer:Market", "USDC", terms.SellAmount)
		want.put("Equity:Coffer:Market", token, terms.ExpectedBuy.Neg())
		want.put("Assets:Coffer:Wallet:"+component(token), token, terms.ExpectedBuy)
		total, _ := fees.Total()
		want.put("Assets:Coffer:Wallet:USD", "USD", total.Neg())
		want.put("Expenses:Fees:Network", "USD", fees["network"])
		want.put("Expenses:Fees:Protocol", "USD", fees["protocol"])
	}
	for _, format := range []Format{Hledger, Beancount} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			written, _ := write(t, Request{What: Receipts, Format: format}, records)
			held := make(balances)
			for key, amount := range programFor(t, format).balances(t, []byte(written)) {
				held.put(key[0], unescaped(key[1]), amount)
			}
			if diff := cmp.Diff(want.texts(), held.texts()); diff != "" {
				t.Errorf("the books (+) are not what was traded (-):\n%s\n%s", diff, written)
			}
		})
	}
}

func TestWholeAmountsBalanceWhateverTheirPrice(t *testing.T) {
	t.Parallel()
	swap := someSwap("1", noon(1))
	swap.Terms.SellAmount, swap.Terms.ExpectedBuy = decimal.NewFromInt(3), decimal.NewFromInt(1)
	for _, format := range []Format{Hledger, Beancount} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			written, _ := write(t, Request{What: Receipts, Format: format}, &shelf{swaps: []*state.Swap{swap}})
			programFor(t, format).check(t, []byte(written))
		})
	}
}

func TestEveryTransactionBalancesByItself(t *testing.T) {
	t.Parallel()
	amount := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		return decimal.New(rapid.Int64Range(1, 1<<60).Draw(t, "digits"), -rapid.Int32Range(0, 18).Draw(t, "places"))
	})
	rapid.Check(t, func(t *rapid.T) {
		swap := someSwap("1", noon(1))
		swap.Terms.SellAmount, swap.Terms.ExpectedBuy = amount.Draw(t, "sold"), amount.Draw(t, "bought")
		swap.Terms.SellToken = rapid.SampledFrom([]string{"USD", "USDC", "ETH"}).Draw(t, "sell")
		swap.Terms.Fees = nil
		for _, kind := range rapid.SliceOfDistinct(hostile(), rapid.ID[string]).Draw(t, "kinds") {
			if swap.Terms.Fees == nil {
				swap.Terms.Fees = state.Fees{}
			}
			// A rebate is a fee below zero.
			swap.Terms.Fees[kind] = amount.Draw(t, "fee").Sub(amount.Draw(t, "rebate"))
		}
		made, why := DefaultAccounts().book(receiptsOf(swap)[0])
		if why != "" {
			t.Fatal(why)
		}
		sums := make(balances)
		for _, p := range made.postings {
			sums.put("", p.commodity, p.amount)
		}
		if left := sums.texts(); len(left) > 0 {
			t.Fatalf("it leaves %v", left)
		}
	})
}

func TestARebateAndAFeeOfNothingAreBooked(t *testing.T) {
	t.Parallel()
	swap := someSwap("1", noon(1))
	swap.Terms.Fees = state.Fees{"network": decimal.Zero, "protocol": decimal.New(-125, -3), "odd kind: of fee  ;": decimal.New(5, 0)}
	for _, format := range []Format{Hledger, Beancount} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			written, _ := write(t, Request{What: Receipts, Format: format}, &shelf{swaps: []*state.Swap{swap}})
			held := programFor(t, format).balances(t, []byte(written))
			for account, want := range map[string]string{"Assets:Coffer:Wallet:USD": "-4.875", "Expenses:Fees:Protocol": "-0.125", "Expenses:Fees:Odd-kind-of-fee": "5"} {
				if got := held[[2]string{account, "USD"}].String(); got != want {
					t.Errorf("%s holds %s, want %s", account, got, want)
				}
			}
		})
	}
}
