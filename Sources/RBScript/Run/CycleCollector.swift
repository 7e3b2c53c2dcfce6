// Unsafe: tracked objects form a list by references that hold nothing. Invariants:
// - An object that is in a list leaves it in its `deinit`, so no neighbour is ever gone.
// - Lists are touched on their interpreter's thread alone: what another thread lets go of last is buried first, and
//   freed by the collector (`bury`).

import Catalog
import Synchronization
import Tensors

/// An object that can come to hold itself: every cycle of a script passes through one.
public class TrackedObject: Object {
  fileprivate unowned(unsafe) var previous: TrackedObject?
  fileprivate unowned(unsafe) var next: TrackedObject?

  deinit { unlink() }

  fileprivate func unlink() {
    guard let before = previous else { return }
    before.next = next
    next?.previous = before
    previous = nil
    next = nil
  }
}

/// Frees what nobody can reach, though it holds itself: a transform that closes over its buffer, a list in itself, a
/// function that names itself. Everything else is freed by counts at once.
///
/// As in CPython: of the references to each object, those from objects in sight are taken off. What has some left is held
/// from outside and keeps alive all it leads to; the rest is garbage, whose tracked objects are emptied. References that
/// an object does not tell of count as held from outside, so that a part that is not in sight can leak and no more.
///
/// Cost: about 0.3 µs for each object in sight, in turn with as many objects tracked anew, or with 16 MB of growth.
final class CycleCollector {
  private let first = TrackedObject()
  /// Objects tracked since the last collection.
  private var fresh = 0
  /// How many of them bring the next one.
  private var limit = CycleCollector.least
  private var inUse = 0
  private let buried = Mutex<[UncheckedValue]>([])

  private static let least = 10_000
  /// Between two looks at how much memory the process has.
  private static let interval = 256
  private static let growth = 16 << 20

  private struct UncheckedValue: @unchecked Sendable { let value: Value }

  deinit { while let object = first.next { object.unlink() } }

  /// Has an object in sight from now on: a variable that functions share, a container that got another container.
  @inline(__always) func track(_ object: TrackedObject) {
    guard object.previous == nil else { return }
    link(object)
  }

  private func link(_ object: TrackedObject) {
    object.next = first.next
    object.previous = first
    first.next?.previous = object
    first.next = object
    fresh += 1
    if fresh % CycleCollector.interval == 0 { collectIfDue() }
  }

  /// A container gets a value. Call it before the container changes.
  @inline(__always) func track(_ container: TrackedObject, storing value: Value) {
    if case .object(let object) = value, object.mayHoldOthers { track(container) }
  }

  /// Keeps what a library let go of, on whatever thread, until the interpreter's own frees it.
  func bury(_ value: Value) {
    let entry = UncheckedValue(value: value)
    buried.withLock { $0.append(entry) }
  }

  private func unbury() {
    while true {
      var entries: [UncheckedValue] = []
      buried.withLock { swap(&$0, &entries) }
      if entries.isEmpty { return }
    }
  }

  private func collectIfDue() {
    unbury()
    if fresh < limit {
      let now = Memory.inUse()
      if inUse == 0 { inUse = now }
      guard now - inUse >= CycleCollector.growth else { return }
    }
    collect()
  }

  /// - Returns: How many objects were emptied.
  @discardableResult
  func collect() -> Int {
    unbury()
    let (seen, emptied) = sweep()
    unbury()
    limit = max(CycleCollector.least, seen - emptied)
    fresh = 0
    // Only now that the sweep has let go of what it had in its hands.
    inUse = Memory.inUse()
    return emptied
  }

  private func sweep() -> (seen: Int, emptied: Int) {
    let graph = Graph(from: first.next)
    let garbage = graph.unreachable()
    var contents: [Value] = []
    for object in garbage { contents += object.takeChildren() }
    Disposal.release(&contents)
    return (graph.count, garbage.count)
  }

  /// How many objects are in sight.
  var trackedCount: Int {
    var count = 0
    var object = first.next
    while let one = object {
      count += 1
      object = one.next
    }
    return count
  }

  /// The objects that tracked ones lead to, and who holds whom.
  private struct Graph {
    private var nodes: [Node] = []
    /// Where the objects are: to ask for counts without holding them once more.
    private var places: [UnsafeMutableRawPointer] = []
    /// How many references to each come from objects in sight, and from `nodes`.
    private var held: [Int] = []
    private var edges: [Int32] = []
    /// Where the edges of each node end.
    private var ends: [Int] = []

    private enum Node {
      case script(Object)
      case library(any TreeObject)
    }

    var count: Int { nodes.count }

    init(from first: TrackedObject?) {
      var numbers: [ObjectIdentifier: Int32] = [:]
      var nodes: [Node] = []
      var places: [UnsafeMutableRawPointer] = []
      var targets: [Int32] = []
      func number(_ object: AnyObject) -> Int32? {
        let identity = ObjectIdentifier(object)
        if let known = numbers[identity] { return known }
        let node: Node
        if let script = object as? Object {
          guard script.mayHoldOthers else { return nil }
          node = .script(script)
        } else if let library = object as? any TreeObject {
          node = .library(library)
        } else {
          return nil
        }
        let new = Int32(truncatingIfNeeded: nodes.count)
        numbers[identity] = new
        nodes.append(node)
        places.append(Unmanaged.passUnretained(object).toOpaque())
        return new
      }
      var object = first
      while let one = object {
        _ = number(one)
        object = one.next
      }
      let visitor = ReferenceVisitor { object in
        if let target = number(object) { targets.append(target) }
      }
      var position = 0
      while position < nodes.count {
        switch nodes[position] {
        case .script(let object): object.visitReferences(visitor)
        case .library(let object): object.visitReferences(visitor)
        }
        ends.append(targets.count)
        position += 1
      }
      self.nodes = nodes
      self.places = places
      edges = targets
      held = [Int](repeating: 1, count: nodes.count)
      for target in edges { held[Int(target)] += 1 }
    }

    /// The tracked objects that nothing outside leads to.
    func unreachable() -> [TrackedObject] {
      var isReached = [Bool](repeating: false, count: nodes.count)
      var pending: [Int] = []
      for (position, place) in places.enumerated() where referenceCount(place) > held[position] {
        isReached[position] = true
        pending.append(position)
      }
      while let position = pending.popLast() {
        for edge in edges[(position == 0 ? 0 : ends[position - 1])..<ends[position]] where !isReached[Int(edge)] {
          isReached[Int(edge)] = true
          pending.append(Int(edge))
        }
      }
      var found: [TrackedObject] = []
      for (position, node) in nodes.enumerated() where !isReached[position] {
        if case .script(let object) = node, let tracked = object as? TrackedObject { found.append(tracked) }
      }
      return found
    }
  }
}

extension Value {
  /// The object behind it, if it is one.
  var heapObject: AnyObject? { if case .object(let object) = self { object } else { nil } }
}

extension ReferenceVisitor {
  func visit(_ value: Value) { visit(value.heapObject) }
}
