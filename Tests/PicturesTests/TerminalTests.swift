import Catalog
import Tensors
import Testing

@testable import Pictures

@Suite struct TerminalTests {
  @Test func halfBlocksPutTwoPixelsInACharacter() throws {
    let text = try Picture(frame: try fourColours()).text(.blocks, width: nil, columns: 80)
    #expect(
      text == "\u{1b}[38;2;255;0;0;48;2;0;0;255m▀\u{1b}[38;2;0;255;0;48;2;255;255;255m▀\u{1b}[0m\n")
  }

  @Test func anOddLastRowHasNoLowerHalf() throws {
    let picture = try Picture(frame: try Tensor.zeros([1, 2], .uint8))
    #expect(picture.halfBlocks() == "\u{1b}[38;2;0;0;0m▀▀\u{1b}[0m\n")
  }

  @Test func blocksFitTheTerminal() throws {
    let text = try Picture(frame: try Tensor.zeros([40, 100], .uint8)).text(.blocks, width: nil, columns: 50)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.allSatisfy { $0.count(where: { $0 == "▀" }) == 50 })
  }

  @Test func kittyIsSentThePNGInPieces() throws {
    let picture = try Picture(frame: try fourColours())
    let text = try picture.text(.kitty, width: 10, columns: 80)
    #expect(text == "\u{1b}_Ga=T,f=100,q=2,c=10,m=0;\(Base64.encode(try picture.png()))\u{1b}\\\n")
    var noise: [UInt8] = []
    var state: UInt32 = 1
    for _ in 0..<4800 {
      state = state &* 1_664_525 &+ 1_013_904_223
      noise.append(UInt8(state >> 24))
    }
    let long = try Picture(width: 40, height: 40, pixels: noise).text(.kitty, width: nil, columns: 80)
    let pieces = long.split(separator: "\u{1b}\\").dropLast()
    #expect(pieces.count == 2)
    #expect(pieces[0].hasPrefix("\u{1b}_Ga=T,f=100,q=2,m=1;"))
    #expect(pieces[1].hasPrefix("\u{1b}_Gm=0;"))
    #expect(pieces[0].split(separator: ";")[1].count == 4096)
  }

  @Test func base64IsPadded() {
    #expect(
      ["", "f", "fo", "foo", "foobar"].map { Base64.encode(Array($0.utf8)) } == [
        "", "Zg==", "Zm8=", "Zm9v", "Zm9vYmFy",
      ])
  }

  @Test func sixelsAreBandsOfMasks() throws {
    let text = try Picture(frame: try fourColours()).sixels()
    #expect(
      text == "\u{1b}P0;1q\"1;1;2;2#0;2;100;0;0#1;2;0;100;0#2;2;0;0;100#3;2;100;100;100"
        + "#0@?$#1?@$#2A?$#3?A$-\u{1b}\\\n")
    let wide = try Picture(frame: try Tensor.zeros([7, 9], .uint8)).sixels()
    #expect(wide == "\u{1b}P0;1q\"1;1;9;7#0;2;0;0;0#0!9~$-#0!9@$-\u{1b}\\\n")
  }

  @Test func manyColoursAreRounded() throws {
    var pixels: [UInt8] = []
    for index in 0..<300 { pixels += [UInt8(index % 256), UInt8(index / 2), UInt8(255 - index % 256)] }
    let text = Picture(width: 20, height: 15, pixels: pixels).sixels()
    #expect(text.contains("#251;2;100;100;100"))
    #expect(!text.contains("#252;2"))
  }

  @Test func theEnvironmentSaysWhatTheTerminalDraws() throws {
    func detect(_ variables: [String: String], isTerminal: Bool = true) throws -> TerminalGraphics {
      try TerminalGraphics.detect(isTerminal: isTerminal) { variables[$0] }
    }
    #expect(try detect([:]) == .blocks)
    #expect(try detect(["TERM": "xterm-256color"]) == .blocks)
    #expect(try detect(["TERM": "xterm-kitty"]) == .kitty)
    #expect(try detect(["KITTY_WINDOW_ID": "1", "TERM": "xterm"]) == .kitty)
    #expect(try detect(["TERM_PROGRAM": "ghostty"]) == .kitty)
    #expect(try detect(["TERM": "foot"]) == .sixel)
    #expect(try detect(["TERM": "screen", "KITTY_WINDOW_ID": "1"]) == .blocks)
    #expect(try detect(["TERM": "xterm-kitty"], isTerminal: false) == .blocks)
    #expect(try detect(["RBSH_GRAPHICS": "sixel"], isTerminal: false) == .sixel)
    let failure = try #require(throws: Failure.self) { try detect(["RBSH_GRAPHICS": "ascii"]) }
    #expect(failure.message.contains("'kitty', 'sixel', 'blocks'"))
    #expect(failure.message.hasSuffix("got 'ascii'"))
  }
}
