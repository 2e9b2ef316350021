package session

import (
	"context"
	"slices"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
)

// Opening is a session while it is being opened.
type Opening struct {
	context context.Context
	stop    context.CancelFunc
	done    chan struct{}
	waits   chan string
	session *Session
	err     error
}

// Begin is Open beside whatever else a start has to do. It returns at once,
// unless asking for a secret runs a program: that one may need the terminal,
// and options.Waits is told what is waited for.
func Begin(ctx context.Context, settings *config.Settings, options Options) *Opening {
	opening := &Opening{done: make(chan struct{}), waits: make(chan string, 1)}
	programs := runsPrograms(settings)
	if !programs {
		options.Waits = func(sentence string) { opening.waits <- sentence }
	}
	opening.context, opening.stop = context.WithCancel(ctx)
	go func() {
		defer close(opening.done)
		defer close(opening.waits)
		opening.session, opening.err = Open(opening.context, settings, options)
		if opening.err == nil {
			context.AfterFunc(opening.session.Context(), opening.stop)
		}
	}()
	if programs {
		<-opening.done
	}
	return opening
}

// Treasury waits for the opening, and is what screens read and ask. Errors: as
// Open.
func (o *Opening) Treasury() (state.Treasury, error) {
	<-o.done
	if o.err != nil {
		return nil, o.err
	}
	return o.session.Treasury(), nil
}

// Waits tells once, in a sentence, what the opening waits for where that takes
// more than a moment. It is closed with the end of the opening.
func (o *Opening) Waits() <-chan string { return o.waits }

// Opened waits for the opening, and reports whether there is a session.
func (o *Opening) Opened() bool {
	<-o.done
	return o.err == nil
}

// Context ends with the session, and when the opening is closed.
func (o *Opening) Context() context.Context { return o.context }

// Close ends the session, or its opening, and returns why it ended where that
// was not because of Close. Why it couldn't be opened is for Treasury to say.
func (o *Opening) Close() error {
	o.stop()
	<-o.done
	if o.session == nil {
		return nil
	}
	return o.session.Close()
}

func runsPrograms(settings *config.Settings) bool {
	for _, account := range settings.AccountsInUse() {
		if account.Key.IsCommand() {
			return true
		}
	}
	return slices.ContainsFunc(settings.Secrets, credential.Source.IsCommand)
}
