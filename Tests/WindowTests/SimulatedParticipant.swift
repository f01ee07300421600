import EpisodeStore
import Foundation
import Testing

@testable import Window

/// Somebody who goes through a study by keys, and looks at every page.
final class SimulatedParticipant {
    private let run: StudyRun
    private var screen: any Screen
    private var canvas: OffscreenCanvas
    private(set) var now: Double
    private var hasLeft = false
    /// The tick of the last press in a game, so that there is one a tick.
    private var lastPressed = -1
    /// Titles of the pages that were seen, in order.
    private(set) var titles: [String] = []
    /// Questions that were asked, in order.
    private(set) var asked: [String] = []

    /// What they do that others do not.
    struct Ways {
        var refuses = false
        /// Closes the window in the game of this number.
        var closesIn: String?
        /// Answers comprehension wrongly at first.
        var errs = false
        /// Presses these keys in games, one a tick.
        var keys: [String] = ["Up", "Return", "Left", "Down", "Right"]
    }

    let ways: Ways

    init(_ materials: StudyMaterials, _ codes: [String], log: any StudyLog, games: (any GameLog)?, ways: Ways = Ways()) throws {
        canvas = try OffscreenCanvas(width: 800, height: 600)
        self.ways = ways
        let clock = Clock()
        run = StudyRun(materials, log: log, context: WindowContext(keys: .standard, log: games), clock: { clock.now })
        now = 100
        clock.now = now
        screen = run.ask(codes)
        self.clock = clock
    }

    private final class Clock { var now = 0.0 }
    private let clock: Clock

    /// Goes on to the end, or until the participant leaves.
    func walk() throws {
        let deadline = Date(timeIntervalSinceNow: 120)
        var last = ""
        while !hasLeft {
            try #require(Date() < deadline, "it ends")
            advance(0.05)
            if screen.title != last {
                last = screen.title
                titles.append(last)
                screen.draw(on: canvas.canvas, now: now)
            }
            act()
        }
        try run.conclude()
    }

    private func advance(_ seconds: Double) {
        now += seconds
        clock.now = now
        follow(screen.update(now: now))
    }

    private func follow(_ step: Step) {
        switch step {
        case .stay: return
        case .show(let next):
            screen.finish()
            screen = next
            _ = screen.update(now: now)
            screen.draw(on: canvas.canvas, now: now)
        case .leave:
            screen.finish()
            hasLeft = true
        }
    }

    private func press(_ key: String) {
        guard !hasLeft else { return }
        now += 0.01
        clock.now = now
        follow(screen.handle(.key(key, isDown: true, isRepeat: false), now: now))
        guard !hasLeft else { return }
        follow(screen.handle(.key(key, isDown: false, isRepeat: false), now: now))
    }

    private func act() {
        if let question = question {
            answer(question)
        } else if let game = screen as? StudyGameScreen {
            play(game)
        } else if screen is NoticeScreen {
            Issue.record("something went wrong: \(screen.title)")
            hasLeft = true
        } else if screen.title == "Brigade: \(run.study.title)" && ways.refuses {
            press("Left")
            press("Return")
        } else {
            let before = ObjectIdentifier(screen)
            press("Return")
            if !hasLeft, ObjectIdentifier(screen) == before {
                press("Right")
                press("Return")
            }
        }
    }

    private var question: AnswerForm? {
        let page = screen as? QuestionScreen ?? (screen as? StudyGameScreen)?.probe
        return page.map { $0.forms[$0.index] }
    }

    private func play(_ game: StudyGameScreen) {
        if let name = ways.closesIn, game.terms.item.name == name, game.ticks >= 3 {
            screen.finish()
            hasLeft = true
            return
        }
        if game.ticks < ways.keys.count, game.ticks != lastPressed {
            lastPressed = game.ticks
            press(ways.keys[game.ticks])
        }
        // The partner answers on a thread of its own.
        Thread.sleep(forTimeInterval: 0.002)
    }

    private func answer(_ form: AnswerForm) {
        asked.append(form.question.id)
        let isWrong = ways.errs && asked.count(where: { $0 == form.question.id }) == 1 && screen is QuestionScreen
        switch form.question.kind {
        case .scale, .slider: press(isWrong ? "Home" : "End")
        case .matrix(let items, _):
            for (line, _) in items.enumerated() {
                press("End")
                if line + 1 < items.count { press("Down") }
            }
        case .choice(let options): press("\((isWrong ? 0 : options.firstIndex { $0 == form.question.answer } ?? 0) + 1)")
        case .several:
            press("Space")
            press("Down")
            press("Space")
        case .ranking(let options):
            for line in options.indices.reversed() { press("\(line + 1)") }
        case .text: follow(screen.handle(.text("all well, \"thanks\""), now: now))
        }
        press("Return")
    }
}
