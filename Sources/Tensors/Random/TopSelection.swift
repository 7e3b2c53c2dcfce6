/// The largest elements of a list, found by the algorithms of libstdc++ (`partial_sort`, `nth_element`, `sort`), which
/// torch's `topk` uses. They are unstable; following them step by step gives equal values in torch's order.
struct TopSelection {
  private var values: [Double]
  private var indices: [Int]

  /// The indices of the `count` largest scores, descending; nan counts as the largest.
  /// - Complexity: O(n log count) where `count` is at most n / 64, else O(n + count log count) on average.
  static func largest(_ count: Int, of scores: ArraySlice<Double>) -> [Int] {
    var selection = TopSelection(values: Array(scores), indices: Array(0..<scores.count))
    let total = scores.count
    if count * 64 <= total {
      selection.partialSort(0, count, total)
    } else {
      selection.selectNth(0, count - 1, total)
      selection.sort(0, count - 1)
    }
    return Array(selection.indices[..<count])
  }

  private typealias Item = (value: Double, index: Int)

  private subscript(position: Int) -> Item {
    get { (values[position], indices[position]) }
    set {
      values[position] = newValue.value
      indices[position] = newValue.index
    }
  }

  private func precedes(_ a: Double, _ b: Double) -> Bool { a > b || (a.isNaN && !b.isNaN) }
  private func precedes(at a: Int, _ b: Int) -> Bool { precedes(values[a], values[b]) }

  private mutating func swap(_ a: Int, _ b: Int) {
    values.swapAt(a, b)
    indices.swapAt(a, b)
  }

  private static func doubledLog2(_ count: Int) -> Int { 2 * (Int.bitWidth - 1 - max(count, 1).leadingZeroBitCount) }

  // MARK: heaps

  private mutating func adjustHeap(_ first: Int, _ start: Int, _ length: Int, _ item: Item) {
    var hole = start
    var child = start
    while child < (length - 1) / 2 {
      child = 2 * (child + 1)
      if precedes(at: first + child, first + child - 1) { child -= 1 }
      self[first + hole] = self[first + child]
      hole = child
    }
    if length % 2 == 0 && child == (length - 2) / 2 {
      child = 2 * (child + 1)
      self[first + hole] = self[first + child - 1]
      hole = child - 1
    }
    var parent = (hole - 1) / 2
    while hole > start && precedes(values[first + parent], item.value) {
      self[first + hole] = self[first + parent]
      hole = parent
      parent = (hole - 1) / 2
    }
    self[first + hole] = item
  }

  private mutating func popHeap(_ first: Int, _ last: Int, into result: Int) {
    let item = self[result]
    self[result] = self[first]
    adjustHeap(first, 0, last - first, item)
  }

  private mutating func heapSelect(_ first: Int, _ middle: Int, _ last: Int) {
    let length = middle - first
    if length >= 2 {
      for parent in stride(from: (length - 2) / 2, through: 0, by: -1) {
        adjustHeap(first, parent, length, self[first + parent])
      }
    }
    for i in middle..<last where precedes(at: i, first) { popHeap(first, middle, into: i) }
  }

  private mutating func partialSort(_ first: Int, _ middle: Int, _ last: Int) {
    heapSelect(first, middle, last)
    for end in stride(from: middle - 1, to: first, by: -1) { popHeap(first, end, into: end) }
  }

  // MARK: partitions

  private mutating func moveMedian(to result: Int, _ a: Int, _ b: Int, _ c: Int) {
    if precedes(at: a, b) {
      swap(result, precedes(at: b, c) ? b : precedes(at: a, c) ? c : a)
    } else {
      swap(result, precedes(at: a, c) ? a : precedes(at: b, c) ? c : b)
    }
  }

  private mutating func partition(_ start: Int, _ end: Int) -> Int {
    moveMedian(to: start, start + 1, start + (end - start) / 2, end - 1)
    var first = start + 1
    var last = end
    while true {
      while precedes(at: first, start) { first += 1 }
      last -= 1
      while precedes(at: start, last) { last -= 1 }
      guard first < last else { return first }
      swap(first, last)
      first += 1
    }
  }

  private mutating func insert(_ position: Int, downTo lowest: Int) {
    let item = self[position]
    var hole = position
    while hole > lowest && precedes(item.value, values[hole - 1]) {
      self[hole] = self[hole - 1]
      hole -= 1
    }
    self[hole] = item
  }

  private mutating func selectNth(_ start: Int, _ nth: Int, _ end: Int) {
    var (first, last) = (start, end)
    var budget = Self.doubledLog2(end - start)
    while last - first > 3 {
      if budget == 0 {
        heapSelect(first, nth + 1, last)
        swap(first, nth)
        return
      }
      budget -= 1
      let cut = partition(first, last)
      if cut <= nth { first = cut } else { last = cut }
    }
    for i in first..<last { insert(i, downTo: first) }
  }

  private mutating func sort(_ first: Int, _ last: Int) {
    introsort(first, last, Self.doubledLog2(last - first))
    for i in first..<last { insert(i, downTo: first) }
  }

  private mutating func introsort(_ first: Int, _ end: Int, _ depth: Int) {
    var last = end
    var budget = depth
    while last - first > 16 {
      if budget == 0 {
        partialSort(first, last, last)
        return
      }
      budget -= 1
      let cut = partition(first, last)
      introsort(cut, last, budget)
      last = cut
    }
  }
}
