package ui

import (
	"github.com/shopspring/decimal"

	"coffer/ui/dialog"
	"coffer/ui/spendform"
	"coffer/ui/wizard"
)

// newSpend is the form for a spend request.
func newSpend(scene dialog.Scene) dialog.Dialog { return spendform.New(scene) }

// newSwap is the wizard for a swap.
func newSwap(scene dialog.Scene, tolerance decimal.Decimal) dialog.Dialog {
	return wizard.New(scene, tolerance)
}
