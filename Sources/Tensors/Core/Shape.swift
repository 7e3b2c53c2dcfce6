import Catalog

/// The sizes of a tensor's dimensions: torch's `Size`.
public struct Shape: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral, CustomStringConvertible {
  public var dims: [Int]

  public init(_ dims: [Int]) { self.dims = dims }
  public init(arrayLiteral elements: Int...) { dims = elements }

  public var startIndex: Int { 0 }
  public var endIndex: Int { dims.count }
  public subscript(position: Int) -> Int { dims[position] }

  /// The most elements that the sizes of a tensor or a batch may count: their bytes can be counted too.
  public static let limit = Int.max / 16

  /// Whether the product of the sizes stays within `limit`, with every 0 taken as 1: then no product of some of them, no
  /// stride and no number of bytes is beyond an int, whatever is cut, joined or viewed.
  ///
  /// Every tensor is of such a shape (`Tensor.init` insists); what makes shapes out of a user's numbers asks `counted`.
  public var isCountable: Bool {
    var product = 1
    for size in dims {
      let (next, overflow) = product.multipliedReportingOverflow(by: Swift.max(size, 1))
      guard size >= 0, !overflow, next <= Shape.limit else { return false }
      product = next
    }
    return true
  }

  /// Itself. - Throws: `RuntimeError` where it is negative or counts more elements than `limit`.
  public func counted() throws(Failure) -> Shape {
    if let size = dims.first(where: { $0 < 0 }) {
      throw .runtime("a tensor cannot have a negative size, got \(size) in \(dims)")
    }
    guard isCountable else { throw .runtime("the sizes \(dims) count more elements than a number can") }
    return self
  }

  /// The number of elements: the product of the sizes, 1 for no dimension.
  ///
  /// Wraps for sizes that are not countable, which no tensor has.
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

  public static func + (a: Shape, b: Shape) -> Shape { b.isEmpty ? a : a.isEmpty ? b : Shape(a.dims + b.dims) }

  /// Whether this is `a + b`, without making that.
  package func isConcatenation(_ a: Shape, _ b: Shape) -> Bool {
    guard dims.count == a.dims.count + b.dims.count else { return false }
    for i in a.dims.indices where dims[i] != a.dims[i] { return false }
    for i in b.dims.indices where dims[a.dims.count + i] != b.dims[i] { return false }
    return true
  }

  public func prefix(_ count: Int) -> Shape { Shape(Array(dims.prefix(count))) }
  public func dropFirst(_ count: Int = 1) -> Shape { Shape(Array(dims.dropFirst(count))) }
}
