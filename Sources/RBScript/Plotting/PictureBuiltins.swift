import Catalog
import Glibc
import Pictures
import Tensors

/// Frames as files and in the terminal, and charts.
enum PictureBuiltins {
  private static let frameSentence =
    "Bytes of [H, W, 3], [H, W, 1], [H, W] or [3, H, W], or floats in 0…1 with channels first or last."

  static let all: [Builtin] = [
    Builtin(
      "save_png", "Writes a frame as a PNG file.",
      [Parameter("frame", .tensor, frameSentence), Parameter("path", .path, "The file, which is replaced.")],
      examples: [
        Example(
          "p = tempdir() / \"a.png\"; save_png(zeros(2, 3, 3, dtype: uint8), p); print(exists(p))", prints: "True")
      ]
    ) { call in
      let picture = try frame(call)
      let path = try call.path("path")
      try located(at: "frame") { try FileSystem.write(try picture.png(), to: path) }
      return .none
    },
    Builtin(
      "save_animation", aliases: ["save_apng"], "Writes frames as an animated PNG file that repeats without end.",
      [
        Parameter("frames", .either([.tensor, .any]), "A tensor of frames, [T, H, W, 3] or so, or a list of frames."),
        Parameter("path", .path, "The file, which is replaced; it ends in .png or .apng."),
        .optional("fps", .number, default: "30", "Frames a second, 0.001 to 1000."),
      ],
      examples: [
        Example(
          "p = tempdir() / \"a.png\"; save_animation(zeros(4, 2, 3, 3, dtype: uint8), p, fps: 10); print(exists(p))",
          prints: "True")
      ]
    ) { call in
      let path = try call.path("path")
      guard path.lowercased().hasSuffix(".png") || path.lowercased().hasSuffix(".apng") else {
        throw Failure.value(
          "expected a path that ends in .png or .apng, got '\(path)'",
          help: "the animation is an animated PNG, which browsers and most viewers play", argument: "path")
      }
      let rate = try call.double("fps", default: 30)
      let frames = try frames(call)
      try located(at: "frames") {
        try FileSystem.write(try AnimatedPNG.encode(frames, framesPerSecond: rate), to: path)
      }
      return .none
    },
    Builtin(
      "show", "Shows a frame in the terminal: as a picture where it draws them, else in coloured half blocks.",
      [
        Parameter("frame", .tensor, frameSentence),
        .optional("width", .int, "In columns; the picture's own size by default, as far as the terminal is that wide."),
      ],
      examples: [
        Example(
          "show(255 * ones(4, 4, dtype: uint8), width: 2)",
          prints: "\u{1b}[38;2;255;255;255;48;2;255;255;255m▀▀\u{1b}[0m")
      ]
    ) { call in
      let picture = try frame(call)
      let width = try call.optionalInt("width")
      if let width { try check(width, within: 1...2000, "width") }
      let terminal = call.interpreter.terminal
      let graphics = try TerminalGraphics.detect(isTerminal: terminal != nil) { name in
        getenv(name).map { String(cString: $0) }
      }
      call.interpreter.output(try picture.text(graphics, width: width, columns: terminal?.columns() ?? 80))
      return .none
    },
    Builtin(
      "plot", "Plots lines in the terminal, or to a PNG or SVG file.",
      [
        .variadic(
          "values", .tensor,
          "y alone, or x and then any number of y; a y of [N, K] is K lines. With a label for each, all are y."),
        .optional("labels", .any, "A name for each line.", labelOnly: true),
        .optional("title", .string, "A line above the plot.", labelOnly: true),
        .optional("path", .path, "A file that ends in .png or .svg, in place of the terminal.", labelOnly: true),
        .optional("width", .int, "Columns in the terminal; as wide as it is by default.", labelOnly: true),
        .optional("height", .int, default: "12", "Rows in the terminal, without axis and title.", labelOnly: true),
      ],
      examples: [
        Example(
          "plot([0, 1, 4, 9, 16], width: 30, height: 4)",
          prints: """
            20 ┤                         ⣀
               │                    ⣀⠤⠔⠒⠉
            10 ┤              ⣀⡠⠤⠒⠊⠉
             0 ┤⣀⣀⣀⡠⠤⠤⠤⠤⠔⠒⠒⠊⠉⠉
               └┬────────────┬───────────┬
                0            2           4
            """),
        Example("p = tempdir() / \"a.svg\"; plot([0, 1, 4, 9, 16], path: p); print(exists(p))", prints: "True"),
      ]
    ) { call in
      let chart = try chart(call)
      if call.has("path") {
        let path = try call.path("path")
        try located(at: "values") { try chart.write(to: path) }
        return .none
      }
      let terminal = call.interpreter.terminal
      let width = try call.optionalInt("width") ?? terminal?.columns() ?? 80
      let height = try call.int("height", default: 12)
      try check(width, within: 20...2000, "width")
      try check(height, within: 2...1000, "height")
      call.interpreter.output(chart.text(columns: width, rows: height, isColored: terminal?.isColored ?? false))
      return .none
    },
  ]

  private static func check(_ value: Int, within range: ClosedRange<Int>, _ name: String) throws {
    guard range.contains(value) else {
      throw Failure.unfit(name, expected: "\(range.lowerBound) to \(range.upperBound)", got: value)
    }
  }

  /// Failures without a place are those of the path where the disk is at fault, else of the argument.
  static func located<Result>(at argument: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch var failure as Failure where failure.argument == nil && failure.kind != .interrupted {
      let isOfDisk = [.os, .fileNotFound, .fileExists, .permission].contains(failure.kind)
      failure.argument = isOfDisk ? "path" : argument
      throw failure
    }
  }

  private static func frame(_ call: Call) throws -> Picture {
    let tensor = try call.tensor("frame")
    return try located(at: "frame") { try Picture(frame: tensor) }
  }

  private static func frames(_ call: Call) throws -> [Tensor] {
    guard let tensor = call["frames"].asTensor else { return try call.tensors("frames") }
    guard tensor.ndim == 4 || (tensor.ndim == 3 && ![1, 3].contains(tensor.shape[2]) && tensor.shape[0] != 3) else {
      throw Failure.value(
        "expected a tensor of frames, [T, H, W, 3] or so, got \(tensor.dtype.name) of \(tensor.shape.dims)",
        help: tensor.ndim == 3 ? "[x] is a list of one frame" : nil, argument: "frames")
    }
    return try tensor.unbind()
  }

  // MARK: Plots

  private static func chart(_ call: Call) throws -> LineChart {
    let values = call.rest("values")
    guard let first = values.first else {
      throw Failure.type("plot() expected what to plot, got nothing", help: "plot(y), or plot(x, y)")
    }
    var columns: [[Double]] = []
    for value in values { columns += try lines(value, call) }
    // As many labels as there are lines with the first: then the first is a line, too.
    let hasX = try values.count > 1 && labelCount(call) != columns.count
    var x: [Double]?
    if hasX {
      columns.removeFirst(try lines(first, call).count)
      let given = try lines(first, call)
      guard given.count == 1 else {
        throw Failure.value("expected x of one dimension, got \(given.count) columns", argument: "values")
      }
      x = given[0]
    }
    let labels = try self.labels(call, count: columns.count, hasX: hasX)
    let title = try call.optionalString("title")
    return try located(at: "values") {
      let lines = try columns.enumerated().map { index, y in
        try LineChart.Line(x: x ?? y.indices.map { Double($0) }, y: y, label: labels?[index])
      }
      return try LineChart(lines, title: title)
    }
  }

  private static func labelCount(_ call: Call) throws -> Int? {
    guard call.has("labels") else { return nil }
    return try call["labels"].asString == nil ? call.array("labels").count : 1
  }

  private static func labels(_ call: Call, count: Int, hasX: Bool) throws -> [String]? {
    guard call.has("labels") else { return nil }
    let values = try call["labels"].asString.map { [Value.string($0)] } ?? call.array("labels")
    let labels = values.compactMap(\.asString)
    guard labels.count == values.count else { throw call.wrong("labels", expected: "a list of str") }
    guard labels.count == count else {
      throw Failure.value(
        "expected \(count) label\(count == 1 ? "" : "s"), one for each line, got \(labels.count)",
        help: hasX ? "the first of several is x; with \(count + 1) labels it is a line, too" : nil, argument: "labels")
    }
    return labels
  }

  /// The columns of a tensor, or of what iterating gives.
  private static func lines(_ value: Value, _ call: Call) throws -> [[Double]] {
    let tensor: Tensor
    if let given = value.asTensor {
      tensor = given
    } else {
      guard case .object = value, value.asString == nil else {
        throw Failure.unfit("values", expected: "a tensor or numbers", got: value)
      }
      tensor = try Value.list(try call.interpreter.array(value)).tensorized(as: .float64)
    }
    switch tensor.ndim {
    case 1: return [try tensor.elements(Double.self)]
    case 2: return try tensor.unbind(1).map { column in try column.elements(Double.self) }
    default:
      throw Failure.value(
        "expected values of one or two dimensions, got \(tensor.shape.dims)", argument: "values")
    }
  }
}
