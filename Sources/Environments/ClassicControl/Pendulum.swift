import Glibc

/// gymnasium's Pendulum-v1: swing a rod up with a torque of at most 2 and hold it. State in float64, the torque's share
/// in float32.
struct Pendulum: ControlTask {
  static let id = "Pendulum-v1"
  static let stepLimit = 200
  static let actions = ActionSpace.continuous(-2, 2)
  static let observationBounds: [(low: Float, high: Float)] = [(-1, 1), (-1, 1), (-8, 8)]
  static let screen = (width: 500, height: 500)

  private var angle = 0.0
  private var velocity = 0.0
  private var torque: Float?

  mutating func reset(_ random: inout NumpyGenerator) {
    angle = random.uniform(-.pi, .pi)
    velocity = random.uniform(-1, 1)
    torque = nil
  }

  mutating func step(_ action: ControlAction) -> (reward: Double, isTerminated: Bool) {
    var torque: Float = 0
    if case .value(let value) = action { torque = min(max(value, -2), 2) }
    self.torque = torque
    let upright = Self.remainder(angle + .pi, 2 * .pi) - .pi
    // numpy squares scalars with libm's pow, whose result may differ from the product's in the last bit.
    let costs = pow(upright, 2) + 0.1 * pow(velocity, 2) + Double(Float(0.001) * powf(torque, 2))
    velocity += (15.0 * sin(angle) + Double(Float(3) * torque)) * 0.05
    velocity = min(max(velocity, -8), 8)
    angle += velocity * 0.05
    return (-costs, false)
  }

  /// Python's `%`.
  private static func remainder(_ a: Double, _ b: Double) -> Double {
    let rest = fmod(a, b)
    return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest
  }

  var observation: [Float] { [Float(cos(angle)), Float(sin(angle)), Float(velocity)] }

  func draw(on canvas: Canvas) {
    let scale = 500 / 4.4
    let width = 0.2 * scale
    let red = Colour(204, 77, 77)
    let turn = angle + .pi / 2
    let corners = [(0, -width / 2), (0, width / 2), (scale, width / 2), (scale, -width / 2)]
    canvas.fill(
      corners.map { corner in
        let turned = rotated(corner, by: turn)
        return (turned.0 + 250, turned.1 + 250)
      }, red)
    let radius = (width / 2).rounded(.towardZero)
    canvas.disc((250, 250), radius: radius, red)
    let end = rotated((scale, 0), by: turn)
    canvas.disc(((end.0 + 250).rounded(.towardZero), (end.1 + 250).rounded(.towardZero)), radius: radius, red)
    if let torque { canvas.circularArrow((250, 250), size: scale * Double(abs(torque)) / 2, isClockwise: torque < 0) }
    canvas.disc((250, 250), radius: (0.05 * scale).rounded(.towardZero), Colour(0, 0, 0))
  }
}
