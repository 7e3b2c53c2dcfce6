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

private func format(_ text: String) -> String? {
  Formatter.format(SourceText(name: "test.rbs", text: text, file: 0))
}

@Test func formattingKeepsCommentsAndBlankLines() {
  let text = """
    # head
    x=1 # one


    # before f
    fn f(a,b=2){ # inside
      # first
      a+b # sum

      return a
      # last
    }
    y = [ 1, # uno
      2 ]
    if a { # nothing
    } else { b }
    # end
    """
  let expected = """
    # head
    x = 1  # one

    # before f
    fn f(a, b: 2) {
        # inside
        # first
        a + b  # sum

        return a
        # last
    }
    # uno
    y = [1, 2]
    if a {
        # nothing
    } else {
        b
    }
    # end

    """
  #expect(format(text) == expected)
  #expect(format(expected) == expected)
}

@Test func formattingIsAFixpointAndLosesNoComment() throws {
  func comments(_ text: String) -> Int {
    Lexer.tokens(of: SourceText(name: "", text: text, file: 0)).count { $0.kind == .comment }
  }
  for script in Scripts.sound {
    let once = try #require(format(script.text))
    #expect(format(once) == once, "\(script.path)")
    #expect(comments(once) == comments(script.text), "\(script.path)")
    #expect(Scripts.formatted(once) == Scripts.formatted(script.text), "\(script.path)")
  }
}

@Test func whatDoesNotParseIsNotFormatted() { #expect(format("x = (") == nil) }

@Test func importsOfWhatIsBuiltInAreDroppedUnlessTheyBindAName() {
  let text = """
    # head
    import torch  # why
    from torchrl.data import (
      ReplayBuffer, # one
      ListStorage as LS,
    )
    import numpy as np, tqdm
    from math import *
    import "helpers.rbs"

    import time
    fn f() { import math }
    """
  let expected = """
    # head
    # why
    # one
    from torchrl.data import ListStorage as LS
    import numpy as np
    import "helpers.rbs"

    fn f() {
        import math
    }

    """
  #expect(format(text) == expected)
  #expect(format(expected) == expected)
}
