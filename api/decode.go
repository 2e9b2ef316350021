package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Decode reads a body of the bank's JSON into value, a pointer. A whole number
// is one however it is written, 120.0 and 1.2e2 as well as 120. Errors:
// ErrNotJSON; an *UnusableError for a figure that can't be what its field is
// for, for a field that is there twice or in other letters, and for an error
// beside the answer.
func Decode(body []byte, value any) error {
	if !IsText(body) {
		return unusable("the answer", "holds text that is no UTF-8")
	}
	if !json.Valid(body) {
		return ErrNotJSON
	}
	plain := withPlainNumbers(body)
	if err := checkAnswer(plain, reflect.TypeOf(value).Elem()); err != nil {
		return err
	}
	err := unmarshal(plain, value)
	var wrongType *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &wrongType):
		return unusable("a figure", "can't be read")
	case wrongType.Field == "":
		return unusable("the answer", "can't be %s", shapeName(wrongType.Value))
	}
	return unusable(wrongType.Field, "can't be %s", shapeName(wrongType.Value))
}

// shapeName is what the decoder calls a value, in plain words.
func shapeName(value string) string {
	switch kind, _, _ := strings.Cut(value, " "); kind {
	case "string":
		return "a text"
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "bool":
		return "true or false"
	}
	return "this number"
}

// IsText reports whether all of a JSON body's text can be told apart once it is
// read: it is UTF-8, and no escape is half of a character. The decoder puts the
// same replacement character in the place of whatever isn't, so that two ids that
// differ only there would be one.
func IsText(body []byte) bool {
	if !utf8.Valid(body) {
		return false
	}
	if !bytes.Contains(body, []byte(`\u`)) {
		return true
	}
	for at := 0; at < len(body); at++ {
		if body[at] != '\\' {
			continue
		}
		at++
		unit, isUnit := escapedUnit(body, at)
		if !isUnit || !utf16.IsSurrogate(unit) {
			continue
		}
		const escape = len("u0000")
		second, isPair := rune(0), false
		if next := at + escape; next < len(body) && body[next] == '\\' {
			second, isPair = escapedUnit(body, next+1)
		}
		if !isPair || utf16.DecodeRune(unit, second) == utf8.RuneError {
			return false
		}
		at += escape + len(`\`) + escape - 1
	}
	return true
}

// escapedUnit is the number behind a \ at, where that is a \u.
func escapedUnit(body []byte, at int) (rune, bool) {
	const end = len("u0000")
	if at+end > len(body) || body[at] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(body[at+1:at+end]), 16, 16)
	return rune(unit), err == nil
}

// withPlainNumbers writes each whole number of a JSON text as an integer.
func withPlainNumbers(body []byte) []byte {
	var plain bytes.Buffer
	for at := 0; at < len(body); {
		switch start := at; {
		case body[at] == '"':
			at = afterString(body, at)
			plain.Write(body[start:at])
		case body[at] == '-' || body[at] >= '0' && body[at] <= '9':
			at = afterNumber(body, at)
			plain.WriteString(plainNumber(string(body[start:at])))
		default:
			plain.WriteByte(body[at])
			at++
		}
	}
	return plain.Bytes()
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

// plainNumber leaves a number as it is that is no integer, or too long for an
// amount: what reads it refuses it.
func plainNumber(text string) string {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(text), "e")
	power := strings.TrimLeft(strings.TrimLeft(exponent, "+-"), "0")
	if !strings.ContainsAny(text, ".eE") || len(mantissa) > mostDigits || len(power) > 2 {
		return text
	}
	number, isNumber := new(big.Rat).SetString(text)
	if !isNumber || !number.IsInt() {
		return text
	}
	return number.Num().String()
}
