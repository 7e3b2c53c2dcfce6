import Catalog
import Glibc
import RBSyntax

/// A program before it is parsed: bytes from a file, standard input or the command line, and the name they have in
/// diagnostics.
public struct Source: Sendable {
  public let name: String
  /// Where imports are looked for; nil where that is the working folder.
  public let path: String?
  public let bytes: [UInt8]

  public static func file(_ path: String) throws(Failure) -> Source {
    Source(name: path, path: path, bytes: try Files.bytes(of: path))
  }

  public static func standardInput() throws(Failure) -> Source {
    Source(name: "<stdin>", path: nil, bytes: try Files.bytes(of: STDIN_FILENO, named: "standard input"))
  }

  public static func command(_ code: String) -> Source { Source(name: "<command>", path: nil, bytes: Array(code.utf8)) }

  /// The text, without a byte order mark; nil where it is no text.
  public var text: String? {
    if bytes.contains(0) { return nil }
    let body = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes[3...] : bytes[...]
    return String(validating: body, as: UTF8.self)
  }

  /// What is shown of bytes that are no text: the text with the bad bytes replaced, and the place of the first.
  public var invalidity: (source: SourceText, diagnostic: Diagnostic)? {
    let source = SourceText(name: name, text: String(decoding: bytes, as: UTF8.self), file: 0)
    guard let offset = firstInvalidByte() else {
      return bytes.firstIndex(of: 0).map { offset in
        let range = SourceRange(start: offset, end: offset + 1, file: 0)
        return (source, Diagnostic(id: "nul-byte", message: "a NUL byte is not text", range: range))
      }
    }
    let diagnostic = Diagnostic(
      id: "invalid-utf8", message: "byte 0x\(String(bytes[offset], radix: 16)) is not valid UTF-8",
      // The replacement character takes three bytes, and all before it stands as it was.
      range: SourceRange(start: offset, end: offset + 3, file: 0), help: "save the file as UTF-8")
    return (source, diagnostic)
  }

  private func firstInvalidByte() -> Int? {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }
}
