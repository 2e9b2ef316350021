package filter

import (
	"strconv"
	"strings"
	"time"

	"coffer/state"
)

// timeBound is a time that others are compared with. The zero timeBound bounds
// nothing.
type timeBound struct {
	kind timeKind
	// at is the time itself; ago is how long before now it is.
	at  state.Moment
	ago time.Duration
	// days is how many days before today it is; location tells when days begin.
	days     int
	location *time.Location
}

type timeKind int

const (
	unbound timeKind = iota
	boundAt
	boundAgo
	boundDay
)

// moment is the bound when it is now.
func (b timeBound) moment(now state.Moment) state.Moment {
	switch b.kind {
	case boundAt:
		return b.at
	case boundAgo:
		return now.Add(-b.ago)
	case boundDay:
		return state.MomentOf(b.midnight(now, -b.days))
	}
	return 0
}

// moves reports whether the bound moves with time.
func (b timeBound) moves() bool { return b.kind == boundAgo || b.kind == boundDay }

// changes is when the bound next passes a request of then; 0 for never.
func (b timeBound) changes(now, then state.Moment) state.Moment {
	switch b.kind {
	case boundAgo:
		if passes := then.Add(b.ago); passes >= now {
			return passes + 1
		}
	case boundDay:
		return state.MomentOf(b.midnight(now, 1))
	}
	return 0
}

func (b timeBound) midnight(now state.Moment, days int) time.Time {
	year, month, day := now.Time().In(b.location).Date()
	return time.Date(year, month, day+days, 0, 0, 0, 0, b.location)
}

// withAge reads <1h, >2d, 1h..2d and 1h, which is the same as <1h.
func (t term) withAge(value string) (term, bool) {
	least, most := "", value
	switch {
	case strings.Contains(value, ".."):
		least, most, _ = strings.Cut(value, "..")
	case strings.HasPrefix(value, ">"):
		least, most = strings.TrimPrefix(value[1:], "="), ""
	case strings.HasPrefix(value, "<"):
		most = strings.TrimPrefix(value[1:], "=")
	}
	young, isYoung := readSpan(most)
	old, isOld := readSpan(least)
	if isYoung {
		t.from = timeBound{kind: boundAgo, ago: young}
	}
	if isOld {
		t.to = timeBound{kind: boundAgo, ago: old}
	}
	return t, isYoung || isOld
}

// readSpan reads 90s, 15m, 1h, 2d and 1w.
func readSpan(text string) (time.Duration, bool) {
	if len(text) < 2 {
		return 0, false
	}
	unit, known := map[byte]time.Duration{
		's': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour,
	}[text[len(text)-1]]
	count, err := strconv.ParseUint(text[:len(text)-1], 10, 16)
	return time.Duration(count) * unit, known && err == nil
}

// readDay reads 2026-05-01, 2026-05, 2026, today and yesterday; with end set,
// the end of it.
func readDay(text string, location *time.Location, end bool) (timeBound, bool) {
	later := 0
	if end {
		later = 1
	}
	switch strings.ToLower(text) {
	case "today":
		return timeBound{kind: boundDay, days: -later, location: location}, true
	case "yesterday":
		return timeBound{kind: boundDay, days: 1 - later, location: location}, true
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006-1-2", 0, 0, later}, {"2006-1", 0, later, 0}, {"2006", later, 0, 0}} {
		if day, err := time.ParseInLocation(form.layout, text, location); err == nil {
			return timeBound{kind: boundAt, at: state.MomentOf(day.AddDate(form.years, form.months, form.days))}, true
		}
	}
	return timeBound{}, false
}
