import Catalog
import Tensors

/// Makes images of `height × width × channels` into `channels × height × width`, and bytes into floats of 0 … 1.
public final class ToTensorImage: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let fromInt: Bool?
  private let unsqueezes: Bool
  private let dtype: DType
  private let isShapeTolerant: Bool
  static let standardKeys: [NestedKey] = ["pixels"]

  /// - Parameters:
  ///   - fromInt: Whether to divide by 255; nil for where the image holds no floats.
  ///   - unsqueezes: Puts a dimension of 1 before an image of three dimensions.
  ///   - isShapeTolerant: Leaves images whose last dimension isn't 3 as they lie.
  public init(
    fromInt: Bool? = nil, unsqueezes: Bool = false, dtype: DType = .float32, keys: TransformKeys? = nil,
    isShapeTolerant: Bool = false
  ) throws(Failure) {
    self.keys = try TransformKeys.given(keys, else: Self.standardKeys)
    self.fromInt = fromInt
    self.unsqueezes = unsqueezes
    self.dtype = dtype
    self.isShapeTolerant = isShapeTolerant
  }

  public func apply(_ image: Tensor) throws(Failure) -> Tensor {
    guard image.ndim >= 3 else {
      throw .runtime(
        "expected an image of height × width × channels, got shape \(image.shape.dims)",
        help: "a frame has at least 3 dimensions")
    }
    var image = image
    if !isShapeTolerant || image.shape[image.ndim - 1] == 3 {
      image = try image.permute(Array(0..<image.ndim - 3) + [-1, -3, -2])
    }
    if fromInt ?? !image.dtype.isFloatingPoint { image = try image.divide(255) }
    image = try image.to(dtype)
    return unsqueezes && image.ndim == 3 ? try image.unsqueeze(0) : image
  }

  static let fromInt = Field<ToTensorImage, Bool?>(
    "from_int", .optional(.bool), default: nil, "Whether to divide by 255; None for images that hold no floats."
  ) { $0.fromInt }
  static let unsqueeze = Field<ToTensorImage, Bool>(
    "unsqueeze", .bool, default: false, "Puts a dimension of 1 before an image of three dimensions."
  ) { $0.unsqueezes }
  static let dtype = Field<ToTensorImage, DType>(
    "dtype", .dtype, default: .float32, shownAs: "None", "The dtype of the result; None for float32."
  ) { $0.dtype }
  static let shapeTolerant = Field<ToTensorImage, Bool>(
    "shape_tolerant", .bool, default: false, "Leaves images whose last dimension isn't 3 as they lie.",
    labelOnly: true
  ) { $0.isShapeTolerant }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "to_tensor_image", "ToTensorImage", parent: "ObservationTransform",
    "Makes images of height × width × channels into channels × height × width, and bytes into floats of 0 to 1.",
    fields: [fromInt, unsqueeze, dtype] + keyFields(standardKeys, labelOnly: true) + [shapeTolerant],
    examples: [
      Example(
        "td = tensordict({\"pixels\": full((4, 6, 3), 255, dtype: uint8)})\n"
          + "print(to_tensor_image()(td)[\"pixels\"].shape, td[\"pixels\"].max())",
        prints: "torch.Size([3, 4, 6]) tensor(1.)")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ToTensorImage(
      fromInt: try arguments[fromInt], unsqueezes: try arguments[unsqueeze], dtype: try arguments[dtype],
      keys: try TransformKeys(arguments, reading: standardKeys), isShapeTolerant: try arguments[shapeTolerant])
  }
}
