/// Unsafe: lends zlib the bytes of an array, with their count, for the length of one call.

import CZlib
import Catalog

/// One chunk of a PNG file: four letters and data.
struct PNGChunk: Equatable {
  let kind: String
  var data: [UInt8]

  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Length, kind, data and check sum, as they stand in the file.
  var bytes: [UInt8] {
    let body = Array(kind.utf8) + data
    let checkSum = UInt32(crc32_z(0, body, UInt(body.count)))
    return UInt32(data.count).bigEndianBytes + body + checkSum.bigEndianBytes
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

extension FixedWidthInteger {
  var bigEndianBytes: [UInt8] {
    (0..<(Self.bitWidth / 8)).reversed().map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) }
  }
}
