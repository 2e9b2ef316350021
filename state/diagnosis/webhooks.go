package diagnosis

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"coffer/api"
	"coffer/api/webhook"

	"coffer/state/treasury"
)

// webhooks delivers a signed test to the listener: to one that it starts
// itself or, where the address is taken, to the dashboard that may be there.
// Nothing is recorded of it.
func (i Input) webhooks(ctx context.Context, ahead time.Duration) []Finding {
	found := Finding{Name: "webhooks", Verdict: OK}
	address := i.Settings.Listen
	if address == "" {
		found.Detail = "not received: the dashboard polls what was made or followed here, and only a sandbox has a list of more"
		return []Finding{found}
	}
	var secrets []webhook.Secret
	for _, source := range i.Settings.Secrets {
		secret, err := i.Resolver.WebhookSecret(ctx, source)
		if err != nil {
			return []Finding{failed(found.Name, err)}
		}
		secrets = append(secrets, secret)
	}
	if len(secrets) == 0 {
		found.Verdict, found.Detail = Fail, "no webhook secret is set, so no delivery can be believed"
		found.Advice = "Set DINO_WEBHOOK_SECRET, or keep it with coffer login."
		return []Finding{found}
	}
	now := i.Clock.Now().Add(ahead)
	receiver, err := treasury.Listen(address)
	if err != nil {
		return []Finding{taken(ctx, address, secrets[0], now, err)}
	}
	found.Detail = address + " is free, and takes a signed delivery"
	if err := rehearse(ctx, receiver, secrets, i, ahead, now); err != nil {
		found.Verdict, found.Detail = Fail, fmt.Sprintf("%s can be listened on, but no delivery gets there: %v", address, err)
		found.Advice = "Check the firewall of this machine, and that the address is one of its own."
	}
	return []Finding{found}
}

// rehearse starts the listener as the dashboard does, and delivers to it.
func rehearse(ctx context.Context, receiver *treasury.Receiver, secrets []webhook.Secret, i Input, ahead time.Duration, now time.Time) error {
	ctx, stop := context.WithCancel(ctx)
	verifier := webhook.Verifier{Secrets: secrets, Clock: shifted{i.Clock, ahead}}
	handler := webhook.NewHandler(verifier, func(context.Context, webhook.Delivery) error {
		// Whatever the bank delivers now is for the dashboard.
		return errors.New("only tests are received")
	})
	served := make(chan error, 1)
	go func() { served <- receiver.Serve(ctx, handler, slog.New(slog.DiscardHandler)) }()
	status, err := deliver(ctx, receiver.URL(), secrets[0], now)
	stop()
	if err := errors.Join(err, <-served); err != nil {
		return err
	}
	if status != http.StatusOK {
		return fmt.Errorf("it was answered with status %d", status)
	}
	return nil
}

// taken says who has the address.
func taken(ctx context.Context, address string, secret webhook.Secret, now time.Time, cause error) Finding {
	found := failed("webhooks", cause)
	status, err := deliver(ctx, "http://"+address+api.WebhookPath, secret, now)
	switch {
	case err != nil:
	case status == http.StatusOK:
		return Finding{Name: "webhooks", Verdict: OK, Detail: "a dashboard listens on " + address + ", and takes a signed delivery"}
	case status == http.StatusUnauthorized:
		found.Detail = "a receiver listens on " + address + ", but doesn't take what this profile's secret signs"
		found.Advice = "Give both the same webhook secret, or this profile an address of its own."
	}
	return found
}

// errNotOurs means that something else answered.
var errNotOurs = errors.New("what listens there is no receiver of ours")

// deliver sends a signed event that is for nobody, and tells the status.
func deliver(ctx context.Context, target string, secret webhook.Secret, now time.Time) (status int, err error) {
	at, err := url.Parse(target)
	if err != nil {
		return 0, err
	}
	event := webhook.Event{ID: "evt_self_test_" + uuid.NewString(), Type: webhook.SelfTest}
	event.Data.Spend.ID = "req_self_test"
	body, err := json.Marshal(event)
	if err != nil {
		return 0, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, onThisMachine(at).String(), bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	request.Header = webhook.Sign(secret, body, now)
	request.Header.Set("Content-Type", "application/json")
	// No proxy stands between a machine and itself.
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	answer, err := (&http.Client{Transport: transport, Timeout: 5 * time.Second}).Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	told, err := io.ReadAll(io.LimitReader(answer.Body, 4<<10))
	if err != nil {
		return 0, err
	}
	var receipt struct {
		SelfTest bool `json:"self_test"`
	}
	if answer.StatusCode == http.StatusOK && (json.Unmarshal(told, &receipt) != nil || !receipt.SelfTest) {
		return 0, errNotOurs
	}
	return answer.StatusCode, nil
}

// onThisMachine is where a listener on all addresses is reached from here.
func onThisMachine(at *url.URL) *url.URL {
	switch at.Hostname() {
	case "", "0.0.0.0":
		at.Host = "127.0.0.1:" + at.Port()
	case "::":
		at.Host = "[::1]:" + at.Port()
	}
	return at
}

// shifted is the bank's time.
type shifted struct {
	clockwork.Clock
	ahead time.Duration
}

func (s shifted) Now() time.Time { return s.Clock.Now().Add(s.ahead) }
