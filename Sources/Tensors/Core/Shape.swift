/// The sizes of a tensor's dimensions: torch's `Size`.
public struct Shape: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral, CustomStringConvertible {
  public var dims: [Int]

  public init(_ dims: [Int]) { self.dims = dims }
  public init(arrayLiteral elements: Int...) { dims = elements }

  public var startIndex: Int { 0 }
  public var endIndex: Int { dims.count }
  public subscript(position: Int) -> Int { dims[position] }

  /// The number of elements: the product of the sizes, 1 for no dimension.
  ///
  /// Wraps for absurd sizes beside a 0; without one, no tensor of an absurd shape exists.
  public var numel: Int { dims.contains(0) ? 0 : dims.reduce(1, &*) }

  /// The strides, in elements, of a row-major tensor of this shape.
  public var contiguousStrides: [Int] {
    var strides = [Int](repeating: 1, count: dims.count)
    var running = 1
    for i in dims.indices.reversed() {
      strides[i] = running
      running = running &* Swift.max(dims[i], 1)
    }
    return strides
  }

  /// `torch.Size([2, 3])`.
  public var description: String { "torch.Size(\(dims))" }

  public static func + (a: Shape, b: Shape) -> Shape { Shape(a.dims + b.dims) }
  public func prefix(_ count: Int) -> Shape { Shape(Array(dims.prefix(count))) }
  public func dropFirst(_ count: Int = 1) -> Shape { Shape(Array(dims.dropFirst(count))) }
}
