package state

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// typedAmount takes groups of three only: 1,5 is a decimal to half of the
// world, and reading it as 15 would cost money.
var typedAmount = regexp.MustCompile(`^([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)?(?:\.([0-9]*))?$`)

// ReadAmount reads an amount above zero as a person types or pastes it, with
// at most places decimals: 1234, 1,234.50, 1 234.50. What it refuses it
// explains.
func ReadAmount(typed string, places int32) (decimal.Decimal, *Problem) {
	text := strings.TrimSpace(typed)
	if text == "" {
		return decimal.Zero, &Problem{Happened: "The amount is missing."}
	}
	parts := typedAmount.FindStringSubmatch(text)
	if parts == nil || parts[1]+parts[2] == "" {
		return decimal.Zero, &Problem{
			Happened: "This is not an amount.",
			Advice:   "Write it like 1234.50 or 1,234.50.",
		}
	}
	if decimals := len(parts[2]); decimals > int(places) {
		return decimal.Zero, &Problem{Happened: tooManyDecimals(places, decimals)}
	}
	whole := strings.NewReplacer(",", "", " ", "").Replace(parts[1])
	amount, err := decimal.NewFromString("0" + whole + "." + parts[2] + "0")
	if err != nil {
		return decimal.Zero, &Problem{Happened: "This is not an amount.", Cause: err}
	}
	if !amount.IsPositive() {
		return decimal.Zero, &Problem{Happened: "The amount must be above zero."}
	}
	return amount, nil
}

func tooManyDecimals(places int32, got int) string {
	if places == 0 {
		return "It takes whole amounts only, without decimals."
	}
	return fmt.Sprintf("It takes %d decimals at most, and this has %d.", places, got)
}
