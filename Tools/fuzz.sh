#!/bin/sh
# Lets libFuzzer damage files of each format: fuzz.sh PROGRAM SECONDS [FORMAT...]
# Inputs that fail are kept as runs/fuzz/FORMAT-crash-*; the corpus, merged down after each run, in runs/fuzz/corpus.
set -eu
program=$1
seconds=$2
shift 2
[ $# -gt 0 ] || set -- maps layouts jaxmarl trials recordings agents sidecars weights experience answers replies corpora sessions \
    experiments studies stores
failed=""
for format in "$@"; do
    corpus=runs/fuzz/corpus/$format
    mkdir -p "$corpus"
    export BRIGADE_FUZZ_FORMAT="$format" BRIGADE_FUZZ_CORPUS="$corpus" SWIFT_BACKTRACE=enable=no
    "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=3072 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="runs/fuzz/$format-" "$corpus" >"runs/fuzz/$format.log" 2>&1 </dev/null || failed="$failed $format"
    echo "$format: $(sed -n 's/^stat::number_of_executed_units: *//p' "runs/fuzz/$format.log") inputs in $seconds s"
    rm -rf "$corpus.small" && mkdir "$corpus.small"
    if "$program" -merge=1 "$corpus.small" "$corpus" >/dev/null 2>&1 </dev/null; then
        rm -rf "$corpus" && mv "$corpus.small" "$corpus"
    fi
done
[ -z "$failed" ] || { echo "failed:$failed; see runs/fuzz" >&2; exit 1; }
