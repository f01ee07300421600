import ArgumentParser
import Foundation
import Synchronization

/// How often the program was asked to end. Global because a signal's handler can reach nothing else.
private let requests = Atomic<Int>(0)
/// Whether only the timer ends a command that has been asked to end.
private let isPatient = Atomic<Bool>(false)

/// Lets a command that has something to keep end in order when it is asked to by Ctrl-C, a polite kill or the end of its
/// terminal: it looks at `hasHappened` often, keeps what is whole, and returns.
///
/// A command that does not get there in time is ended nonetheless, and a second request ends it at once. That loses what
/// it had begun and nothing else, since files appear whole or not at all and stores are written in transactions.
/// Commands that have nothing to keep do not need this: a signal ends them as it ends any program.
struct Interruption: Sendable {
    /// The exit code of a command that was stopped before its end.
    static let exitCode: Int32 = 130
    /// How long a command may take to end in order; within two seconds it is over.
    private static let graceMilliseconds = 1600
    private static let endings = [SIGINT, SIGTERM, SIGHUP]

    /// From now on requests to end are noticed instead of ending the program.
    init() {
        // Looked at before a handler can be the first to do so.
        _ = (requests.load(ordering: .relaxed), isPatient.load(ordering: .relaxed))
        // Both handlers do only what is allowed in one: system calls and atomics.
        Self.handle(SIGALRM) { _ in
            let words: StaticString = "stopped in the midst of something, which was thrown away; what was whole is kept\n"
            write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
            _exit(Interruption.exitCode)
        }
        for number in Self.endings where !Self.isIgnored(number) {
            Self.handle(number) { _ in
                guard requests.wrappingAdd(1, ordering: .relaxed).oldValue == 0 else {
                    if isPatient.load(ordering: .relaxed) { return }
                    _exit(Interruption.exitCode)
                }
                var timer = itimerval()
                timer.it_value = timeval(
                    tv_sec: Interruption.graceMilliseconds / 1000, tv_usec: Interruption.graceMilliseconds % 1000 * 1000)
                setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
            }
        }
    }

    /// Ends the command with the exit code of one that was stopped, where it was; for those to whom a window that somebody closes
    /// is their end.
    /// - Throws: `ExitCode` 130.
    func check() throws {
        if hasHappened { throw ExitCode(Self.exitCode) }
    }

    var hasHappened: Bool { requests.load(ordering: .relaxed) > 0 }

    /// From now on a second request changes nothing: schedulers ask a job's program and the script around it, which asks again.
    func takeRepeatsAsOne() { isPatient.store(true, ordering: .relaxed) }

    /// Gives a command that has been asked to end so many seconds from now, for what takes longer than usual to keep.
    func allow(seconds: Int) {
        var timer = itimerval()
        timer.it_value.tv_sec = seconds
        setitimer(__itimer_which_t(ITIMER_REAL.rawValue), &timer, nil)
    }

    /// Sees to it that signals end the program whoever started it: shells let those in the background ignore Ctrl-C, and
    /// some programs hand on signals that they had blocked. An ignored SIGHUP is somebody's wish (nohup) and stays.
    static func acceptSignals() {
        var set = sigset_t()
        sigemptyset(&set)
        // With the timer, which ends a command that does not get there in time.
        for number in endings + [SIGALRM] { sigaddset(&set, number) }
        sigprocmask(SIG_UNBLOCK, &set, nil)
        for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        // SIG_IGN, which the importer brings as a function that cannot be compared.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    }

    private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = handler
        action.sa_flags = SA_RESTART
        sigaction(number, &action, nil)
    }
}
