import Catalog
import RBSyntax
import ReplayBuffers
import Tensors

/// What is known of values before anything runs: those of literals, and the kinds of what is made of them.
extension Resolver {
  /// Resolves what stands where a failure may be wanted.
  func guarded(_ resolve: () -> Node) -> Node {
    let outer = isGuarded
    isGuarded = true
    defer { isGuarded = outer }
    return resolve()
  }

  /// A value of the kind that an expression certainly has: itself, where it is a literal; nil where that is not known.
  private func sample(_ node: Node) -> Value? {
    switch node {
    case let node as ConstantNode: return node.value
    case is FormatNode: return .string("")
    case let node as SequenceNode:
      var items: [Value] = []
      for (item, isSpread) in node.items {
        guard !isSpread, let value = sample(item) else { return nil }
        items.append(value)
      }
      return node.isTuple ? .tuple(items) : .object(ListObject(items))
    case let node as DictNode: return node.entries.isEmpty ? .object(DictObject()) : nil
    case let node as BinaryNode:
      guard node.operation != .remainder, let a = sample(node.left).map(small), let b = sample(node.right).map(small)
      else { return nil }
      return try? Operators.binary(node.operation, a, b, interpreter)
    default: return nil
    }
  }

  /// A value of the same kind that no operator makes large.
  private func small(_ value: Value) -> Value {
    switch value {
    case .int: .int(1)
    case .float: .float(1)
    case .object(let object as ListObject): .object(ListObject(Array(object.items.prefix(1))))
    default: value.asString == nil ? value : .string("")
    }
  }

  /// Whether a positional argument may be of a kind, as far as that is known.
  func fits(_ arguments: ArgumentNodes, _ position: Int, _ kind: ParameterKind) -> Bool {
    let positional = arguments.items.filter { if case .positional = $0.kind { true } else { false } }
    guard position < positional.count else { return false }
    let node = positional[position].node
    if let value = sample(node) { return kind.admits(value) }
    guard let made = (node as? BuiltinCallNode)?.builtin.makes else { return true }
    return kind.mayAdmit(made)
  }

  /// Reports literals that their parameters do not take.
  func checkKinds(_ arguments: ArgumentNodes, _ binder: Binder, or other: Binder?) {
    guard isChecking, !isGuarded, other == nil else { return }
    var position = 0
    for (kind, node) in arguments.items {
      let name: String?
      switch kind {
      case .positional:
        name = binder.parameterName(ofPositional: position)
        position += 1
      case .labelled(let label, _): name = binder.parameterName(ofLabel: label)
      case .spread, .labelledSpread: return
      }
      guard let name, let value = sample(node), !value.isNone else { continue }
      do {
        try binder.checkKind(of: name, value)
      } catch {
        report(error.kind.rawValue, error.message, node.range, help: error.help)
      }
    }
  }

  /// Reports operands that an operator does not work on.
  func checkOperands(_ node: Node) {
    guard isChecking, !isGuarded, let node = node as? BinaryNode, let a = sample(node.left), let b = sample(node.right),
      !isTensorLike(a), !isTensorLike(b), node.operation != .remainder || a.asString == nil
    else { return }
    do {
      _ = try Operators.binary(node.operation, small(a), small(b), interpreter)
    } catch let failure as Failure where failure.kind == .type {
      report(failure.kind.rawValue, failure.message, node.range, help: failure.help)
    } catch {}
  }

  private func isTensorLike(_ value: Value) -> Bool {
    if case .object(let object) = value {
      return !(object is StringObject || object is ListObject || object is TupleObject || object is DictObject)
    }
    return false
  }

  /// Reports a loop over what has no items.
  func checkIterable(_ node: Node) {
    guard isChecking, !isGuarded, let value = sample(node) else { return }
    do {
      _ = try interpreter.iterate(value)
    } catch let failure as Failure where failure.kind == .type {
      report(failure.kind.rawValue, failure.message, node.range, help: failure.help)
    } catch {}
  }

  /// The call as it should be, where positional arguments should have had labels.
  func byLabel(_ fault: ArgumentFault, _ arguments: ArgumentNodes, _ binder: Binder) -> String? {
    guard case .positional(let most) = fault.place, !fault.labels.isEmpty else { return nil }
    if fault.labels.count == 1, let item = arguments.items.dropFirst(most).first,
      case .int(let capacity)? = sample(item.node),
      binder.parameterName(ofLabel: "storage") != nil
    {
      return "how many items fit is the storage's: \(binder.signature.name)(storage: ram(\(capacity)))"
    }
    var shown: [String] = []
    for (index, item) in arguments.items.prefix(most + fault.labels.count).enumerated() {
      guard case .positional = item.kind else { return nil }
      let text = text(of: item.node.range)
      shown.append(index < most ? text : "\(fault.labels[index - most]): \(text)")
    }
    let name = binder.signature.name
    let rest = arguments.items.count > shown.count ? ", …" : ""
    return "it takes \(Binder.list(fault.labels)) by label: \(name)(\(shown.joined(separator: ", "))\(rest))"
  }

  private func text(of range: SourceRange) -> String {
    let utf8 = interpreter.sources[Int(range.file)].text.utf8
    let text = String(utf8.dropFirst(Int(range.start)).prefix(Int(range.end - range.start))) ?? "…"
    return text.utf8.count <= 40 && !text.contains("\n") ? text : "…"
  }
}

extension ParameterKind {
  /// Whether values of a type may be of this kind: false only where they certainly are not.
  fileprivate func mayAdmit(_ type: TypeInfo) -> Bool {
    switch self {
    case .object(let name):
      guard let kind = ComponentSpec.Kind(rawValue: name) else { return !ComponentTypes.isComponent(type) }
      return type.isKind(of: ComponentTypes.family(kind))
    case .either(let kinds): return kinds.contains { $0.mayAdmit(type) }
    case .several(let kind): return kind.mayAdmit(type)
    case .any, .function: return true
    default: return !ComponentTypes.isComponent(type)
    }
  }
}
