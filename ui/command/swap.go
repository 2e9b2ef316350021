package command

import (
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/spf13/cobra"

	"coffer/state"
	"coffer/state/session"
	"coffer/ui/words"
)

// newSwap asks and shows. A swap is executed by a person on the screen, and by
// no command.
func newSwap() *cobra.Command {
	group := &cobra.Command{
		Use:   "swap",
		Short: "Ask for the price of a swap, look at one",
		Long: "Asks for prices and shows swaps. No command executes one: that takes a person who has seen the figures, " +
			"in the dashboard.",
	}
	group.AddCommand(newSwapQuote(), newSwapShow())
	return group
}

func newSwapQuote() *cobra.Command {
	var account string
	command := withJSON(&cobra.Command{
		Use:   "quote AMOUNT SELL BUY",
		Short: "Ask what selling a token brings",
		Long: "Asks the bank for a quote and shows it. It moves nothing, and the quote can't be executed from here. " +
			"The price of two unlike tokens is held against the last one of them in the journal, where there is one. " +
			"It ends with 3 where nobody can execute it, with 7 where the bank's answer can't be right, and with 1 where the bank has no swap API yet.",
		Example: "coffer swap quote 1000 USDC ETH\ncoffer swap quote 1000 USDC ETH --json | jq -r .buy_amount",
		Args:    exactly("an amount", "the token to sell", "the token to buy"),
		RunE: func(called *cobra.Command, args []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			request, err := quoteRequest(args)
			if err != nil {
				return usage(err)
			}
			request.Account = account
			desk, err := session.OpenDesk(run, run.settings, run.options)
			if err != nil {
				return err
			}
			defer desk.Close()
			terms, err := desk.Quote(run, request)
			if err != nil {
				return err
			}
			terms.Earlier = run.earlierPrice(terms)
			record, fields := recordOfQuote(terms), fieldsOfQuote(terms)
			fields.add("compared", words.Compared(terms, time.Now(), time.Local))
			if err := run.show(record, fields); err != nil {
				return err
			}
			if never := terms.Never(); never != nil {
				return endWith(ExitDeclined, nil)
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) == 0 || len(args) > 2 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			var symbols []string
			for _, token := range state.Tokens() {
				if !slices.Contains(args, token.Symbol) {
					symbols = append(symbols, token.Symbol)
				}
			}
			return symbols, cobra.ShellCompDirectiveNoFileComp
		},
	})
	command.Flags().StringVar(&account, "account", "", "ask with the key of this account of the profile")
	return command
}

// earlierPrice is the last price of the quote's tokens that the journal knows,
// or nil.
func (r *run) earlierPrice(terms *state.SwapTerms) (earlier *state.EarlierPrice) {
	r.fromJournal(func(records state.Records) error {
		follower, err := state.NewFollower(r, records, clockwork.NewRealClock(), time.Local, slog.New(slog.DiscardHandler))
		if err == nil {
			earlier = follower.View().EarlierPrice(terms.SellToken, terms.BuyToken)
		}
		return err
	})
	return earlier
}

func quoteRequest(args []string) (state.QuoteRequest, error) {
	sell, ok := state.TokenFor(args[1])
	if !ok {
		return state.QuoteRequest{}, noToken(args[1])
	}
	buy, ok := state.TokenFor(args[2])
	if !ok {
		return state.QuoteRequest{}, noToken(args[2])
	}
	if sell.Symbol == buy.Symbol {
		return state.QuoteRequest{}, errors.New("the two tokens are the same")
	}
	amount, problem := state.ReadAmount(args[0], sell.Precision)
	if problem != nil {
		return state.QuoteRequest{}, problem
	}
	return state.QuoteRequest{SellToken: sell.Symbol, BuyToken: buy.Symbol, SellAmount: amount.String()}, nil
}

func noToken(typed string) error {
	var symbols []string
	for _, token := range state.Tokens() {
		symbols = append(symbols, token.Symbol)
	}
	return errors.New(state.SafeText(typed) + " can't be the name of a token; there are " + strings.Join(symbols, ", ") +
		", and what else the bank quotes")
}

func newSwapShow() *cobra.Command {
	return withJSON(&cobra.Command{
		Use:   "show ID",
		Short: "Show a swap as the bank holds it",
		Long: "Asks the bank for a swap, and shows it beside what was confirmed here. It ends with 0 whatever the status is, " +
			"and with 7 where the bank executed something else than was confirmed.",
		Example: "coffer swap show swap_01jwx…",
		Args:    exactly("the id of a swap"),
		RunE: func(called *cobra.Command, args []string) error {
			run, err := begin(called)
			if err != nil {
				return err
			}
			id := state.ParseID(args[0])
			if !strings.HasPrefix(id, "swap_") {
				return usage(errors.New("the id of a swap begins with swap_"))
			}
			desk, err := session.OpenDesk(run, run.settings, run.options)
			if err != nil {
				return err
			}
			defer desk.Close()
			swap, err := desk.Swap(run, id)
			if err != nil {
				return run.explainAbsence(id, 0, err)
			}
			swap = run.knownSwap(swap)
			return run.showSwap(swap)
		},
	})
}

func fieldsOfQuote(terms *state.SwapTerms) fields {
	var made fields
	made.add("you sell", words.Exactly(terms.SellAmount)+" "+terms.SellToken)
	made.add("you receive", words.Exactly(terms.ExpectedBuy)+" "+terms.BuyToken)
	made.add("at least", words.Minimum(terms))
	made.add("slippage", words.Slippage(terms))
	made.add("fees", words.Fees(terms.Fees))
	if missing := terms.MissingFees(); len(missing) > 0 {
		made.add("fees not told", strings.Join(missing, ", "))
	}
	if terms.ImpactBPS == nil {
		made.add("price impact", words.NotTold)
	}
	made.add("provider", terms.Provider)
	made.add("route", words.Route(terms, " → "))
	made.add("quote", terms.QuoteID)
	made.add("firm until", at(terms.ExpiresAt))
	for _, caution := range terms.Warnings() {
		made.add("beware", words.Caution(caution, time.Now(), time.Local))
	}
	made.add("accepted", words.Accepted(terms))
	made.add("confirmed by", terms.ConfirmedBy)
	made.add("confirmed", at(terms.ConfirmedAt))
	return made
}

func fieldsOfSwap(swap *state.Swap) fields {
	status := words.SwapStatus(swap.Status)
	var made fields
	made.add("status", status.Glyph+" "+status.Word)
	for _, beware := range words.DatedSwapBeware(swap, time.Now(), time.Local) {
		made.add("beware", beware)
	}
	made.add("executed", words.ExecutedAmounts(swap))
	if swap.Status == state.SwapConfirmed {
		made.add("fees paid", words.ExecutedFees(swap))
	}
	if swap.Terms != nil {
		made = append(made, fieldsOfQuote(swap.Terms)...)
	}
	made.add("provider", swap.Provider)
	made.add("transaction", swap.TxHash)
	made.add("reference", swap.Reference)
	for _, adjustment := range words.Adjustments(swap) {
		made.add("adjusted by", adjustment)
	}
	made.add("id", swap.ID)
	made.add("account", swap.Account)
	made.add("submitted", at(swap.SubmittedAt))
	made.add("settled", at(swap.SettledAt))
	return made
}
