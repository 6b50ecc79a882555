#!/bin/sh
# ablation.sh SETS LANGUAGE LIST... measures what lists of a language's pack are
# worth: each is left out by the linker in turn, and the sets are measured.
# SETS is the folder of the measuring sets of docs/quality.md; a list is named as
# code names it, "questions/place". "none" leaves out nothing.
#
#     sh deploy/ablation.sh ~/eval en none questions/place "verify/short months"
set -eu
sets=$1 language=$2
shift 2
bin=$(mktemp)
trap 'rm -f "$bin"' EXIT
for list in "$@"; do
	go build -ldflags "-X 'sitrep/corpus/language.leftOut=$language/$list'" -o "$bin" ./cmd/sitrep
	printf '%s/%s:' "$language" "$list"
	if [ "$language" = en ]; then
		for set in support written contrast followups stories; do
			printf ' %s' $("$bin" eval "$set" "$sets/$set" | awk '/balanced|^f1|says_so_(true|false)|otherwise_(true|false)/ {print $2}')
		done
		questions=$sets/questions
	else
		questions=$sets/languages/$language
	fi
	printf ' %s' $("$bin" eval questions "$questions" | awk '/hit@|abstain/ {print $2}')
	echo
done
