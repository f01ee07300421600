import Basics
import Foundation

// Results go to standard output through these functions alone. They are checked: where the output cannot be written,
// the program says so and ends with an exit code of its own instead of going on as if nothing were lost.

/// Prints `items` as Swift's own function does, whose place it takes in this room, cleaned of control characters that came
/// from elsewhere.
func print(_ items: Any..., separator: String = " ", terminator: String = "\n") {
    Output.write(Terminal.shown(items.map { "\($0)" }.joined(separator: separator) + terminator))
}

/// Prints a line each; whatever an element holds, a name with a line's end in it too, it stays one line.
func printLines(_ lines: some Sequence<String>) {
    Output.write(lines.map { Terminal.shown($0, over: .oneLine) + "\n" }.joined())
}

/// Prints one line, whatever it holds.
func printLine(_ line: String) { printLines(CollectionOfOne(line)) }

/// Prints a JSON text; what a terminal would act upon is escaped, which changes nothing in what it says.
func printJSON(_ json: String, terminator: String = "\n") { Output.write(JSONText.escaped(json) + terminator) }

/// Prints a text for other programs as it is, unless it goes to a terminal.
func printData(_ text: String, terminator: String = "\n") {
    Output.write(Terminal.standardOutput.isInteractive ? Terminal.shown(text + terminator) : text + terminator)
}

/// Standard output.
enum Output {
    /// The exit code where a result could not be written (EX_IOERR of sysexits).
    static let failure: Int32 = 74
    /// The exit code of a program whose reader has gone, as a shell reports it.
    private static let closedPipe: Int32 = 128 + SIGPIPE

    fileprivate static func write(_ text: String) {
        do {
            try Descriptor.write(Array(text.utf8), to: STDOUT_FILENO, named: "standard output")
        } catch let error as OutputError where error.isClosedPipe {
            exit(closedPipe)
        } catch {
            Terminal.sayLines("Error: \(error)")
            exit(failure)
        }
    }

    /// Makes sure that no file that the program opens gets the number of a stream that was closed before it began: what is
    /// printed would end up in it. Writing to such a stream still fails.
    static func keepStandardStreams() {
        while true {
            let descriptor = open("/dev/null", O_RDONLY)
            guard (0...STDERR_FILENO).contains(descriptor) else {
                if descriptor >= 0 { close(descriptor) }
                return
            }
        }
    }
}
