import CSDL2
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Window

/// What is heard of a tick, and how it is made.
@Suite struct SoundTests {
    private let kitchen: Kitchen

    init() throws { kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old) }

    /// The sounds of every tick of a game of two cooks with such moves.
    private func heard(_ first: String, _ second: String = "", horizon: Int = 400, tickLength: Double = 0.15) throws -> [[Sound]] {
        var game = try KitchenGame(kitchen, horizon: horizon)
        let (moves, others) = (PlayScripts.actions(first), PlayScripts.actions(second))
        return try moves.indices.map { index in
            let before = game.state
            try game.step([moves[index], index < others.count ? others[index] : .stay])
            return Sound.sounds(of: game, before: before, tickLength: tickLength)
        }
    }

    @Test func aSoupIsHeard() throws {
        let heard = try heard("nwxenx wxenx wxenx wssxnen nnnnnnnnnnnnnn x sesx")
        let loud = heard.enumerated().filter { !$1.isEmpty }.map { "\($0) \($1)" }
        #expect(
            loud == [
                "2 [Window.Sound.take]", "5 [Window.Sound.put]", "7 [Window.Sound.take]", "10 [Window.Sound.put]",
                "12 [Window.Sound.take]", "15 [Window.Sound.put, Window.Sound.boil]", "19 [Window.Sound.take]",
                "37 [Window.Sound.take]", "41 [Window.Sound.bell]",
            ], "\(loud)")
    }

    /// The second cook stands at (3, 1), the first walks against it.
    @Test func aBumpIsHeardAndWallsAreNot() throws {
        #expect(try heard("neee") == [[], [], [.bump], [.bump]])
        #expect(try heard("wwww").allSatisfy(\.isEmpty), "a counter is no collision")
        #expect(try heard("ne", "nw").last == [.bump])
    }

    @Test func theLastTenSecondsTick() throws {
        let still = String(repeating: "w", count: 130)
        let ticks = try heard(still, horizon: 130, tickLength: 0.1).enumerated().filter { $1 == [.lastSeconds] }.map { 130 - $0.offset - 1 }
        // So many ticks are left when a second has just begun to be the last full one left, and one less when it is over.
        #expect(ticks.count == 10 && ticks.first.map { $0 < 100 } == true && ticks.last == 9, "\(ticks)")
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0 - $1 == 10 })
        let slow = try heard(still, horizon: 130, tickLength: 0.15).enumerated().filter { $1 == [.lastSeconds] }
        #expect(slow.count == 10)
    }

    @Test(arguments: Sound.allCases) func soundsAreShortSoftAndEndInSilence(_ sound: Sound) {
        let samples = Synthesis.samples(sound)
        let seconds = Double(samples.count) / Double(Synthesis.rate)
        #expect((0.04...0.8).contains(seconds))
        let peak = samples.map(abs).max() ?? 0
        #expect(peak <= Synthesis.maxPeak && peak > 0.05, "\(peak)")
        #expect(abs(samples[0]) < 0.01 && abs(samples[samples.count - 1]) < 0.01, "no click")
        #expect(zip(samples, samples.dropFirst()).allSatisfy { abs($0 - $1) < 0.2 })
        #expect(samples == Synthesis.samples(sound))
    }

    @Test func mixingAddsAndDoesNotClip() {
        #expect(Synthesis.mix([]).isEmpty)
        #expect(Synthesis.mix([[0.25, 0.5], [0.25]]) == [16383, 16383])
        #expect(Synthesis.mix([[0.9], [0.9], [-0.1]]) == [Int16.max] && Synthesis.mix([[-0.9], [-0.9]]) == [-Int16.max])
        let all = Synthesis.mix(Sound.allCases.map(Synthesis.samples))
        #expect(all.map { abs(Int($0)) }.max() ?? 0 < Int(Int16.max), "all at once stay in bounds")
    }

    @Test func mutingIsRemembered() {
        var remembered: [Bool] = []
        let board = SoundBoard(isMuted: true) { remembered.append($0) }
        board.play([.bell])
        board.toggle()
        board.toggle()
        #expect(remembered == [false, true] && board.isMuted)
    }
}

/// The device itself, with SDL's driver that writes into a file what would be heard.
@Suite(.serialized) struct SoundDeviceTests {
    @Test func whatIsPlayedReachesTheDevice() throws {
        let path = NSTemporaryDirectory() + "brigade-sound-" + UUID().uuidString + ".raw"
        defer { try? FileManager.default.removeItem(atPath: path) }
        setenv("SDL_AUDIODRIVER", "disk", 1)
        setenv("SDL_DISKAUDIOFILE", path, 1)
        defer {
            SDL_QuitSubSystem(SDL_INIT_AUDIO)
            unsetenv("SDL_AUDIODRIVER")
            unsetenv("SDL_DISKAUDIOFILE")
        }
        var device = SoundDevice()
        device?.play([.bell])
        Thread.sleep(forTimeInterval: 0.2)
        device?.play([.take, .put])
        Thread.sleep(forTimeInterval: 1.5)
        device = nil
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        let samples = data.withUnsafeBytes { Array($0.bindMemory(to: Int16.self)) }
        let loud = samples.count { abs(Int($0)) > 300 }
        #expect(loud > Synthesis.rate / 10, "\(loud) of \(samples.count) samples are loud")
        #expect(samples.map { abs(Int($0)) }.max() ?? 0 < Int(Int16.max))
    }

    @Test func noDeviceIsNoMistake() {
        setenv("SDL_AUDIODRIVER", "no-such-driver", 1)
        defer { unsetenv("SDL_AUDIODRIVER") }
        #expect(SoundDevice() == nil)
        SoundBoard(isMuted: false).play([.bell])
    }
}
