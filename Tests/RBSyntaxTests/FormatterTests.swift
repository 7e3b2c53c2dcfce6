import RBSyntax
import Testing

@Test func everyScriptParsesAndItsCanonicalTextIsAFixpoint() {
  for script in Scripts.sound {
    let result = Scripts.parse(script.text)
    #expect(result.diagnostics.isEmpty, "\(script.path): \(result.diagnostics)")
    #expect(!result.needsMoreInput)
    let text = Formatter.text(of: result.program)
    #expect(Scripts.formatted(text) == text, "\(script.path)")
  }
}
