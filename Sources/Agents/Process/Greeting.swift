import Foundation

/// What came of starting a program and exchanging hellos.
enum Greeting {
    /// It speaks this version of the protocol, and answers for so many games at once where it was asked to; nil where it says nothing
    /// of that.
    case speaks(version: Int, games: Int?)
    /// It failed to say hello.
    case lost(AgentFault, String)

    /// A program that has been started, in its folder and with the variables that it is given.
    /// - Throws: `AgentError` where the system cannot start it.
    static func start(_ settings: ProcessSettings, path: String) throws -> Program {
        let environment = ProgramEnvironment.chosen(settings.environment, from: ProcessInfo.processInfo.environment)
        return try Program(path: path, arguments: Array(settings.command.dropFirst()), folder: settings.folder, environment: environment)
    }

    /// Sends `hello` and waits for the program's.
    /// - Parameter strays: takes the lines that were passed over.
    /// - Throws: `AgentError` for a program that speaks a version that this one does not know.
    static func exchange(
        _ program: Program, hello: String, _ settings: ProcessSettings, path: String, strays: inout StrayLines
    ) throws -> Greeting {
        var mistakes = 0
        let deadline = ContinuousClock.now + .milliseconds(settings.start)
        _ = program.send(hello, by: deadline)
        while true {
            switch program.receive(by: deadline) {
            case .line(let line):
                switch ProtocolAnswer(line) {
                case .hello(let version, let games) where ProtocolText.versions.contains(version):
                    return .speaks(version: version, games: games)
                case .hello(let version, _):
                    throw AgentError(
                        "\(path) speaks version \(version) of the protocol; this program speaks "
                            + ProtocolText.versions.map(String.init).joined(separator: " and "))
                case .info: continue
                case .stray(let what): strays.note(what)
                case let other:
                    mistakes += 1
                    let mistake = "instead of a hello: \(other.mistake ?? ProtocolAnswer.excerpt(line))"
                    guard mistakes < settings.patience else {
                        return .lost(.nonsense, mistakes == 1 ? mistake : "\(mistake); the last of \(mistakes) faults in a row")
                    }
                    strays.note(mistake)
                }
            case .late: return .lost(.late, "no hello within \(settings.start) ms" + strays.ending)
            case .closed: return .lost(.died, "before its hello")
            case .flood: return .lost(.flood, "before its hello")
            }
        }
    }
}
