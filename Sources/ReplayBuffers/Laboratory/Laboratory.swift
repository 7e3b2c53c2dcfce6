/// Unsafe: iterates over the cells of a draw, a contiguous int64 tensor, within their count.

import Catalog
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Compares what a buffer's sampler draws with what it should draw.
public enum Laboratory {
  /// Draws many items with a stream of the laboratory's own; the buffer's sampler, and the global streams, are as they
  /// were afterwards.
  /// - Parameters:
  ///   - draws: At least so many items are drawn.
  ///   - batchSize: The items of each batch; nil takes the buffer's, or 256.
  ///   - seed: Of the laboratory's stream.
  /// - Throws: `RuntimeError` for an empty buffer, `NotImplementedError` for samplers without a known distribution.
  public static func run(
    _ buffer: ReplayBuffer, draws: Int = 100_000, batchSize: Int? = nil, seed: Int = 0
  ) throws(Failure) -> LabReport {
    guard draws > 0 else { throw .unfit("draws", expected: "at least 1", got: draws) }
    buffer.lock.lock()
    let storage = buffer.storageValue
    storage.lock.lock()
    defer {
      storage.lock.unlock()
      buffer.lock.unlock()
    }
    guard storage.count > 0 else { throw .emptyStorage }
    let sampler = buffer.samplerValue.laboratoryCopy()
    guard let expected = try sampler.probabilities(in: storage) else {
      throw Failure(
        .notImplemented, "the distribution of \(sampler.text) is not known",
        help: "random, prioritized, without_replacement, consuming and staleness_aware have one")
    }
    let (torch, numpy) = (try Generator.default.state(), try Generator.numpy.state())
    defer {
      try? Generator.default.setState(torch)
      try? Generator.numpy.setState(numpy)
    }
    Generator.default.manualSeed(seed)
    let generator = Generator().manualSeed(seed)
    let size = min(batchSize ?? buffer.fixedBatchSize ?? 256, draws)
    var counts = [Int](repeating: 0, count: storage.count)
    var total = 0
    while total < draws {
      try Interruption.check()
      let cells = try sampler.sample(storage, batchSize: size, generator: generator).cells
      cells.withElements(Int.self) { cells in for cell in cells { counts[cell] += 1 } }
      total += cells.numel
      if sampler.recycler != nil, sampler.ranOut { sampler.empty() }
    }
    return LabReport(sampler: sampler.text, expected: expected, counts: counts, draws: total)
  }
}

/// What the laboratory found.
public final class LabReport: AttributeHolder {
  /// The sampler that was tried.
  public let sampler: String
  /// The chance of each item, and how often it came.
  public let expected: [Double]
  public let counts: [Int]
  public let draws: Int
  /// The sum of (observed - expected)² / expected, over items, or over runs of items that are expected at least 5 times.
  public let chiSquare: Double
  public let degrees: Int
  /// The chance of a chi-square that large if the sampler draws as it should.
  public let pValue: Double
  /// The largest distance between a share and its chance, and the item that has it.
  public let largestDeviation: Double
  public let deviationAt: Int

  init(sampler: String, expected: [Double], counts: [Int], draws: Int) {
    self.sampler = sampler
    self.expected = expected
    self.counts = counts
    self.draws = draws
    let total = Double(draws)
    var (worst, place) = (0.0, 0)
    for i in counts.indices where abs(Double(counts[i]) / total - expected[i]) > worst {
      (worst, place) = (abs(Double(counts[i]) / total - expected[i]), i)
    }
    (largestDeviation, deviationAt) = (worst, place)
    var (sum, groups) = (0.0, 0)
    var (wanted, seen) = (0.0, 0)
    func close() {
      sum += (Double(seen) - wanted) * (Double(seen) - wanted) / wanted
      groups += 1
      (wanted, seen) = (0, 0)
    }
    var impossible = false
    for i in counts.indices {
      if expected[i] == 0, counts[i] > 0 { impossible = true }
      wanted += expected[i] * total
      seen += counts[i]
      if wanted >= 5 { close() }
    }
    if wanted > 0 { close() }
    degrees = max(groups - 1, 0)
    chiSquare = impossible ? .infinity : sum
    pValue = impossible ? 0 : degrees == 0 ? 1 : ChiSquare.upperTail(sum, degrees: degrees)
  }

  /// Shares and chances of up to 20 runs of items, as bars: `#` for what was drawn, `|` where it should end.
  public var plot: String {
    let rows = min(20, counts.count)
    let width = 40
    var bins: [(range: Range<Int>, seen: Double, wanted: Double)] = []
    for row in 0..<rows {
      let range = row * counts.count / rows..<(row + 1) * counts.count / rows
      bins.append(
        (
          range, Double(range.reduce(0) { $0 + counts[$1] }) / Double(draws),
          range.reduce(0) { $0 + expected[$1] }
        ))
    }
    let largest = max(bins.map { max($0.seen, $0.wanted) }.max() ?? 0, 1e-300)
    let names = bins.map {
      $0.range.count == 1 ? "\($0.range.lowerBound)" : "\($0.range.lowerBound)-\($0.range.upperBound - 1)"
    }
    let margin = names.map(\.count).max() ?? 0
    var lines: [String] = []
    for (bin, name) in zip(bins, names) {
      var bar = [Character](repeating: " ", count: width + 1)
      for i in 0..<Int((bin.seen / largest * Double(width)).rounded()) { bar[i] = "#" }
      bar[Int((bin.wanted / largest * Double(width)).rounded())] = "|"
      let padding = String(repeating: " ", count: margin - name.count)
      lines.append("\(padding)\(name) \(String(bar)) \(Self.percent(bin.seen)) of \(Self.percent(bin.wanted))")
    }
    return lines.joined(separator: "\n")
  }

  private static func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10000).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }

  private static func rounded(_ value: Double) -> String {
    value.isFinite ? PythonText.repr((value * 10000).rounded() / 10000) : PythonText.repr(value)
  }

  public var text: String {
    "\(sampler): \(draws) draws of \(counts.count) items\n"
      + "chi-square \(Self.rounded(chiSquare)) with \(degrees) degrees of freedom, p-value \(Self.rounded(pValue))\n"
      + "largest deviation \(Self.rounded(largestDeviation)) at item \(deviationAt)\n" + plot
  }

  public var attributeNames: [String] {
    [
      "draws", "counts", "expected", "chi_square", "degrees", "p_value", "largest_deviation", "deviation_at", "plot",
    ]
  }

  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "draws": .int(draws)
    case "counts": (try? Tensor.indices(counts)).map { .tensor($0) }
    case "expected": (try? Tensor.fromElements(expected)).map { .tensor($0) }
    case "chi_square": .float(chiSquare)
    case "degrees": .int(degrees)
    case "p_value": .float(pValue)
    case "largest_deviation": .float(largestDeviation)
    case "deviation_at": .int(deviationAt)
    case "plot": .string(plot)
    default: nil
    }
  }
}

/// The chi-square distribution ("Numerical Recipes", section 6.2: series below, continued fraction above).
enum ChiSquare {
  /// The chance of a value of at least `x`.
  static func upperTail(_ x: Double, degrees: Int) -> Double {
    let (a, x) = (Double(degrees) / 2, x / 2)
    if x <= 0 { return 1 }
    let scale = exp(a * log(x) - x - lgamma(a))
    if x < a + 1 {
      var (term, sum, n) = (1 / a, 1 / a, a)
      while abs(term) > abs(sum) * 1e-15 {
        n += 1
        term *= x / n
        sum += term
      }
      return max(0, 1 - sum * scale)
    }
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for i in 1...10_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return scale * h
  }
}

extension Sampler {
  public func laboratoryCopy() -> any Sampler { self }
  public func probabilities(in storage: any Storage) throws(Failure) -> [Double]? { nil }
}

extension RandomSampler {
  public func probabilities(in storage: any Storage) throws(Failure) -> [Double]? { Self.uniform(storage.count) }
  static func uniform(_ count: Int) -> [Double] { [Double](repeating: 1 / Double(max(count, 1)), count: count) }
}

extension SamplerWithoutReplacement {
  /// One in the same place of an epoch would end it; a fresh one draws alike.
  public func laboratoryCopy() -> any Sampler { SamplerWithoutReplacement(dropLast: false, shuffle: shuffle) }
  public func probabilities(in storage: any Storage) throws(Failure) -> [Double]? {
    RandomSampler.uniform(storage.count)
  }
}

extension ConsumingSampler {
  public func laboratoryCopy() -> any Sampler { (try? ConsumingSampler(maxSampleCount: maxSampleCount)) ?? self }
  public func probabilities(in storage: any Storage) throws(Failure) -> [Double]? {
    RandomSampler.uniform(storage.count)
  }
}

extension PrioritizedSampler {
  public func probabilities(in storage: any Storage) throws(Failure) -> [Double]? {
    lock.withLock {
      let leaves = (0..<storage.count).map { $0 < sums.capacity ? Double(sums[$0]) : 0 }
      let total = leaves.reduce(0, +)
      return total > 0 ? leaves.map { $0 / total } : nil
    }
  }
}
