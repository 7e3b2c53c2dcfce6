import Catalog
import RBSyntax

/// How a statement ended.
enum Flow {
  case normal, breakLoop, continueLoop, returned
}

/// A node of the tree that runs: one final class per construct, built by the resolver, immutable afterwards.
///
/// Variables are slots of the frame; names are gone by now.
class Node {
  let range: SourceRange
  init(_ range: SourceRange) { self.range = range }

  func evaluate(_ frame: Frame) throws(Fault) -> Value { .none }

  /// As a statement; expressions drop their value.
  func execute(_ frame: Frame) throws(Fault) -> Flow {
    _ = try evaluate(frame)
    return .normal
  }

  /// As a condition. Comparisons answer directly, without making a value.
  func test(_ frame: Frame) throws(Fault) -> Bool {
    let value = try evaluate(frame)
    switch value {
    case .bool(let flag): return flag
    case .int(let number): return number != 0
    default: return try located { try Operators.truth(value) }
    }
  }

  /// Runs library code; what it throws gets this node's place if it has none.
  @inline(__always) final func located<R>(_ body: () throws -> R) throws(Fault) -> R {
    do { return try body() } catch { throw Fault.from(error, at: range) }
  }
}

final class ConstantNode: Node {
  let value: Value
  init(_ value: Value, _ range: SourceRange) {
    self.value = value
    super.init(range)
  }
  override func evaluate(_ frame: Frame) -> Value { value }
}

/// Statements run in order: a balanced tree of pairs. An array would be retained and released at each run, and its
/// elements with it (measured: a third of a small loop's time); constant fields of a node are not.
final class PairNode: Node {
  private let first: Node
  private let second: Node

  private init(_ first: Node, _ second: Node) {
    self.first = first
    self.second = second
    super.init(first.range)
  }

  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    let flow = try first.execute(frame)
    if flow != .normal { return flow }
    return try second.execute(frame)
  }

  /// The statements of a block as one node.
  static func block(_ statements: [Node], _ range: SourceRange) -> Node {
    statements.isEmpty ? ConstantNode(.none, range) : joined(statements[...])
  }

  private static func joined(_ statements: ArraySlice<Node>) -> Node {
    guard statements.count > 1 else { return statements[statements.startIndex] }
    let middle = statements.startIndex + statements.count / 2
    return PairNode(joined(statements[..<middle]), joined(statements[middle...]))
  }
}
