// Package receipts is the booked swaps as a list, month by month, with what
// was sold and bought of each token and what it cost.
//
// It never changes anything, and counts no swap that isn't booked.
package receipts

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/act"
	"coffer/ui/cells"
	"coffer/ui/dialog"
	"coffer/ui/keymap"
	"coffer/ui/news"
	"coffer/ui/words"
)

const wide = 92

// Receipts lists them.
type Receipts struct {
	dialog.Scene
	width, height int
	top           int
	// months are of the Book with that version.
	months  []state.ReceiptMonth
	version uint64
	entries []entry
}

// entry is a line, or the receipt that one is made of once it is in sight.
type entry struct {
	line line
	swap *state.Swap
	// amounts is the room that the swap's month needs.
	amounts *room
}

var _ dialog.Dialog = (*Receipts)(nil)

// New makes the dialog.
func New(scene dialog.Scene) *Receipts {
	d := &Receipts{Scene: scene, width: wide, height: 20}
	d.gather()
	return d
}

// Init has nothing to wait for.
func (d *Receipts) Init() tea.Cmd { return nil }

// Resize tells how much room there is.
func (d *Receipts) Resize(width, height int) {
	d.width, d.height = max(width, 0), max(height, 0)
	d.lay()
}

// Width is how wide it would like to be.
func (d *Receipts) Width() int { return wide }

// Title names it.
func (d *Receipts) Title() string { return "Receipts · times in UTC" }

// Cursor is not shown.
func (d *Receipts) Cursor() (column, line int, shown bool) { return 0, 0, false }

// Keys are the hints.
func (d *Receipts) Keys() []keymap.Hint {
	hints := []keymap.Hint{{Key: "y", Title: "copy the list"}, {Key: "esc", Title: "close"}}
	if len(d.entries) > d.height {
		hints = append([]keymap.Hint{{Key: "j k", Title: "scroll"}}, hints...)
	}
	return hints
}

// Update takes a message in. The months are gathered anew once a second at
// most, because that goes through every swap.
func (d *Receipts) Update(msg tea.Msg) (tea.Cmd, act.Action) {
	d.Follow(msg)
	switch msg := msg.(type) {
	case news.Ticked:
		if d.Book.Version != d.version {
			d.gather()
		}
	case tea.KeyPressMsg:
		return nil, d.press(msg.String())
	}
	return nil, nil
}

func (d *Receipts) press(name string) act.Action {
	page := max(d.height-1, 1)
	switch name {
	case "esc", "alt+esc", "q", "b":
		return act.Close{}
	case "y":
		return act.Copy{Text: d.text(), What: "receipts"}
	case "j", "down":
		d.top++
	case "k", "up":
		d.top--
	case "pgdown", "space":
		d.top += page
	case "pgup":
		d.top -= page
	case "g", "home":
		d.top = 0
	case "G", "end":
		d.top = len(d.entries)
	}
	d.top = max(min(d.top, len(d.entries)-d.height), 0)
	return nil
}

func (d *Receipts) gather() {
	d.months, d.version = d.Book.ReceiptMonths(), d.Book.Version
	d.lay()
}

// View is the lines in sight.
func (d *Receipts) View() string {
	pen := cells.NewPen(d.width)
	for _, entry := range d.entries[min(d.top, len(d.entries)):min(d.top+d.height, len(d.entries))] {
		d.made(entry).draw(pen, d.Theme)
		pen.End()
	}
	return pen.String()
}

// text is the whole list as plain text.
func (d *Receipts) text() string {
	var text strings.Builder
	for _, entry := range d.entries {
		line := d.made(entry)
		for i, part := range line {
			if i > 0 {
				text.WriteString("  ")
			}
			text.WriteString(part.padded())
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// line is parts side by side.
type line []part

// part is a text in so many cells, two apart from the next; 0 for as many as
// it has.
type part struct {
	text  string
	width int
	right bool
	tone  theme.Tone
	bold  bool
}

func (l line) draw(pen *cells.Pen, t *theme.Theme) {
	for i, one := range l {
		if i > 0 {
			pen.Skip(2)
		}
		style := t.Tone(one.tone)
		if one.bold {
			style = style.Strong()
		}
		pen.Text(style, one.padded())
	}
}

func (p part) padded() string {
	missing := strings.Repeat(" ", max(p.width-cells.Width(p.text), 0))
	if p.right {
		return missing + p.text
	}
	return p.text + missing
}

// made is the line of an entry.
func (d *Receipts) made(e entry) line {
	if e.swap != nil {
		return d.row(e.swap, e.amounts)
	}
	return e.line
}

// lay makes the entries.
func (d *Receipts) lay() {
	d.entries = nil
	if len(d.months) == 0 {
		d.entries = []entry{{line: line{{text: "No swap is booked yet.", tone: theme.ToneText}}}}
		return
	}
	for i, month := range d.months {
		if i > 0 {
			d.entries = append(d.entries, entry{})
		}
		d.layMonth(month)
	}
	d.top = max(min(d.top, len(d.entries)-d.height), 0)
}

func (d *Receipts) layMonth(month state.ReceiptMonth) {
	d.add(line{
		{text: month.Begins.Format("January 2006"), tone: theme.ToneText, bold: true},
		{text: words.Plural(len(month.Receipts), "receipt", "receipts") + " · fees $" + words.Exactly(month.Fees), tone: theme.ToneText},
	})
	var sold, bought column
	for _, total := range month.Tokens {
		sold.make(total.Sold, "")
		bought.make(total.Bought, "")
	}
	for _, total := range month.Tokens {
		d.add(line{
			{text: " "},
			{text: total.Token, width: 5, tone: theme.ToneText, bold: true},
			{text: "sold", tone: theme.ToneMuted},
			{text: sold.text(total.Sold, ""), tone: theme.ToneText},
			{text: "bought", tone: theme.ToneMuted},
			{text: strings.TrimRight(bought.text(total.Bought, ""), " "), tone: theme.ToneText},
		})
	}
	if month.Untold > 0 {
		d.add(line{{text: "  " + words.Plural(month.Untold, "receipt", "receipts") +
			" of swaps made elsewhere, whose amounts aren't known here", tone: theme.ToneMuted}})
	}
	amounts := roomFor(month.Receipts)
	for _, swap := range month.Receipts {
		d.entries = append(d.entries, entry{swap: swap, amounts: amounts})
	}
}

func (d *Receipts) add(made line) { d.entries = append(d.entries, entry{line: made}) }

// row is what a receipt moved, as a sentence where the room is too narrow for
// amounts that stand on their decimal points.
func (d *Receipts) row(swap *state.Swap, amounts *room) line {
	row := line{
		{text: swap.Reference, width: 14, tone: theme.ToneGood},
		{text: swap.Settled().Time().Format("02 Jan 15:04"), width: 12, tone: theme.ToneMuted},
	}
	moved, _, known := swap.Moved()
	if !known {
		return append(row, part{text: swap.ID, tone: theme.ToneText})
	}
	trade := strings.TrimSuffix(words.Executed(swap), ", as quoted")
	if amounts.width() <= d.width {
		trade = amounts.sold.text(moved.Sold, swap.Terms.SellToken) + " → " + amounts.bought.text(moved.Bought, swap.Terms.BuyToken)
	}
	row = append(row, part{text: trade, tone: theme.ToneText})
	if fees, told := moved.Fees.Total(); told {
		row = append(row, part{text: "$" + words.Exactly(fees), width: amounts.fees, right: true, tone: theme.ToneMuted})
	}
	return row
}
