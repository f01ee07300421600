import Foundation

/// An answer being given: what keys and the pointer make of it. Nothing is chosen at first.
struct AnswerForm: Sendable {
    let question: StudyQuestion
    /// The option, or the item of a matrix, at which keys work.
    private(set) var cursor = 0
    /// Values of a scale, a slider, or a matrix's items, by column.
    private(set) var numbers: [String: Int] = [:]
    /// Options in the order in which they were chosen.
    private(set) var chosen: [String] = []
    private(set) var words = ""

    /// Most letters of a text.
    private static let maxLetters = 2000

    init(_ question: StudyQuestion) { self.question = question }

    /// What can be chosen, for kinds that have options.
    var options: [String] {
        switch question.kind {
        case .choice(let options), .several(let options), .ranking(let options): options
        default: []
        }
    }

    /// Lines that the cursor goes over.
    private var lines: Int {
        if case .matrix(let items, _) = question.kind { return items.count }
        return options.count
    }

    private var range: ClosedRange<Int>? {
        switch question.kind {
        case .scale(let scale), .matrix(_, let scale): 1...scale.points
        case .slider(let range, _, _, _): range
        default: nil
        }
    }

    private var step: Int {
        if case .slider(_, let step, _, _) = question.kind { return step }
        return 1
    }

    /// The column that keys set.
    var column: String { question.columns.indices.contains(cursor) ? question.columns[cursor].id : question.id }

    // MARK: Keys

    mutating func press(_ key: String) {
        switch key {
        case "Up": move(-1)
        case "Down": move(1)
        case "Left": change(by: -step)
        case "Right": change(by: step)
        case "Home": if let range { set(range.lowerBound) }
        case "End": if let range { set(range.upperBound) }
        case "Space": if !options.isEmpty { choose(cursor) }
        case "Backspace": erase()
        default: if let digit = Int(key.suffix(1)), key.count == 1 || key.hasPrefix("Keypad ") { self.digit(digit) }
        }
    }

    private mutating func move(_ by: Int) {
        guard lines > 0 else { return }
        cursor = max(0, min(lines - 1, cursor + by))
        if case .choice = question.kind { choose(cursor) }
    }

    private mutating func change(by: Int) {
        guard let range else { return }
        // The first press begins in the middle.
        let middle = (range.lowerBound + range.upperBound) / 2
        set(numbers[column].map { max(range.lowerBound, min(range.upperBound, $0 + by)) } ?? middle)
    }

    private mutating func digit(_ digit: Int) {
        switch question.kind {
        case .scale, .matrix: if let range, range.upperBound <= 9, range.contains(digit) { setAndGoOn(digit) }
        case .choice, .several, .ranking: choose(digit - 1)
        case .slider, .text: break
        }
    }

    private mutating func setAndGoOn(_ value: Int) {
        set(value)
        if case .matrix(let items, _) = question.kind { cursor = min(items.count - 1, cursor + 1) }
    }

    private mutating func erase() {
        words = String(words.dropLast())
        if case .ranking = question.kind { chosen = Array(chosen.dropLast()) }
    }

    mutating func type(_ text: String) {
        guard case .text = question.kind else { return }
        words = String((words + text).prefix(Self.maxLetters))
    }

    // MARK: Choosing

    /// Sets the value of the cursor's column.
    mutating func set(_ value: Int) {
        guard let range, range.contains(value) else { return }
        numbers[column] = value
    }

    /// Sets the value of a line of a matrix.
    mutating func set(_ value: Int, line: Int) {
        cursor = line
        set(value)
    }

    mutating func choose(_ index: Int) {
        guard options.indices.contains(index) else { return }
        cursor = index
        let option = options[index]
        switch question.kind {
        case .choice: chosen = [option]
        case .several, .ranking:
            if let place = chosen.firstIndex(of: option) { chosen.remove(at: place) } else { chosen.append(option) }
        default: break
        }
    }

    // MARK: The answer

    var answer: StudyAnswer {
        switch question.kind {
        case .scale, .slider: numbers[question.id].map(StudyAnswer.number) ?? .none
        case .matrix: numbers.isEmpty ? .none : .numbers(numbers)
        case .choice: chosen.first.map(StudyAnswer.option) ?? .none
        case .several: .options(options.filter(chosen.contains))
        case .ranking: chosen.count == options.count ? .options(chosen) : .none
        case .text: .words(words.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }

    /// Whether one can go on.
    var isComplete: Bool {
        if question.isOptional { return true }
        switch question.kind {
        case .matrix(let items, _): return numbers.count == items.count
        case .several: return !chosen.isEmpty
        case .text: return answer != .words("")
        default: return answer != .none
        }
    }
}
