package treasury

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

const (
	// headerPatience and bodyPatience are how long a request may take to
	// arrive: its header, and all of it. Whoever connects and says nothing is
	// gone after the first.
	headerPatience = 3 * time.Second
	bodyPatience   = 8 * time.Second
	// idlePatience is how long a connection that brought deliveries is kept for
	// the next one. Others are ended with their first answer.
	idlePatience = 15 * time.Second
	// maxHeader bounds the header of a request, in bytes.
	maxHeader = 16 << 10
	// stopGrace is how long deliveries in hand may take when the program ends.
	stopGrace = 500 * time.Millisecond
)

// Receiver listens for webhook deliveries.
type Receiver struct {
	listener *connections
}

// Listen takes the address, host:port, at once, so that a taken port is known
// before anything else starts. Errors are *state.Problem.
func Listen(address string) (*Receiver, error) {
	listener, err := net.Listen("tcp", address)
	if err == nil {
		return &Receiver{listener: limited(listener)}, nil
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
// nil. It may be called once. What net/http itself has to say, such as of a
// connection that talks no HTTP, goes to the log.
func (r *Receiver) Serve(ctx context.Context, handler http.Handler, log *slog.Logger) error {
	direct := newDirect(onlyDeliveries(handler), log)
	server := &http.Server{
		Handler:           direct,
		ReadHeaderTimeout: headerPatience,
		ReadTimeout:       bodyPatience,
		WriteTimeout:      writePatience,
		IdleTimeout:       idlePatience,
		MaxHeaderBytes:    maxHeader,
		ConnState:         r.listener.changed,
		ConnContext:       withConnection,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := server.Serve(r.listener)
		if errors.Is(err, http.ErrServerClosed) {
			return nil
		}
		return fmt.Errorf("receive webhooks: %w", err)
	})
	group.Go(func() error {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopGrace)
		defer cancel()
		var err error
		if server.Shutdown(grace) != nil {
			err = server.Close()
		}
		direct.shutdown(grace)
		return err
	})
	return group.Wait()
}

// onlyDeliveries answers what is no delivery with 404, and ends the connection:
// who asks for anything else isn't the bank. What carries a signature is a
// delivery wherever it is sent, since a proxy may change the path.
func onlyDeliveries(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == api.WebhookPath || len(r.Header[webhook.HeaderSignature]) > 0 {
			handler.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Connection", "close")
		http.Error(w, "there is nothing here", http.StatusNotFound)
	})
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
