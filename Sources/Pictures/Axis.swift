import Glibc
import Tensors

/// A range of values with round numbers in it: an axis of a chart.
struct Axis: Equatable {
  let low: Double
  let high: Double
  /// Round numbers within the range, rising, with their texts.
  let ticks: [Tick]

  struct Tick: Equatable {
    let value: Double
    let text: String
  }

  /// - Parameters:
  ///   - values: The smallest and the largest one to show, finite.
  ///   - count: About how many ticks there is room for, at least 1.
  ///   - isWidened: Whether the range grows to the ticks around it.
  ///   - isWhole: Whether ticks between whole numbers would mean nothing.
  init(_ values: ClosedRange<Double>, count: Int, isWidened: Bool = false, isWhole: Bool = false) {
    var (low, high) = (values.lowerBound, values.upperBound)
    // One value, or as good as one in double precision.
    if high - low <= max(abs(low), abs(high)) * 1e-12 {
      let margin = max(abs(low) * 0.1, 0.5)
      low -= margin
      high += margin
    }
    var step = Axis.step((high - low) / Double(max(count, 1)))
    if isWhole { step = max(step, 1) }
    if isWidened {
      low = (low / step + 1e-9).rounded(.down) * step
      high = (high / step - 1e-9).rounded(.up) * step
    }
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    let numbers = first <= last ? Array(stride(from: first, through: last, by: 1)) : []
    (self.low, self.high) = (low, high)
    let reach = max(abs(low), abs(high))
    ticks = numbers.map { number in
      let value = number == 0 ? 0 : number * step
      return Tick(value: value, text: Axis.text(value, step: step, reach: reach))
    }
  }

  /// Where a value lies between 0 (low) and 1 (high).
  func share(_ value: Double) -> Double { (value - low) / (high - low) }

  /// The next of 1, 2 and 5 times a power of ten.
  private static func step(_ least: Double) -> Double {
    let power = pow(10, log10(least).rounded(.down))
    let factor = [1, 2, 5].first { $0 * power >= least * (1 - 1e-9) } ?? 10
    return factor * power
  }

  /// As many digits as the step needs; with an exponent where that is shorter.
  private static func text(_ value: Double, step: Double, reach: Double) -> String {
    let places = -Int(log10(step * 1.000001).rounded(.down))
    if reach < 1e6 && step > 0.99e-4 { return PythonText.fixed(value, max(0, places)) }
    guard value != 0 else { return "0" }
    let exponent = Int(log10(reach).rounded(.down))
    var digits = PythonText.fixed(value / pow(10, Double(exponent)), max(0, exponent + places))
    if digits.contains(".") {
      while digits.hasSuffix("0") { digits.removeLast() }
      if digits.hasSuffix(".") { digits.removeLast() }
    }
    return "\(digits)e\(exponent)"
  }
}
