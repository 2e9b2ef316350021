package words

import "coffer/state"

// Refused is why webhooks are turned away, in the words of one line.
func Refused(why state.RefusalKind) string {
	switch why {
	case state.RefusedWrong:
		return "webhooks refused, wrong secret?"
	case state.RefusedStale:
		return "webhooks refused, wrong clock?"
	}
	return "webhooks refused, unsigned"
}

// RefusedWhy says what is wrong with them, and what to do.
func RefusedWhy(why state.RefusalKind) string {
	switch why {
	case state.RefusedWrong:
		return "the signature isn't made with our secret. Does the secret match the one of this endpoint at the bank?"
	case state.RefusedStale:
		return "the signature is of another time: someone repeats an old delivery, or a clock is more than 5 minutes off"
	}
	return "they carry no signature that can be read, so they don't come from the bank"
}
