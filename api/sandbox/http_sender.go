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
	// oneByOneFor is how long events go one after the other once the receiver
	// ended a connection on which there were several.
	oneByOneFor = time.Minute
)

// errNotTaken means that the receiver answered, but not that it has the event.
var errNotTaken = errors.New("the receiver did not take the event")

// httpSender posts events to the receiver over a connection that it keeps: one
// after the other, or, while there is a backlog, several before the first is
// answered. It speaks HTTP on that connection itself, because
// http.Client hands every request through three goroutines, which costs more
// than all else that a delivery takes.
type httpSender struct {
	bank   *Bank
	secret webhook.Secret
	work   chan [][]queued
	// head is what each request begins with.
	head []byte
	// to is the receiver's address.
	to *url.URL
	// oneByOne is until when events go one after the other, because the receiver
	// ended a connection on which there were several.
	oneByOne time.Time

	connection net.Conn
	reader     *bufio.Reader
	written    []byte
	// release ends the watch of the context over the connection.
	release func() bool
}

func newHTTPSender(b *Bank) *httpSender {
	secret := b.config.WebhookSecret
	if secret.IsZero() {
		// The bank's own secrets are well-formed, so this can't fail.
		secret, _ = webhook.ParseSecret(b.identity.webhookSecret)
	}
	return &httpSender{bank: b, secret: secret, work: make(chan [][]queued, 1)}
}

// run delivers what comes as work until there is no more.
func (s *httpSender) run(ctx context.Context, done chan<- deliveries) {
	defer s.hangUp()
	idle := time.NewTimer(connectionIdle)
	defer idle.Stop()
	for {
		select {
		case batches, open := <-s.work:
			if !open {
				return
			}
			done <- deliveries{by: s, results: s.deliver(ctx, batches)}
			idle.Reset(connectionIdle)
		case <-idle.C:
			s.hangUp()
		}
	}
}

// deliver posts the events of spend requests, those of each in their order, and
// stops at the first of a request that is not taken. Those of different requests
// go over the connection together.
func (s *httpSender) deliver(ctx context.Context, batches [][]queued) []delivery {
	results := make([]delivery, len(batches))
	for i, batch := range batches {
		results[i].spend = batch[0].record.seq
	}
	for round := 0; ; round++ {
		var events []queued
		var of []*delivery
		for i, batch := range batches {
			if round < len(batch) && results[i].failed == nil {
				event := batch[round]
				event.attempts++
				events, of = append(events, event), append(of, &results[i])
			}
		}
		if len(events) == 0 {
			return results
		}
		for i, err := range s.postAll(ctx, events) {
			event, result := events[i], of[i]
			if err == nil {
				result.delivered = append(result.delivered, event.seq)
				continue
			}
			s.bank.log.Debug("a delivery failed", "event", event.eventID, "attempt", event.attempts, "error", err)
			result.failed = &event
			result.unreachable = !errors.Is(err, errNotTaken)
		}
	}
}

// postAll posts events, and tells of each why it was not taken; nil where it was.
func (s *httpSender) postAll(ctx context.Context, events []queued) []error {
	outcomes := make([]error, len(events))
	next := 0
	if len(events) > 1 && time.Now().After(s.oneByOne) {
		next = s.postTogether(ctx, events, outcomes)
	}
	for ; next < len(events); next++ {
		outcomes[next] = s.post(ctx, events[next])
		if err := outcomes[next]; err != nil && !errors.Is(err, errNotTaken) {
			// Nobody is there for the others either.
			for next++; next < len(events); next++ {
				outcomes[next] = err
			}
		}
	}
	return outcomes
}

// postTogether writes all events before it reads the first answer, and tells how
// many have an outcome. A receiver that ends the connection before it answered
// them all gets the others one by one, now and for a while.
func (s *httpSender) postTogether(ctx context.Context, events []queued, outcomes []error) (answered int) {
	used := s.connection != nil
	if err := s.write(ctx, events); err != nil {
		return 0
	}
	var err error
	for i := 0; err == nil && i < len(events); i++ {
		var status int
		if status, err = s.answer(ctx); err == nil {
			outcomes[i] = takenBy(status)
			answered++
			if s.connection == nil && answered < len(events) {
				err = io.ErrUnexpectedEOF
			}
		}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		for ; answered < len(events); answered++ {
			outcomes[answered] = err
		}
	}
	if err != nil && (answered > 0 || !used) {
		s.oneByOne = time.Now().Add(oneByOneFor)
	}
	return answered
}

func (s *httpSender) post(ctx context.Context, event queued) error {
	used := s.connection != nil
	status, err := s.exchange(ctx, event)
	if used && err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil {
		// The receiver had closed a connection that lay idle. Should it have the
		// event all the same, it knows it by its id.
		status, err = s.exchange(ctx, event)
	}
	if err != nil {
		return err
	}
	return takenBy(status)
}

// takenBy is nil where an answer says that the receiver has the event.
func takenBy(status int) error {
	if status < 200 || status > 299 {
		return fmt.Errorf("%w: status %d", errNotTaken, status)
	}
	return nil
}

// exchange sends the event and tells the status of the answer.
func (s *httpSender) exchange(ctx context.Context, event queued) (int, error) {
	if err := s.write(ctx, []queued{event}); err != nil {
		return 0, err
	}
	return s.answer(ctx)
}

// write sends events without waiting for what is answered.
func (s *httpSender) write(ctx context.Context, events []queued) error {
	if err := s.dial(ctx); err != nil {
		return err
	}
	s.written = s.written[:0]
	for _, event := range events {
		if err := s.appendRequest(event); err != nil {
			return err
		}
	}
	if err := s.await(ctx); err != nil {
		return err
	}
	if _, err := s.connection.Write(s.written); err != nil {
		s.hangUp()
		return err
	}
	return nil
}

// await gives the receiver its time from now on, unless the context has ended
// and with it the connection.
func (s *httpSender) await(ctx context.Context) error {
	err := s.connection.SetDeadline(time.Now().Add(deliveryTimeout))
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		s.hangUp()
	}
	return err
}

// answer reads the status of the next answer. Redirects are not followed: a
// signed event goes to the address that was configured, nowhere else.
func (s *httpSender) answer(ctx context.Context) (int, error) {
	if s.reader.Buffered() == 0 {
		if err := s.await(ctx); err != nil {
			return 0, err
		}
	}
	response, err := http.ReadResponse(s.reader, posted)
	for err == nil && response.StatusCode < 200 && response.StatusCode != http.StatusSwitchingProtocols {
		// An interim answer; the one that counts is still to come.
		response, err = http.ReadResponse(s.reader, posted)
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

// posted is what answers are read as the answers to.
var posted = &http.Request{Method: http.MethodPost}

// appendRequest adds the request that delivers an event to what is written.
func (s *httpSender) appendRequest(event queued) error {
	body, err := json.Marshal(s.bank.event(event))
	if err != nil {
		return fmt.Errorf("write the event: %w", err)
	}
	text := append(s.written, s.head...)
	header := func(name, value string) {
		text = append(text, name...)
		text = append(text, ": "...)
		text = append(text, value...)
		text = append(text, "\r\n"...)
	}
	for name, values := range webhook.Sign(s.secret, body, s.bank.clock.Now()) {
		header(name, values[0])
	}
	header(webhook.HeaderEventID, event.eventID)
	header(webhook.HeaderEventType, event.kind)
	header(webhook.HeaderRequestID, event.trace)
	header(webhook.HeaderDeliveryAttempt, strconv.Itoa(event.attempts))
	header("Content-Length", strconv.Itoa(len(body)))
	text = append(text, "\r\n"...)
	s.written = append(text, body...)
	return nil
}

// address reads where events go, once, and writes what is the same in every
// request.
func (s *httpSender) address() error {
	if s.to != nil {
		return nil
	}
	request, err := http.NewRequest(http.MethodPost, s.bank.config.WebhookURL, http.NoBody)
	if err != nil {
		return fmt.Errorf("address the event: %w", err)
	}
	s.to = request.URL
	request.Header.Set("Content-Type", "application/json")
	if user := s.to.User; user != nil {
		password, _ := user.Password()
		request.SetBasicAuth(user.Username(), password)
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "POST %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: coffer-sandbox\r\n", s.to.RequestURI(), s.to.Host)
	if err := request.Header.Write(&head); err != nil {
		return fmt.Errorf("address the event: %w", err)
	}
	s.head = head.Bytes()
	return nil
}

// dial opens the connection, unless there is one.
func (s *httpSender) dial(ctx context.Context) error {
	if s.connection != nil {
		return nil
	}
	if err := s.address(); err != nil {
		return err
	}
	to := s.to
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
