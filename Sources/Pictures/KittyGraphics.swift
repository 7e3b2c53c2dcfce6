import Catalog

extension Picture {
  /// The escape sequences of kitty's graphics protocol that send a PNG and show it at the cursor.
  ///
  /// Source: https://sw.kovidgoyal.net/kitty/graphics-protocol/. `q=2` keeps the terminal from answering: the answer
  /// would be read as input.
  /// - Parameter columns: How wide it is shown; nil for its own size.
  func kitty(columns: Int?) throws(Failure) -> String {
    let data = Array(Base64.encode(try png()).utf8)
    let chunk = 4096
    var text = ""
    for start in stride(from: 0, to: data.count, by: chunk) {
      let end = min(start + chunk, data.count)
      let keys = start == 0 ? "a=T,f=100,q=2," + (columns.map { "c=\($0)," } ?? "") : ""
      let more = end < data.count ? 1 : 0
      text += "\u{1b}_G\(keys)m=\(more);" + String(decoding: data[start..<end], as: UTF8.self) + "\u{1b}\\"
    }
    return text + "\n"
  }
}

/// RFC 4648's base64, with padding.
enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var word = group.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
      word <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        let padded = place > group.count
        text.append(padded ? UInt8(ascii: "=") : letters[Int(word >> UInt32(18 - 6 * place)) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
