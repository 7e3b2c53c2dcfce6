import Catalog
import ReplayBuffers
import Tensors

extension FieldKind where Value == [any Callback] {
  /// A function, or a list of them; None is none.
  static var functions: FieldKind {
    FieldKind(.either([.function, .any]), takesNone: true) { (data, label) throws(Failure) -> [any Callback] in
      if case .none = data { return [] }
      var functions: [any Callback] = []
      for item in data.argumentItems ?? [data] {
        functions.append(try FieldKind<any Callback>.function.read(item, label))
      }
      return functions
    } encode: { functions in
      let items = functions.map { Tree.object($0) }
      return items.count == 1 ? items[0] : .list(items)
    }
  }
}

/// Steps in a batch: of all workers together, or of each.
struct FrameCounts: Sendable {
  var items: [Int]
  var isList = false
}

extension FieldKind where Value == FrameCounts {
  static var frameCounts: FieldKind {
    FieldKind(.shape) { (data, label) throws(Failure) -> FrameCounts in
      FrameCounts(items: try FieldKind<[Int]>.shape.read(data, label), isList: data.argumentItems != nil)
    } encode: { counts in
      counts.isList ? .list(counts.items.map { .int($0) }) : .int(counts.items[0])
    }
  }
}

extension FieldKind where Value == MultiCollector.Joining {
  static var joining: FieldKind {
    let kinds = ParameterKind.either([.choice(["stack"]), .int])
    return FieldKind(kinds) { (data, label) throws(Failure) -> MultiCollector.Joining in
      if case .string = data { return .stack }
      return .cat(try FieldKind<Int>.int.read(data, label))
    } encode: { joining in
      switch joining {
      case .stack, .none: .string("stack")
      case .cat(let dim): .int(dim)
      }
    }
  }
}
