#if LIBFUZZER
    import Foundation

    /// The doors that libFuzzer knows (https://llvm.org/docs/LibFuzzer.html), in a program built with `--sanitize=fuzzer`.
    ///
    /// The environment names the format (`BRIGADE_FUZZ_FORMAT`) and the folder of its corpus (`BRIGADE_FUZZ_CORPUS`).
    private enum LibFuzzer {
        static let folders = FuzzFolders(
            checkout: FileManager.default.currentDirectoryPath,
            scratch: NSTemporaryDirectory() + "brigade-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
        static let format: FuzzFormat? = FuzzFormat.all.first { $0.name == ProcessInfo.processInfo.environment["BRIGADE_FUZZ_FORMAT"] }
    }

    /// Makes the scratch folder and writes the format's good inputs into its corpus.
    @_cdecl("LLVMFuzzerInitialize")
    public func initialiseFuzzing(_: UnsafeMutableRawPointer?, _: UnsafeMutableRawPointer?) -> Int32 {
        guard let format = LibFuzzer.format, let corpus = ProcessInfo.processInfo.environment["BRIGADE_FUZZ_CORPUS"] else {
            fatalError("BRIGADE_FUZZ_FORMAT and BRIGADE_FUZZ_CORPUS say what is fuzzed; Tools/fuzz.sh sets them")
        }
        do {
            for folder in [LibFuzzer.folders.scratch, corpus] {
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            }
            for (number, seed) in try format.seeds(LibFuzzer.folders).enumerated() {
                try Data(seed).write(to: URL(fileURLWithPath: "\(corpus)/seed-\(number)"))
            }
        } catch {
            fatalError("the seeds of \(format.name) cannot be made: \(error)")
        }
        return 0
    }

    @_cdecl("LLVMFuzzerTestOneInput")
    public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
        guard let format = LibFuzzer.format else { return -1 }
        let bytes = [UInt8](UnsafeBufferPointer(start: start, count: count))
        do {
            try format.read(FuzzInput(bytes: bytes, folders: LibFuzzer.folders, ending: format.ending))
        } catch let promise as BrokenPromise {
            fatalError(promise.description)
        } catch {}
        return 0
    }
#endif
