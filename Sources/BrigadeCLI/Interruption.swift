import Foundation
import Synchronization

/// Notices Ctrl-C (and a polite kill) so that work can be saved before the program ends; the second Ctrl-C ends it.
final class Interruption: @unchecked Sendable {
    // Sendable: the count is atomic, and the sources are only kept.
    private let count = Atomic<Int>(0)
    private var sources: [any DispatchSourceSignal] = []

    init() {
        for number in [SIGINT, SIGTERM] { signal(number, SIG_IGN) }
        sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
        for source in sources {
            source.setEventHandler { [weak self] in
                guard let self, self.count.wrappingAdd(1, ordering: .relaxed).oldValue > 0 else { return }
                _exit(130)
            }
            source.resume()
        }
    }

    var hasHappened: Bool { count.load(ordering: .relaxed) > 0 }
}
