/// Tensordicts as tensordict prints them.
extension TensorDict {
  /// What `print(tensordict)` shows: the fields sorted as whole entries (`key: text`, so that `obs2` comes before
  /// `obs`), then batch size and device. A tensorclass shows its name and `field=`; its empty fields come last.
  public var text: String { lines.text }

  var lines: IndentedLines {
    let tail = ["batch_size=\(batchSize)", "device=\(TensorDictText.device(device))", "is_shared=False"]
    let shown = tensorClass == nil ? keys : keys.filter { entries[$0]?.isNone == false }
    let lines = TensorDictText.sorted(
      shown.compactMap { key in entries[key].map { (key, TensorDictText.entry($0, batchSize, device)) } },
      separator: tensorClass == nil ? ": " : "=")
    guard let tensorClass else {
      if let stackDim { return TensorDictText.stack(lines, [], tail, stackDim) }
      return TensorDictText.block(
        "TensorDict", [TensorDictText.fields("fields", lines)] + tail.map { IndentedLines($0) })
    }
    let empty = tensorClass.fields.filter { !shown.contains($0) }.map { "\($0)=None" }
    return TensorDictText.block(tensorClass.name, lines + (empty + tail).map { IndentedLines($0) })
  }

  /// What `print(tensordict.keys(…))` shows, arguments as for `keys(includeNested:leavesOnly:)`.
  public func keysText(includeNested: Bool = false, leavesOnly: Bool = false, sort: Bool = false) -> String {
    let keys = keys(includeNested: includeNested, leavesOnly: leavesOnly, sort: sort || stackDim != nil)
    if stackDim != nil { return "_LazyStackedTensorDictKeysView(\(PythonText.repr(.tuple(keys.map(\.tree)))))" }
    let list = PythonText.repr(.list(keys.map(\.tree)))
    if !includeNested && !leavesOnly && !sort { return "_StringKeys(dict_keys(\(list)))" }
    return "_TensorDictKeysView(\(list),\n    include_nested=\(PythonText.repr(includeNested)),\n"
      + "    leaves_only=\(PythonText.repr(leavesOnly)))"
  }
}

/// The pieces that tensordicts and lazy stacks print.
enum TensorDictText {
  static func device(_ device: Device?) -> String { device?.rawValue ?? "None" }

  /// `Name(` and indented lines, joined by commas.
  static func block(_ name: String, _ lines: [IndentedLines]) -> IndentedLines {
    IndentedLines("\(name)(", IndentedLines(joining: lines), ")")
  }

  /// A stack of items: the keys that all have, those that only some have, and the rest.
  static func stack(
    _ fields: [IndentedLines], _ exclusive: [IndentedLines], _ tail: [String], _ stackDim: Int
  ) -> IndentedLines {
    let own = IndentedLines(
      "exclusive_fields={", exclusive.isEmpty ? IndentedLines("") : IndentedLines(joining: exclusive), "}")
    return block(
      "LazyStackedTensorDict",
      [self.fields("fields", fields), own] + (tail + ["stack_dim=\(stackDim)"]).map { IndentedLines($0) })
  }

  /// `name={` and the lines.
  static func fields(_ name: String, _ lines: [IndentedLines]) -> IndentedLines {
    IndentedLines("\(name)={", lines.isEmpty ? IndentedLines("") : IndentedLines(joining: lines), "}")
  }

  /// `key: text` lines, sorted as a whole.
  static func sorted(_ items: [(key: String, text: IndentedLines)], separator: String = ": ") -> [IndentedLines] {
    items.map { $0.text.behind($0.key + separator) }.sorted {
      Texts.areEqual($0.first, $1.first) ? codePointsPrecede($0.text, $1.text) : codePointsPrecede($0.first, $1.first)
    }
  }

  static func entry(_ entry: TensorDict.Entry, _ batchSize: Shape, _ device: Device?) -> IndentedLines {
    switch entry {
    case .tensor(let tensor): IndentedLines(leaf(tensor, shape: tensor.shape))
    case .tensordict(let child): child.lines
    case .nonTensor(let value): IndentedLines(nonTensor(value, batchSize, device))
    case .nonTensorStack(let values): nonTensorStack(values, device)
    }
  }

  static func leaf(_ tensor: Tensor, shape: Shape) -> String {
    let name = tensor.isMemoryMapped ? "MemoryMappedTensor" : "Tensor"
    let shared = PythonText.repr(tensor.isShared)
    return "\(name)(shape=\(shape), device=cpu, dtype=\(tensor.dtype.torchName), is_shared=\(shared))"
  }

  static func nonTensor(_ value: Tree, _ batchSize: Shape, _ device: Device?) -> String {
    var data = PythonText.str(value)
    let scalars = data.unicodeScalars
    if scalars.count > 200 { data = String(scalars.prefix(20)) + "  ...  " + String(scalars.suffix(20)) }
    return "NonTensorData(data=\(data), batch_size=\(batchSize), device=\(self.device(device)))"
  }

  static func nonTensorStack(_ values: [Tree], _ device: Device?) -> IndentedLines {
    let list = PythonText.repr(.list(values)).unicodeScalars
    let shown = list.count > 50 ? String(list.prefix(50)) + "..." : String(list)
    let shape = NonTensorArray.printedShape(values)
    return IndentedLines(
      "NonTensorStack(", IndentedLines("\(shown),\nbatch_size=\(shape),\ndevice=\(self.device(device))"), ")")
  }
}

/// A non-tensor value taken out of a tensordict with `get`: what `NonTensorData` and `NonTensorStack` are alone.
public final class NonTensor: TreeObject {
  public let entry: TensorDict.Entry
  public let batchSize: Shape
  public let device: Device?

  public init(_ entry: TensorDict.Entry, batchSize: Shape, device: Device? = nil) {
    self.entry = entry
    self.batchSize = batchSize
    self.device = device
  }

  public var text: String { TensorDictText.entry(entry, batchSize, device).text }
}
