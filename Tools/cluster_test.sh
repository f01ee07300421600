#!/usr/bin/env bash
# Plays one tournament in shards under real schedulers, with everything that goes wrong on clusters, and compares the merged store with
# the undivided run: Slurm (two nodes on this machine; a failing shard, a pre-empted one, a node that dies; FCP by members), then GNU
# parallel, make and Snakemake. What is not installed is said and passed over; with --install, root fetches Slurm and GNU parallel from
# Debian's packages first.
#
#     Tools/cluster_test.sh [--install] .build/release/brigade      # KEEP=FOLDER keeps jobs and logs
#
# Exits 1 where a merged store, or a run by members, is not the undivided one. What depends on the machine's speed, such as that a shard was
# running when its node died, is reported only.
# Everything that it starts, it ends: daemons by their pid files, and nothing by its name.
set -uo pipefail
install=no
[ "${1:-}" = --install ] && { install=yes; shift; }
brigade=$(realpath "${1:-.build/release/brigade}")
[ -x "$brigade" ] || { echo "there is no program $brigade; build it, or name it" >&2; exit 64; }
cd "$(dirname "$0")/.."
folder=$(mktemp -d /tmp/brigade-cluster.XXXXXX)
chmod 755 "$folder"
unset SLURM_CONF SLURM_TMPDIR
export TMPDIR="$folder/local"
mkdir -p "$TMPDIR"
failed=0

say() { printf '%3ds  %s\n' $SECONDS "$*"; }
check() { if "${@:2}"; then say "ok      $1"; else say "FAILED  $1"; failed=1; fi; }
# The same of what did not have to happen this time.
moment() { if "${@:2}"; then say "ok      $1"; else say "missed  $1"; fi; }
has() { command -v "$1" >/dev/null; }
. Tools/local_slurm.sh

down() {
  slurm_down "$folder"
  [ -n "${KEEP:-}" ] && mkdir -p "$KEEP" && cp -r "$folder/jobs" "$folder/log" "$KEEP"
  rm -rf "$folder"
}
trap down EXIT
trap 'exit 130' INT TERM

if [ $install = yes ] && ! { has slurmctld && has slurmd && has munged && has sbatch && has parallel; }; then
  if [ "$(id -u)" = 0 ] && has apt-get; then
    (apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      slurmctld slurmd slurm-client munge slurm-wlm-basic-plugins parallel) >"$folder/apt.log" 2>&1 ||
      say "packages cannot be had here: $(tail -1 "$folder/apt.log")"
  else say "packages are not installed: that needs root and apt-get"; fi
fi

# Episodes are long, so that a shard lasts some seconds on a machine of any speed: long enough to be pre-empted and killed.
game="tournament --agents random greedy greedy-noisy greedy-slow --maps cramped_room --horizon 3000 --seed 5 --quiet"
began=$(date +%s%N)
"$brigade" $game --episodes 1 --jobs 1 --db "$folder/small.sqlite" 2>/dev/null || { echo "the undivided tournament cannot be played" >&2; exit 1; }
once=$((($(date +%s%N) - began) / 1000000))
episodes=$((${SHARD_SECONDS:-10} * 4000 / (once + 1) + 1))
tournament="$game --episodes $episodes"
"$brigade" $tournament --db "$folder/whole.sqlite" 2>/dev/null
whole=$(content "$folder/whole.sqlite")
small=$(content "$folder/small.sqlite")
same() { [ "$(content "$1")" = "$2" ]; }
say "the undivided run, $((16 * episodes)) episodes: $whole"

# Kills everything of a job on a node and the node's daemon at once, as a loss of power does.
kill_node() {
  local pids="" steps="" pid parent
  for pid in $(grep -lzx "SLURMD_NODENAME=$1" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3); do
    grep -qzx "SLURM_CONF=$folder/slurm.conf" "/proc/$pid/environ" 2>/dev/null || continue
    pids="$pids $pid"
    parent=$(ps -o ppid= -p "$pid" | tr -d ' ')
    case $(ps -o comm= -p "$parent" 2>/dev/null) in slurmstepd*) steps="$steps $parent" ;; esac
  done
  kill -9 $(cat "$folder/slurmd-$1.pid") $steps $pids 2>/dev/null
  rm -f "$folder/slurmd-$1.pid"
}
running() { [ -n "$(squeue -h --job "$1" --nodelist="$2" --states=RUNNING -o %i 2>/dev/null)" ]; }
log_says() { grep -qs "$1" "$jobs"/logs/*.txt; }

slurm() {
  for name in $slurm_needs; do has $name || { say "skipped Slurm: there is no $name here (Debian: slurmctld slurmd slurm-client munge)"; return; }; done
  slurm_up "$folder" || { say "skipped Slurm: it does not start here ($(tail -1 "$folder"/log/slurmctld.log 2>/dev/null))"; return; }
  say "Slurm is up, two nodes"
  jobs=$folder/jobs
  "$brigade" plan --into "$jobs" --shards 4 --format slurm $tournament --keep-every 1 --db "$folder/slurm.sqlite" >/dev/null
  mkdir "$jobs/shards/2-of-4.sqlite" # This shard cannot be put in its place.
  local words array merge urgent again
  words=$(bash "$jobs/submit.sh")
  array=$(echo "$words" | sed -n 's/^array \([0-9]*\):.*/\1/p'); merge=$(echo "$words" | sed -n 's/.*job \([0-9]*\),.*/\1/p')
  await 20 log_says "shard 1/4"
  await 5 test -e "$jobs/shards/1-of-4.sqlite.part"
  urgent=$(sbatch --parsable --partition=urgent --nodelist=n1 --output=/dev/null --wrap "sleep 1")
  await 20 ended "$urgent"
  moment "a shard was pre-empted, and starts again" grep -q "preempted job JobId=.* has been requeued\|requeue.*preempt\|preempt.*requeue" "$folder/log/slurmctld.log"
  await 20 running "$array" n2
  await 5 eval 'ls '"$jobs"'/shards/[34]-of-4.sqlite.part'
  kill_node n2
  scontrol update NodeName=n2 State=DOWN Reason=died # Slurm finds out by itself after SlurmdTimeout; this saves a minute.
  slurmd -N n2 && scontrol update NodeName=n2 State=RESUME 2>/dev/null
  await 120 ended "$array"
  await 30 ended "$merge"
  moment "a node died under a shard, which starts again" grep -qi "requeue.*JobId=.*due to failure of node\|unexpectedly rebooted\|requeue.*node failure" "$folder/log/slurmctld.log"
  moment "jobs went on with what others had kept" log_says "kept from an earlier job"
  check "the failing shard is named" log_says "2-of-4.sqlite: this is a folder"
  check "the merge says that shard 2 is missing" log_says "missing: shard 2 of 4 (for Slurm: --array=2)"
  rmdir "$jobs/shards/2-of-4.sqlite"
  words=$(bash "$jobs/submit.sh" --array=2)
  again=$(echo "$words" | sed -n 's/.*job \([0-9]*\),.*/\1/p')
  await 60 ended "$again"
  check "Slurm's store is the undivided run's" same "$folder/slurm.sqlite" "$whole"
  members
}

# Partners by jobs of their own, then the best response, in one run folder.
members() {
  local fcp="train fcp cramped_room --partners 2 --games 8 --horizon 60 --steps 4800 --iterations 2" words last
  "$brigade" $fcp --run "$folder/fcp-whole" >/dev/null 2>&1
  "$brigade" $fcp --run "$folder/fcp-parts" --only response >/dev/null 2>&1
  check "a best response without its partners is exit 75" test $? = 75
  "$brigade" plan --into "$folder/fcp" --by-members --format slurm $fcp --run "$folder/fcp-parts" >/dev/null
  words=$(bash "$folder/fcp/submit.sh")
  last=$(echo "$words" | sed -n 's/.*last: array \([0-9]*\),.*/\1/p')
  await 60 ended "$last"
  check "FCP by members under Slurm is the run of one process" diff -r "$folder/fcp-whole" "$folder/fcp-parts"
}

gnu_parallel() {
  has parallel || { say "skipped GNU parallel: it is not installed"; return; }
  jobs=$folder/lines
  "$brigade" plan --into "$jobs" --shards 4 $game --episodes 1 --db "$folder/lines.sqlite" >/dev/null
  mkdir "$jobs/shards/3-of-4.sqlite"
  parallel --will-cite -j2 --joblog "$jobs/log.txt" <"$jobs/jobs.txt" >/dev/null 2>&1
  bash "$jobs/merge.sh" >/dev/null 2>&1
  check "GNU parallel: incomplete is exit 75" test $? = 75
  rmdir "$jobs/shards/3-of-4.sqlite"
  parallel --will-cite -j2 --joblog "$jobs/log.txt" --resume-failed <"$jobs/jobs.txt" >/dev/null 2>&1
  bash "$jobs/merge.sh" >/dev/null 2>&1
  check "GNU parallel's store is the undivided run's" same "$folder/lines.sqlite" "$small"
}

gnu_make() {
  has make || { say "skipped make: it is not installed"; return; }
  "$brigade" plan --into "$folder/make" --shards 3 --format make $game --episodes 1 --db "$folder/make.sqlite" >/dev/null
  make -s -C "$folder/make" -j2 >/dev/null 2>&1
  check "make's store is the undivided run's" same "$folder/make.sqlite" "$small"
}

# SNAKEMAKE names one that is not on the path, for instance of a virtual environment.
snakemake_runs() {
  local snakemake=${SNAKEMAKE:-snakemake}
  has "$snakemake" || { say "skipped Snakemake: it is not installed (pip install snakemake; SNAKEMAKE=FILE names it)"; return; }
  local jobs=$folder/snake
  "$brigade" plan --into "$jobs" --shards 3 --format snakemake $game --episodes 1 --db "$folder/snake.sqlite" >/dev/null
  run() { "$snakemake" --directory "$jobs" --snakefile "$jobs/Snakefile" --cores 2 --quiet "$@" >"$folder/snakemake.log" 2>&1; }
  check "Snakemake's dry run" run -n
  run || tail -3 "$folder/snakemake.log"
  check "Snakemake's store is the undivided run's" same "$folder/snake.sqlite" "$small"
}

# The export of scores, as DuckDB reads it, has the means that the store has.
duckdb_reads() {
  python3 -c 'import duckdb' 2>/dev/null || { say "skipped DuckDB: Python has no module duckdb here"; return; }
  "$brigade" store export --scores --db "$folder/small.sqlite" >"$folder/scores.csv"
  "$brigade" matrix --csv --db "$folder/small.sqlite" >"$folder/matrix.csv"
  check "DuckDB reads the exported scores" python3 - "$folder" <<'P'
import sys, duckdb
scores, matrix = (f"'{sys.argv[1]}/{name}.csv'" for name in ("scores", "matrix"))
wrong = duckdb.sql(f"""SELECT count(*), count(*) FILTER (abs(s.mean - m.mean) > 1e-9)
    FROM (SELECT map, first, second, avg(score) AS mean FROM {scores} GROUP BY ALL) s
    JOIN {matrix} m ON m.map = s.map AND m.agent = s.first AND m.partner = s.second AND m.seats = 'first'""").fetchall()
sys.exit(wrong != [(16, 0)])
P
}

slurm
gnu_parallel
gnu_make
snakemake_runs
duckdb_reads
exit $failed
