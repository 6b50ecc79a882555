package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

// release and its commit are set when a release is built; see deploy/release.sh.
var release, releaseCommit string

// build returns the version, and the commit that it was built from where that
// is known.
func build() (version, commit string) {
	if release != "" {
		return release, releaseCommit
	}
	version = "(devel)"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return version, ""
	}
	version = cmp.Or(info.Main.Version, version)
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	commit = settings["vcs.revision"]
	commit = commit[:min(12, len(commit))]
	if commit != "" && settings["vcs.modified"] == "true" {
		commit += " with changes"
	}
	return version, commit
}

// Run prints the version, the commit that it was built from where that is
// known, and the platform.
func (versionCommand) Run(p *program) error {
	version, commit := build()
	if commit != "" {
		commit = " commit " + commit
	}
	return p.print(fmt.Sprintf("sitrep %s%s %s %s/%s\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH))
}
