package words

import (
	"time"

	"coffer/state"
)

// refusals say why webhooks are turned away: in the words of one line, and what
// is wrong with them and what to do.
var refusals = map[state.RefusalKind]struct{ short, why string }{
	state.RefusedUnsigned: {
		"webhooks refused, unsigned",
		"they carry no signature that can be read, so they don't come from the bank",
	},
	state.RefusedWrong: {
		"webhooks refused, wrong secret?",
		"the signature isn't made with our secret. Does the secret match the one of this endpoint at the bank?",
	},
	state.RefusedStale: {
		"webhooks refused, wrong clock?",
		"the signature is of another time: someone repeats an old delivery, or a clock is more than 5 minutes off",
	},
	state.RefusedHeaders: {
		"webhooks refused, headers contradict",
		"their headers contradict each other or the body. Does a proxy on the way add or change headers?",
	},
	state.RefusedSize: {
		"webhooks refused, too large",
		"they are larger than 1 MiB, so they are no deliveries of the bank",
	},
	state.RefusedBrokenOff: {
		"webhooks refused, broken off",
		"they ended before their body did, or came too slowly. Is the way from the bank cut, or does someone take up connections?",
	},
}

// Refused is why webhooks are turned away, in the words of one line.
func Refused(why state.RefusalKind) string {
	if known, found := refusals[why]; found {
		return known.short
	}
	return "webhooks refused"
}

// RefusedCount is how many were turned away for one reason, and when: 1,204
// wrong signature, the first 2 Jan 14:03:22, the last 14:04:10.
func RefusedCount(refused state.RefusalCount, now time.Time, location *time.Location) string {
	text := Count(refused.Count) + " " + string(refused.Kind)
	if refused.Count == 1 {
		return text + ", " + When(now, refused.Last, location)
	}
	if refused.First.Known() {
		text += ", the first " + When(now, refused.First, location)
	}
	return text + ", the last " + When(now, refused.Last, location)
}

// RefusedWhy says what is wrong with them, and what to do.
func RefusedWhy(why state.RefusalKind) string {
	if known, found := refusals[why]; found {
		return known.why
	}
	return string(why)
}
