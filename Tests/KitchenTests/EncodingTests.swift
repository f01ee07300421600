import Benches
import Kitchen
import KitchenMaps
import Testing

/// Encodings kept up to date equal encodings written from nothing, in every number type.
@Suite struct EncodingTests {
    static let maps = BatchTests.maps

    @Test(arguments: maps)
    func observersEqualFreshEncodings(map: String) throws {
        for kitchen in try BatchTests.kitchens(map) where kitchen.players == 2 {
            var batch = try KitchenBatch(kitchen, games: 3, horizon: 90, seed: 11, starts: .random(0.4))
            try compare(kitchen, &batch)
        }
    }

    private func compare(_ kitchen: Kitchen, _ batch: inout KitchenBatch) throws {
        let cook = BusyCook(kitchen)
        let encoding = try LosslessEncoding(kitchen, horizon: 90)
        let features = try FeatureEncoding(kitchen, counterGoals: .all)
        var bytesObserver = try LosslessObserver(batch)
        var floatsObserver = try LosslessObserver(batch)
        var bytes = [UInt8](repeating: 7, count: 3 * encoding.size)
        var floats = [Float](repeating: 7, count: 3 * encoding.size)
        var numbers = [Int16](repeating: 7, count: 3 * FeatureEncoding.size)
        var floatNumbers = [Float](repeating: 7, count: 3 * FeatureEncoding.size)
        for _ in 0..<200 {
            batch.step(busy: cook)
            try bytes.withUnsafeMutableBufferPointer { try bytesObserver.observe(batch, into: $0) }
            try floats.withUnsafeMutableBufferPointer { try floatsObserver.observe(batch, into: $0) }
            try numbers.withUnsafeMutableBufferPointer { try features.observe(batch, into: $0) }
            try floatNumbers.withUnsafeMutableBufferPointer { try features.observe(batch, into: $0) }
            #expect(floats == bytes.map(Float.init))
            #expect(floatNumbers == numbers.map(Float.init))
            for game in 0..<3 {
                let single = try KitchenGame(kitchen, from: batch.state(game: game), horizon: 1000)
                var fresh = [UInt8](repeating: 9, count: encoding.size)
                try fresh.withUnsafeMutableBufferPointer { try encoding.write(single, into: $0) }
                #expect(fresh[...] == bytes[game * encoding.size..<(game + 1) * encoding.size])
                var freshNumbers = [Int16](repeating: 9, count: FeatureEncoding.size)
                try freshNumbers.withUnsafeMutableBufferPointer { try features.write(single, into: $0) }
                #expect(freshNumbers[...] == numbers[game * FeatureEncoding.size..<(game + 1) * FeatureEncoding.size])
            }
        }
    }

    @Test func wrongBuffersAndKitchensAreRefused() throws {
        let two = try #require(try BatchTests.kitchens("cramped_room").first)
        let one = try #require(try BatchTests.kitchens("cramped_room_single").first)
        let players = #expect(throws: ObservationError.self) { try LosslessEncoding(one) }
        #expect(players?.description == "the encodings are defined for two players; 'cramped_room_single' has 1")
        #expect(throws: ObservationError.self) { try FeatureEncoding(one) }
        var short = [UInt8](repeating: 0, count: 5)
        let game = try KitchenGame(two)
        let encoding = try LosslessEncoding(two)
        let size = #expect(throws: ObservationError.self) {
            try short.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
        }
        #expect(size?.description == "the buffer has 5 elements; 1040 are needed")
    }
}
