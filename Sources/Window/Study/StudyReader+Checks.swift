import SourceFiles

extension StudyReader {
    /// Reports what studies must not have, unless this one was begun when they still could.
    mutating func refuse(_ message: String, at place: SourcePosition) {
        if !wasBegun { fields.report(message, at: place) }
    }

    /// A text that has to have something in it.
    /// - Parameter what: what to call it, such as "the title".
    mutating func words(_ entries: [Node.Entry], _ key: String, _ what: String) -> String? {
        guard let place = node(entries, key)?.position, let text = text(entries, key) else { return nil }
        if text.isEmpty { refuse("\(what) is empty; write it out", at: place) }
        return text
    }

    /// The texts of a list that has each of them once.
    /// - Parameters:
    ///   - what: what to call one, such as "kitchen".
    ///   - remedy: what to do where one is there twice.
    mutating func distinct(_ entries: [Node.Entry], _ key: String, _ what: String, remedy: String) -> [PlacedText] {
        let texts = placedTexts(entries, key)
        var seen: [String: SourcePosition] = [:]
        for item in texts {
            let text = item.text.trimmingCharacters(in: .whitespacesAndNewlines)
            if text.isEmpty {
                refuse("a name in '\(key)' is empty; write it out, or take it out of the list", at: item.place)
            } else if let first = seen[text] {
                refuse("the \(what) '\(text)' stands twice, first at line \(first.line); \(remedy)", at: item.place)
            }
            seen[text] = seen[text] ?? item.place
        }
        return texts
    }

    mutating func check(_ study: Study, _ entries: [Node.Entry], at root: SourcePosition) {
        func place(_ key: String) -> SourcePosition { node(entries, key)?.position ?? root }
        if study.kitchens.isEmpty { fields.report("a study needs kitchens, a list of maps", at: place("kitchens")) }
        if study.partners.isEmpty && study.people == 1 {
            fields.report("a study needs partners, a list of agents", at: place("partners"))
        }
        if study.blindNames.count < study.partners.count {
            fields.report(
                "\(study.partners.count) partners need as many names, here are \(study.blindNames.count)", at: place("names"))
        }
        checkColumns(study)
    }

    /// Columns of questions that are there twice, or that a table has already.
    private mutating func checkColumns(_ study: Study) {
        var seen: [String: SourcePosition] = [:]
        // Of a set that is asked twice every column is there twice; once is enough to report.
        var reported: Set<SourcePosition> = []
        for column in columns {
            if let first = seen[column.id], reported.insert(column.place).inserted {
                fields.report(
                    "the question '\(column.id)' stands twice, first at line \(first.line); give each an id of its own", at: column.place)
            }
            seen[column.id] = seen[column.id] ?? column.place
        }
        let game = Set(StudyExport.gameColumns.map(\.name))
        let participant = Set(StudyExport.participantColumns.map(\.name))
        for (level, question) in study.allQuestions {
            for column in question.columns {
                guard let place = seen[column.id] else { continue }
                if level == .game, game.contains(column.id) {
                    fields.report("the id '\(column.id)' is that of a column of games.csv; choose another", at: place)
                }
                if level == .closing, participant.contains(column.id) {
                    refuse("the id '\(column.id)' is that of a column of participants.csv; choose another", at: place)
                }
            }
        }
    }
}
