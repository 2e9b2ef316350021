package logfile

import (
	"encoding"
	"fmt"
	"io"
	"log/slog"
	"reflect"

	"coffer/state"
	"coffer/state/credential"
)

func newHandler(to io.Writer, level slog.Level) slog.Handler {
	return slog.NewJSONHandler(to, &slog.HandlerOptions{Level: level, ReplaceAttr: safe})
}

// safe makes an attribute safe to write and to look at in a terminal. What it
// doesn't know, such as a request with its headers, is named and not written.
func safe(_ []string, attribute slog.Attr) slog.Attr {
	switch attribute.Value.Kind() {
	case slog.KindString:
		attribute.Value = text(attribute.Value.String())
	case slog.KindDuration:
		attribute.Value = slog.StringValue(attribute.Value.Duration().String())
	case slog.KindAny:
		attribute.Value = known(attribute.Value.Any())
	}
	return attribute
}

func known(value any) (told slog.Value) {
	defer func() {
		// Such as the text of a pointer to nothing.
		if recover() != nil {
			told = text(fmt.Sprintf("(%T)", value))
		}
	}()
	switch value := value.(type) {
	case nil, slog.Level:
		return slog.AnyValue(value)
	case error:
		return text(value.Error())
	case fmt.Stringer:
		return text(value.String())
	case encoding.TextMarshaler:
		if marshalled, err := value.MarshalText(); err == nil {
			return text(string(marshalled))
		}
	}
	// A word or a number with a type of its own, such as an api.Environment.
	switch plain := reflect.ValueOf(value); {
	case plain.Kind() == reflect.String:
		return text(plain.String())
	case plain.Kind() == reflect.Bool:
		return slog.BoolValue(plain.Bool())
	case plain.CanInt():
		return slog.Int64Value(plain.Int())
	case plain.CanUint():
		return slog.Uint64Value(plain.Uint())
	case plain.CanFloat():
		return slog.Float64Value(plain.Float())
	}
	return text(fmt.Sprintf("(%T)", value))
}

// text holds no secret: a bank or a proxy may quote one in an error.
func text(raw string) slog.Value {
	return slog.StringValue(credential.Redact(state.SafeText(raw)))
}
