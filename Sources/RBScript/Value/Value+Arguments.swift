import Catalog
import Tensors

extension Value: Convertible {
  /// What it is, for messages.
  public var article: String {
    switch self {
    case .object(let object as TensorObject): object.tensor.article
    case .object(let object as TensorDictObject): object.tensordict.article
    default: type.article
    }
  }

  public var argumentForm: ArgumentForm {
    switch self {
    case .unbound, .none: return .none
    case .bool: return .bool
    case .int: return .int
    case .float: return .float
    case .object(let object):
      switch object {
      case let object as StringObject: return .string(object.text)
      case let object as TensorObject:
        return .tensor(isSingle: object.tensor.numel == 1, isWhole: !object.tensor.dtype.isFloatingPoint)
      case is TensorDictObject, is LazyStackObject: return .tensordict
      case is ListObject: return .list
      case let object as TupleObject: return object.isSize ? .size : .tuple
      // A range of ints will do where a list of them would.
      case is RangeObject: return .size
      case is DictObject: return .dict
      case is DTypeObject: return .dtype
      case is PathObject: return .path
      case is GeneratorObject: return .generator
      case let object as DomainObject: return object.native.argumentForm
      default: return object.isCallable ? .function : .other
      }
    }
  }

  public var isFunction: Bool { isCallable }
  public var isDType: Bool { asDType != nil }
  public var argumentItems: [Value]? { asList?.items ?? asTuple?.items }

  public func isComponent(_ kind: String) -> Bool {
    guard let native = object(DomainObject.self)?.native else { return false }
    return native.isComponent(kind)
  }
}
