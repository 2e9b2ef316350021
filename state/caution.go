package state

import (
	"cmp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// Caution is one reason to look twice at a quote before it is confirmed. Every
// face shows all of them, and Engine.Execute goes by the same ones.
type Caution struct {
	Level CostLevel
	// Title is what it is about, in a word or two: LARGE COST.
	Title string
	// Text says what is wrong, as a sentence without its full stop.
	Text string
	// At is when the price stood that Text speaks of; zero where it speaks of
	// none.
	At Moment
	// Typed is what a person types to go on in spite of it, where Level is
	// CostTyped.
	Typed string
}

// What is typed against what has no percent.
const (
	typeNoMinimum = "no minimum"
	typeNoFees    = "fees not told"
	typeNoPrice   = "price not compared"
)

// Cautions are all reasons to look twice at the quote, the gravest first; of
// those alike, what has a figure before what is only not known.
func (t *SwapTerms) Cautions() []Caution {
	var cautions []Caution
	for _, of := range []func() (Caution, bool){t.priceCaution, t.slippageCaution, t.costCaution, t.feeCaution, t.unknownPriceCaution} {
		if caution, holds := of(); holds {
			cautions = append(cautions, caution)
		}
	}
	slices.SortStableFunc(cautions, func(a, b Caution) int { return cmp.Compare(b.Level, a.Level) })
	return cautions
}

// Warnings are the cautions that are more than a notice.
func (t *SwapTerms) Warnings() []Caution {
	return slices.DeleteFunc(t.Cautions(), func(caution Caution) bool { return caution.Level < CostWarning })
}

// Typed is what a person has to type, beside the confirming word, before the
// quote can be executed; "" where nothing.
func (t *SwapTerms) Typed() string {
	for _, caution := range t.Cautions() {
		if caution.Level == CostTyped {
			return caution.Typed
		}
	}
	return ""
}

// Never is the reason why nobody can execute the quote, or nil.
func (t *SwapTerms) Never() *Caution {
	if cautions := t.Cautions(); len(cautions) > 0 && cautions[0].Level == CostNever {
		return &cautions[0]
	}
	return nil
}

// Accepts reports whether what a person typed is what Typed asks for. A percent
// may have its sign.
func (t *SwapTerms) Accepts(typed string) bool {
	typed = strings.Join(strings.Fields(strings.TrimSuffix(strings.TrimSpace(typed), "%")), " ")
	return strings.EqualFold(typed, t.Typed())
}

// slippageCaution is about how much less than expected the bank may pay out.
func (t *SwapTerms) slippageCaution() (Caution, bool) {
	if t.SlippageBPS == nil || t.MinimumReceived == nil {
		return Caution{
			Level: CostTyped, Title: "NO MINIMUM TOLD", Typed: typeNoMinimum,
			Text: "the bank tells no slippage, so it promises no least amount: any less may be received",
		}, true
	}
	const basisPoints = -2
	percent := decimal.New(*t.SlippageBPS, basisPoints)
	caution := Caution{Level: levelOf(percent), Title: "LARGE SLIPPAGE", Typed: percentText(percent)}
	caution.Text = "up to " + caution.Typed + " % less than expected may be received"
	switch {
	case !t.MinimumReceived.IsPositive():
		caution.Level, caution.Title = CostNever, "NO LEAST AMOUNT"
		caution.Text = "the least that may be received is 0 " + t.BuyToken
	case percent.GreaterThan(decimal.NewFromInt(neverPercent)):
		caution.Level = CostNever
		caution.Text += ", and above 50 % no swap is sent"
	case caution.Level == CostTyped:
		caution.Title = "VERY LARGE SLIPPAGE"
	}
	return caution, caution.Level >= CostWarning
}

// costCaution is about fees and price impact as a share of the trade.
func (t *SwapTerms) costCaution() (Caution, bool) {
	cost := t.Cost()
	caution := Caution{Level: cost.Level(), Typed: percentText(cost.Percent())}
	caution.Text = caution.Typed + " % of the trade: " + cost.Parts()
	switch caution.Level {
	case CostUsual:
		return Caution{}, false
	case CostNotice:
		caution.Title = "Costs"
	case CostWarning:
		caution.Title = "LARGE COST"
	default:
		caution.Title = "VERY LARGE COST"
	}
	return caution, true
}

// feeCaution is about fees that aren't told: they are not free.
func (t *SwapTerms) feeCaution() (Caution, bool) {
	if len(t.Fees) == 0 {
		return Caution{
			Level: CostTyped, Title: "FEES NOT TOLD", Typed: typeNoFees,
			Text: "nobody here can say what this costs; it isn't free for that",
		}, true
	}
	missing := t.MissingFees()
	if len(missing) == 0 {
		return Caution{}, false
	}
	return Caution{
		Level: CostWarning, Title: "NOT ALL FEES TOLD",
		Text: strings.Join(missing, " and ") + " isn't told, so it costs more than is counted here",
	}, true
}

// MissingFees are the kinds of fee that aren't told, by name: those that came in
// a form that can't be read, and those of the contract that are left out where
// the bank tells others.
func (t *SwapTerms) MissingFees() []string {
	missing := slices.Clone(t.UnreadFees)
	if len(t.Fees) == 0 {
		return missing
	}
	for _, kind := range t.Fees.Missing(nil) {
		if !slices.Contains(missing, kind) {
			missing = append(missing, kind)
		}
	}
	return missing
}

// percentText is a percent as it is shown and typed: 12.34.
func percentText(percent decimal.Decimal) string {
	const places = 2
	return percent.StringFixed(places)
}
