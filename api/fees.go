package api

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
)

// wholeFee is the kind of a fee that came as one sum, without kinds.
const wholeFee = "total"

// readFees reads fees of any shape: an object of kinds with amounts, a list, or
// one sum. An amount is a number, a text, or an object with an amount in the
// unit of account. unread are the kinds whose amount is none of these, or is in
// another currency: then fees is not all there is.
func readFees(field string, raw json.RawMessage) (fees Fees, unread []string) {
	if isAbsent(raw) {
		return nil, nil
	}
	read := feeReader{field: field, fees: make(Fees)}
	var object map[string]json.RawMessage
	var list []json.RawMessage
	switch {
	case json.Unmarshal(raw, &object) == nil:
		read.object(object)
	case json.Unmarshal(raw, &list) == nil:
		for _, fee := range list {
			read.add(feeKind(fee), fee)
		}
	default:
		read.add(wholeFee, raw)
	}
	if len(read.fees) == 0 {
		read.fees = nil
	}
	slices.Sort(read.unread)
	return read.fees, slices.Compact(read.unread)
}

type feeReader struct {
	// field is the bank's name of the fees, for those that have none of their own.
	field  string
	fees   Fees
	unread []string
}

func (r *feeReader) object(kinds map[string]json.RawMessage) {
	_, single := kinds["amount"]
	if raw, err := json.Marshal(kinds); single && err == nil {
		r.add(wholeFee, raw)
		return
	}
	unit, named := kinds["currency"]
	foreign := named && !isUnit(textOf(unit))
	for kind, amount := range kinds {
		switch {
		case kind == "currency" && textOf(amount) != "":
		case foreign:
			r.unread = append(r.unread, kind)
		default:
			r.add(kind, amount)
		}
	}
}

func (r *feeReader) add(kind string, raw json.RawMessage) {
	amount, ok := feeAmount(raw)
	switch {
	case kind == "":
		r.unread = append(r.unread, r.field)
	case !ok:
		r.unread = append(r.unread, kind)
	case isAmount(kind, &amount) != nil:
		// It stays as it is, for the check of the whole quote to refuse.
		r.fees[kind] = amount
	default:
		sum, there := r.fees[kind]
		if there && isAmount(kind, &sum) != nil {
			return
		}
		r.fees[kind] = sum.Add(amount)
	}
}

// feeKind is what a fee in a list is called.
func feeKind(raw json.RawMessage) string { return fieldText(raw, "kind", "type", "name") }

func feeAmount(raw json.RawMessage) (decimal.Decimal, bool) {
	if amount, ok := plainAmount(raw); ok {
		return amount, true
	}
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return decimal.Zero, false
	}
	for _, unit := range []string{"currency", "token", "unit"} {
		if told, named := object[unit]; named && !isUnit(textOf(told)) {
			return decimal.Zero, false
		}
	}
	return plainAmount(object["amount"])
}

func isUnit(currency string) bool { return strings.EqualFold(currency, UnitOfAccount) }

var writtenAmount = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)

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
