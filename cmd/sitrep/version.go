package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the version, the commit that it was built from where that is
// known, and the platform.
func (versionCommand) Run(p *program) error {
	version, commit := "(devel)", ""
	if info, ok := debug.ReadBuildInfo(); ok {
		if info.Main.Version != "" {
			version = info.Main.Version
		}
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if r := settings["vcs.revision"]; r != "" {
			commit = " commit " + r[:min(12, len(r))]
			if settings["vcs.modified"] == "true" {
				commit += " with changes"
			}
		}
	}
	return p.print(fmt.Sprintf("sitrep %s%s %s %s/%s\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH))
}
