import Catalog
import ReplayBuffers
import Tensors
import Testing

@Suite struct ComponentTests {
  @Test func everyDeclarationIsComplete() {
    var names: Set<String> = []
    for spec in Components.all {
      for signature in spec.signatures {
        for name in [signature.name] + signature.aliases {
          #expect(names.insert(name).inserted, "\(name) is declared twice")
        }
        #expect(signature.summary.hasSuffix("."), "\(signature.name)")
        #expect(!signature.examples.isEmpty, "\(signature.name)")
        for parameter in signature.parameters { #expect(parameter.summary.hasSuffix("."), "\(parameter.name)") }
      }
    }
  }

  @Test func componentsPrintAsTheExpressionThatBuildsThem() throws {
    func make(_ name: String, _ values: [String: Tree] = [:]) throws -> any TreeObject {
      let spec = Components.all.first { $0.signatures.contains { $0.name == name || $0.aliases.contains(name) } }
      return try #require(spec).make(Arguments(name, values))
    }
    #expect(try make("list").text == "list()")
    #expect(try make("ram", ["max_size": .int(5), "ndim": .int(2)]).text == "ram(5, ndim: 2)")
    #expect(try make("memmap", ["max_size": .int(5), "existsok": .bool(true)]).text == "memmap(5, existsok: True)")
    #expect(try make("without_replacement", ["drop_last": .bool(true)]).text == "without_replacement(drop_last: True)")
    let sampler = try make("prioritized", ["alpha": .float(0.8), "beta": .float(1.1)])
    #expect(sampler.text == "prioritized(0.8, 1.1)")
    #expect(
      try make(
        "ReplayBuffer",
        [
          "storage": .object(try make("memmap", ["max_size": .int(100)])), "sampler": .object(sampler),
          "batch_size": .int(32),
        ]
      ).text == "buffer(storage: memmap(100), sampler: prioritized(0.8, 1.1), batch_size: 32)")
    #expect(
      try make("td_prioritized_buffer", ["alpha": .float(0.7), "beta": .int(1), "priority_key": .string("p")]).text
        == "td_prioritized_buffer(0.7, 1.0, priority_key: 'p')")
    #expect(throws: Failure.self) { try make("ram") }
    #expect(throws: Failure.self) { try make("buffer", ["storage": .int(3)]) }
  }
}
