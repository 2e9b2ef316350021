package treasury

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"coffer/api/webhook"
)

const (
	// directAtOnce is how many deliveries of one connection are in hand together,
	// where the bank sends the next before the last is answered.
	directAtOnce = 64
	// directBuffer is what is read ahead of a connection, in bytes. A header fits
	// several times.
	directBuffer = 64 << 10
	// writePatience is how long an answer may take to leave.
	writePatience = 15 * time.Second
	// deadlineStep is by how much a deadline may be early.
	deadlineStep = time.Second
	// workerIdle is how long a worker waits for the next delivery.
	workerIdle = time.Second
)

// direct serves the connections that have brought what the bank signed. From the
// second delivery on it reads and answers them itself, and keeps all of a backlog
// in hand that the bank sends ahead, where net/http takes one request at a time,
// with a goroutine beside it that waits for the end of the connection. Everyone
// else gets net/http.
type direct struct {
	handler http.Handler
	log     *slog.Logger
	// ending is set once nothing more is read.
	ending atomic.Bool

	// tasks go to workers that wait for one. A new goroutine for each delivery
	// would grow its stack anew each time, which takes as long as reading it.
	tasks   chan func()
	ended   chan struct{}
	workers sync.WaitGroup

	mu      sync.Mutex
	open    map[*connection]struct{}
	serving sync.WaitGroup
}

func newDirect(handler http.Handler, log *slog.Logger) *direct {
	return &direct{handler: handler, log: log, tasks: make(chan func()), ended: make(chan struct{}), open: make(map[*connection]struct{})}
}

// ServeHTTP takes the connection over where it may.
func (d *direct) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	held, ours := r.Context().Value(connectionKey{}).(*connection)
	if !ours || !held.isBelieved() || !isPlain(r) || !d.begin(held) {
		d.handler.ServeHTTP(w, r)
		return
	}
	defer d.end(held)
	taken, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		d.handler.ServeHTTP(w, r)
		return
	}
	defer taken.Close()
	ahead, _ := buffered.Reader.Peek(buffered.Reader.Buffered())
	source := io.MultiReader(bytes.NewReader(slices.Clone(ahead)), taken)
	serving := &directConnection{of: d, held: held, conn: taken, ctx: r.Context(), reader: bufio.NewReaderSize(source, directBuffer)}
	serving.serve(r)
}

// isPlain reports whether a request is as deliveries are: a body of a known
// length behind the header, and the connection kept.
func isPlain(r *http.Request) bool {
	return r.Method == http.MethodPost && r.ProtoAtLeast(1, 1) && r.ContentLength >= 0 && r.ContentLength <= webhook.MaxBody &&
		len(r.TransferEncoding) == 0 && len(r.Header["Expect"]) == 0 && len(r.Header["Upgrade"]) == 0 && !r.Close
}

func (d *direct) begin(held *connection) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ending.Load() {
		return false
	}
	d.open[held] = struct{}{}
	d.serving.Add(1)
	return true
}

func (d *direct) end(held *connection) {
	d.mu.Lock()
	delete(d.open, held)
	d.mu.Unlock()
	d.serving.Done()
}

// shutdown lets what is in hand be answered, reads nothing more, and returns once
// all connections have ended; those that are left when the context ends are cut.
func (d *direct) shutdown(ctx context.Context) {
	d.mu.Lock()
	d.ending.Store(true)
	for held := range d.open {
		_ = held.SetReadDeadline(time.Unix(1, 0))
	}
	d.mu.Unlock()
	stop := context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		for held := range d.open {
			_ = held.Close()
		}
	})
	defer stop()
	d.serving.Wait()
	close(d.ended)
	d.workers.Wait()
}

// do has a worker do a task, a new one if all are busy.
func (d *direct) do(task func()) {
	select {
	case d.tasks <- task:
	default:
		d.workers.Go(func() { d.work(task) })
	}
}

func (d *direct) work(task func()) {
	idle := time.NewTimer(workerIdle)
	defer idle.Stop()
	for {
		task()
		idle.Reset(workerIdle)
		select {
		case task = <-d.tasks:
		case <-idle.C:
			return
		case <-d.ended:
			return
		}
	}
}
