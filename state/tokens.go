package state

import (
	"strings"

	"coffer/api"
)

// AnyPrecision is the precision of a token that isn't known here: an amount of
// it goes to the bank with all the decimals that were typed.
const AnyPrecision int32 = -1

// TokenFor is the token that a person names. What the bank can quote is the
// bank's to say, so one that isn't known here is taken as it is: in upper case
// where it was typed in lower case alone, and else as typed. ok is false for
// what can't be the name or the address of a token.
func TokenFor(typed string) (token Token, ok bool) {
	typed = strings.TrimSpace(typed)
	if known, there := api.TokenBySymbol(strings.ToUpper(typed)); there {
		return known, true
	}
	const longest = 64
	if typed == "" || len(typed) > longest || strings.ContainsFunc(typed, func(r rune) bool { return !TokenRune(r) }) {
		return Token{}, false
	}
	if !strings.ContainsFunc(typed, func(r rune) bool { return r >= 'A' && r <= 'Z' }) && !strings.HasPrefix(typed, "0x") {
		typed = strings.ToUpper(typed)
	}
	return Token{Symbol: typed, Precision: AnyPrecision}, true
}

// TokenRune reports whether a token's name may have the letter.
func TokenRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune(".-_+$", r)
}
