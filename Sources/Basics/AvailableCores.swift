import Foundation

/// How many threads are ours: what a scheduler gave the job, or else the cores that this process may use.
///
/// On a node of a cluster a job has some of the cores, and a program that takes all of them slows down itself and its neighbours.
public enum AvailableCores {
    /// The variables in which schedulers say it, the most specific first: Slurm (a task's, then a job's on the node), PBS, Grid Engine,
    /// LSF, HTCondor, Flux.
    static let variables = [
        "SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE", "NCPUS", "PBS_NCPUS", "NSLOTS", "LSB_DJOB_NUMPROC", "_CONDOR_REQUEST_CPUS",
        "FLUX_JOB_NCORES",
    ]

    /// - Parameter environment: of this process unless a test has its own.
    public static func count(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> Int {
        let given = variables.lazy.compactMap { environment[$0].flatMap { Int($0) } }.first { $0 > 0 }
        return min(given ?? max(1, min(ProcessInfo.processInfo.activeProcessorCount, quota() ?? .max)), 1024)
    }

    /// The share of cores that a container's group has, rounded up; nil where it has no limit.
    private static func quota() -> Int? {
        guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8) else { return nil }
        return quota(text)
    }

    /// What `cpu.max` says, such as `150000 100000`.
    static func quota(_ text: String) -> Int? {
        let words = text.split(whereSeparator: \.isWhitespace).map { Double($0) }
        guard words.count == 2, let time = words[0], let period = words[1], period > 0, time > 0 else { return nil }
        return max(1, Int(min(time / period, 1024).rounded(.up)))
    }
}
