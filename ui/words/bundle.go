package words

import (
	"strconv"
	"strings"
	"time"

	"coffer/state"
)

// SupportBundle is what the bank's support needs to find a request whose
// outcome nobody here knows, as plain text to paste: ids, key, times and the
// last error. It has no secret in it, neither the spending key nor the token
// that confirmed.
func SupportBundle(intent *state.Intent, book *state.View, now time.Time) string {
	var text strings.Builder
	line := func(label, value string) {
		if value != "" {
			text.WriteString(label + strings.Repeat(" ", max(18-len(label), 1)) + value + "\n")
		}
	}
	text.WriteString("Outcome unknown: " + Decision(intent) + "\n")
	line("intent", intent.ID)
	line("idempotency key", intent.Key)
	if intent.Terms != nil {
		line("quote", intent.Terms.QuoteID)
		line("trade", Exactly(intent.Terms.SellAmount)+" "+intent.Terms.SellToken+" → "+
			Exactly(intent.Terms.ExpectedBuy)+" "+intent.Terms.BuyToken)
		line("provider", intent.Terms.Provider)
		line("quote firm until", intent.Terms.ExpiresAt.ISO())
	}
	line("bank", strings.TrimSpace(string(book.Bank.Environment)+" "+book.Bank.Host))
	line("team", book.Bank.Team)
	line("account", intent.Account)
	line("decided by", intent.Who)
	line("written down", intent.CreatedAt.ISO())
	line("tries", strconv.Itoa(intent.Tries))
	line("last try", intent.LastTry.ISO())
	line("last error", strings.TrimSpace(intent.Problem+" "+bracketed(string(intent.Code))))
	line("request id", intent.TraceID)
	if lifted := intent.Unlocked; lifted != nil {
		line("lock lifted", lifted.At.ISO()+" by "+lifted.Who+": "+lifted.Why)
	}
	line("bank's clock", signedSpan(book.Feed.ClockOffset)+" against this machine's")
	line("copied", state.MomentOf(now).ISO())
	return text.String()
}

func bracketed(code string) string {
	if code == "" {
		return ""
	}
	return "[" + code + "]"
}

func signedSpan(span time.Duration) string {
	span = span.Round(100 * time.Millisecond)
	if span >= 0 {
		return "+" + span.String()
	}
	return span.String()
}
