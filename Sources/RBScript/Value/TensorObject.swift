import Catalog
import Tensors

/// A tensor as a value.
public final class TensorObject: Object {
  public var tensor: Tensor
  public init(_ tensor: Tensor) { self.tensor = tensor }
  var wholeNumber: Int? { nil }
  var scalarDouble: Double? { nil }
  var scalarValue: Value? { nil }
}
/// What a `tensorclass` statement binds: the constructor of its instances.
public final class TensorClassObject: Object {
  let declared: TensorClass
  init(_ declared: TensorClass) { self.declared = declared }
}
