import Foundation

/// Pictures of an episode, made without any display by the code that draws the window.
public final class Film {
    private let offscreen: OffscreenCanvas
    private let view: ReplayView
    /// The seat through whose eyes it is shown; nil for the whole of it.
    private let seat: Int?
    /// Pixels wide and high.
    public let width: Int
    public let height: Int

    /// - Parameter seat: the one through whose eyes it is shown; nil for the whole of it.
    /// - Throws: `WindowError` where there is no font, or no such seat to look from.
    package init(_ view: ReplayView, from seat: Int? = nil, width: Int = 1280, height: Int = 720) throws {
        var view = view
        if let seat {
            guard !view.viewers.isEmpty else { throw WindowError("everybody sees everything in this kitchen; leave --view out") }
            guard view.viewers.contains(seat) else {
                throw WindowError("there is no seat \(seat + 1) to look from; the episode has \(view.viewers.count)")
            }
            view.look(from: seat)
        }
        self.view = view
        self.seat = seat
        self.width = width
        self.height = height
        offscreen = try OffscreenCanvas(width: width, height: height)
    }

    /// Number of ticks.
    public var count: Int { view.count }

    /// What the window shows at `time`, in ticks; with the panel, or the kitchen alone.
    package func frame(at time: Double, withPanel: Bool = true, withExplanations: Bool = false) -> Bitmap {
        let canvas = offscreen.canvas
        canvas.begin(Palette.night)
        let clock = time * Double(view.tickMilliseconds) / 1000
        let scene = view.scene(at: time, clock: clock, withExplanations: withExplanations, from: seat)
        if withPanel {
            let (stage, side) = GameScreen.areas(canvas)
            KitchenPainter(scene, on: canvas, in: stage).paint()
            view.panel(at: time, withExplanations: withExplanations, from: seat).paint(on: canvas, in: side)
        } else {
            KitchenPainter(scene, on: canvas, in: canvas.bounds.inset(min(canvas.width, canvas.height) * 0.03)).paint()
        }
        return offscreen.bitmap
    }

    /// The picture at tick `tick` as PNG.
    public func png(tick: Int, withPanel: Bool = true, withExplanations: Bool = false) -> Data {
        PNG.encode(frame(at: Double(tick), withPanel: withPanel, withExplanations: withExplanations))
    }

    /// A part of the episode as a moving GIF, handed over piece by piece.
    /// - Parameter framesPerSecond: at the speed at which it was played.
    public func gif(
        _ ticks: Range<Int>, framesPerSecond: Int = 20, withPanel: Bool = true, withExplanations: Bool = false,
        into take: (Data) throws -> Void
    ) rethrows {
        let times = times(ticks, framesPerSecond)
        let samples = stride(from: 0, to: times.count, by: max(1, times.count / 12)).map {
            frame(at: times[$0], withPanel: withPanel, withExplanations: withExplanations)
        }
        var gif = GIF(samples: samples, width: width, height: height)
        for time in times {
            gif.add(frame(at: time, withPanel: withPanel, withExplanations: withExplanations), hundredths: max(2, 100 / framesPerSecond))
            try take(gif.takeData())
        }
        gif.finish()
        try take(gif.takeData())
    }

    /// A part of the episode as an MP4 at `path`, by ffmpeg. The file appears whole or not at all.
    /// - Parameter isWanted: asked after every frame; the film is given up when it is not.
    /// - Returns: whether the film was made.
    /// - Throws: `WindowError` where there is no ffmpeg, or it fails.
    public func mp4(
        _ path: String, _ ticks: Range<Int>, framesPerSecond: Int = 30, withPanel: Bool = true, withExplanations: Bool = false,
        isWanted: () -> Bool = { true }
    ) throws -> Bool {
        let film = try MP4(path: path, width: width, height: height, framesPerSecond: framesPerSecond)
        for time in times(ticks, framesPerSecond) {
            guard isWanted() else { return false }
            try film.add(frame(at: time, withPanel: withPanel, withExplanations: withExplanations))
        }
        try film.finish()
        return true
    }

    /// Times of frames, in ticks.
    private func times(_ ticks: Range<Int>, _ framesPerSecond: Int) -> [Double] {
        let seconds = Double(ticks.count) * Double(view.tickMilliseconds) / 1000
        let frames = max(1, Int((seconds * Double(framesPerSecond)).rounded()))
        return (0...frames).map { Double(ticks.lowerBound) + Double(ticks.count) * Double($0) / Double(frames) }
    }
}
