import Basics
import Foundation

/// The learning curve of a run as comma-separated values.
struct MetricsFile {
    private let path: String

    init(_ path: String) { self.path = path }

    private static var heading: String { CSV.row(FormerColumns.heading(PPO.Metrics.columns)) }

    /// Leaves the heading and the lines of the first `iterations` iterations.
    func keep(iterations: Int) throws {
        try WholeFile.write(text(iterations: iterations), to: path)
    }

    /// The heading and the lines of the first `iterations` iterations. Lines of earlier versions get the columns of today.
    func text(iterations: Int) throws -> String {
        let lines = try kept(iterations).map { CSV.row(FormerColumns.cells($0, PPO.Metrics.columns)) }
        return ([MetricsFile.heading] + lines).joined(separator: "\n") + "\n"
    }

    /// The same as a version before `explained_variance` wrote it; checkpoints of that version have its checksum.
    func formerText(iterations: Int) throws -> String {
        let heading = "iteration,steps,score,shaped,policy_loss,value_loss,entropy,divergence,clipped,gradient,rate"
        let lines = try kept(iterations).map { $0.prefix(11).joined(separator: ",") }
        return ([heading] + lines).joined(separator: "\n") + "\n"
    }

    /// The cells of the lines of the first `iterations` iterations.
    private func kept(_ iterations: Int) throws -> [[String]] {
        let text = try InputFile.dataUnlessMissing(path, .runMetrics).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let lines = text.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        return Array(lines.filter { $0.first.flatMap { Int($0) }.map { $0 <= iterations } ?? false }.prefix(iterations))
    }

    /// Adds an iteration.
    func append(_ metrics: PPO.Metrics) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        let values = metrics.line.split(separator: ",").map(String.init)
        try handle.write(contentsOf: Data((CSV.row(FormerColumns.cells(values, PPO.Metrics.columns)) + "\n").utf8))
    }
}
