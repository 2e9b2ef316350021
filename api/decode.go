package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
)

// Decode reads a body of the bank's JSON into value. A whole number is one
// however it is written, 120.0 and 1.2e2 as well as 120. Errors: ErrNotJSON; an
// *UnusableError for a figure that can't be what its field is for.
func Decode(body []byte, value any) error {
	plain, err := withPlainNumbers(body)
	if err != nil {
		return err
	}
	err = json.Unmarshal(plain, value)
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &wrongType):
		return unusable("a figure", "can't be read")
	case wrongType.Field == "":
		return unusable("the answer", "can't be a %s", wrongType.Value)
	}
	return unusable(wrongType.Field, "can't be a %s", wrongType.Value)
}

// withPlainNumbers writes each whole number of a JSON text as an integer. It
// refuses figures of more digits than any has.
func withPlainNumbers(body []byte) ([]byte, error) {
	if !json.Valid(body) {
		return nil, ErrNotJSON
	}
	var plain bytes.Buffer
	for at := 0; at < len(body); {
		switch start := at; {
		case body[at] == '"':
			at = afterString(body, at)
			plain.Write(body[start:at])
		case body[at] == '-' || body[at] >= '0' && body[at] <= '9':
			at = afterNumber(body, at)
			number, err := plainNumber(string(body[start:at]))
			if err != nil {
				return nil, err
			}
			plain.WriteString(number)
		default:
			plain.WriteByte(body[at])
			at++
		}
	}
	return plain.Bytes(), nil
}

func afterString(body []byte, at int) int {
	for at++; body[at] != '"'; at++ {
		if body[at] == '\\' {
			at++
		}
	}
	return at + 1
}

func afterNumber(body []byte, at int) int {
	for at < len(body) && strings.IndexByte("+-.eE0123456789", body[at]) >= 0 {
		at++
	}
	return at
}

func plainNumber(text string) (string, error) {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	power := strings.TrimLeft(strings.TrimLeft(exponent, "+-"), "0")
	if len(mantissa) > mostDigits || len(power) > 2 {
		return "", unusable("a number", "has more digits than any amount")
	}
	if !strings.ContainsAny(text, ".eE") {
		return text, nil
	}
	number, isNumber := new(big.Rat).SetString(text)
	if !isNumber || !number.IsInt() {
		return text, nil
	}
	return number.Num().String(), nil
}
