// Package config is what the operator sets: a TOML file under the XDG config
// folder, the environment, and flags. It checks all of it strictly, knows where
// each value came from, and writes the commented file to begin with.
//
// It never reads a secret: a setting of one says where it is kept.
package config

import (
	"github.com/shopspring/decimal"

	"coffer/state/credential"
)

// The tables below are the one place of every setting: a field here is decoded,
// checked, overridden by its environment variable and flag, shown with its
// origin, and written to the commented file. The tags:
//
//	toml     the name in the file
//	doc      what it is, for the file and for the flag's help
//	default  what holds when nothing is set; empty is the zero value
//	env      the environment variable that overrides the file
//	flag     the flag that overrides both
//	among    the only values allowed, separated by spaces
//	min, max the least and greatest value allowed
//	form     how a text has to look, one of those in forms.go
//	as       command: a source that is always a command
//	over     the setting of Program that this one of a profile overrides
//	example  a value for the file where the default explains nothing

// Program is what stands at the top of the file: settings of the program,
// whatever the profile.
type Program struct {
	DefaultProfile string `toml:"default_profile" flag:"profile" env:"COFFER_PROFILE" form:"name" example:"prod" doc:"The profile to open when none is named; empty for the sandbox."`
	Theme          string `toml:"theme" flag:"theme" env:"COFFER_THEME" example:"contrast" doc:"The colours of the screen: default, contrast, deuteranopia or tritanopia, each also with -dark or -light behind it, or the path of a TOML file of your own."`
	Mouse          bool   `toml:"mouse" flag:"mouse" env:"COFFER_MOUSE" default:"true" doc:"Whether the mouse selects, scrolls and clicks tabs; with false it marks text, as the terminal likes."`
	ReducedMotion  bool   `toml:"reduced_motion" flag:"reduced-motion" env:"COFFER_REDUCED_MOTION" default:"false" doc:"Whether nothing flashes or moves by itself."`
	LogLevel       string `toml:"log_level" flag:"log-level" env:"COFFER_LOG_LEVEL" default:"info" among:"debug info warn error off" doc:"How much goes to the log file: debug, info, warn, error or off; never a secret."`
	AllowGroup     string `toml:"allow_group" flag:"allow-group" env:"COFFER_ALLOW_GROUP" form:"name" example:"treasury" doc:"A group whose members may write the data folder; it is refused otherwise. In this file it says nothing of the file's own folder."`

	// Keys holds, by the name of an action, the keys that do it.
	Keys map[string][]string `toml:"keys" example:"quit = [\"q\", \"ctrl+c\"]" doc:"The keys of an action, by its name in the palette: one, or a list. They replace the usual ones."`
	// Filters holds, by its name, the text of a filter.
	Filters map[string]string `toml:"filters" example:"\"big and open\" = \"status:needs_approval amount:>1000\"" doc:"Filters by name. Each becomes a tab."`

	Export Export `toml:"export" doc:"The names of accounts in your books, as coffer export writes them."`
}

// Export names the accounts that receipts and spends are booked on. What may
// stand in braces, and which names a program can hold, is checked where they
// are written.
type Export struct {
	Wallet string `toml:"wallet_account" default:"Assets:Coffer:Wallet:{token}" doc:"The account that holds a token or currency; {token} is its name, {account} the bank's id of the agent's account."`
	Spend  string `toml:"spend_account" default:"Expenses:Agents" doc:"The account that approved requests are booked on; {merchant} and {account} make one for each."`
	Fee    string `toml:"fee_account" default:"Expenses:Fees:{kind}" doc:"The account of a swap's fees; {kind} is what the fee is for."`
	Market string `toml:"market_account" default:"Equity:Coffer:Market" doc:"The account on the other side of swaps; {provider} makes one for each."`
}

// Profile is one bank and team with one key or several.
type Profile struct {
	APIURL      string              `toml:"api_url" flag:"api-url" env:"DINO_API_URL" form:"url" example:"https://api.dino.id" doc:"The bank's address; empty for https://api.dino.id."`
	SpendPath   string              `toml:"spend_path" flag:"spend-path" env:"DINO_SPEND_PATH" form:"urlpath" example:"/v1/spend-requests" doc:"The bank's name for spend requests; empty to find out whether it is /v1/spend or /v1/spend-requests."`
	TeamID      string              `toml:"team_id" flag:"team-id" env:"DINO_TEAM_ID" form:"id" example:"team_01m7zzep1" doc:"The team that swaps are made for."`
	Environment string              `toml:"environment" among:"sandbox test live" example:"live" doc:"What the profile promises to be: sandbox (Coffer's own, which says so itself), test or live. A key of another kind, or a bank that says otherwise, is refused; empty promises nothing."`
	Key         credential.Source   `toml:"key" env:"DINO_SPEND_KEY" example:"keyring" doc:"Where the spending key is kept, never the key itself: \"keyring\" (store it there with coffer login), \"env:NAME\", \"file:PATH\" (of mode 0600), or a command, whose first line of output is the key. Without it: the keyring."`
	KeyCommand  credential.Source   `toml:"key_command" as:"command" example:"[\"op\", \"read\", \"op://treasury/dino/key\"]" doc:"The command that prints the spending key, instead of key: a list, or a line for the shell. It inherits no other secret."`
	Accounts    []Account           `toml:"accounts" doc:"Several accounts in one profile, each with a key of its own, instead of key. All are of test money or all of real money."`
	Listen      string              `toml:"webhook_listen" flag:"webhook-listen" env:"COFFER_WEBHOOK_LISTEN" form:"address" example:"127.0.0.1:9901" doc:"Where webhooks are received; empty to poll only."`
	Secrets     []credential.Source `toml:"webhook_secrets" env:"DINO_WEBHOOK_SECRET" example:"keyring" doc:"Where the webhook secret is kept, as for key. A list while the bank changes from one to the next. Without it: the keyring."`
	OwnTheme    string              `toml:"theme" over:"theme" doc:"The colours for this profile, if not those above."`
	PollBudget  int                 `toml:"poll_budget" flag:"poll-budget" env:"COFFER_POLL_BUDGET" default:"60" min:"1" max:"6000" doc:"How many calls a minute one key may make; a sandbox gets more where this isn't set."`
	ReadOnly    bool                `toml:"read_only" flag:"read-only" env:"COFFER_READ_ONLY" default:"false" doc:"Whether to only look on: nothing is ever sent that changes anything."`
	Hosts       []string            `toml:"approval_hosts" form:"host" example:"[\"approvals.example.com\"]" doc:"Hosts whose approval pages may be opened, besides app.dino.id."`
	ApprovalURL string              `toml:"approval_url" flag:"approval-url" env:"DINO_APPROVAL_URL" form:"idurl" default:"https://app.dino.id/agents/approvals?spendRequestId={id}" doc:"The bank's page to approve a request at, for one that the bank tells no page of, as with webhooks; {id} is the request's id. Its host counts as one of approval_hosts."`
	DataDir     string              `toml:"data_dir" flag:"data-dir" env:"COFFER_DATA_DIR" form:"path" example:"~/treasury/prod" doc:"The folder for the journal; empty for one under the XDG state folder."`
	Tolerance   decimal.Decimal     `toml:"swap_price_tolerance" default:"0" min:"0" max:"10" doc:"By how many percent a new quote may be worse before it has to be accepted by hand: 0 to 10, exact."`
}

// Account is one of several accounts in a profile.
type Account struct {
	Name       string            `toml:"name" form:"name" example:"research" doc:"What the account is called on screen."`
	Key        credential.Source `toml:"key" example:"env:DINO_RESEARCH_KEY" doc:"Where its spending key is kept, as for key above. Without it: the keyring."`
	KeyCommand credential.Source `toml:"key_command" as:"command" doc:"The command that prints its spending key, instead of key."`
}
