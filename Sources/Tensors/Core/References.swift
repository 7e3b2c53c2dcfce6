// Unsafe: reads the reference of an array's storage where it lies, without holding it. Invariants:
// - An `Array` is one word, the reference to its storage; `inout` gives the place itself, so nothing retains meanwhile.
// - `swift_retainCount` reads a count and changes nothing.

import CKernels

/// Hears of each strong reference that an object stores: what a collector of cycles must know.
///
/// An object may keep references to itself (they count as held from outside, and what they hold lives on), but must
/// never tell of one that it does not hold, nor of one more often than it holds it.
public struct ReferenceVisitor {
  private let object: (AnyObject) -> Void

  public init(_ object: @escaping (AnyObject) -> Void) { self.object = object }

  public func visit(_ object: AnyObject?) { if let object { self.object(object) } }

  /// The items of a stored array. One whose storage something else holds, too, is passed over: nobody knows for whom it
  /// keeps its items alive.
  public func visit<Item>(_ items: inout [Item], _ object: (Item) -> AnyObject?) {
    guard Self.isUnshared(&items) else { return }
    for item in items { visit(object(item)) }
  }

  private static func isUnshared<Item>(_ items: inout [Item]) -> Bool {
    guard !items.isEmpty else { return false }
    return withUnsafePointer(to: &items) { place in
      swift_retainCount(UnsafeRawPointer(place).load(as: UnsafeMutableRawPointer.self)) == 1
    }
  }
}

/// The strong references to an object, as the runtime counts them.
public func referenceCount(_ object: UnsafeMutableRawPointer) -> Int { Int(swift_retainCount(object)) }
