package treasury

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/errgroup"

	"coffer/api"
	"coffer/state"
)

const (
	// receiverConnections bounds who may talk to the receiver at once.
	receiverConnections = 2048
	// stopGrace is how long deliveries in hand may take when the program ends.
	stopGrace = 500 * time.Millisecond
)

// Receiver listens for webhook deliveries.
type Receiver struct {
	listener net.Listener
}

// Listen takes the address, host:port, at once, so that a taken port is known
// before anything else starts. Errors are *state.Problem.
func Listen(address string) (*Receiver, error) {
	listener, err := net.Listen("tcp", address)
	if err == nil {
		return &Receiver{listener: listener}, nil
	}
	problem := &state.Problem{
		Happened: fmt.Sprintf("Webhooks can't be received on %s: %s.", address, listenReason(err)),
		Meaning:  "Nothing was started, no money moved.",
		Advice:   "Choose another with --webhook-listen, like 127.0.0.1:9901, or leave it out to poll only.",
		Cause:    err,
	}
	return nil, problem
}

// URL is where the bank delivers to, as seen from this machine.
func (r *Receiver) URL() string {
	return "http://" + r.listener.Addr().String() + api.WebhookPath
}

// Close ends the receiver, served or not.
func (r *Receiver) Close() error {
	if err := r.listener.Close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// Serve hands deliveries to the handler until the context ends, then returns
// nil. It may be called once.
func (r *Receiver) Serve(ctx context.Context, handler http.Handler) error {
	routes := http.NewServeMux()
	routes.Handle(api.WebhookPath, handler)
	server := &http.Server{
		Handler:           routes,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := server.Serve(netutil.LimitListener(r.listener, receiverConnections))
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return fmt.Errorf("receive webhooks: %w", err)
	})
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		if server.Shutdown(grace) != nil {
			return server.Close()
		}
		return nil
	})
	return group.Wait()
}

func listenReason(err error) string {
	if errors.Is(err, syscall.EADDRINUSE) {
		return "another program has that port"
	}
	var operation *net.OpError
	if errors.As(err, &operation) {
		return operation.Err.Error()
	}
	return err.Error()
}
