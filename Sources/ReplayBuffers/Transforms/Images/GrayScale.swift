import Catalog
import Tensors

/// Makes images of three colours gray.
public final class GrayScale: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys

  public init(keys: TransformKeys? = nil) throws(Failure) {
    self.keys = try TransformKeys.given(keys, else: ToTensorImage.standardKeys)
  }

  public func apply(_ image: Tensor) throws(Failure) -> Tensor {
    guard image.ndim >= 3, image.shape[image.ndim - 3] == 3 else {
      throw .type(
        "expected an image of 3 × height × width, got shape \(image.shape.dims)",
        help: "to_tensor_image() brings the channels of a frame to the front")
    }
    let colours = try image.unbind(-3)
    let sum = try colours[0].multiply(0.2989).add(colours[1].multiply(0.587)).add(colours[2].multiply(0.114))
    return try sum.to(image.dtype).unsqueeze(-3)
  }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "gray_scale", "GrayScale", parent: "ObservationTransform", also: ["grayscale"],
    "Makes images of 3 × height × width gray: 1 × height × width.", fields: keyFields(ToTensorImage.standardKeys),
    examples: [
      Example(
        "td = tensordict({\"pixels\": ones(3, 2, 2)})\nprint(gray_scale()(td)[\"pixels\"])",
        prints: "tensor([[[0.9999, 0.9999],\n         [0.9999, 0.9999]]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try GrayScale(keys: try TransformKeys(arguments, reading: ToTensorImage.standardKeys))
  }
}
