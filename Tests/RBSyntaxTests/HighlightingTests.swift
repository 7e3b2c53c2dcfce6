import Foundation
import RBSyntax
import TestSupport
import Testing

/// The editors' files beside the grammar know the words and the operators of the lexer.
struct HighlightingTests {
  private static let constants: Set<String> = ["True", "False", "None"]
  private static let punctuation: Set<String> = ["(", ")", "[", "]", "{", "}", ",", ":", ";", "."]

  @Test func vimKnowsTheKeywords() throws {
    var words: Set<String> = []
    for line in try Fixtures.text("grammar/rbs.vim").split(separator: "\n") where line.hasPrefix("syntax keyword ") {
      words.formUnion(line.split(separator: " ").dropFirst(3).map(String.init))
    }
    words.subtract(["nextgroup=rbsFunction", "skipwhite"])
    #expect(words == Set(Lexer.keywords))
  }

  @Test func textMateKnowsTheKeywordsAndTheOperators() throws {
    let data = try Data(contentsOf: Fixtures.url("grammar/rbs.tmLanguage.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let repository = try #require(object["repository"] as? [String: [String: Any]])
    func words(_ key: String) throws -> Set<String> {
      let pattern = try #require(repository[key]?["match"] as? String)
      let inner = pattern.replacing("\\b(", with: "").replacing(")\\b", with: "")
      return Set(inner.split(separator: "|").map(String.init))
    }
    #expect(try words("keyword") == Set(Lexer.keywords).subtracting(Self.constants))
    #expect(try words("constant") == Self.constants)
    let pattern = try #require(repository["operator"]?["match"] as? String)
    let expression = try Regex("^(?:\(pattern))$")
    for symbol in Lexer.operators {
      #expect(try (expression.firstMatch(in: symbol) == nil) == Self.punctuation.contains(symbol), "\(symbol)")
    }
  }
}
