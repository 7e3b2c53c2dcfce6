import Catalog

extension Tree: ArgumentValue {
  /// What it is, for messages.
  public var article: String {
    switch self {
    case .none: TypeName.none.article
    case .bool: TypeName.bool.article
    case .int: TypeName.int.article
    case .float: TypeName.float.article
    case .string: TypeName.string.article
    case .size: TypeName.size.article
    case .dtype: TypeName.dtype.article
    case .tensor(let tensor): tensor.article
    case .tensordict(let data): data.article
    case .list: TypeName.list.article
    case .tuple: TypeName.tuple.article
    case .dict: TypeName.dict.article
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

extension Tensor {
  /// What it is, for messages.
  public var article: String { "\(TypeName.tensor.article) of shape \(shape.dims) and dtype \(dtype.torchName)" }
}

extension TensorDict {
  /// What it is, for messages.
  public var article: String {
    "\(tensorClass.map { "a \($0.name)" } ?? TypeName.tensordict.article) of batch size \(batchSize.dims)"
  }
}

extension TreeObject {
  public var argumentForm: ArgumentForm { .other }
  public func isComponent(_ kind: String) -> Bool { false }
}
