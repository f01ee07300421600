import Kitchen
import SourceFiles

/// Looks up what a study's file names, and collects what is wrong with that, each at its place in the file.
struct StudySearch {
    private let file: StudyFile
    private(set) var problems: [SourceDiagnostic] = []

    init(_ file: StudyFile) { self.file = file }

    private mutating func report(_ message: String, at place: SourcePosition?) {
        problems.append(SourceDiagnostic(file: file.path, position: place, message: message))
    }

    /// What is called so, each once.
    /// - Parameters:
    ///   - what: what to call one, such as "kitchen".
    ///   - places: where the names are in the study's file.
    mutating func find<Thing>(
        _ names: [String], _ what: String, _ places: [String: SourcePosition], _ find: (String) throws -> Thing
    ) -> [String: Thing] {
        var things: [String: Thing] = [:]
        for name in Set(names).sorted(by: { (places[$0] ?? .first, $0) < (places[$1] ?? .first, $1) }) {
            do {
                things[name] = try find(name)
            } catch let error as SourceDiagnostics where error.problems.contains(where: { $0.position != nil }) {
                // The file of the kitchen or the agent is wrong, and says where.
                problems += error.problems
            } catch let error as SourceDiagnostics {
                for problem in error.problems {
                    let isNamed = problem.message.contains("'\(name)'")
                    report(isNamed ? problem.message : "the \(what) '\(name)': \(problem.message)", at: places[name])
                }
            } catch {
                report("the \(what) '\(name)' cannot be used here: \(error)", at: places[name])
            }
        }
        return things
    }

    /// Whether there is a seat for everyone that the study wants to sit.
    mutating func checkSeats(of kitchens: [String: Kitchen]) {
        let (study, places) = (file.study, file.places)
        let hasRoom = study.kitchens.contains { (kitchens[$0]?.players ?? 0) > study.people }
        for (name, kitchen) in kitchens.sorted(by: { $0.key < $1.key }) {
            let (seats, place) = (kitchen.players, places.kitchens[name])
            if study.people > seats {
                report("the kitchen '\(name)' has one seat, but two people play; name one with two", at: place)
            }
            if study.seat != .first && seats < 2 {
                report("the kitchen '\(name)' has no second seat; leave 'seat' out, or name another kitchen", at: places.seat)
            }
            guard study.kitchens.contains(name) else { continue }
            if study.people == 2, study.partners.isEmpty, seats > 2 {
                report("the kitchen '\(name)' has \(seats) seats; name partners for those that people leave", at: place)
            }
            guard seats == study.people, study.partners.count > 1 || study.people == 2 && !study.partners.isEmpty && !hasRoom else {
                continue
            }
            let remedy =
                study.people == 2 ? "leave 'partners' out, or name kitchens for three" : "name one for two, or a single partner"
            report("the kitchen '\(name)' has no seat for a partner; \(remedy)", at: study.people == 2 ? places.partnerList : place)
        }
    }
}

extension SourcePosition {
    fileprivate static let first = SourcePosition(line: 1, column: 1)
}
