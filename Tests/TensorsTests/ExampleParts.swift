import TestSupport

@testable import Tensors

/// The cases of `ops.json` that take parts of tensors, put elements elsewhere, or count.
extension Example {
  private var n: [Int] { get throws { try dims("n") ?? [] } }
  private var flag: Bool { get throws { try arguments.bool("right", or: false) } }

  func part(_ x: Tensor) throws -> [Tensor]? {
    switch operation {
    case "narrow": return [try x.narrow(n[0], n[1], n[2])]
    case "select": return [try x.select(n[0], n[1])]
    case "split": return try x.split(n[0], dim: n[1])
    case "chunk": return try x.chunk(n[0], dim: n[1])
    case "tensorSplit": return try x.tensorSplit(n[0], dim: n[1])
    case "splitSizes": return try x.split(dims("sizes") ?? [])
    case "unfold": return [try x.unfold(n[0], n[1], n[2])]
    case "diagonal": return [try x.diagonal(offset: n[0], n[1], n[2])]
    case "transpose": return [try x.transpose(n[0], n[1])]
    case "flatten": return [try x.flatten(n[0], n[1])]
    case "movedim": return [try x.movedim([n[0]], [n[1]])]
    case "permute": return [try x.permute(n)]
    case "repeat": return [try x.repeat(n)]
    case "tile": return [try x.tile(n)]
    case "unflatten": return [try x.unflatten(1, dims("sizes") ?? [])]
    case "roundDecimals": return [try x.round(decimals: n[0])]
    case "tril": return [try x.tril(n[0])]
    case "triu": return [try x.triu(n[0])]
    case "nonzero": return [try x.nonzero()]
    case "median0": return [try x.median()]
    case "histc": return [try x.histc(bins: arguments.int("bins"))]
    case "histogram":
      let result = try x.histogram(bins: arguments.int("bins"))
      return [result.counts, result.edges]
    case "bincount": return [try x.bincount(minlength: 2)]
    case "oneHot": return [try x.oneHot(3)]
    case "clamp": return [try x.clamp(bound("low"), bound("high"))]
    default: return nil
    }
  }

  private func bound(_ name: String) throws -> Operand? {
    guard arguments.has(name) else { return nil }
    let text = try arguments.string(name)
    guard let number = Double(text) else { throw arguments.failure("expected a number's text for '\(name)'") }
    return .scalar(Int(text).map { .int($0) } ?? .float(number))
  }

  func place(_ x: Tensor, _ tensors: [Tensor]) throws -> [Tensor]? {
    func changed(_ body: (Tensor) throws -> Void) throws -> [Tensor] {
      let copy = try x.clone()
      try body(copy)
      return [copy]
    }
    switch operation {
    case "indexSelect": return [try x.indexSelect(dim, tensors[1])]
    case "take": return [try x.take(tensors[1])]
    case "repeatTensor": return [try x.repeatInterleave(tensors[1])]
    case "indexFill": return try changed { try $0.indexFill(0, tensors[1], 7) }
    case "indexAdd": return try changed { try $0.indexAdd(0, tensors[1], tensors[2]) }
    case "indexCopy": return try changed { try $0.indexCopy(0, tensors[1], from: tensors[2]) }
    case "gather": return [try x.gather(dim, tensors[1])]
    case "scatter": return try changed { try $0.scatter(dim, tensors[1], 9.0) }
    case "scatterAdd": return try changed { try $0.scatterAdd(dim, tensors[1], tensors[2]) }
    case "where": return [try Tensor.where(x, tensors[1], tensors[2])]
    case "maskedSelect": return [try x.maskedSelect(tensors[1])]
    case "maskedFill": return [try x.maskedFill(tensors[1], inputs[2].operand)]
    case "lerp": return [try x.lerp(tensors[1], inputs[2].operand)]
    case "bucketize": return [try x.bucketize(tensors[1], right: flag)]
    case "searchsorted": return [try x.searchsorted(tensors[1], right: flag)]
    case "isin": return [try x.isin(tensors[1])]
    case "quantile": return [try x.quantile(tensors[1])]
    case "assignAdd": return try changed { try $0.assign(.add, inputs[1].operand) }
    case "assignDivide": return try changed { try $0.assign(.divide, inputs[1].operand) }
    default: return nil
    }
  }
}
