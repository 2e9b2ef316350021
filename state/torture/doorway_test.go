package torture

import (
	"bytes"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"strconv"
	"sync"

	"coffer/api/webhook"
)

// doorway stands where the bank delivers to, hands every delivery on to the
// engine of the moment, and notes what was acknowledged. An engine that is not
// there is a connection that breaks, as it would be without the doorway.
type doorway struct {
	url    string
	server *http.Server
	client *http.Client
	served chan struct{}

	mu     sync.Mutex
	target string
	// acked is the attempt at which each event was acknowledged.
	acked map[string]int
	// answers counts the answers by status.
	answers map[int]int
	changed chan struct{}
}

func openDoorway() (*doorway, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	door := &doorway{
		url:     "http://" + listener.Addr().String(),
		client:  &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience},
		served:  make(chan struct{}),
		acked:   make(map[string]int),
		answers: make(map[int]int),
		changed: make(chan struct{}),
	}
	door.server = &http.Server{Handler: http.HandlerFunc(door.pass), ErrorLog: log.New(io.Discard, "", 0)}
	go func() {
		_ = door.server.Serve(listener)
		close(door.served)
	}()
	return door, nil
}

func (d *doorway) close() error {
	err := d.server.Close()
	<-d.served
	return err
}

// lead sends what comes from now on to the address; "" leads nowhere.
func (d *doorway) lead(address string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.target = address
}

func (d *doorway) pass(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	target := d.target
	d.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil || target == "" {
		panic(http.ErrAbortHandler)
	}
	onward, err := http.NewRequestWithContext(r.Context(), r.Method, target, bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	maps.Copy(onward.Header, r.Header)
	answer, err := d.client.Do(onward)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	attempt, _ := strconv.Atoi(r.Header.Get(webhook.HeaderDeliveryAttempt))
	d.note(r.Header.Get(webhook.HeaderEventID), attempt, answer.StatusCode)
	w.WriteHeader(answer.StatusCode)
	_, _ = io.Copy(w, answer.Body)
}

func (d *doorway) note(event string, attempt, status int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answers[status]++
	if status >= 200 && status <= 299 {
		d.acked[event] = attempt
	}
	close(d.changed)
	d.changed = make(chan struct{})
}

// acknowledged is the events that were answered with a 2xx so far, with the
// attempt at which they were.
func (d *doorway) acknowledged() map[string]int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.acked)
}

// answered is how often a delivery was answered with the status, and a channel
// that is closed at the next answer.
func (d *doorway) answered(status int) (int, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.answers[status], d.changed
}
