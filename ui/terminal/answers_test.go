package terminal

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// piece is what arrives at once, after a pause.
type piece struct {
	pause time.Duration
	text  string
}

// read plays pieces as input.Read takes them, and returns what is passed on.
func read(pieces ...piece) string {
	var j joiner
	var passed strings.Builder
	now := time.Unix(1_000, 0)
	for _, p := range pieces {
		if patience := j.patience(now); patience > 0 && p.pause > patience {
			now = now.Add(patience)
			passed.Write(j.give(now))
			now = now.Add(p.pause - patience)
		} else {
			now = now.Add(p.pause)
		}
		passed.Write(j.add([]byte(p.text), now))
	}
	if patience := j.patience(now); patience > 0 {
		passed.Write(j.give(now.Add(patience)))
	}
	return passed.String()
}

// someAnswers are what terminals say to what they are asked, and to what they
// weren't.
var someAnswers = []string{
	"\x1b]11;rgb:1a1a/adad/dada\x07", "\x1b]11;rgb:1a1a/adad/dada\x1b\\", "\x1b]10;rgba:ffff/aaaa/dddd/ffff\x1b\\", "\x1b]4;1;rgb:aaaa/dddd/ffff\x07",
	"\x1b[?2026;2$y", "\x1b[?1u", "\x1b[?62;22;52c", "\x1b[>41;377;0c", "\x1bP>|xterm(377)\x1b\\", "\x1bP1+r524742\x1b\\", "\x1b_Gi=31;OK\x1b\\",
}

func TestAnAnswerInPiecesNeverBecomesKeys(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		answer := rapid.SampledFrom(someAnswers).Draw(t, "answer")
		var pieces []piece
		for rest := answer; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "bytes")
			// A pause right behind the escape can be longer than anyone waits for a key.
			pause := time.Duration(rapid.IntRange(0, 2_500).Draw(t, "pause ms")) * time.Millisecond
			if n == 1 && len(pieces) > 1 {
				// A line so slow that each byte comes alone, late, is beyond help.
				pause = min(pause, escapeWait)
			}
			pieces = append(pieces, piece{pause, rest[:n]})
			rest = rest[n:]
		}
		passed := read(append(pieces, piece{10 * time.Millisecond, "j"})...)
		keys := strings.TrimSuffix(strings.TrimPrefix(passed, "\x1b"), "j")
		if passed != answer+"j" && strings.Trim(keys, "[]P_") != "" {
			t.Fatalf("%q came in as %v: passed on as %q", answer, pieces, passed)
		}
	})
}

func TestTheRestOfAnAnswerAfterADeadLineIsNoKey(t *testing.T) {
	t.Parallel()
	for _, answer := range someAnswers {
		for at := 3; at < len(answer)-1; at++ {
			if answer[at] == escape || at+2 == len(answer) {
				// What is left is one byte, or looks like the start of something new.
				continue
			}
			passed := read(piece{0, answer[:at]}, piece{answerWait + 7*time.Second, answer[at:]}, piece{time.Second, "j"})
			if passed != "j" {
				t.Errorf("%q, cut behind %q, was passed on as %q", answer, answer[:at], passed)
			}
		}
	}
	middle := read(piece{0, "\x1b]11;rgb:1a"}, piece{4 * time.Second, "1a/ad"}, piece{4 * time.Second, "ad/da\x07"}, piece{time.Second, "a"})
	if middle != "a" {
		t.Errorf("an answer in three pieces was passed on as %q", middle)
	}
}

func TestKeysAfterABrokenAnswerPass(t *testing.T) {
	t.Parallel()
	for name, pieces := range map[string][]piece{
		"ctrl+c":     {{0, "\x1b]11;rgb:1a"}, {time.Second, "\x03"}},
		"enter":      {{0, "\x1b[?62;2"}, {time.Second, "\r"}},
		"an arrow":   {{0, "\x1b]11;rgb:1a"}, {time.Second, "\x1b[A"}},
		"a late key": {{0, "\x1b]11;rgb:1a"}, {answerWait + time.Second, "a"}},
		"late keys":  {{0, "\x1b]11;rgb:1a"}, {answerWait + time.Second, "jk"}},
	} {
		want := pieces[1].text
		if passed := read(pieces...); passed != want {
			t.Errorf("%s was passed on as %q", name, passed)
		}
	}
}

func TestKeysPassAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{
		"a", "q\x1b[A\x1b[1;5C\x1bOPé", "\x1ba", "\x1b\x1b", "\x1b[<0;10;5M\x1b[I", "\x1b[97;5u", "execute\r",
		"\x1b[200~a text with \x1b]11;rgb: in it and \x1b[ and \x07\x1b[201~x",
	} {
		if passed := read(piece{0, keys}); passed != keys {
			t.Errorf("%q was passed on as %q", keys, passed)
		}
	}
}

func TestKeysInPiecesPassAsTheyAre(t *testing.T) {
	t.Parallel()
	if passed := read(piece{0, "\x1b["}, piece{40 * time.Millisecond, "A"}); passed != "\x1b[A" {
		t.Errorf("an arrow came out as %q", passed)
	}
	if passed := read(piece{0, "\x1b"}, piece{time.Second, "]"}, piece{time.Second, "a"}); passed != "\x1b]a" {
		t.Errorf("escape, ] and a came out as %q", passed)
	}
	if passed := read(piece{0, "\x1b"}, piece{time.Second, "a"}); passed != "\x1ba" {
		t.Errorf("escape and a came out as %q", passed)
	}
	if passed := read(piece{0, "\x1b[200~pa"}, piece{time.Second, "sted\x1b["}, piece{10 * time.Millisecond, "201~q"}); passed != "\x1b[200~pasted\x1b[201~q" {
		t.Errorf("a paste in pieces came out as %q", passed)
	}
}

func TestAnAnswerThatNeverEndsIsDropped(t *testing.T) {
	t.Parallel()
	long := "\x1b]11;" + strings.Repeat("a", 3*longestAnswer)
	if passed := read(piece{0, long}, piece{time.Second, "ddd\x07"}, piece{0, "j"}); passed != "j" {
		t.Errorf("it came out as %q", passed)
	}
	if passed := read(piece{0, "\x1b]11;rgb:aa"}, piece{answerWait + time.Second, "j"}); passed != "j" {
		t.Errorf("a broken answer and a key came out as %q", passed)
	}
}
