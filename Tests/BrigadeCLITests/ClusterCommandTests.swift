import Foundation
import TestSupport
import Testing

@testable import BrigadeCLI

/// Shards, merging and plans as a user meets them.
@Suite final class ClusterCommandTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-cluster-\(UUID().uuidString)"

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private var tournament: [String] {
        ["tournament", "--agents", "random", "greedy", "--maps", "cramped_room", "--episodes", "4", "--horizon", "60", "--quiet"]
    }

    private func shard(_ number: Int, of count: Int, more: [String] = []) throws -> Program.Result {
        try Program.run(
            tournament + ["--shard", "\(number)/\(count)", "--db", "\(folder)/s/\(number)-of-\(count).sqlite", "--work", folder + "/work"]
                + more)
    }

    private func scores(_ db: String) throws -> String { try Program.run(["store", "export", "--scores", "--db", db]).output }

    @Test func shardsAreMergedAndWhatIsMissingIsSaid() throws {
        for number in [1, 2, 4] {
            let result = try shard(number, of: 4)
            #expect(result.status == 0, "\(result.talk)")
        }
        let status = try Program.run(["store", "status", folder + "/s"])
        #expect(status.status == 75 && status.output.contains("3 of 4 shards, 12 of 16 episodes") && status.output.contains("missing: 3 "))
        let merge = ["store", "merge", folder + "/s", "--into", folder + "/all.sqlite"]
        let part = try Program.run(merge)
        #expect(part.status == 75 && part.output.contains("12 of 16 episodes") && part.output.contains("--array=3)"), "\(part.output)")
        #expect(try shard(3, of: 4).status == 0 && shard(3, of: 4).talk.contains("already, whole"))
        let all = try Program.run(merge)
        #expect(all.status == 0 && all.output.contains("16 of 16 episodes") && !all.output.contains("missing"))
        #expect(try Program.run(["store", "status", folder + "/s"]).status == 0)
        #expect(try Program.run(tournament + ["--db", folder + "/one.sqlite"]).status == 0)
        let lines = try scores(folder + "/all.sqlite")
        #expect(try lines == scores(folder + "/one.sqlite") && lines.split(separator: "\n").count == 17)
        #expect(try Program.run(["episodes", "verify", "--db", folder + "/all.sqlite"]).status == 0)
        let pairs = try Program.run(["store", "next", "--db", folder + "/all.sqlite", "--width", "3", "--most", "2"])
        #expect(pairs.status == 0 && pairs.output.hasPrefix("map,first,second,after,episodes\n"))
    }

    @Test func badInputIsASentence() throws {
        for text in ["0/4", "5/4", "4", "a/b"] {
            let result = try Program.run(tournament + ["--shard", text])
            #expect(result.status == 64 && result.talk.contains("counted from 1"), "\(result.talk)")
        }
        #expect(try shard(1, of: 2).status == 0)
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder + "/s/1-of-2.sqlite"))
        let other = try shard(1, of: 2, more: ["--seed", "9"])
        #expect(other.status == 1 && other.talk.contains("holds another plan"), "\(other.talk)")
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder + "/s/2-of-2.sqlite"))
        let merge = try Program.run(["store", "merge", folder + "/s", "--into", folder + "/all.sqlite"])
        #expect(
            merge.status == 1 && merge.talk.contains("2-of-2.sqlite: the file is cut off; copy it again, or remove it and play it again")
                && merge.output.contains("missing: shard 2 of 2"), "\(merge.talk)")
        // A folder that cannot be, for root too.
        let place = try Program.run(tournament + ["--shard", "1/2", "--db", "/proc/none/1-of-2.sqlite"])
        #expect(place.status == 1 && place.talk.contains("/proc/none/1-of-2.sqlite: "), "\(place.talk)")
        let none = try Program.run(["store", "merge", folder + "/nothing.sqlite", "--into", folder + "/all.sqlite"])
        #expect(none.status == 1 && none.talk.contains("there is no such file"))
        #expect(try Program.run(tournament + ["--shard", "1/2", "--adaptive", "5"]).status == 64)
        let few = try Program.run(["plan", "--into", folder + "/jobs", "--shards", "5"] + tournament)
        #expect(few.status == 64 && few.talk.contains("4 pairs of agents on maps"), "\(few.talk)")
        let unknown = try Program.run(["plan", "--into", folder + "/jobs", "train", "{fcp,nothing}", "cramped_room"])
        #expect(unknown.status == 64 && unknown.talk.contains("nothing"), "\(unknown.talk)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/jobs"))
        let nowhere = try Program.run(["plan", "--into", "/proc/none/jobs", "--shards", "2"] + tournament)
        #expect(nowhere.status == 1 && nowhere.talk.contains("/proc/none/jobs/logs: cannot be written: "), "\(nowhere.talk)")
    }

    @Test func makeRunsAPlan() throws {
        let plan =
            ["plan", "--into", folder + "/jobs", "--shards", "3", "--format", "make"] + tournament + ["--db", folder + "/all.sqlite"]
        let planned = try Program.run(plan)
        #expect(planned.status == 0 && planned.output.contains("16 episodes of 2 agents on 1 maps in 3 shards"), "\(planned.talk)")
        #expect(try Program.run(plan).status == 0 && Program.run(plan + ["--seed", "2"]).talk.contains("holds another plan"))
        #expect(try make(folder + "/jobs") == 0)
        #expect(try Program.run(tournament + ["--db", folder + "/one.sqlite"]).status == 0)
        #expect(try scores(folder + "/all.sqlite") == scores(folder + "/one.sqlite"))
    }

    /// - Returns: the exit status of make in a plan's folder.
    private func make(_ jobs: String) throws -> Int32 {
        let make = Process()
        make.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        make.arguments = ["make", "-s", "-C", jobs, "-j2"]
        make.standardOutput = FileHandle.nullDevice
        make.standardError = FileHandle.nullDevice
        try make.run()
        make.waitUntilExit()
        return make.terminationStatus
    }

    /// Partners by jobs of their own and then the best response make the run of one process.
    @Test func makeRunsMembers() throws {
        let train = [
            "train", "fcp", "cramped_room", "--partners", "2", "--games", "8", "--horizon", "40", "--steps", "1600", "--iterations", "1",
        ]
        let parts = train + ["--run", folder + "/parts"]
        let early = try Program.run(parts + ["--only", "response"])
        #expect(early.status == 75 && early.talk.contains("response needs partner-1, partner-2, which are not done yet"), "\(early.talk)")
        let planned = try Program.run(["plan", "--into", folder + "/jobs", "--by-members", "--format", "make"] + parts)
        #expect(planned.status == 0 && planned.output.contains(": 2 jobs, then 1 in "), "\(planned.talk)")
        #expect(try make(folder + "/jobs") == 0)
        #expect(try Program.run(train + ["--run", folder + "/whole"]).status == 0)
        for file in ["fcp-cramped_room-0.safetensors", "metrics.csv", "snapshots/response/0004.safetensors"] {
            let expected = FileManager.default.contents(atPath: "\(folder)/whole/\(file)")
            #expect(expected != nil && expected == FileManager.default.contents(atPath: "\(folder)/parts/\(file)"), "\(file)")
        }
        let meta = try Program.run(["train", "meta", "cramped_room", "--snapshots-every", "9", "--run", folder + "/meta"])
        #expect(meta.status == 64 && meta.talk.contains("runs of meta keep all snapshots"), "\(meta.talk)")
        let bound = try Program.run(["plan", "--into", folder + "/none", "--by-members", "train", "pbt", "cramped_room"])
        #expect(bound.status == 64 && bound.talk.contains("the members of pbt need each other"), "\(bound.talk)")
        let solve = try Program.run(["plan", "--into", folder + "/none", "--by-members", "solve", "cramped_room"])
        #expect(solve.status == 64 && solve.talk.contains("has no members"), "\(solve.talk)")
    }

    @Test func methodsAndSeedsOfTalkAreJobs() throws {
        let text =
            "game: scenes\nmethods: [supervised, emergent]\nseeds: 2\nhuman-rounds: 60\nsteps: 40\ngames: 10\nwarm-up: 10\nbatch: 8\n"
            + "hidden: 8\nembedding: 4\n"
        try text.write(toFile: folder + "/e.yaml", atomically: true, encoding: .utf8)
        let train = ["talk", "train", folder + "/e.yaml", "--run", folder + "/runs"]
        let listed = try Program.run(train + ["--list-members"])
        #expect(listed.output.split(separator: "\n") == ["supervised-0", "emergent-0", "supervised-1", "emergent-1"], "\(listed.output)")
        let early = try Program.run(train + ["--table"])
        #expect(early.status == 75 && early.talk.contains("4 of 4 runs are not done"), "\(early.talk)")
        let wrong = try Program.run(train + ["--only", "supervized-0"])
        #expect(wrong.status == 64 && wrong.talk.contains("did you mean 'supervised-0'?"), "\(wrong.talk)")
        let planned = try Program.run(["plan", "--into", folder + "/jobs", "--format", "make"] + train)
        #expect(planned.status == 0 && planned.output.contains(": 4 jobs, then 1 in "), "\(planned.talk)")
        #expect(try make(folder + "/jobs") == 0)
        let table = try Program.run(train + ["--table"])
        let whole = try Program.run(["talk", "train", folder + "/e.yaml", "--run", folder + "/whole"])
        #expect(table.status == 0 && table.output == whole.output && table.output.contains("emergent"), "\(table.talk)")
    }

    @Test func choicesMakeJobs() {
        #expect(JobList(["train", "{fcp,mep}", "a", "--seed", "{0..2}"])?.jobs.count == 6)
        #expect(JobList.choices("x{a,b}y{1..2}") == ["xay1", "xay2", "xby1", "xby2"])
        #expect(JobList.choices("{one}") == ["{one}"] && JobList.choices("{5..2}") == nil && JobList.choices("plain") == ["plain"])
        #expect(JobList(["{1..9999}", "{1..9999}"]) == nil)
        #expect(JobList.shell(["a b", "it's", "x=1", "", "$HOME"]) == "'a b' 'it'\\''s' x=1 '' '$HOME'")
        #expect(ShardFiles.array([3, 7, 8, 9, 1, 12, 11]) == "1,3,7-9,11-12")
    }

    @Test func everyFormatIsText() throws {
        for format in JobFiles.Format.allCases {
            let files = JobFiles(
                format: format, folder: "/a b", lines: (1...2_500).map { "echo \($0)" }, shards: nil, merge: nil, title: "t", cores: 2,
                time: "1:00:00"
            ).files
            #expect(files.contains { $0.name == "jobs.txt" && $0.text.split(separator: "\n").count == 2_500 })
            guard let array = files.first(where: { $0.name == "array.sh" })?.text else { continue }
            // More lines than an array may have tasks.
            #expect(array.contains("--array=1-834") && array.contains("'/a b/jobs.txt'") && array.contains("--cpus-per-task=2"))
        }
    }
}
