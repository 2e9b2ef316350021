package spendform

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/ui/field"
	"coffer/ui/words"
)

// entryField numbers the fields in the order in which tab walks them.
type entryField int

const (
	// accountField is there where there are several accounts.
	accountField entryField = iota
	amountField
	currencyField
	merchantField
	reasonField
	entryFields
)

const usualCurrency = "usd"

// entry is what a person wants to ask for, as typed so far.
type entry struct {
	fields  [entryFields]field.Field
	focused entryField
	// filled is set while the focused field is as it was found, filled in: the
	// first key takes its place.
	filled bool
	// accounts are the titles of those that can ask.
	accounts []string
	// problems are the sentences under the fields.
	problems [entryFields]string
	// notes say what was taken out of a text; they stand against nothing.
	notes [entryFields]string
}

func newEntry(accounts []state.Account) entry {
	e := entry{focused: amountField}
	for _, account := range accounts {
		if account.Keyed {
			e.accounts = append(e.accounts, account.Title())
		}
	}
	if e.asksAccount() {
		e.fields[accountField].SetValue(e.accounts[0])
	}
	e.fields[amountField].Limit = 40
	e.fields[amountField].Placeholder = "amount, like 1,000.00"
	e.fields[currencyField].Limit = 3
	e.fields[currencyField].Accepts = func(r rune) bool { return r <= unicode.MaxASCII && unicode.IsLetter(r) }
	e.fields[currencyField].SetValue(usualCurrency)
	e.fields[merchantField].Limit = 120
	e.fields[merchantField].Placeholder = "who is paid"
	e.fields[merchantField].KeepsJoiners, e.fields[reasonField].KeepsJoiners = true, true
	e.fields[reasonField].Placeholder = "what it is for, in a sentence"
	return e
}

// check looks at every field and returns the request when nothing stands
// against it; otherwise the focus goes to the first field that has to change.
func (e *entry) check() (state.SpendRequest, bool) {
	for _, at := range []entryField{merchantField, reasonField} {
		if e.clean(at) {
			// Whoever typed it looks at what is left before it goes on.
			e.focus(at)
			return state.SpendRequest{}, false
		}
	}
	for at := range entryFields {
		e.problems[at] = e.problem(at)
	}
	for at, problem := range e.problems {
		if problem != "" {
			e.focus(entryField(at))
			return state.SpendRequest{}, false
		}
	}
	cents, _ := e.cents()
	return state.SpendRequest{
		Account:      e.account(),
		AmountCents:  cents,
		Currency:     e.currency(),
		MerchantName: e.text(merchantField),
		Reason:       e.text(reasonField),
	}, true
}

// update takes a key or a paste into the focused field.
func (e *entry) update(msg tea.Msg) {
	if key, pressed := msg.(tea.KeyPressMsg); pressed {
		switch key.String() {
		case "tab", "down":
			e.leave(e.beside(1))
			return
		case "shift+tab", "up":
			e.leave(e.beside(-1))
			return
		case "left", "right":
			if e.focused == accountField {
				e.turn(key.String() == "right")
				return
			}
		}
		if e.filled && key.Text != "" {
			e.fields[e.focused].SetValue("")
		}
	}
	if _, pasted := msg.(tea.PasteMsg); pasted && e.filled {
		e.fields[e.focused].SetValue("")
	}
	e.filled = false
	if e.fields[e.focused].Update(msg) {
		e.problems[e.focused] = ""
	}
	if leftOut := e.fields[e.focused].LeftOut(); leftOut != "" {
		e.notes[e.focused] = words.LeftOutOfText(leftOut)
	} else if e.fields[e.focused].Empty() {
		e.notes[e.focused] = ""
	}
}

// clean takes out of a text what isn't sent, and reports whether that was
// anything.
func (e *entry) clean(at entryField) bool {
	text, leftOut, problem := state.ReadText(textNames[at], e.fields[at].Value())
	if problem != nil || leftOut == "" {
		return false
	}
	e.fields[at].SetValue(text)
	e.notes[at] = words.LeftOutOfText(leftOut)
	return true
}

// textNames are the fields that others read as they were typed.
var textNames = map[entryField]string{merchantField: "merchant", reasonField: "reason"}

func (e *entry) leave(to entryField) {
	if textNames[e.focused] != "" {
		e.clean(e.focused)
	}
	// An untouched field is no mistake before the summary is asked for.
	// The currency and the account were filled in, so an empty one was emptied.
	if !e.fields[e.focused].Empty() || e.focused == currencyField || e.focused == accountField {
		e.problems[e.focused] = e.problem(e.focused)
	}
	if e.focused == currencyField && !e.fields[amountField].Empty() {
		// The currency decides how many decimals the amount may have.
		e.problems[amountField] = e.problem(amountField)
	}
	e.focus(to)
}

func (e *entry) focus(to entryField) {
	e.focused = to
	e.filled = to == currencyField || to == accountField
}

// problem is the sentence against a field; "" when nothing stands against it.
func (e *entry) problem(at entryField) string {
	if name := textNames[at]; name != "" {
		if _, _, problem := state.ReadText(name, e.fields[at].Value()); problem != nil {
			return problem.Happened + " " + problem.Advice
		}
	}
	switch at {
	case accountField:
		if e.asksAccount() && e.account() == "" {
			return "Name one of the accounts: " + strings.Join(e.accounts, ", ") + "."
		}
	case amountField:
		if _, _, known := state.CurrencyCode(e.currency()); !known {
			// How an amount is read depends on the currency, which has to change.
			return ""
		}
		if _, problem := e.cents(); problem != nil {
			return strings.TrimSpace(problem.Happened + " " + problem.Advice)
		}
	case currencyField:
		if _, _, known := state.CurrencyCode(e.currency()); !known {
			problem := state.UnknownCurrency(e.currency())
			return problem.Happened + " " + problem.Advice
		}
	case merchantField:
		if e.text(merchantField) == "" {
			return "Name the merchant that is paid."
		}
	case reasonField:
		if e.text(reasonField) == "" {
			return "Say what it is for: whoever approves it reads this."
		}
	}
	return ""
}

// asksAccount reports whether there is a choice.
func (e *entry) asksAccount() bool { return len(e.accounts) > 1 }

// account is the chosen account's title: the one that is typed, or the only one
// that begins like that. It is "" without a choice or where none fits.
func (e *entry) account() string {
	typed := strings.ToLower(e.text(accountField))
	found := ""
	for _, title := range e.accounts {
		switch lower := strings.ToLower(title); {
		case !e.asksAccount() || typed == "":
			return ""
		case lower == typed:
			return title
		case strings.HasPrefix(lower, typed) && found != "":
			return ""
		case strings.HasPrefix(lower, typed):
			found = title
		}
	}
	return found
}

// turn chooses the next account, or the one before.
func (e *entry) turn(forth bool) {
	at := max(slices.Index(e.accounts, e.account()), 0)
	step := 1
	if !forth {
		step = len(e.accounts) - 1
	}
	e.fields[accountField].SetValue(e.accounts[(at+step)%len(e.accounts)])
	e.problems[accountField], e.filled = "", true
}

// beside is the field that tab goes to, or back to.
func (e *entry) beside(step int) entryField {
	next := (int(e.focused) + int(entryFields) + step) % int(entryFields)
	if entryField(next) == accountField && !e.asksAccount() {
		next = (next + int(entryFields) + step) % int(entryFields)
	}
	return entryField(next)
}

// cents is the amount in minor units of the currency, exact.
func (e *entry) cents() (int64, *state.Problem) {
	money, problem := state.ReadMoney(e.text(amountField), e.currency())
	return money.Cents, problem
}

func (e *entry) currency() string { return strings.ToLower(e.fields[currencyField].Value()) }

func (e *entry) text(at entryField) string { return strings.TrimSpace(e.fields[at].Value()) }
