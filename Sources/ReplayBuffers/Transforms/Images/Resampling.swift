/// Unsafe: typed pointers into contiguous tensors that this file has made. A pass reads `planes × rows × columns`
/// elements of its source and writes as many as its target's shape says, and checks that these are all that there are;
/// every window of taps lies within the source's rows or columns, which `Taps` checks.

import Catalog
import Tensors

/// How the pixels of a resized image come from those of the old one.
public enum ResizeInterpolation: String, Sendable, CaseIterable {
  case nearest, nearestExact = "nearest-exact", bilinear, bicubic
}

/// Resizing as torch's `interpolate` does it (with `antialias` where that applies): columns first, then rows, in the
/// image's own precision. The order of rounding is that of torch's AVX2 build, found by experiment: weights are exact,
/// and float32 results are equal bit for bit.
enum Resampling {
  /// - Parameter image: `… × height × width`; integers are computed in float32 and rounded, as in torchvision.
  static func resize(
    _ image: Tensor, rows: Int, columns: Int, _ interpolation: ResizeInterpolation
  ) throws(Failure) -> Tensor {
    let dtype = image.dtype
    guard image.numel > 0 else { throw .runtime("cannot resize an empty image of shape \(image.shape.dims)") }
    var result: Tensor
    if dtype == .float64 {
      result = try run(image, rows, columns, interpolation, Double.self)
    } else {
      result = try run(image.to(.float32), rows, columns, interpolation, Float.self)
    }
    if interpolation == .bicubic && dtype == .uint8 { result = try result.clamp(.scalar(0), .scalar(255)) }
    if dtype.isInteger { result = try result.round() }
    return try result.to(dtype)
  }

  private static func run<T: ResampledElement>(
    _ image: Tensor, _ rows: Int, _ columns: Int, _ interpolation: ResizeInterpolation, _: T.Type
  ) throws(Failure) -> Tensor {
    let leading = Shape(Array(image.shape.dims.dropLast(2)))
    let (height, width) = (image.shape[image.ndim - 2], image.shape[image.ndim - 1])
    let planes = leading.numel
    var current = try image.contiguous()
    if width != columns {
      let taps = Taps<T>(from: width, to: columns, interpolation)
      let target = try Tensor.empty([planes * height, columns], T.dtype)
      alongRows(current, target, planes * height, width, columns, taps)
      current = target
    }
    if height != rows {
      let taps = Taps<T>(from: height, to: rows, interpolation)
      let target = try Tensor.empty([planes, rows, columns], T.dtype)
      acrossRows(current, target, planes, height, columns, rows, taps)
      current = target
    }
    return try current.view(leading.dims + [rows, columns])
  }

  /// Every row becomes `columns` long.
  private static func alongRows<T: ResampledElement>(
    _ source: Tensor, _ target: Tensor, _ rows: Int, _ width: Int, _ columns: Int, _ taps: Taps<T>
  ) {
    precondition(source.isContiguous && source.dtype == T.dtype && source.numel == rows * width)
    precondition(target.isContiguous && target.dtype == T.dtype && target.numel == rows * columns)
    precondition(taps.fit(width, places: columns))
    defer { withExtendedLifetime((source, target)) {} }
    let from = source.address.assumingMemoryBound(to: T.self)
    let to = target.address.assumingMemoryBound(to: T.self)
    for row in 0..<rows {
      let line = from + row * width
      for column in 0..<columns {
        let (first, start, count) = (taps.first[column], taps.start[column], taps.count[column])
        var sum = line[first] * taps.weights[start]
        var tap = 1
        while tap + T.unfusedGroup <= count {
          for _ in 0..<T.unfusedGroup {
            sum += line[first + tap] * taps.weights[start + tap]
            tap += 1
          }
        }
        while tap < count {
          sum.addProduct(line[first + tap], taps.weights[start + tap])
          tap += 1
        }
        to[row * columns + column] = sum
      }
    }
  }

  /// Every plane becomes `rows` high. The inner loop runs along the row.
  private static func acrossRows<T: ResampledElement>(
    _ source: Tensor, _ target: Tensor, _ planes: Int, _ height: Int, _ columns: Int, _ rows: Int, _ taps: Taps<T>
  ) {
    precondition(source.isContiguous && source.dtype == T.dtype && source.numel == planes * height * columns)
    precondition(target.isContiguous && target.dtype == T.dtype && target.numel == planes * rows * columns)
    precondition(taps.fit(height, places: rows))
    defer { withExtendedLifetime((source, target)) {} }
    let from = source.address.assumingMemoryBound(to: T.self)
    let to = target.address.assumingMemoryBound(to: T.self)
    for plane in 0..<planes {
      for row in 0..<rows {
        let (first, start, count) = (taps.first[row], taps.start[row], taps.count[row])
        let unfused = (count - 1) / T.unfusedGroup * T.unfusedGroup
        let line = to + (plane * rows + row) * columns
        let lines = from + (plane * height + first) * columns
        let weight = taps.weights[start]
        for column in 0..<columns { line[column] = lines[column] * weight }
        for tap in 1..<max(count, 1) {
          let weight = taps.weights[start + tap]
          let other = lines + tap * columns
          if tap <= unfused {
            for column in 0..<columns { line[column] += other[column] * weight }
          } else {
            for column in 0..<columns { line[column].addProduct(other[column], weight) }
          }
        }
      }
    }
  }
}

/// Float and Double: what images are resampled in.
protocol ResampledElement: Element, BinaryFloatingPoint {
  /// Taps after the first that torch adds without fusing, in groups: a vector register of 16 bytes.
  static var unfusedGroup: Int { get }
}
extension Float: ResampledElement { static let unfusedGroup = 4 }
extension Double: ResampledElement { static let unfusedGroup = 2 }

/// For every new place: the first old one that counts, how many do, and their weights.
struct Taps<T: ResampledElement> {
  private(set) var first: [Int] = []
  private(set) var count: [Int] = []
  /// Where a place's weights begin.
  private(set) var start: [Int] = []
  private(set) var weights: [T] = []

  init(from size: Int, to newSize: Int, _ interpolation: ResizeInterpolation) {
    let scale = T(size) / T(newSize)
    for place in 0..<newSize {
      start.append(weights.count)
      switch interpolation {
      case .nearest: append(nearest: Int((scale * T(place)).rounded(.down)), size)
      case .nearestExact: append(nearest: Int((scale * (T(place) + 0.5)).rounded(.down)), size)
      case .bilinear: append(smooth: place, size, scale, width: 2, Self.triangle)
      case .bicubic: append(smooth: place, size, scale, width: 4, Self.cubic)
      }
    }
  }

  /// Whether every window has a first pixel and lies within a line of `size`.
  func fit(_ size: Int, places: Int) -> Bool {
    first.count == places && count.count == places && start.count == places
      && first.indices.allSatisfy {
        first[$0] >= 0 && count[$0] >= 1 && first[$0] <= size - count[$0] && start[$0] <= weights.count - count[$0]
      }
  }

  private mutating func append(nearest place: Int, _ size: Int) {
    first.append(min(place, size - 1))
    count.append(1)
    weights.append(1)
  }

  /// A filter of `width` old pixels, stretched where the image shrinks.
  private mutating func append(smooth place: Int, _ size: Int, _ scale: T, width: Int, _ filter: (T) -> T) {
    let half = T(width) / 2
    let support = scale >= 1 ? half * scale : half
    let inverse: T = scale >= 1 ? 1 / scale : 1
    let center = T(Double(scale) * (Double(place) + 0.5))
    // Within the line, however the centre of a very long one is rounded.
    let low = min(max(Int(Double(center - support) + 0.5), 0), size - 1)
    let most = Int(support.rounded(.up)) * 2 + 1
    let taps = min(max(min(Int(Double(center + support) + 0.5), size) - low, 1), most)
    var total: T = 0
    for tap in 0..<taps {
      let weight = filter(T((Double(T(tap + low) - center) + 0.5) * Double(inverse)))
      weights.append(weight)
      total += weight
    }
    if total != 0 { for tap in weights.count - taps..<weights.count { weights[tap] /= total } }
    first.append(low)
    count.append(taps)
  }

  private static func triangle(_ x: T) -> T { x.magnitude < 1 ? 1 - x.magnitude : 0 }

  /// Catmull–Rom; fused as torch's build does it.
  private static func cubic(_ x: T) -> T {
    let a: T = -0.5
    let x = x.magnitude
    if x < 1 { return T(1).addingProduct((-(a + 3)).addingProduct(a + 2, x) * x, x) }
    if x < 2 { return (-4 * a).addingProduct((8 * a).addingProduct((-5 * a).addingProduct(a, x), x), x) }
    return 0
  }
}
