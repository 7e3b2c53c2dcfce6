import Glibc

/// Tells how far long work has come: a line while it is under way, once a second has passed, and none after that.
final class ProgressMeter {
  private let draw: (String) -> Void
  private let unit: String
  private let start = ProgressMeter.now()
  private var isShown = false
  private var drawn = 0.0

  /// - Parameter unit: What is counted: "frames".
  init(unit: String, draw: @escaping (String) -> Void) {
    self.unit = unit
    self.draw = draw
  }

  deinit { hide() }

  /// - Parameter total: nil where there is no end.
  func show(_ count: Int, of total: Int?) {
    let elapsed = Self.now() - start
    // Short work shows nothing, and a terminal is written to ten times a second at most.
    guard elapsed > 1, elapsed - drawn >= 0.1 else { return }
    isShown = true
    drawn = elapsed
    let rate = "\(Int(Double(count) / elapsed)) \(unit)/s"
    guard let total, total > 0 else { return draw("\(count) \(unit) [\(rate)]") }
    let part = min(Double(count) / Double(total), 1)
    let filled = Int(part * 20)
    let bar = String(repeating: "█", count: filled) + String(repeating: "·", count: 20 - filled)
    draw("\(bar) \(count)/\(total) \(unit) [\(rate)]")
  }

  func hide() {
    guard isShown else { return }
    isShown = false
    draw("")
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
