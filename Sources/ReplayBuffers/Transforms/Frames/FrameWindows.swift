/// Unsafe: bytes are copied between contiguous tensors whose sizes this file has computed; every offset is a step
/// within the row at hand times the size of a step: `init` checks the bounds of rows, `unfold` the tensors' shapes.

import Catalog
import Glibc
import Tensors

/// Windows of N steps over rows of steps, none of which reaches over its episode's bound.
struct FrameWindows {
  /// Per step (row by row) the first step of its episode; the last one where windows look ahead.
  private let bounds: [Int]
  private let batch: Shape
  private let frames: Int
  private let looksAhead: Bool
  /// What padded frames hold; nil repeats the frame at the bound.
  private let padding: Scalar?

  init(starts bounds: [Int], batch: Shape, frames: Int, looksAhead: Bool, padding: Scalar?) throws(Failure) {
    let steps = batch.last ?? 0
    guard bounds.count == batch.numel, bounds.allSatisfy({ $0 >= 0 && $0 < steps }), frames >= 1 else {
      throw .runtime("expected a bound for each of \(batch.dims) steps, got \(bounds.count)")
    }
    self.bounds = bounds
    self.batch = batch
    self.frames = frames
    self.looksAhead = looksAhead
    self.padding = padding
  }

  private var steps: Int { batch[batch.count - 1] }

  /// The step that a window's frame shows, and whether it stands for one beyond the bound.
  private func step(_ place: Int, _ frame: Int) -> (step: Int, isPadding: Bool) {
    let (now, bound) = (place % steps, bounds[place])
    if looksAhead {
      let step = now + frame
      return step > bound ? (bound, true) : (step, false)
    }
    let step = now - (frames - 1) + frame
    return step < bound ? (bound, true) : (step, false)
  }

  /// Which frames are padding: `batch × N` bools.
  func mask() throws(Failure) -> Tensor {
    let mask = try Tensor.empty(batch + [frames], .bool)
    mask.withElements(Bool8.self) { marks in
      for place in bounds.indices {
        for frame in 0..<frames { marks[place * frames + frame] = Bool8(step(place, frame).isPadding) }
      }
    }
    return mask
  }

  /// The windows of a tensor, joined along `dim`.
  /// - Parameter earlier: The windows of the step before, for data below "next": padded frames are taken from there.
  func unfold(_ tensor: Tensor, dim: Int, earlier: Tensor?) throws(Failure) -> Tensor {
    let axis = tensor.ndim + dim
    guard axis >= batch.count else {
      throw .value(
        "expected dim \(dim) to be one of the tensor's own, got shape \(tensor.shape.dims) for batch size \(batch.dims)"
      )
    }
    guard tensor.shape.prefix(batch.count) == batch else {
      throw .value("expected data of batch size \(batch.dims), got shape \(tensor.shape.dims)")
    }
    var dims = tensor.shape.dims
    dims[axis] = Counts.clamped(Counts.product([dims[axis], frames]))
    if let earlier, earlier.shape.dims != dims || earlier.dtype != tensor.dtype {
      throw .value("expected windows of shape \(dims) at the step before, got \(earlier.shape.dims)")
    }
    let source = try tensor.contiguous()
    let before = try earlier?.contiguous()
    let result = try Tensor.empty(Shape(dims), tensor.dtype)
    let filler = try padding.map { (value) throws(Failure) in
      try Tensor.full([max(tensor.shape.dropFirst(axis).numel, 1)], value, tensor.dtype)
    }
    defer { withExtendedLifetime((source, before, result, filler)) {} }
    // A step is `outer` blocks of `block` bytes: what lies from the joined dimension on.
    let block = tensor.shape.dropFirst(axis).numel * tensor.dtype.size
    let outer = Shape(Array(tensor.shape.dims[batch.count..<axis])).numel
    guard block > 0, outer > 0 else { return result }
    let (from, to) = (source.address, result.address)
    for place in bounds.indices {
      let row = place - place % steps
      for frame in 0..<frames {
        let (step, isPadding) = step(place, frame)
        for part in 0..<outer {
          let target = to + ((place * outer + part) * frames + frame) * block
          if isPadding, let before, frame + 1 < frames {
            memcpy(target, before.address + ((place * outer + part) * frames + frame + 1) * block, block)
          } else if isPadding, let filler {
            memcpy(target, filler.address, block)
          } else {
            memcpy(target, from + ((row + step) * outer + part) * block, block)
          }
        }
      }
    }
    return result
  }
}
