import Foundation
import RBSyntax
import TestSupport
import Testing

/// The rbs files of the repository, and the texts that tests parse.
enum Scripts {
  /// Every script under a folder of the repository, by its path in it.
  static func all(in folders: [String] = ["Tests", "scripts"]) -> [(path: String, text: String)] {
    var found: [(path: String, text: String)] = []
    for folder in folders {
      guard let files = FileManager.default.enumerator(atPath: Fixtures.url(folder).path) else {
        Issue.record("there is no folder \(folder)")
        continue
      }
      for case let path as String in files where path.hasSuffix(".rbs") {
        do {
          found.append(("\(folder)/\(path)", try Fixtures.text("\(folder)/\(path)")))
        } catch { Issue.record("\(error)") }
      }
    }
    // Claims about all scripts are not made of none.
    #expect(!found.isEmpty, "there are no scripts in \(folders)")
    return found.sorted { $0.path < $1.path }
  }

  /// The scripts that must parse: all but those whose diagnostics are pinned.
  static var sound: [(path: String, text: String)] { all().filter { !$0.path.hasPrefix("Tests/Diagnostics/") } }

  static func parse(_ text: String) -> ParseResult {
    Parser.parse(SourceText(name: "test.rbs", text: text, file: 0))
  }

  /// The canonical text of a source, or its first diagnostic.
  static func formatted(_ text: String) -> String {
    let result = parse(text)
    if let diagnostic = result.diagnostics.first { return "\(diagnostic.id): \(diagnostic.message)" }
    return Formatter.text(of: result.program)
  }
}
