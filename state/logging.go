package state

// logStart tells the log what is being run.
func (e *Engine) logStart() {
	bank := e.book.view.Bank
	e.log.Info("the engine runs", "environment", string(bank.Environment), "host", bank.Host, "team", bank.Team, "keys", len(e.holders),
		"requests", e.opening.SpendCount)
}

// logFeed tells the log when facts come from elsewhere than before.
func (e *Engine) logFeed(before, after Feed) {
	e.logTeam(before.Team, after.Team)
	if before.Mode != after.Mode {
		e.log.Info("feed", "mode", string(after.Mode), "before", string(before.Mode), "problem", after.Problem, "code", string(after.ProblemCode))
	}
}

// logTeam tells the log that the team that is set isn't the bank's.
func (e *Engine) logTeam(before, after TeamMismatch) {
	if before != after && after.Found() {
		e.log.Error("the team that is set isn't the bank's", "setting", after.Setting, "bank", after.Bank, "by_key", after.ByKey)
	}
}

// logIntent tells the log how far an intent is, by its id: its key stays out.
func (e *Engine) logIntent(intent Intent) {
	e.log.Info("intent", "id", intent.ID, "kind", string(intent.Kind), "state", string(intent.State), "subject", intent.Subject,
		"tries", intent.Tries, "code", string(intent.Code), "problem", intent.Problem)
}
