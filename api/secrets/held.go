package secrets

import (
	"encoding/base64"
	"encoding/hex"
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
	// mostAround is how many letters around a part may be the rest of the secret.
	mostAround = 256
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

// add has a secret looked for as it is, in parts, and as it is encoded whole.
// What is encoded letter by letter is undone where it is looked for.
func (f *forms) add(secret string) {
	prefix, body := "", secret
	for i := range shapes {
		if rest, is := strings.CutPrefix(secret, shapes[i].prefix); is {
			prefix, body = shapes[i].prefix, rest
		}
	}
	for _, kind := range spendingKinds {
		body = strings.TrimPrefix(body, kind)
	}
	f.addText(secret, prefix)
	for _, part := range []string{body, body[:len(body)/2], body[len(body)/2:]} {
		if len(part) >= minPart {
			f.addText(part, "")
			f.addText(hex.EncodeToString([]byte(part)), "")
		}
	}
	f.addText(hex.EncodeToString([]byte(secret)), "")
	for _, part := range []string{secret, body} {
		f.addBase64(part)
	}
}

// addBase64 has a text looked for in the three ways in which Base64 writes it,
// by where in the whole it begins.
func (f *forms) addBase64(text string) {
	if len(text) < minPart {
		return
	}
	for skipped := range 3 {
		padded := strings.Repeat("\x00", skipped) + text
		for _, coding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			coded := coding.EncodeToString([]byte(padded))
			// The first letters hold bits of what stands before, the last of what
			// stands behind.
			f.addText(coded[[]int{0, 2, 3}[skipped]:len(coded)-1], "")
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

// find adds to found where forms stand in a text, in capital letters or small
// ones, in no order. It costs about a nanosecond a byte, however many there are.
func (f *forms) find(text string, found []finding) []finding {
	if len(f.byGram) == 0 || len(text) < minHeld {
		return found
	}
	gram := gramOf(text[gramAt-1:])
	for at := gramAt; at+4 <= len(text); at++ {
		gram = gram>>8 | uint32(text[at+3]|caseBit)<<24
		bit := bitOf(gram)
		if f.mayBegin[bit>>6]&(1<<(bit&63)) == 0 {
			continue
		}
		for _, one := range f.byGram[gram] {
			from := at - gramAt
			if to := from + len(one.text); to <= len(text) && strings.EqualFold(text[from:to], one.text) {
				found = append(found, one.within(text, from))
			}
		}
	}
	return found
}

// within takes in what is left of the word around: half a key doesn't stay.
func (f form) within(text string, from int) finding {
	to := from + len(f.text)
	if f.prefix == "" {
		before := from
		for before > 0 && from-before < mostAround && isWordByte(text[before-1]) {
			before--
		}
		// What stands behind a \ or a % belongs to an encoded character.
		if before == 0 || strings.IndexByte(`\%`, text[before-1]) < 0 {
			from = before
		}
	}
	for end := to + mostAround; to < min(len(text), end) && isWordByte(text[to]); {
		to++
	}
	return finding{from: from, to: to, prefix: f.prefix}
}

// caseBit is what capital letters lack.
const caseBit = 0x20

// gramOf is four bytes of a text, whatever the case of their letters.
func gramOf(text string) uint32 {
	return uint32(text[0]|caseBit) | uint32(text[1]|caseBit)<<8 | uint32(text[2]|caseBit)<<16 | uint32(text[3]|caseBit)<<24
}

func bitOf(gram uint32) uint32 { return gram * 2654435761 >> 16 }
