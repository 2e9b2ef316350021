package treasury

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"coffer/api/webhook"
)

// directConnection is a connection that is served directly.
type directConnection struct {
	of     *direct
	held   *connection
	conn   net.Conn
	ctx    context.Context
	reader *bufio.Reader
	// readBy and writeBy are the deadlines that are set.
	readBy, writeBy time.Time
	written         []byte
	// ends is set once nothing more is to be read.
	ends bool
}

// errNotHTTP means that what came is no request, or one with too long a header.
var errNotHTTP = errors.New("no request that can be read")

// serve answers requests until the connection ends. The body of the first is
// still to be read.
func (c *directConnection) serve(request *http.Request) {
	for request != nil {
		var next *http.Request
		if isPlain(request) {
			var batch []*http.Request
			batch, next = c.inHand(request)
			c.answer(batch)
		} else {
			c.answerOdd(request)
		}
		if c.ends {
			return
		}
		if next == nil {
			next = c.await()
		}
		request = next
	}
}

// inHand reads the body of a plain request, and all plain requests behind it
// that have come already. Another that came behind them is next.
func (c *directConnection) inHand(request *http.Request) (batch []*http.Request, next *http.Request) {
	for {
		if err := c.readBody(request); err != nil {
			c.ends = true
			return batch, nil
		}
		batch = append(batch, request)
		if len(batch) == directAtOnce || !c.holdsRequest() {
			return batch, nil
		}
		var err error
		if request, err = c.readHeader(); err != nil {
			// These are answered, and nothing is read behind what can't be.
			c.ends = true
			return batch, nil
		}
		if !isPlain(request) {
			return batch, request
		}
	}
}

// await waits for the next request, and marks the connection as idle meanwhile.
// It is nil where none comes.
func (c *directConnection) await() *http.Request {
	if c.reader.Buffered() == 0 {
		c.held.of.setIdle(c.held, true)
		defer c.held.of.setIdle(c.held, false)
		if !c.allow(idlePatience) {
			return nil
		}
		if _, err := c.reader.Peek(1); err != nil {
			return nil
		}
	}
	if !c.holdsRequest() && !c.allow(headerPatience) {
		return nil
	}
	request, err := c.readHeader()
	if err != nil {
		if errors.Is(err, errNotHTTP) {
			c.write([]byte("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"))
		}
		return nil
	}
	return request
}

// readHeader reads a request without its body. Errors: errNotHTTP.
func (c *directConnection) readHeader() (*http.Request, error) {
	for searched := 0; ; {
		ahead, _ := c.reader.Peek(c.reader.Buffered())
		if headerEnd(ahead) >= 0 {
			break
		}
		if searched = len(ahead); searched > maxHeader {
			return nil, errNotHTTP
		}
		if _, err := c.reader.Peek(searched + 1); err != nil {
			return nil, err
		}
	}
	request, err := http.ReadRequest(c.reader)
	if err != nil || !request.ProtoAtLeast(1, 0) || request.ProtoMajor > 1 {
		return nil, errNotHTTP
	}
	return request.WithContext(c.ctx), nil
}

// readBody has the body of a plain request in memory before it is looked at.
func (c *directConnection) readBody(request *http.Request) error {
	length := int(request.ContentLength)
	if c.reader.Buffered() < length && !c.allow(bodyPatience) {
		return io.ErrUnexpectedEOF
	}
	var body []byte
	var err error
	if length <= directBuffer {
		body = make([]byte, length)
		_, err = io.ReadFull(c.reader, body)
	} else {
		// Who only says that much is coming must not cost memory.
		body, err = io.ReadAll(io.LimitReader(c.reader, int64(length)))
		if err == nil && len(body) < length {
			err = io.ErrUnexpectedEOF
		}
	}
	request.Body = io.NopCloser(bytes.NewReader(body))
	return err
}

// holdsRequest reports whether a whole request has come already, so that reading
// it waits for nothing.
func (c *directConnection) holdsRequest() bool {
	ahead, _ := c.reader.Peek(c.reader.Buffered())
	end := headerEnd(ahead)
	if end < 0 || end > maxHeader {
		return false
	}
	for line := range bytes.SplitSeq(ahead[:end], []byte("\r\n")) {
		if name, value, _ := bytes.Cut(line, []byte(":")); len(name) == len("Content-Length") && strings.EqualFold(string(name), "Content-Length") {
			length, err := strconv.Atoi(string(bytes.TrimSpace(value)))
			return err == nil && length >= 0 && length <= len(ahead)-end
		}
	}
	return false
}

// headerEnd is where the body begins; -1 while the header isn't whole.
func headerEnd(text []byte) int {
	const end = "\r\n\r\n"
	if at := bytes.Index(text, []byte(end)); at >= 0 {
		return at + len(end)
	}
	return -1
}

// answer has the requests handled at the same time, and writes their answers in
// their order, in one piece.
func (c *directConnection) answer(batch []*http.Request) {
	if len(batch) == 0 {
		return
	}
	answers := make([]directAnswer, len(batch))
	var others sync.WaitGroup
	others.Add(len(batch) - 1)
	for i := 1; i < len(batch); i++ {
		c.of.do(func() {
			defer others.Done()
			c.handle(&answers[i], batch[i])
		})
	}
	c.handle(&answers[0], batch[0])
	others.Wait()
	c.written = c.written[:0]
	c.ends = c.ends || c.of.ending.Load()
	for i := range answers {
		c.ends = c.ends || answers[i].header.Get("Connection") == "close"
		c.written = answers[i].append(c.written)
	}
	c.write(c.written)
}

// handle has one request handled. What goes wrong in it ends its connection and
// nothing else, as with net/http.
func (c *directConnection) handle(answer *directAnswer, request *http.Request) {
	defer func() {
		if cause := recover(); cause != nil {
			c.of.log.Error("a delivery went wrong", "cause", cause, "stack", string(debug.Stack()))
			*answer = directAnswer{status: http.StatusInternalServerError, header: http.Header{"Connection": {"close"}}}
		}
	}()
	c.of.handler.ServeHTTP(answer, request)
}

// answerOdd handles a request that isn't as deliveries are.
func (c *directConnection) answerOdd(request *http.Request) {
	if !c.allow(bodyPatience) {
		c.ends = true
		return
	}
	if strings.EqualFold(request.Header.Get("Expect"), "100-continue") {
		c.write([]byte("HTTP/1.1 100 Continue\r\n\r\n"))
	}
	var answer directAnswer
	c.handle(&answer, request)
	c.ends = c.ends || answer.header.Get("Connection") == "close" || request.Close || !request.ProtoAtLeast(1, 1) || c.of.ending.Load()
	if !c.ends {
		// What is left of the body stands before the next request.
		_, err := io.CopyN(io.Discard, request.Body, webhook.MaxBody)
		c.ends = !errors.Is(err, io.EOF)
	}
	if c.ends {
		answer.Header().Set("Connection", "close")
	}
	c.write(answer.append(c.written[:0]))
}

// allow gives what is read next its time; it reports false where nothing more is
// to be read.
func (c *directConnection) allow(patience time.Duration) bool {
	if by := time.Now().Add(patience); c.readBy.IsZero() || by.Sub(c.readBy).Abs() > deadlineStep {
		if c.held.SetReadDeadline(by) != nil {
			return false
		}
		c.readBy = by
	}
	if c.of.ending.Load() {
		// The deadline that ended the reading may have been replaced.
		return false
	}
	return true
}

// write sends text, after which the connection ends where it can't.
func (c *directConnection) write(text []byte) {
	var err error
	if by := time.Now().Add(writePatience); by.Sub(c.writeBy) > deadlineStep {
		err, c.writeBy = c.held.SetWriteDeadline(by), by
	}
	if err == nil {
		_, err = c.conn.Write(text)
	}
	c.ends = c.ends || err != nil
}
