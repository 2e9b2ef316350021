package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
)

// aside are the fields of a spend request that nothing is decided by. In
// another form than the contract's one of them isn't told: it must not cost the
// answer that says what became of the money.
var aside = []string{"decision_reason", "reason", "budget_period", "remaining_budget_cents", "remaining_monthly_budget_cents", "approval_url"}

// spendInEvent is where an event has its spend request.
const spendInEvent = "data.spend."

// unmarshal reads a body that has each field once. Errors: those of json.Unmarshal.
func unmarshal(body []byte, value any) error {
	err := json.Unmarshal(body, value)
	var shape *json.UnmarshalTypeError
	for errors.As(err, &shape) && isAside(value, shape.Field) {
		without, found := withoutField(body, strings.Split(shape.Field, "."))
		if !found {
			break
		}
		body = without
		reflect.ValueOf(value).Elem().SetZero()
		err = json.Unmarshal(body, value)
	}
	return err
}

func isAside(value any, field string) bool {
	name, inEvent := strings.CutPrefix(field, spendInEvent)
	_, isSpend := value.(*Spend)
	return (isSpend || inEvent) && slices.Contains(aside, name)
}

func withoutField(body []byte, path []string) (without []byte, found bool) {
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) != nil || object[path[0]] == nil {
		return nil, false
	}
	if len(path) == 1 {
		delete(object, path[0])
	} else if object[path[0]], found = withoutField(object[path[0]], path[1:]); !found {
		return nil, false
	}
	without, err := json.Marshal(object)
	return without, err == nil
}
