package config

import (
	"fmt"
	"strings"
	"testing"
)

// TestASecretOfAnOddFormIsNotExplained writes secrets into settings where none
// belongs, in forms that don't begin as Dino's keys do.
func TestASecretOfAnOddFormIsNotExplained(t *testing.T) {
	t.Parallel()
	const marker = "Xq7Zr2Marker9abc"
	for _, line := range []string{
		`key_command = "TOKEN=` + marker + ` op read"`,
		`key_command = "TOKEN='` + marker + ` x' OTHER=` + marker + ` op read"`,
		`key_command = "TOKEN='two ` + marker + `' op read"`,
		`key_command = "TOKEN=two\\ ` + marker + ` op read"`,
		`key_command = "env TOKEN=` + marker + ` op read"`,
		`key_command = "echo ` + marker + `"`,
		`key_command = "` + marker + `=1; op"`,
		`key_command = "<<<` + marker + ` cat"`,
		`key_command = "(echo ` + marker + `)"`,
		`key_command = ["/bin/sh", "-c", "echo ` + marker + `"]`,
		`key_command = ["env", "TOKEN=` + marker + `", "op"]`,
		`key_command = "echo 'DIN_LIVE_` + marker + `'"`,
		`key_command = "printf 'din_%s' 'live_` + marker + `'"`,
	} {
		settings := resolved(t, Sources{File: parsed(t, `default_profile = "p"`, "[profile.p]", `team_id = "team_1"`, line)})
		for _, row := range settings.Explain() {
			if strings.Contains(fmt.Sprint(row), marker) {
				t.Errorf("%s: a secret is in %v", line, row)
			}
		}
	}
}
