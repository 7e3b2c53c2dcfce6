import Glibc

/// gymnasium's Acrobot-v1: two links, a motor between them (torque -1, 0 or 1); swing the tip above the bar. State in
/// float32 at the start of an episode, float64 after that; integrated by one Runge-Kutta step per action.
struct Acrobot: ControlTask {
  static let id = "Acrobot-v1"
  static let stepLimit = 500
  static let actions = ActionSpace.discrete(3)
  static let observationBounds: [(low: Float, high: Float)] = [
    (-1, 1), (-1, 1), (-1, 1), (-1, 1), (-Float(4 * Double.pi), Float(4 * Double.pi)),
    (-Float(9 * Double.pi), Float(9 * Double.pi)),
  ]
  static let screen = (width: 500, height: 500)

  /// Two angles and their velocities.
  private typealias State = SIMD4<Double>
  private var state = State()
  /// The state is still the float32 one of the reset, whose observation numpy computes in float32.
  private var isFresh = true

  mutating func reset(_ random: inout NumpyGenerator) {
    for index in 0..<4 { state[index] = Double(Float(random.uniform(-0.1, 0.1))) }
    isFresh = true
  }

  mutating func step(_ action: ControlAction) -> (reward: Double, isTerminated: Bool) {
    var torque = 0.0
    if case .index(let index) = action { torque = Double(index - 1) }
    isFresh = false
    let (interval, half) = (0.2, 0.2 / 2)
    let k1 = Self.derivative(state, torque)
    let k2 = Self.derivative(state + half * k1, torque)
    let k3 = Self.derivative(state + half * k2, torque)
    let k4 = Self.derivative(state + interval * k3, torque)
    state += interval / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    for index in 0..<2 {
      while state[index] > .pi { state[index] -= 2 * .pi }
      while state[index] < -.pi { state[index] += 2 * .pi }
    }
    state[2] = min(max(state[2], -4 * .pi), 4 * .pi)
    state[3] = min(max(state[3], -9 * .pi), 9 * .pi)
    let isTerminated = -cos(state[0]) - cos(state[1] + state[0]) > 1
    return (isTerminated ? 0 : -1, isTerminated)
  }

  private static func derivative(_ s: State, _ torque: Double) -> State {
    let (theta1, theta2, omega1, omega2) = (s[0], s[1], s[2], s[3])
    let d1 = 1.0 * 0.25 + 1.0 * (1.0 + 0.25 + 2 * 1.0 * 0.5 * cos(theta2)) + 1 + 1
    let d2 = 1.0 * (0.25 + 1.0 * 0.5 * cos(theta2)) + 1
    let phi2 = 1.0 * 0.5 * 9.8 * cos(theta1 + theta2 - .pi / 2)
    let inner: Double = -0.5 * pow(omega2, 2) * sin(theta2)
    let coupling: Double = 2 * 1.0 * 1.0 * 0.5 * omega2 * omega1 * sin(theta2)
    let phi1 = inner - coupling + (1.0 * 0.5 + 1.0 * 1.0) * 9.8 * cos(theta1 - .pi / 2) + phi2
    let numerator: Double = torque + d2 / d1 * phi1 - 0.5 * pow(omega1, 2) * sin(theta2) - phi2
    let alpha2 = numerator / (1.0 * 0.25 + 1 - pow(d2, 2) / d1)
    let alpha1 = -(d2 * alpha2 + phi1) / d1
    return State(omega1, omega2, alpha1, alpha2)
  }

  var observation: [Float] {
    let (a, b) = (state[0], state[1])
    guard isFresh else {
      return [Float(cos(a)), Float(sin(a)), Float(cos(b)), Float(sin(b)), Float(state[2]), Float(state[3])]
    }
    return [
      NumpyFloat.cosine(Float(a)), NumpyFloat.sine(Float(a)), NumpyFloat.cosine(Float(b)), NumpyFloat.sine(Float(b)),
      Float(state[2]), Float(state[3]),
    ]
  }

  func draw(on canvas: Canvas) {
    let scale = 500 / 4.4
    canvas.line([(-2.2 * scale + 250, scale + 250), (2.2 * scale + 250, scale + 250)], width: 1, Colour(0, 0, 0))
    let joint = (sin(state[0]) * scale, -cos(state[0]) * scale)
    for ((x, y), turn) in zip([(0.0, 0.0), joint], [state[0] - .pi / 2, state[0] + state[1] - .pi / 2]) {
      let half = 0.1 * scale
      canvas.fill(
        [(0, -half), (0, half), (scale, half), (scale, -half)].map { corner in
          let turned = rotated(corner, by: turn)
          return (turned.0 + x + 250, turned.1 + y + 250)
        }, Colour(0, 204, 204))
      canvas.disc(
        ((x + 250).rounded(.towardZero), (y + 250).rounded(.towardZero)), radius: half.rounded(.towardZero),
        Colour(204, 204, 0))
    }
  }
}
