import Catalog
import RBScript
import Testing

/// What every declaration owes its readers, whatever it declares.
@Suite(.serialized) struct DeclarationTests {
  static let builtins = Registry.shared.everything

  @Test func namesAreUnique() {
    // Transforms that language.md gives the name of a tensor function: the first argument tells which is meant.
    let shared: Set<String> = ["permute", "select", "squeeze", "unsqueeze"]
    var seen: Set<String> = []
    for (_, group) in Registry.groups {
      for builtin in group {
        for name in [builtin.signature.name] + builtin.signature.aliases where !shared.contains(name) {
          #expect(seen.insert(name).inserted, "'\(name)' is declared twice")
        }
      }
    }
  }

  @Test func everySummaryIsOneSentence() {
    for (owner, signature) in Self.builtins {
      let summary = signature.summary
      #expect(summary.hasSuffix("."), "\(owner)\(signature.name): \(summary)")
      #expect(!summary.dropLast().contains(". "), "\(owner)\(signature.name): \(summary)")
    }
  }

  @Test func everyParameterHasASentence() {
    for (owner, signature) in Self.builtins {
      for parameter in signature.parameters {
        #expect(parameter.summary.hasSuffix("."), "\(owner)\(signature.name)(\(parameter.name)): \(parameter.summary)")
      }
    }
  }

  @Test func everyFunctionHasAnExample() {
    for (owner, signature) in Self.builtins {
      #expect(!signature.examples.isEmpty, "\(owner)\(signature.name) has no example")
    }
  }

  @Test func everyExamplePrintsWhatItSays() {
    Turn.take {
      for (owner, signature) in Self.builtins {
        for example in signature.examples {
          let run = Run(example.source, name: "\(owner)\(signature.name)")
          let expected = example.output.map { $0 + "\n" } ?? ""
          #expect(run.transcript == expected, "\(owner)\(signature.name): \(example.source)")
        }
      }
    }
  }
}
