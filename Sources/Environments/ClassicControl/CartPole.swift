import Glibc

/// gymnasium's CartPole-v1: a pole on a cart that is pushed left (0) or right (1). State in float64.
struct CartPole: ControlTask {
  static let id = "CartPole-v1"
  static let stepLimit = 500
  static let actions = ActionSpace.discrete(2)
  static let observationBounds: [(low: Float, high: Float)] = [
    (-4.8, 4.8), (-.infinity, .infinity), (-Float(angleLimit * 2), Float(angleLimit * 2)), (-.infinity, .infinity),
  ]
  static let screen = (width: 600, height: 400)

  private static let angleLimit = 12 * 2 * Double.pi / 360
  private static let positionLimit = 2.4
  private static let poleMass = 0.1
  private static let totalMass = 0.1 + 1.0
  private static let halfLength = 0.5
  private static let poleMassLength = 0.1 * 0.5
  private static let interval = 0.02

  private var position = 0.0
  private var velocity = 0.0
  private var angle = 0.0
  private var angularVelocity = 0.0
  private var hasFallen = false

  mutating func reset(_ random: inout NumpyGenerator) {
    hasFallen = false
    position = random.uniform(-0.05, 0.05)
    velocity = random.uniform(-0.05, 0.05)
    angle = random.uniform(-0.05, 0.05)
    angularVelocity = random.uniform(-0.05, 0.05)
  }

  mutating func step(_ action: ControlAction) -> (reward: Double, isTerminated: Bool) {
    var force = -10.0
    if case .index(1) = action { force = 10 }
    let cosine = cos(angle)
    let sine = sin(angle)
    let push = (force + Self.poleMassLength * (angularVelocity * angularVelocity) * sine) / Self.totalMass
    let turn =
      (9.8 * sine - cosine * push)
      / (Self.halfLength * (4.0 / 3.0 - Self.poleMass * (cosine * cosine) / Self.totalMass))
    let acceleration = push - Self.poleMassLength * turn * cosine / Self.totalMass
    position += Self.interval * velocity
    velocity += Self.interval * acceleration
    angle += Self.interval * angularVelocity
    angularVelocity += Self.interval * turn
    let isTerminated =
      position < -Self.positionLimit || position > Self.positionLimit || angle < -Self.angleLimit
      || angle > Self.angleLimit
    guard isTerminated else { return (1, false) }
    // The first step out of bounds counts, those behind it do not.
    defer { hasFallen = true }
    return (hasFallen ? 0 : 1, true)
  }

  var observation: [Float] { [Float(position), Float(velocity), Float(angle), Float(angularVelocity)] }

  func draw(on canvas: Canvas) {
    let scale = 600 / (Self.positionLimit * 2)
    let x = position * scale + 300
    canvas.fill([(-25, -15), (-25, 15), (25, 15), (25, -15)].map { ($0.0 + x, $0.1 + 100) }, Colour(0, 0, 0))
    let length = scale * (2 * Self.halfLength)
    let pole = [(-5, -5), (-5, length - 5), (5, length - 5), (5, -5)].map { corner in
      let turned = rotated(corner, by: -angle)
      return (turned.0 + x, turned.1 + 107.5)
    }
    canvas.fill(pole, Colour(202, 152, 101))
    canvas.disc((x.rounded(.towardZero), 107), radius: 5, Colour(129, 132, 203))
    canvas.horizontalLine(from: 0, to: 600, at: 100, Colour(0, 0, 0))
  }
}

/// CartPole-v0: the same with 200 steps.
struct LegacyCartPole: ControlTask {
  static let id = "CartPole-v0"
  static let stepLimit = 200
  static let actions = CartPole.actions
  static let observationBounds = CartPole.observationBounds
  static let screen = CartPole.screen
  private var task = CartPole()
  mutating func reset(_ random: inout NumpyGenerator) { task.reset(&random) }
  mutating func step(_ action: ControlAction) -> (reward: Double, isTerminated: Bool) { task.step(action) }
  var observation: [Float] { task.observation }
  func draw(on canvas: Canvas) { task.draw(on: canvas) }
}
