#!/usr/bin/env bash
# Plays one tournament in shards under real schedulers, with everything that goes wrong on clusters, and compares the merged store with
# the undivided run: Slurm (two nodes on this machine; a failing shard, a pre-empted one, a node that dies), then GNU parallel, then
# make. What is not installed is said and passed over; with --install, root fetches it from Debian's packages first.
#
#     Tools/cluster_test.sh [--install] .build/release/brigade      # KEEP=FOLDER keeps jobs and logs
#
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
has() { command -v "$1" >/dev/null; }
# Waits up to $1 seconds until the rest is true.
await() { local end=$((SECONDS + $1)); shift; until "$@" >/dev/null 2>&1; do [ $SECONDS -ge $end ] && return 1; sleep 0.2; done; }
ended() { [ -z "$(squeue -h --job "$1" --states=PENDING,RUNNING,COMPLETING,SUSPENDED 2>/dev/null)" ]; }

down() {
  if [ -f "$folder/slurm.conf" ]; then
    scancel --user="$(id -un)" 2>/dev/null; await 8 test -z "$(squeue -h 2>/dev/null)"
    for file in "$folder"/slurmd-*.pid "$folder/slurmctld.pid" "$folder/munge/pid"; do
      pid=$(cat "$file" 2>/dev/null) && kill "$pid" 2>/dev/null && await 5 eval "! kill -0 $pid"
    done
  fi
  [ -n "${KEEP:-}" ] && cp -r "$folder/jobs" "$folder/log" "$KEEP"
  rm -rf "$folder"
}
trap down EXIT
trap 'exit 130' INT TERM

needs="slurmctld slurmd munged sbatch"
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
episodes=$((${SHARD_SECONDS:-8} * 4000 / (once + 1) + 1))
tournament="$game --episodes $episodes"
content() {
  "$brigade" store export --scores --db "$1" | sha256sum
  "$brigade" episodes export --db "$1" | sed 's/"date":"[^"]*"//' | sha256sum
}
"$brigade" $tournament --db "$folder/whole.sqlite" 2>/dev/null
whole=$(content "$folder/whole.sqlite")
small=$(content "$folder/small.sqlite")
same() { [ "$(content "$1")" = "$2" ]; }
say "the undivided run, $((16 * episodes)) episodes: $(echo "$whole" | cut -c1-12 | paste -sd' ')"

slurm_up() {
  mkdir -p "$folder"/{munge,state,spool/n1,spool/n2,log}; chmod 755 "$folder/munge"
  (umask 077; head -c 128 /dev/urandom >"$folder/munge/key")
  munged --socket="$folder/munge/socket" --key-file="$folder/munge/key" --pid-file="$folder/munge/pid" \
    --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" || return 1
  local port=$((20000 + $$ % 20000))
  cat >"$folder/slurm.conf" <<C
ClusterName=test
SlurmctldHost=localhost
SlurmctldPort=$port
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket,cred_expire=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool/%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd-%n.pid
SlurmctldLogFile=$folder/log/slurmctld.log
SlurmdLogFile=$folder/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=0
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=600
NodeName=n[1-2] NodeHostname=$(hostname) NodeAddr=127.0.0.1 Port=[$((port + 1))-$((port + 2))] CPUs=1 RealMemory=500 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP PriorityTier=1
PartitionName=urgent Nodes=ALL MaxTime=INFINITE State=UP PriorityTier=2 PreemptMode=OFF
C
  export SLURM_CONF="$folder/slurm.conf"
  slurmctld && slurmd -N n1 && slurmd -N n2 || return 1
  await 20 eval '[ "$(sinfo -h -N -t idle -o %N | sort -u | wc -l)" = 2 ]'
}

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
running() { squeue -h --job "$1" --nodelist="$2" --states=RUNNING -o %i 2>/dev/null | grep -q .; }
log_says() { cat "$jobs"/logs/*.txt 2>/dev/null | grep -q "$1"; }

slurm() {
  for name in $needs; do has $name || { say "skipped Slurm: there is no $name here (Debian: slurmctld slurmd slurm-client munge)"; return; }; done
  slurm_up || { check "Slurm comes up ($(tail -1 "$folder"/log/slurmctld.log 2>/dev/null))" false; return; }
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
  check "a shard was pre-empted, and starts again" grep -q "preempted job JobId=.* has been requeued\|requeue.*preempt\|preempt.*requeue" "$folder/log/slurmctld.log"
  await 20 running "$array" n2
  await 5 eval 'ls '"$jobs"'/shards/[34]-of-4.sqlite.part'
  kill_node n2
  scontrol update NodeName=n2 State=DOWN Reason=died # Slurm finds out by itself after SlurmdTimeout; this saves a minute.
  slurmd -N n2 && scontrol update NodeName=n2 State=RESUME 2>/dev/null
  await 120 ended "$array"
  await 30 ended "$merge"
  check "a node died under a shard, which starts again" grep -qi "requeue.*JobId=.*due to failure of node\|unexpectedly rebooted\|requeue.*node failure" "$folder/log/slurmctld.log"
  check "jobs went on with what others had kept" log_says "kept from an earlier job"
  check "the failing shard is named" log_says "2-of-4.sqlite: this is a folder"
  check "the merge says that shard 2 is missing" log_says "missing: shard 2 of 4 (for Slurm: --array=2)"
  rmdir "$jobs/shards/2-of-4.sqlite"
  words=$(bash "$jobs/submit.sh" --array=2)
  again=$(echo "$words" | sed -n 's/.*job \([0-9]*\),.*/\1/p')
  await 60 ended "$again"
  check "Slurm's store is the undivided run's" same "$folder/slurm.sqlite" "$whole"
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

snakemake_plan() {
  has snakemake || { say "skipped Snakemake: it is not installed"; return; }
  "$brigade" plan --into "$folder/snake" --shards 3 --format snakemake $game --episodes 1 --db "$folder/snake.sqlite" >/dev/null
  check "Snakemake's dry run" snakemake --directory "$folder/snake" --snakefile "$folder/snake/Snakefile" --cores 2 -n --quiet
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
snakemake_plan
duckdb_reads
exit $failed
