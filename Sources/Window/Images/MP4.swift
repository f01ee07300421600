import Foundation

/// Films by ffmpeg, which takes raw frames on its standard input.
struct MP4 {
    private let process = Process()
    private let pipe = Pipe()
    private let path: String

    /// - Throws: `WindowProblem` where there is no ffmpeg.
    init(path: String, width: Int, height: Int, framesPerSecond: Int) throws {
        self.path = path
        guard let program = Self.program else {
            throw WindowProblem(
                "there is no ffmpeg here to make an MP4 with; install it (apt-get install ffmpeg), or use --gif, which needs none")
        }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", "\(width)x\(height)", "-r", "\(framesPerSecond)",
            "-i", "-", "-pix_fmt", "yuv420p", path,
        ]
        process.standardInput = pipe
        try process.run()
    }

    private static var program: String? {
        ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").map { "\($0)/ffmpeg" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    func add(_ bitmap: Bitmap) throws { try pipe.fileHandleForWriting.write(contentsOf: Data(bitmap.bytes)) }

    /// Ends the film.
    /// - Throws: `WindowProblem` where ffmpeg was not content; it has said why.
    func finish() throws {
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw WindowProblem("ffmpeg could not write \(path); its message stands above")
        }
    }
}
