package main

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// repoFile returns a file of the repository, as text.
func repoFile(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../..", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A name can be moved to other bytes, a hash cannot.
func TestImagesAndActionsAreNamedByTheirHash(t *testing.T) {
	for file, kind := range map[string]struct {
		used, pinned string
		least        int
	}{
		"deploy/Dockerfile":             {`(?m)^FROM (\S+) AS`, `^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$`, 1},
		"deploy/compose.yaml":           {`(?m)^\s+image: (\S*[:/]\S*)`, `^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$`, 1},
		"deploy/compose-replicas.yaml":  {`(?m)^\s+image: (\S*[:/]\S*)`, `^[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}$`, 2},
		".github/workflows/ci.yml":      {`(?m)\buses: (.+)$`, `^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`, 2},
		".github/workflows/release.yml": {`(?m)\buses: (.+)$`, `^[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`, 3},
	} {
		used := regexp.MustCompile(kind.used).FindAllStringSubmatch(repoFile(t, file), -1)
		if len(used) < kind.least {
			t.Errorf("%s uses %q", file, used)
		}
		for _, u := range used {
			if !regexp.MustCompile(kind.pinned).MatchString(u[1]) {
				t.Errorf("%s uses %s", file, u[1])
			}
		}
	}
}

func TestWorkflowsMayDoNoMoreThanTheyNeed(t *testing.T) {
	for file, may := range map[string]string{
		"ci.yml":      "permissions:\n  contents: read\n",
		"release.yml": "permissions: {}\n",
	} {
		text := repoFile(t, path.Join(".github/workflows", file))
		if !strings.Contains(text, "\n"+may) || strings.Contains(text, "pull_request_target") || !strings.Contains(text, "persist-credentials: false") {
			t.Errorf("%s may do more than it needs", file)
		}
		// What is filled into a command could be one.
		for _, run := range regexp.MustCompile(`run: .*`).FindAllString(text, -1) {
			if strings.Contains(run, "${{") {
				t.Errorf("%s runs %s", file, run)
			}
		}
	}
	if workflows, err := filepath.Glob("../../.github/workflows/*"); err != nil || len(workflows) != 2 {
		t.Errorf("there are the workflows %q, %v", workflows, err)
	}
}

// Each module is built with one release of Go, the one of the image (which
// fetches no other), and is kept up to date.
func TestEveryModuleIsBuiltWithTheSameGoAndWatched(t *testing.T) {
	image := regexp.MustCompile(`FROM golang:([\d.]+)@`).FindStringSubmatch(repoFile(t, "deploy/Dockerfile"))
	if image == nil {
		t.Fatal("the image names no release of Go")
	}
	modules := 0
	err := fs.WalkDir(os.DirFS("../.."), ".", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || path.Base(file) != "go.mod" {
			return err
		}
		modules++
		if text := repoFile(t, file); !strings.Contains(text, "\ngo "+image[1]+"\n") {
			t.Errorf("%s is not of Go %s", file, image[1])
		}
		folder := path.Join("/", path.Dir(file))
		watched := regexp.MustCompile(`directories: \[(.*)\]`).FindStringSubmatch(repoFile(t, ".github/dependabot.yml"))
		if watched == nil || !strings.Contains(", "+watched[1]+",", ", "+folder+",") {
			t.Errorf("%s is not in dependabot.yml", file)
		}
		return nil
	})
	if err != nil || modules < 2 {
		t.Errorf("there are %d modules, %v", modules, err)
	}
}

func TestChecksumsAreSignedOnceTheyHold(t *testing.T) {
	for _, tool := range []string{"bash", "ssh-keygen", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s here", tool)
		}
	}
	dir := t.TempDir()
	run := func(stdin, name string, args ...string) error {
		t.Helper()
		c := exec.Command(name, args...)
		c.Dir, c.Stdin = dir, strings.NewReader(stdin)
		out, err := c.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", name, err, out)
		}
		return nil
	}
	script, err := filepath.Abs("../../deploy/release.sh")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dist, key := filepath.Join(dir, "dist"), filepath.Join(dir, "key")
	if err := os.Mkdir(dist, 0o700); err != nil {
		t.Fatal(err)
	}
	// The sum is that of no bytes.
	const sums = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  sitrep\n"
	write("dist/sitrep", "")
	write("dist/SHA256SUMS", sums)
	if err := run("", "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key); err != nil {
		t.Fatal(err)
	}
	public, err := os.ReadFile(key + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	write("signers", "releases "+string(public))
	verify := func(text string) error {
		return run(text, "ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "releases", "-n", "sitrep-release", "-s", "dist/SHA256SUMS.sig")
	}
	for range 2 { // a second time, too
		if err := run("", "bash", script, "--sign", key, dist); err != nil {
			t.Fatal(err)
		}
		if err := verify(sums); err != nil {
			t.Error(err)
		}
	}
	if verify(strings.ToUpper(sums)) == nil {
		t.Error("the signature is of other checksums, too")
	}
	write("dist/sitrep", "changed")
	if run("", "bash", script, "--sign", key, dist) == nil {
		t.Error("checksums that do not hold are signed")
	}
}
