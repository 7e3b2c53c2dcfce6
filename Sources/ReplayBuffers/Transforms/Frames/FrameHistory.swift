import Catalog
import Tensors

/// The last frames of each key, as an environment's transform keeps them from step to step.
final class FrameHistory: @unchecked Sendable {
  // `@unchecked`: `joined` is touched under `lock` only.
  private let lock = RecursiveLock()
  private var joined: [NestedKey: Tensor] = [:]

  /// Takes in a frame, and gives a copy of the last N side by side.
  /// - Parameter reset: Which elements of the batch begin anew; nil for none.
  func push(
    _ frame: Tensor, _ key: NestedKey, _ options: CatFrames.Options, reset: Tensor?
  ) throws(Failure) -> Tensor {
    try lock.withLock { () throws(Failure) -> Tensor in
      guard frame.ndim + options.dim >= 0 else {
        throw .index("expected a frame with dimension \(options.dim), got shape \(frame.shape.dims)")
      }
      let width = frame.shape[frame.ndim + options.dim]
      var fresh = [Tensor](repeating: frame, count: options.frames)
      if options.padding == .constant {
        let filler = try frame.fullLike(options.paddingValue)
        for place in 0..<options.frames - 1 { fresh[place] = filler }
      }
      let known = joined[key]
      var next: Tensor
      if let known, known.dtype == frame.dtype, known.ndim == frame.ndim {
        let kept = try known.narrow(options.dim, width, width * (options.frames - 1))
        next = try .cat([kept, frame], dim: options.dim)
      } else {
        // Before any reset the past is the constant.
        var past = [Tensor](repeating: try frame.fullLike(options.paddingValue), count: options.frames)
        past[options.frames - 1] = frame
        next = try .cat(past, dim: options.dim)
      }
      if let reset {
        let begun = try Tensor.cat(fresh, dim: options.dim)
        // A partial reset leaves the history of the others as it is.
        let others = known.map { $0.shape == begun.shape ? $0 : begun } ?? begun
        next = try Tensor.where(reset.expandedRight(to: next.shape), begun, others)
      }
      joined[key] = next
      return try next.clone()
    }
  }
}

extension CatFrames {
  /// In an environment: takes in the frames of a step, or of a reset.
  /// - Parameter reset: Bools of the batch's shape: which elements begin anew; nil after a step.
  public func online(_ data: TensorDict, reset: Tensor?) throws(Failure) {
    guard !options.future, options.maskKey == nil else {
      throw .runtime(
        "cat_frames() with future or mask_key works offline only: an environment does not know what comes")
    }
    guard !options.asInverse else {
      throw .runtime("cat_frames(as_inverse: True) works in buffers only")
    }
    for (source, target) in zip(keys.reads, keys.writes) {
      if reset != nil, !data.contains(source) { continue }
      try data.set(target, try history.push(try data.input(source, "cat_frames"), source, options, reset: reset))
    }
  }
}
