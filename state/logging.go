package state

// logStart tells the log what is being run.
func (e *Engine) logStart() {
	bank := e.book.view.Bank
	e.log.Info("the engine runs", "environment", string(bank.Environment), "host", bank.Host, "team", bank.Team, "keys", len(e.holders),
		"requests", e.opening.SpendCount)
}

// logFeed tells the log when facts come from elsewhere than before.
func (e *Engine) logFeed(before, after Feed) {
	if before.Mode != after.Mode {
		e.log.Info("feed", "mode", string(after.Mode), "before", string(before.Mode), "problem", after.Problem, "code", string(after.ProblemCode))
	}
}

// logIntent tells the log how far an intent is, by its id: its key stays out.
func (e *Engine) logIntent(intent Intent) {
	e.log.Info("intent", "id", intent.ID, "kind", string(intent.Kind), "state", string(intent.State), "subject", intent.Subject,
		"tries", intent.Tries, "code", string(intent.Code), "problem", intent.Problem)
}
