package sandbox

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"coffer/api/webhook"
)

const (
	// deliveryTimeout bounds one attempt.
	deliveryTimeout = 10 * time.Second
	// connectionIdle is how long a connection is kept for the next event.
	connectionIdle = 2 * time.Second
	// answerBytes is how much of an answer is read so that its connection can be
	// used again.
	answerBytes = 64 << 10
)

// errNotTaken means that the receiver answered, but not that it has the event.
var errNotTaken = errors.New("the receiver did not take the event")

// httpSender posts events to the receiver, one after the other, over a
// connection that it keeps. It speaks HTTP on that connection itself, because
// http.Client hands every request through three goroutines, which costs more
// than all else that a delivery takes.
type httpSender struct {
	bank   *Bank
	secret webhook.Secret
	work   chan []queued

	connection net.Conn
	reader     *bufio.Reader
	written    bytes.Buffer
	// release ends the watch of the context over the connection.
	release func() bool
}

func newHTTPSender(b *Bank) *httpSender {
	secret := b.config.WebhookSecret
	if secret.IsZero() {
		// The bank's own secrets are well-formed, so this can't fail.
		secret, _ = webhook.ParseSecret(b.identity.webhookSecret)
	}
	return &httpSender{bank: b, secret: secret, work: make(chan []queued, 1)}
}

// run delivers what comes as work until there is no more.
func (s *httpSender) run(ctx context.Context, done chan<- delivery) {
	defer s.hangUp()
	idle := time.NewTimer(connectionIdle)
	defer idle.Stop()
	for {
		select {
		case batch, open := <-s.work:
			if !open {
				return
			}
			done <- s.deliver(ctx, batch)
			idle.Reset(connectionIdle)
		case <-idle.C:
			s.hangUp()
		}
	}
}

// deliver posts the events of one spend request in order and stops at the
// first that is not taken.
func (s *httpSender) deliver(ctx context.Context, batch []queued) delivery {
	result := delivery{spend: batch[0].record.seq, by: s}
	for _, event := range batch {
		event.attempts++
		err := s.post(ctx, event)
		if err != nil {
			s.bank.log.Debug("a delivery failed", "event", event.eventID, "attempt", event.attempts, "error", err)
			result.failed = &event
			result.unreachable = !errors.Is(err, errNotTaken)
			return result
		}
		result.delivered = append(result.delivered, event.seq)
	}
	return result
}

func (s *httpSender) post(ctx context.Context, event queued) error {
	body, err := json.Marshal(s.bank.event(event))
	if err != nil {
		return fmt.Errorf("write the event: %w", err)
	}
	used := s.connection != nil
	status, err := s.exchange(ctx, event, body)
	if used && err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
		// The receiver had closed a connection that lay idle. Should it have the
		// event all the same, it knows it by its id.
		status, err = s.exchange(ctx, event, body)
	}
	if err != nil {
		return err
	}
	if status < 200 || status > 299 {
		return fmt.Errorf("%w: status %d", errNotTaken, status)
	}
	return nil
}

// exchange sends the event and tells the status of the answer. Redirects are
// not followed: a signed event goes to the address that was configured, nowhere
// else.
func (s *httpSender) exchange(ctx context.Context, event queued, body []byte) (int, error) {
	request, err := s.request(event, body)
	if err != nil {
		return 0, err
	}
	if err := s.dial(ctx, request.URL); err != nil {
		return 0, err
	}
	if err := s.connection.SetDeadline(time.Now().Add(deliveryTimeout)); err != nil {
		s.hangUp()
		return 0, err
	}
	s.written.Reset()
	if err := request.Write(&s.written); err != nil {
		return 0, fmt.Errorf("write the event: %w", err)
	}
	if _, err := s.connection.Write(s.written.Bytes()); err != nil {
		s.hangUp()
		return 0, err
	}
	response, err := http.ReadResponse(s.reader, request)
	for err == nil && response.StatusCode < 200 && response.StatusCode != http.StatusSwitchingProtocols {
		// An interim answer; the one that counts is still to come.
		response, err = http.ReadResponse(s.reader, request)
	}
	if err != nil {
		s.hangUp()
		return 0, err
	}
	read, err := io.Copy(io.Discard, io.LimitReader(response.Body, answerBytes))
	if err != nil || read == answerBytes || response.Close || response.StatusCode < 200 {
		s.hangUp()
	}
	return response.StatusCode, nil
}

func (s *httpSender) request(event queued, body []byte) (*http.Request, error) {
	request, err := http.NewRequest(http.MethodPost, s.bank.config.WebhookURL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("address the event: %w", err)
	}
	maps.Copy(request.Header, webhook.Sign(s.secret, body, s.bank.clock.Now()))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "coffer-sandbox")
	request.Header.Set(webhook.HeaderEventID, event.eventID)
	request.Header.Set(webhook.HeaderEventType, event.kind)
	request.Header.Set(webhook.HeaderRequestID, event.trace)
	request.Header.Set(webhook.HeaderDeliveryAttempt, strconv.Itoa(event.attempts))
	if user := request.URL.User; user != nil {
		password, _ := user.Password()
		request.SetBasicAuth(user.Username(), password)
	}
	return request, nil
}

// dial opens the connection, unless there is one.
func (s *httpSender) dial(ctx context.Context, to *url.URL) error {
	if s.connection != nil {
		return nil
	}
	var connection net.Conn
	var err error
	dialer := &net.Dialer{Timeout: deliveryTimeout}
	switch to.Scheme {
	case "https":
		ctx, cancel := context.WithTimeout(ctx, deliveryTimeout)
		defer cancel()
		secure := &tls.Dialer{NetDialer: dialer}
		connection, err = secure.DialContext(ctx, "tcp", hostPort(to, "443"))
	case "http":
		connection, err = dialer.DialContext(ctx, "tcp", hostPort(to, "80"))
	default:
		err = fmt.Errorf("events can't be delivered to %q: the address begins with neither http:// nor https://", to.Redacted())
	}
	if err != nil {
		return err
	}
	s.connection, s.reader = connection, bufio.NewReader(connection)
	s.release = context.AfterFunc(ctx, func() { _ = connection.SetDeadline(time.Unix(1, 0)) })
	return nil
}

func (s *httpSender) hangUp() {
	if s.connection == nil {
		return
	}
	s.release()
	_ = s.connection.Close()
	s.connection = nil
}

func hostPort(to *url.URL, usual string) string {
	port := to.Port()
	if port == "" {
		port = usual
	}
	return net.JoinHostPort(to.Hostname(), port)
}
