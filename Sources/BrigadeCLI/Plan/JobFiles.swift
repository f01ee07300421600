import Basics
import Foundation

/// The files of a plan: text that people can read and change.
struct JobFiles {
    /// What runs the jobs.
    enum Format: String, CaseIterable, Encodable { case slurm, lines, snakemake, make }

    let format: Format
    /// The plan's folder, whole path.
    let folder: String
    /// A line each, with all that a shell needs.
    let lines: [String]
    /// How many shards the jobs make; nil where they are no shards.
    let shards: Int?
    /// The command that puts shards together.
    let merge: String?
    /// Commands for when all of `lines` are done, each a job.
    var last: [String] = []
    /// What is planned, in a line.
    let title: String
    /// Cores a job.
    let cores: Int
    /// Longest time of a job, as Slurm writes it.
    let time: String

    /// Slurm's usual `MaxArraySize` is 1001.
    private static let maxTasks = 1000

    /// Names with contents.
    var files: [(name: String, text: String)] {
        var files = [("jobs.txt", lines.map { $0 + "\n" }.joined())]
        if let merge {
            files.append(
                (
                    "merge.sh",
                    """
                    #!/bin/bash
                    # Puts the shards together. Exits 75 and says what is missing while something is; run it as often as you like.
                    #SBATCH --job-name=merge
                    #SBATCH --output=\(folder)/logs/merge-%j.txt
                    \(merge)

                    """
                ))
        }
        if !last.isEmpty { files.append(("last.txt", last.map { $0 + "\n" }.joined())) }
        switch format {
        case .lines: break
        case .slurm:
            files += [("array.sh", array("jobs.txt", lines.count, "brigade")), ("submit.sh", submit)]
            if !last.isEmpty { files.append(("last.sh", array("last.txt", last.count, "last"))) }
        case .make: files.append(("Makefile", makefile))
        case .snakemake: files.append(("Snakefile", snakefile))
        }
        return files
    }

    /// How the jobs are started.
    var start: String {
        let folder = JobList.shell([folder])
        switch format {
        case .slurm: return "bash \(folder)/submit.sh"
        case .make: return "make -C \(folder) -j4"
        case .snakemake: return "snakemake --directory \(folder) --snakefile \(folder)/Snakefile --cores 4"
        case .lines:
            func parallel(_ name: String, _ log: String) -> String {
                "parallel -j4 --joblog \(folder)/\(log).txt --resume-failed < \(folder)/\(name).txt"
            }
            return parallel("jobs", "log") + (merge == nil ? "" : "; bash \(folder)/merge.sh")
                + (last.isEmpty ? "" : "; " + parallel("last", "log-last"))
        }
    }

    /// A script for an array whose tasks run the lines of a file.
    private func array(_ file: String, _ count: Int, _ name: String) -> String {
        let linesATask = (count + JobFiles.maxTasks - 1) / JobFiles.maxTasks
        let tasks = (count + linesATask - 1) / linesATask
        return """
            #!/bin/bash
            # \(title)
            # A task of the array runs \(linesATask == 1 ? "one line" : "\(linesATask) lines") of \(file). What your cluster asks for goes here: partition, account, memory.
            #SBATCH --job-name=\(name)
            #SBATCH --array=1-\(tasks)
            #SBATCH --cpus-per-task=\(cores)
            #SBATCH --time=\(time)
            #SBATCH --output=\(folder)/logs/%A-%a.txt
            # A job that is pre-empted or whose node fails starts again and goes on from what it kept. A minute before the time is over it is
            # told so, keeps what it has, and goes to the end of the queue.
            #SBATCH --requeue
            #SBATCH --open-mode=append
            #SBATCH --signal=B:TERM@60
            export SLURM_CPUS_PER_TASK=${SLURM_CPUS_PER_TASK:-\(cores)}
            trap '[ -n "$child" ] && kill -TERM $child 2>/dev/null' TERM
            worst=0
            last=$((SLURM_ARRAY_TASK_ID * \(linesATask)))
            for line in $(seq $((last - \(linesATask - 1))) $last); do
              command=$(sed -n "${line}p" \(JobList.shell(["\(folder)/\(file)"])))
              [ -n "$command" ] || break
              sh -c "$command" & child=$!
              wait $child; code=$?
              while kill -0 $child 2>/dev/null; do wait $child; code=$?; done
              [ $code = 130 ] && { scontrol requeue "$SLURM_JOB_ID"; exit 130; }
              [ $code = 0 ] || worst=$code
            done
            exit $worst

            """
    }

    private var submit: String {
        let quoted = JobList.shell([folder])
        var next = ""
        if merge != nil {
            next += """

                # After all of them, whether they failed or not: it says what is missing.
                merge=$(sbatch --parsable --dependency=afterany:"$array" \(quoted)/merge.sh)
                echo "then the merge: job $merge, whose words will be in \(folder)/logs/merge-$merge.txt"
                """
        }
        if !last.isEmpty {
            next += """

                # After all of them, whether they failed or not: a job that lacks something exits 75 and says what.
                last=$(sbatch --parsable --dependency=afterany:"$array" \(quoted)/last.sh)
                echo "then the last: array $last, whose words will be in \(folder)/logs/$last-*.txt"
                """
        }
        return """
            #!/bin/bash
            # Hands the jobs to Slurm; again for those that are missing: bash \(folder)/submit.sh --array=3,7-9
            set -e
            mkdir -p \(quoted)/logs
            array=$(sbatch --parsable "$@" \(quoted)/array.sh)
            echo "array $array: squeue --job $array"\(next)

            """
    }

    /// What a job makes, with a pattern's sign in place of its number.
    private func product(_ sign: String) -> String { shards.map { "shards/\(sign)-of-\($0).sqlite" } ?? "done/\(sign)" }

    private var makefile: String {
        let stamp = shards == nil ? " && mkdir -p done && touch $@" : ""
        let rule =
            last.isEmpty
            ? ""
            : """
            LAST := $(patsubst %,last/%,$(shell seq \(last.count)))
            $(LAST): $(JOBS)
            last/%:
            \t@sh -c "$$(sed -n $*p last.txt)" && mkdir -p last && touch $@

            """
        return """
            # \(title)
            # make -j4 runs four jobs at once; -k goes on when one fails; the same command again runs what is missing.
            JOBS := $(patsubst %,\(product("%")),$(shell seq \(lines.count)))
            .PHONY: all
            all: $(JOBS)\(last.isEmpty ? "" : " $(patsubst %,last/%,$(shell seq \(last.count)))")
            \(merge == nil ? "\t@echo all done" : "\t@bash merge.sh")
            \(product("%")):
            \t@sh -c "$$(sed -n $*p jobs.txt)"\(stamp)
            \(rule)
            """
    }

    private var snakefile: String {
        let output = product("{i}")
        var rules = ""
        if merge != nil { rules += "\nrule merge:\n    input: JOBS\n    output: touch(\"merged\")\n    shell: \"bash merge.sh\"\n" }
        if !last.isEmpty {
            rules += """

                rule last:
                    input: JOBS
                    output: touch("last/{i}")
                    threads: \(cores)
                    retries: 3
                    shell: 'sh -c "$(sed -n {wildcards.i}p last.txt)"'

                """
        }
        let all =
            merge != nil ? "\"merged\"" : last.isEmpty ? "JOBS" : "expand(\"last/{i}\", i=range(1, \(last.count + 1)))"
        return """
            # \(title)
            # snakemake --cores 4 here; with --executor slurm (snakemake-executor-plugin-slurm) on a cluster.
            JOBS = expand("\(output)", i=range(1, \(lines.count + 1)))

            rule all:
                input: \(all)

            rule job:
                output: \(shards == nil ? "touch(\"\(output)\")" : "\"\(output)\"")
                threads: \(cores)
                retries: 3
                shell: 'sh -c "$(sed -n {wildcards.i}p jobs.txt)"'
            \(rules)
            """
    }
}
