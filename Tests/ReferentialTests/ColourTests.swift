import Foundation
import Testing

@testable import Referential

@Suite struct ColourTests {
    /// Pairs of the test data published with the formula (Sharma, Wu and Dalal 2005, table 1).
    @Test(
        arguments: [
            ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425), ([50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0000),
            ([50, 0, 0], [50, -1, 2], 2.3669), ([50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792),
            ([50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195), ([50, 2.5, 0], [50, 0, -2.5], 4.3065),
            ([50, 2.5, 0], [73, 25, -18], 27.1492), ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
            ([90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441),
            ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
        ] as [([Double], [Double], Double)])
    func differencesAreThePublishedOnes(a: [Double], b: [Double], difference: Double) {
        let (first, second) = (LabColour(lightness: a[0], a: a[1], b: a[2]), LabColour(lightness: b[0], a: b[1], b: b[2]))
        #expect(abs(first.difference(second) - difference) < 1e-4)
        #expect(abs(second.difference(first) - difference) < 1e-4)
    }

    @Test func coloursInOtherSpaces() {
        let red = HSLColour(hue: 0, saturation: 100, lightness: 50)
        #expect(red.rgb == (1, 0, 0))
        // sRGB red as colour books give it.
        #expect(abs(red.lab.lightness - 53.24) < 0.01 && abs(red.lab.a - 80.09) < 0.01 && abs(red.lab.b - 67.20) < 0.01)
        let teal = HSLColour(hue: 180, saturation: 100, lightness: 25)
        #expect(teal.rgb == (0, 0.5, 0.5) && teal.hsv == (0.5, 1, 0.5))
        let grey = HSLColour(hue: 77, saturation: 0, lightness: 50)
        #expect(abs(grey.lab.a) < 0.01 && abs(grey.lab.b) < 0.01 && grey.hsv.saturation == 0)
    }

    @Test func roundsAreOfTheirCondition() {
        var counts: [String: Int] = [:]
        for number in 0..<300 {
            let round = ColourGame().round(UInt64(number), seed: 5)
            #expect(round == ColourGame().round(UInt64(number), seed: 5))
            counts[round.condition, default: 0] += 1
            let labs = round.candidates.compactMap { candidate -> LabColour? in
                if case .colour(let colour) = candidate { return colour.lab }
                return nil
            }
            let others = [0, 1, 2].filter { $0 != round.target }
            let near = others.map { labs[round.target].difference(labs[$0]) < 20 }
            #expect(near.count { $0 } == ["far": 0, "split": 1, "close": 2][round.condition])
            #expect(labs[others[0]].difference(labs[others[1]]) >= 5)
        }
        #expect(counts.count == 3 && counts.values.allSatisfy { $0 > 70 })
    }
}
