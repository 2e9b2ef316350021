// Package api is the wire contract of Dino Agent Bank as a client sees it: the
// requests, the records, the errors, what may be retried, and what an answer
// means for the money. Amounts are integer cents or exact decimals, never
// floats.
//
// It never knows the dashboard, the terminal or the disk, and it never hands
// out the spending key.
package api

import "time"

// What nobody publishes and this project therefore decides stands in this file
// alone, so that one edit changes it when Dino publishes the real thing.
const (
	// DefaultBaseURL is the production host. The version prefix is part of each path.
	DefaultBaseURL = "https://api.dino.id"
	// DefaultSpendPath is the resource name of the stable documentation.
	DefaultSpendPath = "/v1/spend"
	// NewerSpendPath is the name that newer pages use for the same resource.
	NewerSpendPath = "/v1/spend-requests"

	balancePath        = "/v1/balance"
	quotePath          = "/v1/swap/quote"
	policyCheckPath    = "/v1/swap/policy-check"
	executePath        = "/v1/swap/execute"
	swapPath           = "/v1/swap/"
	faucetPath         = "/v1/sandbox/faucet"
	decisionPath       = "/v1/sandbox/spend/"
	ledgerPath         = "/v1/sandbox/ledger"
	sandboxChangesPath = "/v1/sandbox/changes"
	sandboxDigestsPath = "/v1/sandbox/digests"

	// SandboxHeader is on every answer of the sandbox that is in this project. A
	// bank that doesn't send it has none of the paths below /v1/sandbox/.
	SandboxHeader = "Dino-Sandbox"

	// ApprovalHost is where production approval pages live.
	ApprovalHost = "app.dino.id"

	// MaxResponseBytes is the largest answer that is read.
	MaxResponseBytes = 1 << 20

	// ConfirmationPrefix begins the token made when a person confirms a swap.
	ConfirmationPrefix = "confirm_"
	// ExecuteKeyPrefix begins the idempotency key of an execute call.
	ExecuteKeyPrefix = "idemp_"

	// UnitOfAccount is the currency that swap fees are quoted in.
	UnitOfAccount = "USD"

	// WebhookPath is where a webhook receiver listens.
	WebhookPath = "/webhooks/dino"
	// WebhookTolerance is how far a signature's time may be from now, either way.
	WebhookTolerance = 5 * time.Minute
)

// Token is what the contract's tokens have in common: a symbol and how many
// decimals an amount of it may have.
type Token struct {
	Symbol string
	// Name is what people call it.
	Name      string
	Precision int32
}

// Dollars reports whether the token stands for the unit of account.
func (t Token) Dollars() bool { return t.Symbol == "USDC" || t.Symbol == "USDT" || t.Symbol == "DAI" }

// Tokens lists what can be swapped, in the order in which they are offered.
func Tokens() []Token {
	return []Token{
		{"USDC", "USD Coin", 6},
		{"USDT", "Tether", 6},
		{"DAI", "Dai", 18},
		{"ETH", "Ether", 18},
		{"WBTC", "Wrapped Bitcoin", 8},
		{"SOL", "Solana", 9},
	}
}

// TokenBySymbol finds a token by its exact upper-case symbol.
func TokenBySymbol(symbol string) (Token, bool) {
	for _, token := range Tokens() {
		if token.Symbol == symbol {
			return token, true
		}
	}
	return Token{}, false
}
