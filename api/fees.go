package api

import (
	"encoding/json"
	"regexp"
	"slices"

	"github.com/shopspring/decimal"
)

// feesRead is what is read of fees, by kind.
type feesRead struct {
	told Fees
	// unread are the kinds that came in a form that can't be read, twice, or in
	// another currency, and absent those that are null: then told is not all
	// there is.
	unread, absent []string
}

// readFees reads fees of any shape: an object of kinds with amounts, a list, or
// one sum. An amount is a number, a text, or an object with an amount in the
// unit of account. field is the bank's name of the fees, for those that have no
// kind.
func readFees(field string, raw json.RawMessage) feesRead {
	if isAbsent(raw) {
		return feesRead{}
	}
	read := feesRead{told: make(Fees)}
	var object map[string]json.RawMessage
	var list []json.RawMessage
	switch {
	case json.Unmarshal(raw, &object) == nil:
		read.object(object, raw)
	case json.Unmarshal(raw, &list) == nil:
		for _, fee := range list {
			kind := feeKind(fee)
			if kind == "" {
				read.unread = append(read.unread, field)
				continue
			}
			read.add(kind, fee)
		}
	default:
		read.add(wholeFee, raw)
	}
	read.chooseWhole()
	if len(read.told) == 0 {
		read.told = nil
	}
	slices.Sort(read.unread)
	read.unread = slices.Compact(read.unread)
	return read
}

func (r *feesRead) object(kinds map[string]json.RawMessage, raw json.RawMessage) {
	if _, single := kinds["amount"]; single {
		r.add(wholeFee, raw)
		return
	}
	unit, named := kinds["currency"]
	foreign := named && !isUnit(textOf(unit))
	repeated := repeatedNames(raw)
	for kind, amount := range kinds {
		switch {
		case kind == "currency" && textOf(amount) != "":
		case foreign, repeated[kind]:
			r.unread = append(r.unread, kind)
		default:
			r.add(kind, amount)
		}
	}
}

func (r *feesRead) add(kind string, raw json.RawMessage) {
	amount, ok := feeAmount(raw)
	switch {
	case isAbsent(raw):
		r.absent = append(r.absent, kind)
	case !ok:
		r.unread = append(r.unread, kind)
	case isAmount(kind, &amount) != nil:
		// It stays as it is, for whoever reads the whole to refuse.
		r.told[kind] = amount
	default:
		sum, there := r.told[kind]
		if there && isAmount(kind, &sum) != nil {
			return
		}
		r.told[kind] = sum.Add(amount)
	}
}

// chooseWhole keeps one of two tellings of the same: a sum of all kinds, and the
// kinds. Where they differ the larger one stays, and the other can't be read.
func (r *feesRead) chooseWhole() {
	whole, is := r.told[wholeFee]
	if !is || len(r.told) == 1 || isFees("", r.told) != nil {
		return
	}
	delete(r.told, wholeFee)
	sum, _ := r.told.Total()
	switch {
	case sum.Equal(whole):
	case sum.GreaterThan(whole):
		r.unread = append(r.unread, wholeFee)
	default:
		r.unread = append(r.unread, r.told.Kinds()...)
		r.told = Fees{wholeFee: whole}
	}
}

// feeKind is what a fee in a list is called.
func feeKind(raw json.RawMessage) string { return fieldText(raw, "kind", "type", "name") }

// feeAmount is the amount of one fee. An object with a second amount beside its
// own, or with a field that is there twice, has none that can be relied on.
func feeAmount(raw json.RawMessage) (decimal.Decimal, bool) {
	if amount, ok := plainAmount(raw); ok {
		return amount, true
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil || len(repeatedNames(raw)) > 0 {
		return decimal.Zero, false
	}
	for _, unit := range []string{"currency", "token", "unit"} {
		if told, named := object[unit]; named && !isUnit(textOf(told)) {
			return decimal.Zero, false
		}
	}
	for name, value := range object {
		if _, another := plainAmount(value); another && name != "amount" && !slices.Contains(notAmounts, name) {
			return decimal.Zero, false
		}
	}
	return plainAmount(object["amount"])
}

// notAmounts are the numbers beside an amount that say how it is meant.
var notAmounts = []string{"decimals", "bps", "percent", "rate"}

func isUnit(currency string) bool {
	code, _, known := CurrencyCode(currency)
	return known && code == UnitOfAccount
}

var writtenAmount = regexp.MustCompile(`^[-+]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

// plainAmount is an amount as a JSON number or text.
func plainAmount(raw json.RawMessage) (decimal.Decimal, bool) {
	written := string(raw)
	if text := textOf(raw); text != "" {
		written = text
	}
	if !writtenAmount.MatchString(written) {
		return decimal.Zero, false
	}
	amount, err := decimal.NewFromString(written)
	if err != nil {
		// It is a number, of a size that no amount has.
		return decimal.New(1, mostExponent+1), true
	}
	return amount, true
}
