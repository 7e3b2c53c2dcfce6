import Catalog

/// Which of two keys comes first: a type, so that the algorithms are compiled for each order.
protocol SelectionOrder {
  associatedtype Key
  static func precedes(_ a: Key, _ b: Key) -> Bool
}

/// Integers from the smallest.
enum AscendingIntegers: SelectionOrder {
  static func precedes(_ a: Int, _ b: Int) -> Bool { a < b }
}

/// Integers from the largest.
enum DescendingIntegers: SelectionOrder {
  static func precedes(_ a: Int, _ b: Int) -> Bool { a > b }
}

/// Floats from the smallest, nan at the end.
enum AscendingReals: SelectionOrder {
  static func precedes(_ a: Double, _ b: Double) -> Bool { Tensor.exceeds(b, a) }
}

/// Floats from the largest, nan at the start.
enum DescendingReals: SelectionOrder {
  static func precedes(_ a: Double, _ b: Double) -> Bool { Tensor.exceeds(a, b) }
}

/// Selection and sorting as libstdc++ and torch do them, step by step: which of equal elements comes first is decided by
/// nothing but the algorithm, and `topk`, `kthvalue` and `multinomial` show it in their indices.
struct Selection<Order: SelectionOrder> {
  private struct Item {
    let key: Order.Key
    let place: Int
  }
  private var items: [Item]
  private var compared = 0

  private init(_ keys: some Sequence<Order.Key>) { items = keys.enumerated().map { Item(key: $1, place: $0) } }

  private mutating func less(_ a: Item, _ b: Item) throws(Failure) -> Bool {
    compared &+= 1
    if compared & 0xffff == 0 { try Interruption.check() }
    return Order.precedes(a.key, b.key)
  }

  /// Where the first `count` are (torch's `topk`), in order if `sorted`.
  static func firstPlaces(_ count: Int, of keys: some Sequence<Order.Key>, sorted: Bool = true) throws(Failure) -> [Int]
  {
    var selection = Selection(keys)
    try selection.selectFirst(count, sorted: sorted)
    return selection.items.prefix(count).map { $0.place }
  }

  /// Where the one of rank `k`, counted from 0, is (torch's `kthvalue`).
  static func place(ofRank k: Int, in keys: some Sequence<Order.Key>) throws(Failure) -> Int {
    var selection = Selection(keys)
    try selection.quickSelect(k)
    return selection.items[k].place
  }

  /// Brings the first `count` to the front: few by heap and in order, else around the last of them and then sorted.
  /// - Complexity: O(n log count) where `count` is at most n / 64, else O(n + count log count) on average.
  private mutating func selectFirst(_ count: Int, sorted: Bool) throws(Failure) {
    guard count > 0 else { return }
    if count * 64 <= items.count {
      try partialSort(0, count, items.count)
    } else {
      try nthElement(0, count - 1, items.count)
      if sorted { try sort(0, count - 1) }
    }
  }

  // MARK: std::nth_element, std::sort

  private static func depthLimit(_ count: Int) -> Int {
    count < 2 ? 0 : 2 * (Int.bitWidth - 1 - count.leadingZeroBitCount)
  }

  private mutating func nthElement(_ start: Int, _ nth: Int, _ end: Int) throws(Failure) {
    var (first, last, depth) = (start, end, Selection.depthLimit(end - start))
    if first == last || nth == last { return }
    while last - first > 3 {
      if depth == 0 {
        try heapSelect(first, nth + 1, last)
        items.swapAt(first, nth)
        return
      }
      depth -= 1
      let cut = try partitionAroundPivot(first, last)
      if cut <= nth { first = cut } else { last = cut }
    }
    try insertionSort(first, last)
  }

  private mutating func sort(_ first: Int, _ last: Int) throws(Failure) {
    if first == last { return }
    try introsort(first, last, Selection.depthLimit(last - first))
    if last - first > 16 {
      try insertionSort(first, first + 16)
      for i in (first + 16)..<last { try insertUnguarded(i) }
    } else {
      try insertionSort(first, last)
    }
  }

  private mutating func introsort(_ first: Int, _ end: Int, _ limit: Int) throws(Failure) {
    var (last, depth) = (end, limit)
    while last - first > 16 {
      if depth == 0 {
        try partialSort(first, last, last)
        return
      }
      depth -= 1
      let cut = try partitionAroundPivot(first, last)
      try introsort(cut, last, depth)
      last = cut
    }
  }

  private mutating func insertionSort(_ first: Int, _ last: Int) throws(Failure) {
    guard last - first > 1 else { return }
    for i in (first + 1)..<last {
      if try less(items[i], items[first]) {
        let item = items.remove(at: i)
        items.insert(item, at: first)
      } else {
        try insertUnguarded(i)
      }
    }
  }

  private mutating func insertUnguarded(_ place: Int) throws(Failure) {
    let item = items[place]
    var i = place
    while try less(item, items[i - 1]) {
      items[i] = items[i - 1]
      i -= 1
    }
    items[i] = item
  }

  private mutating func partitionAroundPivot(_ first: Int, _ last: Int) throws(Failure) -> Int {
    let (a, b, c) = (first + 1, first + (last - first) / 2, last - 1)
    let median: Int
    if try less(items[a], items[b]) {
      median = try less(items[b], items[c]) ? b : less(items[a], items[c]) ? c : a
    } else {
      median = try less(items[a], items[c]) ? a : less(items[b], items[c]) ? c : b
    }
    items.swapAt(first, median)
    var (low, high) = (first + 1, last)
    while true {
      while try less(items[low], items[first]) { low += 1 }
      high -= 1
      while try less(items[first], items[high]) { high -= 1 }
      if low >= high { return low }
      items.swapAt(low, high)
      low += 1
    }
  }

  // MARK: std::partial_sort

  private mutating func partialSort(_ first: Int, _ middle: Int, _ last: Int) throws(Failure) {
    try heapSelect(first, middle, last)
    var end = middle
    while end - first > 1 {
      end -= 1
      try popHeap(first, end, end)
    }
  }

  private mutating func heapSelect(_ first: Int, _ middle: Int, _ last: Int) throws(Failure) {
    let count = middle - first
    if count >= 2 {
      for parent in (0...(count - 2) / 2).reversed() { try adjustHeap(first, parent, count, items[first + parent]) }
    }
    for i in middle..<max(last, middle) {
      if try less(items[i], items[first]) { try popHeap(first, middle, i) }
    }
  }

  private mutating func popHeap(_ first: Int, _ last: Int, _ result: Int) throws(Failure) {
    let item = items[result]
    items[result] = items[first]
    try adjustHeap(first, 0, last - first, item)
  }

  private mutating func adjustHeap(_ first: Int, _ start: Int, _ count: Int, _ item: Item) throws(Failure) {
    var (hole, child) = (start, start)
    while child < (count - 1) / 2 {
      child = 2 * (child + 1)
      if try less(items[first + child], items[first + child - 1]) { child -= 1 }
      items[first + hole] = items[first + child]
      hole = child
    }
    if count & 1 == 0 && child == (count - 2) / 2 {
      child = 2 * (child + 1)
      items[first + hole] = items[first + child - 1]
      hole = child - 1
    }
    while hole > start {
      let parent = (hole - 1) / 2
      guard try less(items[first + parent], item) else { break }
      items[first + hole] = items[first + parent]
      hole = parent
    }
    items[first + hole] = item
  }

  // MARK: torch's quick select

  /// Brings the item of rank `k` to place `k`.
  private mutating func quickSelect(_ k: Int) throws(Failure) {
    var (left, right) = (0, items.count - 1)
    while right > left {
      if right == left + 1 {
        if try less(items[right], items[left]) { items.swapAt(left, right) }
        return
      }
      items.swapAt(left + (right - left) / 2, left + 1)
      if try less(items[right], items[left + 1]) { items.swapAt(left + 1, right) }
      if try less(items[right], items[left]) { items.swapAt(left, right) }
      if try less(items[left], items[left + 1]) { items.swapAt(left + 1, left) }
      var (i, j) = (left + 1, right)
      let pivot = items[left]
      while true {
        repeat { i += 1 } while try less(items[i], pivot)
        repeat { j -= 1 } while try less(pivot, items[j])
        if j < i { break }
        items.swapAt(i, j)
      }
      items.swapAt(left, j)
      if j <= k { left = i }
      if j >= k { right = j - 1 }
    }
  }
}
