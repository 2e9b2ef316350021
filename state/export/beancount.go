package export

import (
	"bufio"
	"fmt"
	"regexp"
	"strings"
)

// beancount writes a ledger of Beancount.
type beancount struct {
	out      *bufio.Writer
	bare     bool
	opened   map[string]bool
	symbols  map[string]string
	declared map[string]string
}

func newBeancount(out *bufio.Writer, bare bool) *beancount {
	return &beancount{
		out: out, bare: bare,
		opened: make(map[string]bool), symbols: make(map[string]string), declared: make(map[string]string),
	}
}

func (b *beancount) begin(title string) { b.remark(title) }

func (b *beancount) write(t transaction) error {
	day := t.at.Time().Format("2006-01-02")
	if err := b.declare(t, day); err != nil {
		return err
	}
	fmt.Fprintf(b.out, "\n%s %s %s %s", day, t.mark(), quoted(t.payee), quoted(t.words))
	for _, link := range t.links {
		// What can't be a link stands in the metadata all the same.
		if linkable.MatchString(link) {
			fmt.Fprintf(b.out, " ^%s", link)
		}
	}
	b.out.WriteByte('\n')
	for _, note := range append([]note{{"code", t.code}}, t.notes...) {
		fmt.Fprintf(b.out, "  %s: %s\n", note.name, quoted(note.value))
	}
	accountWidth, amountWidth := 0, 0
	for _, p := range t.postings {
		accountWidth, amountWidth = max(accountWidth, len(p.account)), max(amountWidth, len(p.text()))
	}
	for _, p := range t.postings {
		fmt.Fprintf(b.out, "  %-*s  %*s %s", accountWidth, p.account, amountWidth, p.text(), b.symbols[p.commodity])
		if p.cost != nil {
			fmt.Fprintf(b.out, " @@ %s %s", p.cost.amount, b.symbols[p.cost.commodity])
		}
		b.out.WriteByte('\n')
	}
	return nil
}

// declare opens accounts and names commodities on the day of their first use.
func (b *beancount) declare(t transaction, day string) error {
	for _, p := range t.postings {
		if !b.opened[p.account] && !b.bare {
			fmt.Fprintf(b.out, "%s open %s\n", day, p.account)
		}
		b.opened[p.account] = true
		if b.symbols[p.commodity] != "" {
			continue
		}
		symbol := beancountSymbol(p.commodity)
		if other, taken := b.declared[symbol]; taken {
			return fmt.Errorf("the tokens %q and %q would both be %s in Beancount; export them as hledger or csv", other, p.commodity, symbol)
		}
		b.symbols[p.commodity], b.declared[symbol] = symbol, p.commodity
		switch {
		case b.bare:
		case symbol == p.commodity:
			fmt.Fprintf(b.out, "%s commodity %s\n", day, symbol)
		default:
			fmt.Fprintf(b.out, "%s commodity %s\n  token: %s\n", day, symbol, quoted(p.commodity))
		}
	}
	return nil
}

func (b *beancount) remark(text string) { fmt.Fprintf(b.out, "; %s\n", escaped(text, "")) }

var (
	linkable = regexp.MustCompile(`^[A-Za-z0-9_/.-]+$`)
	// plainSymbol leaves out the apostrophe, which marks the symbols made here.
	plainSymbol = regexp.MustCompile(`^[A-Z][A-Z0-9._-]{0,22}[A-Z0-9]$`)
	keyword     = regexp.MustCompile(`^(?:TRUE|FALSE|NULL)$`)
	notSymbol   = regexp.MustCompile(`[^A-Z0-9]+`)
)

// beancountSymbol is the token itself where Beancount can hold it. Else it is
// its capitals and digits, and a mark that tells it from every other token.
func beancountSymbol(token string) string {
	const room = 24 - len("'") - 8
	if plainSymbol.MatchString(token) && !keyword.MatchString(token) {
		return token
	}
	readable := notSymbol.ReplaceAllString(strings.ToUpper(token), "")
	if readable == "" || readable[0] < 'A' {
		readable = "X" + readable
	}
	return readable[:min(len(readable), room)] + "'" + mark(token)
}

// quoted is a string of Beancount.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(escaped(text, "")) + `"`
}
