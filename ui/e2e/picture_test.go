package e2e

import (
	"fmt"
	"html"
	"strings"

	"github.com/hinshun/vt10x"
)

// A cell of a picture, in its own units.
const (
	cellWidth, cellHeight = 9, 20
	baseline              = 15
	margin                = 18
)

// The colours of a picture where a terminal has its own.
const (
	paper, inkColour = "#0d1117", "#d0d7de"
	fonts            = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
)

// The bits of a cell's mode, which the emulator keeps to itself.
const (
	underlined = 1 << 1
	bold       = 1 << 2
)

// picture is the screen as SVG: text as text, and what a terminal draws lines
// and bars with as shapes, because fonts leave gaps between those.
func (s *terminal) picture() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	cols, rows := s.screen.Size()
	var svg strings.Builder
	width, height := cols*cellWidth+2*margin, rows*cellHeight+2*margin
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="%s" font-size="15">`+"\n", width, height, fonts)
	fmt.Fprintf(&svg, `<rect width="%d" height="%d" rx="10" fill="%s"/>`+"\n", width, height, paper)
	fmt.Fprintf(&svg, `<g transform="translate(%d %d)">`+"\n", margin, margin)
	for row := range rows {
		for col := 0; col < cols; {
			col += s.drawRun(&svg, col, row, cols)
		}
	}
	svg.WriteString("</g>\n</svg>\n")
	return svg.String()
}

// drawRun draws the cells of one look from col on, and tells how many.
func (s *terminal) drawRun(svg *strings.Builder, col, row, cols int) int {
	first := s.screen.Cell(col, row)
	if shape := shapeOf(first.Char); shape != "" {
		fmt.Fprintf(svg, `<g transform="translate(%d %d)" fill="%s" shape-rendering="crispEdges">%s</g>`+"\n",
			col*cellWidth, row*cellHeight, colourOf(first.FG, inkColour), strings.ReplaceAll(shape, "INK", colourOf(first.FG, inkColour)))
		return 1
	}
	var text strings.Builder
	length := 0
	for ; col+length < cols; length++ {
		cell := s.screen.Cell(col+length, row)
		if cell.FG != first.FG || cell.BG != first.BG || cell.Mode != first.Mode || shapeOf(cell.Char) != "" {
			break
		}
		text.WriteRune(max(cell.Char, ' '))
	}
	if first.BG != vt10x.DefaultBG {
		fmt.Fprintf(svg, `<rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>`+"\n",
			col*cellWidth, row*cellHeight, length*cellWidth, cellHeight, colourOf(first.BG, paper))
	}
	written := strings.TrimRight(text.String(), " ")
	if written == "" {
		return length
	}
	// Blanks in front are left out, and those between words kept from collapsing.
	blanks := len(written) - len(strings.TrimLeft(written, " "))
	written = strings.ReplaceAll(written[blanks:], " ", "\u00a0")
	weight := ""
	if first.Mode&bold != 0 {
		weight += ` font-weight="700"`
	}
	if first.Mode&underlined != 0 {
		weight += ` text-decoration="underline"`
	}
	fmt.Fprintf(svg, `<text x="%d" y="%d" fill="%s" textLength="%d"%s>%s</text>`+"\n",
		(col+blanks)*cellWidth, row*cellHeight+baseline, colourOf(first.FG, inkColour), len([]rune(written))*cellWidth, weight, html.EscapeString(written))
	return length
}

// shapeOf is the shape of a character that fills its cell, or "".
func shapeOf(char rune) string {
	const bars = "▁▂▃▄▅▆▇█"
	line := func(path string) string {
		return `<path d="` + path + `" shape-rendering="auto" fill="none" stroke="INK" stroke-width="1.2"/>`
	}
	switch char {
	case '─':
		return line("M0 10H9")
	case '│':
		return line("M4.5 0V20")
	case '╭':
		return line("M9 10H8.5A4 4 0 0 0 4.5 14V20")
	case '╮':
		return line("M0 10H.5A4 4 0 0 1 4.5 14V20")
	case '╰':
		return line("M9 10H8.5A4 4 0 0 1 4.5 6V0")
	case '╯':
		return line("M0 10H.5A4 4 0 0 0 4.5 6V0")
	case '▌':
		return `<rect width="4.5" height="20"/>`
	case '░':
		return `<rect y="3" width="9.2" height="14" opacity=".35"/>`
	}
	if before, _, found := strings.Cut(bars, string(char)); found && char != 0 {
		eighths := len([]rune(before)) + 1
		height := float64(cellHeight*eighths) / 8
		return fmt.Sprintf(`<rect y="%.1f" width="9.2" height="%.1f"/>`, cellHeight-height, height)
	}
	return ""
}

// colourOf is a colour of the emulator as SVG has it.
func colourOf(colour vt10x.Color, own string) string {
	if colour >= vt10x.DefaultFG {
		return own
	}
	if colour > 255 {
		return fmt.Sprintf("#%06x", uint32(colour))
	}
	const firstCube, firstGrey = 16, 232
	switch n := int(colour); {
	case n < firstCube:
		return [...]string{
			"#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
			"#6e7681", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff",
		}[n]
	case n >= firstGrey:
		grey := 8 + 10*(n-firstGrey)
		return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey)
	default:
		levels := [...]int{0, 95, 135, 175, 215, 255}
		n -= firstCube
		return fmt.Sprintf("#%02x%02x%02x", levels[n/36], levels[n/6%6], levels[n%6])
	}
}
