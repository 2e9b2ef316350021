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

// entry is a line, or the entry of the books that one is made of once it is in
// sight.
type entry struct {
	line   line
	booked *state.SwapEntry
	// amounts is the room that the entry's month needs.
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

// Title names it, and the zone of its times. Months are those of the books.
func (d *Receipts) Title() string {
	zone := words.Zone(d.Now, d.Location)
	if zone == "UTC" {
		return "Receipts · times in UTC"
	}
	return "Receipts · times in " + zone + ", months in UTC"
}

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
	if e.booked != nil {
		return d.row(e.booked, e.amounts)
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
		{text: words.Month(month.Begins), tone: theme.ToneText, bold: true},
		{text: counted(month) + " · fees $" + words.Exactly(month.Fees) + feesMissing(month), tone: theme.ToneText},
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
	if month.Assumed > 0 {
		d.add(line{{text: "  " + words.Plural(month.Assumed, "receipt", "receipts") +
			" with figures assumed as quoted; the bank doesn't say", tone: theme.ToneMuted}})
	}
	amounts := roomFor(month.Entries)
	for i := range month.Entries {
		d.entries = append(d.entries, entry{booked: &month.Entries[i], amounts: amounts})
	}
}

// counted is how many receipts there are, and how many adjustments.
func counted(month state.ReceiptMonth) string {
	adjustments := 0
	for _, booked := range month.Entries {
		if booked.Adjusts != "" {
			adjustments++
		}
	}
	text := words.Plural(len(month.Entries)-adjustments, "receipt", "receipts")
	if adjustments > 0 {
		text += " · " + words.Plural(adjustments, "adjustment", "adjustments")
	}
	return text
}

// feesMissing says that the sum isn't all, where it isn't.
func feesMissing(month state.ReceiptMonth) string {
	if month.FeesUntold == 0 {
		return ""
	}
	return " and those of " + words.Count(month.FeesUntold) + " that weren't told"
}

func (d *Receipts) add(made line) { d.entries = append(d.entries, entry{line: made}) }

// row is what an entry books, as a sentence where the room is too narrow for
// amounts that stand on their decimal points.
func (d *Receipts) row(booked *state.SwapEntry, amounts *room) line {
	reference := part{text: booked.Reference, width: 14, tone: theme.ToneGood}
	if words.OddSwap(booked.Swap) {
		reference.tone = theme.ToneBad
	}
	row := line{reference, {text: words.DayAndClock(booked.Date, d.Location), width: 12, tone: theme.ToneMuted}}
	moved := booked.Moved
	switch {
	case booked.Adjusts != "":
		row = append(row, part{text: "adjusts " + booked.Adjusts + " · " + booked.Change(), tone: theme.ToneWarn})
	case !moved.Known():
		row = append(row, part{text: booked.SwapID, tone: theme.ToneText})
	default:
		row = append(row, d.trade(moved, amounts)...)
	}
	if words.OddSwap(booked.Swap) {
		row = append(row, part{text: theme.GlyphUncertain + " Beware", tone: theme.ToneBad})
	}
	return row
}

func (d *Receipts) trade(moved state.Movement, amounts *room) line {
	trade := words.Exactly(moved.Sold.Amount) + " " + moved.SellToken + " → " + words.Exactly(moved.Bought.Amount) + " " + moved.BuyToken
	if amounts.width() <= d.width {
		trade = amounts.sold.text(moved.Sold.Amount, moved.SellToken) + " → " + amounts.bought.text(moved.Bought.Amount, moved.BuyToken)
	}
	row := line{{text: trade, tone: theme.ToneText}}
	switch {
	case moved.FeesFrom == "":
		row = append(row, part{text: "not told", width: amounts.fees, right: true, tone: theme.ToneMuted})
	case len(moved.Fees) > 0:
		total, _ := moved.Fees.Total()
		row = append(row, part{text: "$" + words.Exactly(total), width: amounts.fees, right: true, tone: theme.ToneMuted})
	}
	return row
}
