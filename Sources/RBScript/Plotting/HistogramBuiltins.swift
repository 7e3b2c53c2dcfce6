import Catalog
import Pictures
import Tensors

/// Histograms as numpy computes and prints them.
enum HistogramBuiltins {
  private static let parameters: [Parameter] = [
    Parameter("x", .any, "A tensor, or numbers to iterate over."),
    .optional("bins", .int, default: "10", "How many bins of equal width, at least 1."),
    .optional("range", .any, "The lower and the upper end; those of the data by default."),
  ]

  static let all: [Builtin] = [
    Builtin(
      "histogram", "Counts the values in bins of equal width.", parameters, returns: "record of counts and edges",
      examples: [Example("print(histogram(tensor([0.0, 1.0, 1.0]), bins: 2).counts)", prints: "tensor([1, 2])")]
    ) { call in .object(record(try compute(call))) },
    Builtin(
      "hist", "Counts the values in bins of equal width, prints counts and edges, and draws bars.",
      parameters + [
        .optional("path", .path, "A file for the bars that ends in .png or .svg; nothing is printed then."),
        .optional("title", .string, "A line above the bars in the file.", labelOnly: true),
      ],
      returns: "record of counts and edges",
      examples: [
        Example(
          "h = hist([0, 1, 1], bins: 2)",
          prints:
            "(array([1., 2.]), array([0. , 0.5, 1. ]))\n[0. , 0.5)  1 ████████████████████\n[0.5, 1. ]  2 ████████████████████████████████████████"
        ),
        Example("p = tempdir() / \"a.png\"; h = hist([0, 1, 1], bins: 2, path: p); print(exists(p))", prints: "True"),
      ]
    ) { call in
      let result = try compute(call)
      let counts = try result.counts.scalars().map(\.double)
      let edges = try result.edges.scalars().map(\.double)
      if let path = try call.optionalPath("path") {
        let chart = BarChart(counts: counts, edges: edges, title: try call.optionalString("title"))
        try PictureBuiltins.located(at: "x") { try chart.write(to: path) }
      } else {
        call.interpreter.output(draw(counts, edges))
      }
      return .object(record(result, isEchoed: false))
    },
  ]

  private static func record(_ result: (counts: Tensor, edges: Tensor), isEchoed: Bool = true) -> RecordObject {
    RecordObject(
      "histogram", [("counts", .tensor(result.counts)), ("edges", .tensor(result.edges))], isEchoed: isEchoed)
  }

  private static func compute(_ call: Call) throws -> (counts: Tensor, edges: Tensor) {
    let values = try call["x"].asTensor ?? Value.list(try call.array("x")).tensorized()
    var range: (Double, Double)?
    if call.has("range") {
      let ends = try call.array("range").map { value in
        guard let number = value.scalar?.double else { throw call.wrong("range", expected: "two numbers") }
        return number
      }
      guard ends.count == 2 else {
        throw Failure.unfit("range", expected: "two numbers", got: ends.count)
      }
      range = (ends[0], ends[1])
    }
    return try values.histogram(bins: try call.int("bins", default: 10), range: range)
  }

  private static let width = 40.0

  private static func draw(_ counts: [Double], _ edges: [Double]) -> String {
    let most = counts.max() ?? 0
    let shownEdges = ArrayText.column(edges)
    let numbers = counts.map { String(Int($0)) }
    let digits = numbers.map(\.count).max() ?? 1
    var text = "(\(ArrayText.array(counts)), \(ArrayText.array(edges)))\n"
    for (index, count) in counts.enumerated() {
      let close = index == counts.count - 1 ? "]" : ")"
      let number = String(repeating: " ", count: digits - numbers[index].count) + numbers[index]
      let bar = bar(most > 0 ? count / most * width : 0)
      text += "[\(shownEdges[index]), \(shownEdges[index + 1])\(close)  \(number)\(bar.isEmpty ? "" : " " + bar)\n"
    }
    return text
  }

  /// A bar in eighths of a character.
  private static func bar(_ length: Double) -> String {
    let eighths = Int((length * 8).rounded())
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }
}

/// numpy's text of a vector of floats: as few digits as tell the values apart, at most 8, in columns of one width.
enum ArrayText {
  /// Each number, padded to the width of the widest.
  static func column(_ values: [Double]) -> [String] {
    let texts = values.map(shortest)
    let whole = texts.map { $0.prefix { $0 != "." }.count }.max() ?? 0
    let fraction = texts.map { $0.drop { $0 != "." }.count }.max() ?? 0
    return texts.map { text in
      let before = text.prefix { $0 != "." }.count
      return String(repeating: " ", count: whole - before) + text
        + String(repeating: " ", count: fraction - (text.count - before))
    }
  }

  /// `array([1. , 2.5])`, broken at 75 columns as numpy breaks it.
  static func array(_ values: [Double]) -> String {
    var lines: [String] = []
    var line = "array(["
    for (index, text) in column(values).enumerated() {
      let piece = text + (index < values.count - 1 ? "," : "])")
      let separator = line.hasSuffix("[") || line.allSatisfy({ $0 == " " }) ? "" : " "
      if line.count + separator.count + piece.count > 75, !separator.isEmpty {
        lines.append(line)
        line = "       " + piece
      } else {
        line += separator + piece
      }
    }
    return (lines + [line]).joined(separator: "\n")
  }

  /// Without trailing zeros, and a point always.
  private static func shortest(_ value: Double) -> String {
    guard value.isFinite else { return PythonText.repr(value) }
    var text = PythonText.fixed(value, 8)
    while text.hasSuffix("0") { text.removeLast() }
    return text
  }
}
