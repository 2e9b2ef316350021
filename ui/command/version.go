package command

import (
	"runtime/debug"
	"strings"
)

// Version is what this build calls itself: its module version where it was
// built from one, and the revision it was built from.
func Version() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return unversioned
	}
	return versionOf(info)
}

// UserAgent names this build to the bank.
func UserAgent() string {
	version, _, _ := strings.Cut(Version(), " ")
	return "coffer/" + version
}

const (
	unversioned = "devel"
	// revisionLength is how much of a revision people quote.
	revisionLength = 7
)

func versionOf(info *debug.BuildInfo) string {
	version := strings.TrimPrefix(info.Main.Version, "v")
	if version == "" || version == "(devel)" {
		version = unversioned
	}
	var revision, changed string
	for _, setting := range info.Settings {
		switch {
		case setting.Key == "vcs.revision":
			revision = setting.Value[:min(len(setting.Value), revisionLength)]
		case setting.Key == "vcs.modified" && setting.Value == "true":
			changed = ", changed"
		}
	}
	if revision == "" {
		return version
	}
	return version + " (" + revision + changed + ")"
}
