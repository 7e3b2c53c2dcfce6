import Catalog
import TestSupport
import Tensors
import Testing

@Suite struct TensorDictPrintingTests {
  /// Builds the tree of a vector; nil where it has a leaf that is out of scope.
  private func build(_ node: VectorFields, _ device: Device?) throws -> TensorDict? {
    guard try node.string("node") == "td" else { throw node.failure("expected the node 'td'") }
    let result = TensorDict(batchSize: Shape(try node.ints("batch_size")), device: device)
    let children = try node.fields("fields")
    for key in children.names {
      let value = try children.fields(key)
      switch try value.string("node") {
      case "td":
        guard let child = try build(value, device) else { return nil }
        try result.set(NestedKey(key), child)
      case "tensor":
        guard let dtype = try Vector.dtype(value) else { return nil }
        try result.set(NestedKey(key), .zeros(Shape(value.ints("shape")), dtype))
      case "nontensorstack":
        try result.set(NestedKey(key), entry: .nonTensorStack(value.array("value").map { try tree($0, value) }))
      case "nontensor": try result.set(NestedKey(key), entry: .nonTensor(tree(value.value("value"), value)))
      case let name: throw value.failure("no test knows the node '\(name)'")
      }
      try value.finish()
    }
    try node.finish()
    return result
  }

  private func tree(_ value: JSONValue, _ fields: VectorFields) throws -> Tree {
    switch value {
    case .null: .none
    case .bool(let flag): .bool(flag)
    case .int(let number): .int(number)
    case .float(let number): .float(number)
    case .string(let text): .string(text)
    case .array(let items): .list(try items.map { try tree($0, fields) })
    case .object: throw fields.failure("no test knows values that are objects")
    }
  }

  @Test func treesPrintAsTensordictPrintsThem() throws {
    for item in try VectorFolder.tensors.cases(.tree) {
      let device = item.has("device") ? Device(rawValue: try item.string("device")) : nil
      let text = try item.string("text")
      guard let built = try build(item.fields("tree"), device) else { continue }
      #expect(built.text == text, "\(item.place)")
      item.describes("device")
      try item.finish()
    }
  }

  /// Buffers and their parts print as the expressions that build them, which TorchRL's do not; these are tensordict's.
  @Test func expressionsPrintAsTensordictPrintsThem() throws {
    for item in try VectorFolder.tensors.cases(.componentText) {
      let expression = try item.string("expr")
      let tensordicts = ["TensorDict(", "LazyStackedTensorDict(", "NonTensorStack("]
      guard tensordicts.contains(where: expression.hasPrefix), !expression.contains("Parameter") else { continue }
      #expect(try text(expression, item) == item.string("text"), "\(item.place): \(expression)")
    }
  }

  private func text(_ expression: String, _ item: VectorFields) throws -> String {
    if expression == "TensorDict({},[])" { return TensorDict(batchSize: []).text }
    if let match = expression.wholeMatch(of: /TensorDict\(\{"(\w+)":torch.zeros\(([\d,]+)\)\},\[(\d+)\]\)\.memmap_\(\)/)
    {
      let data = TensorDict(batchSize: [Int(match.3) ?? 0])
      try data.set(NestedKey(String(match.1)), .zeros(shape(match.2)))
      try data.memmapInPlace()
      return data.text
    }
    if let match = expression.wholeMatch(of: /NonTensorStack\(\*\["(\w+)"\]\*(\d+)\)/) {
      let count = Int(match.2) ?? 0
      return NonTensor(
        .nonTensorStack(Array(repeating: .string(String(match.1)), count: count)), batchSize: [count]
      ).text
    }
    if let match = expression.wholeMatch(of: /LazyStackedTensorDict\((.*),stack_dim=0\)/) {
      let parts = try match.1.matches(of: /td2\((\w+)=\(([\d,]*)\)\)/).map { part in
        try TensorDict([(NestedKey(String(part.1)), .tensor(.zeros(shape(part.2))))], batchSize: [])
      }
      return try LazyStack(parts).text
    }
    throw item.failure("no test knows the expression '\(expression)'")
  }

  private func shape(_ text: Substring) -> Shape { Shape(text.split(separator: ",").compactMap { Int($0) }) }

  @Test func aTensorclassPrintsItsNameAndItsEmptyFieldsLast() throws {
    let pair = TensorClass(name: "Two", fields: ["images", "labels"])
    let inner = try pair.instance([("images", .none), ("labels", .string("x"))], batchSize: [4])
    let text = """
      Two(
          labels=NonTensorData(data=x, batch_size=torch.Size([4]), device=None),
          images=None,
          batch_size=torch.Size([4]),
          device=None,
          is_shared=False)
      """
    #expect(inner.text == text)
    let outer = try TensorDict([("c", .tensordict(inner))], batchSize: [4])
    #expect(outer.text.contains("        c: Two(\n            labels=NonTensorData("))
  }

  @Test func nonTensorValuesAreCutAndIndented() throws {
    let long = try TensorDict([("x", .string(String(repeating: "x", count: 300)))], batchSize: [])
    #expect(long.text.contains("data=xxxxxxxxxxxxxxxxxxxx  ...  xxxxxxxxxxxxxxxxxxxx, batch_size"))
    let lines = try TensorDict([("x", .string("a\nb"))], batchSize: [])
    #expect(lines.text.contains("x: NonTensorData(data=a\n        b, batch_size"))
    let ragged = try TensorDict(
      [("x", .list([.list([.string("a"), .string("b")]), .list([.string("c")])]))], batchSize: [2])
    #expect(ragged.text.contains("batch_size=torch.Size([2, -1])"))
  }

  @Test func keyViewsPrintAsInPython() throws {
    let td = try sampleTensorDict()
    #expect(td.keysText() == "_StringKeys(dict_keys(['a', 'n', 's', 'st']))")
    #expect(
      td.keysText(includeNested: true)
        == "_TensorDictKeysView(['a', ('n', 'b'), 'n', 's', 'st'],\n    include_nested=True,\n    leaves_only=False)")
  }
}
