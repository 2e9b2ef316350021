// Package session makes a running treasury out of settings: it finds the bank
// and the data folder, and starts and ends the parts in the right order.
//
// It never draws and reads no flag: what was set comes in, and what runs goes
// out as a state.Treasury.
package session

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/sync/errgroup"

	"coffer/state"
	"coffer/state/config"
	"coffer/state/credential"
	"coffer/state/treasury"
)

const (
	// briefly is how long a folder that another Coffer has is waited for without
	// a word: a command has it for a moment only.
	briefly = time.Second
	// folderPatience is how long it is waited for where a person is told so.
	folderPatience = 5 * time.Second
)

// Options is what the program gives every session, whatever its settings.
type Options struct {
	// Resolver brings the secrets from where the settings say they are.
	Resolver credential.Resolver
	// Sandbox is for the sandbox in this process.
	Sandbox Sandbox
	// UserAgent names the program to the bank.
	UserAgent string
	// Clock is nil for the real one.
	Clock clockwork.Clock
	// Location is where the day begins and ends; nil for the local time zone.
	Location *time.Location
	// Log is nil for none.
	Log *slog.Logger
	// Waits is told in a sentence what an opening waits for; nil where nobody
	// reads it, and then it waits for a moment only.
	Waits func(sentence string)
}

// Session is one treasury while it runs.
type Session struct {
	settings *config.Settings
	options  Options
	treasury state.Treasury
	// engine is what treasury is, unless it looks on.
	engine *state.Engine
	// errand is set for a session of one command.
	errand bool

	context    context.Context
	stop       context.CancelFunc
	background *errgroup.Group
	// closers are closed last opened first.
	closers []io.Closer
}

// Open starts what the settings ask for. Errors explain themselves through
// state.Explain where a person can do something about them; nothing is left
// running then.
//
// With the flag --read-only it looks on beside the Coffer that has the data
// folder, without a key; a profile that is read-only has a key, and does so
// only where another Coffer has the folder.
func Open(ctx context.Context, settings *config.Settings, options Options) (*Session, error) {
	s := begin(ctx, settings, options)
	if err := s.start(); err != nil {
		return nil, s.giveUp(err)
	}
	return s, nil
}

// giveUp ends what was begun, and tells why.
func (s *Session) giveUp(err error) error {
	if failed := s.Close(); failed != nil {
		// What ended in the background is why opening did, and the better
		// reason.
		return failed
	}
	return err
}

func begin(ctx context.Context, settings *config.Settings, options Options) *Session {
	options = options.withDefaults()
	s := &Session{settings: settings, options: options}
	ctx, s.stop = context.WithCancel(ctx)
	s.background, s.context = errgroup.WithContext(ctx)
	return s
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// Treasury is what screens and commands read and ask.
func (s *Session) Treasury() state.Treasury { return s.treasury }

// Context ends with the session: when it is closed, or when a part of it
// failed, which Close then tells.
func (s *Session) Context() context.Context { return s.context }

// Close stops everything in the background, then closes what it used, last
// opened first. It returns why the background ended, where that was not
// because of Close. It may be called once.
func (s *Session) Close() error {
	s.stop()
	err := s.background.Wait()
	for i := len(s.closers) - 1; i >= 0; i-- {
		err = errors.Join(err, s.closers[i].Close())
	}
	return err
}

// start opens the treasury that the settings ask for.
func (s *Session) start() error {
	if s.settings.ReadOnly && s.settings.Origin("read_only").IsFlag() {
		return s.lookOn()
	}
	open := s.openBank
	if s.settings.Embedded() {
		open = s.openSandbox
	}
	err := open()
	if s.settings.ReadOnly && errors.Is(err, treasury.ErrInUse) {
		return s.lookOn()
	}
	return err
}

// folder takes the data folder of the settings.
func (s *Session) folder() (*treasury.Folder, error) {
	path, err := Folder(s.settings)
	if err != nil {
		return nil, err
	}
	folder, err := treasury.AwaitFolder(s.context, path, briefly)
	// Who only reads can look on instead.
	if errors.Is(err, treasury.ErrInUse) && s.options.Waits != nil && !s.settings.ReadOnly && s.context.Err() == nil {
		s.options.Waits("Another Coffer is using " + path + ". Waiting a moment: it may be a command that is about to end.")
		folder, err = treasury.AwaitFolder(s.context, path, folderPatience)
	}
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, folder)
	return folder, nil
}

func (s *Session) receiver(address string) (*treasury.Receiver, error) {
	receiver, err := treasury.Listen(address)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, receiver)
	return receiver, nil
}

// lookOn shows a folder's journal without a key, a lock or a way to write.
func (s *Session) lookOn() error {
	folder, err := Folder(s.settings)
	if err != nil {
		return err
	}
	opened, err := treasury.LookOn(s.context, folder, s.options.Clock, s.options.Location, s.options.Log)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, opened)
	s.background.Go(func() error { return opened.Run(s.context) })
	s.treasury = opened
	return nil
}
