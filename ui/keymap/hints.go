package keymap

import (
	"coffer/theme"
	"coffer/ui/cells"
)

// Hint is a key and what it does now, for the line at the bottom of a screen
// or a dialog.
type Hint struct {
	Key, Title string
	// Off says why it can't be done now; "" when it can.
	Off string
	// Dimmed shows it as off without saying why: the line at the bottom of a
	// screen has no room for that, and the key says it when pressed.
	Dimmed bool
}

// DrawHints writes the hints in what is left of the line. When they don't all
// fit, those before the last two are left out, from the right: the last two
// are help and the way out.
func DrawHints(pen *cells.Pen, t *theme.Theme, hints []Hint) {
	for len(hints) > 2 && hintsWidth(hints) > pen.Left() {
		hints = append(append([]Hint{}, hints[:len(hints)-3]...), hints[len(hints)-2:]...)
	}
	for i, hint := range hints {
		if i > 0 {
			pen.Text(t.Border, " · ")
		}
		drawHint(pen, t, hint)
	}
}

func drawHint(pen *cells.Pen, t *theme.Theme, hint Hint) {
	if hint.Off == "" && !hint.Dimmed {
		pen.Text(t.Key, hint.Key)
		pen.Skip(1)
		pen.Text(t.Muted, hint.Title)
		return
	}
	pen.Text(t.Muted, hint.Key)
	pen.Skip(1)
	pen.Text(t.Muted, hint.Title)
	if hint.Off != "" {
		pen.Text(t.Muted, " — ")
		pen.Text(t.Muted, hint.Off)
	}
}

func hintsWidth(hints []Hint) int {
	const between = 3
	width := between * (len(hints) - 1)
	for _, hint := range hints {
		width += cells.Width(hint.Key) + 1 + cells.Width(hint.Title)
		if hint.Off != "" {
			width += between + cells.Width(hint.Off)
		}
	}
	return width
}
