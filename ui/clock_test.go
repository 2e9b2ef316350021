package ui

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"coffer/state"
)

// timeLayout is a layout of the time package in a program's text.
var timeLayout = regexp.MustCompile(`"[^"\n]*(15:04|2006|\bJan\b|MST)[^"\n]*"|time\.(RFC\d+|Kitchen|Stamp|DateTime|ANSIC)`)

func TestTimesAreWrittenInOnePlace(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || path == filepath.Join("words", "clock.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for line := range strings.Lines(string(source)) {
			code, _, _ := strings.Cut(line, "//")
			if found := timeLayout.FindString(code); found != "" && strings.Contains(code, "ormat(") {
				t.Errorf("%s formats a time itself: %s", path, strings.TrimSpace(line))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheHeaderNamesTheZoneOfAllTimes(t *testing.T) {
	for width, want := range map[int]string{120: "14:03:22 UTC", 100: "14:03:22 UTC", 80: "14:03 UTC"} {
		within(t, normalTreasury, width, 36, func(d *dashboard) {
			line, _, _ := strings.Cut(d.plain(), "\n")
			if !strings.HasSuffix(strings.TrimRight(line, " "), want) || !strings.Contains(line, "◉ live") {
				t.Errorf("at %d columns the header is %q", width, line)
			}
		})
	}
}

func TestTheBannerAsksAgainUntilALocalTime(t *testing.T) {
	made := func() *fakeTreasury {
		fake := startingTreasury()
		fake.put(state.Changes{Intents: []state.Intent{{
			ID: "i", Kind: state.IntentSpend, State: state.IntentUnknown, CreatedAt: ago(time.Minute),
			Spend: &state.SpendRequest{AmountCents: 100, Currency: "usd", MerchantName: "AWS"},
		}}})
		return fake
	}
	within(t, made, 120, 36, func(d *dashboard) {
		d.options.Location = time.FixedZone("PST", -8*3600)
		d.shows("asks again by itself until 8 May 06:02:22 PST")
	})
}
