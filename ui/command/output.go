package command

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// output is where a command's data goes. Once the reader is gone it takes
// what comes and drops it: what was done doesn't become undone, and the status
// still tells of it.
type output struct {
	to   io.Writer
	gone bool
	err  error
}

func (o *output) Write(text []byte) (int, error) {
	if o.gone || o.err != nil {
		return len(text), nil
	}
	_, err := o.to.Write(text)
	switch {
	case err == nil:
	case errors.Is(err, syscall.EPIPE):
		o.gone = true
	default:
		o.err = err
	}
	return len(text), nil
}

// readerGone reports whether nobody takes the output any more.
func (o *output) readerGone() bool {
	file, isFile := o.to.(*os.File)
	return o.gone || o.err != nil || isFile && hungUp(file)
}

// failed is why not all of it could be written; nil where the reader just left.
func (o *output) failed() error {
	if o.err == nil {
		return nil
	}
	return fmt.Errorf("the output could not be written: %w. What was done stands", o.err)
}
