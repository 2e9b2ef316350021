package export

import (
	"bufio"
	"io"
	"regexp"
	"strings"
)

// csvWriter writes rows as RFC 4180 has them, CRLF at their ends. It quotes a
// field with a semicolon, too, which in many countries parts the columns of a
// spreadsheet.
type csvWriter struct{ out *bufio.Writer }

func newCSVWriter(out io.Writer) *csvWriter { return &csvWriter{bufio.NewWriter(out)} }

// Write writes a row. Errors: those of the writer below, at the latest from
// Flush.
func (w *csvWriter) Write(fields []string) error {
	for i, field := range fields {
		if i > 0 {
			_ = w.out.WriteByte(',')
		}
		if strings.ContainsAny(field, ",;\"\r\n\t") || strings.HasPrefix(field, " ") {
			field = `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
		}
		_, _ = w.out.WriteString(field)
	}
	_, err := w.out.WriteString("\r\n")
	return err
}

// Flush writes what is left.
func (w *csvWriter) Flush() error { return w.out.Flush() }

// formulaBehind is a semicolon behind which a spreadsheet that parts columns
// there would read a formula, or a quoted one.
var formulaBehind = regexp.MustCompile(`;([\s"]*['=+\-@＝＋－＠])`)
