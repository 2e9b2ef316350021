package words

import (
	"time"

	"coffer/state"
)

// Every time that a person reads is written here, in the zone of the screen:
// the time of day, with its date unless that is today's. The zone is named once
// where several times stand, in the header, and with each time that is read
// alone. Only what machines read has times in UTC; see state.Moment.ISO.

// The times of day.
const (
	toTheSecond = "15:04:05"
	toTheMinute = "15:04"
	zone        = " MST"
)

// When is the time of day to the second, 14:03:22, or nothing when it isn't
// known.
func When(now time.Time, moment state.Moment, location *time.Location) string {
	return told(now, moment, location, toTheSecond)
}

// ShortWhen is the time of day to the minute: 14:03.
func ShortWhen(now time.Time, moment state.Moment, location *time.Location) string {
	return told(now, moment, location, toTheMinute)
}

// ShortestWhen is the time of day to the second, or the day alone where that
// isn't today: 14:03:22, 2 Jan.
func ShortestWhen(now time.Time, moment state.Moment, location *time.Location) string {
	if day := datedBefore(now.In(location), moment.Time().In(location)); moment.Known() && day != "" {
		return Day(moment.Time().In(location))
	}
	return When(now, moment, location)
}

// Deadline is when something ends, with its zone: 14:02:31 UTC.
func Deadline(now time.Time, until state.Moment, location *time.Location) string {
	if !until.Known() {
		return NotTold
	}
	return told(now, until, location, toTheSecond+zone)
}

// Dated is a time with its date and zone, for what is read on another day.
func Dated(moment state.Moment, location *time.Location) string {
	if !moment.Known() {
		return ""
	}
	return moment.In(location)
}

// DayAndClock is a time with its date, for a column of times of many days that
// all are as wide: 02 Jan 15:04.
func DayAndClock(moment state.Moment, location *time.Location) string {
	return moment.Time().In(location).Format("02 Jan " + toTheMinute)
}

// Day is a date: 2 Jan.
func Day(day time.Time) string { return day.Format("2 Jan") }

// Month is a month: January 2006.
func Month(day time.Time) string { return day.Format("January 2006") }

// Zone is what local times are in, as it is named at a time: UTC, CEST.
func Zone(now time.Time, location *time.Location) string {
	return now.In(location).Format("MST")
}

// ClockNow is the time of day with its zone, 14:03:22 CEST; brief leaves the
// seconds out.
func ClockNow(now time.Time, location *time.Location, brief bool) string {
	if brief {
		return now.In(location).Format(toTheMinute + zone)
	}
	return now.In(location).Format(toTheSecond + zone)
}

func told(now time.Time, moment state.Moment, location *time.Location, clock string) string {
	if !moment.Known() {
		return ""
	}
	at := moment.Time().In(location)
	return at.Format(datedBefore(now.In(location), at) + clock)
}

// datedBefore is how a date is written before a time that isn't today's; "" for
// one that is.
func datedBefore(now, at time.Time) string {
	switch {
	case at.Year() != now.Year():
		return "2 Jan 2006 "
	case at.YearDay() != now.YearDay():
		return "2 Jan "
	}
	return ""
}
