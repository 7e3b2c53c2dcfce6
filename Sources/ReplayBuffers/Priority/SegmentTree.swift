/// Unsafe: buffer pointers into the arrays of nodes, within one call. `set` checks its leaves; every node number stays below
/// `2 * leafCount`, the number of nodes, since a descent doubles it once per level, which `rb_descend` checks too.

import CKernels

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
  ///
  /// The nodes above follow level by level, not leaf by leaf, so that no step waits for the one before; near the root,
  /// where most nodes have changed, whole levels are computed anew.
  /// - Complexity: O(log capacity) each.
  mutating func set(_ leaves: [Int], _ values: [Float]) {
    if leaves.isEmpty { return }
    let step = values.count == 1 ? 0 : 1
    let leafCount = leafCount
    precondition(leaves.allSatisfy { $0 >= 0 && $0 < leafCount } && (step == 0 || values.count == leaves.count))
    precondition(nodes.count == 2 * leafCount)
    nodes.withUnsafeMutableBufferPointer { nodes in
      leaves.withUnsafeBufferPointer { leaves in
        for i in 0..<leaves.count { nodes[leafCount &+ leaves[i]] = values[i &* step] }
        var (width, shift) = (leafCount / 2, 1)
        while width > 0 {
          if width <= 8 * leaves.count {
            if let root = nodes.baseAddress { Combine.combinePairs(root + width, root + 2 * width, width) }
          } else {
            for i in 0..<leaves.count {
              let node = (leafCount &+ leaves[i]) >> shift
              nodes[node] = Combine.combine(nodes[2 &* node], nodes[2 &* node &+ 1])
            }
          }
          width /= 2
          shift += 1
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
  /// `count` parents out of twice as many children.
  static func combinePairs(_ parents: UnsafeMutablePointer<Float>, _ children: UnsafePointer<Float>, _ count: Int)
}

enum SumCombine: SegmentCombine {
  static var identity: Float { 0 }
  @inline(__always) static func combine(_ a: Float, _ b: Float) -> Float { a + b }
  static func combinePairs(_ parents: UnsafeMutablePointer<Float>, _ children: UnsafePointer<Float>, _ count: Int) {
    rb_sum_pairs(parents, children, count)
  }
}

enum MinCombine: SegmentCombine {
  static var identity: Float { .greatestFiniteMagnitude }
  @inline(__always) static func combine(_ a: Float, _ b: Float) -> Float { b < a ? b : a }
  static func combinePairs(_ parents: UnsafeMutablePointer<Float>, _ children: UnsafePointer<Float>, _ count: Int) {
    rb_minimum_pairs(parents, children, count)
  }
}

typealias SumTree = SegmentTree<SumCombine>
typealias MinTree = SegmentTree<MinCombine>

extension SegmentTree where Combine == SumCombine {
  /// For each mass the first leaf whose cumulative sum exceeds it; `capacity` beyond the total.
  func scan(_ masses: [Float]) -> [Int] {
    var found = [Int](unsafeUninitializedCapacity: masses.count) { found, count in
      nodes.withUnsafeBufferPointer { nodes in
        let nodeCount = nodes.count
        masses.withUnsafeBufferPointer { masses in
          let total = masses.count
          guard let nodes = nodes.baseAddress, let masses = masses.baseAddress, let found = found.baseAddress else {
            return
          }
          let done = rb_descend(nodes, nodeCount, leafCount, masses, total, found)
          precondition(done, "a tree of \(nodeCount) nodes for \(leafCount) leaves")
        }
      }
      count = masses.count
    }
    let total = root
    for i in masses.indices where masses[i] > total { found[i] = capacity }
    return found
  }
}
