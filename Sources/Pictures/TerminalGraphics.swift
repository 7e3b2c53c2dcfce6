import Catalog

/// How a terminal is given a picture.
public enum TerminalGraphics: String, Sendable, CaseIterable {
  /// The protocol of kitty, Ghostty and WezTerm: a PNG in an escape sequence.
  case kitty
  /// DEC's: bands of six rows.
  case sixel
  /// Two pixels a character, in 24-bit colours.
  case blocks

  /// What the environment says that the terminal can do; `RBSH_GRAPHICS` overrules.
  /// - Parameter isTerminal: Output that goes elsewhere gets blocks, unless overruled.
  /// - Throws: `ValueError` for an unknown word in `RBSH_GRAPHICS`.
  public static func detect(
    isTerminal: Bool, environment: (String) -> String?
  ) throws(Failure) -> TerminalGraphics {
    if let word = environment("RBSH_GRAPHICS"), !word.isEmpty {
      guard let chosen = TerminalGraphics(rawValue: word) else {
        let words = allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw .value("expected one of \(words) in the environment's RBSH_GRAPHICS, got '\(word)'")
      }
      return chosen
    }
    let terminal = environment("TERM") ?? ""
    // Multiplexers swallow both protocols.
    let isMultiplexed = environment("TMUX") != nil || terminal.hasPrefix("screen") || terminal.hasPrefix("tmux")
    guard isTerminal, !isMultiplexed else { return .blocks }
    let program = environment("TERM_PROGRAM") ?? ""
    if environment("KITTY_WINDOW_ID") != nil || ["kitty", "ghostty", "WezTerm"].contains(program)
      || terminal.hasPrefix("xterm-kitty") || terminal.hasPrefix("xterm-ghostty")
    {
      return .kitty
    }
    let drawsSixels =
      terminal.contains("sixel") || ["foot", "mlterm", "yaft", "contour"].contains { terminal.hasPrefix($0) }
      || ["iTerm.app", "mintty", "contour"].contains(program)
    return drawsSixels ? .sixel : .blocks
  }
}

extension Picture {
  /// What to print for the terminal to show the picture, with the line's end.
  /// - Parameters:
  ///   - width: In columns; nil for the picture's own size, made smaller where blocks do not fit the terminal.
  ///   - columns: How wide the terminal is.
  public func text(_ graphics: TerminalGraphics, width: Int?, columns: Int) throws(Failure) -> String {
    switch graphics {
    case .kitty: return try kitty(columns: width)
    case .sixel:
      // Without asking the terminal, a column is taken to be 10 pixels wide.
      return (width.map { fitted(width: $0 * 10) } ?? self).sixels()
    case .blocks: return fitted(width: width ?? min(columns, self.width)).halfBlocks()
    }
  }

  /// Scaled to a width, with the same proportions.
  func fitted(width newWidth: Int) -> Picture {
    let newHeight = (Double(height) * Double(newWidth) / Double(width)).rounded()
    return scaled(width: newWidth, height: max(1, Int(newHeight)))
  }
}
