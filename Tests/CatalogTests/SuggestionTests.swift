import Catalog
import Testing

@Suite struct SuggestionTests {
  @Test func aSlipOfOneLetterFindsTheName() {
    #expect(Suggestion.nearest(to: "storag", among: ["sampler", "storage", "writer"]) == "storage")
  }

  @Test func swappedLettersCountAsOneEdit() {
    #expect(Suggestion.editDistance("smaple", "sample", limit: 3) == 1)
  }

  @Test func somethingElseFindsNothing() {
    #expect(Suggestion.nearest(to: "banana", among: ["sampler", "storage"]) == nil)
  }

  @Test(arguments: [
    ("x", ["e", "y"]), ("np", ["ne", "nn"]), ("obs", ["abs"]), ("dir", ["dim2"]), ("exit", ["exists"]),
    ("make", ["take"]), ("b", ["ab"]), ("DeviceCastTransform", ["DTypeCastTransform"]),
    ("EndOfLifeTransform", ["ExcludeTransform"]),
  ])
  func whatNoSlipExplainsFindsNothing(_ name: String, _ candidates: [String]) {
    #expect(Suggestion.nearest(to: name, among: candidates) == nil)
  }

  @Test(arguments: [
    ("lenn", "len"), ("rint", "print"), ("rpint", "print"), ("zero", "zeros"), ("smaple", "sample"),
    ("ToTensorImag", "ToTensorImage"), ("prioritised", "prioritized"), ("ReplayBufer", "ReplayBuffer"),
    ("GrayScaleTransfrom", "GrayScaleTransform"),
  ])
  func aSlipFindsTheName(_ name: String, _ candidate: String) {
    #expect(Suggestion.nearest(to: name, among: [candidate]) == candidate)
  }

  @Test func theCaseOfLettersDoesNotMatter() {
    #expect(Suggestion.didYouMean("replaybuffer", among: ["ReplayBuffer"]) == "did you mean 'ReplayBuffer'?")
  }

  /// Against the textbook's full matrix, on all pairs of short words over two letters.
  @Test func distancesEqualTheFullMatrix() {
    let words = (0..<31).map { number in String(String(number, radix: 2).map { $0 == "0" ? "a" : "b" }) }
    for a in words {
      for b in words {
        #expect(Suggestion.editDistance(a, b, limit: 9) == oracle(Array(a), Array(b)), "\(a) \(b)")
      }
    }
  }

  private func oracle(_ a: [Character], _ b: [Character]) -> Int {
    var d = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { d[i][0] = i }
    for j in 0...b.count { d[0][j] = j }
    for i in 0..<a.count {
      for j in 0..<b.count {
        d[i + 1][j + 1] = min(d[i][j + 1] + 1, d[i + 1][j] + 1, d[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          d[i + 1][j + 1] = min(d[i + 1][j + 1], d[i - 1][j - 1] + 1)
        }
      }
    }
    return d[a.count][b.count]
  }
}

@Suite struct SignatureTests {
  @Test func theHeadlineShowsDefaultsAndStars() {
    let signature = Signature(
      "f", "Does it.",
      [Parameter("a", .int, "A."), .optional("b", .int, default: "1", "B."), .variadic("xs", .any, "Rest.")])
    #expect(signature.headline == "f(a, b: 1, *xs)")
  }
}
