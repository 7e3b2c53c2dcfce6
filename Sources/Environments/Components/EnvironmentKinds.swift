import Catalog
import ReplayBuffers
import Tensors

extension FieldKind where Value == any Environment {
  /// An environment, or a function that makes one.
  public static var environment: FieldKind {
    FieldKind(.object("environment")) { (data, label) throws(Failure) -> any Environment in
      try EnvironmentMaker.read(data, label).make(LabelledArguments(), label)
    } encode: {
      .object($0)
    }
  }
}

extension FieldKind where Value == EnvironmentMaker {
  /// An environment, or a function that makes one, which is called later.
  static var maker: FieldKind {
    FieldKind(.object("environment")) { (data, label) throws(Failure) -> EnvironmentMaker in
      try EnvironmentMaker.read(data, label)
    } encode: {
      $0.given
    }
  }
}

extension FieldKind where Value == EnvironmentMakers {
  /// A function that makes an environment, or a list of such. An environment stands for itself.
  static var makers: FieldKind {
    FieldKind(.any) { (data, label) throws(Failure) -> EnvironmentMakers in
      guard let items = data.argumentItems else {
        return EnvironmentMakers(items: [try EnvironmentMaker.read(data, label)], isList: false)
      }
      var makers: [EnvironmentMaker] = []
      for item in items { makers.append(try EnvironmentMaker.read(item, label)) }
      return EnvironmentMakers(items: makers)
    } encode: {
      .list($0.items.map(\.given))
    }.written(\.source)
  }
}

extension FieldKind where Value == [LabelledArguments] {
  /// A dict of arguments by label for all functions, or a list of such, one for each.
  static var labelledArguments: FieldKind {
    FieldKind(.any) { (data, label) throws(Failure) -> [LabelledArguments] in
      var found: [LabelledArguments] = []
      for item in data.argumentItems ?? [data] {
        guard case .dict(let entries) = item else {
          throw .unfit(label, expected: "a dict of arguments", got: item)
        }
        var arguments = LabelledArguments()
        for (key, value) in entries {
          arguments.items.append((label: try FieldKind<String>.string.read(key, label), value: value))
        }
        found.append(arguments)
      }
      return found
    } encode: {
      .list($0.map(\.tree))
    }
  }
}
