/// Tensors as torch prints them.
extension Tensor {
  /// What `print(tensor)` shows: `tensor([1., 2.])`, or `MemoryMappedTensor([1., 2.])` for a mapped one.
  ///
  /// Continuation lines are indented to the opening bracket. A large tensor is summarised. The text is cut short where
  /// an interruption is requested: who shows it looks for one first.
  /// - Complexity: O(elements shown); a summarised tensor is never read whole.
  public var text: String { text() }

  /// What `print(tensor)` shows. - Parameters:
  ///   - prefix: the text before the elements, which also sets the indentation.
  ///   - options: torch's print options.
  public func text(prefix: String? = nil, options: PrintOptions = PrintOptions()) -> String {
    let prefix = prefix ?? (isMemoryMapped ? "MemoryMappedTensor(" : "tensor(")
    var suffixes: [String] = []
    let body: String
    if numel == 0 {
      body = "[]"
      if ndim != 1 { suffixes.append("size=" + PythonText.repr(Tree.tuple(shape.map { .int($0) }))) }
      if dtype != .float32 { suffixes.append("dtype=" + dtype.torchName) }
    } else {
      if options.edgeItems == 0 { suffixes.append("size=" + PythonText.repr(Tree.tuple(shape.map { .int($0) }))) }
      if dtype != .float32 && dtype != .int64 && dtype != .bool { suffixes.append("dtype=" + dtype.torchName) }
      body = TensorPrinter(self, options).body(indent: prefix.unicodeScalars.count)
    }
    return TensorPrinter.joined(prefix + body, suffixes, indent: prefix.unicodeScalars.count, options.lineWidth)
  }
}

/// The layout of one tensor's elements: torch's `_tensor_str`.
private struct TensorPrinter {
  private enum Style { case whole, float(FloatStyle) }
  private enum FloatStyle { case integral, fixed, scientific }

  private let tensor: Tensor
  private let options: PrintOptions
  private let summarized: Bool
  private let reader: ElementReader
  private var style = Style.whole
  private var width = 1

  init(_ tensor: Tensor, _ options: PrintOptions) {
    self.tensor = tensor
    self.options = options
    reader = ElementReader(tensor)
    summarized = tensor.numel > options.threshold
    var places: [Int] = []
    collect(dimension: 0, tensor.offset, &places)
    if tensor.dtype.isFloatingPoint {
      measureFloats(places)
    } else {
      for (count, place) in places.enumerated() {
        if count & 0xfff == 0xfff, Interruption.isRequested { return }
        width = max(width, element(place).utf8.count)
      }
    }
  }

  /// The indices of a dimension that are shown, and where among them the gap is.
  private func shown(_ size: Int) -> (indices: [Int], gap: Int?) {
    let edge = max(options.edgeItems, 0)
    guard summarized && size > 2 * edge else { return (Array(0..<size), nil) }
    return (Array(0..<edge) + Array((size - edge)..<size), edge)
  }

  private func collect(dimension: Int, _ place: Int, _ places: inout [Int]) {
    guard dimension < tensor.ndim else {
      places.append(place)
      return
    }
    for index in shown(tensor.shape[dimension]).indices {
      if places.count & 0xfff == 0xfff, Interruption.isRequested { return }
      collect(dimension: dimension + 1, place + index * tensor.strides[dimension], &places)
    }
  }

  private mutating func measureFloats(_ places: [Int]) {
    let values = places.map { reader.double(at: $0) }.filter { $0.isFinite && $0 != 0 }
    style = .float(.integral)
    guard let first = values.first else { return }
    var smallest = first.magnitude
    var largest = smallest
    var integral = true
    for value in values {
      smallest = min(smallest, value.magnitude)
      largest = max(largest, value.magnitude)
      integral = integral && value == value.rounded(.up)
    }
    let scientific = options.scientific ?? (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4)
    style = .float(scientific ? .scientific : integral ? .integral : .fixed)
    for (place, value) in values.enumerated() {
      if place & 0xfff == 0xfff, Interruption.isRequested { return }
      width = max(width, float(value).utf8.count)
    }
  }

  private func float(_ value: Double) -> String {
    guard case .float(let style) = style else { return "" }
    return switch style {
    case .scientific: PythonText.scientific(value, options.precision)
    case .integral: PythonText.fixed(value, 0) + (value.isFinite ? "." : "")
    case .fixed: PythonText.fixed(value, options.precision)
    }
  }

  /// The text of the element at a place, without padding.
  private func element(_ place: Int) -> String {
    if case .float = style { return float(reader.double(at: place)) }
    return tensor.dtype == .bool ? PythonText.repr(reader.int(at: place) != 0) : String(reader.int(at: place))
  }

  private func padded(_ place: Int) -> String {
    let text = element(place)
    return String(repeating: " ", count: max(0, width - text.utf8.count)) + text
  }

  func body(indent: Int) -> String {
    var result = ""
    append(dimension: 0, tensor.offset, indent: indent, to: &result)
    return result
  }

  private func append(dimension: Int, _ place: Int, indent: Int, to result: inout String) {
    let remaining = tensor.ndim - dimension
    guard remaining > 0 else {
      result += padded(place)
      return
    }
    let stride = tensor.strides[dimension]
    var (indices, gap) = shown(tensor.shape[dimension])
    result += "["
    if remaining == 1 {
      if summarized && options.edgeItems == 0 { (indices, gap) = ([], 0) }
      let perLine = max(1, (options.lineWidth - indent) / (width + 2))
      let lineBreak = ",\n" + String(repeating: " ", count: indent + 1)
      var count = 0
      func separate() {
        if count > 0 { result += count % perLine == 0 ? lineBreak : ", " }
        count += 1
      }
      for (i, index) in indices.enumerated() {
        if i & 0xfff == 0xfff, Interruption.isRequested { return }
        if i == gap {
          separate()
          result += " ..."
        }
        separate()
        result += padded(place + index * stride)
      }
      if indices.isEmpty && gap != nil { result += "..." }
    } else {
      let lineBreak = "," + String(repeating: "\n", count: remaining - 1) + String(repeating: " ", count: indent + 1)
      for (i, index) in indices.enumerated() {
        if Interruption.isRequested { return }
        if i == gap { result += "..." + lineBreak }
        append(dimension: dimension + 1, place + index * stride, indent: indent + 1, to: &result)
        if i + 1 < indices.count { result += lineBreak }
      }
      if indices.isEmpty && gap != nil { result += "..." }
    }
    result += "]"
  }

  /// Appends the suffixes, each on a line of its own where the last line would get too long.
  static func joined(_ text: String, _ suffixes: [String], indent: Int, _ lineWidth: Int) -> String {
    var result = text
    // torch counts one character more than the line has.
    let lastLine =
      text.utf8.count
      - (text.utf8.lastIndex(of: UInt8(ascii: "\n")).map {
        text.utf8.distance(from: text.utf8.startIndex, to: $0)
      } ?? -1) + 1
    var length = lastLine
    for suffix in suffixes {
      if length + suffix.utf8.count + 2 > lineWidth {
        result += ",\n" + String(repeating: " ", count: indent) + suffix
        length = indent + suffix.utf8.count
      } else {
        result += ", " + suffix
        length += suffix.utf8.count + 2
      }
    }
    return result + ")"
  }
}
