package ui

import (
	"strings"
	"testing"
)

func TestATinyTerminalShowsAmountsWholeOrNotAtAll(t *testing.T) {
	for _, screen := range []string{"1", "2", "3"} {
		within(t, normalTreasury, 20, 5, func(d *dashboard) {
			d.press(screen)
			for _, half := range []string{"$12,4…", "1,000…", "…  only"} {
				if strings.Contains(d.plain(), half) {
					t.Errorf("%s shows %q:\n%s", screen, half, d.plain())
				}
			}
		})
	}
}
