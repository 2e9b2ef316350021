//go:build linux

package e2e

import (
	"bytes"
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // to look into the dashboard's journal
)

var flood = flag.Int("flood", 2_000, "how many requests the bank of the first flood has behind it")

// TestTheFirstFloodOfABankIsDeliveredAndShown starts a bank with a long history
// beside a dashboard that takes webhooks, and waits until every event of it is
// in the journal and every request on the screen. What that costs each process
// is reported slice by slice; at full scale:
//
//	go test ./ui/e2e -run FirstFlood -flood 200000 -v -timeout 30m
func TestTheFirstFloodOfABankIsDeliveredAndShown(t *testing.T) {
	receiver, data := freeAddress(t), t.TempDir()
	opening := time.Now()
	dino := startBank(t, "--history", strconv.Itoa(*flood), "--webhook-url", "http://"+receiver+"/webhooks/dino",
		"DINO_WEBHOOK_SECRET=whsec_0123456789abcdef0123")
	sender := processOf(t, "bank", dino.pid)
	t.Logf("the bank made %d requests in %.1f s, %.3f ms CPU each", *flood, time.Since(opening).Seconds(), sender.spent()/float64(*flood))
	coffer := run(t, launch{args: []string{"--data-dir", data, "--webhook-listen", receiver}, env: dino.env()})
	taker := processOf(t, "dashboard", coffer.command.Process.Pid)
	kept := watchJournal(t, filepath.Join(data, "journal.db"))

	kept.await(1)
	began := time.Now()
	before := [2]int{sender.calls(), taker.calls()}
	done, lastAt := 0, began
	var first, last [2]float64
	for _, slice := range slicesOf(*flood) {
		// Every request has an event for its creation and, unless it still waits,
		// one for its outcome.
		kept.await(2*slice - waitingAtMost)
		requests, took := float64(slice-done), time.Since(lastAt)
		calls := [2]int{sender.calls(), taker.calls()}
		last = [2]float64{float64(calls[0]-before[0]) / requests, float64(calls[1]-before[1]) / requests}
		if done == 0 {
			first = last
		}
		t.Logf("to %6d: %5.0f requests/s; a request costs the bank %.3f ms CPU and %.1f system calls, the dashboard %.3f ms and %.1f; resident %d and %d MB",
			slice, requests/took.Seconds(), sender.spent()/requests, last[0], taker.spent()/requests, last[1], sender.resident(), taker.resident())
		done, lastAt, before = slice, time.Now(), calls
	}
	coffer.wait("all of them", func(screen string) bool {
		return strings.Contains(screen, "live") && !strings.Contains(screen, " fetched")
	})
	events := 2**flood - kept.number("SELECT COUNT(*) FROM spends WHERE open = 1")
	kept.await(events)
	took := time.Since(began)
	t.Logf("%d requests with %d events in %.1f s: %.0f requests/s; CPU in all: bank %.1f s, dashboard %.1f s; most resident: bank %d MB, dashboard %d MB",
		*flood, events, took.Seconds(), float64(*flood)/took.Seconds(), sender.time().Seconds(), taker.time().Seconds(), sender.peak(), taker.peak())
	if got := kept.number("SELECT COUNT(*) FROM spends"); got != *flood {
		t.Errorf("%d requests are in the journal, the bank had %d", got, *flood)
	}
	if got := kept.number("SELECT COUNT(*) FROM lines WHERE source = 'webhook'"); got != events {
		t.Errorf("%d events are in the journal, the bank had %d", got, events)
	}
	// The dashboard also draws, for as long as it takes.
	for i, most := range []float64{1.5, 3} {
		if last[i] > most*max(first[i], fewCalls) {
			t.Errorf("a request costs the %s %.1f system calls at the end, %.1f at the beginning", []string{"bank", "dashboard"}[i], last[i], first[i])
		}
	}
}

// fewCalls is how many system calls a request costs where a few calls at the
// end of a small flood tell nothing of a growth.
const fewCalls = 3

// waitingAtMost is how many requests of a history still wait at most.
const waitingAtMost = 8

// slicesOf are the numbers of requests after which costs are looked at.
func slicesOf(all int) []int {
	slices := []int{all / 2}
	if all >= 20_000 {
		slices = nil
		for _, slice := range []int{10_000, 50_000, 100_000, 150_000} {
			if slice < all {
				slices = append(slices, slice)
			}
		}
	}
	return append(slices, all)
}

// watchedJournal is the dashboard's journal, read beside it.
type watchedJournal struct {
	t  *testing.T
	db *sql.DB
	// events are those counted so far, up to the line with the number seq.
	events, seq int
}

func watchJournal(t *testing.T, path string) *watchedJournal {
	t.Helper()
	for began := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			break
		}
		if time.Since(began) > patience {
			t.Fatal("the dashboard made no journal")
		}
	}
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return &watchedJournal{t: t, db: db}
}

// await waits until so many events are in the journal.
func (j *watchedJournal) await(events int) {
	j.t.Helper()
	deadline := time.Now().Add(patience + time.Duration(events)*10*time.Millisecond)
	for {
		var more, seq int
		// Until the tables are there, nothing is.
		err := j.db.QueryRow(`SELECT COUNT(*), COALESCE(MAX(seq), 0) FROM lines WHERE seq > ? AND source = 'webhook'`, j.seq).Scan(&more, &seq)
		if err == nil {
			j.events, j.seq = j.events+more, max(j.seq, seq)
		}
		switch {
		case j.events >= events:
			return
		case time.Now().After(deadline):
			j.t.Fatalf("only %d of %d events are in the journal, %v", j.events, events, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (j *watchedJournal) number(query string) int {
	j.t.Helper()
	var n int
	if err := j.db.QueryRow(query).Scan(&n); err != nil {
		j.t.Fatal(err)
	}
	return n
}

// process is another process, as the kernel counts what it uses.
type process struct {
	t   *testing.T
	who string
	pid int
	// before is the CPU time at the last look.
	before time.Duration
}

func processOf(t *testing.T, who string, pid int) *process { return &process{t: t, who: who, pid: pid} }

// spent is the CPU time since the last look, in milliseconds.
func (p *process) spent() float64 {
	now := p.time()
	defer func() { p.before = now }()
	return milliseconds(now - p.before)
}

// time is the CPU time so far; the kernel tells it in hundredths of a second.
func (p *process) time() time.Duration {
	p.t.Helper()
	stat := p.read("stat")
	// The name of the program may hold blanks; it ends with the last bracket.
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	return time.Duration(p.parsed(string(fields[11]))+p.parsed(string(fields[12]))) * 10 * time.Millisecond
}

// calls is how often it has asked the kernel to read or write.
func (p *process) calls() int {
	p.t.Helper()
	return p.entry("io", "syscr:") + p.entry("io", "syscw:")
}

// resident and peak are its memory now and at most, in megabytes.
func (p *process) resident() int { p.t.Helper(); return p.entry("status", "VmRSS:") / 1024 }
func (p *process) peak() int     { p.t.Helper(); return p.entry("status", "VmHWM:") / 1024 }

// entry is a number of a file in which each line begins with its name.
func (p *process) entry(file, name string) int {
	p.t.Helper()
	for line := range strings.Lines(string(p.read(file))) {
		if rest, named := strings.CutPrefix(line, name); named {
			return p.parsed(strings.Fields(rest)[0])
		}
	}
	p.t.Fatalf("%s of the %s has no %s", file, p.who, name)
	return 0
}

func (p *process) read(file string) []byte {
	p.t.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.pid, file))
	if err != nil {
		p.t.Fatalf("the %s: %v", p.who, err)
	}
	return content
}

func (p *process) parsed(number string) int {
	p.t.Helper()
	n, err := strconv.Atoi(number)
	if err != nil {
		p.t.Fatal(err)
	}
	return n
}
