/// Unsafe: buffer pointers into the arrays of nodes, within one call; every node number stays below `2 * leafCount`,
/// since a descent doubles it once per level.

/// A binary tree over float32 leaves whose nodes combine their two children: TorchRL's segment tree, whose rounding
/// this repeats exactly.
///
/// The number of leaves is the smallest power of two strictly greater than the capacity. Node 1 is the root, leaf `i`
/// is node `leafCount + i`, and a node's value depends on its leaves only.
struct SegmentTree<Combine: SegmentCombine>: Sendable {
  let capacity: Int
  let leafCount: Int
  private(set) var nodes: [Float]

  init(capacity: Int) {
    self.capacity = capacity
    var count = 1
    while count <= capacity { count *= 2 }
    leafCount = count
    nodes = [Float](repeating: Combine.identity, count: 2 * count)
  }

  /// A leaf. - Precondition: `0 ..< capacity`.
  subscript(_ leaf: Int) -> Float { nodes[leafCount + leaf] }

  var root: Float { nodes[1] }

  /// Sets leaves in order; of several values for one leaf the last stays.
  /// - Complexity: O(log capacity) each.
  mutating func set(_ leaves: [Int], _ values: [Float]) {
    let isSingle = values.count == 1
    nodes.withUnsafeMutableBufferPointer { nodes in
      for (i, leaf) in leaves.enumerated() {
        var node = leafCount + leaf
        nodes[node] = values[isSingle ? 0 : i]
        while node > 1 {
          node /= 2
          let value = Combine.combine(nodes[2 * node], nodes[2 * node + 1])
          nodes[node] = value
        }
      }
    }
  }

  /// The combination of leaves `left ..< right`, in the order of operations of TorchRL's query.
  func query(_ left: Int, _ right: Int) -> Float {
    if left >= right { return Combine.identity }
    if left <= 0, right >= capacity { return nodes[1] }
    var (low, high) = (left | leafCount, right | leafCount)
    var result = Combine.identity
    while low < high {
      if low & 1 == 1 {
        result = Combine.combine(result, nodes[low])
        low += 1
      }
      if high & 1 == 1 {
        high -= 1
        result = Combine.combine(result, nodes[high])
      }
      low /= 2
      high /= 2
    }
    return result
  }

  /// All leaves of the capacity.
  var leaves: ArraySlice<Float> { nodes[leafCount..<leafCount + capacity] }
}

/// What the nodes of a segment tree hold.
protocol SegmentCombine: Sendable {
  static var identity: Float { get }
  static func combine(_ a: Float, _ b: Float) -> Float
}

enum SumCombine: SegmentCombine {
  static var identity: Float { 0 }
  @inline(__always) static func combine(_ a: Float, _ b: Float) -> Float { a + b }
}

enum MinCombine: SegmentCombine {
  static var identity: Float { .greatestFiniteMagnitude }
  @inline(__always) static func combine(_ a: Float, _ b: Float) -> Float { b < a ? b : a }
}

typealias SumTree = SegmentTree<SumCombine>
typealias MinTree = SegmentTree<MinCombine>

extension SegmentTree where Combine == SumCombine {
  /// For each mass the first leaf whose cumulative sum exceeds it; `capacity` beyond the total.
  ///
  /// All masses go down together, level by level: the loads of one level do not wait for each other, as those of one
  /// descent do. There is no branch in it, since which way a mass goes cannot be predicted.
  func scan(_ masses: [Float]) -> [Int] {
    var rests = masses
    var found = [Int](repeating: 1, count: masses.count)
    nodes.withUnsafeBufferPointer { nodes in
      rests.withUnsafeMutableBufferPointer { rests in
        found.withUnsafeMutableBufferPointer { found in
          var width = 1
          while width < leafCount {
            for i in 0..<rests.count {
              let node = 2 &* found[i]
              let left = nodes[node]
              let goesRight = rests[i] > left
              rests[i] = goesRight ? rests[i] - left : rests[i]
              found[i] = goesRight ? node &+ 1 : node
            }
            width &*= 2
          }
          for i in 0..<found.count { found[i] &-= leafCount }
        }
      }
    }
    let total = root
    for i in masses.indices where masses[i] > total { found[i] = capacity }
    return found
  }
}
