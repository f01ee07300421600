import Foundation
import Testing

@testable import Neural

@Suite struct SafetensorsTests {
    static func file(_ header: String, body: Int) -> Data {
        var data = Data()
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
        return data + Data(header.utf8) + Data(repeating: 0, count: body)
    }

    @Test func whatIsWrittenIsRead() throws {
        let tensors = [
            "a/kernel": Tensor(shape: [2, 3], numbers: [1, -2, 3.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0]),
            "b": Tensor(shape: [], numbers: [7]), "none": Tensor(shape: [0, 4], numbers: []),
        ]
        let written = Safetensors(tensors, metadata: ["who": "a \"test\" / é"])
        let data = try written.encoded()
        #expect(try Safetensors(data, file: "x") == written)
        #expect(try written.encoded() == data)
        #expect(data.prefix(8)[0] % 8 == 0)
    }

    @Test func otherNumberTypesBecomeFloats() throws {
        let header = """
            {"d":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"h":{"dtype":"F16","shape":[1],"data_offsets":[8,10]},\
            "b":{"dtype":"BF16","shape":[1],"data_offsets":[10,12]}}
            """
        var data = Self.file(header, body: 0)
        withUnsafeBytes(of: (1.5).bitPattern.littleEndian) { data.append(contentsOf: $0) }
        data.append(contentsOf: [0x00, 0xC0, 0xC0, 0x3F])
        let tensors = try Safetensors(data, file: "x").tensors
        #expect(tensors["d"]?.numbers == [1.5] && tensors["h"]?.numbers == [-2] && tensors["b"]?.numbers == [1.5])
    }

    @Test(arguments: [
        (Data([1, 2, 3]), "3 bytes are no safetensors file; eight bytes of header length come first"),
        (
            Data(repeating: 0xFF, count: 20),
            "the header should be 18446744073709551615 bytes long, but only 12 follow; the file is cut off or no safetensors file"
        ),
        (file("[]", body: 0), "the header is no JSON object"),
        (file("{\"a\":", body: 0), "the header is no JSON object"),
        (file(#"{"a":{"dtype":"F32"}}"#, body: 0), "the header's entry 'a' lacks a dtype, a shape or two data_offsets"),
        (
            file(#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, body: 4),
            "the header's entry 'a' lacks a dtype, a shape or two data_offsets"
        ),
        (file(#"{"a":{"dtype":"I8","shape":[1],"data_offsets":[0,1]}}"#, body: 1), "'a' holds I8 numbers; F32, F64, F16, BF16 can be read"),
        (
            file(#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, body: 8),
            "'a' is 3 numbers of 4 bytes, 12 in all, but its data_offsets are 0 to 8"
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, body: 8),
            "'a' is larger than memory: 4611686018427387904 x 4"
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, body: 8),
            "'a' begins at byte 4; the tensor before it ends at 0"
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, body: 4),
            "the tensors need 8 bytes and the file has 4 after its header"
        ),
    ])
    func damagedFilesGetASentence(_ data: Data, _ message: String) {
        #expect(throws: SafetensorsError(file: "w.safetensors", message: message)) {
            _ = try Safetensors(data, file: "w.safetensors")
        }
    }

    /// Headers that ask for more than there is, and tensors of a thousand dimensions.
    @Test(arguments: [
        (
            Data([1, 0, 0, 1, 0, 0, 0, 0]) + Data(repeating: 0x20, count: (16 << 20) + 1),
            "the header should be 16777217 bytes long; at most 16777216 are read"
        ),
        (
            file(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[" + [String](repeating: "1", count: 1000).joined(separator: ",")
                    + "],\"data_offsets\":[0,4]}}", body: 4),
            "'a' has 1000 dimensions; at most 8 are read"
        ),
        (file(String(repeating: "[", count: 100_000), body: 0), "the header is no JSON object"),
        (file("{\"a\":" + String(repeating: "[", count: 100_000), body: 0), "the header is no JSON object"),
    ])
    func hostileHeadersGetASentence(_ data: Data, _ message: String) {
        #expect(throws: SafetensorsError(file: "w", message: message)) { try Safetensors(data, file: "w") }
    }

    /// Whatever byte is damaged, the answer is a sentence or a file, never a crash.
    @Test func noDamageCrashes() throws {
        let data = try Safetensors(["a": Tensor(shape: [2], numbers: [1, 2]), "b": Tensor(shape: [1], numbers: [3])]).encoded()
        for index in data.indices {
            for flip: UInt8 in [0x01, 0x10, 0x80, 0xFF] {
                var damaged = data
                damaged[index] ^= flip
                _ = try? Safetensors(damaged, file: "x")
                _ = try? Safetensors(data.prefix(index), file: "x")
            }
        }
    }

    @Test func missingFilesAreTold() {
        #expect(throws: SafetensorsError(file: "no.safetensors", message: "there is no such file")) {
            _ = try Safetensors.read("no.safetensors")
        }
    }

    @Test func parametersAreFoundByNameAndShape() throws {
        var table = ParameterTable()
        _ = table.add("a", [2, 2])
        _ = table.add("b", [1])
        let flat: [Float] = [1, 2, 3, 4, 5]
        #expect(try table.flat(table.tensors(flat)) == flat)
        #expect(throws: ShapeError("there is no tensor 'b' among a, c")) {
            _ = try table.flat(["a": Tensor(shape: [2, 2], numbers: [1, 2, 3, 4]), "c": Tensor(shape: [1], numbers: [0])])
        }
        #expect(throws: ShapeError("'a' is 4; 2 x 2 is needed")) {
            _ = try table.flat(["a": Tensor(shape: [4], numbers: [1, 2, 3, 4]), "b": Tensor(shape: [1], numbers: [0])])
        }
    }
}
