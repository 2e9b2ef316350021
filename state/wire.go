package state

import "coffer/api"

// The bank's words, under the names that screens use. Whoever draws imports
// this package alone and so can't name the client or its key.
type (
	Money           = api.Money
	SpendStatus     = api.SpendStatus
	Decision        = api.Decision
	Fees            = api.Fees
	PolicyStatus    = api.PolicyStatus
	ExecutionStatus = api.ExecutionStatus
	Environment     = api.Environment
	Code            = api.Code
	Outcome         = api.Outcome
	Token           = api.Token
)

// The bank's words again, as values.
const (
	NeedsApproval = api.NeedsApproval
	Approved      = api.Approved
	Declined      = api.Declined
	Cancelled     = api.Cancelled

	PolicyPass = api.PolicyPass
	PolicyWarn = api.PolicyWarn
	PolicyFail = api.PolicyFail

	SwapSubmitted = api.SwapSubmitted
	SwapPending   = api.SwapPending
	SwapConfirmed = api.SwapConfirmed
	SwapFailed    = api.SwapFailed
	SwapExpired   = api.SwapExpired

	Sandbox = api.Sandbox
	Test    = api.Test
	Live    = api.Live

	Done    = api.Done
	Refused = api.Refused
	NotSent = api.NotSent
	Unknown = api.Unknown

	CodeNotFound             = api.CodeNotFound
	CodePolicyBlocked        = api.CodePolicyBlocked
	CodeQuoteExpired         = api.CodeQuoteExpired
	CodeQuoteNotFound        = api.CodeQuoteNotFound
	CodeQuoteAlreadyExecuted = api.CodeQuoteAlreadyExecuted

	// NotTold stands for what the bank left out.
	NotTold = api.NotTold

	// UnitOfAccount is the currency that swap fees are in.
	UnitOfAccount = api.UnitOfAccount

	Approve = api.Approve
	Decline = api.Decline
)

// Tokens lists what can be swapped, in the order in which they are offered.
func Tokens() []Token { return api.Tokens() }

// TokenBySymbol finds a token by its exact upper-case symbol.
func TokenBySymbol(symbol string) (Token, bool) { return api.TokenBySymbol(symbol) }

// CurrencyCode is api.CurrencyCode.
func CurrencyCode(word string) (code string, decimals int32, known bool) {
	return api.CurrencyCode(word)
}

// AppendGrouped adds a number with its thousands grouped: 1,204.
func AppendGrouped(text []byte, n uint64) []byte { return api.AppendGrouped(text, n) }
