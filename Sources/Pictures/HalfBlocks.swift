extension Picture {
  /// One character for two pixels, one above the other: `▀` in the upper one's colour on the lower one's.
  func halfBlocks() -> String {
    var text = ""
    for y in stride(from: 0, to: height, by: 2) {
      var (upper, lower) = ("", "")
      for x in 0..<width {
        let newUpper = "38;2;" + colour(x, y)
        let newLower = y + 1 < height ? "48;2;" + colour(x, y + 1) : ""
        let changes = [newUpper == upper ? "" : newUpper, newLower == lower ? "" : newLower].filter { !$0.isEmpty }
        if !changes.isEmpty { text += "\u{1b}[" + changes.joined(separator: ";") + "m" }
        (upper, lower) = (newUpper, newLower)
        text += "▀"
      }
      text += "\u{1b}[0m\n"
    }
    return text
  }

  private func colour(_ x: Int, _ y: Int) -> String {
    let place = (y * width + x) * 3
    return "\(pixels[place]);\(pixels[place + 1]);\(pixels[place + 2])"
  }
}
