// Package cells measures and places text by terminal cells: fitting, padding,
// aligning and the pen that a frame is written with.
//
// It never looks at bytes or runes where a cell is meant, and it never knows
// what the text says.
package cells

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width is how many cells the text takes. Escape sequences take none.
func Width(text string) int {
	if isASCII(text) {
		return len(text)
	}
	return ansi.StringWidth(text)
}

// Cut is the text's beginning in at most width cells; what is cut away shows
// as an ellipsis.
func Cut(text string, width int) string {
	switch {
	case width <= 0:
		return ""
	case Width(text) <= width:
		return text
	case isASCII(text):
		return text[:width-1] + "…"
	}
	return ansi.Truncate(text, width, "…")
}

// CutMiddle keeps both ends of an identifier in at most width cells:
// req_01jwx…9f2.
func CutMiddle(id string, width int) string {
	if width <= 0 {
		return ""
	}
	if Width(id) <= width {
		return id
	}
	const tail = 3
	if width < 2*tail+2 || !isASCII(id) {
		return Cut(id, width)
	}
	return id[:width-tail-1] + "…" + id[len(id)-tail:]
}

// Pad is the text in exactly width cells, cut or filled up on the right.
func Pad(text string, width int) string {
	text = Cut(text, width)
	if missing := width - Width(text); missing > 0 {
		return text + strings.Repeat(" ", missing)
	}
	return text
}

// Wrap breaks the text into lines of at most width cells, at spaces where it
// can. An empty text has no line.
func Wrap(text string, width int) []string {
	if text == "" || width <= 0 {
		return nil
	}
	return strings.Split(ansi.Wrap(text, width, ""), "\n")
}

// WrapTo is Wrap in at most so many lines. What doesn't fit is cut before the
// end, which always stands, and stands behind the text where there is room.
func WrapTo(text, end string, width, most int) []string {
	if text == "" || width <= 0 || most <= 0 {
		return nil
	}
	whole := text
	if end = Cut(end, width); end != "" {
		whole += " " + end
	}
	if lines := Wrap(whole, width); len(lines) <= most {
		return lines
	}
	lines := Wrap(text, width)
	lines = lines[:min(len(lines), most)]
	sign := "…"
	if end != "" {
		sign = "… " + end
	}
	last := &lines[len(lines)-1]
	*last = strings.TrimRight(ansi.Truncate(*last, max(width-Width(sign), 0), ""), " ") + sign
	return lines
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
