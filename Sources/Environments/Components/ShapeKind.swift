import Catalog
import ReplayBuffers
import Tensors

extension FieldKind where Value == Shape {
  /// Ints, or a `Size`; as an attribute a `Size`.
  public static var sizes: FieldKind {
    FieldKind(.shape) { (data, label) throws(Failure) -> Shape in
      Shape(try FieldKind<[Int]>.shape.read(data, label))
    } encode: {
      .size($0)
    }.written {
      PythonText.repr(Tree.tuple($0.dims.map { .int($0) }))
    }
  }
}
