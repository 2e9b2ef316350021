//go:build unix

package sandbox

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
)

// BenchmarkDispatcher delivers a history to a receiver that takes everything
// and does nothing, so that what is measured is the sender's:
//
//	go test ./api/sandbox -run '^$' -bench Dispatcher -benchtime 1x
func BenchmarkDispatcher(b *testing.B) {
	for _, history := range []int{1_000, 10_000, 200_000} {
		b.Run(strconv.Itoa(history), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				taken := atomic.Int64{}
				listener, err := net.Listen("tcp", "127.0.0.1:0")
				if err != nil {
					b.Fatal(err)
				}
				go takeAll(listener, &taken)
				bank, err := Open(context.Background(), Config{
					Seed: 1, Clock: clockwork.NewRealClock(), History: history, WebhookURL: "http://" + listener.Addr().String(),
				})
				if err != nil {
					b.Fatal(err)
				}
				var events int64
				if err := bank.store.reader.QueryRow(`SELECT COUNT(*) FROM outbox`).Scan(&events); err != nil {
					b.Fatal(err)
				}
				ctx, stop := context.WithCancel(context.Background())
				ended := make(chan error)
				b.StartTimer()
				began, before := time.Now(), processorTime(b)
				go func() { ended <- bank.Run(ctx) }()
				for taken.Load() < events {
					time.Sleep(time.Millisecond)
				}
				b.ReportMetric(float64(events)/time.Since(began).Seconds(), "events/s")
				b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(events), "cpu-µs/event")
				b.StopTimer()
				stop()
				<-ended
				listener.Close()
				bank.Close()
				b.StartTimer()
			}
		})
	}
}

// processorTime is what this process has used of the processors.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// takeAll answers every request of every connection with 200.
func takeAll(listener net.Listener, taken *atomic.Int64) {
	for {
		connection, err := listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer connection.Close()
			reader := bufio.NewReader(connection)
			for {
				request, err := http.ReadRequest(reader)
				if err != nil {
					return
				}
				if _, err := reader.Discard(int(request.ContentLength)); err != nil {
					return
				}
				if _, err := connection.Write([]byte("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")); err != nil {
					return
				}
				taken.Add(1)
			}
		}()
	}
}
