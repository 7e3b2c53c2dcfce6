/// Takes containers apart without recursion, so that a list nested a million deep can be freed.
enum Disposal {
  /// Releases the items; containers that nobody else holds are taken apart one after the other.
  static func release(_ items: inout [Value]) {
    guard items.contains(where: { if case .object = $0 { true } else { false } }) else { return }
    var pending = items
    items = []
    while !pending.isEmpty {
      var object = takeLast(&pending)
      if isKnownUniquelyReferenced(&object), let children = object?.takeChildren() { pending += children }
    }
  }

  // A function of its own: the value popped must be gone when uniqueness is asked for.
  @inline(never) private static func takeLast(_ pending: inout [Value]) -> Object? {
    guard case .object(let object)? = pending.popLast() else { return nil }
    return object
  }
}
