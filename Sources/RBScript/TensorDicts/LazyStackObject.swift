import Catalog
import Tensors

/// A batch of tensordicts whose shapes or keys differ (tensordict's `LazyStackedTensorDict`).
final class LazyStackObject: DomainObject {
  let stack: LazyStack
  init(_ stack: LazyStack) {
    self.stack = stack
    super.init(stack)
  }
  override var type: TypeInfo { .lazyStack }
  override func length() -> Int { stack.count }
  override func truth() throws -> Bool {
    throw Failure.runtime("a tensordict has no truth", help: "count it with len()")
  }

  override func iterate(_ interpreter: Interpreter) throws -> ValueIterator {
    guard stack.stackDim == 0 else {
      throw Failure.runtime("cannot iterate over a stack along dimension \(stack.stackDim)", help: "unbind it")
    }
    return ArrayIterator(stack.items.map { .object(TensorDictObject($0)) })
  }

  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let path = key.nestedKey { return try LazyStackMethods.required(path, stack) }
    let indices = try Indices.of(key)
    if indices.count == 1, case .int(let place) = indices[0], stack.stackDim == 0 {
      return .object(TensorDictObject(try stack.item(place)))
    }
    guard indices.count == 1 else {
      throw Failure.index("a stack of tensordicts that differ takes one index", help: "index one of its items")
    }
    return .object(LazyStackObject(try stack.get(indices[0])))
  }

  override func setItem(_ key: Value, to value: Value, _ interpreter: Interpreter) throws {
    guard let path = key.nestedKey else {
      throw Failure.type("expected a key of the stack to assign to, got \(key.article)")
    }
    try stack.set(path, try value.tree(interpreter))
  }

  override func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    guard let path = value.nestedKey else { return false }
    return stack.items.allSatisfy { $0.contains(path) }
  }
}

extension TypeInfo {
  static let lazyStack = TypeInfo(
    "LazyStackedTensorDict", "A batch of tensordicts whose shapes or keys differ.", methods: LazyStackMethods.all,
    properties: LazyStackMethods.properties)
}
