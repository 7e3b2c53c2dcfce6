import Catalog
import Tensors

/// What a `tensorclass` statement binds: the constructor of its instances.
public final class TensorClassObject: Object {
  let declared: TensorClass
  init(_ declared: TensorClass) { self.declared = declared }
}
