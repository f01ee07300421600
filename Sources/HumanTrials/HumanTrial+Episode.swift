import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

extension HumanTrial {
    /// Where the trial comes from, without anything that points at a person: the file's name, the line, and the id
    /// where it is harmless.
    public var origin: String {
        "\(URL(fileURLWithPath: file).lastPathComponent):\(line)" + (hasHarmlessID ? " \(id)" : "")
    }

    /// The file's name without its extensions, the same whether it is compressed or not.
    public var collection: String {
        String(URL(fileURLWithPath: file).lastPathComponent.prefix { $0 != "." })
    }

    /// The trial as an episode, once every state and reward agreed with what was recorded.
    /// - Throws: `RecordError` that explains the first difference.
    public func episode() throws(RecordError) -> Episode {
        do {
            let report = try verify()
            if let first = report.firstDifference {
                throw RecordError(
                    file: file, line: line, message: "\(report.differences) differences to a replay; the first is in \(first)")
            }
            // Where a recipe is wanted, the start of the seed may have another one.
            let isUsual = start == kitchen.start && start.recipe == nil
            var recorder = try EpisodeRecorder(kitchen, horizon: max(actions.count, 1), seed: 0, start: isUsual ? nil : start)
            for joint in actions { try recorder.step(joint) }
            return recorder.episode()
        } catch let problem as RecordError {
            throw problem
        } catch {
            throw RecordError(file: file, line: line, message: "trial \(id) cannot be played: \(error)")
        }
    }

    /// An episode as a line of a human-trials file, with its map, so that it can be read without the folder of maps.
    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    public static func line(of episode: Episode, id: String, source: String) throws -> String {
        if episode.layout.parameters.recipes?.redrawsOnDelivery == true {
            throw ParameterError(
                key: "sample_recipe_on_delivery",
                message: "a kitchen that draws another recipe after a delivery is not in the format of trials, which has no recipes that "
                    + "were drawn; export it as 'readable'")
        }
        let replay = try Replay(episode)
        let states = replay.states
        let rewards = replay.timeline.filter { $0.reward != 0 }.map { "[\($0.tick),\(number($0.reward))]" }
        let old = episode.dynamics == .old
        let fields: [(key: String, json: String)] = [
            ("id", try text(id)), ("source", try text(source)), ("layout", try text(episode.layout.name)),
            ("grid", "[\(try episode.layout.grid.map(text).joined(separator: ","))]"),
            ("map", try text(MapFile.yaml(episode.layout))), ("old_dynamics", "\(old)"), ("T", "\(episode.ticks)"),
            ("contiguous", "true"), ("start", StateNotation.json(states[0])),
            ("a", try text(String(episode.actions.map(\.digit)))),
            ("r_replay", "[\(rewards.joined(separator: ","))]"), ("score_replay", number(episode.score)),
            ("s", "[\(states.map(StateNotation.json).joined(separator: ","))]"),
        ]
        return "{\(fields.map { "\"\($0.key)\":\($0.json)" }.joined(separator: ","))}"
    }

    private static func text(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }

    private static func number(_ value: Double) -> String { value.isFinite ? value.plain : "\"\(value)\"" }
}
