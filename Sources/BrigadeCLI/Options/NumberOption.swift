import ArgumentParser

extension ArgumentHelp {
    /// With the range that a number must be in.
    fileprivate func with<Number>(_ range: NumberRange<Number>) -> ArgumentHelp {
        var help = self
        help.abstract += " Range: \(range.words)."
        return help
    }
}

// A number's value is the next argument whatever it looks like, so that -1 is refused as a number out of range rather
// than as an unknown option.

extension Option where Value: OptionNumber {
    /// A number within `range`.
    init(wrappedValue: Value, _ range: NumberRange<Value>, name: NameSpecification = .long, help: ArgumentHelp) {
        self.init(wrappedValue: wrappedValue, name: name, parsing: .unconditional, help: help.with(range), transform: range.read)
    }
}

extension Option {
    /// A number within `range`, or none.
    init<Number: OptionNumber>(_ range: NumberRange<Number>, name: NameSpecification = .long, help: ArgumentHelp)
    where Value == Number? {
        self.init(name: name, parsing: .unconditional, help: help.with(range), transform: range.read)
    }

    /// Numbers within `range`, up to the next option.
    init<Number: OptionNumber>(
        wrappedValue: [Number], _ range: NumberRange<Number>, name: NameSpecification = .long, help: ArgumentHelp
    ) where Value == [Number] {
        self.init(wrappedValue: wrappedValue, name: name, parsing: .upToNextOption, help: help.with(range), transform: range.read)
    }
}

extension Argument {
    /// A number within `range`.
    init(_ range: NumberRange<Value>, help: ArgumentHelp) where Value: OptionNumber {
        self.init(help: help.with(range), transform: range.read)
    }

    /// Numbers within `range`.
    init<Number: OptionNumber>(wrappedValue: [Number], _ range: NumberRange<Number>, help: ArgumentHelp) where Value == [Number] {
        self.init(wrappedValue: wrappedValue, help: help.with(range), transform: range.read)
    }
}
