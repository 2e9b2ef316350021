// Package words says records in words: ages, money, statuses, plurals. All
// screens take their words from here, so that one thing has one name.
//
// It never draws and never asks for the time: now comes in.
package words

import (
	"strconv"
	"time"

	"coffer/state"
)

// Age is how long ago a moment is, in one coarse unit: 3s 40s 12m 2h 5d. It is
// coarse so that a screenful of ages doesn't change with every second. A moment
// that isn't known has no age; one that is ahead of now by more than clocks
// differ is said to be: +3h.
func Age(now time.Time, moment state.Moment) string {
	return string(AppendAge(nil, now, moment))
}

// Ago is an Age as a part of a sentence: 12m ago, or 3h ahead of this clock.
func Ago(now time.Time, moment state.Moment) string {
	if ahead := moment.Time().Sub(now); moment.Known() && ahead > clocksDiffer {
		return Span(ahead) + " ahead of this clock"
	}
	return Age(now, moment) + " ago"
}

// AppendAge adds an Age to text.
func AppendAge(text []byte, now time.Time, moment state.Moment) []byte {
	if !moment.Known() {
		return text
	}
	ago := now.Sub(moment.Time())
	if ago < -clocksDiffer {
		return appendSpan(append(text, '+'), -ago)
	}
	return appendSpan(text, ago)
}

// clocksDiffer is how far the bank's clock may be ahead of this one's without a
// word.
const clocksDiffer = time.Minute

// Span is a length of time in one coarse unit. Seconds from 10 on go by tens.
func Span(span time.Duration) string {
	return string(appendSpan(nil, span))
}

func appendSpan(text []byte, span time.Duration) []byte {
	seconds := max(int64(span/time.Second), 0)
	unit := func(count int64, name byte) []byte {
		return append(strconv.AppendInt(text, count, 10), name)
	}
	switch {
	case seconds < 10:
		return unit(seconds, 's')
	case seconds < 60:
		return unit(seconds/10*10, 's')
	case seconds < 60*60:
		return unit(seconds/60, 'm')
	case seconds < 24*60*60:
		return unit(seconds/3600, 'h')
	case seconds < 1000*24*60*60:
		return unit(seconds/86400, 'd')
	default:
		return unit(seconds/86400/365, 'y')
	}
}

// Fresh is how long ago a moment is, to the second within the last minute: for
// the one place that says exactly how current everything is.
func Fresh(now time.Time, moment state.Moment) string {
	if ago := time.Duration(now.UnixMilli()-int64(moment)) * time.Millisecond; ago < time.Minute {
		return strconv.Itoa(max(int(ago/time.Second), 0)) + "s"
	}
	return Age(now, moment)
}

// Exact is a length of time to the second, for what counts down: 24 s, 1:05.
func Exact(span time.Duration) string {
	seconds := max(int(span/time.Second), 0)
	if seconds < 60 {
		return strconv.Itoa(seconds) + " s"
	}
	return strconv.Itoa(seconds/60) + ":" + twoDigits(seconds%60)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
