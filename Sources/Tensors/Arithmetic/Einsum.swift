import Catalog

/// Einstein's summation: products over named dimensions.
extension Tensor {
  /// `einsum("ij,jk->ik", a, b)`
  public static func einsum(_ equation: String, _ operands: [Tensor]) throws(Failure) -> Tensor {
    let text = equation.filter { $0 != " " }
    let sides = text.split(separator: "->", omittingEmptySubsequences: false)
    let inputs: [[Character]] = sides[0].split(separator: ",", omittingEmptySubsequences: false).map { Array($0) }
    guard inputs.count == operands.count, !operands.isEmpty else {
      throw .runtime("einsum(): the equation has \(inputs.count) operands, but \(operands.count) are given")
    }
    let letters = inputs.flatMap { $0 }
    guard letters.allSatisfy({ $0.isASCII && $0.isLetter }) else {
      throw Failure(.notImplemented, "einsum(): expected letters, ',' and '->' in the equation, got '\(equation)'")
    }
    var output: [Character]
    if sides.count > 1 {
      output = Array(sides[1])
      guard Set(output).count == output.count, output.allSatisfy(letters.contains) else {
        throw .runtime("einsum(): the output's letters must be different ones of the operands, got '\(equation)'")
      }
    } else {
      // By ASCII, capitals first, as torch orders them.
      let once = Set(letters).filter { letter in letters.count(where: { $0 == letter }) == 1 }
      output = once.sorted { $0.asciiValue ?? 0 < $1.asciiValue ?? 0 }
    }
    let summed = Set(letters).subtracting(output).sorted()
    var product: Tensor?
    for (names, operand) in zip(inputs, operands) {
      let aligned = try align(operand, names, to: output + summed)
      if let before = product { product = try before.multiply(aligned) } else { product = aligned }
    }
    guard let product else { return try .zeros([]) }
    guard !summed.isEmpty else { return product }
    return try product.sum(Array(output.count..<(output.count + summed.count))).to(product.dtype)
  }

  /// Puts an operand's dimensions in an order; repeated letters are its diagonal, missing ones have size 1.
  private static func align(_ operand: Tensor, _ names: [Character], to order: [Character]) throws(Failure) -> Tensor {
    guard operand.ndim == names.count else {
      throw .runtime(
        "einsum(): '\(String(names))' names \(names.count) dimensions, but the operand has \(operand.ndim)")
    }
    var (tensor, left) = (operand, names)
    while let second = left.indices.last(where: { left[..<$0].contains(left[$0]) }),
      let first = left.firstIndex(of: left[second])
    {
      guard tensor.shape[first] == tensor.shape[second] else {
        throw .runtime("einsum(): '\(left[second])' has sizes \(tensor.shape[first]) and \(tensor.shape[second])")
      }
      // The diagonal comes last.
      tensor = try tensor.diagonal(first, second)
      let letter = left.remove(at: second)
      left.remove(at: first)
      left.append(letter)
    }
    let present = order.filter(left.contains)
    tensor = try tensor.permute(present.compactMap(left.firstIndex))
    for (dim, letter) in order.enumerated() where !present.contains(letter) { tensor = try tensor.unsqueeze(dim) }
    return tensor
  }

  /// The sum of products over the last dimensions of one tensor and the first of the other, or over those named.
  public func tensordot(_ other: Tensor, _ own: [Int], _ others: [Int]) throws(Failure) -> Tensor {
    var (mine, theirs): ([Int], [Int]) = ([], [])
    for dim in own { mine.append(try Tensor.wrap(dim: dim, rank: ndim)) }
    for dim in others { theirs.append(try Tensor.wrap(dim: dim, rank: other.ndim)) }
    guard mine.count == theirs.count, zip(mine, theirs).allSatisfy({ shape[$0] == other.shape[$1] }) else {
      throw .runtime("tensordot expects dimensions of the same sizes, got \(own) and \(others)")
    }
    let (free, otherFree) = (
      (0..<ndim).filter { !mine.contains($0) }, (0..<other.ndim).filter { !theirs.contains($0) }
    )
    let inner = mine.reduce(1) { $0 * shape[$1] }
    let rows = free.map { shape[$0] }
    let columns = otherFree.map { other.shape[$0] }
    let left = try permute(free + mine).reshape([rows.reduce(1, *), inner])
    let right = try other.permute(theirs + otherFree).reshape([inner, columns.reduce(1, *)])
    return try left.mm(right).reshape(rows + columns)
  }

  /// Every element of one tensor times the whole of another (Kronecker's product).
  public func kron(_ other: Tensor) throws(Failure) -> Tensor {
    let rank = max(ndim, other.ndim)
    let a = [Int](repeating: 1, count: rank - ndim) + shape.dims
    let b = [Int](repeating: 1, count: rank - other.ndim) + other.shape.dims
    let product = try reshape(a.flatMap { [$0, 1] }).multiply(other.reshape(b.flatMap { [1, $0] }))
    return try product.reshape(zip(a, b).map { $0 * $1 })
  }

  /// The vector product along a dimension of size 3.
  public func cross(_ other: Tensor, _ dim: Int) throws(Failure) -> Tensor {
    let pair = try Tensor.broadcastTensors([self, other])
    let dim = try Tensor.wrapExisting(dim: dim, rank: pair[0].ndim)
    guard pair[0].shape[dim] == 3 else {
      throw .runtime("cross expects size 3 in dimension \(dim), got \(pair[0].shape[dim])")
    }
    let (a, b) = (try pair[0].unbind(dim), try pair[1].unbind(dim))
    var parts: [Tensor] = []
    for (i, j) in [(1, 2), (2, 0), (0, 1)] {
      parts.append(try a[i].multiply(b[j]).subtract(a[j].multiply(b[i])))
    }
    return try .stack(parts, dim: dim)
  }
}
