import Basics
import Foundation
import Kitchen

/// Experience as a file.
extension Experience {
    /// The first line of a file.
    private struct Head: Codable {
        var format: String
        var version: Int
        var window: Int
        var features: [String]
        var examples: Int

        static let format = "brigade-experience"
        static let version = 1
    }

    /// Any other line of it.
    private struct Line: Codable {
        var situation: [UInt8]
        var work: String
        var ticks: Int
        var reward: Double
        var usual: Double
        var times: Int
        var kitchen: String
        var player: String
        var episode: Int64
        var seat: Int
        var tick: Int
        var usefulness: Double?

        init(_ example: Example) {
            situation = example.situation.numbers
            work = example.work.name
            (ticks, reward, usual, times) = (example.ticks, example.reward, example.usual, example.times)
            (kitchen, player, episode) = (example.kitchen, example.player, example.episode)
            (seat, tick, usefulness) = (example.seat, example.tick, example.usefulness)
        }

        /// Nil for numbers and names that no example has.
        var example: Example? {
            guard let situation = Situation(numbers: situation), let work = Skill.Work(name: work[...]) else { return nil }
            guard times > 0, reward.isFinite, usual.isFinite, usefulness?.isFinite != false else { return nil }
            return Example(
                situation: situation, work: work, ticks: ticks, reward: reward, usual: usual, times: times, kitchen: kitchen,
                player: player, episode: episode, seat: seat, tick: tick, usefulness: usefulness)
        }
    }

    /// An example as a line of JSON, keys in alphabetical order.
    public static func line(_ example: Example) throws -> String { try JSONText.stored(Line(example)) }

    /// The file's text.
    public func text() throws -> String {
        let names = Situation.Feature.allCases.map { "\($0)" }
        let head = Head(format: Head.format, version: Head.version, window: window, features: names, examples: examples.count)
        return try ([JSONText.stored(head)] + examples.map(Experience.line)).joined(separator: "\n") + "\n"
    }

    /// Writes it whole or not at all.
    /// - Throws: `ExperienceError` where the file cannot be written.
    public func write(to path: String) throws {
        try WholeFile.write(text(), to: path)
    }

    /// Reads a file.
    /// - Throws: `ExperienceError` with the line where there is no such file, or it is none, another version's, cut off or
    ///   without examples.
    public init(reading path: String) throws {
        let data: Data
        do {
            data = try InputFile.data(path, .experience)
        } catch {
            throw ExperienceError("\(error)" + (error.reason == .missing ? "; 'brigade experience build' makes one" : ""))
        }
        let decoder = JSONDecoder()
        let lines = data.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let head = try? decoder.decode(Head.self, from: first), head.format == Head.format else {
            throw ExperienceError("\(path):1: this is no experience; its first line must tell \"format\":\"\(Head.format)\"")
        }
        guard head.version == Head.version, head.features == Situation.Feature.allCases.map({ "\($0)" }) else {
            throw ExperienceError(
                "\(path):1: it was made by another version of Brigade, which described situations otherwise; build it anew")
        }
        guard head.window > 0, head.examples > 0 else { throw ExperienceError("\(path): there are no examples in it") }
        guard lines.count == head.examples + 1 else {
            let found = lines.count - 1
            throw ExperienceError(
                "\(path): it has \(found) examples where its first line says \(head.examples); it was cut off or changed")
        }
        let examples = try lines.dropFirst().enumerated().map { index, line in
            guard let example = try? decoder.decode(Line.self, from: line).example else {
                throw ExperienceError("\(path):\(index + 2): this is no example; it was cut off or changed")
            }
            return example
        }
        self.init(window: head.window, examples: examples)
    }
}
