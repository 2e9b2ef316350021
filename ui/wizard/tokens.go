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
// begins so wins over a name that does, and that over one that has it somewhere.
// What has a capital letter is meant as it stands: it may be a token that isn't
// known here.
func meantBy(typed string) []state.Token {
	if typed == "" || strings.ToLower(typed) != typed {
		return nil
	}
	typed = strings.ToUpper(typed)
	for i, says := range []func(token state.Token) bool{
		func(token state.Token) bool { return strings.HasPrefix(token.Symbol, typed) },
		func(token state.Token) bool { return strings.HasPrefix(strings.ToUpper(token.Name), typed) },
		func(token state.Token) bool {
			return strings.Contains(token.Symbol+" "+strings.ToUpper(token.Name), typed)
		},
	} {
		saying := slices.DeleteFunc(slices.Clone(state.Tokens()), func(token state.Token) bool { return !says(token) })
		// Two names that have it somewhere are a chance, and no question.
		if len(saying) == 1 || i == 0 && len(saying) > 1 {
			return saying
		}
	}
	return nil
}

func knownTokens() string { return symbols(state.Tokens(), ", ") }

func symbols(tokens []state.Token, between string) string {
	names := make([]string, len(tokens))
	for i, token := range tokens {
		names[i] = token.Symbol
	}
	return strings.Join(names, between)
}
