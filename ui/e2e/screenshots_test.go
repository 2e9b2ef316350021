package e2e

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var screenshots = flag.String("screenshots", "", "write the README's pictures into this folder")

// TestScreenshots draws the main screens from the running program.
func TestScreenshots(t *testing.T) {
	t.Parallel()
	folder := *screenshots
	if folder == "" {
		folder = t.TempDir()
	}
	coffer := run(t, launch{args: []string{"--data-dir", t.TempDir(), "--agents", "3"}})
	save := func(name string) {
		t.Helper()
		svg := coffer.picture()
		wellFormed(t, svg)
		if err := os.WriteFile(filepath.Join(folder, name+".svg"), []byte(svg), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	coffer.waitFor("◉ live", "Spends 81")
	coffer.press("j", "j")
	coffer.glance()
	save("spends")

	// There is room for the details beside the list.
	coffer.resize(160, 30)
	coffer.press("2", "G")
	coffer.wait("the details beside", func(screen string) bool {
		return strings.Contains(screen, "Before") && strings.Contains(screen, "the usual")
	})
	save("queue")
	coffer.resize(120, 36)

	coffer.press("5")
	coffer.waitFor("Spent by day", "By merchant this month")
	save("charts")

	coffer.press("1", "s")
	coffer.waitFor("Sell", "USDC", "ETH")
	coffer.press(tab, tab, "1000", enter)
	coffer.waitFor("Firm until", "At least", "Fees")
	save("swap")
	coffer.quit()
}

func wellFormed(t *testing.T, svg string) {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(svg))
	texts := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if element, ok := token.(xml.StartElement); ok && element.Name.Local == "text" {
			texts++
		}
	}
	const few = 30
	if texts < few {
		t.Errorf("the picture has %d pieces of text", texts)
	}
}
