/// Tensordicts as tensordict prints them.
extension TensorDict {
  /// What `print(tensordict)` shows: the fields sorted as whole entries (`key: text`, so that `obs2` comes before
  /// `obs`), then batch size and device. A tensorclass shows its name and `field=`; its empty fields come last.
  public var text: String {
    let tail = ["batch_size=\(batchSize)", "device=\(TensorDictText.device(device))", "is_shared=False"]
    let shown = tensorClass == nil ? keys : keys.filter { entries[$0]?.isNone == false }
    let lines = TensorDictText.sorted(
      shown.compactMap { key in entries[key].map { (key, TensorDictText.entry($0, batchSize, device)) } },
      separator: tensorClass == nil ? ": " : "=")
    guard let tensorClass else {
      if let stackDim { return TensorDictText.stack(lines, [], tail, stackDim) }
      return TensorDictText.block("TensorDict", [TensorDictText.fields("fields", lines)] + tail)
    }
    let empty = tensorClass.fields.filter { !shown.contains($0) }.map { "\($0)=None" }
    return TensorDictText.block(tensorClass.name, lines + empty + tail)
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
  static func block(_ name: String, _ lines: [String]) -> String {
    "\(name)(\n" + indented(lines.joined(separator: ",\n")) + ")"
  }

  /// A stack of items: the keys that all have, those that only some have, and the rest.
  static func stack(_ fields: [String], _ exclusive: [String], _ tail: [String], _ stackDim: Int) -> String {
    "LazyStackedTensorDict(\n"
      + indented(
        ([self.fields("fields", fields), "exclusive_fields={\n" + exclusive.joined(separator: ",\n") + "}"] + tail
          + ["stack_dim=\(stackDim)"]).joined(separator: ",\n")) + ")"
  }

  /// `name={` and the lines.
  static func fields(_ name: String, _ lines: [String]) -> String {
    "\(name)={\n" + indented(lines.joined(separator: ",\n")) + "}"
  }

  /// `key: text` lines, sorted as a whole.
  static func sorted(_ items: [(key: String, text: String)], separator: String = ": ") -> [String] {
    items.map { $0.key + separator + $0.text }.sorted(by: codePointsPrecede)
  }

  static func entry(_ entry: TensorDict.Entry, _ batchSize: Shape, _ device: Device?) -> String {
    switch entry {
    case .tensor(let tensor): leaf(tensor, shape: tensor.shape)
    case .tensordict(let child): child.text
    case .nonTensor(let value): nonTensor(value, batchSize, device)
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

  static func nonTensorStack(_ values: [Tree], _ device: Device?) -> String {
    let list = PythonText.repr(.list(values)).unicodeScalars
    let shown = list.count > 50 ? String(list.prefix(50)) + "..." : String(list)
    let shape = NonTensorArray.printedShape(values)
    return "NonTensorStack(\n" + indented("\(shown),\nbatch_size=\(shape),\ndevice=\(self.device(device))") + ")"
  }

  /// Python's `textwrap.indent`: blank lines stay as they are.
  static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.allSatisfy(\.isWhitespace) ? String($0) : "    " + $0 }
      .joined(separator: "\n")
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

  public var text: String { TensorDictText.entry(entry, batchSize, device) }
}
