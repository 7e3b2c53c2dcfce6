import Catalog
import Tensors

/// Cuts a part out of images (`… × height × width`); what lies outside is black.
public final class Crop: KeyedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let rows: Int
  private let columns: Int
  /// The part's first row and column; nil for the middle.
  private let origin: (top: Int, left: Int)?

  /// - Parameter rows: The height of the result: TorchRL calls it `w`. `columns` is the width.
  public init(rows: Int, columns: Int, origin: (top: Int, left: Int)?, keys: TransformKeys) throws(Failure) {
    for (name, size) in [("w", rows), ("h", columns)] where size < 1 {
      throw .unfit(name, expected: "a size of at least 1", got: size)
    }
    self.keys = keys
    self.rows = rows
    self.columns = columns
    self.origin = origin
  }

  public func apply(_ image: Tensor) throws(Failure) -> Tensor {
    guard image.ndim >= 2 else {
      throw .type("expected an image of … × height × width, got shape \(image.shape.dims)")
    }
    let (height, width) = (image.shape[image.ndim - 2], image.shape[image.ndim - 1])
    if let origin { return try part(image, origin.top, origin.left, rows, columns) }
    if rows > height || columns > width {
      // The image is padded to the size of the crop first, the odd pixel going below and to the right, and then cut.
      let top = rows > height ? (rows - height) / 2 : 0
      let left = columns > width ? (columns - width) / 2 : 0
      let padded = try part(image, -top, -left, max(rows, height), max(columns, width))
      if padded.shape[image.ndim - 2] == rows && padded.shape[image.ndim - 1] == columns { return padded }
      return try middle(padded)
    }
    return try middle(image)
  }

  /// Halves are rounded to even, as Python rounds.
  private func middle(_ image: Tensor) throws(Failure) -> Tensor {
    func half(_ rest: Int) -> Int { Int((Double(rest) / 2).rounded(.toNearestOrEven)) }
    return try part(
      image, half(image.shape[image.ndim - 2] - rows), half(image.shape[image.ndim - 1] - columns), rows, columns)
  }

  private func part(_ image: Tensor, _ top: Int, _ left: Int, _ rows: Int, _ columns: Int) throws(Failure) -> Tensor {
    let (height, width) = (image.shape[image.ndim - 2], image.shape[image.ndim - 1])
    if top >= 0, left >= 0, rows <= height - top, columns <= width - left {
      return try image.narrow(-2, top, rows).narrow(-1, left, columns)
    }
    let result = try Tensor.zeros(Shape(Array(image.shape.dims.dropLast(2)) + [rows, columns]), image.dtype)
    guard top < height, left < width, top > -rows, left > -columns else { return result }
    let (firstRow, lastRow) = (max(top, 0), min(top + rows, height))
    let (firstColumn, lastColumn) = (max(left, 0), min(left + columns, width))
    let source = try image.narrow(-2, firstRow, lastRow - firstRow).narrow(-1, firstColumn, lastColumn - firstColumn)
    try result.narrow(-2, firstRow - top, lastRow - firstRow)
      .narrow(-1, firstColumn - left, lastColumn - firstColumn).copy(from: source)
    return result
  }

  static let w = Field<Crop, Int>("w", .int, "The number of rows of the part, at least 1.") { $0.rows }
  static let h = Field<Crop, Int?>(
    "h", .optional(.int), default: nil, "The number of columns of the part; None for as many as rows.",
    showing: .byPosition
  ) { $0.columns }
  static let top = Field<Crop, Int>("top", .int, default: 0, "The part's first row.") { $0.origin?.top }
  static let left = Field<Crop, Int>("left", .int, default: 0, "The part's first column.") { $0.origin?.left }

  private static func make(
    _ arguments: Arguments, origin: (top: Int, left: Int)?
  ) throws(Failure) -> any TreeObject {
    let rows = try arguments[w]
    let columns = try arguments[h] ?? 0
    return try Crop(
      rows: rows, columns: columns == 0 ? rows : columns, origin: origin,
      keys: try TransformKeys(arguments, reading: ToTensorImage.standardKeys))
  }

  public var spec: ComponentSpec { origin == nil ? Self.centerSpec : Self.spec }
  public static let spec = ComponentSpec(
    .transform, "crop", "Crop", parent: "ObservationTransform",
    "Cuts a part out of images of channels × height × width.",
    fields: [w, h, top, left] + keyFields(ToTensorImage.standardKeys),
    examples: [
      Example(
        "td = tensordict({\"pixels\": arange(9).view(1, 3, 3)})\nprint(crop(2, 1, top: 1)(td)[\"pixels\"])",
        prints: "tensor([[[3],\n         [6]]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try make(arguments, origin: (try arguments[top], try arguments[left]))
  }

  public static let centerSpec = ComponentSpec(
    .transform, "center_crop", "CenterCrop", parent: "ObservationTransform",
    "Cuts the middle out of images of channels × height × width.",
    fields: [w, h] + keyFields(ToTensorImage.standardKeys),
    examples: [
      Example(
        "td = tensordict({\"pixels\": arange(9).view(1, 3, 3)})\nprint(center_crop(1, 3)(td)[\"pixels\"])",
        prints: "tensor([[[3, 4, 5]]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in try make(arguments, origin: nil) }
}
