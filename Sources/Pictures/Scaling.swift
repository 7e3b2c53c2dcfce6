extension Picture {
  /// The picture at another size: each pixel is the mean of the area that it covers.
  ///
  /// Cost: in proportion to the larger of the two pictures.
  public func scaled(width newWidth: Int, height newHeight: Int) -> Picture {
    if newWidth == width && newHeight == height { return self }
    let columns = Picture.shares(of: width, in: newWidth)
    let rows = Picture.shares(of: height, in: newHeight)
    // Columns first: the intermediate picture has the old height.
    var narrowed = [Float](repeating: 0, count: newWidth * height * 3)
    for y in 0..<height {
      for (x, shares) in columns.enumerated() {
        let target = (y * newWidth + x) * 3
        for (source, weight) in shares {
          let place = (y * width + source) * 3
          for channel in 0..<3 { narrowed[target + channel] += Float(pixels[place + channel]) * weight }
        }
      }
    }
    var result = [UInt8](repeating: 0, count: newWidth * newHeight * 3)
    for (y, shares) in rows.enumerated() {
      for place in 0..<(newWidth * 3) {
        var sum: Float = 0
        for (source, weight) in shares { sum += narrowed[source * newWidth * 3 + place] * weight }
        result[y * newWidth * 3 + place] = UInt8(max(0, min(255, sum.rounded())))
      }
    }
    return Picture(width: newWidth, height: newHeight, pixels: result)
  }

  /// For each of `new` equal parts of a line, which of its `old` pixels it covers, with weights that sum to 1.
  private static func shares(of old: Int, in new: Int) -> [[(pixel: Int, weight: Float)]] {
    let length = Double(old) / Double(new)
    return (0..<new).map { index in
      let start = Double(index) * length
      let end = min(start + length, Double(old))
      let last = min(old - 1, Int(end.rounded(.up)) - 1)
      return (Int(start)...max(Int(start), last)).map { pixel in
        let covered = min(end, Double(pixel + 1)) - max(start, Double(pixel))
        return (pixel, Float(max(0, covered) / (end - start)))
      }
    }
  }
}
