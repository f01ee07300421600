/// What the flat functions share: handles that the caller owns, and errors as text.
///
/// `Clients/python/csrc/brigade_kitchen.h` documents every function for those who call it from C.

/// The version of this interface; it grows with every change that a caller must know of.
@c(bk_version)
public func version() -> Int32 { 1 }

/// Where an error is written: a buffer of the caller's.
struct ErrorText {
    private let buffer: UnsafeMutablePointer<CChar>?
    private let capacity: Int

    init(_ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int32) {
        self.buffer = buffer
        self.capacity = Int(capacity)
    }

    /// Writes `text`, cut where the buffer ends, with a zero byte after it.
    func write(_ text: String) {
        guard let buffer, capacity > 0 else { return }
        var length = 0
        for byte in text.utf8 where length < capacity - 1 {
            buffer[length] = CChar(bitPattern: byte)
            length += 1
        }
        buffer[length] = 0
    }

    /// Writes `text` and returns the result of functions that failed.
    func failure(_ text: String) -> Int32 {
        write(text)
        return -1
    }
}

/// A handle for `object`, which lives until `bk_release`.
func handle<Object: AnyObject>(_ object: Object) -> UnsafeMutableRawPointer { Unmanaged.passRetained(object).toOpaque() }

/// The object of a handle.
@inline(__always)
func object<Object: AnyObject>(_ handle: UnsafeMutableRawPointer, _ type: Object.Type) -> Object {
    Unmanaged<Object>.fromOpaque(handle).takeUnretainedValue()
}

/// Ends a layout.
@c(bk_layout_release)
public func releaseLayout(_ handle: UnsafeMutableRawPointer) { Unmanaged<LayoutBox>.fromOpaque(handle).release() }

/// Ends a kitchen; batches and encoders that were made of it live on.
@c(bk_kitchen_release)
public func releaseKitchen(_ handle: UnsafeMutableRawPointer) { Unmanaged<KitchenBox>.fromOpaque(handle).release() }

/// Ends an encoder.
@c(bk_encoder_release)
public func releaseEncoder(_ handle: UnsafeMutableRawPointer) { Unmanaged<EncoderBox>.fromOpaque(handle).release() }

/// Ends a batch and frees its rows, stamps and outcomes.
@c(bk_batch_release)
public func releaseBatch(_ handle: UnsafeMutableRawPointer) { Unmanaged<BatchBox>.fromOpaque(handle).release() }
