package wizard

import (
	"strconv"

	"coffer/state"
	"coffer/theme"
	"coffer/ui/cells"
)

// stages are the five names on the stepper.
var stages = [...]string{"Intent", "Quote", "Policy", "Execute", "Book"}

const (
	intentStage = iota
	quoteStage
	policyStage
	executeStage
	bookStage
)

// stand is where the stepper stands, and how it looks there.
type stand struct {
	stage int
	glyph string
	tone  theme.Tone
}

func standOf(step state.FlowState) stand {
	switch step {
	case state.FlowEditing:
		return stand{intentStage, theme.GlyphGood, theme.ToneAccent}
	case state.FlowQuoting:
		return stand{quoteStage, theme.GlyphPolling, theme.ToneInfo}
	case state.FlowQuoted:
		return stand{quoteStage, theme.GlyphGood, theme.ToneAccent}
	case state.FlowRepriced:
		return stand{quoteStage, theme.GlyphUncertain, theme.ToneWarn}
	case state.FlowExpired:
		return stand{quoteStage, theme.GlyphBad, theme.ToneBad}
	case state.FlowChecking:
		return stand{policyStage, theme.GlyphPolling, theme.ToneInfo}
	case state.FlowCleared:
		return stand{policyStage, theme.GlyphGood, theme.ToneAccent}
	case state.FlowBlocked:
		return stand{policyStage, theme.GlyphBad, theme.ToneBad}
	case state.FlowUnchecked:
		return stand{policyStage, theme.GlyphUnknown, theme.ToneWarn}
	case state.FlowConfirm:
		return stand{executeStage, theme.GlyphGood, theme.ToneAccent}
	case state.FlowExecuting:
		return stand{executeStage, theme.GlyphPolling, theme.ToneInfo}
	case state.FlowRefused:
		return stand{executeStage, theme.GlyphBad, theme.ToneBad}
	case state.FlowTaken:
		return stand{bookStage, theme.GlyphBad, theme.ToneBad}
	case state.FlowCostly:
		return stand{executeStage, theme.GlyphUncertain, theme.ToneWarn}
	case state.FlowNotSent:
		return stand{executeStage, theme.GlyphOff, theme.ToneMuted}
	case state.FlowUnknown:
		return stand{executeStage, theme.GlyphUncertain, theme.ToneBad}
	case state.FlowSubmitted:
		return stand{bookStage, theme.GlyphWaiting, theme.ToneInfo}
	case state.FlowFailed:
		return stand{bookStage, theme.GlyphBad, theme.ToneBad}
	default:
		return stand{bookStage, theme.GlyphMark, theme.ToneGood}
	}
}

// drawStepper writes: Intent ✓ ─── Quote ● ─── Policy ─── Execute ─── Book.
func drawStepper(pen *cells.Pen, t *theme.Theme, step state.FlowState) {
	now := standOf(step)
	const longLink, shortLink = 3, 1
	link := longLink
	if stepperWidth(now.stage, link) > pen.Left() {
		link = shortLink
	}
	if stepperWidth(now.stage, link) > pen.Left() {
		drawStage(pen, t, now)
		pen.Text(t.Muted, "  "+strconv.Itoa(now.stage+1)+" of "+strconv.Itoa(len(stages)))
		return
	}
	for i, name := range stages {
		if i > 0 {
			pen.Skip(1)
			pen.Repeat(t.Border, theme.GlyphRule, link)
			pen.Skip(1)
		}
		switch {
		case i < now.stage:
			pen.Text(t.Text, name)
			pen.Skip(1)
			pen.Text(t.Tone(theme.ToneGood), theme.GlyphMark)
		case i == now.stage:
			drawStage(pen, t, now)
		default:
			pen.Text(t.Muted, name)
		}
	}
}

func drawStage(pen *cells.Pen, t *theme.Theme, now stand) {
	pen.Text(t.Strong, stages[now.stage])
	pen.Skip(1)
	pen.Text(t.Tone(now.tone), now.glyph)
}

func stepperWidth(stage, link int) int {
	width := 2 * (stage + 1)
	for i, name := range stages {
		if i > 0 {
			width += link + 2
		}
		width += len(name)
	}
	return width
}
