import Glibc

/// gymnasium's MountainCar-v0: a car too weak for its hill; push left (0), not at all (1) or right (2). State in float64.
struct MountainCar: ControlTask {
  static let id = "MountainCar-v0"
  static let stepLimit = 200
  static let actions = ActionSpace.discrete(3)
  static let observationBounds: [(low: Float, high: Float)] = [(-1.2, 0.6), (-0.07, 0.07)]
  static let screen = (width: 600, height: 400)

  private var position = 0.0
  private var velocity = 0.0

  mutating func reset(_ random: inout NumpyGenerator) {
    position = random.uniform(-0.6, -0.4)
    velocity = 0
  }

  mutating func step(_ action: ControlAction) -> (reward: Double, isTerminated: Bool) {
    var direction = 0
    if case .index(let index) = action { direction = index - 1 }
    velocity += Double(direction) * 0.001 + cos(3 * position) * -0.0025
    velocity = min(max(velocity, -0.07), 0.07)
    position += velocity
    position = min(max(position, -1.2), 0.6)
    if position == -1.2, velocity < 0 { velocity = 0 }
    return (-1, position >= 0.5 && velocity >= 0)
  }

  var observation: [Float] { [Float(position), Float(velocity)] }

  func draw(on canvas: Canvas) { MountainScene.draw(on: canvas, car: position, goal: 0.5) }
}

/// gymnasium's MountainCarContinuous-v0: the push is a force in [-1, 1]. As in gymnasium, the first step of an episode is
/// computed in float64, and all others in float32.
struct ContinuousMountainCar: ControlTask {
  static let id = "MountainCarContinuous-v0"
  static let stepLimit = 999
  static let actions = ActionSpace.continuous(-1, 1)
  static let observationBounds: [(low: Float, high: Float)] = [(-1.2, 0.6), (-0.07, 0.07)]
  static let screen = (width: 600, height: 400)

  private var position: Float = 0
  private var velocity: Float = 0
  /// The position before the first step.
  private var start: Double?

  mutating func reset(_ random: inout NumpyGenerator) {
    let drawn = random.uniform(-0.6, -0.4)
    start = drawn
    position = Float(drawn)
    velocity = 0
  }

  mutating func step(_ action: ControlAction) -> (reward: Double, isTerminated: Bool) {
    var force: Float = 0
    if case .value(let value) = action { force = value }
    // An action beyond the bounds becomes a Python float in gymnasium, and so does its product.
    let slope = 0.0025 * cos(start.map { 3 * $0 } ?? Double(3 * position))
    let isWithin = force >= -1 && force <= 1
    let thrust = force < -1 ? -0.0015 : 0.0015
    let isTerminated: Bool
    if let start {
      self.start = nil
      let push = isWithin ? Double(force * Float(0.0015) - Float(slope)) : thrust - slope
      var (place, speed) = (start, min(max(push, -0.07), 0.07))
      place = min(max(place + speed, -1.2), 0.6)
      if place == -1.2, speed < 0 { speed = 0 }
      isTerminated = place >= 0.45 && speed >= 0
      (position, velocity) = (Float(place), Float(speed))
    } else {
      let push = isWithin ? force * Float(0.0015) - Float(slope) : Float(thrust - slope)
      velocity = min(max(velocity + push, -0.07), 0.07)
      position = min(max(position + velocity, -1.2), 0.6)
      if position == -1.2, velocity < 0 { velocity = 0 }
      isTerminated = position >= 0.45 && velocity >= 0
    }
    return ((isTerminated ? 100 : 0) - pow(Double(force), 2) * 0.1, isTerminated)
  }

  var observation: [Float] { [position, velocity] }

  func draw(on canvas: Canvas) { MountainScene.draw(on: canvas, car: Double(position), goal: 0.45) }
}

/// The picture of both mountain-car tasks.
private enum MountainScene {
  static func draw(on canvas: Canvas, car position: Double, goal: Double) {
    let scale = 600 / 1.8
    let black = Colour(0, 0, 0)
    func height(_ x: Double) -> Double { sin(3 * x) * 0.45 + 0.55 }
    let hill = (0..<100).map { index in
      let x = -1.2 + Double(index) * 1.8 / 99
      return ((x + 1.2) * scale, height(x) * scale)
    }
    canvas.line(hill, width: 1, black)
    func placed(_ point: (Double, Double)) -> (Double, Double) {
      let turned = rotated(point, by: cos(3 * position))
      return (turned.0 + (position + 1.2) * scale, turned.1 + 10 + height(position) * scale)
    }
    canvas.fill([(-20, 0), (-20, 20), (20, 20), (20, 0)].map { placed($0) }, black)
    for wheel in [(10.0, 0.0), (-10.0, 0.0)] {
      let centre = placed(wheel)
      canvas.disc(
        (centre.0.rounded(.towardZero), centre.1.rounded(.towardZero)), radius: 8, Colour(128, 128, 128))
    }
    let pole = ((goal + 1.2) * scale).rounded(.towardZero)
    let foot = (height(goal) * scale).rounded(.towardZero)
    canvas.fill([(pole, foot + 50), (pole, foot + 40), (pole + 25, foot + 45)], Colour(204, 204, 0))
    canvas.verticalLine(from: foot, to: foot + 50, at: pole, black)
  }
}
