package credential

import (
	"cmp"
	"fmt"
	"net/url"

	"coffer/api"
	"coffer/state"
)

// Account is a named spending key.
type Account struct {
	// Name is "" where there is one key only.
	Name string
	Key  api.SpendKey
}

// The environments that a profile can promise to be.
const (
	PromisedSandbox = "sandbox"
	PromisedTest    = "test"
	PromisedLive    = "live"
)

// CheckEnvironment refuses keys that don't fit: a key that isn't of the
// environment that the profile promises ("" promises nothing), test keys beside
// live ones, the same key twice, and a live key that would travel in the clear to
// baseURL ("" for the bank's own address). A key of unknown kind is taken for a live one.
// Whether a bank of test money is our own sandbox it says itself: see api.Config.Promised.
// Errors are *state.Problem and wrap ErrCredential and ErrMismatch.
func CheckEnvironment(profile, promised, baseURL string, accounts []Account) error {
	bank, err := url.Parse(cmp.Or(baseURL, api.DefaultBaseURL))
	if err != nil {
		return mismatch("The bank's address can't be read.", "Set api_url to one like https://api.dino.id.")
	}
	for _, account := range accounts {
		if err := account.fits(profile, promised, bank); err != nil {
			return err
		}
	}
	if err := checkAllAlike(accounts); err != nil {
		return err
	}
	return checkAllDiffer(accounts)
}

func (a Account) fits(profile, promised string, bank *url.URL) error {
	switch {
	case !a.Key.IsTest() && bank.Scheme != "https":
		return mismatch(
			fmt.Sprintf("%s moves real money, and %s is not encrypted.", a.title(), bank.Host),
			"Use the bank's https:// address, or a din_test_ key for a sandbox on this machine.",
		)
	case promised == PromisedLive && a.Key.IsTest():
		return mismatch(
			fmt.Sprintf("%s is a din_test_ key, which moves test money only, and %s promises to be live.", a.title(), titleOf(profile)),
			"Store the live key there, or use a profile of the test environment.",
		)
	case (promised == PromisedTest || promised == PromisedSandbox) && !a.Key.IsTest():
		return mismatch(
			fmt.Sprintf("%s is not a din_test_ key, so it moves real money, and %s promises to be %s, with test money.", a.title(), titleOf(profile), promised),
			`Store a din_test_ key there, or say environment = "live" in the profile.`,
		)
	}
	return nil
}

// checkAllAlike keeps real and test money out of one total.
func checkAllAlike(accounts []Account) error {
	for _, account := range accounts {
		if first := accounts[0]; account.Key.IsTest() != first.Key.IsTest() {
			live, test := account, first
			if account.Key.IsTest() {
				live, test = first, account
			}
			return mismatch(
				fmt.Sprintf("%s moves real money and %s test money; they can't be shown as one treasury.", live.title(), test.title()),
				"Make a profile for each.",
			)
		}
	}
	return nil
}

// checkAllDiffer keeps a balance from being counted twice.
func checkAllDiffer(accounts []Account) error {
	for i, account := range accounts {
		for _, other := range accounts[:i] {
			if account.Key.Equal(other.Key) {
				return mismatch(
					fmt.Sprintf("%s is that of account %s too; what it holds would be counted twice.", account.title(), outside(other.Name)),
					"Give each account the key that the bank issued for it, or leave one of them out.",
				)
			}
		}
	}
	return nil
}

func (a Account) title() string {
	if a.Name == "" {
		return "The spending key"
	}
	return "The spending key of account " + outside(a.Name)
}

func titleOf(profile string) string {
	if profile == "" {
		return "the profile"
	}
	return "profile " + outside(profile)
}

func mismatch(happened, advice string) error {
	return &state.Problem{
		Happened: upperFirst(happened),
		Meaning:  "Nothing was sent, no money moved.",
		Advice:   advice,
		Cause:    fmt.Errorf("%w: %w", ErrCredential, ErrMismatch),
	}
}

func upperFirst(sentence string) string {
	if sentence != "" && sentence[0] >= 'a' && sentence[0] <= 'z' {
		return string(sentence[0]-'a'+'A') + sentence[1:]
	}
	return sentence
}
