package rescue

import (
	"strings"
	"testing"
)

const crash = "panic: key din_test_s3cr3tm4rk3r0001 and whsec_s3cr3tm4rk3r0001\x1b]52;c;ZXZpbA==\x07 [recovered]\n" + `
goroutine 1 [running]:
coffer/ui/spends.(*Screen).View(0xc000123456)
	/somewhere/else/ui/spends/spends.go:120 +0x1d
main.show({0x1, 0x2})
	/somewhere/else/main.go:305 +0x2a
`

func TestAReportTellsWhatMattersAndNoSecret(t *testing.T) {
	t.Parallel()
	told := report(crash)
	for _, part := range []string{"coffer stopped unexpectedly: panic: key", "is on disk", "Start coffer again", "coffer/ui/spends.(*Screen).View spends.go:120", "main.show main.go:305"} {
		if !strings.Contains(told, part) {
			t.Errorf("it lacks %q:\n%s", part, told)
		}
	}
	for _, part := range []string{"s3cr3tm4rk3r0001", "\x1b", "\x07", "/somewhere", "goroutine"} {
		if strings.Contains(told, part) {
			t.Errorf("it has %q:\n%s", part, told)
		}
	}
}

func TestAKillIsReportedWithoutAReason(t *testing.T) {
	t.Parallel()
	if told := report(""); !strings.HasPrefix(told, "coffer stopped unexpectedly.\n") {
		t.Errorf("it says %q", told)
	}
}

func TestTheProgressBarIsTakenAwayWhereThereIsOne(t *testing.T) {
	t.Parallel()
	for program, wanted := range map[string]bool{"ghostty": true, "Apple_Terminal": false} {
		got := restoring(func(name string) string {
			if name == "TERM_PROGRAM" {
				return program
			}
			return ""
		})
		if strings.Contains(got, "\x1b]9;4;0") != wanted {
			t.Errorf("%s gets %q", program, got)
		}
		for _, part := range []string{"\x1b[?1049l", "\x1b[?2027l", "\x1b[<1u", "\x1b]2;\x07\x1b[23;2t"} {
			if !strings.Contains(got, part) {
				t.Errorf("%s doesn't get %q", program, part)
			}
		}
	}
}
