package wizard

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/shopspring/decimal"

	"coffer/state"
	"coffer/ui/field"
)

// entryField numbers the fields in the order in which tab walks them.
type entryField int

const (
	sellField entryField = iota
	buyField
	amountField
	entryFields
)

const (
	usualSell = "USDC"
	usualBuy  = "ETH"
)

// entry is what a person wants to swap, as typed so far.
type entry struct {
	fields  [entryFields]field.Field
	focused entryField
	// filled is set while the focused token is as it was found: the first key
	// takes its place.
	filled bool
	// held tells how much of a token there is; nil where nobody knows.
	held func(token string) *decimal.Decimal
	// problems are the sentences under the fields.
	problems [entryFields]string
}

func newEntry(held func(token string) *decimal.Decimal) entry {
	e := entry{filled: true, held: held}
	for _, token := range []entryField{sellField, buyField} {
		e.fields[token].Limit = 64
		e.fields[token].Accepts = state.TokenRune
	}
	e.fields[sellField].SetValue(usualSell)
	e.fields[buyField].SetValue(usualBuy)
	e.fields[amountField].Limit = 60
	e.fields[amountField].Placeholder = "amount, like 1,000.00 or 25%"
	return e
}

// trade is the three answers as the bank wants them.
type trade struct {
	sell, buy, amount string
}

// check looks at every field and returns the trade when nothing stands against
// it; otherwise the focus goes to the first field that has to change.
func (e *entry) check() (trade, bool) {
	e.complete(sellField)
	e.complete(buyField)
	for at := range entryFields {
		e.problems[at] = e.problem(at)
	}
	for at, problem := range e.problems {
		if problem != "" {
			e.focus(entryField(at))
			return trade{}, false
		}
	}
	read, _ := e.amount()
	return trade{e.token(sellField), e.token(buyField), read.Amount.String()}, true
}

// amount is what was typed as an amount to sell, and what stands against it.
func (e *entry) amount() (state.TokenAmount, *state.Problem) {
	sold, known := state.TokenFor(e.token(sellField))
	if !known {
		return state.TokenAmount{}, nil
	}
	return state.ReadTokenAmount(e.fields[amountField].Value(), sold, e.held(sold.Symbol))
}

// update takes a key or a paste into the focused field.
func (e *entry) update(msg tea.Msg) {
	if key, pressed := msg.(tea.KeyPressMsg); pressed && e.walk(key) {
		return
	}
	if e.focused != amountField && e.filled && beginsAmount(msg) {
		e.leave(amountField)
	}
	focused := &e.fields[e.focused]
	if e.focused != amountField && e.filled {
		if !replaces(msg) {
			return
		}
		focused.SetValue("")
		e.filled = false
	}
	if focused.Update(msg) {
		e.problems[e.focused] = ""
	}
}

func (e *entry) walk(key tea.KeyPressMsg) bool {
	switch name := key.String(); name {
	case "tab":
		e.leave((e.focused + 1) % entryFields)
	case "shift+tab":
		e.leave((e.focused + entryFields - 1) % entryFields)
	case "left", "up", "right", "down":
		if e.focused == amountField {
			return false
		}
		step := 1
		if name == "left" || name == "up" {
			step = -1
		}
		e.cycle(step)
	default:
		return false
	}
	return true
}

func (e *entry) leave(to entryField) {
	left := e.focused
	if left != amountField {
		e.complete(left)
	}
	// An empty amount is no mistake before a quote is asked for.
	if left != amountField || !e.fields[amountField].Empty() {
		e.problems[left] = e.problem(left)
	}
	e.focus(to)
}

func (e *entry) focus(to entryField) {
	e.focused = to
	e.filled = to != amountField && !e.fields[to].Empty()
}

// cycle goes to the next known token that the other side doesn't have.
func (e *entry) cycle(step int) {
	tokens := state.Tokens()
	other := e.token(sellField + buyField - e.focused)
	at := -1
	for i, token := range tokens {
		if token.Symbol == e.token(e.focused) {
			at = i
		}
	}
	if at < 0 && step < 0 {
		at = 0
	}
	for range tokens {
		at = (at + step + len(tokens)) % len(tokens)
		if tokens[at].Symbol != other {
			break
		}
	}
	e.fields[e.focused].SetValue(tokens[at].Symbol)
	e.filled = true
	e.problems[sellField], e.problems[buyField] = "", ""
}

// complete writes a token out in full when only one begins as typed.
func (e *entry) complete(at entryField) {
	typed := e.token(at)
	if _, known := state.TokenBySymbol(typed); known || typed == "" {
		return
	}
	switch meant := meantBy(typed); len(meant) {
	case 0:
	case 1:
		e.fields[at].SetValue(meant[0].Symbol)
		return
	default:
		return
	}
	if token, ok := state.TokenFor(typed); ok {
		e.fields[at].SetValue(token.Symbol)
	}
}

// problem is the sentence against a field; "" when nothing stands against it.
func (e *entry) problem(at entryField) string {
	if at == amountField {
		return e.amountProblem()
	}
	typed := e.token(at)
	if typed == "" {
		return "Name a token: " + knownTokens() + ", or another that the bank quotes."
	}
	if _, known := state.TokenBySymbol(typed); !known {
		if meant := meantBy(typed); len(meant) > 1 {
			return typed + " can be " + symbols(meant, " or ") + ": type one letter more."
		}
		if _, ok := state.TokenFor(typed); !ok {
			return typed + " can't be the name of a token."
		}
	}
	if at == buyField && typed == e.token(sellField) {
		return "Sell and buy are both " + typed + ": choose another token to buy."
	}
	return ""
}

func (e *entry) amountProblem() string {
	// Without a token its own sentence comes first; the precision isn't known.
	_, problem := e.amount()
	if problem == nil {
		return ""
	}
	if problem.Advice != "" {
		return problem.Happened + " " + problem.Advice
	}
	return problem.Happened
}

func (e *entry) token(at entryField) string { return e.fields[at].Value() }

// beginsAmount reports whether what is typed or pasted can't be a token: no
// token begins with a digit.
func beginsAmount(msg tea.Msg) bool {
	text := ""
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		text = msg.Text
	case tea.PasteMsg:
		text = strings.TrimSpace(msg.Content)
	}
	return text != "" && text[0] >= '0' && text[0] <= '9' && !strings.HasPrefix(text, "0x")
}

// replaces reports whether the message would change the text of a field.
func replaces(msg tea.Msg) bool {
	key, pressed := msg.(tea.KeyPressMsg)
	if !pressed {
		return true
	}
	switch key.String() {
	case "backspace", "delete", "ctrl+h", "ctrl+u", "ctrl+k", "ctrl+w":
		return true
	}
	return key.Text != ""
}
