package e2e

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"

	"coffer/state"
	"coffer/state/journal"
)

// manyRecords is a journal of years.
const manyRecords = 200_000

// BenchmarkStart times whole processes, from their start to the first frame
// that is complete: header, rows and the keys. Each is compared with a bare
// Bubble Tea program, started in turn with it on the same kind of terminal,
// which never answers a question. Figures are medians:
//
//	go test ./ui/e2e -run '^$' -bench Start -benchtime 40x
func BenchmarkStart(b *testing.B) {
	bare := buildBare(b)
	own := startBank(b, "--history", "80", "--agents", "0")
	for _, kind := range []struct {
		name string
		// prepare returns the program's arguments and environment.
		prepare func(b *testing.B) (args, env []string)
		parts   []string
	}{
		{"sandbox/first", func(*testing.B) ([]string, []string) { return nil, nil }, []string{"SANDBOX", "Available", "Spends", "quit"}},
		{"sandbox/again", func(b *testing.B) ([]string, []string) {
			folder := b.TempDir()
			warmUp(b, []string{"--data-dir", folder}, nil, completeFrame)
			return []string{"--data-dir", folder, "--agents", "0"}, nil
		}, completeFrame},
		{"bank", func(b *testing.B) ([]string, []string) {
			folder := b.TempDir()
			fill(b, folder, 80)
			return []string{"--data-dir", folder}, own.env()
		}, completeFrame},
		{"bank/200000", func(b *testing.B) ([]string, []string) {
			folder := b.TempDir()
			fill(b, folder, manyRecords)
			return []string{"--data-dir", folder}, own.env()
		}, completeFrame},
		{"onlooker/200000", func(b *testing.B) ([]string, []string) {
			folder := b.TempDir()
			fill(b, folder, manyRecords)
			return []string{"--data-dir", folder, "--read-only"}, nil
		}, []string{"Available", "Spends", "approved", "quit"}},
	} {
		b.Run(kind.name, func(b *testing.B) {
			args, env := kind.prepare(b)
			var ours, theirs []time.Duration
			for b.Loop() {
				theirs = append(theirs, untilShown(b, bare, nil, nil, []string{"row 34", "quit"}))
				ours = append(ours, untilShown(b, binary, args, env, kind.parts))
			}
			report(b, ours, theirs)
		})
	}
}

// completeFrame is what the first frame has when there are records.
var completeFrame = []string{"SANDBOX", "Available", "Spends", "approved", "quit"}

// BenchmarkVersion times `coffer --version` as a whole process.
func BenchmarkVersion(b *testing.B) {
	env := isolated(b)
	var took []time.Duration
	for b.Loop() {
		command := exec.Command(binary, "--version")
		command.Env = env
		began := time.Now()
		if err := command.Run(); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(median(took)), "ms")
}

func report(b *testing.B, ours, theirs []time.Duration) {
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(milliseconds(median(ours)), "ms")
	b.ReportMetric(milliseconds(median(theirs)), "bare-ms")
	b.ReportMetric(float64(median(ours))/float64(median(theirs)), "×bare")
}

func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}

func milliseconds(took time.Duration) float64 { return float64(took.Microseconds()) / 1000 }

func buildBare(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "bare")
	if output, err := exec.Command("go", "build", "-o", path, "./testdata/bare").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, output)
	}
	return path
}

// untilShown starts a program in a terminal that never answers, and tells how
// long it took until everything was written to it.
func untilShown(b *testing.B, program string, args, env []string, parts []string) time.Duration {
	b.Helper()
	ctx, cancel := context.WithTimeout(b.Context(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Env = append(isolated(b), env...)
	began := time.Now()
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: 120, Rows: 36})
	if err != nil {
		b.Fatal(err)
	}
	var written bytes.Buffer
	buffer := make([]byte, 64<<10)
	for !hasAll(written.Bytes(), parts) {
		n, err := file.Read(buffer)
		written.Write(buffer[:n])
		if err != nil {
			b.Fatalf("%s ended before it had shown %q: %v\n%q", filepath.Base(program), parts, err, written.Bytes()[:min(4_000, written.Len())])
		}
	}
	took := time.Since(began)
	end(b, command, file)
	return took
}

// end quits the program as a person does, so that the next one finds the
// folder free.
func end(b *testing.B, command *exec.Cmd, file *os.File) {
	b.Helper()
	go func() {
		buffer := make([]byte, 64<<10)
		for {
			if _, err := file.Read(buffer); err != nil {
				return
			}
		}
	}()
	defer file.Close()
	_, _ = file.WriteString("q")
	_ = command.Wait()
}

func hasAll(written []byte, parts []string) bool {
	for _, part := range parts {
		if !bytes.Contains(written, []byte(part)) {
			return false
		}
	}
	return true
}

func warmUp(b *testing.B, args, env []string, parts []string) {
	b.Helper()
	untilShown(b, binary, args, env, parts)
}

// fill writes a journal of so many requests, most of them decided long ago.
func fill(b *testing.B, folder string, records int) {
	b.Helper()
	kept, err := journal.Open(b.Context(), filepath.Join(folder, "journal.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer kept.Close()
	now := state.MomentOf(time.Now())
	merchants := []string{"AWS", "OpenAI", "Figma", "Vast.ai", "LinkedIn Ads", "DeepL", "Notion"}
	for done := 0; done < records; {
		batch := state.Batch{At: now}
		for ; done < records && len(batch.Spends) < 5_000; done++ {
			spend := &state.Spend{
				ID: fmt.Sprintf("req_%026d", done), Status: state.Approved, Cents: new(int64(100 + done%90_000)), Currency: "usd",
				Merchant: merchants[done%len(merchants)], Reason: "GPU runtime for evaluation job", Team: "team_1", Account: "agent_1",
				CreatedAt: now.Add(-time.Duration(records-done) * time.Minute), FirstSeen: now,
			}
			if done%10_000 == 9_999 {
				spend.Status = state.NeedsApproval
			}
			batch.Spends = append(batch.Spends, spend)
			batch.Lines = append(batch.Lines, state.Line{Entry: state.Entry{
				At: spend.CreatedAt, Source: state.SourceWebhook, Event: "spend_request.approved", Subject: spend.ID, Status: "approved", Text: "$1.00 · AWS",
			}, EventID: fmt.Sprint("evt_", done)})
		}
		if _, err := kept.Append(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
}
