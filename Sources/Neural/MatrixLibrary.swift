import COpenBLAS

/// The library for matrix products as a log names it: which version, and the kernels that it chose for this processor.
public enum MatrixLibrary {
    public static var description: String {
        let parts = [openblas_get_config(), openblas_get_corename()].map { $0.map { String(cString: $0) } ?? "?" }
        return parts[0].split(separator: " ").prefix(2).joined(separator: " ") + ", " + parts[1]
    }
}
