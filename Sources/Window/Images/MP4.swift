import Basics
import Foundation

/// Films by ffmpeg, which takes raw frames on its standard input and writes to a file of another name until all is done.
final class MP4 {
    private let process = Process()
    private let pipe = Pipe()
    private let path: String
    private let unfinished: String

    /// - Throws: `WindowError` where there is no ffmpeg.
    init(path: String, width: Int, height: Int, framesPerSecond: Int) throws {
        self.path = path
        let url = URL(fileURLWithPath: path)
        unfinished = url.deletingLastPathComponent().path + "/.\(url.lastPathComponent.prefix(40)).\(getpid()).part"
        guard let program = Self.program else {
            throw WindowError(
                "there is no ffmpeg here to make an MP4 with; install it (apt-get install ffmpeg), or use --gif, which needs none")
        }
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = [
            "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgba", "-s", "\(width)x\(height)", "-r", "\(framesPerSecond)",
            "-i", "-", "-pix_fmt", "yuv420p", "-f", "mp4", unfinished,
        ]
        process.standardInput = pipe
        try process.run()
    }

    /// A film that was given up leaves nothing.
    deinit {
        try? pipe.fileHandleForWriting.close()
        if process.isRunning { process.terminate() }
        unlink(unfinished)
    }

    private static var program: String? {
        ProcessInfo.processInfo.environment["PATH", default: ""].split(separator: ":").map { "\($0)/ffmpeg" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// - Throws: `WindowError` where ffmpeg has given up; it has said why.
    func add(_ bitmap: Bitmap) throws {
        do { try pipe.fileHandleForWriting.write(contentsOf: Data(bitmap.bytes)) } catch {
            throw WindowError("ffmpeg could not write \(path); its message is above")
        }
    }

    /// Ends the film and puts it in its place.
    /// - Throws: `WindowError` where ffmpeg was not content; it has said why.
    func finish() throws {
        try pipe.fileHandleForWriting.close()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw WindowError("ffmpeg could not write \(path); its message is above")
        }
        guard rename(unfinished, path) == 0 else { throw OutputError(path, errno) }
    }
}
