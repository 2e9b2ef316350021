package treasury

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coffer/api"
	"coffer/api/webhook"
	"coffer/state"
)

// intakeConnections is how many deliveries are under way at once.
const intakeConnections = 128

// fullIntake is from how many events on -flood asks for the figures to hold,
// and not only for every event to be there.
const fullIntake = 100_000

// TestIntakeBesideABareHandler delivers the same signed events, over
// as many connections, to a treasury and to a handler that does nothing but
// write their bytes to a file, durably, as many at once as have come. Run it
// alone on a quiet machine for the figures: with -flood 100000 -v.
func TestIntakeBesideABareHandler(t *testing.T) {
	// It is not parallel: nothing else of this package runs beside it.
	total := 4_000
	if *flood >= fullIntake {
		total = *flood
	}
	r := newRig(t, rigOptions{webhooks: true})
	requests := make([][]byte, total)
	for i := range requests {
		requests[i] = r.wire(delivery(t, fmt.Sprintf("%08d", i), r.client.TeamID(), nil))
	}
	bare := bareHandler(t, filepath.Join(t.TempDir(), "bare"))
	engine, _ := r.start()
	eventually(t, engine, "the bank's answer", func(v *state.View) bool { return v.Balance != nil })
	// In turns, so that what else the machine does meets both.
	const turns = 4
	var ours, theirs time.Duration
	for turn := range turns {
		part := requests[turn*total/turns : (turn+1)*total/turns]
		theirs += deliverAll(t, bare, part)
		ours += deliverAll(t, r.address, part)
	}
	rate := func(took time.Duration) float64 { return float64(total) / took.Seconds() }
	t.Logf("%d events: %.0f a second, durable; a bare handler takes %.0f; that is %.2f ×", total, rate(ours), rate(theirs), theirs.Seconds()/ours.Seconds())
	eventually(t, engine, "all of them", func(v *state.View) bool { return v.Spends.Len() == total })
	if trail, err := engine.Trail(t.Context(), fmt.Sprintf("req_%08d", total-1)); err != nil || len(trail) != 1 {
		t.Errorf("the last has %d entries, %v", len(trail), err)
	}
	if ratio := theirs.Seconds() / ours.Seconds(); total >= fullIntake && ratio < 0.5 {
		t.Errorf("%.2f × of what a bare handler takes, want 0.5", ratio)
	}
}

// wire is a delivery as it goes over a connection.
func (r *rig) wire(body []byte) []byte {
	var text strings.Builder
	fmt.Fprintf(&text, "POST %s HTTP/1.1\r\nHost: x\r\nUser-Agent: bank\r\nContent-Type: application/json\r\nContent-Length: %d\r\n", api.WebhookPath, len(body))
	for name, values := range webhook.Sign(r.secret, body, time.Now()) {
		fmt.Fprintf(&text, "%s: %s\r\n", name, values[0])
	}
	text.WriteString("\r\n")
	text.Write(body)
	return []byte(text.String())
}

// deliverAll sends requests over connections that are kept, each waiting for
// its answer, and tells how long it took.
func deliverAll(t *testing.T, address string, requests [][]byte) time.Duration {
	t.Helper()
	var next atomic.Int64
	var senders sync.WaitGroup
	began := time.Now()
	for range intakeConnections {
		senders.Go(func() {
			connection, err := net.Dial("tcp", address)
			if err != nil {
				t.Error(err)
				return
			}
			defer connection.Close()
			reader := bufio.NewReader(connection)
			for {
				n := int(next.Add(1)) - 1
				if n >= len(requests) {
					return
				}
				if _, err := connection.Write(requests[n]); err != nil {
					t.Error(err)
					return
				}
				if err := readAnswer(reader); err != nil {
					t.Errorf("delivery %d: %v", n, err)
					return
				}
			}
		})
	}
	senders.Wait()
	return time.Since(began)
}

// readAnswer reads a 200 without the cost of a client.
func readAnswer(reader *bufio.Reader) error {
	length := 0
	for first := true; ; first = false {
		line, err := reader.ReadString('\n')
		if err != nil {
			return err
		}
		if first && !strings.HasPrefix(line, "HTTP/1.1 200") {
			return fmt.Errorf("answered %s", line)
		}
		if line == "\r\n" {
			_, err := reader.Discard(length)
			return err
		}
		if value, found := strings.CutPrefix(line, "Content-Length: "); found {
			if _, err := fmt.Sscan(value, &length); err != nil {
				return err
			}
		}
	}
}

// bareHandler writes what it is sent to a file and answers once it is on disk.
func bareHandler(t *testing.T, path string) (address string) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	type write struct {
		body []byte
		done chan error
	}
	writes := make(chan write, intakeConnections)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for first := range writes {
			batch := []write{first}
			for len(writes) > 0 {
				batch = append(batch, <-writes)
			}
			var bytes []byte
			for _, one := range batch {
				bytes = append(bytes, one.body...)
			}
			_, err := file.Write(bytes)
			if err == nil {
				err = file.Sync()
			}
			for _, one := range batch {
				one.done <- err
			}
		}
	}()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		done := make(chan error, 1)
		if err == nil {
			writes <- write{body, done}
			err = <-done
		}
		if err != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = io.WriteString(w, `{"received":true}`)
	}))
	t.Cleanup(func() {
		server.Close()
		close(writes)
		<-ended
		file.Close()
	})
	return server.Listener.Addr().String()
}
