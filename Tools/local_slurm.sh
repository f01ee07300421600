# A Slurm of two nodes on this machine, for scripts that source this file: slurm_up FOLDER, slurm_down FOLDER; and `content STORE`.
# Root, without systemd; Debian's packages are slurmctld slurmd slurm-client munge slurm-wlm-basic-plugins. Everything is in FOLDER, and
# what is started is ended by pid files, nothing by its name.

slurm_needs="slurmctld slurmd munged sbatch"

# Waits up to $1 seconds until the rest is true.
await() { local end=$((SECONDS + $1)); shift; until "$@" >/dev/null 2>&1; do [ $SECONDS -ge $end ] && return 1; sleep 0.2; done; }
# Whether nothing of a job is left in the queue.
ended() { local left; left=$(squeue -h --job "$1" --states=PENDING,RUNNING,COMPLETING,SUSPENDED 2>/dev/null) && [ -z "$left" ]; }

# Starts munge, the controller and nodes n1 and n2, each with one core for jobs.
slurm_up() {
  local folder=$1
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

# Ends jobs and daemons.
slurm_down() {
  local folder=$1 file pid
  [ -f "$folder/slurm.conf" ] || return 0
  scancel --user="$(id -un)" 2>/dev/null; await 8 test -z "$(squeue -h 2>/dev/null)"
  for file in "$folder"/slurmd-*.pid "$folder/slurmctld.pid" "$folder/munge/pid"; do
    pid=$(cat "$file" 2>/dev/null) && kill "$pid" 2>/dev/null && await 5 eval "! kill -0 $pid"
  done
}

# A hash over the content hashes of all maps, agents and episodes, each of which covers seats, events and notes.
content() {
  python3 - "$1" <<'P'
import hashlib, sqlite3, sys
rows = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True).execute(
    "SELECT part, id, hash FROM content_hashes WHERE part IN ('map', 'agent', 'episode') ORDER BY part, id")
digest = hashlib.sha256()
for row in rows: digest.update(repr(row).encode())
print(digest.hexdigest()[:16])
P
}
