package theme

// Glyphs that carry a state beside its word. Each is one cell wide.
const (
	GlyphWaiting   = "◔"
	GlyphGood      = "●"
	GlyphBad       = "✕"
	GlyphOff       = "○"
	GlyphUnknown   = "◇"
	GlyphLive      = "◉"
	GlyphPolling   = "◌"
	GlyphUncertain = "▲"
	GlyphMark      = "✓"
)

// Glyphs that the layout is drawn with. Each is one cell wide.
const (
	GlyphGutter    = "▌"
	GlyphRule      = "─"
	GlyphSide      = "│"
	GlyphBarFull   = "█"
	GlyphBarEmpty  = "░"
	GlyphEllipsis  = "…"
	GlyphDot       = "·"
	GlyphArrow     = "→"
	GlyphUp        = "↑"
	GlyphDown      = "↓"
	CornerTopLeft  = "╭"
	CornerTopRight = "╮"
	CornerLowLeft  = "╰"
	CornerLowRight = "╯"
)

// Spark is the eight heights of a sparkline, lowest first.
const Spark = "▁▂▃▄▅▆▇█"

// Rule is a line to cut rules of any width from: 4 times 64 cells.
const Rule = rule64 + rule64 + rule64 + rule64

const rule64 = "────────────────────────────────────────────────────────────────"
