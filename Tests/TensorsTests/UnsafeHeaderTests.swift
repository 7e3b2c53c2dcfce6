import Foundation
import TestSupport
import Testing

@Suite struct UnsafeHeaderTests {
  /// Pointers, the buffers of tensors, their addresses, and casts that nothing checks.
  private static let signs = [
    "UnsafePointer", "UnsafeMutable", "UnsafeRaw", "UnsafeBuffer", "withUnsafe", "withElements", ".address",
    "unsafeDowncast",
    "unsafeBitCast", "memcpy(",
  ]

  @Test func everyFileThatIsUnsafeBeginsWithItsInvariants() throws {
    let root = Fixtures.url("Sources")
    let names = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
    var found = 0
    for name in names where name.hasSuffix(".swift") {
      let text = try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
      guard Self.signs.contains(where: { text.contains($0) }) else { continue }
      found += 1
      let isTold = text.hasPrefix("/// Unsafe: ") || text.hasPrefix("// Unsafe: ")
      #expect(isTold, "\(name) uses pointers and does not say what they rely on")
    }
    #expect(found > 0)
  }
}
