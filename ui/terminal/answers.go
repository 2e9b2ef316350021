package terminal

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

// What a terminal answers to a question comes on the same line as what a person
// types, and may come late and in pieces. Whoever reads it gives up on a piece
// after 50 ms and takes the rest for keys: the a of "rgb:1a1a" approves. So
// answers are put together again here before anyone reads them.
const (
	// escapeWait is how long an escape, or what may be the beginning of an
	// answer, waits for what belongs to it. It is short: a person may mean the key.
	escapeWait = 60 * time.Millisecond
	// answerWait is how long the rest of what can only be an answer is waited for.
	answerWait = 3 * time.Second
	// restWait is how long after that the rest may still come, on a line that was
	// dead in between.
	restWait = 30 * time.Second
	// longestAnswer is what is kept of an answer; a longer one is dropped.
	longestAnswer = 1 << 10
)

const (
	escape = 0x1b
	bell   = 0x07
)

// joiner puts the pieces of answers together. It holds no clock: whoever uses it
// says what time it is.
type joiner struct {
	// held is the beginning of what isn't complete.
	held []byte
	// escaped is when the last escape went through alone; what follows may still
	// be the rest of an answer. opener is what went through after it, if it may
	// be that rest's first byte.
	escaped time.Time
	opener  []byte
	// pasting is set between the marks of a paste, whose text is nobody's answer.
	pasting bool
	// dropped is when the beginning of an answer was dropped because it grew too
	// long, cut when one was because its rest didn't come.
	dropped, cut time.Time
}

// pasteBegin and pasteEnd are the marks of a paste.
var (
	pasteBegin = []byte("\x1b[200~")
	pasteEnd   = []byte("\x1b[201~")
)

// verdict is what to do with something that was read.
type verdict int

const (
	// pass hands it on: a key, a paste, an answer that is complete.
	pass verdict = iota
	// drop forgets it: an answer whose beginning went another way.
	drop
	// wait keeps it until the rest is there.
	wait
)

// add takes what was read and returns what can be passed on.
func (j *joiner) add(read []byte, now time.Time) []byte {
	rest := append(j.held, read...)
	j.held = nil
	if !j.dropped.IsZero() {
		rest = j.afterDropped(rest, now)
	}
	if !j.cut.IsZero() {
		rest = j.afterCut(rest, now)
	}
	var passed []byte
	for len(rest) > 0 {
		n, verdict := j.next(rest, now)
		switch verdict {
		case pass:
			passed = append(passed, rest[:n]...)
		case wait:
			if len(rest) > longestAnswer {
				j.dropped = now
				return passed
			}
			j.held = bytes.Clone(rest)
			return passed
		}
		rest = rest[n:]
	}
	return passed
}

// patience is how long to wait for the rest of what is held; 0 when nothing is.
func (j *joiner) patience(now time.Time) time.Duration {
	switch {
	case len(j.held) == 0:
		return 0
	case j.holdsAnswer(now):
		return answerWait
	}
	return escapeWait
}

// give ends the wait: what may be a key is passed on, what can only be an
// answer is dropped.
func (j *joiner) give(now time.Time) []byte {
	held, answer := j.held, j.holdsAnswer(now)
	j.held = nil
	if answer {
		j.cut = now
		return nil
	}
	switch {
	case len(held) == 1 && held[0] == escape:
		j.escaped, j.opener = now, nil
	case len(held) == 1 && j.followsEscape(now):
		j.opener = held
	}
	return held
}

// afterDropped drops the end of an answer that grew too long, if it comes soon.
func (j *joiner) afterDropped(rest []byte, now time.Time) []byte {
	if now.Sub(j.dropped) >= answerWait {
		j.dropped = time.Time{}
		return rest
	}
	n, end := measureString(rest)
	if end != missing {
		j.dropped = time.Time{}
		return rest[n:]
	}
	j.dropped = now
	return nil
}

// colours is what the middle of an answer about a colour is made of.
const colours = "0123456789abcdefABCDEF/:;"

// afterCut drops the rest of an answer whose beginning is gone. A single byte is
// a key: the rest of an answer comes at once.
func (j *joiner) afterCut(rest []byte, now time.Time) []byte {
	if now.Sub(j.cut) >= restWait {
		j.cut = time.Time{}
		return rest
	}
	if len(rest) < 2 || rest[0] == escape && rest[1] != '\\' {
		return rest
	}
	if n, end := measureString(rest); end == there {
		j.cut = time.Time{}
		return rest[n:]
	}
	digits := bytes.TrimLeft(rest, "0123456789;$")
	switch {
	case len(bytes.TrimLeft(rest, colours)) == 0:
		return nil
	case len(digits) == 1 && digits[0] >= 0x40 && len(rest) > 1:
		// The end of an answer about the terminal itself.
		j.cut = time.Time{}
		return nil
	}
	return rest
}

// next measures the first thing in what was read, and says what to do with it.
func (j *joiner) next(rest []byte, now time.Time) (int, verdict) {
	switch {
	case j.pasting:
		return j.nextOfPaste(rest)
	case rest[0] == escape:
		n, verdict := sequence(rest)
		j.pasting = verdict == pass && bytes.Equal(rest[:n], pasteBegin)
		return n, verdict
	case j.followsEscape(now):
		body := slices.Concat(j.opener, rest)
		may, is := startsAnswer(body)
		if may && !is {
			return 0, wait
		}
		if is {
			n, end := measure(body)
			if end == missing {
				return 0, wait
			}
			n -= len(j.opener)
			j.escaped, j.opener = time.Time{}, nil
			return n, drop
		}
		j.escaped, j.opener = time.Time{}, nil
	}
	return 1, pass
}

func (j *joiner) nextOfPaste(rest []byte) (int, verdict) {
	if i := bytes.Index(rest, pasteEnd); i >= 0 {
		j.pasting = false
		return i + len(pasteEnd), pass
	}
	// The end mark itself may come in pieces.
	if i := bytes.LastIndexByte(rest, escape); i >= 0 && bytes.HasPrefix(pasteEnd, rest[i:]) {
		if i == 0 {
			return 0, wait
		}
		return i, pass
	}
	return len(rest), pass
}

// followsEscape reports whether an escape went through as a key so recently
// that what follows may belong to it.
func (j *joiner) followsEscape(now time.Time) bool {
	return !j.escaped.IsZero() && now.Sub(j.escaped) < answerWait
}

// holdsAnswer reports whether what is held can only be an answer's beginning.
func (j *joiner) holdsAnswer(now time.Time) bool {
	body, escaped := bytes.CutPrefix(j.held, []byte{escape})
	if !escaped {
		if !j.followsEscape(now) {
			return false
		}
		body = slices.Concat(j.opener, body)
	}
	_, is := startsAnswer(body)
	return is
}

// sequence measures what begins with an escape.
func sequence(rest []byte) (int, verdict) {
	if len(rest) == 1 {
		return 0, wait
	}
	switch rest[1] {
	case '[', ']', 'P', '_', '^', 'X':
		n, end := measure(rest[1:])
		if _, answer := startsAnswer(rest[1:]); answer && end == broken {
			return n + 1, drop
		}
		if end == missing {
			return 0, wait
		}
		return n + 1, pass
	case 'O':
		if len(rest) < 3 {
			return 0, wait
		}
		return 3, pass
	case escape:
		return 1, pass
	}
	return 2, pass
}

// startsAnswer reports whether what stands behind an escape may become an
// answer, and whether it can be nothing else.
func startsAnswer(body []byte) (may, is bool) {
	if len(body) == 0 {
		return false, false
	}
	opens := map[byte]string{']': "0123456789", '[': "?>", 'P': ">!0123456789", '_': "G"}[body[0]]
	is = len(body) > 1 && strings.IndexByte(opens, body[1]) >= 0
	return is || len(body) == 1 && opens != "", is
}

// ending is how a sequence ends.
type ending int

const (
	// missing is an end that may still come.
	missing ending = iota
	there
	// broken is a sequence in which something begins that can't be in it: another
	// sequence, or a key with ctrl.
	broken
)

// measure is how long a sequence is from the byte behind its escape on, without
// what breaks it.
func measure(body []byte) (int, ending) {
	if body[0] != '[' {
		return measureString(body)
	}
	for i, b := range body[1:] {
		switch {
		case b >= 0x40 && b <= 0x7e:
			return i + 2, there
		case b < 0x20:
			return i + 1, broken
		}
	}
	return len(body), missing
}

// measureString is measure for what ends with a bell or a string terminator.
func measureString(body []byte) (int, ending) {
	for i, b := range body {
		switch {
		case b == bell:
			return i + 1, there
		case b == escape && i+1 == len(body):
			return len(body), missing
		case b == escape && body[i+1] == '\\':
			return i + 2, there
		case b < 0x20:
			return i, broken
		}
	}
	return len(body), missing
}
