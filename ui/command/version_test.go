package command

import (
	"runtime/debug"
	"testing"
)

func TestAVersionIsOfItsModuleAndItsRevision(t *testing.T) {
	t.Parallel()
	of := func(version string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{Main: debug.Module{Version: version}, Settings: settings}
	}
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "0c9f4c9aa91e5d"}
	for want, info := range map[string]*debug.BuildInfo{
		"devel":                     of("(devel)"),
		"devel (0c9f4c9)":           of("", revision),
		"1.2.0":                     of("v1.2.0"),
		"1.2.0 (0c9f4c9)":           of("v1.2.0", revision, debug.BuildSetting{Key: "vcs.modified", Value: "false"}),
		"devel (0c9f4c9, changed)":  of("(devel)", revision, debug.BuildSetting{Key: "vcs.modified", Value: "true"}),
		"1.2.0-rc.1 (0c9, changed)": of("v1.2.0-rc.1", debug.BuildSetting{Key: "vcs.revision", Value: "0c9"}, debug.BuildSetting{Key: "vcs.modified", Value: "true"}),
	} {
		if got := versionOf(info); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
