// Package export writes what the journal holds for the books of an accountant:
// receipts of swaps and spend requests, as tables or as double entry.
//
// It only reads. The same span of the same journal gives the same bytes, in
// whatever order the facts arrived. No amount is ever a float.
package export

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"coffer/state"
)

// What names the records that are exported.
type What string

// What can be exported.
const (
	// Receipts are swaps, whatever became of them.
	Receipts What = "receipts"
	// Spends are spend requests, whatever became of them.
	Spends What = "spends"
)

// Format names how they are written.
type Format string

// The formats. The first three list every record with its status; the last two
// are double entry, and hold only what moved money.
const (
	CSV       Format = "csv"
	JSON      Format = "json"
	JSONLines Format = "jsonl"
	Hledger   Format = "hledger"
	Beancount Format = "beancount"
)

// Formats lists all formats.
func Formats() []Format { return []Format{CSV, JSON, JSONLines, Hledger, Beancount} }

// ReadFormat finds a format by its name. Errors: *state.Problem.
func ReadFormat(name string) (Format, error) {
	if format := Format(strings.ToLower(name)); slices.Contains(Formats(), format) {
		return format, nil
	}
	names := make([]string, 0, len(Formats()))
	for _, format := range Formats() {
		names = append(names, string(format))
	}
	return "", &state.Problem{
		Happened: fmt.Sprintf("There is no format %q.", state.SafeText(name)),
		Meaning:  "Nothing was written.",
		Advice:   "Choose one of " + strings.Join(names, ", ") + ".",
	}
}

// Doubles reports whether the format is double entry.
func (f Format) Doubles() bool { return f == Hledger || f == Beancount }

// Request says what to write and how.
type Request struct {
	What   What
	Format Format
	// Span bounds the records by the time that they are filed under: when a
	// swap settled and when a request was decided, and for what is still open
	// when it began.
	Span Span
	// Accounts are used by double entry alone; the zero value means the defaults.
	Accounts Accounts
	// Bare leaves out what declares accounts and commodities, for a file that
	// is included in books that declare them.
	Bare bool
	// Bank names the treasury at the head of double entry.
	Bank state.Bank
	// Progress is called now and then, from the goroutine that writes; nil is
	// for nobody.
	Progress func(Progress)
}

// Progress is how far an export is.
type Progress struct {
	// Looked is how many records were looked at, Found how many of them are in
	// the span, and Written how many of those are done with.
	Looked, Found, Written int
}

// Summary is what became of an export.
type Summary struct {
	// Records is how many were written.
	Records int
	// LeftOut are those that moved money but can't be written as double entry.
	LeftOut []LeftOut
}

// LeftOut is a record that an accountant has to enter by hand.
type LeftOut struct{ ID, Reference, Why string }

// Source is the journal as it was at one instant.
type Source interface {
	// Swaps are all swaps, in any order.
	Swaps(ctx context.Context) ([]*state.Swap, error)
	// EachSpend yields every spend request once, in any order.
	EachSpend(ctx context.Context, yield func(*state.Spend) error) error
	// SpendsOf are the requests with these ids, in any order.
	SpendsOf(ctx context.Context, ids []string) ([]*state.Spend, error)
	// EachIntent yields every intent once, in any order.
	EachIntent(ctx context.Context, yield func(*state.Intent) error) error
	// EachDeed yields every entry of the audit trail with one of these deeds,
	// oldest first.
	EachDeed(ctx context.Context, deeds []state.Deed, yield func(*state.Entry) error) error
}

// progressStep is after how many records progress is told.
const progressStep = 1_000

// Write writes the records that the request asks for. What was written before
// an error is not an export. Errors: *NameError for an account name that the
// format can't hold; what the source or the writer says.
func Write(ctx context.Context, w io.Writer, request Request, source Source) (Summary, error) {
	request.Accounts = request.Accounts.orDefault()
	if request.Format.Doubles() {
		if err := request.Accounts.Check(request.Format); err != nil {
			return Summary{}, err
		}
	}
	run := &run{ctx: ctx, request: request, source: source, out: bufio.NewWriterSize(w, 1<<16)}
	form, err := run.form()
	if err != nil {
		return Summary{}, err
	}
	run.shape = form
	switch request.What {
	case Receipts:
		err = run.receipts()
	case Spends:
		err = run.spends()
	default:
		err = fmt.Errorf("there is nothing named %q to export", request.What)
	}
	if err == nil {
		err = form.end()
	}
	if err == nil {
		err = run.out.Flush()
	}
	return run.summary, err
}

// form is how records are put down. It says whether it took the record at all,
// and may leave an error of the writer to the flush at the end.
type form interface {
	receipt(Receipt) (bool, error)
	spend(Spend) (bool, error)
	end() error
}

// run is one export under way.
type run struct {
	ctx      context.Context
	request  Request
	source   Source
	out      *bufio.Writer
	shape    form
	progress Progress
	summary  Summary
}

func (r *run) form() (form, error) {
	switch r.request.Format {
	case CSV:
		return newTable(r.out, r.request.What)
	case JSON:
		return newArray(r.out), nil
	case JSONLines:
		return newLines(r.out), nil
	case Hledger:
		return newBooks(r, &hledger{out: r.out, bare: r.request.Bare}), nil
	case Beancount:
		return newBooks(r, newBeancount(r.out, r.request.Bare)), nil
	}
	return nil, fmt.Errorf("there is no format %q", r.request.Format)
}

func (r *run) told(step int) {
	if r.request.Progress != nil && step%progressStep == 0 {
		r.request.Progress(r.progress)
	}
}

func (r *run) wrote(taken bool, err error) error {
	if err != nil {
		return err
	}
	if taken {
		r.summary.Records++
	}
	r.progress.Written++
	r.told(r.progress.Written)
	return r.ctx.Err()
}
