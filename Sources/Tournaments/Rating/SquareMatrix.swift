import Foundation

/// A square matrix in rows, as small as players and kitchens are.
struct SquareMatrix: Sendable, Hashable {
    let size: Int
    private(set) var values: [Double]

    /// All zeros, with `diagonal` on the diagonal.
    init(size: Int, diagonal: [Double] = []) {
        self.size = size
        values = Array(repeating: 0, count: size * size)
        for (index, value) in diagonal.enumerated() { self[index, index] = value }
    }

    subscript(_ row: Int, _ column: Int) -> Double {
        get { values[row * size + column] }
        set { values[row * size + column] = newValue }
    }

    /// The product with a vector.
    func times(_ vector: [Double]) -> [Double] {
        (0..<size).map { row in
            var sum = 0.0
            for column in 0..<size { sum += values[row * size + column] * vector[column] }
            return sum
        }
    }
}

/// The Cholesky factor of a symmetric, positive definite matrix: solves by it, inverts it, and has its determinant.
struct Cholesky: Sendable {
    private let size: Int
    /// The lower triangle in rows.
    private var factor: [Double]

    /// - Returns: nil for a matrix that is not positive definite.
    init?(_ matrix: SquareMatrix) {
        size = matrix.size
        factor = matrix.values
        for row in 0..<size {
            for column in 0...row {
                var sum = factor[row * size + column]
                for inner in 0..<column { sum -= factor[row * size + inner] * factor[column * size + inner] }
                if row == column {
                    guard sum > 0, sum.isFinite else { return nil }
                    factor[row * size + row] = sum.squareRoot()
                } else {
                    factor[row * size + column] = sum / factor[column * size + column]
                }
            }
        }
    }

    /// The x for which the matrix times x is `vector`.
    func solve(_ vector: [Double]) -> [Double] {
        var x = vector
        for row in 0..<size {
            for column in 0..<row { x[row] -= factor[row * size + column] * x[column] }
            x[row] /= factor[row * size + row]
        }
        for row in (0..<size).reversed() {
            for column in (row + 1)..<max(size, row + 1) { x[row] -= factor[column * size + row] * x[column] }
            x[row] /= factor[row * size + row]
        }
        return x
    }

    /// The inverse of the matrix.
    var inverse: SquareMatrix {
        var inverse = SquareMatrix(size: size)
        var unit = Array(repeating: 0.0, count: size)
        for column in 0..<size {
            unit[column] = 1
            for (row, value) in solve(unit).enumerated() { inverse[row, column] = value }
            unit[column] = 0
        }
        return inverse
    }

    /// The logarithm of the matrix's determinant.
    var logDeterminant: Double { (0..<size).reduce(0) { $0 + 2 * log(factor[$1 * size + $1]) } }
}

/// The normal distribution with mean 0 and variance 1.
enum Normal {
    /// The probability of a value below `x`.
    static func below(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }

    static func density(_ x: Double) -> Double { exp(-x * x / 2) / (2 * Double.pi).squareRoot() }

    /// Between minus and plus this lie 95 %.
    static let width95 = 1.959963984540054
}
