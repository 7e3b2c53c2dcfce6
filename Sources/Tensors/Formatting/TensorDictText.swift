/// Tensordicts as tensordict prints them.
extension TensorDict {
  /// What `print(tensordict)` shows: the fields sorted as whole entries (`key: text`, so that `obs2` comes before
  /// `obs`), then batch size and device. A tensorclass shows its name and `field=`; its empty fields come last.
  public var text: String {
    let separator = tensorClass == nil ? ": " : "="
    var lines: [String] = []
    for key in keys {
      guard let entry = entries[key], !isEmptyField(key) else { continue }
      lines.append(key + separator + text(of: entry))
    }
    lines.sort { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
    let tail = ["batch_size=\(batchSize)", "device=\(deviceText)", "is_shared=False"]
    let name = tensorClass?.name ?? "TensorDict"
    if let tensorClass {
      lines += tensorClass.fields.filter(isEmptyField).map { "\($0)=None" }
      return "\(name)(\n" + Self.indented((lines + tail).joined(separator: ",\n")) + ")"
    }
    let fields = "fields={\n" + Self.indented(lines.joined(separator: ",\n")) + "}"
    return "\(name)(\n" + Self.indented(([fields] + tail).joined(separator: ",\n")) + ")"
  }

  private var deviceText: String { device?.rawValue ?? "None" }

  /// A field of a tensorclass that holds None or nothing.
  private func isEmptyField(_ key: String) -> Bool {
    guard tensorClass != nil else { return false }
    switch entries[key] {
    case nil, .nonTensor(.none)?: return true
    default: return false
    }
  }

  private func text(of entry: Entry) -> String {
    switch entry {
    case .tensor(let tensor):
      let name = tensor.isMemoryMapped ? "MemoryMappedTensor" : "Tensor"
      return "\(name)(shape=\(tensor.shape), device=cpu, dtype=\(tensor.dtype.torchName), is_shared=False)"
    case .tensordict(let nested): return nested.text
    case .nonTensor(let value):
      var data = PythonText.str(value)
      let scalars = data.unicodeScalars
      if scalars.count > 200 { data = String(scalars.prefix(20)) + "  ...  " + String(scalars.suffix(20)) }
      return "NonTensorData(data=\(data), batch_size=\(batchSize), device=\(deviceText))"
    case .nonTensorStack(let values):
      let list = PythonText.repr(.list(values)).unicodeScalars
      let shown = list.count > 50 ? String(list.prefix(50)) + "..." : String(list)
      let lines = Self.indented("\(shown),\nbatch_size=\(batchSize),\ndevice=\(deviceText)")
      return "NonTensorStack(\n\(lines))"
    }
  }

  /// Python's `textwrap.indent`: blank lines stay as they are.
  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.allSatisfy(\.isWhitespace) ? String($0) : "    " + $0 }
      .joined(separator: "\n")
  }
}
