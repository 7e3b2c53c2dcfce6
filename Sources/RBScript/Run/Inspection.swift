import Catalog

/// What a shell asks of a session without running anything: for completion, help and listings.
extension Interpreter {
  /// The value of a chain of names, `rb.storage.shape`: a top-level name or a builtin, then attributes. Nothing is
  /// called; nil where the chain leads nowhere.
  public func lookup(_ chain: [String]) -> Value? {
    guard let first = chain.first, var value = global(first) ?? builtin(first) else { return nil }
    for name in chain.dropFirst() {
      guard let next = try? attribute(name, of: value) else { return nil }
      value = next
    }
    return value
  }

  private func builtin(_ name: String) -> Value? {
    name == "argv" ? .object(argumentList) : Registry.shared.value(name)
  }

  /// The names behind the dot of a value, sorted.
  public func attributeNames(of value: Value) -> [String] {
    if case .object(let object) = value { return object.attributeNames().sorted() }
    return value.type.attributeNames()
  }

  /// The parameters of something callable.
  public func signature(of value: Value) -> Signature? {
    switch value {
    case .object(let object as BuiltinObject): object.builtin.signature
    case .object(let object as BoundMethod): object.method.signature
    case .object(let object as FunctionObject): object.code.signature
    case .object(let object): object.binder?.signature
    default: nil
    }
  }

  /// Binds a top-level name from outside the script.
  public func setGlobal(_ name: String, to value: Value) {
    if let index = main.names[name] {
      globals[index] = value
    } else {
      let index = globals.append()
      main.names[name] = index
      main.order.append(name)
      globals[index] = value
    }
  }
}
