import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Neural

@testable import Learning

/// Runs that take a moment, for all tests of the room.
enum TestRuns {
    static func kitchen(_ name: String = "cramped_room", _ dynamics: Dynamics = .old) throws -> Kitchen {
        try Kitchen(MapLibrary.standard.layout(name), dynamics: dynamics)
    }

    /// A run that takes a moment.
    static var settings: PPOSettings {
        var settings = PPOSettings()
        settings.games = 8
        settings.horizon = 40
        settings.steps = 8 * 40 * 4
        settings.hidden = [12]
        settings.filters = 3
        settings.minibatch = 160
        settings.epochs = 2
        return settings
    }

    /// The weights after a whole run, with its metrics.
    static func result(_ settings: PPOSettings, workers: Int = 1, partners: [Partner] = []) throws -> ([String: Tensor], [PPO.Metrics]) {
        let learner = try PPO(kitchen(), settings: settings, workers: Workers(workers), partnership: .with(partners))
        var metrics: [PPO.Metrics] = []
        while !learner.isDone { metrics.append(try learner.iterate()) }
        return (learner.model.tensors, metrics)
    }

    /// A learner that has ended after it was stopped behind every iteration; another went on from its checkpoint.
    /// - Parameter learner: makes a new one with so many workers.
    static func stopped(_ learner: (_ workers: Int) throws -> RecurrentPPO) throws -> RecurrentPPO {
        var disturbed = try learner(3)
        while !disturbed.isDone {
            _ = try disturbed.iterate()
            let next = try learner(2)
            try next.restore(disturbed.checkpoint)
            disturbed = next
        }
        return disturbed
    }
}
