import Agents
import Basics
import CZlib
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing
import Window

/// The window's pages, drawn without a display, beside stored pictures of a game whose cooks follow a script, so that
/// no agent's progress changes them. After a change of the drawing, look at `brigade gallery`, then store again:
/// `BRIGADE_REDRAW=1 swift test -c release --filter PictureTests`.
@Suite(.serialized) struct PictureTests {
    private static let fixtures = Checkout.path("Tests/WindowTests/Fixtures")

    /// Fonts and rounding differ a little between systems: a page may differ visibly in one pixel of a hundred.
    @Test func pagesLookAsTheyDid() throws {
        let library = MapLibrary(folder: Checkout.path("Maps"))
        let layouts = try ["coordination_ring", "cramped_room"].map(library.layout)
        let pictures = try Gallery.bitmaps(layouts: layouts, agents: [script()], width: 640, height: 360)
        let names = [
            "menu", "kitchens", "keys", "ready", "game", "overlay", "details", "pause", "result", "replay", "compare", "lesson",
            "view-1", "view-2", "talk-replay", "referential-round", "figures", "names",
        ]
        #expect(pictures.map(\.name) == names)
        for (name, picture) in pictures {
            let file = URL(fileURLWithPath: "\(Self.fixtures)/\(name).png")
            if ProcessInfo.processInfo.environment["BRIGADE_REDRAW"] != nil { try PNG.encode(picture).write(to: file) }
            let stored = try PNGReader.read(Data(contentsOf: file))
            try #require(stored.width == picture.width && stored.height == picture.height)
            let share = Self.difference(stored, picture)
            #expect(share < 0.01, "\(name) differs in \(share * 100) % of its pixels; the suite's comment tells what to do")
        }
    }

    /// An agent file whose agent plays the recorded actions of its seat.
    private func script() throws -> AgentFile {
        let path = NSTemporaryDirectory() + "script-" + UUID().uuidString + ".yaml"
        try Data("name: greedy\nkind: script\ndescription: Plays by heart.\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try AgentFile.read(path, catalogue: AgentCatalogue([ScriptKind.self]))
    }

    @Test func aDifferentPageIsSeenToDiffer() throws {
        let game = try PNGReader.read(Data(contentsOf: URL(fileURLWithPath: Self.fixtures + "/game.png")))
        let overlay = try PNGReader.read(Data(contentsOf: URL(fileURLWithPath: Self.fixtures + "/overlay.png")))
        #expect(Self.difference(game, overlay) > 0.02)
    }

    /// Share of pixels in which a channel differs by more than a person would overlook.
    private static func difference(_ a: Bitmap, _ b: Bitmap) -> Double {
        var count = 0
        for pixel in 0..<a.width * a.height
        where (0..<3).contains(where: { abs(Int(a.bytes[pixel * 4 + $0]) - Int(b.bytes[pixel * 4 + $0])) > 40 }) {
            count += 1
        }
        return Double(count) / Double(a.width * a.height)
    }

    @Test func bitmapsComeBackFromPNG() throws {
        var bitmap = Bitmap(width: 37, height: 21)
        var random = RandomStream(5)
        for index in bitmap.bytes.indices { bitmap.bytes[index] = index % 4 == 3 ? 255 : UInt8(truncatingIfNeeded: random.next()) }
        #expect(try PNGReader.read(PNG.encode(bitmap)).bytes == bitmap.bytes)
    }

    @Test func framesComeBackFromGIF() throws {
        // More than 4096 codes, so that the table of codes starts afresh, in the 255 colours that a palette has.
        var random = RandomStream(6)
        let frames = (0..<3).map { _ -> Bitmap in
            var bitmap = Bitmap(width: 150, height: 90)
            for pixel in 0..<150 * 90 {
                let shade = UInt8(random.next() % 255)
                for channel in 0..<3 { bitmap.bytes[pixel * 4 + channel] = channel == 0 ? shade : 255 - shade }
                bitmap.bytes[pixel * 4 + 3] = 255
            }
            return bitmap
        }
        var gif = GIF(samples: frames, width: 150, height: 90)
        for frame in frames { gif.add(frame, hundredths: 5) }
        gif.finish()
        let read = try GIFReader.frames(gif.data)
        #expect(read.count == 3)
        for (a, b) in zip(read, frames) { #expect(a == b.bytes) }
    }

    @Test func filmsShowTheEpisodeWithoutADisplay() throws {
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old)
        var recorder = try EpisodeRecorder(kitchen, horizon: 400, seed: 1)
        for action in PlayScripts.soup { try recorder.step([action, .stay]) }
        let view = try ReplayView(recorder.episode(), names: ["A", "B"])
        #expect(view.replay.score(at: view.count) == 20 && view.replay.score(at: view.count - 1) == 0)
        let film = try Film(view, width: 320, height: 180)
        let first = try PNGReader.read(film.png(tick: 0))
        #expect(first.width == 320 && first.height == 180)
        #expect(Self.difference(first, try PNGReader.read(film.png(tick: 10))) > 0.01, "the cook has moved")
        var data = Data()
        film.gif(0..<4, framesPerSecond: 10) { data += $0 }
        let frames = try GIFReader.frames(data)
        #expect(frames.count == 7, "0.6 seconds and the last state")
    }
}

/// Plays `Fixtures/coordination_ring.actions`, a line of digits a seat, and explains itself.
private struct ScriptKind: AgentKind {
    static let name = "script"
    static let summary = "Plays by heart."
    init(_ reader: inout ParameterReader) {}
    func makeAgent() throws -> any Agent { Script() }

    private struct Script: Agent {
        private var actions: [Action] = []
        private var cell = Cell(0, 0)
        private var seat = 0

        mutating func begin(_ episode: EpisodeContext) throws {
            let file = Checkout.path("Tests/WindowTests/Fixtures/coordination_ring.actions")
            let lines = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n")
            seat = episode.seat
            actions = lines[seat].compactMap { digit in Action.allCases.first { $0.digit == digit } }
        }

        mutating func act(_ game: KitchenGame) -> Decision {
            cell = game.player(seat).cell
            return Decision(actions[game.timestep])
        }

        func explain() -> Explanation? {
            Explanation(
                intention: "plays by heart", reason: "a test wants the same picture every time",
                beliefs: [
                    .init(seat: 1 - seat, what: "does the same", probability: 0.72),
                    .init(seat: 1 - seat, what: "fetches an onion", probability: 0.28),
                ], path: [[cell.x, cell.y], [cell.x + 1, cell.y]], wish: "that nothing moves")
        }
    }
}

/// Reads the PNGs that `PNG` writes.
private enum PNGReader {
    struct Problem: Error {}

    static func read(_ data: Data) throws -> Bitmap {
        let bytes = [UInt8](data)
        func number(_ at: Int) -> Int { bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        let width = number(16)
        let height = number(20)
        var packed: [UInt8] = []
        var at = 8
        while at < bytes.count {
            let length = number(at)
            if bytes[at + 4..<at + 8].elementsEqual("IDAT".utf8) { packed += bytes[at + 8..<at + 8 + length] }
            at += length + 12
        }
        var size = uLong((width * 3 + 1) * height)
        var rows = [UInt8](repeating: 0, count: Int(size))
        guard uncompress(&rows, &size, packed, uLong(packed.count)) == Z_OK else { throw Problem() }
        var bitmap = Bitmap(width: width, height: height)
        for y in 0..<height {
            guard rows[y * (width * 3 + 1)] == 2 else { throw Problem() }
            for x in 0..<width * 3 {
                let index = (y * width + x / 3) * 4 + x % 3
                let above = y == 0 ? 0 : bitmap.bytes[index - width * 4]
                bitmap.bytes[index] = rows[y * (width * 3 + 1) + 1 + x] &+ above
            }
            for x in 0..<width { bitmap.bytes[(y * width + x) * 4 + 3] = 255 }
        }
        return bitmap
    }
}

/// Reads moving GIFs of one palette, as the standard tells, to RGBA.
private enum GIFReader {
    struct Problem: Error {}

    static func frames(_ data: Data) throws -> [[UInt8]] {
        let bytes = [UInt8](data)
        func number(_ at: Int) -> Int { Int(bytes[at]) | Int(bytes[at + 1]) << 8 }
        guard bytes.starts(with: "GIF89a".utf8), bytes[10] == 0xF7 else { throw Problem() }
        let width = number(6)
        var canvas = [UInt8](repeating: 255, count: width * number(8) * 4)
        var frames: [[UInt8]] = []
        var at = 13 + 768
        var clear: UInt8?
        while bytes[at] != 0x3B {
            if bytes[at] == 0x21 {
                if bytes[at + 1] == 0xF9 { clear = bytes[at + 3] & 1 == 1 ? bytes[at + 6] : nil }
                at += 2
                while bytes[at] != 0 { at += Int(bytes[at]) + 1 }
                at += 1
                continue
            }
            guard bytes[at] == 0x2C else { throw Problem() }
            let (x, y, w, h) = (number(at + 1), number(at + 3), number(at + 5), number(at + 7))
            at += 11
            var packed: [UInt8] = []
            while bytes[at] != 0 {
                packed += bytes[at + 1..<at + 1 + Int(bytes[at])]
                at += Int(bytes[at]) + 1
            }
            at += 1
            let pixels = try unpack(packed)
            guard pixels.count == w * h else { throw Problem() }
            for (index, pixel) in pixels.enumerated() where pixel != clear {
                let target = ((y + index / w) * width + x + index % w) * 4
                for channel in 0..<3 { canvas[target + channel] = bytes[13 + Int(pixel) * 3 + channel] }
            }
            frames.append(canvas)
        }
        return frames
    }

    private static func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
        var table: [[UInt8]] = []
        func reset() { table = (0..<256).map { [UInt8($0)] } + [[], []] }
        reset()
        var out: [UInt8] = []
        var width = 9
        var bit = 0
        var before: [UInt8] = []
        while true {
            guard bit + width <= bytes.count * 8 else { throw Problem() }
            let code = (0..<width).reduce(0) { $0 | Int(bytes[(bit + $1) / 8] >> UInt8((bit + $1) % 8) & 1) << $1 }
            bit += width
            if code == 257 { return out }
            if code == 256 {
                reset()
                width = 9
                before = []
                continue
            }
            guard code <= table.count, code < table.count || !before.isEmpty else { throw Problem() }
            let entry = code < table.count ? table[code] : before + [before[0]]
            out += entry
            if !before.isEmpty && table.count < 4096 { table.append(before + [entry[0]]) }
            if table.count == 1 << width && width < 12 { width += 1 }
            before = entry
        }
    }
}
