import Catalog
import Tensors

/// A change to data on its way out of a buffer, and, where it has an inverse, on its way in.
public protocol Transform: TreeObject {
  /// May run on a background thread. Functions of a script may not.
  var isNative: Bool { get }
  /// Data is changed on its way into the buffer too.
  var hasInverse: Bool { get }
  /// Whether `forward` changes anything: where it alone runs, a transform of the way in is a mistake.
  var hasForward: Bool { get }
  /// Whether what it does can be undone from its result: TorchRL's `invertible`. It may have an inverse that does
  /// something else, all the same.
  var isInvertible: Bool { get }
  /// On sampling and reading. The data is a fresh copy or view that may be changed in place.
  func forward(_ data: Tree) throws(Failure) -> Tree
  /// On extending. nil keeps the data back: nothing is written.
  func inverse(_ data: Tree) throws(Failure) -> Tree?
  /// What a composition is made of, in order; another transform by itself.
  var flattened: [any Transform] { get }
}

extension Transform {
  public var isNative: Bool { true }
  public var hasInverse: Bool { false }
  public var hasForward: Bool { true }
  public var isInvertible: Bool { false }
  public func inverse(_ data: Tree) throws(Failure) -> Tree? { data }
  public var flattened: [any Transform] { [self] }
}

/// A function of the language, as the libraries call it. They call it on the thread that called them.
public protocol Callback: TreeObject {
  func call(_ arguments: [Tree]) throws(Failure) -> Tree
}

extension Callback {
  public var argumentForm: ArgumentForm { .function }
}

/// A Swift closure where a function of the language is expected.
public final class ClosureCallback: Callback {
  public let text: String
  private let body: @Sendable ([Tree]) throws(Failure) -> Tree

  public init(_ text: String, _ body: @escaping @Sendable ([Tree]) throws(Failure) -> Tree) {
    self.text = text
    self.body = body
  }
  public func call(_ arguments: [Tree]) throws(Failure) -> Tree { try body(arguments) }
}

/// A function as a transform: it runs on sampling and reading only.
public final class FunctionTransform: Transform {
  private let function: any Callback
  public init(_ function: any Callback) { self.function = function }
  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(function) }
  public var text: String { function.text }
  public func isComponent(_ kind: String) -> Bool { kind == ComponentSpec.Kind.transform.rawValue }
  public var isNative: Bool { false }
  public func forward(_ data: Tree) throws(Failure) -> Tree { try function.call([data]) }
}

/// A Swift closure as a transform.
public final class ClosureTransform: Transform {
  public let text: String
  public let isNative: Bool
  public func isComponent(_ kind: String) -> Bool { kind == ComponentSpec.Kind.transform.rawValue }
  private let body: @Sendable (Tree) throws(Failure) -> Tree

  /// - Parameter isNative: The closure may run on a background thread.
  public init(_ text: String, isNative: Bool = true, _ body: @escaping @Sendable (Tree) throws(Failure) -> Tree) {
    self.text = text
    self.isNative = isNative
    self.body = body
  }
  public func forward(_ data: Tree) throws(Failure) -> Tree { try body(data) }
}

/// How the items that were drawn become one batch.
public struct Collate: Sendable {
  /// The function that does it, as the buffer's text shows it; nil for a storage's default.
  public let function: (any Callback)?
  /// May run on a background thread.
  public let isNative: Bool
  let body: @Sendable (Tree) throws(Failure) -> Tree

  /// - Parameter isNative: The closure may run on a background thread.
  public init(isNative: Bool, _ body: @escaping @Sendable (Tree) throws(Failure) -> Tree) {
    function = nil
    self.isNative = isNative
    self.body = body
  }

  public init(_ function: any Callback) {
    self.function = function
    isNative = false
    body = { (items) throws(Failure) -> Tree in try function.call([items]) }
  }

  /// The function is held by itself and by the closure over it.
  func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(function)
    visitor.visit(function)
  }

  /// Stacks a list of tensors, tensordicts or trees of them.
  public static let stack = Collate(isNative: true) { (data) throws(Failure) -> Tree in
    guard case .list(let items) = data else { return data }
    do throws(Failure) {
      return try Stacking.stack(items)
    } catch {
      // Tensordicts of one batch size always make a batch, if need be one that keeps them apart, as in TorchRL.
      guard let parts = tensordicts(items), parts.allSatisfy({ $0.batchSize == parts[0].batchSize }) else {
        throw error
      }
      return try apart(parts, 0)
    }
  }
}
