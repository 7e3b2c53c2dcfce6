import Catalog
import ReplayBuffers
import Tensors

/// Specs of outcomes of which some are ruled out: TorchRL's `mask` of `OneHot` and `Categorical`.
extension LeafSpec {
  /// The spec with outcomes ruled out where `mask` is false.
  /// - Throws: `RuntimeError` unless it has one mark per outcome, or expands to the shape of the one-hot values.
  func masked(by mask: Tensor?) throws(Failure) -> LeafSpec {
    guard let mask, let count = outcomes else { return self }
    var full = shape
    if case .categorical = domain { full = shape + [count] }
    var marks = mask.dtype == .bool ? mask : try mask.to(.bool)
    if marks.numel == count, marks.shape != full { marks = try marks.reshape([count]) }
    var result = self
    do throws(Failure) {
      result.mask = try marks.expand(full.dims)
    } catch {
      throw .unfit(
        "mask", expected: "a tensor that expands to shape \(full.dims)", got: "shape \(mask.shape.dims)", .runtime)
    }
    return result
  }

  /// A draw among the outcomes that are not ruled out; nil without a mask.
  func randomMasked(_ leading: Shape, _ generator: Generator) throws(Failure) -> Tensor? {
    guard let mask, let count = outcomes else { return nil }
    let spread = try mask.expand((leading + mask.shape).dims)
    let rows = spread.ndim > 2 ? try spread.reshape([-1, count]) : spread
    let drawn = try Tensor.multinomial(try rows.to(.float32), count: 1, generator: generator)
      .reshape(Array(spread.shape.dims.dropLast()))
    if case .oneHot = domain { return try drawn.oneHot(count).to(dtype) }
    return try drawn.to(dtype)
  }

  /// For each value whether it is one that the mask lets through; nil without a mask.
  func allowed(_ value: Tensor) throws(Failure) -> Tensor? {
    guard let mask, let count = outcomes else { return nil }
    if case .oneHot = domain { return try value.ne(0).logicalAnd(mask).any([-1]) }
    let inside = try value.ge(0).logicalAnd(try value.lt(Scalar.int(count)))
    let places = try value.clamp(.scalar(.int(0)), .scalar(.int(count - 1))).to(.int64).unsqueeze(-1)
    let marks = try mask.expand(value.shape.dims + [count]).gather(-1, places).squeeze(-1)
    return try marks.logicalAnd(inside)
  }

  /// The value with a draw wherever it is one that the mask rules out; nil without a mask.
  func projectedMasked(_ value: Tensor, generator: Generator = .default) throws(Failure) -> Tensor? {
    guard let mask, let count = outcomes, let allowed = try allowed(value) else { return nil }
    let isOneHot = if case .oneHot = domain { true } else { false }
    let rows = try mask.expand(allowed.shape.dims + [count]).reshape([-1, count])
    let wrong = try allowed.reshape([-1]).scalars().enumerated().filter { !$0.element.isTrue }.map(\.offset)
    let weights = try rows.indexSelect(0, try .fromElements(wrong)).to(.float32)
    let drawn = try Tensor.multinomial(weights, count: 1, generator: generator).reshape([-1]).elements(Int.self)
    var outcomes = [Int](repeating: 0, count: allowed.numel)
    for (place, outcome) in zip(wrong, drawn) { outcomes[place] = outcome }
    let replacement = try Tensor.fromElements(outcomes, allowed.shape)
    if isOneHot {
      return try .where(try allowed.unsqueeze(-1), value, try replacement.oneHot(count).to(value.dtype))
    }
    return try .where(allowed, value, try replacement.to(value.dtype))
  }
}
