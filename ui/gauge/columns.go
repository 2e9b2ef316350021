package gauge

import (
	"coffer/theme"
	"coffer/ui/cells"
)

// Columns is values as upright bars, drawn line by line, each an eighth of a
// cell exact. What isn't nothing shows.
type Columns struct {
	// Values are oldest first and not negative.
	Values []int64
	// Base is what the foot of every bar stands for, at most the lowest value.
	Base int64
	// Height is in lines, Width and Gap of each bar in cells.
	Height, Width, Gap int
}

const eighths = 8

// Line writes one line of the bars, 0 the highest. The last bar is in the
// style of now.
func (c Columns) Line(pen *cells.Pen, before, now theme.Style, line int) {
	highest := c.Highest()
	for i, value := range c.Values {
		style := before
		if i == len(c.Values)-1 {
			style = now
		}
		filled := c.eighthsOf(value, highest) - (c.Height-1-line)*eighths
		if glyph := eighthGlyph(filled); glyph == "" {
			pen.Skip(c.Width)
		} else {
			pen.Repeat(style, glyph, c.Width)
		}
		pen.Skip(c.Gap)
	}
}

// Highest is the largest value.
func (c Columns) Highest() int64 {
	var highest int64
	for _, value := range c.Values {
		highest = max(highest, value)
	}
	return highest
}

func (c Columns) eighthsOf(value, highest int64) int {
	span, over := highest-c.Base, value-c.Base
	switch {
	case value <= 0:
		return 0
	case span <= 0:
		return c.Height * eighths / 2
	}
	by := scale(span)
	return max(int(over/by*int64(c.Height*eighths)/(span/by)), 1)
}

func eighthGlyph(filled int) string {
	if filled <= 0 {
		return ""
	}
	filled = min(filled, eighths)
	return theme.Spark[(filled-1)*sparkBytes : filled*sparkBytes]
}
