package export

import (
	"bufio"
	"fmt"
	"regexp"
)

// hledger writes a journal of hledger.
type hledger struct {
	out      *bufio.Writer
	bare     bool
	declared map[string]bool
}

func (h *hledger) begin(title string) {
	h.declared = make(map[string]bool)
	h.remark(title)
	fmt.Fprint(h.out, "decimal-mark .\n")
}

func (h *hledger) write(t transaction) error {
	h.declare(t)
	// The status mark and the code go first, so that nothing in the description
	// can be read as one of them.
	fmt.Fprintf(h.out, "\n%s %s (%s) %s | %s\n", t.at.Time().Format("2006-01-02"), t.mark(),
		edged(t.code, "()"), edged(t.payee, ";|"), edged(t.words, ";"))
	for _, note := range t.notes {
		// A comma would end the value, and the rest could name a tag of its own.
		fmt.Fprintf(h.out, "    ; %s:%s\n", note.name, edged(note.value, ","))
	}
	accountWidth, amountWidth := 0, 0
	for _, p := range t.postings {
		accountWidth, amountWidth = max(accountWidth, len(p.account)), max(amountWidth, len(p.text()))
	}
	for _, p := range t.postings {
		fmt.Fprintf(h.out, "    %-*s  %*s %s", accountWidth, p.account, amountWidth, p.text(), hledgerSymbol(p.commodity))
		if p.cost != nil {
			fmt.Fprintf(h.out, " @@ %s %s", p.cost.amount, hledgerSymbol(p.cost.commodity))
		}
		h.out.WriteByte('\n')
	}
	return nil
}

// declare names what the transaction is the first to use, so that strict
// checks pass.
func (h *hledger) declare(t transaction) {
	if h.bare {
		return
	}
	for _, p := range t.postings {
		for _, line := range []string{"account " + p.account, "commodity " + hledgerSymbol(p.commodity)} {
			if !h.declared[line] {
				h.declared[line] = true
				fmt.Fprintf(h.out, "%s\n", line)
			}
		}
	}
}

func (h *hledger) remark(text string) { fmt.Fprintf(h.out, "; %s\n", escaped(text, "")) }

var letters = regexp.MustCompile(`^[A-Za-z]+$`)

// hledgerSymbol quotes what is not letters alone.
func hledgerSymbol(commodity string) string {
	if letters.MatchString(commodity) {
		return commodity
	}
	return `"` + escaped(commodity, `";`) + `"`
}
