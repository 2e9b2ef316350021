package export

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"coffer/state"
)

// Accounts names the accounts of double entry. A word in braces stands for what
// the record holds: {token}, {merchant}, {account}, {kind} or {provider}, made
// fit for a name. An empty name means the default.
type Accounts struct {
	// Wallet holds a token or currency; it takes {token} and {account}, the
	// bank's id of the agent's account.
	Wallet string
	// Spend is what approved requests are booked on; it takes {merchant} and
	// {account}.
	Spend string
	// Fee is what a swap's fees are booked on; it takes {kind}.
	Fee string
	// Market is the other side of a swap; it takes {provider}.
	Market string
}

// DefaultAccounts are the names used where none are set.
func DefaultAccounts() Accounts {
	return Accounts{
		Wallet: "Assets:Coffer:Wallet:{token}",
		Spend:  "Expenses:Agents",
		Fee:    "Expenses:Fees:{kind}",
		Market: "Equity:Coffer:Market",
	}
}

func (a Accounts) orDefault() Accounts {
	standard := DefaultAccounts()
	return Accounts{
		Wallet: cmp.Or(a.Wallet, standard.Wallet),
		Spend:  cmp.Or(a.Spend, standard.Spend),
		Fee:    cmp.Or(a.Fee, standard.Fee),
		Market: cmp.Or(a.Market, standard.Market),
	}
}

var (
	placeholder = regexp.MustCompile(`\{[^{}]*\}`)
	// hledgerName leaves out what hledger reads as something else: two spaces
	// end a name, brackets and marks before it change what the posting is.
	hledgerName = regexp.MustCompile(`^[\pL\pN](?:[^\s\pC;"|]| [^\s\pC;"|])*$`)
	// beancountName is one of the five roots and names below it. It is narrower
	// than Beancount's own rule, whose letters differ between versions.
	beancountName = regexp.MustCompile(`^(?:Assets|Liabilities|Equity|Income|Expenses)(?::[A-Z0-9][A-Za-z0-9-]*)+$`)
)

// Check finds names that the format can't hold, and words in braces that stand
// for nothing. Empty names are fine. Errors: *NameError.
func (a Accounts) Check(format Format) error {
	for _, name := range []struct{ key, name, takes string }{
		{"wallet_account", a.Wallet, "{token} {account}"},
		{"spend_account", a.Spend, "{merchant} {account}"},
		{"fee_account", a.Fee, "{kind}"},
		{"market_account", a.Market, "{provider}"},
	} {
		if name.name == "" {
			continue
		}
		wrong := func(why string) error { return &NameError{name.key, name.name, why} }
		for _, word := range placeholder.FindAllString(name.name, -1) {
			if !strings.Contains(name.takes, word) {
				return wrong(fmt.Sprintf("%s stands for nothing there; it takes %s", state.SafeText(word), name.takes))
			}
		}
		filled := placeholder.ReplaceAllString(name.name, "X")
		if strings.Contains(filled, "::") || strings.HasSuffix(filled, ":") || !hledgerName.MatchString(filled) {
			return wrong("it must be names with : between them, without quotes, ; or | and with single spaces only")
		}
		if format == Beancount && !beancountName.MatchString(filled) {
			return wrong("Beancount wants Assets, Liabilities, Equity, Income or Expenses first, and then names " +
				"of letters, digits and dashes that begin with a capital letter or a digit")
		}
	}
	return nil
}

// NameError is an account name that can't be used.
type NameError struct {
	// Key is the account's key in the config's [export].
	Key, Name, Why string
}

func (e *NameError) Error() string {
	return fmt.Sprintf("%q can't be used: %s", state.SafeText(e.Name), e.Why)
}

func (a Accounts) wallet(token, account string) string {
	return strings.NewReplacer("{token}", component(token), "{account}", component(account)).Replace(a.Wallet)
}

func (a Accounts) market(provider string) string {
	return strings.ReplaceAll(a.Market, "{provider}", component(provider))
}

func (a Accounts) fee(kind string) string {
	return strings.ReplaceAll(a.Fee, "{kind}", component(kind))
}

func (a Accounts) spend(spend Spend) string {
	return strings.NewReplacer("{merchant}", component(spend.Merchant), "{account}", component(spend.Account)).Replace(a.Spend)
}

const longestComponent = 60

// component makes one name of an account out of any text: ASCII letters and
// digits, a dash for each run of anything else, a capital or digit first. Where
// letters were lost, the end tells texts apart; spaces, signs and the case of
// the first letter don't make another account.
func component(text string) string {
	var name strings.Builder
	lost, gap := false, false
	for _, r := range text {
		if !isASCIILetterOrDigit(r) {
			gap = true
			lost = lost || r > '~'
			continue
		}
		if gap && name.Len() > 0 {
			name.WriteByte('-')
		}
		gap = false
		name.WriteRune(r)
	}
	made := name.String()
	if len(made) > longestComponent {
		made, lost = strings.TrimRight(made[:longestComponent], "-"), true
	}
	if made == "" {
		made, lost = "Unnamed", text != ""
	}
	if lost {
		made += "-" + mark(text)
	}
	return strings.ToUpper(made[:1]) + made[1:]
}

// mark is a short name of a text that can't be written.
func mark(text string) string {
	sum := sha256.Sum256([]byte(text))
	return strings.ToUpper(hex.EncodeToString(sum[:4]))
}

func isASCIILetterOrDigit(r rune) bool {
	return (r >= 'a' && r <= 'z') || (r >= 'A' && r <= 'Z') || (r >= '0' && r <= '9')
}
