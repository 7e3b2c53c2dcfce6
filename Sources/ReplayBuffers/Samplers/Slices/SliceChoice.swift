import Catalog
import Tensors

/// The slices of one batch, before anything is read.
struct SliceChoice {
  struct Slice {
    let lane: Int
    /// The first row, not yet wrapped round the ring: may be `rows` or more.
    let first: Int
    /// The rows of the trajectory that it has; with a span it may be 0.
    let length: Int
  }

  var slices: [Slice]
  /// The length to which slices are padded; nil without padding.
  var paddedLength: Int?
  /// The rows and lanes of the ring.
  var rows: Int
  var lanes: Int

  /// Draws trajectories, and a place in each.
  /// - Parameters:
  ///   - length: The rows of a slice, at least 1.
  ///   - chosen: The numbers of trajectories where they are drawn already, else nil.
  ///   - prefetch: What the rows will be read from.
  /// - Throws: `RuntimeError` where no trajectory is long enough, and what TorchRL raises for spans that are too wide.
  /// - Complexity: O(count · log rows), whatever the number of rows.
  static func draw(
    _ boundaries: inout Boundaries, _ options: SliceOptions, length: Int, count: Int, stream: Generator,
    chosen: [Int]? = nil, prefetch: RowPrefetch? = nil
  ) throws(Failure) -> SliceChoice {
    let all = boundaries.count
    let enough = boundaries.count(atLeast: length)
    func numbers(below limit: Int) throws(Failure) -> [Int] {
      if let chosen { return chosen }
      return try stream.integers(below: limit, count: count)
    }
    guard enough < all else {
      return try place(try numbers(below: all), among: nil, options, length, boundaries, stream, prefetch)
    }
    guard options.strictLength else {
      return try place(
        try numbers(below: all), among: nil, options, length, takesShorter: true, boundaries, stream, prefetch)
    }
    guard enough > 0 else { throw tooShort(boundaries, length) }
    var eligible: [Int]
    if let chosen {
      eligible = Set(chosen.compactMap { boundaries.number($0, atLeast: length) }).sorted()
      guard !eligible.isEmpty else {
        throw .runtime(
          "expected a trajectory of at least \(length) rows among those drawn, got none",
          help: "strict_length: False takes shorter ones whole")
      }
    } else {
      eligible = try numbers(below: enough)
    }
    return try place(eligible, among: length, options, length, boundaries, stream, prefetch)
  }

  private static func tooShort(_ boundaries: Boundaries, _ length: Int) -> Failure {
    let longest = (0..<boundaries.count).map { boundaries.trajectory($0).length }.max() ?? 0
    return .runtime(
      "expected a trajectory of at least \(length) rows, got none: the longest of \(boundaries.count) has \(longest)",
      help: "use shorter slices, or strict_length: False")
  }

  /// Draws where in its trajectory each slice begins.
  ///
  /// One pass finds the trajectory, places the slice and asks for its rows, so that memory brings the rows of the slices
  /// before while the processor looks for the next.
  /// - Parameters:
  ///   - numbers: The trajectories: among all, or among those of at least so many rows.
  ///   - takesShorter: Of trajectories below `length` the slice is the whole.
  private static func place(
    _ numbers: [Int], among least: Int?, _ options: SliceOptions, _ length: Int, takesShorter: Bool = false,
    _ boundaries: Boundaries, _ stream: Generator, _ prefetch: RowPrefetch?
  ) throws(Failure) -> SliceChoice {
    for case .rows(let rows) in [options.span.right, options.span.left] {
      if takesShorter, numbers.count > 1 {
        throw .runtime(
          "a span in rows needs slices of one length, got trajectories that are shorter than \(length)",
          help: "use span: True, or strict_length: True", argument: "span")
      }
      var first = length
      if takesShorter, let number = numbers.first { first = min(boundaries.trajectory(number).length, length) }
      guard rows < first else {
        throw .unfit("span", expected: "less than the slice length of \(first)", got: rows)
      }
    }
    let uniforms = stream.uniforms32(count: numbers.count)
    let prefetch = boundaries.lanes == 1 ? prefetch : nil
    var slices: [Slice] = []
    slices.reserveCapacity(numbers.count)
    boundaries.forEach(numbers, atLeast: least) { i, trajectory in
      var own = takesShorter ? min(trajectory.length, length) : length
      let end =
        switch options.span.right {
        case .none: trajectory.length - own + 1
        case .all: trajectory.length + 1
        case .rows(let rows): trajectory.length - rows
        }
      let begin =
        switch options.span.left {
        case .none: 0
        case .all: 1 - own
        case .rows(let rows): -rows
        }
      var start = Int((uniforms[i] * Float(end - begin)).rounded(.down)) + begin
      if options.span.left != .none, start < 0 {
        own += start
        start = 0
      }
      if options.span.right != .none, start + own > trajectory.length {
        own = trajectory.length - start
      }
      let first = trajectory.start + start
      slices.append(Slice(lane: trajectory.lane, first: first, length: own))
      prefetch?.ask(row: first < boundaries.rows ? first : first % boundaries.rows, count: own)
    }
    return SliceChoice(
      slices: slices, paddedLength: takesShorter && options.padOutput ? length : nil,
      rows: boundaries.rows, lanes: boundaries.lanes)
  }
}
