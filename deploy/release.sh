#!/usr/bin/env bash
# Builds a release: one static binary for each platform, their checksums, the
# bill of materials and the licences.
#
#   deploy/release.sh v1.2.3 [FOLDER]          all of it, into dist or FOLDER
#   deploy/release.sh --check [PLATFORM…]      only see that two builds are the same
#   deploy/release.sh --sign KEY [FOLDER]      sign the checksums of a release
#
# It builds what is committed, from a copy: the same commit, version and release
# of Go give the same bytes on any machine. To prove it, each binary is built
# twice, in two folders and with an empty build cache each, and compared.
# PLATFORM is such as linux/amd64. It needs Go, git and the Go module proxy (or
# a filled module cache). A tag of the version has to be of the commit that is
# checked out.
#
# KEY is a file with an SSH key; the signature is written to SHA256SUMS.sig once
# the files are found to be what the checksums say.
set -euo pipefail
cd "$(dirname "$0")/.."

platforms=(linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64)
most=$((40 * 1000 * 1000)) # bytes of a binary

usage() {
	sed -n '2,/^set/{s/^# \{0,1\}//;/^set/d;p;}' "$0" >&2
	exit 2
}

version=${1:-}
case $version in
--check)
	shift
	version=v0.0.0-check
	dist=
	if (($# > 0)); then platforms=("$@"); fi
	;;
--sign)
	key=${2:?no key is named} dist=${3:-dist}
	(cd "$dist" && sha256sum --quiet --strict --check SHA256SUMS)
	rm -f "$dist/SHA256SUMS.sig"
	ssh-keygen -q -Y sign -f "$key" -n sitrep-release "$dist/SHA256SUMS"
	ssh-keygen -Y check-novalidate -n sitrep-release -s "$dist/SHA256SUMS.sig" <"$dist/SHA256SUMS"
	exit
	;;
v[0-9]*) dist=${2:-dist} ;;
*) usage ;;
esac

scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch" && rm -rf "$scratch"' EXIT
commit=$(git -c safe.directory='*' rev-parse HEAD)
if tagged=$(git -c safe.directory='*' rev-parse -q --verify "refs/tags/$version^{commit}") && [[ $tagged != "$commit" ]]; then
	echo "$version is the tag of another commit than the one that is checked out" >&2
	exit 1
fi

# Two checkouts whose paths differ in length, too.
for copy in one another-one; do
	mkdir -p "$scratch/$copy/sitrep"
	git -c safe.directory='*' archive "$commit" | tar -x -C "$scratch/$copy/sitrep"
done

# build CHECKOUT GOOS GOARCH OUT
build() {
	(cd "$scratch/$1/sitrep" &&
		env GOOS="$2" GOARCH="$3" CGO_ENABLED=0 GOFLAGS=-mod=readonly GOWORK=off GOTOOLCHAIN=local \
			GOAMD64=v1 GOARM64=v8.0 GOEXPERIMENT= GOCACHE="$scratch/cache-$1" \
			go build -trimpath -buildvcs=false \
			-ldflags "-s -w -X main.release=$version -X main.releaseCommit=${commit:0:12}" \
			-o "$4" ./cmd/sitrep)
}

mkdir -p "$scratch/dist"
for platform in "${platforms[@]}"; do
	goos=${platform%/*} goarch=${platform#*/}
	name=sitrep-$version-$goos-$goarch
	if [[ $goos == windows ]]; then name+=.exe; fi
	build one "$goos" "$goarch" "$scratch/dist/$name"
	build another-one "$goos" "$goarch" "$scratch/again"
	if ! cmp "$scratch/dist/$name" "$scratch/again"; then
		echo "$name: two builds of the same commit differ" >&2
		exit 1
	fi
	size=$(wc -c <"$scratch/dist/$name")
	if ((size > most)); then
		echo "$name has $size bytes, more than $most" >&2
		exit 1
	fi
	printf '%-40s %9d bytes, twice the same\n' "$name" "$size"
done
if [[ -z $dist ]]; then exit; fi

(cd "$scratch/one/sitrep" && env GOFLAGS=-mod=readonly go run ./deploy/inventory -version "$version" -out "$scratch/dist")
cp LICENSE "$scratch/dist/"
(cd "$scratch/dist" && sha256sum -- * >SHA256SUMS)
mkdir -p "$dist"
cp "$scratch"/dist/* "$dist/"
echo "$dist: the release $version"
