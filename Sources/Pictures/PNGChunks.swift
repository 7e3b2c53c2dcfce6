import Catalog

/// One chunk of a PNG file: four letters and data.
struct PNGChunk: Equatable {
  let kind: String
  var data: [UInt8]

  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Length, kind, data and check sum, as they stand in the file.
  var bytes: [UInt8] {
    let body = Array(kind.utf8) + data
    return UInt32(data.count).bigEndianBytes + body + CyclicCheck.of(body).bigEndianBytes
  }

  /// The chunks of a well-formed file, in order.
  static func chunks(of file: [UInt8]) -> [PNGChunk] {
    var chunks: [PNGChunk] = []
    var place = signature.count
    while place + 12 <= file.count {
      let length = file[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
      guard place + 12 + length <= file.count else { break }
      let kind = String(decoding: file[(place + 4)..<(place + 8)], as: UTF8.self)
      chunks.append(PNGChunk(kind: kind, data: Array(file[(place + 8)..<(place + 8 + length)])))
      place += 12 + length
    }
    return chunks
  }
}

/// PNG's check sum: CRC-32 of the reversed polynomial 0xEDB88320.
enum CyclicCheck {
  private static let table: [UInt32] = (0..<256).map { (index: UInt32) in
    (0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xedb8_8320 ^ (value >> 1) : value >> 1 }
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    let table = table
    return ~bytes.reduce(~0 as UInt32) { table[Int(($0 ^ UInt32($1)) & 0xff)] ^ ($0 >> 8) }
  }
}

extension FixedWidthInteger {
  var bigEndianBytes: [UInt8] {
    (0..<(Self.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
  }
}
