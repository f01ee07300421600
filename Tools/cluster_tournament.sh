#!/usr/bin/env bash
# The tournament of docs/clusters.md: 60 agents on the five classic kitchens, in shards under a Slurm of two nodes on this machine, merged,
# with its report, and compared with the undivided run. 39 of the agents are shipped, 21 are learned here first, under the same Slurm.
#
#     nice Tools/cluster_tournament.sh [--episodes 4] [--shards 32] [--steps 200000] .build/release/brigade FOLDER
#
# Prints a table of seconds, sizes and hashes. FOLDER keeps agents, jobs, stores and the page; learned agents and whole shards that are
# there already are not made again. Root; Debian's packages as in Tools/local_slurm.sh.
set -euo pipefail
episodes=4 shards=32 steps=200000
while [ $# -gt 2 ]; do
  case $1 in
    --episodes) episodes=$2; shift 2 ;;
    --shards) shards=$2; shift 2 ;;
    --steps) steps=$2; shift 2 ;;
    *) echo "there is no option $1" >&2; exit 64 ;;
  esac
done
[ $# = 2 ] && [ -x "$1" ] || { sed -n '5p' "$0" >&2; exit 64; }
brigade=$(realpath "$1")
mkdir -p "$2"
out=$(realpath "$2")
cd "$(dirname "$0")/.."
folder=$(mktemp -d /tmp/brigade-cluster.XXXXXX)
chmod 755 "$folder"
unset SLURM_CONF SLURM_TMPDIR
export TMPDIR="$folder/local"
mkdir -p "$TMPDIR"
. Tools/local_slurm.sh
trap 'set +e; slurm_down "$folder"; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
for name in $slurm_needs; do command -v "$name" >/dev/null || { echo "there is no $name here (Debian: slurmctld slurmd slurm-client munge)" >&2; exit 1; }; done
slurm_up "$folder" || { echo "Slurm does not start here: $(tail -1 "$folder/log/slurmctld.log")" >&2; exit 1; }

rows=()
row() { rows+=("| $1 | $2 |"); echo "$1: $2"; }
size() { du -cb "$@" | tail -1 | awk '{ printf "%.1f MB", $1 / 1e6 }'; }
# Submits what a plan wrote and waits for all of it, at most an hour.
submit() {
  local job
  for job in $(bash "$1/submit.sh" | sed -n 's/^array \([0-9]*\):.*/\1/p; s/.*job \([0-9]*\),.*/\1/p'); do await 3600 ended "$job"; done
}
# Everything is planned in FOLDER, which gets the runs, too.
ln -sfn "$PWD/Maps" "$out/Maps"
ln -sfn "$PWD/Agents" "$out/Agents"
shipped=$(grep -lE '^kind: (policy|human-proxy|greedy|random|stay)$' Agents/*.yaml Agents/*/*.yaml)
cd "$out"
began=$SECONDS
"$brigade" plan --into learning --format slurm train ppo '{cramped_room,asymmetric_advantages,coordination_ring}' --seed '{1..7}' \
  --steps "$steps" >/dev/null
[ "$(ls runs/ppo-*/ppo-*.yaml 2>/dev/null | wc -l)" = 21 ] || submit learning
mkdir -p learned
cp runs/ppo-*/ppo-*.{yaml,json,safetensors} learned/
row "21 agents learned by PPO, $steps steps each" "$((SECONDS - began)) s"

tournament="tournament --agents $(echo $shipped) learned --maps asymmetric_advantages coordination_ring counter_circuit_o_1order \
  cramped_room forced_coordination --episodes $episodes --quiet"
began=$SECONDS
"$brigade" plan --into jobs --shards "$shards" --format slurm $tournament --db merged.sqlite | sed 's/ in .*//'
submit jobs
row "$shards shards played by two nodes of one core, and merged" "$((SECONDS - began)) s"
"$brigade" store status jobs/shards
row "the shards" "$(size jobs/shards/*.sqlite)"
row "the merged store" "$(size merged.sqlite)"
row "episodes in it" "$(python3 -c 'import sqlite3; print(sqlite3.connect("merged.sqlite").execute("SELECT COUNT(*) FROM episodes").fetchone()[0])')"
began=$SECONDS
"$brigade" store merge jobs/shards --into again.sqlite >/dev/null 2>&1
row "merging them once more, into another store" "$((SECONDS - began)) s"
began=$SECONDS
"$brigade" matrix --csv --db merged.sqlite >matrix.csv 2>/dev/null || [ $? = 3 ]
row "\`matrix --csv\`" "$((SECONDS - began)) s"
began=$SECONDS
"$brigade" report --db merged.sqlite --out report.html --title "60 agents on the five classic kitchens" >/dev/null 2>&1 || [ $? = 3 ]
row "\`report\`" "$((SECONDS - began)) s, a page of $(size report.html)"
began=$SECONDS
"$brigade" $tournament --db whole.sqlite --jobs 2 >/dev/null 2>&1 || [ $? = 3 ]
row "the undivided run with two threads" "$((SECONDS - began)) s, $(size whole.sqlite)"
row "content, merged" "\`$(content merged.sqlite)\`"
row "content, merged once more" "\`$(content again.sqlite)\`"
row "content, undivided" "\`$(content whole.sqlite)\`"
row "matrix, merged and undivided" "\`$(sha256sum <matrix.csv | cut -c1-16)\`, \`$("$brigade" matrix --csv --db whole.sqlite 2>/dev/null | sha256sum | cut -c1-16)\`"
printf '\n| what | |\n|---|---|\n'
printf '%s\n' "${rows[@]}"
[ "$(content merged.sqlite)" = "$(content whole.sqlite)" ]
