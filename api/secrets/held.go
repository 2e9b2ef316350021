package secrets

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
)

const (
	// minHeld is the shortest text that is looked for; a shorter one would be
	// found in words.
	minHeld = 8
	// minPart is the shortest part of a secret that is looked for by itself.
	minPart = 12
	// gramAt is where in a form the four bytes stand by which it is found.
	gramAt = minHeld - 4
)

// forms are the secrets held, as texts may quote them. They never change; Hold
// puts others in their place.
type forms struct {
	secrets map[string]bool
	// byGram has the forms by four of their bytes, and mayBegin says of a hash
	// of four bytes that there may be one.
	byGram   map[uint32][]form
	mayBegin [1 << 10]uint64
}

// form is a text to look for, and the prefix of the secret that it quotes.
type form struct{ text, prefix string }

var (
	holding sync.Mutex
	known   atomic.Pointer[forms]
)

func init() { known.Store(&forms{}) }

// Hold has a secret looked for from here on, in every text, for as long as the
// process runs. It is safe for concurrent use; one that is held is held once.
func Hold(text string) {
	holding.Lock()
	defer holding.Unlock()
	before := known.Load()
	if len(text) < minHeld || before.secrets[text] {
		return
	}
	after := &forms{secrets: map[string]bool{text: true}, byGram: map[uint32][]form{}}
	for secret := range before.secrets {
		after.secrets[secret] = true
	}
	for secret := range after.secrets {
		after.add(secret)
	}
	known.Store(after)
}

// add has a secret looked for as it is, in parts, and as it is encoded in
// headers, addresses and JSON.
func (f *forms) add(secret string) {
	prefix, body := "", secret
	for _, one := range prefixes() {
		if rest, is := strings.CutPrefix(secret, one); is {
			prefix, body = one, rest
		}
	}
	for _, kind := range []string{"test_", "live_"} {
		body = strings.TrimPrefix(body, kind)
	}
	f.addText(secret, prefix)
	for _, part := range []string{body, body[:len(body)/2], body[len(body)/2:]} {
		if len(part) >= minPart {
			f.addText(part, "")
		}
	}
	encoded, _ := json.Marshal(secret)
	f.addText(strings.Trim(string(encoded), `"`), prefix)
	f.addText(url.QueryEscape(secret), prefix)
	f.addText(url.PathEscape(secret), prefix)
	for skipped := range 3 {
		// Base64 writes a text in three ways, by where in the whole it begins.
		padded := strings.Repeat("\x00", skipped) + secret
		for _, coding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := coding.EncodeToString([]byte(padded))
			// The first letters hold bits of what stands before, the last of what
			// stands behind.
			f.addText(text[[]int{0, 2, 3}[skipped]:len(text)-1], "")
		}
	}
}

func (f *forms) addText(text, prefix string) {
	if len(text) < minHeld {
		return
	}
	gram := gramOf(text[gramAt:])
	for _, one := range f.byGram[gram] {
		if one.text == text {
			return
		}
	}
	f.byGram[gram] = append(f.byGram[gram], form{text, prefix})
	bit := bitOf(gram)
	f.mayBegin[bit>>6] |= 1 << (bit & 63)
}

// find is where forms stand in a text, in no order. It costs about a
// nanosecond a byte, however many there are.
func (f *forms) find(text string) []finding {
	if len(f.byGram) == 0 {
		return nil
	}
	if len(text) < minHeld {
		return nil
	}
	var found []finding
	gram := gramOf(text[gramAt-1:])
	for at := gramAt; at+4 <= len(text); at++ {
		gram = gram>>8 | uint32(text[at+3])<<24
		bit := bitOf(gram)
		if f.mayBegin[bit>>6]&(1<<(bit&63)) == 0 {
			continue
		}
		for _, one := range f.byGram[gram] {
			if from := at - gramAt; strings.HasPrefix(text[from:], one.text) {
				found = append(found, one.within(text, from))
			}
		}
	}
	return found
}

// within takes in what is left of the word around: half a key doesn't stay.
func (f form) within(text string, from int) finding {
	to := from + len(f.text)
	for f.prefix == "" && from > 0 && isWordByte(text[from-1]) {
		from--
	}
	for to < len(text) && isWordByte(text[to]) {
		to++
	}
	return finding{from, to, f.prefix, text[from:to]}
}

func gramOf(text string) uint32 {
	return uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16 | uint32(text[3])<<24
}

func bitOf(gram uint32) uint32 { return gram * 2654435761 >> 16 }
