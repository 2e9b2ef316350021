// Package gauge draws figures as shapes: bars and sparklines. Each is also
// legible without colour.
package gauge

import (
	"unicode/utf8"

	"coffer/theme"
	"coffer/ui/cells"
)

// Bar writes part of whole as a bar of exactly width cells. A part that isn't
// nothing shows, and one that isn't all doesn't fill the bar.
func Bar(pen *cells.Pen, t *theme.Theme, filled theme.Style, part, whole int64, width int) {
	full := Filled(part, whole, width)
	pen.Repeat(filled, theme.GlyphBarFull, full)
	pen.Repeat(t.BarEmpty, theme.GlyphBarEmpty, width-full)
}

// Filled is how many of width cells part of whole takes.
func Filled(part, whole int64, width int) int {
	switch {
	case width <= 0 || whole <= 0 || part <= 0:
		return 0
	case part >= whole:
		return width
	}
	full := int((int64(width)*2*(part/scale(whole)) + whole/scale(whole)) / (2 * (whole / scale(whole))))
	return min(max(full, 1), max(width-1, 1))
}

// mostPercent is the most that Percent tells.
const mostPercent = 999

// Percent is part of whole, rounded half up and at most 999; 0 of nothing.
func Percent(part, whole int64) int {
	if whole <= 0 {
		return 0
	}
	by := scale(max(part, whole))
	if whole/by == 0 {
		return mostPercent
	}
	return int(min((200*(part/by)+whole/by)/(2*(whole/by)), mostPercent))
}

// Spark is values as a line of eight heights, oldest first. Equal values make a
// line at half height.
func Spark(values []int64) string {
	if len(values) == 0 {
		return ""
	}
	lowest, highest := values[0], values[0]
	for _, value := range values {
		lowest, highest = min(lowest, value), max(highest, value)
	}
	const heights = 8
	line := make([]byte, 0, len(values)*utf8.UTFMax)
	for _, value := range values {
		height := int64(heights / 2)
		if highest > lowest {
			by := scale(highest - lowest)
			height = (value - lowest) / by * (heights - 1) / ((highest - lowest) / by)
		}
		line = append(line, theme.Spark[height*sparkBytes:(height+1)*sparkBytes]...)
	}
	return string(line)
}

// sparkBytes is the size of each of the spark's runes.
const sparkBytes = 3

// scale keeps products of large amounts inside an int64.
func scale(whole int64) int64 {
	const safe = 1 << 40
	return 1 + whole/safe
}
