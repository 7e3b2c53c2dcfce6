import Catalog

/// Sums and products of sizes that users give: nil where they are beyond an int.
///
/// What is made out of such a number asks further: `Shape.counted` for sizes of tensors and batches, `Memory.demand` for
/// items of lists, strings and arrays.
public enum Counts {
  public static func sum(_ numbers: some Sequence<Int>) -> Int? {
    var total = 0
    for number in numbers {
      let (next, overflow) = total.addingReportingOverflow(number)
      if overflow { return nil }
      total = next
    }
    return total
  }

  public static func product(_ numbers: some Sequence<Int>) -> Int? {
    var total = 1
    var isBeyond = false
    for number in numbers {
      if number == 0 { return 0 }
      let (next, overflow) = total.multipliedReportingOverflow(by: number)
      isBeyond = isBeyond || overflow
      total = next
    }
    return isBeyond ? nil : total
  }

  /// The largest int stands for what is beyond it: for limits, and for what is compared with one.
  public static func clamped(_ number: Int?) -> Int { number ?? .max }
}
