import Basics
import Kitchen
import Testing

/// The grid encoding of OvercookedV2, written and kept up to date.
@Suite struct GridEncodingTests {
    @Test(arguments: [nil, 1, 2, 6])
    func observersEqualFreshEncodings(view: Int?) throws {
        for dynamics in Dynamics.allCases {
            let kitchen = try SmallKitchensV2.kitchen(dynamics: dynamics)
            for permuted in [[], [Ingredient.onion, .lettuce]] {
                try compare(kitchen, GridEncoding.Options(viewSize: view, showsDelivery: true), permuted)
            }
        }
    }

    private func compare(_ kitchen: Kitchen, _ options: GridEncoding.Options, _ permuted: [Ingredient]) throws {
        let games = 3
        var batch = try KitchenBatch(kitchen, games: games, horizon: 60, seed: 4, firstGame: 2, starts: .randomReset)
        let encoding = try GridEncoding(kitchen, options: options)
        var bytesObserver = try GridObserver(batch, options: options, permuting: permuted)
        var floatsObserver = try GridObserver(batch, options: options, permuting: permuted)
        var bytes = [UInt8](repeating: 7, count: games * encoding.size)
        var floats = [Float](repeating: 7, count: games * encoding.size)
        var random = RandomStream(9, 1)
        for tick in 0..<100 {
            let actions = (0..<games * kitchen.players).map { _ in UInt8(min(Action.interact.rawValue, UInt8(random.below(9)))) }
            try actions.withUnsafeBufferPointer { try batch.step($0) }
            try bytes.withUnsafeMutableBufferPointer { try bytesObserver.observe(batch, into: $0) }
            try floats.withUnsafeMutableBufferPointer { try floatsObserver.observe(batch, into: $0) }
            if tick % 10 == 9 { #expect(floats == bytes.map(Float.init)) }
            for game in 0..<games {
                let single = try KitchenGame(kitchen, from: batch.state(game: game), horizon: 1000)
                var fresh = [UInt8](repeating: 9, count: encoding.size)
                try fresh.withUnsafeMutableBufferPointer {
                    try encoding.write(single, permutations: bytesObserver.permutations(game: game), into: $0)
                }
                #expect(fresh[...] == bytes[game * encoding.size..<(game + 1) * encoding.size])
            }
        }
    }

    /// What is where in a view, by the table of OvercookedV2 §7.1.
    @Test func aViewShowsWhatTheRulesSay() throws {
        let kitchen = try SmallKitchensV2.kitchen(["WWPWW", "1A AR", "B   X", "WWLWW"], recipes: [Recipe([.onion, .onion, .tomato])])
        let options = GridEncoding.Options(viewSize: 1, showsDelivery: true)
        let encoding = try GridEncoding(kitchen, options: options)
        var state = kitchen.start
        state.players[0].held = .dish
        state.players[1].orientation = .west
        state.players[1].cell = Cell(2, 2)
        state.objects = [
            PlacedItem(cell: Cell(2, 0), item: try #require(Item(unordered: Recipe([.tomato]), tick: 5))),
            PlacedItem(cell: Cell(0, 0), item: .onion),
        ]
        state.recipe?.buttons = [Cell(2, 3): 4]
        state.recipe?.hasJustDelivered = true
        var views = [UInt8](repeating: 9, count: encoding.size)
        try views.withUnsafeMutableBufferPointer { try encoding.write(KitchenGame(kitchen, from: state), into: $0) }
        #expect([encoding.rows, encoding.columns, encoding.channelCount] == [3, 3, 36])
        func shown(_ player: Int) -> [String] {
            (0..<encoding.viewElements).compactMap { index in
                let value = views[player * encoding.viewElements + index]
                let cell = index / 36
                return value == 0 ? nil : "\(cell / 3),\(cell % 3):\(index % 36)=\(value)"
            }
        }
        // Two ingredients: own 0-8, others 9-17, stations 18-23, piles 24-25, items 26-29, recipe 30-33, timer 34, delivery 35.
        let first = [
            "0,0:18=1", "0,0:28=1", "0,1:18=1", "0,2:20=1", "0,2:29=1", "0,2:34=15", "1,0:25=1", "1,1:0=1", "1,1:1=1", "1,1:5=1",
            "2,0:23=1", "2,2:9=1", "2,2:13=1",
        ]
        #expect(shown(0) == first)
        let second = [
            "0,0:9=1", "0,0:10=1", "0,0:14=1", "1,1:0=1", "1,1:4=1", "2,0:18=1", "2,1:22=1", "2,1:32=2", "2,1:33=1", "2,2:18=1",
        ]
        #expect(shown(1) == second)
    }

    @Test func permutationsAreFunctionsOfTheirKeys() throws {
        let permuted: [Ingredient] = [.onion, .lettuce, .carrot]
        var counts: [[Ingredient]: Int] = [:]
        for seed in 0..<600 {
            let drawn = IngredientPermutation.drawn(permuted, players: 2, seed: UInt64(seed), game: 3, episode: 1)
            #expect(drawn == IngredientPermutation.drawn(permuted, players: 2, seed: UInt64(seed), game: 3, episode: 1))
            for permutation in drawn {
                let shown = permuted.map { permutation[$0] }
                #expect(Set(shown) == Set(permuted) && permutation[.tomato] == .tomato && permutation[.garlic] == .garlic)
                counts[shown, default: 0] += 1
            }
        }
        // 1,200 draws of six permutations: 200 each, give or take five deviations.
        #expect(counts.count == 6 && counts.values.allSatisfy { (136...264).contains($0) }, "\(counts)")
        #expect(IngredientPermutation.drawn([], players: 2, seed: 1) == [.identity, .identity])
    }

    @Test func wrongKitchensBuffersAndViewsAreRefused() throws {
        let old = try #require(try BatchTests.kitchens("cramped_room").first)
        let new = try SmallKitchensV2.kitchen()
        let family = #expect(throws: ObservationError.self) { try GridEncoding(old) }
        #expect(family?.description == "this encoding is one of OvercookedV2; 'cramped_room' is a kitchen of Overcooked-AI")
        #expect(throws: ObservationError.self) { try LosslessEncoding(new) }
        #expect(throws: ObservationError.self) { try FeatureEncoding(new) }
        for view in [0, -1, 1 << 20] {
            #expect(throws: ObservationError.self) { try GridEncoding(new, options: .init(viewSize: view)) }
        }
        let encoding = try GridEncoding(new)
        let game = try KitchenGame(new)
        var short = [UInt8](repeating: 0, count: 5)
        #expect(throws: ObservationError.self) { try short.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) } }
        var views = [UInt8](repeating: 0, count: encoding.size)
        #expect(throws: ObservationError.self) {
            try views.withUnsafeMutableBufferPointer { try encoding.write(game, permutations: [.identity], into: $0) }
        }
        let features = #expect(throws: ObservationError.self) { try FeatureEncodingV2(new) }
        #expect(
            features?.description
                == "the features of OvercookedV2 are defined for several players and one ingredient; 'small' has 4 and 3")
    }

    @Test func layoutsSayWhatIsShown() throws {
        let kitchen = try SmallKitchensV2.kitchen(view: 2, showsDelivery: true)
        let encoding = try GridEncoding(kitchen)
        #expect(encoding.options == GridEncoding.Options(viewSize: 2, showsDelivery: true))
        #expect([encoding.rows, encoding.columns, encoding.channelCount, encoding.size] == [5, 5, 41, 4 * 1025])
    }

    /// The features of a state that was thought through by hand (OvercookedV2 §7.5).
    @Test func featuresAreThoseOfTheRules() throws {
        let kitchen = try SmallKitchensV2.onions()
        let encoding = try FeatureEncodingV2(kitchen)
        var state = kitchen.start
        state.players[1].held = .onion
        state.objects = [PlacedItem(cell: Cell(2, 0), item: try #require(Item(unordered: Recipe(onions: 2, tomatoes: 0), tick: -1)))]
        var features = [Int16](repeating: 9, count: encoding.size)
        try features.withUnsafeMutableBufferPointer { try encoding.write(KitchenGame(kitchen, from: state), into: $0) }
        let first: [Int16] = [
            1, 0, 0, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
            1, 0, 0, 0, 0, 2, 0, 0, 0, -1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0,
        ]
        let second: [Int16] = [
            1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, -1,
            1, 1, 0, 0, 0, 0, 0, 0, -1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1,
        ]
        #expect(features == first + second + [2, 0, 2, 1] + second + first + [-2, 0, 4, 1])
    }

    @Test func featuresOfBatchesAreThoseOfGames() throws {
        let kitchen = try SmallKitchensV2.onions()
        let encoding = try FeatureEncodingV2(kitchen)
        var batch = try KitchenBatch(kitchen, games: 4, horizon: 40, seed: 3, starts: .randomReset)
        var numbers = [Int16](repeating: 9, count: 4 * encoding.size)
        var floats = [Float](repeating: 9, count: 4 * encoding.size)
        for _ in 0..<60 {
            batch.stepRandomly()
            try numbers.withUnsafeMutableBufferPointer { try encoding.observe(batch, into: $0) }
            try floats.withUnsafeMutableBufferPointer { try encoding.observe(batch, into: $0) }
            #expect(floats == numbers.map(Float.init))
            for game in 0..<4 {
                var fresh = [Float](repeating: 9, count: encoding.size)
                let single = try KitchenGame(kitchen, from: batch.state(game: game), horizon: 1000)
                try fresh.withUnsafeMutableBufferPointer { try encoding.write(single, into: $0) }
                #expect(fresh[...] == floats[game * encoding.size..<(game + 1) * encoding.size])
            }
        }
    }
}
