extension Picture {
  /// DEC's sixel graphics: a palette, then for each band of six rows and each colour in it a line of column masks.
  ///
  /// Up to 256 colours are exact (of the 101 steps a channel that sixels have); more are rounded to 252 evenly spread ones.
  func sixels() -> String {
    let (palette, indices) = indexed()
    var text: [UInt8] = Array("\u{1b}P0;1q\"1;1;\(width);\(height)".utf8)
    for (index, colour) in palette.enumerated() {
      let shares = [16, 8, 0].map { (Int(colour >> $0 & 0xff) * 100 + 127) / 255 }
      text += Array("#\(index);2;\(shares[0]);\(shares[1]);\(shares[2])".utf8)
    }
    var masks = [UInt8](repeating: 0, count: palette.count * width)
    for top in stride(from: 0, to: height, by: 6) {
      var isPresent = [Bool](repeating: false, count: palette.count)
      for y in top..<min(top + 6, height) {
        for x in 0..<width {
          let index = Int(indices[y * width + x])
          isPresent[index] = true
          masks[index * width + x] |= 1 << UInt8(y - top)
        }
      }
      for index in palette.indices where isPresent[index] {
        let line = (index * width)..<((index + 1) * width)
        text += Array("#\(index)".utf8)
        Picture.appendRuns(of: masks[line], to: &text)
        text.append(UInt8(ascii: "$"))
        for place in line { masks[place] = 0 }
      }
      text.append(UInt8(ascii: "-"))
    }
    return String(decoding: text, as: UTF8.self) + "\u{1b}\\\n"
  }

  private static func appendRuns(of masks: ArraySlice<UInt8>, to text: inout [UInt8]) {
    var place = masks.startIndex
    while place < masks.endIndex {
      var end = place + 1
      while end < masks.endIndex && masks[end] == masks[place] { end += 1 }
      let letter = masks[place] + 63
      if end - place > 3 {
        text += Array("!\(end - place)".utf8) + [letter]
      } else {
        text += [UInt8](repeating: letter, count: end - place)
      }
      place = end
    }
  }

  /// A palette of at most 256 colours (0xRRGGBB), and the index of each pixel's.
  private func indexed() -> (palette: [UInt32], indices: [UInt8]) {
    exactly() ?? roughly()
  }

  private func exactly() -> (palette: [UInt32], indices: [UInt8])? {
    var known: [UInt32: UInt8] = [:]
    var palette: [UInt32] = []
    var indices: [UInt8] = []
    indices.reserveCapacity(width * height)
    for place in stride(from: 0, to: pixels.count, by: 3) {
      let colour = UInt32(pixels[place]) << 16 | UInt32(pixels[place + 1]) << 8 | UInt32(pixels[place + 2])
      if let index = known[colour] {
        indices.append(index)
      } else {
        guard palette.count < 256 else { return nil }
        known[colour] = UInt8(palette.count)
        indices.append(UInt8(palette.count))
        palette.append(colour)
      }
    }
    return (palette, indices)
  }

  /// Six steps of red, seven of green, six of blue.
  private func roughly() -> (palette: [UInt32], indices: [UInt8]) {
    let steps = (red: 6, green: 7, blue: 6)
    func level(_ step: Int, of count: Int) -> UInt32 { UInt32(step * 255 / (count - 1)) }
    func step(_ value: UInt8, of count: Int) -> Int { (Int(value) * (count - 1) + 127) / 255 }
    var palette: [UInt32] = []
    for red in 0..<steps.red {
      for green in 0..<steps.green {
        for blue in 0..<steps.blue {
          palette.append(
            level(red, of: steps.red) << 16 | level(green, of: steps.green) << 8 | level(blue, of: steps.blue))
        }
      }
    }
    let indices = stride(from: 0, to: pixels.count, by: 3).map { place in
      let red = step(pixels[place], of: steps.red)
      let green = step(pixels[place + 1], of: steps.green)
      return UInt8((red * steps.green + green) * steps.blue + step(pixels[place + 2], of: steps.blue))
    }
    return (palette, indices)
  }
}
