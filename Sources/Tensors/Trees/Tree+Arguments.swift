import Catalog

extension Tree: ArgumentValue {
  /// What it is, for messages.
  public var article: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .int: "an int"
    case .float: "a float"
    case .string: "a str"
    case .size: "a Size"
    case .dtype: "a dtype"
    case .tensor(let tensor): "a tensor of shape \(tensor.shape.dims) and dtype \(tensor.dtype.torchName)"
    case .tensordict(let data): "a \(data.tensorClass?.name ?? "tensordict") of batch size \(data.batchSize.dims)"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dict: "a dict"
    case .object(let object): object.text
    }
  }

  public var argumentForm: ArgumentForm {
    switch self {
    case .none: .none
    case .bool: .bool
    case .int: .int
    case .float: .float
    case .string(let text): .string(text)
    case .size: .size
    case .dtype: .dtype
    case .tensor(let tensor): .tensor(isSingle: tensor.numel == 1, isWhole: !tensor.dtype.isFloatingPoint)
    case .tensordict: .tensordict
    case .list: .list
    case .tuple: .tuple
    case .dict: .dict
    case .object(let object): object.argumentForm
    }
  }

  public var isFunction: Bool { argumentForm == .function }
  public var isDType: Bool { argumentForm == .dtype }

  public var argumentItems: [Tree]? {
    switch self {
    case .list(let items), .tuple(let items): items
    default: nil
    }
  }

  public func isComponent(_ kind: String) -> Bool {
    if case .object(let object) = self { object.isComponent(kind) } else { false }
  }

  /// The rbs source that makes it, as signatures show defaults: strings in double quotes.
  public var source: String {
    switch self {
    case .string(let text): "\"\(text)\""
    case .dtype(let dtype): dtype.name
    case .list(let items): "[\(items.map(\.source).joined(separator: ", "))]"
    case .tuple(let items): "(\(items.map(\.source).joined(separator: ", "))\(items.count == 1 ? "," : ""))"
    default: PythonText.repr(self)
    }
  }
}

extension TreeObject {
  public var argumentForm: ArgumentForm { .other }
  public func isComponent(_ kind: String) -> Bool { false }
}
