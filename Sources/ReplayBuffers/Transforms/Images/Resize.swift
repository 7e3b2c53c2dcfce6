import Catalog
import Tensors

/// Makes images (`… × height × width`) another size, with torchvision's arithmetic on tensors.
public final class Resize: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let rows: Int
  private let columns: Int
  private let interpolation: ResizeInterpolation

  /// - Parameter rows: The height of the result: TorchRL calls it `w`. `columns` is the width.
  public init(
    rows: Int, columns: Int, interpolation: ResizeInterpolation = .bilinear, keys: TransformKeys? = nil
  ) throws(Failure) {
    for (name, size) in [("w", rows), ("h", columns)] where size < 1 {
      throw .unfit(name, expected: "a size of at least 1", got: size)
    }
    self.keys = try TransformKeys.given(keys, else: ToTensorImage.standardKeys)
    try Memory.demand(rows, of: 8, "rows", argument: "w")
    try Memory.demand(columns, of: 8, "columns", argument: "h")
    self.rows = rows
    self.columns = columns
    self.interpolation = interpolation
  }

  public func apply(_ image: Tensor) throws(Failure) -> Tensor {
    guard image.ndim >= 3 else {
      throw .type(
        "expected an image of channels × height × width, got shape \(image.shape.dims)",
        help: "to_tensor_image() makes such images of frames")
    }
    if image.shape[image.ndim - 2] == rows && image.shape[image.ndim - 1] == columns { return image }
    return try Resampling.resize(image, rows: rows, columns: columns, interpolation)
  }

  static let w = Field<Resize, [Int]>(
    "w", .sizes, "The number of rows of the result, at least 1; or both sizes."
  ) { [$0.rows] }
  static let h = Field<Resize, Int?>(
    "h", .optional(.int), default: nil, "The number of columns of the result; None for as many as rows.",
    showing: .byPosition
  ) { $0.columns }
  static let interpolation = Field<Resize, ResizeInterpolation>(
    "interpolation", .choice(), default: .bilinear,
    "How new pixels come from old ones; bilinear and bicubic smooth when they shrink an image."
  ) { $0.interpolation }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "resize", "Resize", parent: "ObservationTransform",
    "Makes images of channels × height × width another size.",
    fields: [w, h, interpolation] + keyFields(ToTensorImage.standardKeys),
    examples: [
      Example(
        "td = tensordict({\"pixels\": ones(3, 8, 8)})\nprint(resize(2, 4)(td)[\"pixels\"].shape)",
        prints: "torch.Size([3, 2, 4])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let sizes = try arguments[w]
    guard sizes.count == 1 || sizes.count == 2 else {
      throw .unfit("w", expected: "one or two sizes", got: sizes.count)
    }
    let columns = try arguments[h] ?? sizes[sizes.count - 1]
    return try Resize(
      rows: sizes[0], columns: sizes.count == 2 ? sizes[1] : columns, interpolation: try arguments[interpolation],
      keys: try TransformKeys(arguments, reading: ToTensorImage.standardKeys))
  }
}
