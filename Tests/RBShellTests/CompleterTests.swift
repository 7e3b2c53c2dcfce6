import Foundation
import RBScript
import Testing

@testable import RBShell

@Suite struct CompleterTests {
  private func complete(_ line: String, pending: String = "", after code: String = "") -> [String] {
    NativeStack.withLargeStack {
      let session = Session(output: { _ in }, errors: { Issue.record("\($0)") })
      if !code.isEmpty { _ = session.feed(code) }
      return Completer(session.interpreter).complete(line, pending: pending).candidates
    }
  }

  @Test func namesAreBuiltinsGlobalsAndKeywords() {
    #expect(complete("callab") == ["callable"])
    #expect(complete("my_v", after: "my_value = 1") == ["my_value"])
    #expect(complete("contin") == ["continue"])
    #expect(complete("x = Tru") == ["True"])
    #expect(complete("nothing_like_it") == [])
    #expect(complete("12") == [])
  }

  @Test func namesOfTheOpenEntryCount() {
    #expect(complete("  parame", pending: "fn f(parameter) {") == ["parameter"])
  }

  @Test func attributesFollowTheValueOfAName() {
    #expect(complete("xs.app", after: "xs = [1]") == ["append"])
    #expect(complete("print(xs.app", after: "xs = [1]") == ["append"])
    #expect(complete("\"a\".upp") == ["upper"])
    #expect(complete("unknown.app") == [])
  }

  @Test func privateNamesAreOfferedWhereTheyAreBegun() {
    #expect(complete("f.", after: "fn f() { 1 }") == [])
    #expect(complete("f._", after: "fn f() { 1 }") == ["__name__"])
    #expect(complete("xs.__c", after: "xs = [1]").allSatisfy { $0.hasPrefix("__c") })
    #expect(complete("call(", after: "fn call(_hidden: 1, shown: 2) { shown }") == ["shown: "])
    #expect(complete("call(_", after: "fn call(_hidden: 1, shown: 2) { shown }").first == "_hidden: ")
  }

  @Test func nothingIsCalledToFindOut() {
    #expect(complete("f().app", after: "fn f() { assert False }") == [])
  }

  @Test func labelsStandInCalls() {
    #expect(complete("print(1, setatt") == ["setattr"])
    #expect(complete("buffer(batch_s") == ["batch_size: "])
    #expect(complete("print(1, se").first == "sep: ")
    #expect(complete("print(1, ") == ["sep: ", "end: ", "flush: "])
    #expect(complete("print(sep: \"\", ") == ["end: ", "flush: "])
    #expect(complete("print(sep=\"\", ") == ["end: ", "flush: "])
    #expect(complete("print(f(sep: 1), {sep: 2}, ") == ["sep: ", "end: ", "flush: "])
    #expect(complete("print([1, 2], max(3), en").first == "end: ")
    #expect(complete("print([1, enume") == ["enumerate"])
    #expect(complete("twice(nu", after: "fn twice(number) { number * 2 }").first == "number: ")
  }

  @Test func textAndCommentsAreLeftAlone() {
    #expect(complete("print(\"pri") == [])
    #expect(complete("x = 1 # pri") == [])
    #expect(complete("# pri", pending: "f(1,") == [])
    // A comment ends with its line.
    #expect(complete("callab", pending: "f(1, # one") == ["callable"])
    #expect(complete("xs.app", pending: "print( # one", after: "xs = [1]") == ["append"])
  }

  @Test func commandsAndPathsComplete() throws {
    #expect(complete(":hi") == ["history"])
    let folder = try TemporaryFolder()
    try folder.write("helper.rbs", "")
    try folder.write("here/other.rbs", "")
    try folder.write("help.txt", "")
    try folder.write(".secret.rbs", "")
    try folder.write(".git/config.rbs", "")
    #expect(complete("import \"\(folder.url.path)/he") == ["helper.rbs", "here/"])
    #expect(complete(":load \(folder.url.path)/hel") == ["help.txt", "helper.rbs"])
    #expect(complete("import \"\(folder.url.path)/") == ["helper.rbs", "here/"])
    #expect(complete("import \"\(folder.url.path)/.") == [".git/", ".secret.rbs"])
  }

  @Test func theCommonPrefixIsWhatAllShare() {
    #expect(Completion(word: "a", candidates: ["abcd", "abce", "abx"]).commonPrefix == "ab")
    #expect(Completion(word: "", candidates: []).commonPrefix == "")
  }
}
