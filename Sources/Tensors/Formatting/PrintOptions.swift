/// How tensors are printed (`torch.set_printoptions`).
public struct PrintOptions: Sendable, Equatable {
  /// Digits after the point.
  public var precision = 4
  /// Tensors with more elements are summarised.
  public var threshold = 1000
  /// Elements shown at each end of a summarised dimension.
  public var edgeItems = 3
  /// Characters in a line.
  public var lineWidth = 80
  /// Scientific notation: always, never, or where the values ask for it (nil).
  public var scientific: Bool?

  public init() {}
}
