package config

import (
	"errors"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// document is a TOML file as values, and where in the file each key stands.
type document struct {
	values map[string]any
	marks  map[string]mark
}

// mark is the place of a key, and of a number as it is written.
type mark struct {
	line, column int
	number       string
}

// syntaxError is a text that is no TOML.
type syntaxError struct {
	mark
	message string
}

func (e *syntaxError) Error() string { return e.message }

// parse reads a document. Errors are *syntaxError.
func parse(text []byte) (document, error) {
	read := document{values: map[string]any{}, marks: map[string]mark{}}
	if err := toml.Unmarshal(text, &read.values); err != nil {
		return read, syntaxErrorOf(err)
	}
	var parser unstable.Parser
	parser.Reset(text)
	walk := marking{parser: &parser, marks: read.marks, lists: map[string]int{}}
	for parser.NextExpression() {
		walk.expression(parser.Expression())
	}
	return read, nil
}

// syntaxErrorOf leaves out the lines that the library quotes: a secret may
// stand in them.
func syntaxErrorOf(err error) error {
	var decode *toml.DecodeError
	if !errors.As(err, &decode) {
		return &syntaxError{mark: mark{line: 1, column: 1}, message: safe("this is no TOML: %v", err)}
	}
	line, column := decode.Position()
	message := strings.TrimPrefix(decode.Error(), "toml: ")
	return &syntaxError{mark: mark{line: line, column: column}, message: safe("this is no TOML: %s", message)}
}

// keyOf joins the parts of a key in a way that no part can imitate.
func keyOf(parts []string) string {
	quoted := make([]string, len(parts))
	for i, part := range parts {
		quoted[i] = strconv.Quote(part)
	}
	return strings.Join(quoted, ".")
}

// numbered is the name of an element of a list among the parts of a key.
func numbered(i int) string { return "[" + strconv.Itoa(i) + "]" }

// marking notes the places of all keys, in one pass.
type marking struct {
	parser *unstable.Parser
	marks  map[string]mark
	// table is the one that the lines belong to.
	table []string
	// lists counts the elements of each list of tables so far.
	lists map[string]int
}

func (m *marking) expression(node *unstable.Node) {
	switch node.Kind {
	case unstable.Table:
		m.table = m.descend(nil, node.Key())
	case unstable.ArrayTable:
		list := m.descend(nil, node.Key())
		element := append(list[:len(list):len(list)], numbered(m.lists[keyOf(list)]))
		m.lists[keyOf(list)]++
		m.marks[keyOf(element)] = m.marks[keyOf(list)]
		m.table = element
	case unstable.KeyValue:
		m.keyValue(m.table, node)
	}
}

func (m *marking) keyValue(table []string, node *unstable.Node) {
	m.value(m.descend(table, node.Key()), node.Value())
}

func (m *marking) value(path []string, node *unstable.Node) {
	switch node.Kind {
	case unstable.InlineTable:
		for inner := node.Children(); inner.Next(); {
			m.keyValue(path, inner.Node())
		}
	case unstable.Array:
		i := 0
		for inner := node.Children(); inner.Next(); {
			if inner.Node().Kind == unstable.Comment {
				continue
			}
			element := append(path[:len(path):len(path)], numbered(i))
			m.marks[keyOf(element)] = m.marks[keyOf(path)]
			m.value(element, inner.Node())
			i++
		}
	case unstable.Integer, unstable.Float:
		at := m.marks[keyOf(path)]
		at.number = string(node.Data)
		m.marks[keyOf(path)] = at
	}
}

// descend follows a dotted key from a table, into the newest element where a
// part on the way is a list of tables, and marks each part. Where a part was
// met before, its first place stays, but for a list's newest element.
func (m *marking) descend(table []string, key unstable.Iterator) []string {
	path := append([]string{}, table...)
	for key.Next() {
		part := key.Node()
		path = append(path, string(part.Data))
		name := keyOf(path)
		count := m.lists[name]
		if _, isMarked := m.marks[name]; !isMarked || count > 0 && key.IsLast() {
			start := m.parser.Shape(part.Raw).Start
			m.marks[name] = mark{line: start.Line, column: start.Column}
		}
		if count > 0 && !key.IsLast() {
			path = append(path, numbered(count-1))
		}
	}
	return path
}
