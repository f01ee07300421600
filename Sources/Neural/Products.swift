import COpenBLAS

/// Matrix products of row-major matrices, done by OpenBLAS on the calling thread.
///
/// Pointers belong to the caller, who has checked the shapes: layers do when they are made.
public enum Products {
    /// Keeps OpenBLAS from starting threads of its own. To use several cores, call from several threads.
    /// Call it once before the first product; it is cheap and may be called again.
    public static func useCallingThreadOnly() { openblas_set_num_threads(1) }

    /// Whether a factor is read as it lies or with rows and columns exchanged.
    public enum Side {
        case plain, transposed

        fileprivate var flag: CBLAS_TRANSPOSE { self == .plain ? CblasNoTrans : CblasTrans }
    }

    /// `c = a b`, or `c += a b` when `adding`; `a` is `[rows, inner]`, `b` `[inner, columns]`, `c` `[rows, columns]`
    /// after the transpositions.
    @inline(__always)
    public static func multiply(
        _ a: UnsafePointer<Float>, aSide: Side = .plain, _ b: UnsafePointer<Float>, bSide: Side = .plain,
        into c: UnsafeMutablePointer<Float>, rows: Int, inner: Int, columns: Int, adding: Bool = false
    ) {
        if rows == 1 && aSide == .plain {
            // A vector: its product is faster alone.
            let (m, n) = bSide == .plain ? (inner, columns) : (columns, inner)
            cblas_sgemv(
                CblasRowMajor, bSide == .plain ? CblasTrans : CblasNoTrans, Int32(m), Int32(n), 1, b, Int32(n), a, 1,
                adding ? 1 : 0, c, 1)
            return
        }
        cblas_sgemm(
            CblasRowMajor, aSide.flag, bSide.flag, Int32(rows), Int32(columns), Int32(inner), 1,
            a, Int32(aSide == .plain ? inner : rows), b, Int32(bSide == .plain ? columns : inner), adding ? 1 : 0, c, Int32(columns))
    }

    /// Writes `bias` into every row of `c`, a `[rows, columns]` matrix.
    @inline(__always)
    static func fill(_ c: UnsafeMutablePointer<Float>, rows: Int, with bias: UnsafePointer<Float>, columns: Int) {
        for row in 0..<rows { (c + row &* columns).update(from: bias, count: columns) }
    }

    /// Adds every row of `c`, a `[rows, columns]` matrix, to `sums`.
    @inline(__always)
    static func addRows(_ c: UnsafePointer<Float>, rows: Int, columns: Int, to sums: UnsafeMutablePointer<Float>) {
        for row in 0..<rows {
            let line = c + row &* columns
            for column in 0..<columns { sums[column] += line[column] }
        }
    }

    /// The dot product of two vectors, `[count]` each.
    @inline(__always)
    public static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
        var sums = VectorMath.Eight.zero
        var index = 0
        while index &+ 8 <= count {
            sums += VectorMath.load(a + index) * VectorMath.load(b + index)
            index &+= 8
        }
        var sum = sums.sum()
        while index < count {
            sum += a[index] * b[index]
            index &+= 1
        }
        return sum
    }

    /// Adds `factor` times `numbers` to `sums`, `[count]` each.
    @inline(__always)
    public static func add(
        _ factor: Float, _ numbers: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Float>, count: Int
    ) {
        var index = 0
        while index &+ 8 <= count {
            VectorMath.store(VectorMath.load(sums + index) + factor * VectorMath.load(numbers + index), sums + index)
            index &+= 8
        }
        while index < count {
            sums[index] += factor * numbers[index]
            index &+= 1
        }
    }
}
