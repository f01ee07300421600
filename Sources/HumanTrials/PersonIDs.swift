/// Tells ids of trials that give people away from those that do not.
///
/// Studies number their workers, or keep the ids of a labour market, and some build a trial's id from them. Kept is only
/// what has no such part: no part that the line itself gives for a person, and none that is long and no word.
enum PersonIDs {
    /// Parts of at most this many characters can be numbers of trials, seats and years.
    private static let maxCharacters = 6

    /// Whether `id` can be kept.
    /// - Parameter line: the trial's line; its keys about players, workers and people say what must not be kept.
    static func areAbsent(from id: String, of line: [String: Any]) -> Bool {
        let people = Set(line.filter { isPersonal($0.key) }.flatMap { parts("\($0.value)") })
        return !id.contains("@") && parts(id).allSatisfy { !people.contains($0) && isWordOrShort($0) }
    }

    private static func isPersonal(_ key: String) -> Bool {
        let key = key.lowercased()
        return key == "ids" || ["worker", "participant", "person", "user"].contains { key.contains($0) }
            || (key.contains("player") && key.contains("id"))
    }

    private static func parts(_ text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static func isWordOrShort(_ part: String) -> Bool {
        part.count <= maxCharacters || part.allSatisfy { $0.isLowercase }
    }
}
