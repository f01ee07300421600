/// What a study amounts to, in a few lines.
public enum StudySummary {
    public static func lines(_ study: Study) -> [String] {
        let games = StudyOrder.games(study, participant: 0)
        let met = Set(games.map(\.partner)).count
        let whom =
            study.partners.isEmpty ? "each other" : "\(met) of \(study.partners.count) partner\(study.partners.count == 1 ? "" : "s")"
        let seconds = games.count * study.horizon * study.tickMilliseconds / 1000
        let questions = study.allQuestions
        let levels = StudyLevel.allCases.compactMap { level -> String? in
            let count = questions.count { $0.level == level }
            return count == 0 ? nil : "\(level.rawValue) \(count)"
        }
        let checks = questions.count { $0.question.answer != nil && $0.level != .comprehension }
        return [
            "\(study.title): \(study.people == 1 ? "one person" : "two people") at a time",
            "\(games.count) game\(games.count == 1 ? "" : "s") in \(games.last?.block ?? 0) block\(games.last?.block == 1 ? "" : "s"), "
                + "\(study.kitchens.count) kitchen\(study.kitchens.count == 1 ? "" : "s"), with \(whom); "
                + "\(seconds / 60) min \(seconds % 60) s of play",
            "questions: \(levels.isEmpty ? "none" : levels.joined(separator: ", "))"
                + (checks > 0 ? "; \(checks) attention check\(checks == 1 ? "" : "s")" : ""),
            study.coach.map { "coach: " + $0.arms.map { $0?.rawValue ?? "none" }.joined(separator: ", ") + " by turns" },
            "the design comes out even after \(StudyOrder.cycle(study)) participants\(study.people == 2 ? " at the first seat" : "")",
        ].compactMap(\.self)
    }
}
