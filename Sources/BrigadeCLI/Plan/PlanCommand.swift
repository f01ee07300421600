import ArgumentParser
import Basics
import Foundation
import Tournaments

extension JobFiles.Format: ExpressibleByArgument {}

/// `brigade plan`: the jobs of a large piece of work as text for schedulers.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Write the jobs of a tournament, of training or of any other command for a scheduler.",
        discussion: """
            Only text is written, into the folder of --into: jobs.txt with a whole command a line, and what the format adds: array.sh \
            and submit.sh for Slurm, a Makefile, a Snakefile. Each line makes its own files, whole or not at all, and goes on where it \
            was when it is run again.

            A tournament is divided into --shards, which merge.sh puts together at the end. In other commands a word with choices \
            makes a job for each: {a,b,c}, or {0..4}. Quote such words, or the shell chooses first. 'talk train' is divided into a job for \
            each method with each seed, and the table at the end; with --by-members a run of fcp, hsp or meta into a job for each member \
            that needs no other, and the rest at the end (last.txt).

            The command comes last; docs/clusters.md is a walk through all of it.

            Examples:
              brigade plan --into jobs --shards 32 --format slurm tournament --maps cramped_room
              brigade plan --into jobs train '{fcp,mep}' '{cramped_room,coordination_ring}' --seed '{0..4}'
              brigade plan --into jobs --format slurm --by-members train fcp cramped_room --partners 4
              brigade plan --into jobs talk train Studies/talk-scenes.yaml
              brigade plan --into jobs --format make solve '{cramped_room,coordination_ring}'
            """)

    @Option(help: "Format: slurm, lines (for GNU parallel, submitit, HTCondor and others), snakemake or make.")
    var format = JobFiles.Format.lines
    @Option(help: "Folder of the plan.")
    var into: String
    @Option(.from(1, to: Shard.maxCount), help: "Shards of a tournament; some times as many as there are cores at once balance the load.")
    var shards = 32
    @Option(.jobs, help: "Cores of each job.")
    var cores = 1
    @Option(help: "Longest time of a job, as Slurm writes it.")
    var time = "04:00:00"
    @Flag(help: "Divide runs of training into jobs for members that need no other, and a last job for the rest.")
    var byMembers = false
    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The command with its arguments, such as tournament --maps cramped_room.", valueName: "command"))
    var command: [String]

    /// What `plan.json` says: what the files were made of.
    private struct Record: Encodable {
        let command: [String]
        let jobs: Int
        let shards: Int?
        let format: JobFiles.Format
        let cores: Int
        let directory: String
        let program: String
        let build: String
    }

    func validate() throws {
        guard time.wholeMatch(of: #/[0-9:-]{1,20}/#) != nil else {
            throw ValidationError("--time is written as Slurm does: 30, 04:00:00, 2-00:00:00")
        }
        if byMembers && command.first == "tournament" { throw ValidationError("a tournament has shards; leave --by-members out") }
        if command.first == "plan" || command.isEmpty { throw ValidationError("name the command to plan, such as tournament or train") }
    }

    func run() throws {
        guard let list = JobList(command) else {
            throw ValidationError("these choices make more than \(JobList.maxCount) jobs, or a range runs backwards")
        }
        let folder = URL(fileURLWithPath: into).standardizedFileURL.path
        let directory = FileManager.default.currentDirectoryPath
        func line(_ words: [String]) -> String {
            "cd \(JobList.shell([directory])) && exec \(JobList.shell([ThisProgram.path] + words))"
        }
        let files: JobFiles
        if command.first == "tournament" {
            files = try tournament(list, folder, line)
        } else {
            files = try jobs(list, folder, line)
        }
        let record = Record(
            command: command, jobs: files.lines.count, shards: files.shards, format: format, cores: cores, directory: directory,
            program: ThisProgram.origin.program, build: ThisProgram.origin.build)
        try write(files, record, folder)
        printLine("\(files.title.prefix(300)) in \(folder); start them: \(files.start)")
    }

    /// The jobs of other commands: one for each choice, or one for each part of what that is.
    private func jobs(_ list: JobList, _ folder: String, _ line: ([String]) -> String) throws -> JobFiles {
        var (lines, last): ([String], [String]) = ([], [])
        for job in list.jobs {
            let command = try check(job) as? any DivisibleCommand
            if byMembers && command == nil {
                throw ValidationError("brigade \(JobList.shell(job)) has no members; leave --by-members out")
            }
            if byMembers || command is TalkTrainCommand, let command, let parts = try command.parts() {
                lines += parts.jobs.map { line(job + $0) }
                last.append(line(job + parts.last))
            } else {
                lines.append(line(job))
            }
        }
        let title =
            "brigade \(JobList.shell(command)): \(lines.count) job\(lines.count == 1 ? "" : "s")"
            + (last.isEmpty ? "" : ", then \(last.count)")
        return JobFiles(
            format: format, folder: folder, lines: lines, shards: nil, merge: nil, last: last, title: title, cores: cores, time: time)
    }

    /// The jobs of a tournament: a shard each.
    private func tournament(_ list: JobList, _ folder: String, _ line: ([String]) -> String) throws -> JobFiles {
        guard list.jobs.count == 1, let parsed = try check(list.jobs[0]) as? TournamentCommand else {
            throw ValidationError("one tournament has one plan; name all its maps and agents, without choices")
        }
        guard parsed.sharding.shard == nil, parsed.adaptive == nil else {
            throw ValidationError("--shard and --adaptive have no place in a plan of shards; leave them out")
        }
        let plan = try parsed.plan()
        guard shards <= plan.round else {
            throw ValidationError(
                "the plan has \(plan.round) pairs of agents on maps, so that \(shards) shards are too many; lower --shards")
        }
        let lines = (1...shards).map { number in
            line(withoutStore(list.jobs[0]) + ["--shard", "\(number)/\(shards)", "--db", "\(folder)/shards/\(number)-of-\(shards).sqlite"])
        }
        return JobFiles(
            format: format, folder: folder, lines: lines, shards: shards,
            merge: line(["store", "merge", "\(folder)/shards", "--into", parsed.file.db]),
            title: "\(plan.count) episodes of \(plan.agents.count) agents on \(plan.kitchens.count) maps in \(shards) shards", cores: cores,
            time: time)
    }

    /// The words of a tournament but for its store, which is the merged one.
    private func withoutStore(_ words: [String]) -> [String] {
        words.indices.filter { index in
            words[index] != "--db" && !words[index].hasPrefix("--db=") && (index == 0 || words[index - 1] != "--db")
        }.map { words[$0] }
    }

    /// Refuses a command that the program would refuse.
    @discardableResult
    private func check(_ words: [String]) throws -> any ParsableCommand {
        do {
            return try Brigade.parseAsRoot(words)
        } catch {
            throw ValidationError("brigade \(JobList.shell(words)): \(Brigade.message(for: error))")
        }
    }

    private func write(_ files: JobFiles, _ record: Record, _ folder: String) throws {
        let text = try JSONText.pretty(record) + "\n"
        let place = folder + "/plan.json"
        if let old = try InputFile.dataUnlessMissing(place, .runSettings), old != Data(text.utf8) {
            throw ValidationError("\(folder) holds another plan (plan.json says which); name another folder with --into, or remove it")
        }
        for name in ["logs"] + (files.shards == nil ? [] : ["shards"]) {
            try FileManager.default.makeFolder("\(folder)/\(name)")
        }
        for file in files.files { try WholeFile.write(file.text, to: "\(folder)/\(file.name)") }
        try WholeFile.write(text, to: place)
    }
}
