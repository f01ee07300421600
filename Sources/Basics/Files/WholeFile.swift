import Foundation

/// A file that appears whole or not at all: it is written without a name (or, where the disk cannot do that, under a
/// temporary one beside its own), flushed to the disk, and then takes its place in one step.
///
/// What was there before stays untouched until then. Something that is no file, such as `/dev/stdout` or a pipe, is
/// written to as it is. A link is followed.
public struct WholeFile: ~Copyable {
    private let path: String
    private let place: String
    private let descriptor: Int32
    private let form: Form
    private var isCommitted = false

    private enum Form: Equatable { case nameless, named(String), direct }

    /// Writes `data` to `path`.
    /// - Throws: `OutputError`.
    public static func write(_ data: some ContiguousBytes, to path: String) throws {
        var file = try WholeFile(path)
        try file.append(data)
        try file.commit()
    }

    /// Writes `text` to `path`.
    /// - Throws: `OutputError`.
    public static func write(_ text: String, to path: String) throws { try write(Array(text.utf8), to: path) }

    /// Writes several files of which none appears before all are on the disk, so that what goes wrong on the way leaves those
    /// that were there.
    /// - Throws: `OutputError`.
    public static func write(together files: [(path: String, text: String)]) throws { try write(together: files[...]) }

    private static func write(together files: ArraySlice<(path: String, text: String)>) throws {
        guard let first = files.first else { return }
        var file = try WholeFile(first.path)
        try file.append(Array(first.text.utf8))
        try file.flush()
        try write(together: files.dropFirst())
        try file.commit()
    }

    /// Begins the file.
    /// - Throws: `OutputError`.
    public init(_ path: String) throws { try self.init(path, tryNameless: true) }

    /// - Parameter tryNameless: false for a temporary name in any case.
    init(_ path: String, tryNameless: Bool) throws {
        let place = WholeFile.followed(path)
        let (descriptor, form) = try WholeFile.begin(path, place, tryNameless)
        (self.path, self.place, self.descriptor, self.form) = (path, place, descriptor, form)
    }

    private static func begin(_ path: String, _ place: String, _ tryNameless: Bool) throws -> (Int32, Form) {
        guard !path.isEmpty, !path.utf8.contains(0) else { throw OutputError(path.isEmpty ? "a file without a name" : path, EINVAL) }
        var info = stat()
        let exists = stat(place, &info) == 0
        let kind = info.st_mode & S_IFMT
        if exists && kind == S_IFDIR { throw OutputError(path, EISDIR) }
        let (descriptor, form): (Int32, Form)
        if exists && kind != S_IFREG {
            (descriptor, form) = (open(place, O_WRONLY | O_CLOEXEC), .direct)
        } else if tryNameless, case let nameless = openNameless(in: folder(of: place)), nameless >= 0 {
            (descriptor, form) = (nameless, .nameless)
        } else {
            let name = temporaryName(place)
            (descriptor, form) = (open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666), .named(name))
        }
        guard descriptor >= 0 else { throw OutputError(path, errno) }
        if exists && form != .direct { fchmod(descriptor, info.st_mode & 0o7777) }
        return (descriptor, form)
    }

    deinit {
        close(descriptor)
        if !isCommitted, case .named(let name) = form { unlink(name) }
    }

    /// Adds `data` at the end.
    /// - Throws: `OutputError`.
    public mutating func append(_ data: some ContiguousBytes) throws { try Descriptor.write(data, to: descriptor, named: path) }

    /// Lets what is added go past the system's cache, see `LargeFile`; of a file alone, not of a pipe.
    mutating func setPassesCache(_ passes: Bool) {
        if form != .direct { Descriptor.setPassesCache(passes, descriptor) }
    }

    /// Waits until what was added is on the disk.
    private func flush() throws {
        guard form == .direct || fsync(descriptor) == 0 else { throw OutputError(path, errno) }
    }

    /// Puts the file in its place.
    /// - Throws: `OutputError`; what was there is there still.
    public mutating func commit() throws {
        guard form != .direct else { return }
        try flush()
        let name: String
        switch form {
        case .named(let own): name = own
        case .nameless:
            name = WholeFile.temporaryName(place)
            guard linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
                throw OutputError(path, errno)
            }
        case .direct: return
        }
        guard rename(name, place) == 0 else {
            let code = errno
            unlink(name)
            throw OutputError(path, code)
        }
        isCommitted = true
        // So that the name, too, outlives a loss of power. Some disks cannot do it, which is no reason to fail.
        let folder = open(WholeFile.folder(of: place), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }

    /// A file without a name in `folder`, or a negative number where there cannot be one.
    private static func openNameless(in folder: String) -> Int32 {
        // O_TMPFILE, which the importer does not bring.
        let temporaryFile = Int32(0o20_000_000) | O_DIRECTORY
        guard access("/proc/self/fd", X_OK) == 0 else { return -1 }
        return open(folder, O_WRONLY | O_CLOEXEC | temporaryFile, 0o666)
    }

    /// `path`, or what it is a link to.
    private static func followed(_ path: String) -> String {
        var info = stat()
        guard lstat(path, &info) == 0, info.st_mode & S_IFMT == S_IFLNK else { return path }
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        // A link to something that is not there yet.
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else { return path }
        return target.hasPrefix("/") ? target : folder(of: path) + "/" + target
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// A name beside `path` that nobody has: hidden, and short where the name is long.
    private static func temporaryName(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? "file"
        return "\(folder(of: path))/.\(name.prefix(40)).\(getpid())-\(UInt32.random(in: 0 ... .max)).part"
    }
}
