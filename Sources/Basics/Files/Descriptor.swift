import Foundation

/// Writing to an open file, pipe or terminal so that nothing is lost silently.
public enum Descriptor {
    /// Writes all of `bytes`, however many calls that takes.
    /// - Parameter name: what to call the output in messages.
    /// - Throws: `OutputError`.
    public static func write(_ bytes: some ContiguousBytes, to descriptor: Int32, named name: String) throws {
        try bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let count = Foundation.write(descriptor, buffer.baseAddress.unsafelyUnwrapped + done, buffer.count - done)
                if count >= 0 {
                    done += count
                } else if errno == EAGAIN {
                    // Somebody made the terminal or pipe non-blocking.
                    var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&waiting, 1, -1)
                } else if errno == EINVAL, passesCache(descriptor) {
                    setPassesCache(false, descriptor)  // The disk takes other lengths or addresses, or none at all.
                } else if errno != EINTR {
                    throw OutputError(name, errno)
                }
            }
        }
    }

    // MARK: Past the cache

    /// What the addresses and lengths of writes past the cache are multiples of.
    static let directUnit = 4096

    /// O_DIRECT, which the importer does not bring; 0 where it is not known.
    private static var directFlag: Int32 {
        #if os(Linux) && arch(x86_64)
            return 0o40000
        #elseif os(Linux) && arch(arm64)
            return 0o200000
        #else
            return 0
        #endif
    }

    /// Whether what is written goes to the disk past the memory in which the system keeps files.
    static func passesCache(_ descriptor: Int32) -> Bool { fcntl(descriptor, F_GETFL) & directFlag != 0 }

    /// Lets what is written go past the system's cache, where the disk can do that, or through it.
    static func setPassesCache(_ passes: Bool, _ descriptor: Int32) {
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0 else { return }
        _ = fcntl(descriptor, F_SETFL, passes ? flags | directFlag : flags & ~directFlag)
    }
}

/// Why something could not be written, in a sentence.
public struct OutputError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, or `standard output`.
    public let target: String
    /// The system's number of the error.
    public let code: Int32

    public init(_ target: String, _ code: Int32) {
        self.target = target
        self.code = code
    }

    /// Whoever read the output has gone, which is no fault.
    public var isClosedPipe: Bool { code == EPIPE }

    public var description: String { "\(target): cannot be written: \(SystemError.words(code))" }
}

/// Errors of the system in words.
public enum SystemError {
    /// What the error `code` means and what to do about it.
    public static func words(_ code: Int32) -> String {
        switch code {
        case ENOSPC: "there is no room left on the disk; free some, or choose another place"
        case EDQUOT: "your share of the disk is used up; free some, or choose another place"
        case EACCES, EPERM: "you have no right to; check the rights of the file and its folder"
        case EROFS: "the disk is read-only; choose another place"
        case ENOENT: "its folder does not exist; make it first"
        case ENOTDIR: "a part of the path is no folder"
        case EISDIR: "it is a folder; name a file"
        case ENAMETOOLONG: "its name is too long"
        case EFBIG: "it would be larger than files may be here"
        case EIO: "the disk reports an error"
        case EMFILE, ENFILE: "too many files are open"
        case EPIPE: "nobody reads it any more"
        case ETXTBSY: "it is a program that runs"
        case EINVAL, EILSEQ: "its name cannot be used here"
        default: String(cString: strerror(code))
        }
    }

    /// The system's number of an error that Foundation reports, however deep it is.
    public static func code(_ error: any Error) -> Int32? {
        var current: NSError? = error as NSError
        while let error = current {
            if error.domain == NSPOSIXErrorDomain { return Int32(error.code) }
            current = error.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        return nil
    }
}
