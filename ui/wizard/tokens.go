package wizard

import (
	"cmp"
	"slices"
	"strings"

	"coffer/state"
	"coffer/ui/fuzzy"
)

// candidates are the tokens that what was typed can mean, by symbol or by name,
// the best first.
func candidates(typed string) []state.Token {
	type scored struct {
		token state.Token
		score int
	}
	var found []scored
	for _, token := range state.Tokens() {
		score, matches := fuzzy.Score(token.Symbol+" "+token.Name, typed)
		if matches {
			found = append(found, scored{token, score})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	tokens := make([]state.Token, len(found))
	for i := range found {
		tokens[i] = found[i].token
	}
	return tokens
}

// meantBy are the tokens that may be taken for what was typed. A symbol that
// begins so wins over a symbol or name that has it somewhere, and that over one
// that merely has its letters.
func meantBy(typed string) []state.Token {
	all := candidates(typed)
	for _, says := range []func(token state.Token) bool{
		func(token state.Token) bool { return strings.HasPrefix(token.Symbol, typed) },
		func(token state.Token) bool {
			return strings.Contains(token.Symbol+" "+strings.ToUpper(token.Name), typed)
		},
	} {
		saying := slices.DeleteFunc(slices.Clone(all), func(token state.Token) bool { return !says(token) })
		if len(saying) > 0 {
			return saying
		}
	}
	return all
}

func knownTokens() string { return symbols(state.Tokens(), ", ") }

func symbols(tokens []state.Token, between string) string {
	names := make([]string, len(tokens))
	for i, token := range tokens {
		names[i] = token.Symbol
	}
	return strings.Join(names, between)
}
