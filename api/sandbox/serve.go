package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
)

// stopGrace is how long answers that are under way may take at the end.
const stopGrace = time.Second

// ServeOptions is a bank that stands alone.
type ServeOptions struct {
	Config
	// Listen is the host:port to listen on; "" takes the last one, else any.
	Listen string
	// Output gets one line of JSON, the Credentials, once the bank answers.
	Output io.Writer
}

// Serve opens a bank, answers until ctx ends, and closes it. The first line of
// output is the Credentials. Errors: those of Open, or of the listener.
func Serve(ctx context.Context, options ServeOptions) error {
	bank, err := Open(ctx, options.Config)
	if err != nil {
		return err
	}
	listener, err := bank.listen(options.Listen)
	if err != nil {
		return errors.Join(err, bank.Close())
	}
	if options.Output != nil {
		if err := json.NewEncoder(options.Output).Encode(bank.Credentials()); err != nil {
			return errors.Join(fmt.Errorf("print the credentials: %w", err), listener.Close(), bank.Close())
		}
	}
	return errors.Join(bank.ServeOn(ctx, listener), bank.Close())
}

// Listen opens a listener on loopback for the bank, on the port it had last
// time where that is free, so that approval URLs in old records stay good. It
// remembers the address and sets the base URL.
func (b *Bank) Listen() (net.Listener, error) { return b.listen("") }

// ServeOn answers on the listener and runs the background until ctx ends. It
// closes the listener, lets requests finish, and leaves no goroutine behind.
func (b *Bank) ServeOn(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           b.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(b.log.Handler(), slog.LevelWarn),
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("serve: %w", err)
		}
		return nil
	})
	group.Go(func() error { return b.Run(ctx) })
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		if server.Shutdown(grace) != nil {
			// It also waits for connections that were dialled and never used.
			return server.Close()
		}
		return nil
	})
	return group.Wait()
}

func (b *Bank) listen(address string) (net.Listener, error) {
	listener, err := b.openListener(address)
	if err != nil {
		return nil, err
	}
	if b.config.BaseURL == "" {
		b.SetBaseURL("http://" + reachable(listener.Addr()))
	}
	if err := b.RememberAddress(listener.Addr().String()); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

func (b *Bank) openListener(address string) (net.Listener, error) {
	if address == "" {
		last, err := b.LastAddress()
		if err != nil {
			return nil, err
		}
		if last != "" {
			if listener, err := net.Listen("tcp", last); err == nil {
				return listener, nil
			}
		}
		address = "127.0.0.1:0"
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return listener, nil
}

// reachable is the address that a client on this machine can call: a listener
// on every address is called on loopback.
func reachable(address net.Addr) string {
	host, port, err := net.SplitHostPort(address.String())
	if err != nil {
		return address.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}
