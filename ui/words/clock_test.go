package words

import (
	"strings"
	"testing"
	"time"

	"coffer/state"
)

func TestATimeIsLocalAndHasItsDateWhereThatIsntToday(t *testing.T) {
	t.Parallel()
	rome, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Skip("no time zones here:", err)
	}
	nepal := time.FixedZone("+0545", 5*3600+45*60)
	// It is after midnight in Rome, and still yesterday in UTC.
	now := time.Date(2026, 5, 7, 22, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		at                                        time.Time
		location                                  *time.Location
		when, short, shortest, deadline, complete string
	}{
		{now.Add(-20 * time.Minute), rome, "00:10:00", "00:10", "00:10:00", "00:10:00 CEST", "2026-05-08 00:10:00 CEST"},
		{now.Add(-40 * time.Minute), rome, "7 May 23:50:00", "7 May 23:50", "7 May", "7 May 23:50:00 CEST", "2026-05-07 23:50:00 CEST"},
		{now.Add(-40 * time.Minute), time.UTC, "21:50:00", "21:50", "21:50:00", "21:50:00 UTC", "2026-05-07 21:50:00 UTC"},
		{now.Add(2 * time.Hour), time.UTC, "8 May 00:30:00", "8 May 00:30", "8 May", "8 May 00:30:00 UTC", "2026-05-08 00:30:00 UTC"},
		{now.AddDate(0, -6, 0), rome, "7 Nov 2025 23:30:00", "7 Nov 2025 23:30", "7 Nov", "7 Nov 2025 23:30:00 CET", "2025-11-07 23:30:00 CET"},
		{now, nepal, "04:15:00", "04:15", "04:15:00", "04:15:00 +0545", "2026-05-08 04:15:00 +0545"},
	} {
		at := state.MomentOf(c.at)
		got := []string{When(now, at, c.location), ShortWhen(now, at, c.location), ShortestWhen(now, at, c.location), Deadline(now, at, c.location), Dated(at, c.location)}
		want := []string{c.when, c.short, c.shortest, c.deadline, c.complete}
		if strings.Join(got, "|") != strings.Join(want, "|") {
			t.Errorf("%v in %v: %q, want %q", c.at, c.location, got, want)
		}
	}
	if got := When(now, 0, rome) + ShortWhen(now, 0, rome) + ShortestWhen(now, 0, rome) + Dated(0, rome); got != "" {
		t.Errorf("a time that isn't known reads %q", got)
	}
	if full, brief := ClockNow(now, rome, false), ClockNow(now, rome, true); full != "00:30:00 CEST" || brief != "00:30 CEST" {
		t.Errorf("now is %q, %q", full, brief)
	}
}

func TestAnIntentIsAskedAgainUntilALocalTime(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("PST", -8*3600)
	now := state.MomentOf(time.Date(2026, 5, 7, 22, 30, 0, 0, time.UTC))
	intent := &state.Intent{Kind: state.IntentSpend, State: state.IntentUnknown, CreatedAt: now}
	until := Deadline(now.Time(), intent.AsksUntil(), zone)
	for _, said := range []string{AskedAgain(intent, now, zone, "r"), AskedAgainBriefly(intent, now, zone, "r")} {
		if !strings.HasSuffix(said, "until "+until) || !strings.HasSuffix(until, "8 May 14:30:00 PST") {
			t.Errorf("%q, until %q", said, until)
		}
	}
}
