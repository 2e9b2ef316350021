package api

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"
)

// The standard decoder takes the last of two fields of one name, and a name in
// other letters for the name. So one body could give two answers, of which the
// second counts without a word. A body that does is none.

// Fields are the names by which JSON objects are read into a type of Go, with
// those of the objects in them. What is under another name isn't looked at.
type Fields struct {
	names map[string]field
	// unlike has objects with any names, of which none may come twice.
	unlike bool
}

type field struct {
	// bit is the field's own among those of its object.
	bit uint64
	// inner are the fields of the objects under the name; nil for anything else.
	inner *Fields
	// failure is set for the error that no answer has beside it.
	failure bool
}

// errorName is where the bank says why it doesn't do what it was asked for.
const errorName = "error"

var knownFields sync.Map // of reflect.Type to *Fields

// FieldsOf are the fields of a struct type; nil for a type that has none.
func FieldsOf(kind reflect.Type) *Fields {
	if fields, known := knownFields.Load(kind); known {
		return fields.(*Fields)
	}
	fields := listFields(kind)
	knownFields.Store(kind, fields)
	return fields
}

func listFields(kind reflect.Type) *Fields {
	for kind.Kind() == reflect.Pointer || kind.Kind() == reflect.Slice {
		kind = kind.Elem()
	}
	switch {
	case kind == reflect.TypeFor[Fees]():
		// readFees looks at the names itself: fees that can't be read are said,
		// and cost nothing else.
		return nil
	case kind.Kind() == reflect.Map:
		return &Fields{unlike: true}
	case kind.Kind() != reflect.Struct:
		return nil
	}
	fields := &Fields{names: make(map[string]field)}
	fields.add(kind)
	if len(fields.names) == 0 {
		return nil
	}
	return fields
}

func (f *Fields) add(kind reflect.Type) {
	for i := range kind.NumField() {
		member := kind.Field(i)
		name, _, _ := strings.Cut(member.Tag.Get("json"), ",")
		switch {
		case member.Anonymous && name == "":
			f.add(member.Type)
		case name != "" && name != "-":
			f.names[name] = field{bit: 1 << len(f.names), inner: listFields(member.Type)}
		}
	}
}

// asAnswer are the fields with the error that none of the bank's answers has.
func (f *Fields) asAnswer() *Fields {
	answer := &Fields{names: map[string]field{errorName: {bit: 1 << 63, failure: true}}}
	if f != nil {
		for name, known := range f.names {
			if name != errorName {
				answer.names[name] = known
			}
		}
	}
	return answer
}

// Check looks at every name of a body that is known to be JSON. Errors: an
// *UnusableError for a field that is there twice, or under its name in other
// letters.
func (f *Fields) Check(body []byte) error {
	walk := fieldWalk{body: body}
	return walk.value(f)
}

// checkAnswer is Check of an answer that says with its status that it is one.
// It is none where it tells an error, too.
func checkAnswer(body []byte, kind reflect.Type) error {
	walk := fieldWalk{body: body}
	if err := walk.value(answerFields(kind)); err != nil || walk.failure == nil {
		return err
	}
	if code := readFailure(walk.failure).Code; code.isPlain() {
		return unusable(errorName, "is %s, though the status says that there is none", code)
	}
	return unusable(errorName, "is told, though the status says that there is none")
}

var knownAnswers sync.Map // of reflect.Type to *Fields

func answerFields(kind reflect.Type) *Fields {
	if fields, known := knownAnswers.Load(kind); known {
		return fields.(*Fields)
	}
	fields := FieldsOf(kind).asAnswer()
	knownAnswers.Store(kind, fields)
	return fields
}

// fieldWalk goes through a body once, and sets nothing aside for it.
type fieldWalk struct {
	body []byte
	at   int
	// failure is what the body tells as its error; nil where it tells none.
	failure json.RawMessage
}

func (w *fieldWalk) value(fields *Fields) error {
	switch w.next() {
	case '{':
		switch {
		case fields == nil:
		case fields.names == nil && fields.unlike:
			return w.anyNames()
		default:
			return w.object(fields)
		}
	case '[':
		if fields != nil {
			return w.list(fields)
		}
	}
	w.skip()
	return nil
}

func (w *fieldWalk) list(fields *Fields) error {
	for w.at++; w.next() != ']'; {
		if err := w.value(fields); err != nil {
			return err
		}
		if w.next() == ',' {
			w.at++
		}
	}
	w.at++
	return nil
}

func (w *fieldWalk) object(fields *Fields) error {
	var seen uint64
	for w.at++; w.next() != '}'; {
		name := w.name()
		known, exact := fields.names[string(name)]
		if !exact {
			if as := fields.inOtherLetters(name); as != "" {
				return unusable(as, "is there in other letters than the contract's")
			}
		}
		if seen&known.bit != 0 {
			return unusable(string(name), "is there twice")
		}
		seen |= known.bit
		start := w.at
		if err := w.value(known.inner); err != nil {
			return err
		}
		if value := json.RawMessage(w.body[start:w.at]); known.failure && !isAbsent(value) {
			w.failure = value
		}
		if w.next() == ',' {
			w.at++
		}
	}
	w.at++
	return nil
}

// repeatedNames are the names that an object has more than once.
func repeatedNames(object json.RawMessage) map[string]bool {
	var repeated map[string]bool
	seen := make(map[string]bool)
	walk := fieldWalk{body: object}
	if walk.next() != '{' {
		return nil
	}
	for walk.at++; walk.next() != '}'; {
		name := string(walk.name())
		if seen[name] {
			if repeated == nil {
				repeated = make(map[string]bool)
			}
			repeated[name] = true
		}
		seen[name] = true
		walk.skip()
		if walk.next() == ',' {
			walk.at++
		}
	}
	return repeated
}

// anyNames goes through an object of which only its reader knows the names.
func (w *fieldWalk) anyNames() error {
	start := w.at
	w.skip()
	for name := range repeatedNames(w.body[start:w.at]) {
		return unusable(visible(name), "is there twice")
	}
	return nil
}

// inOtherLetters is the field that the decoder takes a name for; "" for none.
func (f *Fields) inOtherLetters(name []byte) string {
	const longest = 64
	var folded [longest]byte
	length := 0
	for at := 0; at < len(name); length++ {
		if length == longest {
			return ""
		}
		letter, size := utf8.DecodeRune(name[at:])
		at += size
		switch {
		case letter >= 'A' && letter <= 'Z':
			letter += 'a' - 'A'
		case letter == 'ſ':
			letter = 's'
		case letter == '\u212A':
			// The Kelvin sign.
			letter = 'k'
		case letter >= utf8.RuneSelf:
			return ""
		}
		folded[length] = byte(letter)
	}
	if _, known := f.names[string(folded[:length])]; known {
		return string(folded[:length])
	}
	return ""
}

// next is the first byte of what follows.
func (w *fieldWalk) next() byte {
	for w.body[w.at] == ' ' || w.body[w.at] == '\n' || w.body[w.at] == '\t' || w.body[w.at] == '\r' {
		w.at++
	}
	return w.body[w.at]
}

// name is the name that follows, and behind it stands its value.
func (w *fieldWalk) name() []byte {
	w.next()
	start, end := w.at, afterString(w.body, w.at)
	w.at = end
	w.next()
	w.at++ // The colon.
	w.next()
	name := w.body[start+1 : end-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		return []byte(textOf(w.body[start:end]))
	}
	return name
}

// skip passes a value, whatever it is.
func (w *fieldWalk) skip() {
	w.next()
	for depth := 0; w.at < len(w.body); {
		switch letter := w.body[w.at]; letter {
		case '"':
			w.at = afterString(w.body, w.at)
		case '{', '[':
			depth++
			w.at++
		case '}', ']':
			if depth == 0 {
				return
			}
			depth--
			w.at++
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return
			}
			w.at++
			continue
		default:
			w.at++
			continue
		}
		if depth == 0 {
			return
		}
	}
}
