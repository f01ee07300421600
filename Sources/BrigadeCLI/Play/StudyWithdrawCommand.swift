import ArgumentParser
import Basics
import EpisodeStore
import Foundation

extension StudyCommand {
    struct Withdraw: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Delete everything of a participant who withdraws.",
            discussion: """
                Deletes the participant's code, steps, answers, sessions, times and episodes, and writes the file of the store anew, so \
                that nothing is left in it. Copies and exports that you made are yours to delete. Their row of the design goes to the \
                next participant. Asks first; --yes does not.

                Example:
                  brigade study withdraw Studies/example.yaml P07
                """)

        @OptionGroup var store: StoreOptions
        @Flag(help: "Delete without a question.")
        var yes = false
        @Argument(help: "The study's file, or its title.")
        var study: String
        @Argument(help: "The participant's code.")
        var code: String

        func run() throws {
            let title = try StudyOptions.title(study)
            let reader = try StudyOptions.open(store)
            try StudyOptions.require(title, in: reader)
            guard let found = try reader.withdrawal(of: code, from: title) else {
                throw ValidationError("the study '\(title)' has no participant '\(code)' in \(store.db); 'brigade study status' names them")
            }
            try reader.close()
            guard try yes || confirms(found, title) else {
                Terminal.say("nothing was deleted")
                throw ExitCode(1)
            }
            let writer = try store.create()
            let deleted = try writer.withdraw(code, from: title)
            try writer.close()
            print("deleted of '\(code.cleaned)': \(words(deleted))")
        }

        private func words(_ found: EpisodeStore.Withdrawal) -> String {
            func count(_ number: Int, _ what: String) -> String { "\(number) \(what)\(number == 1 ? "" : "s")" }
            let parts = [
                count(found.steps, "step"), count(found.sessions, "session"), count(found.events, "event"),
                count(found.episodes, "episode"),
            ]
            let others = found.companions.isEmpty ? "" : "; \(found.companions.joined(separator: ", ").cleaned) played these games, too"
            return parts.joined(separator: ", ") + others
        }

        private func confirms(_ found: EpisodeStore.Withdrawal, _ title: String) throws -> Bool {
            guard Terminal.standardError.isInteractive else {
                throw ValidationError("this deletes \(words(found)) of '\(code)' for good; say --yes to do it")
            }
            Terminal.say("This deletes \(words(found)) of '\(code)' from the study '\(title)' for good. Type yes to go on:")
            return readLine() == "yes"
        }
    }
}
