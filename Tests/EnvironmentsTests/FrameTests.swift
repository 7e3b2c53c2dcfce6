import TestSupport
import Tensors
import Testing

@testable import Environments

/// Pictures against gymnasium's, as means over blocks of 20 x 20 pixels (Generators/frames.py).
@Suite struct FrameTests {
  struct Frame: Sendable, CustomTestStringConvertible {
    let id: String
    let seed: Int
    let actions: [Double]
    let blocks: [Int]
    var testDescription: String { "\(id), \(actions.count) steps" }
  }

  /// The lists among the files of the folder.
  static func frames() throws -> [Frame] {
    let items = try VectorFolder.environments.files().flatMap { name, contents in
      (contents.array ?? []).enumerated().map { ($0.element, "\(name) frame \($0.offset)") }
    }
    guard !items.isEmpty else { throw VectorError(description: "there are no frames") }
    return try items.map { item, place in
      let fields = try VectorFields(item, place)
      let frame = Frame(
        id: try fields.string("id"), seed: try fields.int("seed", or: 3), actions: try fields.doubles("actions"),
        blocks: try fields.ints("blocks"))
      try fields.finish()
      return frame
    }
  }

  @Test(arguments: try frames()) func picturesLookLikeGymnasiums(_ frame: Frame) throws {
    let kind = try #require(ControlTasks.all.first { $0.id == frame.id })
    var task = kind.init()
    var random = NumpyGenerator(seed: UInt64(frame.seed))
    task.reset(&random)
    for action in frame.actions {
      if case .discrete = kind.actions {
        _ = task.step(.index(Int(action)))
      } else {
        _ = task.step(.value(Float(action)))
      }
    }
    let canvas = try Canvas(width: kind.screen.width, height: kind.screen.height)
    task.draw(on: canvas)
    let pixels = try canvas.pixels().elements(UInt8.self)
    let (rows, columns) = (kind.screen.height / 20, kind.screen.width / 20)
    #expect(frame.blocks.count == rows * columns * 3)
    var (total, largest) = (0.0, 0.0)
    for row in 0..<rows {
      for column in 0..<columns {
        for channel in 0..<3 {
          var sum = 0
          for y in 0..<20 {
            for x in 0..<20 {
              sum += Int(pixels[((row * 20 + y) * kind.screen.width + column * 20 + x) * 3 + channel])
            }
          }
          let difference = abs(Double(sum) / 400 - Double(frame.blocks[(row * columns + column) * 3 + channel]))
          total += difference
          largest = max(largest, difference)
        }
      }
    }
    #expect(total / Double(frame.blocks.count) < 0.5)
    #expect(largest < 15)
  }
}
